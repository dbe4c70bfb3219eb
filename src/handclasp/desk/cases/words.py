"""The words of a dispute case: what is claimed, what may happen to it, how it is decided and on what ground.

A case is what its sealed steps say: `case` reads them in the order of the log and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from handclasp.records import Author, HandclaspError, Kind, Span, View


class Claim(StrEnum):
    """What the customer says: no code came (没收到卡密), or the code does not work (卡密无效)."""

    NOT_RECEIVED = "not-received"
    INVALID = "invalid"


class Step(StrEnum):
    """What may happen to a case. Append-only: steps that were sealed keep their meaning."""

    OPENED = "opened"
    GATHERED = "gathered"
    ASKED = "asked-for"
    ARRIVED = "arrived"
    SIDE = "side"
    EXTENDED = "extended"
    DECIDED = "decided"
    PROPOSED = "refund-proposed"
    ACCEPTED = "refund-accepted"
    DECLINED = "refund-declined"
    APPEALED = "appealed"
    FORM = "form-taken"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """Where a case stands. `waiting`: the customer was asked for something that has not come."""

    OPEN = "open"
    WAITING = "waiting"
    DECIDED = "decided"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


DONE: Final = frozenset({State.DECIDED, State.WITHDRAWN})
"""States that no clock runs in."""


class Outcome(StrEnum):
    """For whom a case is decided."""

    CUSTOMER = "customer"
    PARTLY = "partly"
    MERCHANT = "merchant"


class Side(StrEnum):
    """Whose word it is."""

    CUSTOMER = "customer"
    MERCHANT = "merchant"


class Ground(StrEnum):
    """On what a case is decided; the written reason says more."""

    NOT_DELIVERED = "not-delivered"
    NOT_SEEN = "delivered-not-seen"
    SEEN = "delivered-and-seen"
    USED_BEFORE = "used-before"
    USED_AFTER = "used-after-viewing"
    NOT_ACCEPTED = "not-accepted"
    EXPIRED = "expired"
    REGION = "other-region"
    NOT_PAID = "not-paid"
    NOT_SHOWN = "not-shown"
    GOODWILL = "goodwill"


class Want(StrEnum):
    """What a case may lack that only the customer can tell."""

    ORDER = "order-number"
    PAYMENT = "payment-proof"
    LOOKED = "where-looked"
    ERROR = "error-shown"
    WHERE = "where-redeemed"
    WHEN = "when-tried"


WANTS: Final[Mapping[Claim, tuple[Want, ...]]] = {
    Claim.NOT_RECEIVED: (Want.ORDER, Want.PAYMENT, Want.LOOKED),
    Claim.INVALID: (Want.ORDER, Want.PAYMENT, Want.ERROR, Want.WHERE, Want.WHEN),
}
"""What is asked about each claim, in the order in which one asks."""

GROUNDS: Final[Mapping[Claim, tuple[Ground, ...]]] = {
    Claim.NOT_RECEIVED: (
        Ground.NOT_DELIVERED, Ground.NOT_SEEN, Ground.SEEN, Ground.NOT_PAID, Ground.NOT_SHOWN, Ground.GOODWILL,
    ),
    Claim.INVALID: (
        Ground.NOT_ACCEPTED, Ground.USED_BEFORE, Ground.EXPIRED, Ground.USED_AFTER, Ground.REGION, Ground.NOT_PAID,
        Ground.NOT_SHOWN, Ground.GOODWILL,
    ),
}  # fmt: skip
"""On what each claim may be decided."""


class BadCase(HandclaspError):
    """A case cannot be opened or go on like that; the message says why, `zh` in Chinese. Nothing was done."""

    code = "case"

    def __init__(self, message: str, *, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh


class CaseMoved(HandclaspError):
    """Somebody else went on with the case just then; look again."""

    code = "case-moved-on"


class Refund(NamedTuple):
    """What is proposed to be paid back: a decimal number as text and a currency. Handclasp moves no money."""

    amount: str
    currency: str
    state: str


class Summary(NamedTuple):
    """What a list and the numbers need of a case; times are ms, 0 for never. Grows step by step (`after`)."""

    number: str
    claim: Claim
    state: State
    opened: int
    due: int
    steps: int
    last_index: int
    product: str = ""
    decided: int = 0
    decider: str = ""
    outcome: str = ""
    ground: str = ""
    appealed: int = 0
    refund: Refund | None = None
    wants: frozenset[str] = frozenset()


class Told(NamedTuple):
    """One sealed step: its place in the log, who took it and when (ms), and what it says; the words are masked."""

    place: int
    seq: int
    author: Author
    at: int
    step: Step
    body: str
    spans: tuple[Span, ...]
    details: Mapping[str, Any]


class Case(NamedTuple):
    """A case as its steps tell it."""

    conversation: bytes
    summary: Summary
    steps: tuple[Told, ...]

    @property
    def number(self) -> str:
        """How people name it: 32 hex digits."""
        return self.summary.number

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.summary.state

    @property
    def claim(self) -> Claim:
        """What the customer says."""
        return self.summary.claim

    @property
    def order(self) -> str:
        """The order's number; empty while it is not known."""
        found = [str(one.details["order"]) for one in self.steps if one.details.get("order")]
        return found[-1] if found else ""

    @property
    def said_in(self) -> int:
        """The record of the conversation in which it is claimed; 0 for none."""
        return int(self.steps[0].details.get("said", 0))

    @property
    def gathered(self) -> Told | None:
        """The newest gathering of facts."""
        return self.last(Step.GATHERED)

    def paid(self, currency: str) -> str:
        """What the order came to by the newest gathering; empty where that is not known in this currency."""
        told = self.gathered.details if self.gathered else {}
        known = told.get("amount") if told.get("currency") in (None, currency) else None
        return known if isinstance(known, str) else ""

    @property
    def unchecked(self) -> bool:
        """Whether what was proposed last was held against no order's amount."""
        proposed = self.last(Step.PROPOSED)
        return self.summary.refund is not None and proposed is not None and bool(proposed.details.get("unchecked"))

    @property
    def decisions(self) -> tuple[Told, ...]:
        """What was decided, the first first; the last one stands."""
        return tuple(one for one in self.steps if one.step is Step.DECIDED)

    def last(self, step: Step) -> Told | None:
        """The newest step of a kind."""
        return next((one for one in reversed(self.steps) if one.step is step), None)


