"""A reviewer's word on what is masked: *sensitive* keeps it, *harmless* shows it to all, and what was missed is hidden.

Each word is a rescreen record in the conversation, with the reviewer's name. To release something is to show it: it
takes what seeing it takes, is a reveal in the journal, and is never possible for what is never stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

import msgspec

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.gate import Gate, on_behalf
from handclasp.disclose.later import target_of
from handclasp.disclose.opening import Opened, Records
from handclasp.disclose.releasing import Releasing
from handclasp.disclose.rescreen import HIDING, Said, Words, mask_more, rescreened
from handclasp.records import Author, Finding, Invalid, NotFound, Raw, Receipt, Span, View
from handclasp.seal.keys import Keyring
from handclasp.seal.record import open_original

Verdict = Literal["sensitive", "harmless"]
SENSITIVE: Final[Verdict] = "sensitive"
HARMLESS: Final[Verdict] = "harmless"
REVIEWER: Final = "reviewer"
"""The detector of what a reviewer hid."""

_TYPE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,31}\Z")


class BadReview(Invalid):
    """The verdict cannot be given like that; nothing was changed."""

    code = "review"


class Masked(NamedTuple):
    """One mask of a line: `item` names it for doors, `span` is its place in the words as they stand."""

    item: str
    span: Span


def items(view: View) -> list[Masked]:
    """The masks of a view, named: by the seq of who keeps the original and its number, else `x` and a count."""
    found, gone = [], 0
    for span in view.spans:
        if span.original is None:
            found.append(Masked(f"x.{gone}", span))
            gone += 1
        else:
            found.append(Masked(f"{span.within or view.seq}.{span.original}", span))
    return found


class Reviews:
    """The door for reviewers. Thread-safe. `stands_for` says what a type's mask is in a text, and if it is dropped."""

    def __init__(
        self,
        *,
        gate: Gate,
        records: Records,
        keyring: Keyring,
        append: Callable[[Raw], Receipt],
        stands_for: Callable[[str, str], tuple[str, bool]],
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._records = records
        self._keyring = keyring
        self._append = append
        self._stands_for = stands_for
        self._clock = clock
        self._releasing = Releasing(gate, records, keyring)

    def decide(
        self, who: Reader, conversation: bytes, seq: int, item: str, verdict: Verdict, *, reason: str = ""
    ) -> Receipt:
        """Say of one mask of a line (record `seq`) that it is sensitive or harmless.

        Raises Refused, RevealFirst, NotFound, BadReview, SensitiveReason.
        """
        number = self._gate.passed(who, Action.REVIEW, conversation, Circumstances(reason=bool(reason))).tenant
        one = self._line(who, number, conversation, seq)
        view = one.view()
        span = next((masked.span for masked in items(view) if masked.item == item), None)
        if span is None:
            raise _no_mask(seq)
        said = self._said(who, reason or verdict)
        words = self._released(who, number, one, span, reason) if verdict == HARMLESS else None
        told = _told(who, verdict, span, item)
        return self._append(rescreened(view, said, words, facts={"verdict": told}))

    def hide(
        self, who: Reader, conversation: bytes, seq: int, start: int, end: int, type_: str, *, reason: str = ""
    ) -> Receipt:
        """Hide a stretch (code points) of a line's words as they stand, as something of this type.

        Raises Refused, NotFound, BadReview, SensitiveReason.
        """
        number = self._gate.passed(who, Action.REVIEW, conversation, Circumstances(reason=bool(reason))).tenant
        view = self._line(who, number, conversation, seq).view()
        text = view.body or ""
        if not _TYPE.match(type_) or not 0 <= start < end <= len(text):
            message = "mark words of the line as it stands, and say what they are"
            raise BadReview(message)
        mask, dropped = self._stands_for(type_, text)
        found = Finding(type_, start, end, REVIEWER, 100, mask, dropped)
        words = mask_more(text, view.spans, [found])
        if words is None:
            message = "what you marked is masked already"
            raise BadReview(message)
        told = _told(who, SENSITIVE, Span(type_, start, end, REVIEWER, 100, None), None)
        said = self._said(who, reason or "missed")
        return self._append(rescreened(view, said, words, hide=HIDING, facts={"verdict": told}))

    # --- steps

    def _line(self, who: Reader, number: int, conversation: bytes, seq: int) -> Opened:
        rows = self._records.rows(who, number, conversation, seq - 1) if seq > 0 else []
        found = self._records.openings(who, number, conversation, rows[:1], rows)
        if not found or found[0].row.seq != seq or target_of(found[0].openings) is not None:
            message = f"this conversation has no line {seq} for you"
            raise NotFound(message)
        return found[0]

    def _said(self, who: Reader, reason: str) -> Said:
        # It stands in the conversation, for whoever reads it and in every pack.
        self._gate.journal.check_words({"reason": reason})
        return Said(who.tenant, Author(who.role, who.id), self._clock(), reason.strip()[:500])

    def _released(self, who: Reader, number: int, one: Opened, span: Span, reason: str) -> Words:
        """The words with the original in its mask's place."""
        view = one.view()
        if span.original is None:
            message = "what is never stored cannot be released: nobody has it"
            raise BadReview(message)
        field = f"original/{span.original}"
        rows = self._records.rows(who, number, view.conversation, (span.within or view.seq) - 1)
        keeper = rows[0] if rows else None
        person = on_behalf(who)
        if keeper is None or person is None or keeper.nonce is None or keeper.commitments is None:
            raise _no_mask(view.seq)
        self._releasing.begin(
            who,
            number,
            one,
            type_=span.type,
            keeper=keeper.record,
            field=field,
            reason=reason.strip()[:500] or HARMLESS,
        )
        box = self._records.reading.original(number, keeper.index, field, person)
        if box is None:
            raise _no_mask(view.seq)
        keys = self._keyring.keys(number, view.conversation)
        original = str(open_original(box, keeper.nonce, keeper.commitments, keeper.record, keys).value)
        return _without(view, span, original)


def _told(who: Reader, verdict: Verdict, span: Span, item: str | None) -> dict[str, Any]:
    return {
        "item": item,
        "type": span.type,
        "detector": span.detector,
        "sure": span.sure,
        "verdict": verdict,
        "by": f"{who.role}:{who.id}",
    }


def _without(view: View, span: Span, original: str) -> Words:
    text = view.body or ""
    longer = len(original) - (span.end - span.start)
    spans = tuple(
        msgspec.structs.replace(other, start=other.start + longer, end=other.end + longer)
        if other.start >= span.end
        else other
        for other in view.spans
        if other != span
    )
    return Words(text[: span.start] + original + text[span.end :], spans)


def _no_mask(seq: int) -> NotFound:
    return NotFound(f"line {seq} has no such mask by now; look at it again")
