"""`handclasp bench search`: how fast what was said is found, beside a scan that reads everything (bench/search.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    messages: Annotated[int, typer.Option(min=500, help="Messages to seal and index.")] = 1_000_000,
    queries: Annotated[int, typer.Option(min=20, max=5_000, help="Questions to ask.")] = 500,
    lag_seconds: Annotated[int, typer.Option(min=1, max=600, help="How long messages come in one by one.")] = 30,
    seed: Annotated[int, typer.Option(help="Seed of the made-up talk and the questions.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How fast what was said is found, how completely beside a scan of everything, and what the index costs."""
    from handclasp.bench import figures
    from handclasp.bench.search import measure

    figures.told(measure(messages, queries, lag_seconds, seed), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

    rows = (
        ("a first page", f"{result['p95_ms']} ms", f"p95; p50 {result['p50_ms']} ms, p99 {result['p99_ms']} ms"),
        ("the same, an agent's", f"{result['agent_p95_ms']} ms", "p95, of whoever sees one conversation in forty"),
        ("by relevance", f"{result['relevance_p95_ms']} ms", "p95"),
        ("recall", f"{result['recall']}", f"of {result['answers']:,} answers of the scan"),
        ("pages unlike the scan's", f"{result['pages_unlike_the_scan']}", "first pages and counts"),
        ("the index", f"{result['bytes_per_msg']} bytes", f"a message; {result['index_mb']} MB"),
        (
            "indexing",
            f"{result['index_msgs_per_s']:,}/s",
            f"messages; {result['index_us_per_msg']} µs each, merging included",
        ),
        ("found", f"{result['found_after_max_ms']} ms", "at most, after a message was acknowledged"),
        ("indexed", f"{result['lag_max_ms']} ms", f"at most; p95 {result['lag_p95_ms']} ms"),
    )
    figures.table(f"{result['messages']:,} messages, {result['queries']:,} questions", rows, result)
