"""`handclasp bench ingest`: sealed messages a second, beside plain inserts of the same rows (see bench/ingest.py)."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def run(
    messages: Annotated[int, typer.Option(min=1_000, help="Messages to seal in all rounds together.")] = 120_000,
    seconds: Annotated[float | None, typer.Option(min=1, help="Stop sealing after this many seconds.")] = None,
    connections: Annotated[int, typer.Option(min=1, max=64, help="Connections that send at the same time.")] = 4,
    batch: Annotated[int, typer.Option(min=1, max=5_000, help="Messages in one request.")] = 500,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Turns that each side gets.")] = 5,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web workers that share the port.")] = 1,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Sealed messages a second over HTTP, beside plain inserts of the same rows."""
    from handclasp.bench.ingest import measure  # noqa: PLC0415 - brings what only a run needs

    result = measure(messages, seconds, connections, batch, rounds, seed, workers)
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)


def _show(result: dict[str, str | int | float]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console(highlight=False)
    rows = (
        (
            "sealed messages a second",
            f"{result['sealed_msgs_per_s']:,}",
            "median of the rounds, over HTTP, all acknowledged",
        ),
        (
            "plain rows a second",
            f"{result['raw_insert_rows_per_s']:,}",
            "the same rows, INSERT … SELECT unnest, same server",
        ),
        ("ratio", f"{result['ratio']}", "what sealing keeps of the speed of bare storing"),
        (
            "rows with encrypted columns",
            f"{result['column_encrypted_rows_per_s']:,}",
            f"by the application, AES-256-GCM; ratio {result['column_encrypted_ratio']}",
        ),
        ("answer to a batch", f"{result['ack_p50_ms']} ms", f"p50 under full load; p99 {result['ack_p99_ms']} ms"),
        (
            "answer to one message",
            f"{result['single_ack_p50_ms']} ms",
            f"p50, one at a time; p99 {result['single_ack_p99_ms']} ms",
        ),
        (
            "memory of a web worker",
            f"{result['rss_mb']} MB",
            f"the most one held at once; workers: {result['workers']}",
        ),
    )
    table = Table(
        "what",
        "figure",
        "meaning",
        title=f"{result['messages']:,} messages in {result['conversations']:,} conversations",
    )
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print(
        f"Durable in full: fsync {result['fsync']}, synchronous_commit {result['synchronous_commit']}; one flush to "
        f"this disk takes {result['flush_ms']} ms. {result['cores']} × {result['cpu']}, "
        f"PostgreSQL {result['postgres']}, Python {result['python']}, "
        f"commit {result['commit'] or 'unknown'}. Load generator: {float(result['sender_cpu_share']):.0%} of one core."
    )
