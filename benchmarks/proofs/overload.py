"""The proof of a flood: `make proof overload`. Three times as much as can be taken, for two minutes, and what follows.

Writes docs/proofs/overload.md with date, machine and commit, and ends with status 1 when something that was
acknowledged does not stand, a process was lost, or a request got no answer. Takes about four minutes.
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

from handclasp.bench.charts import Series, Span, lines  # noqa: E402
from handclasp.bench.measures import Result, Settings, Workers, settings  # noqa: E402
from handclasp.bench.measures.overload import show  # noqa: E402
from handclasp.bench.overload import Phases, Size, measured  # noqa: E402

MORE_MB: Final = 200


def main(
    seconds: Annotated[float, typer.Option(min=2, help="How long the flood lasts.")] = 120,
    seed: Annotated[int, typer.Option(help="Seed of the messages.")] = 1,
    workers: Workers = 1,
    set_: Settings = None,
) -> None:
    """Flood a house and watch."""
    result = prove(Size(seconds=seconds, seed=seed, settings=settings(set_, workers)), PROOFS)
    show(result)
    if result["no_answer"] or result["processes_lost"] or int(result["acknowledged"]) > int(result["log_grew"]):
        raise typer.Exit(1)


def prove(size: Size, folder: Path) -> Result:
    """Run it and write the page."""
    result, phases = measured(size)
    proof = Proof(
        "overload",
        f"{size.factor:g} times as much as can be taken, for {size.seconds:g} seconds",
        f"""`make proof overload` measures the most that a house of its own takes when eight connections send without a
pause, then sends by the clock, whatever becomes of what was sent before: half of the maximum for {size.calm:g} s,
{size.factor:g} times the maximum for {size.seconds:g} s, half of it again. Whoever is refused does not come back.
Goodput is what is acknowledged while the flood lasts. Back to normal means: nothing is refused any more, and the median
answer of each second takes no longer than 99 % of answers did before (and 50 ms).""",
        chart(phases, size),
        "Messages a second over time: offered, acknowledged and refused, with the flood shaded",
    )
    targets = [
        at_least("goodput by the maximum", float(result["goodput_ratio"]), 0.8),
        at_most("seconds until back to normal", float(result["recovery_s"]), 10),
        at_most("refusals without Retry-After", float(result["without_retry_after"]), 0),
        at_most("requests without an answer", float(result["no_answer"]), 0),
        at_most("processes lost", float(result["processes_lost"]), 0),
        at_most("acknowledged that do not stand", float(int(result["acknowledged"]) - int(result["log_grew"])), 0),
        at_most("memory gained by a web process (MB)", _gained(result), MORE_MB),
    ]
    write(proof, page(proof, result, targets, _figures(result)), folder)
    return result


def _gained(result: Result) -> float:
    return round(float(result["rss_mb"]) - float(result["rss_mb_before"]), 1)


def _figures(result: Result) -> list[tuple[str, str]]:
    return [
        ("maximum", f"{result['maximum_msgs_per_s']:,} messages a second"),
        ("offered", f"{result['offered_msgs_per_s']:,} messages a second"),
        ("acknowledged in the flood", f"{result['goodput_msgs_per_s']:,} messages a second"),
        ("refused", f"{result['refused']:,} of {result['offered']:,} messages"),
        ("a refusal", f"p50 {result['refusal_p50_ms']} ms, p99 {result['refusal_p99_ms']} ms"),
        ("an acknowledgement in the flood", f"p50 {result['ack_p50_ms']} ms, p99 {result['ack_p99_ms']} ms"),
        ("an acknowledgement before it", f"p50 {result['calm_p50_ms']} ms, p99 {result['calm_p99_ms']} ms"),
        ("memory of a web process", f"{result['rss_mb']} MB at most, {result['rss_mb_before']} MB before"),
    ]


def chart(phases: Phases, size: Size) -> str:
    """Messages of each second: offered and refused when they were to be sent, acknowledged when they were."""
    acknowledged: defaultdict[int, int] = defaultdict(int)
    offered: defaultdict[int, int] = defaultdict(int)
    refused: defaultdict[int, int] = defaultdict(int)
    for one in (*phases.calm, *phases.flood, *phases.after):
        offered[int(one.at)] += size.batch
        refused[int(one.at)] += size.batch - one.new
        acknowledged[int(one.at + one.took)] += one.new
    end = int(size.seconds + 2 * size.calm)

    def series(name: str, counted: defaultdict[int, int]) -> Series:
        return Series(name, [(second, counted[second]) for second in range(end)])

    return lines(
        f"{size.factor:g} times the maximum for {size.seconds:g} seconds",
        ("seconds", "messages a second"),
        [series("acknowledged", acknowledged), series("offered", offered), series("refused", refused)],
        [Span("flood", size.calm, size.calm + size.seconds)],
    )


if __name__ == "__main__":
    typer.run(main)
