"""How long a small batch waits for company: not at all where one comes after the other, a moment where many come.

A batch costs a flush, a signature and a publication, whatever is in it; several messages that come within a moment of
each other share one. Whoever sends one message, waits for its answer and sends the next never waits for others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

GATHER: Final = 0.02
"""Seconds from the beginning of one batch to that of the next, where records come from many."""

ENOUGH: Final = 64
"""Records that wait for nobody."""

_MANY: Final = 0.25
"""Seconds for which it is believed that many send, once two records were under way at the same time."""


class Company:
    """Not thread-safe: called under one lock. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._met = self._went = -_MANY

    def meets(self) -> None:
        """Something came while something else was still under way."""
        self._met = self._clock()

    def rest(self, records: int) -> float:
        """Seconds that a batch of so many records may still wait; 0 or less: it goes."""
        now = self._clock()
        return 0 if records >= ENOUGH or now - self._met >= _MANY else self._went + GATHER - now

    def goes(self) -> None:
        """A batch goes now."""
        self._went = self._clock()
