"""The door of the second index: in which records something masked stands, for whoever knows the whole of it.

It takes what seeing it would take: a reason, a fresh second factor, and for each record the right to reveal an item of
its kind there without a second person. It shows the records, masked as ever, never an original. Every look-up stands in
the journal first, what was looked up as a keyed token; and nobody looks up more than a few in a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from handclasp.access.policy import (
    About,
    Action,
    Circumstances,
    Decision,
    ItemClass,
    Policies,
    Reader,
    StepUp,
    item_class,
)
from handclasp.disclose.candidates import Tools, opened_now
from handclasp.disclose.gate import Gate
from handclasp.disclose.later import target_of
from handclasp.disclose.opening import Opened
from handclasp.disclose.walls import Conditions, Seen, Walls, examples
from handclasp.records import Kind, ReasonNeeded, Refused, Secret, Span, StepUpNeeded, Value, View, is_reason
from handclasp.seal.record import lookup, open_original
from handclasp.store.read import Row

MOST: Final = 50
"""How many records one look-up finds."""

OFTEN: Final = 10
WITHIN: Final = 600_000
"""So many look-ups of one person within so long (ms), counted in all processes together."""

_LONGEST: Final = 200


class LookedUpOften(Refused):
    """Somebody looked up more than work takes; wait a few minutes."""

    code = "lookup-limit"


class Held(NamedTuple):
    """A record with what was looked up behind one of its masks; `seq` and `item` name it for a reveal."""

    view: View
    span: Span
    seq: int
    item: str


OnceMore = Callable[[int, str, int, int], bool]
"""(tenant, person, most, within ms) -> whether one more look-up is allowed, which is then counted."""


class Lookups:
    """Looks up what is masked, for people. Thread-safe."""

    def __init__(self, *, gate: Gate, policies: Policies, tools: Tools, once_more: OnceMore) -> None:
        self._gate = gate
        self._policies = policies
        self._tools = tools
        self._once_more = once_more

    def lookup(self, who: Reader, whole: Secret[str], *, purpose: str, reason: str) -> list[Held]:
        """The records that hold it, newest first. Raises Refused (in its forms), LookedUpOften, SensitiveReason."""
        number = self._gate.number(who.tenant)
        self._gate.is_for(who, Action.REVEAL, purpose)
        self._may_at_all(who, reason)
        self._gate.journal.check_words({"reason": reason, "purpose": purpose})
        walls = Walls(self._gate, self._policies, self._tools.rows, who, Circumstances(reason=True), number)
        self._not_too_often(who, number)
        sought = whole.reveal()[:_LONGEST]
        token = lookup(self._tools.keyring.provider.index_key(number), sought)
        found: list[Held] = []
        if token is not None and walls.person is not None:
            indexes = self._tools.rows.masked_whole(number, token, MOST, walls.person)
            found = list(self._held(who, walls, walls.passed(indexes, Conditions()), token))
        facts: dict[str, Value] = {
            "purpose": purpose,
            "reason": reason,
            "hits": len(found),
            "subjects": sorted({one.view.conversation.hex() for one in found}),
            "details": {"masked": True},
            "policy": walls.version,
        }
        self._gate.journal.begin_search(who, [sought], facts).stands()
        return found

    # --- steps

    def _may_at_all(self, who: Reader, reason: str) -> None:
        """Refuse, and write it down, whoever reveals nothing, gives no reason or no second factor."""
        decisions = [self._reveals(who, about, ItemClass.CONTACT, old=False) for about in examples(who)]
        decision = next((one for one in decisions if one.allowed or one.needs), decisions[0])
        if not decision.allowed and not decision.needs:
            self._gate.refuse(who, Action.REVEAL, decision)
        lacking: Refused
        if not is_reason(reason):
            lacking = ReasonNeeded("say why you look this up", zh="请说明为什么要查找")
        elif StepUp.REVEAL.value not in who.stepped:
            lacking = StepUpNeeded(
                "this needs your second factor again: to look up what is masked is like seeing it",
                StepUp.REVEAL.value,
                zh="请再做一次第二重验证：查找被遮盖的内容，等同于查看原文",
            )
        else:
            return
        facts: dict[str, Value] = {"action": Action.REVEAL.value, "reason": str(lacking), "policy": decision.version}
        self._gate.journal.seal(who, Kind.REFUSAL, facts)
        raise lacking

    def _reveals(self, who: Reader, about: About, item: ItemClass, *, old: bool) -> Decision:
        given = Circumstances(old=old, reason=True, item=item.value)
        return self._policies.decide(who, Action.REVEAL, about, given)

    def _not_too_often(self, who: Reader, number: int) -> None:
        if not self._once_more(number, who.id, OFTEN, WITHIN):
            minutes = WITHIN // 60_000
            raise LookedUpOften(
                f"{OFTEN} look-ups in {minutes} minutes are as many as there are; wait a little",
                zh=f"{minutes} 分钟内最多查找 {OFTEN} 次，请稍候再试",
            )

    def _held(self, who: Reader, walls: Walls, seen: Sequence[Seen], token: bytes) -> Iterator[Held]:
        for place, opened in opened_now(self._tools, who, walls, seen):
            target = target_of(opened.openings)
            records, number = self._tools.records, walls.number
            # What a rescreen record keeps is masked in its target's words, if it still is.
            masked = opened if target is None else records.now(who, number, place.conversation, target)
            if masked is not None:
                yield from self._behind(who, walls, place, opened, masked, token)

    def _behind(
        self, who: Reader, walls: Walls, place: Seen, keeper: Opened, masked: Opened, token: bytes
    ) -> Iterator[Held]:
        """The masks that hide it in a record's words as they stand now; those only that this person may lift alone."""
        within = None if keeper is masked else place.seq
        about = self._gate.about(who.tenant, place.conversation)
        old = self._gate.old(masked.said)
        for span in masked.view().spans:
            if span.original is None or span.within != within:
                continue
            item = f"original/{span.original}"
            allowed = self._reveals(who, about, item_class(span.type), old=old).allowed
            if allowed and self._is_it(walls, keeper.row, item, token):
                yield Held(self._tools.hints.view(who, masked.view()), span, place.seq, item)

    def _is_it(self, walls: Walls, row: Row, item: str, token: bytes) -> bool:
        """Whether an original is the very thing; it is compared here and goes no further."""
        keyring, reading = self._tools.keyring, self._tools.records.reading
        box = walls.person and reading.original(walls.number, row.index, item, walls.person)
        if not box or row.nonce is None or row.commitments is None:
            return False
        keys = keyring.keys(walls.number, row.conversation)
        original = str(open_original(box, row.nonce, row.commitments, row.record, keys).value)
        return lookup(keyring.provider.index_key(walls.number), original) == token
