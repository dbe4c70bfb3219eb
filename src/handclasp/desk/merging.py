"""Joining a customer's parallel conversations: one goes on in another, as a record in both says; and taking that back.

Nothing is moved: each stays the sealed stream it is, and who reads one does so by its own walls. The one that goes on
elsewhere is closed as `merged`, and what its customer writes all the same is told of where it goes on. What is one
person to the house is decided by the ids under which their words stand; nothing here decides who may.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import transaction

from handclasp.access.policy import Action
from handclasp.desk.acts import DESK, HOUSE, act
from handclasp.desk.cases.words import DONE
from handclasp.desk.deadlines import CLOSED as SHUT
from handclasp.desk.deadlines import CUSTOMER, GOES_ON, reopened, spoke, turned
from handclasp.desk.models import Conversation, Dispute
from handclasp.desk.plan import CLOSED, REOPENED
from handclasp.desk.tally import SPOKEN
from handclasp.records import Author, HandclaspError, KeyReused, Kind, Raw, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from handclasp.access.policy import Passed, Reader
    from handclasp.records import Receipt, Value

MERGE, MERGED, UNMERGE, UNMERGED = "merge", "merged", "unmerge", "unmerged"
"""The actions of the records: in the one that goes on elsewhere, and in the one where it does."""
LED: Final = "led"
"""The house's word, where it goes on, that the customer wrote in the one that does."""
REASON: Final = "merged"
"""Why the one that goes on elsewhere is closed."""
MOST: Final = 20
"""How many conversations go on in one at most."""

_JOINED: Final = ("joined", "joined_seq", "state", "state_at", "state_seq", "reason", "closed_at", "waiting")

FeedOne = Callable[[str, str, str, bytes, int], list[View]]
"""(tenant, machine, purpose, conversation, after) -> what a machine is shown of it."""


class BadMerge(HandclaspError):
    """Two conversations cannot be joined or parted like this; nothing was stored. `fault` says why, in one word.

    itself, customer, joined, goes-on, holds, dispute, many; apart: it goes on nowhere.
    """

    code = "bad-merge"

    def __init__(self, words: str, fault: str) -> None:
        super().__init__(words)
        self.fault = fault


