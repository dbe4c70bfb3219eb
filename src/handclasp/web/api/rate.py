"""A bucket of tokens per API key: each message costs one, and buckets fill at a steady rate.

It protects the web workers from one caller; the log's own admission control protects the log from all.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from handclasp.web.buckets import Table


class Buckets:
    """Token buckets by API key id: `rate` tokens a second, at most `burst` saved up; `now` counts seconds."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float], table: Table | None = None) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._table = table or Table()

    def take(self, key: str, cost: int) -> int:
        """Take `cost` tokens; 0 when they were there, else the whole seconds to wait (nothing was taken).

        More than a full bucket is given when the bucket is full, and owed.
        """
        return math.ceil(self._table.take(f"api/{key}", self._rate, self._burst, cost, self._now()))
