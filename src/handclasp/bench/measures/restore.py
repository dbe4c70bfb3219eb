"""`handclasp bench restore`: how fast a copy comes back, proved, and how far behind it is (bench/restore.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    messages: Annotated[int, typer.Option(min=500, help="Messages to seal, ship and restore.")] = 200_000,
    paced: Annotated[int, typer.Option(min=1, max=600, help="Seconds in which more come in before all is lost.")] = 25,
    seed: Annotated[int, typer.Option(help="Seed of the made-up talk.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How fast a copy comes back, proved, what shipping costs, and how much a sudden loss takes."""
    from handclasp.bench.figures import told
    from handclasp.bench.restore import measure

    told(measure(messages, paced, seed), show, as_json=as_json)


def show(result: Result) -> None:
    """A table for people."""
    from handclasp.bench.figures import table

    rows = (
        ("restored", f"{result['records_per_s']:,}/s", "records, verified, written, and every hash derived again"),
        ("written", f"{result['loaded_per_s']:,}/s", "the same without the last proof"),
        ("copied plainly", f"{result['plain_records_per_s']:,}/s", f"ratio {result['ratio']}"),
        ("complete", str(result["complete"]), str(result["finding"] or "proved")),
        ("lost", f"{result['rpo_s']} s", f"at a sudden end, shipping every {result['ship_seconds']} s"),
        ("shipped", f"{result['shipped_per_s']:,}/s", f"{result['ship_cpu_us_per_record']} µs of a core each"),
        ("a copy", f"{result['copy_bytes_per_record']} bytes", "a record"),
    )
    table(f"{result['records']:,} records", rows, result)