class Merges:
    """Joins conversations and parts them. Thread-safe.

    `passed(who, action, conversation)` asks the policies and raises Refused or NotFound (disclose.Gate.passed);
    `customers(tenant, conversation)` are the ids under which a customer wrote in it, `held(tenant, conversation)` the
    legal holds it is under; `clock` is in ms since 1970.
    """

    def __init__(
        self,
        append: Callable[[Raw], Receipt],
        passed: Callable[[Reader, Action, bytes], Passed],
        customers: Callable[[str, bytes], Iterable[str]],
        held: Callable[[str, bytes], Iterable[int]],
        clock: Callable[[], int],
    ) -> None:
        self._append = append
        self._passed = passed
        self._customers = customers
        self._held = held
        self._clock = clock

    def merge(self, who: Reader, conversation: bytes, into: bytes) -> None:
        """Let a conversation go on in another; what does so already stores nothing. Raises BadMerge, Refused, NotFound.

        It takes the right to say how both of them stand.
        """
        policy = self._both(who, conversation, into)
        if conversation == into:
            raise BadMerge("a conversation cannot go on in itself; name another one of the same customer", "itself")
        with transaction.atomic():
            row, main = _locked(who.tenant, conversation, into)
            # Of a try that was cut off in between, what was not told is, as if somebody waited; the rest stands once.
            waits = row.state_at
            if row.joined is None or bytes(row.joined) != into:
                self._check(row, main)
                waits = (row.waiting_since or 0) if row.waiting else 0
                self._record(who, row, MERGE, {"into": main.hex}, policy)
        # Once it counts: whoever hears of it looks where it goes on.
        self._told(who, row, main, policy, waits)

    def unmerge(self, who: Reader, conversation: bytes) -> bytes:
        """Let a conversation go on by itself again; returns where it went on. Raises BadMerge, Refused, NotFound."""
        known = Conversation.objects.filter(tenant=who.tenant, pseudonym=conversation, joined__isnull=False).first()
        into = bytes(known.joined) if known and known.joined else conversation
        policy = self._both(who, conversation, into)
        if into == conversation:
            raise BadMerge("this conversation goes on in no other one", "apart")
        with transaction.atomic():
            row, main = _locked(who.tenant, conversation, into)
            if row.joined is None or bytes(row.joined) != into:
                raise BadMerge("somebody was quicker: it goes on elsewhere by now; look again", "apart")
            self._check_holds(main, row)
            began = row.joined_seq
            self._record(who, row, UNMERGE, {"from": main.hex}, policy)
        self._append(_said(who, main, UNMERGED, {"from": row.hex}, policy, self._clock(), f"{row.hex}/{began}"))
        return into

    def _both(self, who: Reader, one: bytes, other: bytes) -> str:
        self._passed(who, Action.TRIAGE, other)
        return self._passed(who, Action.TRIAGE, one).decision.version

    def _check(self, row: Conversation, main: Conversation) -> None:
        """Raise BadMerge for what must not be one."""
        if row.joined is not None:
            raise BadMerge("it goes on in another conversation already; part it from that one first", "joined")
        if main.joined is not None:
            raise BadMerge("that one goes on in another conversation; join with that instead", "goes-on")
        going_on = going_on_in(row.tenant, [bytes(row.pseudonym), bytes(main.pseudonym)])
        if any(bytes(one.joined or b"") == bytes(row.pseudonym) for one in going_on):
            raise BadMerge("others go on in this one: join the other way round, or part them first", "goes-on")
        if len(going_on) >= MOST:
            raise BadMerge(f"{MOST} conversations go on in that one, as many as may", "many")
        tenant = row.tenant
        theirs = set(self._customers(tenant, bytes(row.pseudonym)))
        if not theirs & set(self._customers(tenant, bytes(main.pseudonym))):
            raise BadMerge("no customer wrote in both; only conversations of one customer are joined", "customer")
        if Dispute.objects.filter(tenant=tenant, pseudonym=row.pseudonym).exclude(state__in=DONE).exists():
            raise BadMerge("a dispute is open in it; join the other one into it instead", "dispute")
        self._check_holds(row, main)

    def _check_holds(self, row: Conversation, goes_on: Conversation) -> None:
        """Whatever is on hold must stay so where the talk goes on."""
        tenant = row.tenant
        held = set(self._held(tenant, bytes(row.pseudonym)))
        if held - set(self._held(tenant, bytes(goes_on.pseudonym))):
            raise BadMerge("it is on legal hold and would go on outside of it; hold both first", "holds")

    def _record(self, who: Reader, row: Conversation, action: str, details: dict[str, Value], policy: str) -> None:
        """Seal that it goes on elsewhere, or no more, and let that count at once."""
        raw = _said(who, row, action, details, policy, self._clock(), secrets.token_hex(16))
        seq = self._append(raw).stored.seq
        _settle(row, action, details, seq, raw.received)
        row.save(update_fields=_JOINED)

    def _told(self, who: Reader, row: Conversation, main: Conversation, policy: str, waits: int) -> None:
        """Seal it where it goes on, with what goes along; and for the customer, that this one is over."""
        details: dict[str, Value] = {"from": row.hex, "seq": row.joined_seq, "waits": waits}
        if row.agent and not main.agent:
            details |= {"agent": row.agent, "team": row.team}
        named, now = f"{row.hex}/{row.joined_seq}", self._clock()
        with contextlib.suppress(KeyReused):
            self._append(_said(who, main, MERGED, details, policy, now, named))
        close = _said(who, row, MERGE, {}, policy, now, f"close/{named}")
        with contextlib.suppress(KeyReused):
            self._append(msgspec.structs.replace(close, kind=Kind.CLOSE, facts={"outcome": REASON}))


def _said(
    who: Reader, row: Conversation, action: str, details: Mapping[str, Value], policy: str, now: int, key: str
) -> Raw:
    return act(row, action, details, now, who=Author(DESK, who.id), policy=policy, key=f"desk/{action}/{key}")


