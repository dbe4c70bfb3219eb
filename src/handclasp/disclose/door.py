"""Reading for people and machines: every act of disclosure is a record in the journal before plaintext leaves.

If the journal cannot be written, nothing is shown. Views are masked: what was masked away is never opened here, and
what a mask tells goes by role (hints.py). What later records hide stays hidden here, so every page, transcript, receipt
and pack obeys them.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.export import FILE
from handclasp.disclose.following import Asking, Follow, Following, Shown
from handclasp.disclose.gate import Gate, Passed, on_behalf
from handclasp.disclose.hints import Hints
from handclasp.disclose.journal import Pending
from handclasp.disclose.opening import Opened, Records
from handclasp.disclose.purposes import cut, table
from handclasp.disclose.views import chained, opened, view
from handclasp.records import Author, HandclaspError, Kind, NotFound, Value, View, is_reason
from handclasp.seal.keys import KeyMissing, Keyring
from handclasp.seal.note import read_head
from handclasp.seal.tree import Proofs
from handclasp.store.read import Assigned, Row


class Views(list[View]):
    """What was read; `held_back` older records were left out, for they need a fresh second factor."""

    held_back: int = 0


class Disclose:
    """Reads for people and machines. Thread-safe."""

    def __init__(self, *, gate: Gate, records: Records, keyring: Keyring, hints: Hints) -> None:
        self.gate = gate
        self._records = records
        self._keyring = keyring
        self._hints = hints
        self._fed: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()
        shown = Shown(self._shown, self._shown_again, self._followed_receipt)
        self._following = Following(gate, records, hints, shown)

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
        until: int | None = None,
    ) -> Views:
        """The records of a conversation with seq > after (and <= until), as `who` may see them.

        Old records (words.OLD_AFTER_DAYS) that need a fresh second factor are left out and counted; when nothing else
        was asked for, raises StepUpNeeded. Raises Refused, NotFound.
        """
        given = Circumstances(reason=is_reason(reason))
        passed = self.gate.passed(who, Action.READ, conversation, given)
        scope = f"records after {after}, at most {limit if until is None else max(0, min(limit, until - after))}"
        standing = self._begin(who, passed, conversation, purpose, reason, scope)
        rows = later = self._records.rows(who, passed.tenant, conversation, after)
        if until is not None:
            # Of what comes behind, only what may hide a part of these is opened.
            later = [row for row in rows if row.seq <= until or row.may_speak_of_another]
            rows = [row for row in rows if row.seq <= until]
        pairs = self._records.openings(who, passed.tenant, conversation, rows, later)[:limit]
        # Opened while the record was being sealed; nothing leaves before it stands.
        standing.stands()
        return self._shown(who, conversation, pairs, given)

    def follow(
        self, who: Reader, conversation: bytes, *, purpose: str, reason: str | None = None, after: int = 0
    ) -> Follow:
        """Read on as the conversation goes on, under one access record. Raises Refused, NotFound."""
        answer = self.follow_all([Asking(who, conversation, purpose, reason, after)])[0]
        if isinstance(answer, HandclaspError):
            raise answer
        return answer

    def follow_all(self, asked: Sequence[Asking]) -> list[Follow | HandclaspError]:
        """The same for many, each under an access record of their own; or why it may not begin."""
        begun = [self._begun(one, known) for one, known in zip(asked, self._following.known(asked), strict=True)]
        # All the records are on their way before the first is waited for: they are sealed together.
        return [self._followed(one, pending) for one, pending in zip(asked, begun, strict=True)]

    def _begun(self, asked: Asking, known: Assigned | HandclaspError) -> Pending | HandclaspError:
        if isinstance(known, HandclaspError):
            return known
        who, conversation, purpose, reason, after = asked
        try:
            passed = self.gate.passed(who, Action.READ, conversation, asked.given, known)
            return self._begin(who, passed, conversation, purpose, reason, f"live after {after}")
        except HandclaspError as error:
            return error

    def _followed(self, asked: Asking, pending: Pending | HandclaspError) -> Follow | HandclaspError:
        if isinstance(pending, HandclaspError):
            return pending
        try:
            pending.stands()
        except HandclaspError as error:
            return error
        return Follow(self._following, asked.who, asked.conversation, asked.given, asked.after)

    def more(self, follows: Sequence[Follow]) -> list[list[View] | HandclaspError]:
        """What came since for each of them, read for all at once; or why there is nothing more for this one."""
        return self._following.more(follows)

    def receipt(self, who: Reader, conversation: bytes, seq: int, *, reason: str | None = None) -> bytes:
        """The receipt of one record that `who` may see. Raises Refused, NotFound."""
        passed = self.gate.passed(who, Action.RECEIPT, conversation, Circumstances(reason=is_reason(reason)))
        self._begin(who, passed, conversation, "receipt", reason, f"record {seq}").stands()
        return self._receipt_of(who, passed.tenant, conversation, seq, reason=reason)

    def receipts(
        self, who: Reader, conversation: bytes, seqs: Sequence[int], *, reason: str | None = None
    ) -> dict[int, bytes]:
        """The receipts of several records, by seq, under one access record: of those that `who` may see.

        Old ones that need a fresh second factor are left out. Raises Refused, NotFound.
        """
        passed = self.gate.passed(who, Action.RECEIPT, conversation, Circumstances(reason=is_reason(reason)))
        first, last = min(seqs), max(seqs)
        standing = self._begin(who, passed, conversation, "receipt", reason, f"records {first} to {last}")
        rows = self._records.rows(who, passed.tenant, conversation, first - 1)
        wanted = set(seqs)
        asked = [row for row in rows if row.seq in wanted]
        opened = self._records.openings(who, passed.tenant, conversation, asked, rows)
        standing.stands()
        checkpoint = self._records.checkpoint()
        size = read_head(checkpoint).size
        proofs = Proofs(size, self._records.reading.tiles)
        return {
            one.row.seq: self._records.receipt(
                passed.tenant, one.row, self._hints.openings(who, one.view(), one.openings), checkpoint, proofs
            )
            for one in opened
            if one.row.index < size and not self.gate.old(one.said)
        }

    def who_looked(
        self, who: Reader, conversation: bytes, limit: int = 200, *, reason: str | None = None
    ) -> list[View]:
        """Journal records about a conversation, newest first; customers are told roles, times and purposes alone."""
        passed = self.gate.passed(who, Action.WHO_LOOKED, conversation, Circumstances(reason=is_reason(reason)))
        self._begin(who, passed, conversation, "who looked", reason, "journal").stands()
        person = on_behalf(who)
        rows = self._records.reading.about(passed.tenant, conversation, limit, person=person)
        views = [view(row, opened(row, self._keyring.keys(passed.tenant, row.conversation))) for row in rows]
        return [by_role(one) for one in without_kept_open(views) if _is_look(one)] if who.role == "customer" else views

    # --- for machines

    def feed(self, tenant: str, machine: str, purpose: str, after: int, limit: int = 500) -> list[View]:
        """Masked views for a machine reader: records of all conversations with index > after, journals aside.

        Cut to what the purpose carries (purposes.toml). One access record a process and machine: what it reads on is
        named there.
        """
        who, passed = self._feeding(tenant, machine, purpose, after)
        while rows := self._records.reading.tenant(passed.tenant, after, limit):
            if views := self._fed_views(who, passed.tenant, self._not_withheld(passed.tenant, purpose, rows)):
                return [cut("feeds", purpose).view(one) for one in views]
            after = rows[-1].index  # all erased: an empty answer would mean that nothing more stands in the log
        return []

    def feed_one(self, tenant: str, machine: str, purpose: str, conversation: bytes, after: int) -> list[View]:
        """The records of one conversation with seq > after, for a machine that is fed all of them."""
        who, passed = self._feeding(tenant, machine, purpose, -1)
        with contextlib.suppress(KeyMissing):
            rows = self._records.rows(who, passed.tenant, conversation, after)
            left = self._not_withheld(passed.tenant, purpose, rows)
            found = self._records.openings(who, passed.tenant, conversation, left, left)
            return [cut("feeds", purpose).view(one.view()) for one in found]
        return []  # erased meanwhile

    def feed_now(self, tenant: str, machine: str, purpose: str, conversation: bytes, record: bytes) -> View | None:
        """One record (by R) as it stands now, for a machine that is fed all of them; None when it was erased."""
        who, passed = self._feeding(tenant, machine, purpose, -1)
        with contextlib.suppress(KeyMissing):
            one = self._records.now(who, passed.tenant, conversation, record)
            if one is not None and not self._not_withheld(passed.tenant, purpose, [one.row]):
                return None
            return one and cut("feeds", purpose).view(one.view())
        return None

    # --- steps

    def _feeding(self, tenant: str, machine: str, purpose: str, after: int) -> tuple[Reader, Passed]:
        who = Reader(tenant, "machine", machine)
        passed = self.gate.feeds(who, purpose)
        with self._lock:  # held while the record is sealed: nobody is fed before it stands
            if (tenant, machine, purpose) not in self._fed:
                scope = f"every conversation, masked, after index {after}"
                self._begin(who, passed, None, purpose, None, scope).stands()
                self._fed.add((tenant, machine, purpose))
        return who, passed

    def _begin(
        self, who: Reader, passed: Passed, conversation: bytes | None, purpose: str, reason: str | None, scope: str
    ) -> Pending:
        """Start sealing the access record; raises Refused for a purpose that nothing here is for."""
        self.gate.is_for(who, Action.READ, purpose, conversation)
        subjects: list[str] = [conversation.hex()] if conversation else []
        facts: dict[str, Value] = {"purpose": purpose, "subjects": subjects, "scope": scope}
        facts |= {"policy": passed.decision.version} | ({"reason": reason} if reason else {})
        return self.gate.journal.begin(who, Kind.ACCESS, facts)

    def _shown(self, who: Reader, conversation: bytes, pairs: Sequence[Opened], given: Circumstances) -> Views:
        """The pairs as views, without the old ones unless they may be seen."""
        shown = recent = [pair for pair in pairs if not self.gate.old(pair.said)]
        if len(recent) < len(pairs):
            decision = self.gate.decision(who, Action.READ, conversation, given._replace(old=True))
            if not decision.allowed and not recent:
                self.gate.refuse(who, Action.READ, decision, conversation)
            shown = list(pairs) if decision.allowed else recent
        views = Views(self._hints.view(who, one.view()) for one in shown)
        views.held_back = len(pairs) - len(shown)
        return views

    def _shown_again(self, who: Reader, conversation: bytes, one: Opened, given: Circumstances) -> View | None:
        """A record shown before as it stands now; None for an old one that is not on the page unless it may be."""
        if self.gate.old(one.said):
            decision = self.gate.decision(who, Action.READ, conversation, given._replace(old=True))
            if not decision.allowed:
                return None  # nothing is asked for on account of it
        return self._hints.view(who, one.view())

    def _followed_receipt(self, who: Reader, conversation: bytes, seq: int) -> bytes:
        return self._receipt_of(who, self.gate.number(who.tenant), conversation, seq)

    def _receipt_of(
        self, who: Reader, tenant: int, conversation: bytes, seq: int, *, reason: str | None = None
    ) -> bytes:
        rows = self._records.rows(who, tenant, conversation, seq - 1)
        shown = self._records.openings(who, tenant, conversation, rows[:1], rows)
        if not rows or rows[0].seq != seq or not shown:
            message = f"this conversation has no record {seq} for you"
            raise NotFound(message)
        if self.gate.old(shown[0].said):
            self.gate.passed(who, Action.RECEIPT, conversation, Circumstances(old=True, reason=is_reason(reason)))
        openings = self._hints.openings(who, shown[0].view(), shown[0].openings)
        return self._records.receipt(tenant, rows[0], openings, self._records.checkpoint())

    def _not_withheld(self, tenant: int, purpose: str, rows: Sequence[Row]) -> Sequence[Row]:
        """Rows without those of conversations whose customers restricted, or objected to, what this purpose does."""
        allowed = table("feeds")[purpose]
        if (allowed.restricted and allowed.objected) or not rows:
            return rows
        known = self._records.reading.assigned_all(tenant, {row.conversation for row in rows})
        return [
            row
            for row in rows
            if (allowed.restricted or not known[row.conversation].restricted)
            and (allowed.objected or not known[row.conversation].objected)
        ]

    def _fed_views(self, who: Reader, tenant: int, rows: Sequence[Row]) -> list[View]:
        """Rows of many conversations as views in the order of the log; what was erased is left out."""
        by_conversation: defaultdict[bytes, list[Row]] = defaultdict(list)
        for row in rows:
            by_conversation[row.conversation].append(row)
        self._keyring.fetch(tenant, list(by_conversation))
        wanted = [(conversation, asked[-1].seq + 1) for conversation, asked in by_conversation.items()]
        behind = self._records.reading.from_each(tenant, wanted, first=False)
        views: list[View] = []
        for conversation, asked in by_conversation.items():
            rest = behind.get((conversation, asked[-1].seq + 1), [])
            later = chained([*asked, *rest], asked[0].seq - 1, self._records.origin)
            with contextlib.suppress(KeyMissing):
                pairs = self._records.openings(who, tenant, conversation, asked, later)
                views += [one.view() for one in pairs]
        return sorted(views, key=lambda one: one.index)


_SITTING: Final = 3_600_000
_LOOKS: Final = frozenset({Kind.ACCESS, Kind.REVEAL, Kind.EXPORT, Kind.SEARCH})


def _is_look(one: View) -> bool:
    """Whether a record tells of a look; an export seals a second one, for the encrypted file of the same pack."""
    return one.kind in _LOOKS and one.facts.get("format") != FILE


def without_kept_open(views: Iterable[View]) -> list[View]:
    """Journal records, newest first, without those of a page kept open: with the reading that opened it, one look.

    What is followed without having been opened within the hour before is a look of its own.
    """
    found: list[View] = []
    following: dict[tuple[Author, str], list[View]] = {}
    for one in views:
        if one.kind != Kind.ACCESS:
            found.append(one)
            continue
        who = (one.author, str(one.facts.get("purpose")))
        if str(one.facts.get("scope", "")).startswith("live after"):
            following.setdefault(who, []).append(one)
        else:
            found += (late for late in following.pop(who, []) if late.received - one.received > _SITTING)
            found.append(one)
    found += (one for rest in following.values() for one in rest)
    return sorted(found, key=lambda one: one.index, reverse=True)


def by_role(one: View) -> View:
    """A journal record as the customer it is about may see it: what was done, when, by which role; no name."""
    told = {name: one.facts[name] for name in ("purpose", "item") if name in one.facts}
    return msgspec.structs.replace(one, author=Author(one.author.role, ""), facts=told)
