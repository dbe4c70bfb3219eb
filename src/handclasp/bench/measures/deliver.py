"""`handclasp bench deliver`: how soon thousands of open streams hear what was said (see bench/deliver.py)."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def run(
    streams: Annotated[int, typer.Option(min=2, max=6_000, help="Streams that are open at once.")] = 2_000,
    agents: Annotated[int, typer.Option(min=0, help="How many of them are agents' pages at the desk.")] = 100,
    rate: Annotated[float, typer.Option(min=1, help="Messages a second.")] = 200,
    seconds: Annotated[float, typer.Option(min=1, help="How long it is talked before the storms.")] = 20,
    storms: Annotated[int, typer.Option(min=0, max=1_000, help="How often every stream is cut and comes back.")] = 20,
    seed: Annotated[int, typer.Option(help="Seed of who is told what.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How soon thousands of open streams hear what was said, and whether storms lose or double anything."""
    from handclasp.bench.deliver import Size, measure  # noqa: PLC0415 - brings what only a run needs

    at_the_desk = min(agents, streams // 2)
    size = Size(streams=streams, agents=at_the_desk, rate=rate, seconds=seconds, storms=storms, seed=seed)
    result = measure(size)
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)


def _show(result: dict[str, str | int | float]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    rows = (
        ("from saying to hearing", f"{result['p50_ms']} ms", f"p50; p99 {result['p99_ms']} ms"),
        ("lost, doubled", f"{result['lost']}, {result['doubled']}", f"of {result['deliveries']:,}, storms included"),
        ("all back after a cut", f"{result['storm_s']} s", f"median of {result['storms']} storms"),
        ("hearing in a storm", f"{result['storm_p50_ms']} ms", f"p50; p99 {result['storm_p99_ms']} ms"),
        ("the web process", f"{result['rss_mb']} MB", f"{float(result['web_cpu_share']):.0%} of one core in calm"),
        (
            "queues in memory",
            f"{result['textbook_p99_ms']} ms",
            f"p99; nothing kept; {result['textbook_lost']} lost in one storm",
        ),
    )
    title = f"{result['streams']:,} streams, {result['agents']} at the desk; {result['msgs_per_s']:g} messages a second"
    table = Table("what", "figure", "meaning", title=title)
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"{result['cores']} × {result['cpu']}, load {result['load_before']} before, PostgreSQL {result['postgres']}, "
        f"Python {result['python']}, commit {result['commit'] or 'unknown'}; one flush to this disk takes "
        f"{result['flush_ms']} ms."
    )