def _locked(tenant: str, one: bytes, other: bytes) -> tuple[Conversation, Conversation]:
    """Both rows under lock, always in one order, so that two who join crosswise never wait for each other."""
    for name in (one, other):
        Conversation.objects.get_or_create(tenant=tenant, pseudonym=name)
    rows = Conversation.objects.select_for_update().filter(tenant=tenant, pseudonym__in=[one, other])
    found = {bytes(row.pseudonym): row for row in rows.order_by("pseudonym")}
    return found[one], found[other]


def customers(feed_one: FeedOne) -> Callable[[str, bytes], frozenset[str]]:
    """Under which ids customers wrote in a conversation, as the desk is fed it (disclose.Disclose.feed_one)."""

    def found(tenant: str, conversation: bytes) -> frozenset[str]:
        views = feed_one(tenant, "desk", "queue", conversation, 0)
        return frozenset(view.author.id for view in views if view.author.role == "customer")

    return found


def going_on_in(tenant: str, conversations: Sequence[bytes]) -> list[Conversation]:
    """The conversations that go on in one of these, the oldest first."""
    return list(Conversation.objects.filter(tenant=tenant, joined__in=conversations).order_by("opened_at", "pk"))


def goes_on(tenant: str, conversation: bytes) -> bytes | None:
    """Where a conversation goes on; None: nowhere but in itself, for instance since the other one was erased."""
    theirs = Conversation.objects.filter(tenant=tenant)
    rows = theirs.filter(pseudonym=conversation, joined__in=theirs.values("pseudonym"))
    found = rows.values_list("joined", flat=True).first()
    return None if found is None else bytes(found)


def _told(view: View) -> Mapping[str, Any]:
    details = view.facts.get("details")
    return details if isinstance(details, dict) else {}


def follow(row: Conversation, view: View) -> bool:
    """Take in that a conversation goes on elsewhere, or no more; whether the record says that."""
    action = view.facts.get("action")
    if view.kind != Kind.AGENT_ACTION or view.author.role != DESK or action not in {MERGE, UNMERGE}:
        return False
    if view.seq >= row.joined_seq:
        _settle(row, str(action), _told(view), view.seq, view.received)
    if row.joined is not None:
        row.waiting_since = None
        turned(row, SHUT, view.received)
        return True
    reopened(row)
    turned(row, GOES_ON, view.received)
    row.waiting = spoke(row.turns) == CUSTOMER
    row.waiting_since = view.received if row.waiting else None
    return True


def _settle(row: Conversation, action: str, details: Mapping[str, Any], seq: int, at: int) -> None:
    """What counts at once: where it goes on, and that it is closed for that, or open again."""
    into = bytes.fromhex(str(details.get("into", ""))) if action == MERGE else b""
    row.joined, row.joined_seq = into or None, seq
    row.state, row.reason = (CLOSED, REASON) if into else (REOPENED, "")
    row.state_at, row.state_seq, row.closed_at = at, seq, at if into else None
    row.waiting = row.waiting and not into


def brings(row: Conversation, view: View) -> int:
    """Since when a customer waits who wrote in a conversation that goes on in this one (ms); 0: nobody does."""
    told, action = _told(view), view.facts.get("action")
    said = told.get("at") if action == LED else told.get("waits") if action == MERGED else 0
    by = view.author == HOUSE if action == LED else view.author.role == DESK
    if not by or not isinstance(said, int) or said <= 0:
        return 0
    # The clocks run from then on, unless it was answered here since.
    return max(said, int(row.turns[-1][1])) if row.turns else said


def leads(row: Conversation, view: View) -> bool:
    """Whether a customer wrote in a conversation that goes on elsewhere, where it has to be told."""
    later = row.joined is not None and view.seq > row.joined_seq
    return later and view.kind in SPOKEN and view.author.role == "customer"


def leading(row: Conversation, view: View) -> Raw:
    """The record that tells it where it goes on; the same one however often it is made."""
    main = Conversation(tenant=row.tenant, pseudonym=row.joined)
    details: dict[str, Value] = {"from": row.hex, "seq": view.seq, "at": view.received}
    return act(main, LED, details, view.received, key=f"desk/{LED}/{row.hex}/{view.seq}")
