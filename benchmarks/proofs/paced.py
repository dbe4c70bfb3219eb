"""The proof of a steady rate: `make proof paced`. Five minutes of 12,000 messages a second, by the clock.

Writes docs/proofs/paced.md with date, machine and commit, and ends with status 1 when a request got no answer. Takes
about seven minutes.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.page import PROOFS, Proof, at_least, at_most, page, write  # noqa: E402 - the repository is no package

from handclasp.bench.charts import Series, lines  # noqa: E402
from handclasp.bench.figures import ms  # noqa: E402
from handclasp.bench.measures import Result, Settings, Workers, settings  # noqa: E402
from handclasp.bench.measures.ingest import show_paced  # noqa: E402
from handclasp.bench.paced import Request, Size, measured  # noqa: E402

RANKS: Final = (("p50", "p50"), ("p99", "p99"), ("p99.9", "p999"), ("at most", "max"))


def main(
    rate: Annotated[float, typer.Option(min=1, help="Messages a second.")] = 12_000,
    seconds: Annotated[float, typer.Option(min=2, help="How long.")] = 300,
    seed: Annotated[int, typer.Option(help="Seed of the messages.")] = 1,
    workers: Workers = 1,
    set_: Settings = None,
) -> None:
    """Send by the clock."""
    result, requests = measured(Size(rate=rate, seconds=seconds, seed=seed, settings=settings(set_, workers)))
    record(result, requests, PROOFS)
    show_paced(result)
    if result["no_answer"]:
        raise typer.Exit(1)


def record(result: Result, requests: list[Request], folder: Path) -> None:
    """Write the page."""
    proof = Proof(
        "paced",
        f"{result['rate']:,g} messages a second for {result['seconds']:g} seconds, by the clock",
        f"""`make proof paced` sends batches of {result["batch"]} over HTTP to a house of its own by the clock, whatever
became of those before. A time runs from the moment at which a batch was to be sent to its whole answer: every message
in it screened, sealed, committed with fsync, and covered by a signed checkpoint. So a stall delays all that was due
behind it, as it would for people. What is refused is not sent again. Then plain rows are inserted at the same rate.""",
        chart(requests),
        "Milliseconds until a batch is acknowledged, over time: median and 99th percentile of every five seconds",
    )
    targets = [
        at_least("messages acknowledged a second", float(result["sealed_msgs_per_s"]), float(result["rate"]) * 0.99),
        at_most("acknowledged after, p99 (ms)", float(result["ack_p99_ms"]), 300),
        at_most("refused", float(result["refused"]), 0),
        at_most("without an answer", float(result["no_answer"]), 0),
        at_most("memory of a web process (MB)", float(result["rss_mb"]), 250),
    ]
    ranks = ", ".join(f"{name} {result[f'ack_{key}_ms']} ms" for name, key in RANKS)
    figures = [
        ("acknowledged", f"{result['acknowledged']:,} of {result['offered']:,} messages"),
        ("after", ranks),
        ("plain rows, after", f"p50 {result['plain_ack_p50_ms']} ms, p99 {result['plain_ack_p99_ms']} ms"),
        ("CPU of web a message", f"{result['web_cpu_us_per_msg']} µs"),
        (
            "load generator",
            f"{float(result['sender_cpu_share']):.0%} of a core, late by {result['late_p99_ms']} ms (p99)",
        ),
    ]
    write(proof, page(proof, result, targets, figures), folder)


def chart(requests: list[Request], width: int = 5) -> str:
    """Answers of every `width` seconds."""
    stretches: defaultdict[int, list[float]] = defaultdict(list)
    for one in requests:
        if one.status == 200:
            stretches[int(one.at // width)].append(one.took)
    found = sorted(stretches.items())
    return lines(
        "Until a batch is acknowledged",
        ("seconds", "milliseconds"),
        [
            Series("median", [(number * width, ms(took, 0.5)) for number, took in found]),
            Series("99th percentile", [(number * width, ms(took, 0.99)) for number, took in found]),
        ],
        [],
    )


if __name__ == "__main__":
    typer.run(main)
