"""How fast what was said is found, beside a scan that reads everything (searching.py), on a house of its own."""

from __future__ import annotations

from typing import Final

from handclasp.bench.children import asked
from handclasp.bench.figures import begun, of_house
from handclasp.bench.measures import Result
from handclasp.bench.searching import Plan
from handclasp.bench.stand import Stand

BASELINE: Final = "a scan that reads every decrypted text, which answers are held against"


def measure(messages: int, queries: int, lag_seconds: int, seed: int) -> Result:
    """Fill a house with so many messages, index them, ask so many questions."""
    result = begun("search", BASELINE, seed)
    with Stand(web=False) as stand:
        plan = Plan(stand.server.superuser_url("handclasp"), messages, queries, lag_seconds, seed)
        return result | asked(stand, "searching", plan, Result) | of_house(stand)
