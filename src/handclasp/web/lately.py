"""What was found out a moment ago, told again instead of asked again: for what pages show beside and nobody decides by.

Where several ask at once, each may ask for itself; nobody waits for another. What failed is asked again at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Answers `ask(key)`, for each key at most once in so many seconds of `monotonic`. Thread-safe."""

    def __init__(self, ask: Callable[[K], V], seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._seconds = seconds
        self._monotonic = monotonic
        self._known: dict[K, tuple[float, V]] = {}

    def __call__(self, key: K) -> V:
        """What was found out; raises what asking raises."""
        known = self._known.get(key)
        if known is not None and self._monotonic() - known[0] < self._seconds:
            return known[1]
        asked = self._monotonic()
        found = self._ask(key)
        self._known[key] = asked, found
        return found
