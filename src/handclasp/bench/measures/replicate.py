"""`handclasp bench replicate`: how soon a quorum acknowledges, what the leader's loss takes."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    rate: Annotated[float, typer.Option(min=1, help="Messages a second offered.")] = 12_000,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="For how long.")] = 20,
    struck_rate: Annotated[float, typer.Option(min=1, help="Messages a second while the leader is lost.")] = 4_000,
    struck: Annotated[float, typer.Option(min=0, max=600, help="Seconds of that; 0 leaves the loss out.")] = 40,
    batch: Annotated[int, typer.Option(min=1, max=500, help="Messages handed over at a time.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """How soon a cluster of three nodes acknowledges at a steady rate, and what is lost with its leader."""
    from handclasp.bench.figures import told
    from handclasp.bench.replicate import Size, measure
    from handclasp.logs import configure

    configure("error")
    size = Size(rate=rate, seconds=seconds, struck_rate=struck_rate, struck=struck, batch=batch, seed=seed)
    told(measure(size), show, as_json=as_json)


def show(result: Result) -> None:
    """A table for people."""
    from handclasp.bench.figures import table

    table(
        f"{result['nodes']} nodes, {result['offered_per_s']:,} messages a second for {result['seconds']:g} s",
        [
            ("acknowledged", f"{result['acked_per_s']:,}/s", f"{result['refused']} refused"),
            ("p50", f"{result['ack_p50_ms']} ms", f"alone {result['local_ack_p50_ms']} ms"),
            (
                "p99",
                f"{result['ack_p99_ms']} ms",
                f"alone {result['local_ack_p99_ms']} ms, {result['p99_ratio']} times",
            ),
            ("at most", f"{result['ack_max_ms']} ms", ""),
            ("leader killed", f"{result['silence_s']} s", "the longest time without an acknowledgement"),
            ("meanwhile", f"{result['struck_acked']:,}", f"{result['struck_refused']:,} refused, to be sent again"),
            ("lost", str(result["acked_lost"]), "acknowledged, and not there afterwards"),
            ("doubled", str(result["doubled"]), "there twice"),
        ],
        result,
        "All three nodes share this machine and its disk, which writes everything three times.",
    )
