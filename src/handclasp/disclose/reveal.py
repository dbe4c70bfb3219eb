"""Reveals what was masked, one item at a time: decided, made ready, recorded, and only then shown for a short while.

What is revealed is the one item that was asked for, never its neighbours, and only while the record is not hidden by a
later one. Nothing leaves before the record stands. The page that shows it forgets it at `until`; nothing here keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple, cast

from handclasp.access.approvals import Approvals, Request
from handclasp.access.policy import Action, Circumstances, Decision, ItemClass, Need, Reader, item_class
from handclasp.disclose.consent_words import Matter, Wanted
from handclasp.disclose.consents import Consents
from handclasp.disclose.files import VOICE, verdict_of
from handclasp.disclose.gate import Gate, Passed, on_behalf
from handclasp.disclose.later import target_of
from handclasp.disclose.opening import Opened, Records
from handclasp.disclose.picture import watermarked
from handclasp.records import Kind, NotFound, Secret, Value, is_reason
from handclasp.seal.keys import Keyring
from handclasp.seal.record import open_original
from handclasp.store.blobs import Blobs
from handclasp.store.read import Row

SHOWN_FOR: Final = 60_000
"""How long a revealed item may be seen: milliseconds."""

HEARD_FOR: Final = 300_000
"""How long a voice note may be listened to: it may last longer than a minute."""

ATTACHMENT: Final = "attachment"
"""The field name under which an attachment's picture is asked for; texts are `original/0`, `original/1` …"""

PICTURE: Final = "ATTACHMENT"
"""The type of a file that is held or has no type of its own: it may be a document."""


_NAMELESS: Final = frozenset({"none", "unreadable"})
"""Types of verdicts that name no kind of thing."""


class Item(NamedTuple):
    """One masked thing of one record: its type (`phone`, `bank_card`, `attachment` …) and what it takes to see it."""

    field: str
    type: str
    decision: Decision


class Revealed(NamedTuple):
    """What may be had until `until` (ms): a text, a picture that carries who looked and when, or a sound."""

    type: str
    text: Secret[str] | None
    picture: Secret[bytes] | None
    media_type: str
    until: int
    sound: Secret[bytes] | None = None


