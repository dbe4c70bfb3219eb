"""The only caller of decryption. Every act of disclosure is a record in the tenant's journal before plaintext leaves.

If the journal cannot be written, nothing is shown. Views are masked: what was masked away is never opened here.
Rescreen records hide spans of earlier records at this door, so every page, transcript, receipt and pack obeys them.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from handclasp.access.policy import CUSTOMER_KINDS, Action, Reader, decide
from handclasp.disclose.pack import Packed, build_pack, transcript
from handclasp.disclose.views import chained, closed, hidden, opened, view
from handclasp.records import Author, Kind, NotFound, Opening, Raw, Receipt, Refused, Stored, Value, View
from handclasp.seal import receipt
from handclasp.seal.keys import KeyMissing, Keyring
from handclasp.seal.note import read_head
from handclasp.store.read import Reading, Row

MOST = 10_000
"""How many rows are fetched at a time."""


class Disclose:
    """Reads for people and machines. Thread-safe.

    `render` makes a pack's files for people from its transcript; `made_by` names their form.
    """

    def __init__(  # noqa: PLR0913 - the parts of the house, each named
        self,
        *,
        tenants: Callable[[str], int | None],
        append: Callable[[Raw], Receipt],
        seal_head: Callable[[str, bytes, str], Receipt | None],
        keyring: Keyring,
        reading: Reading,
        origin: str,
        render: Callable[[bytes], dict[str, bytes]],
        made_by: str,
        clock: Callable[[], int],
    ) -> None:
        self._tenants = tenants
        self._append = append
        self._seal_head = seal_head
        self._keyring = keyring
        self._reading = reading
        self._origin = origin
        self._render = render
        self._made_by = made_by
        self._clock = clock
        self._fed: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    # --- for people

    def read(
        self,
        who: Reader,
        conversation: bytes,
        *,
        purpose: str,
        reason: str | None = None,
        after: int = 0,
        limit: int = 500,
    ) -> list[View]:
        """The records of a conversation with seq > after, as `who` may see them. Raises Refused, NotFound."""
        tenant = self._allowed(who, Action.READ, conversation)
        self._written(who, conversation, purpose, reason, f"records after {after}, at most {limit}")
        return self._views(who, tenant, conversation, after, limit)

    def follow(self, who: Reader, conversation: bytes, *, purpose: str, after: int = 0) -> Follow:
        """Read on as the conversation goes on, under one access record. Raises Refused, NotFound."""
        tenant = self._allowed(who, Action.READ, conversation)
        self._written(who, conversation, purpose, None, f"live after {after}")
        return Follow(
            lambda last: self._views(who, tenant, conversation, last, 500),
            lambda seq: self._receipt_of(who, tenant, conversation, seq),
            after,
        )

    def receipt(self, who: Reader, conversation: bytes, seq: int) -> bytes:
        """The receipt of one record that `who` may see. Raises Refused, NotFound."""
        tenant = self._allowed(who, Action.RECEIPT, conversation)
        self._written(who, conversation, "receipt", None, f"record {seq}")
        return self._receipt_of(who, tenant, conversation, seq)

    def _receipt_of(self, who: Reader, tenant: int, conversation: bytes, seq: int) -> bytes:
        rows = self._rows(tenant, conversation, seq - 1)
        shown = self._openings(who, tenant, conversation, rows[:1], rows)
        if not rows or rows[0].seq != seq or not shown:
            message = f"this conversation has no record {seq} for you"
            raise NotFound(message)
        return self._receipt(tenant, rows[0], shown[0][1], self._checkpoint())

    def transcript(self, who: Reader, conversation: bytes, *, purpose: str, reason: str | None = None) -> bytes:
        """transcript.json (docs/spec/formats.md §6). Raises Refused, NotFound."""
        tenant = self._allowed(who, Action.EXPORT, conversation)
        self._seal_head(who.tenant, conversation, "export")
        self._written(who, conversation, purpose, reason, "transcript")
        return self._transcript(who, tenant, conversation).transcript

    def pack(self, who: Reader, conversation: bytes, *, purpose: str, reason: str | None = None) -> bytes:
        """An evidence pack, sealed by an export record that names its manifest. Raises Refused, NotFound."""
        tenant = self._allowed(who, Action.EXPORT, conversation)
        self._seal_head(who.tenant, conversation, "export")
        self._written(who, conversation, purpose, reason, "evidence pack")
        packed = self._transcript(who, tenant, conversation)

        def seal(digest: bytes) -> bytes:
            facts: dict[str, Value] = {"subjects": [conversation.hex()], "format": "evidence pack v1", "digest": digest}
            return self._journal(who, Kind.EXPORT, purpose, reason, facts).document

        return build_pack(packed, self._render(packed.transcript), self._made_by, seal)

    def who_looked(self, who: Reader, conversation: bytes, limit: int = 200) -> list[View]:
        """Journal records about a conversation, newest first. Raises Refused, NotFound."""
        tenant = self._allowed(who, Action.WHO_LOOKED, conversation)
        self._written(who, conversation, "who looked", None, "journal")
        rows = self._reading.about(tenant, conversation, limit)
        return [view(row, opened(row, self._keyring.keys(tenant, row.conversation))) for row in rows]

    # --- for machines

    def feed(self, tenant: str, machine: str, purpose: str, after: int, limit: int = 500) -> list[View]:
        """Masked views for a machine reader: records of all conversations with index > after, journals aside.

        One access record a process and machine: what it reads on is named there.
        """
        who = Reader(tenant, "machine", machine)
        number = self._allowed(who, Action.FEED, None)
        with self._lock:  # held while the record is sealed: nobody is fed before it stands
            if (tenant, machine, purpose) not in self._fed:
                self._written(who, None, purpose, None, f"every conversation, masked, after index {after}")
                self._fed.add((tenant, machine, purpose))
        while rows := self._reading.tenant(number, after, limit):
            if views := self._fed_views(who, number, rows):
                return views
            after = rows[-1].index  # all erased: an empty answer would mean that nothing more stands in the log
        return []

    # --- steps

    def _allowed(self, who: Reader, action: Action, conversation: bytes | None) -> int:
        decision = decide(who, action)
        tenant = self._tenants(who.tenant)
        if tenant is None:
            message = "there is no such conversation"
            raise NotFound(message)
        if not decision.allowed:
            about: dict[str, Value] = {"subjects": [conversation.hex()]} if conversation else {}
            self._append(self._raw(who, Kind.REFUSAL, {"action": action.value, "reason": decision.why, **about}))
            raise Refused(decision.why)
        if conversation is not None:
            message = "there is no such conversation"
            try:
                self._keyring.keys(tenant, conversation)
            except KeyMissing:
                raise NotFound(message) from None
            if self._reading.is_journal(tenant, conversation):  # its pseudonym stands in every pack's seal
                raise NotFound(message)
        return tenant

    def _written(self, who: Reader, conversation: bytes | None, purpose: str, reason: str | None, scope: str) -> None:
        """Seal the access record; only then may anything be opened."""
        subjects: list[str] = [conversation.hex()] if conversation else []
        self._journal(who, Kind.ACCESS, purpose, reason, {"subjects": subjects, "scope": scope})

    def _journal(self, who: Reader, kind: Kind, purpose: str, reason: str | None, facts: dict[str, Value]) -> Receipt:
        facts = {"purpose": purpose, **facts} | ({"reason": reason} if reason else {})
        return self._append(self._raw(who, kind, facts))

    def _raw(self, who: Reader, kind: Kind, facts: dict[str, Value]) -> Raw:
        now = self._clock()
        return Raw(
            tenant=who.tenant,
            conversation=journal_name(now),
            journal=True,
            key=f"journal/{secrets.token_hex(16)}",
            kind=kind,
            author=Author(who.role, who.id),
            received=now,
            facts=facts,
        )

    def _views(self, who: Reader, tenant: int, conversation: bytes, after: int, limit: int) -> list[View]:
        rows = self._rows(tenant, conversation, after)
        pairs = self._openings(who, tenant, conversation, rows, rows)
        return [view(row, openings) for row, openings in pairs[:limit]]

    def _fed_views(self, who: Reader, tenant: int, rows: Sequence[Row]) -> list[View]:
        """Rows of many conversations as views in the order of the log; what was erased is left out."""
        by_conversation: defaultdict[bytes, list[Row]] = defaultdict(list)
        for row in rows:
            by_conversation[row.conversation].append(row)
        views: list[View] = []
        for conversation, asked in by_conversation.items():
            later = self._rows(tenant, conversation, min(row.seq for row in asked) - 1)
            with contextlib.suppress(KeyMissing):
                pairs = self._openings(who, tenant, conversation, asked, later)
                views += [view(row, openings) for row, openings in pairs]
        return sorted(views, key=lambda one: one.index)

    def _rows(self, tenant: int, conversation: bytes, after: int, size: int | None = None) -> Sequence[Row]:
        """All rows after a seq to the end, for any of them may be hidden by the last; raises ChainBroken."""
        rows = page = self._reading.conversation(tenant, conversation, after, MOST, size)
        while len(page) == MOST:
            page = self._reading.conversation(tenant, conversation, page[-1].seq, MOST, size)
            rows += page
        return chained(rows, after, self._origin)

    def _openings(
        self, who: Reader, tenant: int, conversation: bytes, rows: Sequence[Row], later: Sequence[Row]
    ) -> list[tuple[Row, dict[str, Opening]]]:
        """Rows with the openings that `who` may have: kinds not for them left out, what `later` records hide closed."""
        keys = self._keyring.keys(tenant, conversation)
        found = {row.seq: opened(row, keys) for row in later if row.body is not None}
        hide = hidden(found.values())
        pairs = [(row, closed(found[row.seq], hide.get(row.record, frozenset()))) for row in rows if row.seq in found]
        if who.role != "customer":
            return pairs
        return [(row, openings) for row, openings in pairs if openings["kind"].value in CUSTOMER_KINDS]

    def _transcript(self, who: Reader, tenant: int, conversation: bytes) -> Packed:
        checkpoint = self._checkpoint()
        size = read_head(checkpoint).size
        rows = self._rows(tenant, conversation, 0, size)
        shown = {row.seq: openings for row, openings in self._openings(who, tenant, conversation, rows, rows)}
        return Packed(
            transcript=transcript(self._origin, conversation, checkpoint, rows, shown, self._reading.tiles),
            receipts={
                row.seq: self._receipt(tenant, row, shown[row.seq], checkpoint) for row in rows if row.seq in shown
            },
        )

    def _receipt(self, tenant: int, row: Row, openings: dict[str, Opening], checkpoint: str) -> bytes:
        if row.commitments is None:
            message = "this record was erased"
            raise NotFound(message)
        stored = Stored(
            log=self._reading.log,
            tenant=tenant,
            index=row.index,
            conversation=row.conversation,
            seq=row.seq,
            record=row.record,
            previous=row.previous,
            checkpoint=checkpoint,
            size=read_head(checkpoint).size,
        )
        return receipt.receipt(stored, row.commitments, openings, self._reading.tiles)

    def _checkpoint(self) -> str:
        note = self._reading.checkpoint()
        if note is None:
            message = "the log has no checkpoint yet"
            raise NotFound(message)
        return note


class Follow:
    """What came since, each time it is asked, under the access record made at the start."""

    def __init__(self, views: Callable[[int], list[View]], receipt: Callable[[int], bytes], after: int) -> None:
        self._views = views
        self._receipt = receipt
        self._start = after
        self.after = after

    def more(self) -> list[View]:
        """The records that came since the last call, ascending."""
        found = self._views(self.after)
        if found:
            self.after = found[-1].seq
        return found

    def receipt(self, seq: int) -> bytes:
        """The receipt of a record that `more` has shown; raises NotFound for any other."""
        if not self._start < seq <= self.after:
            message = f"record {seq} was not shown here"
            raise NotFound(message)
        return self._receipt(seq)


def journal_name(now: int) -> str:
    """The journal of a moment: one conversation a tenant and month, with its own keys and retention."""
    return f"journal/{datetime.fromtimestamp(now / 1000, UTC):%Y-%m}"
