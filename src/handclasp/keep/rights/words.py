"""The words of a request: what is asked for, under which law, how far it has come, and on what ground it is refused.

A request is what its sealed steps say: `case` reads them in the order of the log and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, cast

from handclasp.records import HandclaspError


class Right(StrEnum):
    """What may be asked for: GDPR articles 15, 15(3) with 20, 16, 18, 17, 21; PIPL articles 44 to 47."""

    ACCESS = "access"
    COPY = "copy"
    CORRECTION = "correction"
    RESTRICTION = "restriction"
    ERASURE = "erasure"
    OBJECTION = "objection"


class Law(StrEnum):
    """Whose clock runs."""

    GDPR = "gdpr"
    PIPL = "pipl"


class Step(StrEnum):
    """What may happen to a request. Append-only: steps that were sealed keep their meaning."""

    ASKED = "asked"
    VERIFIED = "verified"
    EXTENDED = "extended"
    WAITING = "waiting"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LIFTED = "lifted"
    BACK = "back"


class State(StrEnum):
    """Where a request stands. `waiting`: what is to be erased lies in the bin, not yet certified to be gone."""

    OPEN = "open"
    VERIFIED = "verified"
    WAITING = "waiting"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DONE: Final = frozenset({State.ANSWERED, State.REFUSED, State.WITHDRAWN})
"""States that no clock runs in."""

_AFTER: Final = {
    Step.ASKED: State.OPEN,
    Step.VERIFIED: State.VERIFIED,
    Step.WAITING: State.WAITING,
    Step.ANSWERED: State.ANSWERED,
    Step.REFUSED: State.REFUSED,
    Step.WITHDRAWN: State.WITHDRAWN,
    Step.BACK: State.VERIFIED,
}


class Identity(StrEnum):
    """How it was checked who asks. `session` and `vouched` are the widget's own word; staff say the others."""

    SESSION = "session"
    VOUCHED = "vouched"
    ORDER = "order"
    DOCUMENT = "document"
    CALL_BACK = "call-back"


BY_STAFF: Final = frozenset({Identity.ORDER, Identity.DOCUMENT, Identity.CALL_BACK})
"""What a person may say of how they checked."""


class Ground(StrEnum):
    """On what a request, or a part of it, is refused."""

    LEGAL_HOLD = "legal-hold"
    CLAIM = "claim"
    LAW = "law"
    IDENTITY = "identity"
    UNFOUNDED = "unfounded"
    OTHERS = "others"


class BadRequest(HandclaspError):
    """A request cannot be made or answered like that; the message says why. Nothing was done."""

    code = "request"


class RequestMoved(HandclaspError):
    """Somebody else went on with the request just then; look again."""

    code = "request-moved-on"


class Answer(NamedTuple):
    """What is done of a request, by conversation, and what is refused on which ground."""

    done: tuple[bytes, ...]
    refused: Mapping[bytes, Ground]


class Told(NamedTuple):
    """One sealed step: its place in the log, who took it and when (ms), and what it says."""

    place: int
    author: str
    at: int
    step: Step
    reason: str
    details: Mapping[str, Any]


class Case(NamedTuple):
    """A request as its steps tell it. Times are ms; `due` is when the law wants an answer."""

    request: bytes
    right: Right
    law: Law
    state: State
    subjects: tuple[bytes, ...]
    opened: int
    due: int
    steps: tuple[Told, ...]
    lifted: bool = False

    @property
    def number(self) -> str:
        """How people name it."""
        return self.request.hex()

    @property
    def extended(self) -> bool:
        """Whether the clock was given more time once."""
        return any(one.step is Step.EXTENDED for one in self.steps)

    @property
    def identity(self) -> str:
        """How it was checked who asks; empty before."""
        found = [one.details.get("identity", "") for one in self.steps if one.step is Step.VERIFIED]
        return str(found[-1]) if found else ""

    @property
    def waits_until(self) -> int:
        """When the bin lets go of what is to be erased (ms); 0 when nothing waits."""
        found = [one.details.get("until", 0) for one in self.steps if one.step is Step.WAITING]
        return int(found[-1]) if found and self.state is State.WAITING else 0

    @property
    def binned(self) -> tuple[bytes, ...]:
        """Conversations that an erasure put into the bin."""
        found = [one.details.get("done", []) for one in self.steps if one.step is Step.WAITING]
        return tuple(bytes.fromhex(one) for one in found[-1]) if found else ()

    @property
    def refused(self) -> Mapping[bytes, Ground]:
        """What was refused, by conversation."""
        found: dict[bytes, Ground] = {}
        for one in self.steps:
            found |= {bytes.fromhex(name): Ground(ground) for name, ground in one.details.get("refused", {}).items()}
        return found

    @property
    def done(self) -> tuple[bytes, ...]:
        """Conversations for which the request was met."""
        found = [one.details.get("done", []) for one in self.steps if one.step is Step.ANSWERED]
        return tuple(bytes.fromhex(one) for one in found[-1]) if found else ()


def case(steps: Iterable[tuple[int, Mapping[str, Any]]]) -> Case | None:
    """The request that these steps (log index, fields), in the order of the log, are of; None when there are none."""
    found: Case | None = None
    for index, fields in steps:
        step = Step(str(fields["step"]))
        told = Told(
            index,
            str(fields["author"]),
            int(fields["received"]),
            step,
            str(fields.get("reason", "")),
            cast("Mapping[str, Any]", fields.get("details", {})),
        )
        if found is None:
            found = Case(
                request=bytes(fields["request"]),
                right=Right(str(fields["right"])),
                law=Law(str(fields["law"])),
                state=State.OPEN,
                subjects=tuple(bytes.fromhex(one) for one in cast("list[str]", fields["subjects"])),
                opened=told.at,
                due=int(fields["due"]),
                steps=(),
            )
        found = found._replace(
            state=_AFTER.get(step, found.state),
            due=int(fields.get("due", found.due)),
            steps=(*found.steps, told),
            lifted=found.lifted or step is Step.LIFTED,
        )
    return found