class Reveals:
    """The door to originals. Thread-safe."""

    def __init__(
        self,
        *,
        gate: Gate,
        records: Records,
        consents: Consents,
        keyring: Keyring,
        blobs: Blobs,
        approvals: Approvals,
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._records = records
        self._consents = consents
        self._keyring = keyring
        self._blobs = blobs
        self._approvals = approvals
        self._clock = clock

    def item(self, who: Reader, conversation: bytes, seq: int, field: str) -> Item:
        """One masked item and what its reveal would be answered if a reason were given; only its type is told.

        Raises Refused (journalled) to whoever reveals nothing here at all, NotFound when there is no such item.
        """
        number = self._may_at_all(who, conversation)
        one, type_ = self._item(who, number, conversation, seq, field)
        given = Circumstances(old=self._gate.old(one.said), reason=True, item=item_class(type_).value)
        return Item(field, type_, self._gate.decision(who, Action.REVEAL, conversation, given))

    def request(self, who: Reader, conversation: bytes, seq: int, field: str, *, purpose: str, reason: str) -> Request:
        """What is to be approved by a second person: exactly this item of exactly this record.

        Raises Refused when no approval would help, NotFound when there is no such item.
        """
        self._gate.is_for(who, Action.REVEAL, purpose, conversation)
        number = self._may_at_all(who, conversation)
        one, type_ = self._item(who, number, conversation, seq, field)
        given = Circumstances(old=self._gate.old(one.said), reason=is_reason(reason), item=item_class(type_).value)
        decision = self._gate.decision(who, Action.REVEAL, conversation, given)
        if not decision.allowed and Need.APPROVAL not in decision.needs:
            self._gate.refuse(who, Action.REVEAL, decision, conversation)
        self._consented(who, conversation, type_, purpose)
        return self._request(who, conversation, one.row, field, type_, purpose, reason)

    def reveal(self, who: Reader, conversation: bytes, seq: int, field: str, *, purpose: str, reason: str) -> Revealed:
        """Open one item. Raises Refused in the form that says what is lacking, NotFound, NotAPicture."""
        self._gate.is_for(who, Action.REVEAL, purpose, conversation)
        number = self._may_at_all(who, conversation)
        one, type_ = self._item(who, number, conversation, seq, field)
        given = Circumstances(
            old=self._gate.old(one.said),
            reason=is_reason(reason) and bool(purpose),
            item=item_class(type_).value,
        )
        decision = self._gate.decision(who, Action.REVEAL, conversation, given)
        consent = self._consented(who, conversation, type_, purpose) if decision.allowed or decision.needs else ""
        asked = None
        if not decision.allowed and decision.needs == {Need.APPROVAL}:
            wanted = self._request(who, conversation, one.row, field, type_, purpose, reason)
            asked = wanted if self._approvals.stands(who, wanted) else None
        passed = self._gate.passed(who, Action.REVEAL, conversation, given._replace(approved=asked is not None))
        until = self._clock() + (HEARD_FOR if type_ == VOICE else SHOWN_FOR)
        # What is damaged is found out here: it spends no approval, and no look is written down that showed nothing.
        shown = self._opened(who, passed, conversation, one, field, type_, until)
        facts: dict[str, Value] = {
            "target": one.row.record,
            "field": field,
            "purpose": purpose,
            "reason": reason,
            "until": until,
            "item": type_,
            "subjects": [conversation.hex()],
            "policy": passed.decision.version,
        }
        if consent:
            facts["consent"] = consent
        if asked is not None:
            facts["request"] = bytes.fromhex(self._approvals.use(who, asked).request)
        self._gate.journal.seal(who, Kind.REVEAL, facts)
        return shown

    def _consented(self, who: Reader, conversation: bytes, type_: str, purpose: str) -> str:
        """On which separate consent of the customer a look rests, where the tenant has it so; raises NoConsent."""
        if item_class(type_).value not in self._consents.needs(who.tenant).reveals:
            return ""
        return self._consents.required(who, Action.REVEAL, conversation, Wanted(Matter.SENSITIVE, purpose)).reference

    def _may_at_all(self, who: Reader, conversation: bytes) -> int:
        """Refuse, and write it down, before anything is looked for; returns the tenant's number."""
        given = Circumstances(reason=True, item=ItemClass.CONTACT.value)
        decision = self._gate.decision(who, Action.REVEAL, conversation, given)
        if not decision.allowed and not decision.needs:
            self._gate.refuse(who, Action.REVEAL, decision, conversation)
        return self._gate.exists(who, Action.REVEAL, conversation)

    def _item(self, who: Reader, number: int, conversation: bytes, seq: int, field: str) -> tuple[Opened, str]:
        rows = self._records.rows(who, number, conversation, seq - 1) if seq > 0 else []
        found = self._records.openings(who, number, conversation, rows[:1], rows)
        if not found or found[0].row.seq != seq:
            raise _nothing(seq)
        one = masked = found[0]
        target = target_of(one.openings)
        if target is not None:
            # What a rescreen record keeps is masked in its target's words, if it still is.
            about = self._records.now(who, number, conversation, target)
            if about is None:
                raise _nothing(seq)
            masked = about
        type_ = item_type(masked, field, None if target is None else seq)
        if type_ is None:
            raise _nothing(seq)
        return one, type_

    def _request(
        self, who: Reader, conversation: bytes, row: Row, field: str, type_: str, purpose: str, reason: str
    ) -> Request:
        return Request(
            kind="reveal",
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            subject=conversation.hex(),
            purpose=purpose,
            reason=reason,
            evidence={
                "record": row.record.hex(),
                "seq": row.seq,
                "index": row.index,
                "field": field,
                "type": type_,
                "item": item_class(type_).value,
            },
        )

    def _opened(
        self,
        who: Reader,
        passed: Passed,
        conversation: bytes,
        one: Opened,
        field: str,
        type_: str,
        until: int,
    ) -> Revealed:
        row, openings = one.row, one.openings
        keys = self._keyring.keys(passed.tenant, conversation)
        if field == ATTACHMENT:
            blob = cast("bytes", openings["blob"].value)
            content = self._blobs.get(passed.tenant, conversation, blob, keys)
            if type_ == VOICE:
                media_type = str(openings["media_type"].value)
                return Revealed(type_, None, None, media_type, until, Secret(content))
            when = datetime.fromtimestamp(self._clock() / 1000, UTC)
            picture, media_type = watermarked(content, str(openings["media_type"].value), who.id, when)
            return Revealed(type_, None, Secret(picture), media_type, until)
        person = on_behalf(who)
        box = person and self._records.reading.original(passed.tenant, row.index, field, person)
        if not box or row.nonce is None or row.commitments is None:
            raise _nothing(row.seq)
        opening = open_original(box, row.nonce, row.commitments, row.record, keys)
        return Revealed(type_, Secret(str(opening.value)), None, "text/plain", until)


def item_type(one: Opened, field: str, within: int | None = None) -> str | None:
    """The type of a masked item of a record, as its words stand now; None when no mask of them hides such an item.

    `within` is the seq of the rescreen record that keeps the item, when the record itself does not.
    """
    now = one.view()
    if now.body is None:
        return None
    if field == ATTACHMENT:
        return file_type(now.facts) if "blob" in one.openings and within is None else None
    for span in now.spans:
        if span.original is not None and span.within == within and field == f"original/{span.original}":
            return span.type
    return None


def file_type(facts: Mapping[str, Value]) -> str:
    """The type by which a file is revealed: its verdict's; PICTURE as long as that names nothing."""
    verdict = verdict_of(facts)
    return str(verdict["type"]) if verdict and verdict["type"] not in _NAMELESS else PICTURE


def _nothing(seq: int) -> NotFound:
    return NotFound(f"record {seq} has nothing masked that could be shown here")
