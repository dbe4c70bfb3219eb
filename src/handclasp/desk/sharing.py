"""Gives out what nobody has, by the plan: in turns or to whoever has least; and says so when nobody is there.

Each giving is a record in the conversation before it counts, under the lock of its row, like a colleague's hand-over:
of this and somebody who takes it at the same moment one wins. Nobody is given more than they take at once, nor while
they are away or off duty; what is given stays theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import Count

from handclasp.access.models import Staff
from handclasp.desk.acts import HOUSE, act
from handclasp.desk.assignment import colleagues
from handclasp.desk.deadlines import about
from handclasp.desk.models import AgentState, Conversation
from handclasp.desk.queue import ASSIGN, settle
from handclasp.records import Kind, Raw, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from handclasp.access.policy import Role
    from handclasp.desk.plan import Plan, Queue, Standing
    from handclasp.records import Receipt

_AT_ONCE: Final = 200
"""How many conversations are looked at in one go, the longest waits first."""


class Hand(NamedTuple):
    """Somebody who could be given a conversation: how many they have open, when they were given one last (ms).

    Whoever is away is so since a moment (ms).
    """

    name: str
    team: str = ""
    away: bool = False
    open: int = 0
    given: int = 0
    since: int = 0


def choose(plan: Plan, queue: Queue, wanted: Standing, hands: Iterable[Hand], now: int) -> Hand | None:
    """Who is given a conversation now; None while nobody can be. Pure."""
    able = [one for one in hands if can(plan, queue, wanted, one, now)]
    if queue.assign == "least-busy":
        return min(able, key=lambda one: (one.open, one.given, one.name), default=None)
    return min(able, key=lambda one: (one.given, one.name), default=None)


def can(plan: Plan, queue: Queue, wanted: Standing, hand: Hand, now: int) -> bool:
    """Whether somebody is there, has room, is of the queue's team and knows what is asked for."""
    skills = plan.agent(hand.name)
    return (
        not hand.away
        and hand.open < skills.most
        and (not queue.team or hand.team == queue.team)
        and (skills.hours or plan.hours).open(now)
        and (not skills.languages or not wanted.language or wanted.language in skills.languages)
        and (not skills.topics or not wanted.topics or bool(skills.topics & wanted.topics))
    )


def gone(plan: Plan, hands: Iterable[Hand], now: int) -> int | None:
    """Since when (ms) everybody who answers is away or off duty; None while somebody is there, or nobody answers."""
    left = []
    for one in hands:
        hours = plan.agent(one.name).hours or plan.hours
        off = not hours.open(now)
        if not (one.away or off):
            return None
        left.append(min([one.since] * one.away + [hours.closed_since(now)] * off))
    return max(left, default=None)


def hands(tenant: str, roles: Mapping[str, Role]) -> list[Hand]:
    """The active accounts that answer customers, as they stand."""
    return hands_of(tenant, colleagues(tenant, roles))


def hands_of(tenant: str, people: Sequence[Staff]) -> list[Hand]:
    """These accounts as they stand."""
    names = [one.username for one in people]
    states = {row.username: row for row in AgentState.objects.filter(tenant=tenant, username__in=names)}
    theirs = Conversation.objects.filter(tenant=tenant, closed_at__isnull=True, agent__in=names)
    busy = dict(theirs.values_list("agent").annotate(count=Count("pk")))
    return [_hand(one, states.get(one.username), busy.get(one.username, 0)) for one in people]


def _hand(staff: Staff, state: AgentState | None, count: int) -> Hand:
    away, given, since = (state.away, state.given, state.since) if state else (False, 0, 0)
    return Hand(staff.username, staff.team, away, count, given, since)


