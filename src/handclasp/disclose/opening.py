"""From rows to what somebody may see: chained, opened, rescreened, cut to the kinds that are theirs.

Decrypts bodies only, never originals, and only what the database showed to this person. Who may ask was decided before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from handclasp.access.policy import Reader
from handclasp.disclose.gate import Gate, on_behalf
from handclasp.disclose.views import chained, closed, hidden, opened
from handclasp.records import NotFound, Opening, Stored, Value
from handclasp.seal import receipt
from handclasp.seal.keys import Keyring
from handclasp.seal.note import read_head
from handclasp.store.read import Reading, Row

MOST = 10_000
"""How many rows are fetched at a time."""

Opened = tuple[Row, dict[str, Opening]]


class Records:
    """Opens records for one reader at a time. Thread-safe."""

    def __init__(self, reading: Reading, keyring: Keyring, gate: Gate, origin: str) -> None:
        self.reading = reading
        self.origin = origin
        self._keyring = keyring
        self._gate = gate

    def rows(self, who: Reader, tenant: int, conversation: bytes, after: int, size: int | None = None) -> Sequence[Row]:
        """All rows after a seq to the end, for any of them may be hidden by the last; raises ChainBroken."""
        person = on_behalf(who)
        rows = page = self.reading.conversation(tenant, conversation, after, MOST, size, person)
        while len(page) == MOST:
            page = self.reading.conversation(tenant, conversation, page[-1].seq, MOST, size, person)
            rows += page
        return chained(rows, after, self.origin)

    def openings(
        self, who: Reader, tenant: int, conversation: bytes, rows: Sequence[Row], later: Sequence[Row]
    ) -> list[Opened]:
        """Rows with the openings that `who` may have: kinds not for them left out, what `later` records hide closed."""
        keys = self._keyring.keys(tenant, conversation)
        found = {row.seq: opened(row, keys) for row in later if row.body is not None}
        hide = hidden(found.values())
        pairs = [(row, closed(found[row.seq], hide.get(row.record, frozenset()))) for row in rows if row.seq in found]
        kinds = self._gate.kinds(who)
        return pairs if kinds is None else [pair for pair in pairs if pair[1]["kind"].value in kinds]

    def receipt(self, tenant: int, row: Row, openings: dict[str, Opening], checkpoint: str) -> bytes:
        """The receipt of an opened row; raises NotFound when it was erased."""
        if row.commitments is None:
            message = "this record was erased"
            raise NotFound(message)
        stored = Stored(
            log=self.reading.log,
            tenant=tenant,
            index=row.index,
            conversation=row.conversation,
            seq=row.seq,
            record=row.record,
            previous=row.previous,
            checkpoint=checkpoint,
            size=read_head(checkpoint).size,
        )
        return receipt.receipt(stored, row.commitments, openings, self.reading.tiles)

    def journalled(self, tenant: int, index: int) -> dict[str, Value] | None:
        """All fields of a journal's record; None when the index holds none. For checks, never for showing."""
        row = self.reading.one(tenant, index)
        if row is None or row.body is None or not self.reading.assigned(tenant, row.conversation).journal:
            return None
        openings = opened(row, self._keyring.keys(tenant, row.conversation))
        return {name: opening.value for name, opening in openings.items()}

    def checkpoint(self) -> str:
        """The newest published checkpoint; raises NotFound before the first."""
        note = self.reading.checkpoint()
        if note is None:
            message = "the log has no checkpoint yet"
            raise NotFound(message)
        return note


def received(openings: Mapping[str, Opening]) -> int:
    """When we received a record: milliseconds since 1970."""
    return cast("int", openings["received"].value)
