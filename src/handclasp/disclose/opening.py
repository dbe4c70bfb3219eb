"""From rows to what somebody may see: chained, opened, rescreened, cut to the kinds that are theirs.

Decrypts bodies only, never originals, and only what the database showed to this person. Who may ask was decided before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, cast

from handclasp.access.policy import APART, Reader
from handclasp.disclose.gate import Gate, on_behalf
from handclasp.disclose.later import AS_SEALED, Later, standing, target_of
from handclasp.disclose.purposes import Cut
from handclasp.disclose.salvaged import kinds_of
from handclasp.disclose.views import chained, closed, opened, view
from handclasp.records import Compartment, NotFound, Opening, Stored, Value, View
from handclasp.seal import receipt
from handclasp.seal.commitment import CommitmentBroken
from handclasp.seal.keys import Keyring
from handclasp.seal.note import read_head
from handclasp.seal.tree import Proofs
from handclasp.store.blobs import Blobs
from handclasp.store.read import Reading, Row

_INSIDE = frozenset({"flags"})
MOST = 10_000
"""How many rows are fetched at a time."""

Known = dict[int, dict[str, Opening]]
"""Records that were opened already, by index. Nobody may change what lies in it."""


class Opened(NamedTuple):
    """A row, the openings that may be had of it, what later records say of it, and how old its words are (ms).

    A rescreen record's words are as old as those in whose place they stand.
    """

    row: Row
    openings: dict[str, Opening]
    later: Later = AS_SEALED
    said: int = 0

    def view(self) -> View:
        """What may be seen of it."""
        return view(self.row, self.openings, self.later)


class Copy(NamedTuple):
    """A file that may be shown where its original may not."""

    content: bytes
    media_type: str


class Records:
    """Opens records for one reader at a time. Thread-safe."""

    def __init__(self, reading: Reading, keyring: Keyring, gate: Gate, origin: str) -> None:
        self.reading = reading
        self.origin = origin
        self._keyring = keyring
        self._gate = gate

    def rows(self, who: Reader, tenant: int, conversation: bytes, after: int, size: int | None = None) -> Sequence[Row]:
        """All rows after a seq to the end, for any of them may be hidden by the last; raises ChainBroken."""
        first = self.reading.conversation(tenant, conversation, after, MOST, size, on_behalf(who))
        return self.whole(who, tenant, conversation, after, first, size)

    def whole(
        self, who: Reader, tenant: int, conversation: bytes, after: int, first: Sequence[Row], size: int | None = None
    ) -> Sequence[Row]:
        """`first`, the first MOST rows after a seq, and all that come behind them; raises ChainBroken."""
        rows, page = list(first), first
        while len(page) == MOST:
            page = self.reading.conversation(tenant, conversation, page[-1].seq, MOST, size, on_behalf(who))
            rows += page
        return chained(rows, after, self.origin)

    def openings(
        self,
        who: Reader,
        tenant: int,
        conversation: bytes,
        rows: Sequence[Row],
        later: Sequence[Row],
        known: Known | None = None,
        cut: Cut | None = None,
    ) -> list[Opened]:
        """Rows with the openings that `who` may have: kinds not for them left out, what `later` records hide closed.

        With a `cut`, of these only what passes the door for its purpose.

        `later` are all rows from the first of `rows` on. A rescreen record speaks of another: it is for whom that is.
        `known` keeps what was opened for one reader of a conversation for the next.
        """
        keys = self._keyring.keys(tenant, conversation)
        known = {} if known is None else known
        for row in later:
            if row.body is not None and row.index not in known:
                known[row.index] = opened(row, keys)
        found = {row.seq: known[row.index] for row in later if row.body is not None}
        stands = standing((row, found[row.seq]) for row in later if row.seq in found)
        asked = [row for row in rows if row.seq in found]
        spoken_of = self._spoken_of(who, tenant, conversation, [found[row.seq] for row in asked])
        kinds, apart = self._gate.kinds(who), cut.hidden if cut else frozenset()
        inside = apart if kinds is None else apart | _INSIDE
        if cut is not None:
            kinds = cut.kinds if kinds is None else kinds & cut.kinds
        # What stands apart leaves by its own door; what the house itself is fed is cut by its purpose.
        house = who.role == "machine"
        pairs = []
        for row in asked:
            openings, after = found[row.seq], stands.get(row.record, AS_SEALED)
            target = target_of(openings)
            about = openings if target is None else spoken_of.get(target)
            # A note is not for a customer, so neither is what hides a part of one.
            # What the house thinks a text is about is for staff alone.
            hidden = after.hidden | inside
            of = {*kinds_of(openings), *([about["kind"].value] if about else [])}
            if of & APART and not house:
                continue
            if kinds is None or (about and of <= kinds):
                pairs.append(Opened(row, closed(openings, hidden), after, received(about or openings)))
        return pairs

    def _spoken_of(
        self, who: Reader, tenant: int, conversation: bytes, records: Collection[Mapping[str, Opening]]
    ) -> dict[bytes, Mapping[str, Opening]]:
        """The openings of what these records speak of, by R."""
        targets = {target for openings in records if (target := target_of(openings)) is not None}
        keys = self._keyring.keys(tenant, conversation)
        rows = self.named(who, tenant, conversation, targets)
        return {row.record: opened(row, keys) for row in rows if row.body is not None}

    def named(self, who: Reader, tenant: int, conversation: bytes, records: Collection[bytes]) -> Sequence[Row]:
        """The rows of a conversation with these R, ascending; what is not for `who` is not there."""
        return self.reading.named(tenant, conversation, records, on_behalf(who)) if records else []

    def now(self, who: Reader, tenant: int, conversation: bytes, record: bytes) -> Opened | None:
        """The record with this R as it stands now; None when it is not there for `who`."""
        rows = self.named(who, tenant, conversation, [record])
        found = self._as_they_stand(who, tenant, conversation, rows)
        return found[0] if found else None

    def changed(self, who: Reader, tenant: int, conversation: bytes, new: Sequence[Opened], upto: int) -> list[Opened]:
        """Records with seq <= `upto` of which new ones speak, as they stand now: to be drawn anew."""
        targets = {target for one in new if (target := target_of(one.openings)) is not None}
        rows = [row for row in self.named(who, tenant, conversation, targets) if row.seq <= upto]
        return self._as_they_stand(who, tenant, conversation, rows)

    def _as_they_stand(self, who: Reader, tenant: int, conversation: bytes, rows: Sequence[Row]) -> list[Opened]:
        later = self.rows(who, tenant, conversation, rows[0].seq - 1) if rows else []
        return self.openings(who, tenant, conversation, rows, later)

    def receipt(
        self, tenant: int, row: Row, openings: dict[str, Opening], checkpoint: str, proofs: Proofs | None = None
    ) -> bytes:
        """The receipt of an opened row, proved by `proofs` against that checkpoint; raises NotFound when erased."""
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
        return receipt.receipt(stored, row.commitments, openings, self.reading.tiles, proofs)

    def copy(self, blobs: Blobs, tenant: int, one: Opened) -> Copy | None:
        """The masked or re-encoded copy of an attachment's file, as it stands now; None when there is none.

        Raises BlobMissing, Unreadable, or CommitmentBroken when the bytes are not those of which the record speaks.
        """
        facts = one.later.shown()
        blob, digest = facts.get("copy"), facts.get("copy_digest")
        if not isinstance(blob, bytes):
            return None
        keys = self._keyring.keys(tenant, one.row.conversation)
        content = blobs.get(tenant, one.row.conversation, blob, keys, Compartment.BODY)
        if sha256(content).digest() != digest:
            message = "the stored copy is not the one that the record speaks of"
            raise CommitmentBroken(message)
        return Copy(content, str(facts.get("copy_type", "application/octet-stream")))

    def journalled(self, tenant: int, index: int) -> dict[str, Value] | None:
        """All fields of a journal's record; None when the index holds none. For checks, never for showing."""
        row = self.reading.one(tenant, index)
        if row is None or row.body is None or not self.reading.assigned(tenant, row.conversation).journal:
            return None
        openings = opened(row, self._keyring.keys(tenant, row.conversation))
        return {name: opening.value for name, opening in openings.items()}

    def journalled_about(self, tenant: int, subject: bytes, limit: int = 1_000) -> list[tuple[int, dict[str, Value]]]:
        """The newest journal records found by a subject, ascending, with all fields. For checks, never for showing."""
        rows = self.reading.about(tenant, subject, limit)
        found = []
        for row in reversed(rows):
            openings = opened(row, self._keyring.keys(tenant, row.conversation))
            found.append((row.index, {name: opening.value for name, opening in openings.items()}))
        return found

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
