"""`handclasp bench restore`: how fast a copy comes back, proved, and how far behind it is (bench/restore.py)."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def run(
    messages: Annotated[int, typer.Option(min=500, help="Messages to seal, ship and restore.")] = 200_000,
    paced: Annotated[int, typer.Option(min=1, max=600, help="Seconds in which more come in before all is lost.")] = 25,
    seed: Annotated[int, typer.Option(help="Seed of the made-up talk.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How fast a copy comes back, proved, what shipping costs, and how much a sudden loss takes."""
    from handclasp.bench.restore import measure

    result = measure(messages, paced, seed)
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)


def _show(result: dict[str, str | int | float | bool]) -> None:
    from rich.console import Console
    from rich.table import Table

    rows = (
        ("restored", f"{result['records_per_s']:,}/s", "records, verified, written, and every hash derived again"),
        ("written", f"{result['loaded_per_s']:,}/s", "the same without the last proof"),
        ("complete", str(result["complete"]), str(result["finding"] or "proved")),
        ("lost", f"{result['rpo_s']} s", f"at a sudden end, shipping every {result['ship_seconds']} s"),
        ("shipped", f"{result['shipped_per_s']:,}/s", f"{result['ship_cpu_us_per_record']} µs of a core each"),
        ("a copy", f"{result['copy_bytes_per_record']} bytes", "a record"),
    )
    table = Table("what", "figure", "meaning", title=f"{result['records']:,} records")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"One flush to this disk takes {result['flush_ms']} ms. {result['cores']} × {result['cpu']}, PostgreSQL "
        f"{result['postgres']}, Python {result['python']}, commit {result['commit'] or 'unknown'}, load before "
        f"{result['load_before']}."
    )
