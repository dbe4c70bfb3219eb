"""A bucket of tokens per API key, in memory: each message costs one, and buckets fill at a steady rate.

It protects this process from one caller; the log's own admission control protects the log from all.
"""

from __future__ import annotations

import math
from collections.abc import Callable


class Buckets:
    """Token buckets by API key id: `rate` tokens a second, at most `burst` saved up; `now` counts seconds."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, cost: int) -> int:
        """Take `cost` tokens; 0 when they were there, else the whole seconds to wait (nothing was taken).

        More than a full bucket is given when the bucket is full, and owed.
        """
        now = self._now()
        tokens, since = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        needed = min(float(cost), self._burst)
        if tokens < needed:
            self._buckets[key] = (tokens, now)
            return max(1, math.ceil((needed - tokens) / self._rate))
        self._buckets[key] = (tokens - cost, now)
        return 0
