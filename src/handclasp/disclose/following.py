"""Reading on as conversations go on: for everybody who follows at once, whoever they are, in two transactions.

What is asked of the database is shared; what is decided is not. Each reader is asked about anew each time, by the
policies and by the wall in the database (a reader's rows are read under that reader's name); a record that several of
them may see is opened and checked once. The access record was written when the following began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.gate import Gate, on_behalf
from handclasp.disclose.hints import Hints
from handclasp.disclose.opening import MOST, Known, Opened, Records
from handclasp.records import HandclaspError, NotFound, View, is_reason
from handclasp.seal.note import read_head
from handclasp.seal.tree import Proofs
from handclasp.store.read import Asked, Assigned, Row

AT_ONCE: Final = 200
"""How many records one reader is given at a time; the rest waits in the log."""

_JUST_SAID: Final = 8
"""Of so few that came at once the receipts are at hand; others are made when they are asked for."""


class Asking(NamedTuple):
    """Who wants to follow what from a seq on, why."""

    who: Reader
    conversation: bytes
    purpose: str
    reason: str | None = None
    after: int = 0

    @property
    def given(self) -> Circumstances:
        """What comes along with the question."""
        return Circumstances(reason=is_reason(self.reason))


class Shown(NamedTuple):
    """What a reader may be shown of some records; raises what `disclose` raises."""

    new: Callable[[Reader, bytes, Sequence[Opened], Circumstances], Sequence[View]]
    again: Callable[[Reader, bytes, Opened, Circumstances], View | None]
    receipt: Callable[[Reader, bytes, int], bytes]


class _Fresh(NamedTuple):
    """What was read for all of them: the checkpoint that covers it, and proofs against it."""

    checkpoint: str
    proofs: Proofs


class Follow:
    """What came since, each time it is asked, under the access record made at the start.

    `changed` are records shown before, as they stand since the last call of `more`: draw them anew. `behind`: more
    stands in the log than was given at once.
    """

    def __init__(
        self, following: Following, who: Reader, conversation: bytes, given: Circumstances, after: int
    ) -> None:
        self.who = who
        self.conversation = conversation
        self.given = given
        self.after = after
        self.changed: list[View] = []
        self.behind = False
        self._following = following
        self._start = after
        self._receipts: dict[int, Callable[[], bytes]] = {}

    def more(self) -> list[View]:
        """The records that came since the last call, ascending; raises Refused once the reader may see no more."""
        answer = self._following.more([self])[0]
        if isinstance(answer, HandclaspError):
            raise answer
        return answer

    def receipt(self, seq: int) -> bytes:
        """The receipt of a record that `more` has shown; raises NotFound for any other."""
        if not self._start < seq <= self.after:
            message = f"record {seq} was not shown here"
            raise NotFound(message)
        at_hand = self._receipts.pop(seq, None)
        return at_hand() if at_hand else self._following.receipt(self, seq)

    def take(self, new: Sequence[View], again: list[View], receipts: dict[int, Callable[[], bytes]]) -> list[View]:
        """Go on from what was just read."""
        found, self.changed, self._receipts = list(new), again, receipts
        if found:
            self.after = found[-1].seq
        return found


class Following:
    """Reads for all who follow. Thread-safe, as long as no two threads read for the same Follow."""

    def __init__(self, gate: Gate, records: Records, hints: Hints, shown: Shown) -> None:
        self._gate = gate
        self._records = records
        self._hints = hints
        self._shown = shown

    def more(self, follows: Sequence[Follow]) -> list[list[View] | HandclaspError]:
        """What came since for each of them, or why there is nothing more for this one."""
        by_tenant: defaultdict[str, list[Follow]] = defaultdict(list)
        for follow in follows:
            by_tenant[follow.who.tenant].append(follow)
        answers: dict[Follow, list[View] | HandclaspError] = {}
        for tenant, some in by_tenant.items():
            try:
                answers |= self._of_tenant(tenant, some)
            except HandclaspError as error:
                answers |= dict.fromkeys(some, error)
        return [answers[follow] for follow in follows]

    def known(self, asked: Sequence[Asking]) -> list[Assigned | HandclaspError]:
        """Whose each conversation is, looked up once a tenant; or why it cannot be known."""
        found: dict[tuple[str, bytes], Assigned | HandclaspError] = {}
        for tenant in {one.who.tenant for one in asked}:
            names = {one.conversation for one in asked if one.who.tenant == tenant}
            try:
                known = self._records.reading.assigned_all(self._gate.number(tenant), names)
            except HandclaspError as error:
                found |= {(tenant, name): error for name in names}
            else:
                found |= {(tenant, name): known.get(name, Assigned()) for name in names}
        return [found[one.who.tenant, one.conversation] for one in asked]

    def receipt(self, follow: Follow, seq: int) -> bytes:
        """A receipt that is not at hand."""
        return self._shown.receipt(follow.who, follow.conversation, seq)

    def _of_tenant(self, tenant: str, follows: Sequence[Follow]) -> dict[Follow, list[View] | HandclaspError]:
        number = self._gate.number(tenant)
        known = self._records.reading.assigned_all(number, {follow.conversation for follow in follows})
        answers: dict[Follow, list[View] | HandclaspError] = {}
        passed = []
        for follow in follows:
            try:
                self._passed(follow, known)
                passed.append(follow)
            except HandclaspError as error:
                answers[follow] = error
        asked = [Asked(follow.conversation, follow.after, on_behalf(follow.who)) for follow in passed]
        checkpoint, rows = self._records.reading.conversations(number, asked, MOST)
        fresh = _Fresh(checkpoint, Proofs(read_head(checkpoint).size if checkpoint else 0, self._records.reading.tiles))
        opened: Known = {}
        for follow, found in zip(passed, rows, strict=True):
            try:
                answers[follow] = self._news(follow, number, found, opened, fresh)
            except HandclaspError as error:
                answers[follow] = error
        return answers

    def _passed(self, follow: Follow, known: dict[bytes, Assigned]) -> None:
        # Asked anew each time: whoever lost the conversation, or the role, sees no more of it.
        self._gate.passed(
            follow.who, Action.READ, follow.conversation, follow.given, known.get(follow.conversation, Assigned())
        )

    def _news(self, follow: Follow, tenant: int, rows: Sequence[Row], opened: Known, fresh: _Fresh) -> list[View]:
        who, conversation, given = follow.who, follow.conversation, follow.given
        rows = self._records.whole(who, tenant, conversation, follow.after, rows)
        pairs = self._records.openings(who, tenant, conversation, rows, rows, opened)
        follow.behind = len(pairs) > AT_ONCE
        pairs = pairs[:AT_ONCE]
        changed = self._records.changed(who, tenant, conversation, pairs, follow.after)
        again = [view for one in changed if (view := self._shown.again(who, conversation, one, given)) is not None]
        new = self._shown.new(who, conversation, pairs, given)
        at_hand = pairs if len(pairs) <= _JUST_SAID else []
        receipts = {
            one.row.seq: self._receipt(who, tenant, one, fresh) for one in at_hand if not self._gate.old(one.said)
        }
        return follow.take(new, again, receipts)

    def _receipt(self, who: Reader, tenant: int, one: Opened, fresh: _Fresh) -> Callable[[], bytes]:
        def make() -> bytes:
            openings = self._hints.openings(who, one.view(), one.openings)
            return self._records.receipt(tenant, one.row, openings, fresh.checkpoint, fresh.proofs)

        return make
