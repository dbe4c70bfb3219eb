"""`handclasp bench overload`: three times as much as the house can take, and what becomes of it (bench/overload.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result, Settings, Workers, settings


def run(
    seconds: Annotated[float, typer.Option(min=2, max=3_600, help="How long too much is offered.")] = 120,
    factor: Annotated[float, typer.Option(min=1.1, max=20, help="Times the maximum.")] = 3,
    calm: Annotated[float, typer.Option(min=2, max=600, help="How long is calm before, and watched afterwards.")] = 15,
    batch: Annotated[int, typer.Option(min=1, max=5_000, help="Messages in one request.")] = 500,
    workers: Workers = 1,
    set_: Settings = None,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Three times as much as the house can take: what gets through, how the rest is refused, how soon it is over."""
    from handclasp.bench import figures, overload

    size = overload.Size(
        seconds=seconds, factor=factor, calm=calm, batch=batch, seed=seed, settings=settings(set_, workers)
    )
    figures.told(overload.measure(size), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

    rows = (
        ("the maximum", f"{result['maximum_msgs_per_s']:,}/s", "messages, when eight connections send without a pause"),
        ("offered", f"{result['offered_msgs_per_s']:,}/s", f"{result['factor']:g} × that, by the clock"),
        ("acknowledged", f"{result['goodput_msgs_per_s']:,}/s", f"goodput ratio {result['goodput_ratio']}"),
        ("refused", f"{result['refused']:,}", f"of {result['offered']:,} messages"),
        (
            "a refusal",
            f"{result['refusal_p50_ms']} ms",
            f"p50; p99 {result['refusal_p99_ms']} ms; {result['without_retry_after']} without Retry-After",
        ),
        ("an acknowledgement", f"{result['ack_p50_ms']} ms", f"p50 in the flood; p99 {result['ack_p99_ms']} ms"),
        ("the same in the calm", f"{result['calm_p50_ms']} ms", f"p50; p99 {result['calm_p99_ms']} ms"),
        ("back to normal", f"{result['recovery_s']:g} s", "after the flood"),
        (
            "memory of a web process",
            f"{result['rss_mb']} MB",
            f"at most; {result['rss_mb_before']} MB before the flood",
        ),
        (
            "lost",
            f"{result['processes_lost']} processes",
            f"{result['no_answer']} requests without an answer; ready afterwards: {bool(result['ready_after'])}",
        ),
    )
    figures.table(f"{result['factor']:g} × the maximum for {result['seconds']:g} s", rows, result)
