"""A wait that begins anew: what lay in the bin while a legal hold stood on it waits 72 hours once the hold is lifted.

Until that is sealed nothing of it is erased: the database's own rule says so (migration 0016), whatever becomes of this
process. Whoever lifts a hold lets the wait begin at once; what a crash left is found by the next erasure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from handclasp.access.policy import Reader
from handclasp.keep.bin import HOURS, TOGETHER, Seal, Sealed
from handclasp.keep.coming_back import Placed, by_somebody
from handclasp.records import Kind, Value
from handclasp.store.keeping import Bins, InBin

REASON: Final = "a legal hold on it was lifted: its 72 hours begin anew"
_HOUSE: Final = ("system", "handclasp")
_HOUR: Final = 3_600_000


class Anew:
    """Lets waits begin anew, for all tenants. `said` gives a conversation's records after a seq. Thread-safe."""

    def __init__(
        self,
        *,
        seal: Seal,
        sealed: Sealed,
        rows: Bins,
        said: Callable[[str, bytes, int], Sequence[Placed]],
        came_back: Callable[[str, bytes], object],
        clock: Callable[[], int],
    ) -> None:
        self._seal = seal
        self._sealed = sealed
        self._rows = rows
        self._said = said
        self._came_back = came_back
        self._clock = clock

    def lifted(self, tenant: str, number: int, conversations: Sequence[bytes]) -> int:
        """A hold on these was lifted just now; returns how many of them wait in the bin anew."""
        return self._begin(tenant, number, self._rows.lifted_among(number, conversations))

    def due(self, tenant: str, number: int) -> int:
        """The same for what would be due now, had no hold stood on it."""
        return self._begin(tenant, number, self._rows.lifted_and_due(number))

    def _begin(self, tenant: str, number: int, rows: Sequence[InBin]) -> int:
        """One sealed deletion for what one deletion put there, as by rule."""
        return sum(
            self._renew(tenant, number, idx, together[start : start + TOGETHER])
            for idx, group in groupby(rows, lambda row: row.idx)
            for together in [[one.conversation for one in group]]
            for start in range(0, len(together), TOGETHER)
        )

    def _renew(self, tenant: str, number: int, idx: int, conversations: list[bytes]) -> int:
        before = self._sealed(number, idx) or {}
        facts: dict[str, Value] = {
            "subjects": [one.hex() for one in conversations],
            "rule": str(before.get("rule", "")),
            "due": max(self._clock(), self._rows.now()) + HOURS * _HOUR,
            "reason": REASON,
            "renews": idx,
        }
        facts |= {"request": str(before["request"])} if before.get("request") else {}
        renewed = self._seal(Reader(tenant, *_HOUSE), Kind.DELETION, facts).stored.index
        # What was written before this record is looked for once more: from here on the bin's row names a later one.
        back = [one for one in conversations if self._written(tenant, one, idx, renewed)]
        for one in back:
            self._came_back(tenant, one)
        return len(self._rows.begin_anew(number, [one for one in conversations if one not in back], idx, renewed))

    def _written(self, tenant: str, conversation: bytes, after: int, before: int) -> bool:
        return by_somebody([one for one in self._said(tenant, conversation, 0) if after < one.index < before])
