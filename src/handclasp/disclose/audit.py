"""Reads the journal for auditors: who did what, when, to which conversation, never what was said.

Reading makes one record, whatever is looked at. What an auditor takes away carries its proofs.
"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.gate import Gate, Passed, on_behalf
from handclasp.disclose.journal import NAMELESS, person
from handclasp.disclose.opening import Records
from handclasp.disclose.views import opened, view
from handclasp.records import Kind, Value, View, is_reason
from handclasp.seal.keys import Keyring
from handclasp.store.database import Person
from handclasp.store.read import Row

PAGE: Final = 500
MOST: Final = 50_000
"""How many records one question looks through."""


class Question(NamedTuple):
    """What is asked of the journal: by an account, about a conversation, of some kinds, in a span of time (ms).

    `acts` are names of acts of staff, which are asked for besides those kinds.
    """

    account: str = ""
    conversation: bytes = b""
    kinds: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    since: int = 0
    until: int = 1 << 53

    def fits(self, one: View) -> bool:
        """Whether a record is asked for; the conversation, or else the account, is found by index."""
        return (
            self._of_these(one)
            and self.since <= one.received <= self.until
            and (not self.account or (one.author.id == self.account and one.author.role not in NAMELESS))
        )

    def _of_these(self, one: View) -> bool:
        named = one.kind == Kind.AGENT_ACTION and str(one.facts.get("action")) in self.acts
        return one.kind in self.kinds or named or not (self.kinds or self.acts)

    def in_words(self) -> str:
        """The question as the journal keeps it."""
        parts = [f"by {self.account}"] if self.account else []
        parts += [f"about {self.conversation.hex()}"] if self.conversation else []
        parts += [f"kinds {' '.join(sorted(self.kinds))}"] if self.kinds else []
        parts += [f"acts {'; '.join(sorted(self.acts))}"] if self.acts else []
        parts += [f"from {self.since}"] if self.since else []
        parts += [f"to {self.until}"] if self.until != 1 << 53 else []
        return "journal" + "".join(f", {part}" for part in parts)


EVERYTHING: Final = Question()


class Found(list[View]):
    """Journal records, newest first; `goes_on` is the index before which more may stand, None at the journal's end."""

    goes_on: int | None = None


