"""The proof of growth: `make proof growth`. What a message costs in a log of twenty million, and in a small one.

Writes docs/proofs/growth.md with date, machine and commit. Takes about an hour and 40 GB of disk: most of it is filling
the log.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.page import PROOFS, Proof, at_most, page, write  # noqa: E402 - the repository is no package

from handclasp.bench.charts import Bar, bars  # noqa: E402
from handclasp.bench.growth import Size, measure  # noqa: E402
from handclasp.bench.measures import Result, Settings, Workers, settings  # noqa: E402
from handclasp.bench.measures.ingest import show_growth  # noqa: E402


def main(
    preload: Annotated[int, typer.Option(min=1_000, help="Records in the large log.")] = 20_000_000,
    seed: Annotated[int, typer.Option(help="Seed of the messages.")] = 1,
    workers: Workers = 1,
    set_: Settings = None,
) -> None:
    """Fill one log, and compare."""
    show_growth(prove(Size(preload=preload, seed=seed, settings=settings(set_, workers)), PROOFS))


def prove(size: Size, folder: Path) -> Result:
    """Run it and write the page."""
    result = measure(size)
    proof = Proof(
        "growth",
        f"what a message costs at {size.preload:,} records, and at {size.small:,}",
        f"""`make proof growth` makes two houses and fills their logs quickly (`bench/fill.py`: really sealed and really
placed, but neither screened nor sent over HTTP). Then both take {size.messages:,} messages over HTTP in turns,
{size.rounds} rounds each. The cost of a message is the processor time of the web process and of PostgreSQL together.
The ratio is the median of the rounds' ratios, so that whatever else the machine did falls on both alike.""",
        bars(
            "Processor time of a message",
            "microseconds (less is better)",
            [
                Bar(f"web, {size.preload:,} records", float(result["web_us_per_msg"]), ours=True),
                Bar(f"web, {size.small:,} records", float(result["small_web_us_per_msg"]), ours=False),
                Bar(f"PostgreSQL, {size.preload:,}", float(result["postgres_us_per_msg"]), ours=True),
                Bar(f"PostgreSQL, {size.small:,}", float(result["small_postgres_us_per_msg"]), ours=False),
            ],
        ),
        "Processor time of a message in web and PostgreSQL, in the large and in the small log",
    )
    figures = [
        ("a message in the large log", f"{result['cost_us_per_msg']} µs of processor time"),
        ("a message in the small log", f"{result['small_cost_us_per_msg']} µs"),
        (
            "sealed a second, large and small",
            f"{result['sealed_msgs_per_s']:,} and {result['small_sealed_msgs_per_s']:,}",
        ),
        ("disk a message", f"{result['disk_bytes_per_msg']:,} bytes, {result['disk_mb']:,} MB in all"),
        ("filled in", f"{result['filled_s']:,} s"),
    ]
    targets = [at_most("cost in the large log by cost in the small one", float(result["cost_ratio"]), 1.15)]
    write(proof, page(proof, result, targets, figures), folder)
    return result


if __name__ == "__main__":
    typer.run(main)
