"""The proof of endurance: `make proof soak`. Half an hour at 2,000 messages a second, one vendor coming and going.

Writes docs/proofs/soak.md with date, machine and commit, and ends with status 1 when memory grew, a copy did not catch
up, or the drill at the end was not complete. Takes about 35 minutes.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.page import PROOFS, Proof, Target, at_most, page, write  # noqa: E402 - the repository is no package
from benchmarks.soaking import Sample, Size, measure  # noqa: E402

from handclasp.bench import figures  # noqa: E402
from handclasp.bench.charts import Series, Span, lines  # noqa: E402
from handclasp.bench.measures import Result, Settings, Workers, settings  # noqa: E402


def main(
    rate: Annotated[float, typer.Option(min=1, help="Messages a second.")] = 2_000,
    seconds: Annotated[float, typer.Option(min=10, help="How long.")] = 1_800,
    down: Annotated[float, typer.Option(min=1, help="Seconds for which the S3 store is away.")] = 120,
    up: Annotated[float, typer.Option(min=1, help="Seconds for which it is there in between.")] = 180,
    seed: Annotated[int, typer.Option(help="Seed of the messages.")] = 1,
    workers: Workers = 1,
    set_: Settings = None,
) -> None:
    """Go on for long."""
    size = Size(rate=rate, seconds=seconds, down=down, up=up, seed=seed, settings=settings(set_, workers))
    with tempfile.TemporaryDirectory(prefix="handclasp-soak-") as folder:
        result, targets = prove(size, Path(folder), PROOFS)
    figures.table("soak", [(one.what, one.seen, f"to be seen: {one.wanted}") for one in targets], result)
    if not all(one.met for one in targets):
        raise typer.Exit(1)


def prove(size: Size, folder: Path, pages: Path) -> tuple[Result, list[Target]]:
    """Run it and write the page."""
    result, samples = measure(size, folder)
    proof = Proof(
        "soak",
        f"{size.rate:,g} messages a second for {size.seconds / 60:g} minutes, a vendor coming and going",
        f"""`make proof soak` runs a house as it is meant to run, web and worker, with a copy in SeaweedFS (S3) and one
in Azurite (Azure Blob). Messages come by the clock over HTTP. SeaweedFS is ended for {size.down:g} seconds and there
for {size.up:g}, in turns. Memory is what the processes hold (resident), read every {size.every:g} seconds; how far a
copy is behind is read from `/metrics`. Then both copies are waited for, and a restore drill from the one that came and
went proves every record.""",
        chart(samples),
        "Memory of web and worker, and how far each copy is behind, over time",
    )
    targets = [
        at_most("memory of web, last quarter against the second", float(result["web_growth"]), 1.1),
        at_most("memory of worker, last quarter against the second", float(result["worker_growth"]), 1.1),
        at_most("lag of the copy that was always there (s)", float(result["azurite_lag_max_s"]), 30),
        at_most("after its return, until the other's lag is below 30 s (s)", float(result["catching_up_s"]), 30),
        at_most("after the last message, until no copy lacks anything (s)", float(result["healed_s"]), 30),
        at_most("requests without an answer", float(result["no_answer"]), 0),
        Target("drill", "complete", str(result["drill"]), "complete" in str(result["drill"])),
    ]
    rows = [
        (
            "acknowledged",
            f"{result['acknowledged']:,} of {result['offered']:,} messages, {result['refused']:,} refused",
        ),
        ("after", f"p50 {result['ack_p50_ms']} ms, p99 {result['ack_p99_ms']} ms a batch of {result['batch']}"),
        ("memory at most", f"web {result['web_mb']} MB, worker {result['worker_mb']} MB"),
        ("outages", f"{result['outages']}, lag up to {result['weed_lag_max_s']} s"),
    ]
    write(proof, page(proof, result, targets, rows), pages)
    return result, targets


def chart(samples: list[Sample]) -> str:
    """Memory and lag over time, outages shaded."""
    starts = [b.at for a, b in pairwise(samples) if b.away and not a.away]
    ends = [b.at for a, b in pairwise(samples) if a.away and not b.away]
    ends += [samples[-1].at] * (len(starts) - len(ends))
    return lines(
        "Memory and lag",
        ("seconds", "MB, or seconds behind"),
        [
            Series("web, MB", [(one.at, one.web) for one in samples]),
            Series("worker, MB", [(one.at, one.worker) for one in samples]),
            Series("S3 copy behind, s", [(one.at, one.lag.get("weed", 0.0)) for one in samples]),
            Series("Azure copy behind, s", [(one.at, one.lag.get("azurite", 0.0)) for one in samples]),
        ],
        [Span("S3 away", start, end) for start, end in zip(starts, ends, strict=False)],
    )


if __name__ == "__main__":
    typer.run(main)