class Audit:
    """Reads journals. Thread-safe."""

    def __init__(self, *, gate: Gate, records: Records, keyring: Keyring) -> None:
        self._gate = gate
        self._records = records
        self._keyring = keyring
        self._fed: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def journal(
        self, who: Reader, question: Question = EVERYTHING, *, before: int | None = None, limit: int = 100
    ) -> Found:
        """Journal records that fit, newest first, with index < `before`. Raises Refused."""
        passed = self._passed(who, Action.AUDIT, question, "")
        found = Found()
        for row, openings in self._fitting(who, passed.tenant, question, before, limit, found):
            found.append(view(row, openings))
        return found

    def has_borders(self, tenant: str) -> bool:
        """Whether whoever takes records out has to say where they go."""
        return self._gate.has_borders(tenant)

    def take_out(
        self,
        who: Reader,
        question: Question,
        *,
        reason: str,
        limit: int = 10_000,
        to: str = "",
        consent: str = "",
    ) -> bytes:
        """A zip of the newest records that fit, each with its receipt (`handclasp verify`), and a list to read.

        `to`, `consent`: as for an export. Raises Refused (NoBasis among others), BadDestination. The journal holds the
        digest of the list; `goes_on` in it is null when nothing was left out.
        """
        self._gate.passed(who, Action.AUDIT_EXPORT, None, Circumstances(reason=is_reason(reason)))
        crossing = self._gate.crossing(who, Action.AUDIT_EXPORT, to, consent).facts()
        passed = self._passed(who, Action.AUDIT_EXPORT, question, reason)
        checkpoint = self._records.checkpoint()
        files: dict[str, bytes] = {}
        listed: list[dict[str, Any]] = []
        found = Found()
        for row, openings in self._fitting(who, passed.tenant, question, None, limit, found):
            name = f"receipts/{row.index}.receipt.json"
            files[name] = self._records.receipt(passed.tenant, row, openings, checkpoint)
            listed.append(_line(view(row, openings), name))
        document = {
            "format": "handclasp/journal/v1",
            "question": question.in_words(),
            "goes_on": found.goes_on,
            "records": listed,
        }
        files["journal.json"] = msgspec.json.format(msgspec.json.encode(document), indent=1)
        facts: dict[str, Value] = {
            "purpose": "audit",
            "reason": reason,
            "subjects": [question.conversation.hex()] if question.conversation else [],
            "format": "journal v1",
            "digest": sha256(files["journal.json"]).digest(),
            "policy": passed.decision.version,
        }
        facts |= {"details": crossing} if crossing else {}
        files["seal.json"] = self._gate.journal.seal(who, Kind.EXPORT, facts).document
        return _zip(files)

    def feed(self, tenant: str, machine: str, after: int, limit: int = PAGE) -> list[View]:
        """Journal records with index > after, ascending, for our own consumers.

        One access record a process and consumer: what it reads on is named there.
        """
        who = Reader(tenant, "machine", machine)
        number, decision, _ = self._gate.passed(who, Action.FEED)
        with self._lock:  # held while the record is sealed: nobody is fed before it stands
            if (tenant, machine) not in self._fed:
                facts: dict[str, Value] = {
                    "purpose": machine,
                    "subjects": [],
                    "scope": f"the journal, after index {after}",
                }
                self._gate.journal.seal(who, Kind.ACCESS, facts | {"policy": decision.version})
                self._fed.add((tenant, machine))
        rows = self._records.reading.journal_after(number, after, limit)
        return [view(row, self._open(number, row)) for row in rows]

    def _passed(self, who: Reader, action: Action, question: Question, reason: str) -> Passed:
        passed = self._gate.passed(who, action, None, Circumstances(reason=is_reason(reason)))
        facts: dict[str, Value] = {
            "purpose": "audit",
            "subjects": [question.conversation.hex()] if question.conversation else [],
            "scope": question.in_words(),
            "policy": passed.decision.version,
        }
        self._gate.journal.seal(who, Kind.ACCESS, facts | ({"reason": reason} if reason else {}))
        return passed

    def _fitting(
        self, who: Reader, tenant: int, question: Question, before: int | None, limit: int, told: Found
    ) -> Iterator[tuple[Row, dict[str, Any]]]:
        found = looked = 0
        while rows := self._rows(tenant, question, before, on_behalf(who)):
            for row in rows:
                openings = self._open(tenant, row)
                seen = view(row, openings)
                if seen.received < question.since:
                    return
                if question.fits(seen):
                    yield row, openings
                    found += 1
                    if found == limit:
                        told.goes_on = row.index
                        return
            looked += len(rows)
            before = rows[-1].index
            if len(rows) < PAGE:
                return
            if looked >= MOST:
                told.goes_on = before
                return

    def _rows(self, tenant: int, question: Question, before: int | None, whose: Person | None) -> Sequence[Row]:
        reading = self._records.reading
        if question.conversation:
            return reading.about(tenant, question.conversation, PAGE, before, whose)
        if question.account:
            subject = self._keyring.person(tenant, person(question.account))
            return reading.about(tenant, subject, PAGE, before, whose)
        return reading.journal(tenant, PAGE, before, person=whose)

    def _open(self, tenant: int, row: Row) -> dict[str, Any]:
        return opened(row, self._keyring.keys(tenant, row.conversation))


def _line(one: View, receipt: str) -> dict[str, Any]:
    facts = {name: value.hex() if isinstance(value, bytes) else value for name, value in one.facts.items()}
    return {
        "index": one.index,
        "received": one.received,
        "kind": one.kind,
        "author": str(one.author),
        "facts": facts,
        "receipt": receipt,
    }


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