class Sharing:
    """Looks at a tenant's desk and does what its plan says. Thread-safe; several may run at once.

    `append` seals a record, `plan(tenant)` is the plan in force, `roles(tenant)` the roles, `clock` in ms since 1970.
    """

    def __init__(
        self,
        append: Callable[[Raw], Receipt],
        plan: Callable[[str], Plan],
        roles: Callable[[str], Mapping[str, Role]],
        clock: Callable[[], int],
    ) -> None:
        self._append = append
        self._plan = plan
        self._roles = roles
        self._clock = clock

    def look(self, tenant: str) -> int:
        """Give out what can be given and answer for a closed desk; returns how many records were sealed."""
        plan, now = self._plan(tenant), self._clock()
        done = 0
        if any(queue.assign != "by-hand" for queue in plan.queues):
            done += self._give_out(tenant, plan, now)
        if plan.away and not plan.hours.open(now):
            done += self._say(tenant, plan.away, plan.hours.closed_since(now), now)
        elif plan.absent and plan.hours.open(now) and _somebody_waits(tenant):
            since = gone(plan, hands(tenant, self._roles(tenant)), now)
            done += 0 if since is None else self._say(tenant, plan.absent, since, now)
        return done

    def _give_out(self, tenant: str, plan: Plan, now: int) -> int:
        waiting = Conversation.objects.filter(tenant=tenant, waiting=True, agent="", closed_at__isnull=True)
        rows = list(waiting.filter(last_index__gte=0).order_by("waiting_since", "pk")[:_AT_ONCE])
        if not rows:
            return 0
        known = {hand.name: hand for hand in hands(tenant, self._roles(tenant))}
        given = 0
        for row in rows:
            queue = plan.queue(about(row))
            if queue is None or queue.assign == "by-hand":
                continue
            hand = choose(plan, queue, about(row), known.values(), now)
            if hand is not None and self._give(row.pk, hand, queue, now):
                known[hand.name] = hand._replace(open=hand.open + 1, given=now + given)
                given += 1
        return given

    def _give(self, key: int, hand: Hand, queue: Queue, now: int) -> bool:
        with transaction.atomic():
            row = Conversation.objects.select_for_update().get(pk=key)
            if row.agent or not row.waiting:
                return False
            state, _ = AgentState.objects.select_for_update().get_or_create(tenant=row.tenant, username=hand.name)
            if state.away:
                return False
            details = {"agent": hand.name, "team": hand.team, "queue": queue.name, "way": queue.assign}
            receipt = self._append(act(row, ASSIGN, details, now))
            settle(row, ASSIGN, details)
            if receipt.stored.seq == max(row.last_seq, row.assigned_seq) + 1:
                row.assigned_seq = receipt.stored.seq
            row.save(update_fields=["agent", "team", "assigned_seq"])
            # Of several given in one moment each is later than the one before, so that turns stay turns.
            state.given = max(now, state.given + 1)
            state.save(update_fields=["given"])
            return True

    def _say(self, tenant: str, words: Iterable[tuple[str, str]], since: int, now: int) -> int:
        """That nobody is there, once since a moment (ms), in every conversation in which a customer wrote since."""
        rows = Conversation.objects.filter(
            tenant=tenant, waiting=True, closed_at__isnull=True, waiting_since__gte=since, away_at__lt=since
        )
        said = 0
        for row in rows.order_by("pk")[:_AT_ONCE]:
            with transaction.atomic():
                locked = Conversation.objects.select_for_update().get(pk=row.pk)
                if locked.away_at >= since or not locked.waiting:
                    continue
                self._append(_away(locked, dict(words), since, now))
                locked.away_at = now
                locked.save(update_fields=["away_at"])
                said += 1
        return said


def _somebody_waits(tenant: str) -> bool:
    return Conversation.objects.filter(tenant=tenant, waiting=True, closed_at__isnull=True).exists()


def _away(row: Conversation, words: Mapping[str, str], since: int, now: int) -> Raw:
    text = words.get(row.language) or words.get("zh") or words["en"]
    return Raw(
        tenant=row.tenant,
        conversation=row.hex,
        by_pseudonym=True,
        key=f"desk/away/{row.hex}/{since}",
        kind=Kind.MESSAGE,
        author=HOUSE,
        received=now,
        text=Secret(text),
        facts={"channel": row.channel} if row.channel else {},
    )


def away(tenant: str, username: str) -> bool:
    """Whether somebody said that they are away."""
    return AgentState.objects.filter(tenant=tenant, username=username, away=True).exists()
