"""What access control costs: a decision of the policies, and a page of the desk with all its walls beside one without.

Decisions: decisions.py, in this process. Pages: page.py, in a process of its own on a house of its own.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

import msgspec
import psycopg

from handclasp.bench import decisions, facts
from handclasp.bench.page import Plan, Times
from handclasp.bench.stand import NotReady, Stand

Result = dict[str, str | int | float]

_MESSAGES: Final = 50


def measure(count: int, pages: int, seed: int) -> Result:
    """Time `count` decisions and `pages` pages each way."""
    # A machine that others use at the same time gives other figures: say so with them.
    result: Result = {"benchmark": "access", "load_before": round(os.getloadavg()[0], 2), "seed": seed}
    result |= decisions.measure(count, seed)
    with Stand(web=False) as stand:
        times = _times(stand, Plan(stand.server.superuser_url("handclasp"), _MESSAGES, pages, seed))
        result |= _result(times)
        with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
            result |= facts.server(connection)
        return result | facts.machine(stand.data_dir)


def _times(stand: Stand, plan: Plan) -> Times:
    done = subprocess.run(
        [sys.executable, "-m", "handclasp.bench.page"],
        cwd=stand.home,
        env=stand.environment,
        input=msgspec.json.encode(plan),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        message = f"the pages could not be measured in {stand.home}:\n{done.stderr.decode()[-2000:]}"
        raise NotReady(message)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Times)


def _result(times: Times) -> Result:
    return {
        "page_ratio": _ratio(times.page, times.bare_page),
        "page_p50_ms": _ms(times.page, 0.50),
        "page_p95_ms": _ms(times.page, 0.95),
        "bare_page_p50_ms": _ms(times.bare_page, 0.50),
        "bare_page_p95_ms": _ms(times.bare_page, 0.95),
        "read_ratio": _ratio(times.read, times.bare_read),
        "read_p50_ms": _ms(times.read, 0.50),
        "bare_read_p50_ms": _ms(times.bare_read, 0.50),
        "page_bytes": times.length,
        "bare_page_bytes": times.bare_length,
        "page_messages": _MESSAGES,
        "pages": len(times.page),
    }


def _ratio(guarded: Sequence[float], bare: Sequence[float]) -> float:
    """Of the medians."""
    return round(statistics.median(guarded) / statistics.median(bare), 3)


def _ms(seconds: Sequence[float], quantile: float) -> float:
    """A quantile (nearest rank) in milliseconds."""
    ranked = sorted(seconds)
    return round(ranked[max(0, math.ceil(quantile * len(ranked)) - 1)] * 1000, 2)
