"""What a customer may ask for about their own data, from the chat: make a request, follow it, fetch what was answered.

Promises: a session asks about its own conversation alone; a copy holds what its customer may see anyway, and each copy
that is fetched is on record.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

import msgspec

from handclasp.access.policy import Reader
from handclasp.keep.rights import BadRequest, Case, Identity, Right, State

AVAILABLE_DAYS: Final = 30
"""Days after an answer in which a copy may be fetched."""
_DAY: Final = 86_400_000
_HEX: Final = 32


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the frame sends: `right`, and for a correction which record and what it should say."""

    right: str
    words: str = ""
    seq: int = 0


class Requests(Protocol):
    """The request desk (keep.rights.RequestDesk)."""

    def ask(
        self,
        who: Reader,
        conversations: list[bytes],
        right: Right,
        /,
        *,
        words: str,
        seq: int,
        identity: Identity,
    ) -> Case:
        """Take a request in; raises BadRequest."""

    def mine(self, who: Reader, conversation: bytes, /) -> list[Case]:
        """A customer's requests about their own conversation."""

    def withdraw(self, who: Reader, request: bytes, /) -> Case:
        """Take a request back."""


class OwnCopy(Protocol):
    """A customer's own conversation as a pack (disclose.Exports.own)."""

    def __call__(self, who: Reader, conversation: bytes, request: str, /) -> bytes:
        """The zip; the journal names its manifest's digest first."""


def wish(body: bytes) -> Wish:
    """What was sent; raises BadRequest."""
    try:
        return msgspec.json.decode(body, type=Wish)
    except msgspec.DecodeError:
        raise BadRequest("The request has another shape than expected.") from None


def ask(desk: Requests, who: Reader, conversation: bytes, wanted: Wish, *, vouched: bool) -> Case:
    """Make a request; raises BadRequest."""
    if wanted.right not in set(Right):
        raise BadRequest(f"A request is one of: {', '.join(Right)}.")
    identity = Identity.VOUCHED if vouched else Identity.SESSION
    return desk.ask(who, [conversation], Right(wanted.right), words=wanted.words, seq=wanted.seq, identity=identity)


def number(text: str) -> bytes:
    """A request's number from an address; raises BadRequest."""
    if len(text) != _HEX or not all(letter in "0123456789abcdef" for letter in text):
        raise BadRequest("A request's number is 32 hex digits.")
    return bytes.fromhex(text)


def told(one: Case, conversation: bytes, now: int) -> dict[str, Any]:
    """A request as its customer may know it, ready for JSON: what was done and when; never by whom, never a reason."""
    # What a session asked about was its own conversation, whatever became of that.
    ground = one.refused.get(conversation if conversation in one.subjects else one.subjects[0])
    return {
        "number": one.number,
        "right": str(one.right),
        "law": str(one.law),
        "state": str(one.state),
        "opened": one.opened,
        "due": one.due,
        "extended": one.extended,
        "until": one.waits_until,
        "ground": None if ground is None else str(ground),
        "lifted": one.lifted,
        "copy": may_fetch(one, now),
        "steps": [{"step": str(step.step), "at": step.at, "index": step.place} for step in one.steps],
    }


def may_fetch(one: Case, now: int) -> bool:
    """Whether an answered request for access or a copy still lets the copy be fetched."""
    answered = one.right in {Right.ACCESS, Right.COPY} and one.state is State.ANSWERED
    return answered and now - one.steps[-1].at < AVAILABLE_DAYS * _DAY
