"""`handclasp bench keep`: conversations deleted by rule and erased, while messages come in (see bench/keep.py)."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from handclasp.bench.measures import Result, Settings, settings, told

PARTS: Final = {
    "plan_s": "planning",
    "bin_s": "into the bin",
    "erase_s": "erasing",
    "turn_s": "turning keys",
    "certify_s": "certificates",
}


def run(
    conversations: Annotated[int, typer.Option(min=100, help="Conversations whose time is over.")] = 4_000,
    staying: Annotated[int, typer.Option(min=0, help="Conversations beside them whose time is not over.")] = 0,
    rate: Annotated[float, typer.Option(min=1, help="Messages a second that come in meanwhile.")] = 200,
    batch: Annotated[int, typer.Option(min=1, max=500, help="Messages in one request.")] = 2,
    seconds: Annotated[
        float, typer.Option(min=1, help="How long is looked at without retention, before and after.")
    ] = 15,
    set_: Settings = None,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Conversations that a second takes from their rule to their certificate, and what messages wait meanwhile."""
    from handclasp.bench import figures, keep

    given = settings(set_)
    size = keep.Size(
        conversations=conversations,
        staying=staying,
        rate=rate,
        batch=batch,
        seconds=seconds,
        seed=seed,
        settings=given,
    )
    figures.told(told(given) | keep.measure(size), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

    parts = ", ".join(f"{what} {result[name]}" for name, what in PARTS.items())
    rows = (
        (
            "conversations a second",
            f"{result['conversations_per_s']:,}",
            f"from rule to certificate; plain DELETE {result['plain_conversations_per_s']:,}, ratio {result['ratio']}",
        ),
        (
            "seconds",
            f"{result['retention_s']}",
            parts,
        ),
        (
            "a message meanwhile",
            f"{result['ingest_p99_ms']} ms",
            f"p99; without retention {result['alone_p99_ms']} ms, ratio {result['ingest_p99_ratio']}",
        ),
        ("", f"{result['ingest_p50_ms']} ms", f"p50; without {result['alone_p50_ms']} ms"),
        ("refused meanwhile", f"{result['refused']}", f"{result['no_answer']} without an answer"),
        ("memory", f"{result['rss_mb']} MB", "the most that the process of retention held"),
        ("left over", f"{result['left']}", f"rows of the erased; {result['certificates']:,} certificates"),
    )
    figures.table(
        f"{result['conversations']:,} conversations of {result['records']:,} records go, {result['staying']:,} stay; "
        f"{result['msgs_per_s']:g} messages a second come in",
        rows,
        result,
    )
