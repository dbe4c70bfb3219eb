"""How a conversation stands, as the desk says: open, waiting for the customer or others, resolved, closed; and why.

The record is sealed first, under the lock of the conversation's row; a reason out of the plan comes with it, and words
of one's own as an internal note, screened like any. What the customer writes next opens it again. Nothing here decides
who may: that is asked of the policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from django.db import transaction

from handclasp.access.policy import Action
from handclasp.desk.acts import DESK, HOUSE, act
from handclasp.desk.arranging import plan
from handclasp.desk.deadlines import CLOSED as SHUT
from handclasp.desk.deadlines import CUSTOMER, FOR_CUSTOMER, FOR_OTHERS, GOES_ON, reopened, spoke, turned
from handclasp.desk.models import Conversation
from handclasp.desk.plan import CLOSED, OPEN, REOPENED, RESOLVED, STATES, WAITS_CUSTOMER, WAITS_OTHER, Reason
from handclasp.desk.ratings import asking
from handclasp.desk.speaking import LONGEST, Words, spoken
from handclasp.records import Author, HandclaspError, Kind, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from handclasp.access.policy import Passed, Reader
    from handclasp.records import Receipt, Value, View

STATE: Final = "state"
"""The action of the record that says how a conversation stands."""
KNOWN: Final = (*STATES, REOPENED)
"""Every state a conversation can be in."""
ENDED: Final = frozenset({RESOLVED, CLOSED})
"""Nothing more is to be done; the customer's next word opens it again."""

_SETTLED: Final = ("state", "state_at", "state_seq", "reason", "closed_at", "waiting", "waiting_since")
_TURNS: Final = {WAITS_CUSTOMER: FOR_CUSTOMER, WAITS_OTHER: FOR_OTHERS, OPEN: GOES_ON, REOPENED: GOES_ON}


class BadState(HandclaspError):
    """A conversation cannot be put into this state like this (`fault`: state, reason, text); nothing was stored."""

    code = "bad-state"

    def __init__(self, words: str, fault: str) -> None:
        super().__init__(words)
        self.fault = fault


class Saying(NamedTuple):
    """One of the plan's STATES, the name of a reason that the plan has for it, words if any; `key` names the try."""

    state: str
    reason: str
    text: str
    key: str


class States:
    """Says how conversations stand. Thread-safe.

    `passed(who, action, conversation)` asks the policies and raises Refused or NotFound (disclose.Gate.passed); `clock`
    is in ms since 1970.
    """

    def __init__(
        self,
        append: Callable[[Raw], Receipt],
        passed: Callable[[Reader, Action, bytes], Passed],
        clock: Callable[[], int],
    ) -> None:
        self._append = append
        self._passed = passed
        self._clock = clock

    def say(self, who: Reader, conversation: bytes, saying: Saying) -> str:
        """Put a conversation into a state; returns which it is in now. Raises BadState, Refused, NotFound.

        Of what is so already only the words are stored, once under their key. When it is resolved the customer is
        asked how it went, where the plan has it so.
        """
        policy = self._passed(who, Action.TRIAGE, conversation).decision.version
        reason = _checked(who.tenant, saying)
        with transaction.atomic():
            rows = Conversation.objects.select_for_update()
            row = rows.get_or_create(tenant=who.tenant, pseudonym=conversation)[0]
            note = self._note(who, row, saying, policy) if saying.text.strip() else None
            state = _next(row, saying.state)
            if (row.state, row.reason) == (state, reason.name):
                return row.state
            details: dict[str, Value] = {"state": state, "before": row.state, "reason": reason.name}
            details |= dict(reason.words) | ({"note": note} if note else {})
            said = act(row, STATE, details, self._clock(), who=Author(DESK, who.id), policy=policy)
            seq = self._append(said).stored.seq
            if seq > row.state_seq:
                _settle(row, details, seq, said.received)
                row.save(update_fields=_SETTLED)
            if state == CLOSED:
                self._append(_closing(row, said))
            if state == RESOLVED and plan(who.tenant).rating and (asks := asking(row, HOUSE, said.received)):
                # Not left to the reading of the log: the customer may answer sooner.
                row.asked_seq = self._append(asks).stored.seq
                row.save(update_fields=("asked_seq",))
            return row.state

    def _note(self, who: Reader, row: Conversation, saying: Saying, policy: str) -> int:
        """Seal the words; the record's number."""
        words, now = Words(f"{saying.key}s", saying.text, note=True), self._clock()
        raw = spoken(who.tenant, row.hex, who.id, words, now=now, channel=row.channel, policy=policy)
        return self._append(raw).stored.seq