def told(view: View) -> Told | None:
    """The step that a record is; None for other records, and for case steps that are no dispute's."""
    details, step = view.facts.get("details"), view.facts.get("step")
    if view.kind != Kind.CASE_STEP or step not in set(Step) or not isinstance(details, dict) or "claim" not in details:
        return None
    return Told(view.index, view.seq, view.author, view.received, Step(str(step)), view.body or "", view.spans, details)


def after(before: Summary | None, number: str, one: Told) -> Summary | None:
    """The summary after one more step; None when a case does not begin with its opening."""
    if before is None:
        if one.step is not Step.OPENED:
            return None
        before = Summary(number, Claim(str(one.details["claim"])), State.OPEN, one.at, 0, 0, -1)
    now = before._replace(steps=before.steps + 1, last_index=one.place, due=int(one.details.get("due", before.due)))
    change = _CHANGES.get(one.step)
    return change(now, one) if change else now


def cases(views: Iterable[View]) -> list[Case]:
    """The cases of one conversation, by its records in their order; the oldest first."""
    found: dict[str, Case] = {}
    for view in views:
        one = told(view)
        if one is None:
            continue
        number = str(view.facts.get("case"))
        before = found.get(number)
        summary = after(before and before.summary, number, one)
        if summary is not None:
            found[number] = Case(view.conversation, summary, (*(before.steps if before else ()), one))
    return list(found.values())


def _gathered(now: Summary, one: Told) -> Summary:
    return now._replace(product=str(one.details.get("product", now.product)))


def _asked(now: Summary, one: Told) -> Summary:
    return now._replace(wants=now.wants | _words(one, "wants"), state=State.WAITING)


def _arrived(now: Summary, one: Told) -> Summary:
    left = now.wants - _words(one, "wants")
    waits = now.state is State.WAITING and left
    return now._replace(wants=left, state=now.state if waits or now.state is not State.WAITING else State.OPEN)


def _decided(now: Summary, one: Told) -> Summary:
    return now._replace(
        state=State.DECIDED,
        decided=one.at,
        decider=now.decider or one.author.id,
        outcome=str(one.details.get("outcome", "")),
        ground=str(one.details.get("ground", "")),
        # What an appeal decides anew replaces what was proposed before.
        refund=None,
    )


def _proposed(now: Summary, one: Told) -> Summary:
    return now._replace(
        refund=Refund(str(one.details.get("amount", "")), str(one.details.get("currency", "")), "proposed")
    )


def _answered(state: str) -> Any:
    def answer(now: Summary, _one: Told) -> Summary:
        return now if now.refund is None else now._replace(refund=now.refund._replace(state=state))

    return answer


def _appealed(now: Summary, one: Told) -> Summary:
    return now._replace(state=State.APPEALED, appealed=one.at)


def _withdrawn(now: Summary, one: Told) -> Summary:
    return now._replace(state=State.WITHDRAWN, decided=one.at)


def _words(one: Told, name: str) -> frozenset[str]:
    found = one.details.get(name)
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


_CHANGES: Final[Mapping[Step, Any]] = {
    Step.GATHERED: _gathered,
    Step.ASKED: _asked,
    Step.ARRIVED: _arrived,
    Step.DECIDED: _decided,
    Step.PROPOSED: _proposed,
    Step.ACCEPTED: _answered("accepted"),
    Step.DECLINED: _answered("declined"),
    Step.APPEALED: _appealed,
    Step.WITHDRAWN: _withdrawn,
}
