"""`handclasp bench images`: how fast, how right and how steady pictures are judged (bench/images.py)."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def run(
    per_type: Annotated[int, typer.Option(min=1, help="Pictures of each type of document.")] = 5,
    negatives: Annotated[int, typer.Option(min=1, help="Pictures without a document.")] = 120,
    pictures: Annotated[int, typer.Option(help="Judge on until so many were judged, then look at the memory.")] = 1_000,
    baseline: Annotated[int, typer.Option(help="Pictures that the baseline reads too (0: none).")] = 60,
    seed: Annotated[int, typer.Option(help="Seed of the pictures.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How fast, how right and how steady pictures are judged, beside plain OCR and a search for titles."""
    from handclasp.bench.images import measure  # noqa: PLC0415 - brings what only a run needs

    result = measure(per_type, negatives, pictures, baseline, seed)
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)


def _show(result: dict[str, str | int | float]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    rows = (
        ("document to placeholder", f"{result['mean_s']} s", f"mean; p95 {result['p95_s']} s"),
        ("harmless to released", f"{result['harmless_p95_s']} s", "p95"),
        ("documents found", f"{result['recall']:.1%}", f"dark, small or moiré: {result['recall_hard']:.1%}"),
        ("right type", f"{result['type_accuracy']:.1%}", f"dark, small or moiré: {result['type_accuracy_hard']:.1%}"),
        ("false alarms", f"{result['false_alarms']:.1%}", "of pictures without a document"),
        ("fields covered", f"{result['covered']:.1%}", "numbers, names, faces … wholly under a box"),
        ("memory", f"{result['rss_mb_after_1000']} MiB", f"after {result['judged']}; before {result['rss_mb_before']}"),
    )
    table = Table("what", "figure", "meaning", title=f"{result['pictures']} labelled pictures")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    if "baseline" in result:
        console.print(
            f"Baseline ({result['baseline']}): found {result['baseline_recall']:.1%}, hard "
            f"{result['baseline_recall_hard']:.1%}, false alarms {result['baseline_false_alarms']:.1%}, "
            f"{result['baseline_mean_s']} s a picture."
        )
    console.print(
        f"By the worker's own time: {result['mean_cpu_s']} s mean, {result['p95_cpu_s']} s p95; harmless "
        f"{result['harmless_p95_cpu_s']} s p95. {result['cores']} × {result['cpu']}, commit "
        f"{result['commit'] or 'unknown'}, load before {result['load_before']}."
    )
