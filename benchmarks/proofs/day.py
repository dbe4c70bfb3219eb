"""The proof of a day: `make proof day`. Two million messages taken in, sealed, indexed and found, in one run.

Writes docs/proofs/day.md with date, machine and commit, and ends with status 1 when a message from the day is not
found. Takes 4 GB of memory, 10 GB of disk and some ten minutes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.page import PROOFS, Proof, Target, page, write  # noqa: E402 - the repository is no package

from handclasp.bench import figures  # noqa: E402
from handclasp.bench.charts import Bar, bars  # noqa: E402
from handclasp.bench.day import Size, measure  # noqa: E402
from handclasp.bench.measures import Result, Settings, Workers, settings  # noqa: E402


def main(
    messages: Annotated[int, typer.Option(min=1_000, help="Messages of the day.")] = 2_000_000,
    seed: Annotated[int, typer.Option(help="Seed of the messages.")] = 1,
    workers: Workers = 1,
    set_: Settings = None,
) -> None:
    """Send a day's messages."""
    result = prove(Size(messages=messages, seed=seed, settings=settings(set_, workers)), PROOFS)
    figures.table(f"{result['messages']:,} messages", [(*row, "") for row in rows(result)], result)
    if result["found"] != result["asked"]:
        raise typer.Exit(1)


def prove(size: Size, folder: Path) -> Result:
    """Run it and write the page."""
    result = measure(size)
    proof = Proof(
        "day",
        f"{result['messages']:,} messages taken in, sealed and searchable in one run",
        """`make proof day` runs a house as it is meant to run, web and worker, and sends talk with a large vocabulary
over HTTP as fast as it is taken. Meanwhile the worker reads the log: the desk's list, screening of what was said in
several messages, and the search index. It is over when the index has every message. Then messages from all over the day
are looked for by what was said in them, and `handclasp log fsck` derives the whole log again.""",
        bars(
            "What a message takes on disk",
            "bytes (less is better)",
            [
                Bar("its text", float(result["mean_bytes"]), ours=False),
                Bar("a plain row with its keys", float(result["plain_bytes_per_msg"]), ours=False),
                Bar("all of Handclasp", float(result["disk_bytes_per_msg"]), ours=True),
                Bar("of that, the search index", float(result["index_bytes_per_msg"]), ours=True),
            ],
        ),
        "Bytes of a message on disk: its text, a plain row, Handclasp with its index",
    )
    found = Target(
        "messages found",
        f"{result['asked']} of {result['asked']}",
        f"{result['found']} of {result['asked']}",
        result["found"] == result["asked"],
    )
    write(proof, page(proof, result, [found, Target("the log", "sound", "sound", met=True)], rows(result)), folder)
    return result


def rows(result: Result) -> list[tuple[str, str]]:
    """The figures and what they mean."""
    worked = ", ".join(f"{name} {result[f'{name}_us_per_msg']} µs" for name in ("web", "worker", "postgres"))
    return [
        ("from the first message until all are searchable", f"{result['elapsed_s']:,} s"),
        ("until all are sealed", f"{result['ingest_s']:,} s, {result['sealed_msgs_per_s']:,} messages a second"),
        ("the index behind the last message", f"{result['index_behind_s']:,} s"),
        ("acknowledged after", f"p50 {result['ack_p50_ms']} ms, p99 {result['ack_p99_ms']} ms a batch"),
        (
            "disk a message",
            f"{result['disk_bytes_per_msg']:,} bytes, of which the index {result['index_bytes_per_msg']}",
        ),
        ("a plain row", f"{result['plain_bytes_per_msg']} bytes"),
        ("processor time a message", worked),
        ("memory", f"a web process {result['rss_mb']} MB, a worker process {result['worker_rss_mb']} MB"),
    ]


if __name__ == "__main__":
    typer.run(main)
