"""`handclasp bench access`: what a decision takes, and a page with all walls beside one without (bench/access.py)."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def run(
    decisions: Annotated[int, typer.Option(min=1_000, help="Decisions to time.")] = 50_000,
    pages: Annotated[int, typer.Option(min=10, max=5_000, help="Pages to draw each way.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the made-up requests and messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """What a decision of the policies takes, and a page of the desk with all its walls beside one without."""
    from handclasp.bench.access import measure  # noqa: PLC0415 - brings what only a run needs

    result = measure(decisions, pages, seed)
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)


def _show(result: dict[str, str | int | float]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    rows = (
        (
            "a decision",
            f"{result['decision_p50_us']} µs",
            f"p50; p95 {result['decision_p95_us']} µs, p99 {result['decision_p99_us']} µs",
        ),
        (
            "Cedar asked anew",
            f"{result['decision_cedar_p50_us']} µs",
            f"p50, nothing remembered; p95 {result['decision_cedar_p95_us']} µs",
        ),
        ("the page", f"{result['page_p50_ms']} ms", f"p50; p95 {result['page_p95_ms']} ms"),
        (
            "the same page, unguarded",
            f"{result['bare_page_p50_ms']} ms",
            "no policy, no row-level security, no access record",
        ),
        ("ratio", f"{result['page_ratio']}", "of the two medians"),
        ("reading alone", f"{result['read_ratio']}", "the same ratio without session, lists and drawing"),
    )
    table = Table("what", "figure", "meaning", title=f"{result['decisions']:,} decisions, {result['pages']:,} pages")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"{result['page_messages']} messages a page. Durable in full: fsync {result['fsync']}, synchronous_commit "
        f"{result['synchronous_commit']}; one flush to this disk takes {result['flush_ms']} ms. {result['cores']} × "
        f"{result['cpu']}, PostgreSQL {result['postgres']}, Python {result['python']}, commit "
        f"{result['commit'] or 'unknown'}, load before {result['load_before']}."
    )
