"""How a benchmark says what it measured: one flat object, begun and ended alike, and a table of it for people."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Sequence

import psycopg

from handclasp.bench import facts
from handclasp.bench.measures import Result
from handclasp.bench.stand import Stand

Row = tuple[str, str, str]


def begun(benchmark: str, baseline: str, seed: int) -> Result:
    """The first figures of every benchmark: its name, what it is compared with, and how busy the machine was before.

    A machine that others use at the same time gives other figures: say so with them.
    """
    return {
        "benchmark": benchmark,
        "baseline": baseline,
        "load_before": round(os.getloadavg()[0], 2),
        "seed": seed,
    }


def of_house(stand: Stand) -> Result:
    """The last figures of every benchmark that has a house: how its server is set, and the machine."""
    with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
        return facts.server(connection) | facts.machine(stand.data_dir)


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile by nearest rank, so a value that was measured; 0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else 0.0


def ms(seconds: Sequence[float], share: float) -> float:
    """A quantile of seconds in milliseconds."""
    return round(quantile(seconds, share) * 1000, 2)


def told(result: Result, show: Callable[[Result], None], *, as_json: bool) -> None:
    """Say a result to standard output: as one line of JSON, or by `show`."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        show(result)


def table(title: str, rows: Sequence[Row], result: Result, *remarks: str) -> None:
    """Print a table of what, figure and meaning; below it remarks, the baseline and the machine."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    made = Table("what", "figure", "meaning", title=title)
    for row in rows:
        made.add_row(*row)
    console = Console(highlight=False)
    console.print(made)
    for line in (*remarks, f"Baseline: {result['baseline']}.", machine(result)):
        console.print(line, markup=False)


def machine(result: Result) -> str:
    """The machine, its durability and its load, in one sentence or two."""
    durable = ""
    if "fsync" in result:
        durable = (
            f"Durable in full: fsync {result['fsync']}, synchronous_commit {result['synchronous_commit']}; one flush "
            f"to this disk takes {result['flush_ms']} ms. PostgreSQL {result['postgres']}, "
        )
    return (
        f"{durable}{result['cores']} × {result['cpu']}, {result['memory_mb']} MB, Python {result['python']}, commit "
        f"{result['commit'] or 'unknown'}, load {result['load_before']} before."
    )
