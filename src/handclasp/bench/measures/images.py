"""`handclasp bench images`: how fast, how right and how steady pictures are judged (bench/images.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    per_type: Annotated[int, typer.Option(min=1, help="Pictures of each type of document.")] = 5,
    negatives: Annotated[int, typer.Option(min=1, help="Pictures without a document.")] = 120,
    pictures: Annotated[int, typer.Option(help="Judge on until so many were judged, then look at the memory.")] = 1_000,
    baseline: Annotated[int, typer.Option(help="Pictures that the baseline reads too (0: none).")] = 60,
    seed: Annotated[int, typer.Option(help="Seed of the pictures.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How fast, how right and how steady pictures are judged, beside plain OCR and a search for titles."""
    from handclasp.bench import figures
    from handclasp.bench.images import measure

    figures.told(measure(per_type, negatives, pictures, baseline, seed), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

    rows = (
        ("document to placeholder", f"{result['mean_s']} s", f"mean; p95 {result['p95_s']} s"),
        ("harmless to released", f"{result['harmless_p95_s']} s", "p95"),
        ("documents found", f"{result['recall']:.1%}", f"dark, small or moiré: {result['recall_hard']:.1%}"),
        ("right type", f"{result['type_accuracy']:.1%}", f"dark, small or moiré: {result['type_accuracy_hard']:.1%}"),
        ("false alarms", f"{result['false_alarms']:.1%}", "of pictures without a document"),
        ("fields covered", f"{result['covered']:.1%}", "numbers, names, faces … wholly under a box"),
        ("memory", f"{result['rss_mb_after_1000']} MiB", f"after {result['judged']}; before {result['rss_mb_before']}"),
    )
    own = f"{result['mean_cpu_s']} s mean, {result['p95_cpu_s']} s p95; harmless {result['harmless_p95_cpu_s']} s p95"
    remarks = [f"By the worker's own time: {own}."]
    if "baseline_pictures" in result:
        remarks.append(
            f"The baseline found {result['baseline_recall']:.1%}, hard {result['baseline_recall_hard']:.1%}, false "
            f"alarms {result['baseline_false_alarms']:.1%}, {result['baseline_mean_s']} s a picture."
        )
    figures.table(f"{result['pictures']} labelled pictures", rows, result, *remarks)