def _checked(tenant: str, saying: Saying) -> Reason:
    if saying.state not in STATES:
        raise BadState(f"a state is one of {', '.join(STATES)}", "state")
    if len(saying.text) > LONGEST:
        raise BadState(f"write at most {LONGEST:,} characters", "text")
    known = plan(tenant)
    reason = known.reason(saying.state, saying.reason)
    if reason is None:
        names = [one.name for one in known.reasons if saying.state in one.states]
        told = f"a reason for {saying.state} is one of {', '.join(names)}" if names else "the plan has no reason for it"
        raise BadState(told, "reason")
    return reason


def _next(row: Conversation, wanted: str) -> str:
    """What is said to be open after an end is opened again, and stays so."""
    return REOPENED if wanted == OPEN and row.state in {*ENDED, REOPENED} else wanted


def _closing(row: Conversation, said: Raw) -> Raw:
    """What the customer is told of it: that it is closed, and nothing of why."""
    facts: dict[str, Value] = {"outcome": CLOSED}
    return msgspec.structs.replace(said, key=f"desk/close/{row.hex}/{row.state_seq}", kind=Kind.CLOSE, facts=facts)


def follow(row: Conversation, view: View) -> bool:
    """Take in what a record says of how its conversation stands; whether it says anything of it."""
    if not says_state(view):
        return False
    if not (told := _told(view)):
        return True
    state = told["state"]
    # What was closed with a reason is told its customer by a record that has none.
    if view.seq >= row.state_seq and (row.state != CLOSED or view.kind != Kind.CLOSE):
        _settle(row, told, view.seq, view.received)
    if state in ENDED:
        row.waiting_since, row.waiting = None, False
        turned(row, SHUT, view.received)
        return True
    reopened(row)
    turned(row, _TURNS[str(state)], view.received)
    unanswered = spoke(row.turns) == CUSTOMER
    row.waiting = unanswered and state != WAITS_CUSTOMER
    row.waiting_since = _said_at(row) if row.waiting else None
    return True


def opened(row: Conversation, view: View) -> None:
    """The customer wrote: what waited goes on, what had ended is opened again."""
    if view.seq <= row.state_seq:
        return  # whoever said how it stands had the last word, though it was taken in first
    row.closed_at = None
    if row.state in ENDED:
        row.state, row.reason, row.state_at = REOPENED, "", view.received
    elif row.state in {WAITS_CUSTOMER, WAITS_OTHER}:
        row.state, row.reason, row.state_at = OPEN, "", view.received


def says_state(view: View) -> bool:
    """Whether a record says how its conversation stands."""
    acted = view.kind == Kind.AGENT_ACTION and view.author.role == DESK
    return view.kind == Kind.CLOSE or (acted and view.facts.get("action") == STATE)


def _told(view: View) -> Mapping[str, Value]:
    details = view.facts.get("details")
    if view.kind == Kind.CLOSE:
        return {"state": CLOSED, "reason": str(view.facts.get("outcome", ""))}
    return details if isinstance(details, dict) and details.get("state") in KNOWN else {}


def _settle(row: Conversation, told: Mapping[str, Value], seq: int, at: int) -> None:
    """What counts at once: how it stands, and that nobody waits any more. Whose turn it was is told by the log."""
    row.state, row.reason = str(told["state"]), str(told.get("reason", ""))[:40]
    row.state_at, row.state_seq = at, seq
    row.closed_at = at if row.state in ENDED else None
    row.waiting = row.waiting and row.state not in {*ENDED, WAITS_CUSTOMER}
    row.waiting_since = row.waiting_since if row.waiting else None


def _said_at(row: Conversation) -> int:
    """Since when the customer waits: their first line since the desk's last."""
    return next(int(at) for side, at in reversed(row.turns) if side == CUSTOMER)
