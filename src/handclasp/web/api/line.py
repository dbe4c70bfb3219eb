"""What waits to be sealed: from the last byte of a body to its answer, how much it is and how fast it moves.

What was let in is answered soon, however much is offered. So whoever would have to wait for long is turned away, at
once and before a byte of the body is read: a line that only grows serves nobody, and stands for long after the flood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

from handclasp.records import Overloaded

_TELLING: Final = 64 * 1024
"""Bytes ahead from which a wait says how fast the line moves; below, it is but the time of one commit."""
_HEAVIEST: Final = 4 * 1024
"""Bytes that a message counts for at most: what is longer has a file in it, whose bytes move quickly."""
_NEWEST: Final = 0.2
"""How much the newest wait weighs in the rate."""


class Line:
    """The line of one process; not thread-safe, for one event loop.

    Closed while the newest would wait for more than `patience` seconds or the oldest has, except when there are no more
    than `short` bytes in it. `monotonic` counts seconds.
    """

    def __init__(self, patience: float, short: int, monotonic: Callable[[], float]) -> None:
        self._patience, self._short, self._monotonic = patience, short, monotonic
        self._numbers = count()
        self._since: dict[int, float] = {}
        self._bytes = 0
        self._rate = 0.0

    def check(self) -> None:
        """Raise Overloaded when it is closed."""
        if self._bytes <= self._short:
            return
        oldest = self._monotonic() - next(iter(self._since.values()))
        wait = self._bytes / self._rate if self._rate else 0.0
        if max(oldest, wait) > self._patience:
            raise Overloaded(
                "More is waiting to be sealed than can be soon. Nothing was stored: try again in a moment."
            )

    @contextmanager
    def place(self, size: int, messages: int = 1) -> Iterator[None]:
        """Wait in it with so many messages of `size` bytes in all until they are answered. Raises Overloaded."""
        self.check()
        size = min(size, messages * _HEAVIEST)
        number, began = next(self._numbers), self._monotonic()
        self._since[number] = began
        self._bytes += size
        ahead = self._bytes
        try:
            yield
            took = self._monotonic() - began
            if ahead >= _TELLING and took > 0:
                moved = ahead / took
                self._rate = self._rate + _NEWEST * (moved - self._rate) if self._rate else moved
        finally:
            del self._since[number]
            self._bytes -= size
