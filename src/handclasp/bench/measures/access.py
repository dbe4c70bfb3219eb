"""`handclasp bench access`: what a decision takes, and a page with all walls beside one without (bench/access.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    decisions: Annotated[int, typer.Option(min=1_000, help="Decisions to time.")] = 50_000,
    pages: Annotated[int, typer.Option(min=10, max=5_000, help="Pages to draw each way.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the made-up requests and messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """What a decision of the policies takes, and a page of the desk with all its walls beside one without."""
    from handclasp.bench import figures
    from handclasp.bench.access import measure

    figures.told(measure(decisions, pages, seed), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

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
    figures.table(
        f"{result['decisions']:,} decisions, {result['pages']:,} pages",
        rows,
        result,
        f"{result['page_messages']} messages a page.",
    )
