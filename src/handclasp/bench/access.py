"""What access control costs: a decision of the policies, and a page of the desk with all its walls beside one without.

Decisions: decisions.py, in this process. Pages: page.py, in a process of its own on a house of its own.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Final

from handclasp.bench import decisions
from handclasp.bench.children import asked
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.measures import Result
from handclasp.bench.page import Plan, Times
from handclasp.bench.stand import Stand

BASELINE: Final = "the same page without policies, row-level security and access record"
_MESSAGES: Final = 50


def measure(count: int, pages: int, seed: int) -> Result:
    """Time `count` decisions and `pages` pages each way."""
    result = begun("access", BASELINE, seed)
    result |= decisions.measure(count, seed)
    with Stand(web=False) as stand:
        plan = Plan(stand.server.superuser_url("handclasp"), _MESSAGES, pages, seed)
        return result | _result(asked(stand, "page", plan, Times)) | of_house(stand)


def _result(times: Times) -> Result:
    return {
        "page_ratio": _ratio(times.page, times.bare_page),
        "page_p50_ms": ms(times.page, 0.50),
        "page_p95_ms": ms(times.page, 0.95),
        "bare_page_p50_ms": ms(times.bare_page, 0.50),
        "bare_page_p95_ms": ms(times.bare_page, 0.95),
        "read_ratio": _ratio(times.read, times.bare_read),
        "read_p50_ms": ms(times.read, 0.50),
        "bare_read_p50_ms": ms(times.bare_read, 0.50),
        "page_bytes": times.length,
        "bare_page_bytes": times.bare_length,
        "page_messages": _MESSAGES,
        "pages": len(times.page),
    }


def _ratio(guarded: Sequence[float], bare: Sequence[float]) -> float:
    """Of the medians."""
    return round(statistics.median(guarded) / statistics.median(bare), 3)
