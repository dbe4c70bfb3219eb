"""What somebody writes in again comes out of the bin: a customer who returns finds the conversation as it was.

Reads the log forward from its own cursor. What the house itself appends (heads, closings, verdicts) is nobody's wish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from handclasp.records import Author
from handclasp.store.keeping import Bins

STRETCH: Final = 20_000
"""How many indexes are looked at in one step."""

HOUSE: Final = frozenset({"system", "machine"})
"""Roles of the house itself."""


class Said(Protocol):
    """A record as the house's machines see it (records.View)."""

    @property
    def author(self) -> Author:
        """Who wrote it."""


class Placed(Said, Protocol):
    """One with its place in the log."""

    @property
    def index(self) -> int:
        """Its index in the log."""


class Cursor(Protocol):
    """How far each tenant's records were read."""

    def load(self, tenant: str, /) -> int:
        """The last index that was read; -1 at the start."""

    def save(self, tenant: str, position: int, /) -> None:
        """Remember it."""


class ComingBack:
    """A consumer of the log. `said` gives a conversation's records after a seq, `size` how many are published."""

    def __init__(
        self,
        *,
        tenants: Callable[[], Mapping[str, tuple[int, int]]],
        rows: Bins,
        cursor: Cursor,
        size: Callable[[], int],
        said: Callable[[str, bytes, int], Sequence[Said]],
        came_back: Callable[[str, bytes], object],
    ) -> None:
        self._tenants = tenants
        self._rows = rows
        self._cursor = cursor
        self._size = size
        self._said = said
        self._came_back = came_back

    def step(self) -> int:
        """Read on for every tenant, one stretch each; returns how many indexes were read (0: caught up)."""
        size = self._size()
        return sum(self._step(name, number, size) for name, (number, _) in self._tenants().items())

    def _step(self, tenant: str, number: int, size: int) -> int:
        position = self._cursor.load(tenant)
        end = min(size, position + 1 + STRETCH)
        if position + 1 >= end:
            return 0
        for conversation, before in self._rows.written_between(number, position, end):
            if by_somebody(self._said(tenant, conversation, before)):
                self._came_back(tenant, conversation)
        self._cursor.save(tenant, end - 1)
        return end - 1 - position


def by_somebody(said: Sequence[Said]) -> bool:
    """Whether any of these records is by somebody, and not by the house itself."""
    return any(one.author.role not in HOUSE for one in said)
