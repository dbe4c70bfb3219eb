"""Work that can wait rests between its batches, so that those who talk meanwhile do not wait for it.

Priorities reach a process and not what the database does for it; a pause reaches both, and is twice as
long as the batch before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

Between = Callable[[], object]
"""Called between two batches of a long work."""

TIMES: Final = 2.0
"""How many times as long it rests as it worked."""

MOST: Final = 2.0
"""Seconds that one rest lasts at most."""


def at_once() -> None:
    """Rest not at all."""


class Resting:
    """Rests twice as long as was worked since the last rest. One thread's own."""

    def __init__(
        self, sleep: Callable[[float], object] = time.sleep, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._monotonic = monotonic
        self._since = monotonic()

    def __call__(self) -> None:
        """Rest now."""
        self._sleep(min(MOST, max(0.0, TIMES * (self._monotonic() - self._since))))
        self._since = self._monotonic()
