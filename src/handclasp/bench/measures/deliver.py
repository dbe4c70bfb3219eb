"""`handclasp bench deliver`: how soon thousands of open streams hear what was said (see bench/deliver.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


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
    from handclasp.bench import deliver, figures

    at_the_desk = min(agents, streams // 2)
    size = deliver.Size(streams=streams, agents=at_the_desk, rate=rate, seconds=seconds, storms=storms, seed=seed)
    figures.told(deliver.measure(size), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

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
    figures.table(title, rows, result)
