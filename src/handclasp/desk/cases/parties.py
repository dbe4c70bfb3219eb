"""A dispute as its parties have it: how it stands, what is asked, their side of it, an appeal. Never the desk's steps.

Promises: a customer is shown the cases of their own conversation, a merchant those about their own products, by the
rows alone, which hold no words; what a party says is a sealed step like any other, masked, under the party's own name.
Thread-safe; every call raises Refused, which is journalled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final, Protocol

from handclasp.access.policy import Action, Passed, Reader
from handclasp.desk.cases import facts
from handclasp.desk.cases.desk import LONGEST, CaseDesk, Gate, Read
from handclasp.desk.cases.listing import CaseLists
from handclasp.desk.cases.words import DONE, BadCase, Case, Side, State, Step, Summary, Want
from handclasp.records import Attached, Author, Kind, NotFound, Raw, Receipt, Secret, is_reason

MOST_BYTES: Final = 10 * 1024 * 1024
"""How large a file of a party may be."""
SHOWN: Final = 200
_OWN: Final = "own conversation"


class Append(Protocol):
    """Seals one record (flow.Flow.append)."""

    def __call__(self, raw: Raw, /) -> Receipt:
        """Its receipt."""


class Parties:
    """What merchants and customers may do in disputes of their own."""

    def __init__(
        self, *, desk: CaseDesk, gate: Gate, lists: CaseLists, read: Read, append: Append, clock: Callable[[], int]
    ) -> None:
        self._desk = desk
        self._gate = gate
        self._lists = lists
        self._read = read
        self._append = append
        self._clock = clock

    def mine(self, who: Reader) -> list[tuple[bytes, Summary]]:
        """A party's cases, what waits first, then by deadline."""
        if who.conversation:
            place = bytes.fromhex(who.conversation)
            found = [(place, one) for one in self._lists.of(who, place)]
        else:
            found = [(place, one) for _, place, one in self._lists.page(who, most=SHOWN)]
        return sorted(found, key=lambda pair: (pair[1].state in DONE, pair[1].due, pair[1].number))

    def show(self, who: Reader, number: str) -> tuple[bytes, Summary]:
        """One of them; raises NotFound."""
        return self._entered(who, number)[1:]

    def say(self, who: Reader, number: str, words: str) -> Case:
        """Put down a party's side in its own words; raises BadCase, CaseMoved, NotFound."""
        passed, place, summary = self._entered(who, number)
        _standing(summary)
        if not is_reason(words):
            raise BadCase("say it in a few words", zh="请写下您的陈述")
        return self._desk.take(who, Case(place, summary, ()), Step.SIDE, passed, {"side": str(_side(who))}, words)

    def attach(self, who: Reader, number: str, attached: Attached) -> Case:
        """Add a file to the conversation, held until it was judged, and say in the case that it is this side's."""
        passed, place, summary = self._entered(who, number)
        _standing(summary)
        content = attached.content.reveal()
        if not content or len(content) > MOST_BYTES:
            raise BadCase(
                f"choose a file of at most {MOST_BYTES // 1024 // 1024} MiB",
                zh=f"请选择文件，至多 {MOST_BYTES // 1024 // 1024} MiB",
            )
        raw = Raw(
            tenant=who.tenant,
            conversation=place.hex(),
            by_pseudonym=True,
            key=f"case/{summary.number}/file/{sha256(content).hexdigest()[:32]}",
            kind=Kind.ATTACHMENT,
            author=Author(who.role, who.id),
            received=self._clock(),
            text=Secret(attached.name),
            facts={"channel": "desk"},
            attached=attached,
        )
        stored = self._append(raw).stored
        details = {"side": str(_side(who)), "record": stored.seq}
        return self._desk.take(who, Case(place, summary, ()), Step.SIDE, passed, details)

    def arrived(self, who: Reader, number: str, wants: Sequence[str], record: int = 0) -> Case:
        """A customer says that what was asked for has come, in which record of theirs (0: their last).

        Raises BadCase, CaseMoved, NotFound.
        """
        passed, place, summary = self._entered(who, number)
        _standing(summary)
        views = self._read(who, place, purpose=_OWN, reason=None, limit=SHOWN * 50)
        theirs = [one.seq for one in views if one.kind in facts.SPOKEN and one.author.role == "customer"]
        answered = [want for want in Want if str(want) in set(wants) & summary.wants]
        if not answered or not theirs or (record and record not in theirs):
            raise BadCase(
                "choose what you have answered, and the message in which you did",
                zh="请勾选已答复的内容，并选择对应的消息",
            )
        details = {"wants": sorted(map(str, answered)), "record": record or theirs[-1]}
        return self._desk.take(who, Case(place, summary, ()), Step.ARRIVED, passed, details)

    def appeal(self, who: Reader, number: str, why: str) -> Case:
        """A party does not accept the decision: somebody else decides, the clock runs anew. Once a case.

        Raises BadCase, CaseMoved, NotFound.
        """
        passed, place, summary = self._entered(who, number)
        return self._desk.appealed(who, Case(place, summary, ()), _side(who), passed, why)

    def _entered(self, who: Reader, number: str) -> tuple[Passed, bytes, Summary]:
        try:
            place, summary = self._lists.place(who, number)
        except NotFound:
            # Where there is none for them, the try is refused in the same words as any, and stands in the journal.
            if who.conversation:
                self._gate.passed(who, Action.OWN_CASE, bytes.fromhex(who.conversation))
            raise
        return self._gate.passed(who, Action.OWN_CASE, place), place, summary


def may_appeal(summary: Summary) -> bool:
    """Whether there is a decision that nobody appealed against yet."""
    return summary.state is State.DECIDED and not summary.appealed


def _side(who: Reader) -> Side:
    return Side.CUSTOMER if who.conversation else Side.MERCHANT


def _standing(summary: Summary) -> None:
    if summary.state in DONE:
        raise BadCase(
            "this case has been decided or taken back; an appeal opens it again",
            zh="此争议已裁决或撤回；申诉可使其重新处理",
        )


def told(place: bytes, one: Summary) -> dict[str, Any]:
    """A case as a party may know it, ready for JSON."""
    refund = one.refund
    return {
        "number": one.number,
        "conversation": place.hex(),
        "claim": str(one.claim),
        "state": str(one.state),
        "opened": one.opened,
        "due": None if one.state in DONE else one.due,
        "wants": sorted(one.wants) if one.state not in DONE else [],
        "outcome": one.outcome,
        "ground": one.ground,
        "decided": one.decided or None,
        "appeal": may_appeal(one),
        "appealed": one.appealed or None,
        "refund": None
        if refund is None
        else {"amount": refund.amount, "currency": refund.currency, "state": refund.state},
    }


__all__ = ["LONGEST", "MOST_BYTES", "Parties", "may_appeal", "told"]
