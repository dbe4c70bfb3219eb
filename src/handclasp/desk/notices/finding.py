"""What waits for one person at this moment, as their lists, tasks and approvals have it: numbers of things, no more.

Only what role and policies let them list now is looked at, whatever they could see when they switched a notice on.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from handclasp.access.policy import Action
from handclasp.desk.models import Task
from handclasp.desk.notices.choices import APPROVAL, DEADLINE, LINE, TASK, WAITS
from handclasp.desk.visible import OWN, UNASSIGNED, Lists

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from handclasp.access.policy import Policies, Reader
    from handclasp.desk.models import Conversation

    Waiting = Callable[[Reader], Sequence[str]]

MOST: Final = 500
"""How many things of a kind are looked at; nobody counts further."""


def found(who: Reader, kinds: Collection[str], policies: Policies, waiting: Waiting) -> dict[str, frozenset[int]]:
    """What waits for `who`, of these kinds; kinds of which nothing does are left out.

    Each thing is a number that changes when there is news of it.
    `waiting` gives the numbers of the requests for a second person that somebody could decide.
    """
    looks: dict[str, Callable[[], Iterable[tuple[object, ...]]]] = {
        WAITS: lambda: _waits(who, policies),
        LINE: lambda: _lines(who, policies),
        DEADLINE: lambda: _deadlines(who, policies),
        TASK: lambda: _tasks(who, policies),
        APPROVAL: lambda: [(number,) for number in waiting(who)],
    }
    every = {kind: frozenset(_number(kind, *one) for one in look()) for kind, look in looks.items() if kind in kinds}
    return {kind: things for kind, things in every.items() if things}


def offered(who: Reader, policies: Policies) -> tuple[str, ...]:
    """The kinds of which somebody in this role may ever be told."""
    whose, lists = _whose(who, policies), Lists(who, policies).sorts
    tasks, approves = (policies.could(who, action) for action in (Action.ANSWER_TASK, Action.APPROVE))
    known = {WAITS: bool(whose), LINE: who.id in whose, DEADLINE: OWN in lists, TASK: tasks, APPROVAL: approves}
    return tuple(kind for kind, may in known.items() if may)


def _whose(who: Reader, policies: Policies) -> tuple[str, ...]:
    """Whose conversations wait for this person: their own, which they may answer, and nobody's, which they may take."""
    own = OWN in Lists(who, policies, Action.REPLY).sorts
    free = UNASSIGNED in Lists(who, policies, Action.TAKE).sorts
    return tuple(name for name, may in ((who.id, own), ("", free)) if may)


def _waiting(who: Reader, policies: Policies, whose: Collection[str]) -> QuerySet[Conversation]:
    return Lists(who, policies).all().filter(waiting=True, closed_at__isnull=True, agent__in=whose)


def _waits(who: Reader, policies: Policies) -> Iterable[tuple[object, ...]]:
    rows = _waiting(who, policies, _whose(who, policies))
    return rows.order_by("waiting_since", "pk").values_list("pk", "waiting_since")[:MOST]


def _lines(who: Reader, policies: Policies) -> Iterable[tuple[object, ...]]:
    rows = _waiting(who, policies, {who.id} & {*_whose(who, policies)})
    told = rows.order_by("-last_at", "-pk").values_list("pk", "said", "last_at", "away_at")[:MOST]
    # That the desk is closed was said by the house: no news of the customer's.
    return [(key, said - (away >= last > 0)) for key, said, last, away in told]


def _deadlines(who: Reader, policies: Policies) -> Iterable[tuple[object, ...]]:
    lists = Lists(who, policies)
    if OWN not in lists.sorts:
        return []
    rows = lists.all().filter(told__contains=[who.id], closed_at__isnull=True)
    return [(key, *alerts[-1:]) for key, alerts in rows.order_by("due_at", "pk").values_list("pk", "alerts")[:MOST]]


def _tasks(who: Reader, policies: Policies) -> Iterable[tuple[object, ...]]:
    if not policies.could(who, Action.ANSWER_TASK):
        return []
    listed = Lists(who, policies).all().values("pk")
    rows = Task.objects.filter(owner=who.id, state="open", conversation__tenant=who.tenant, conversation__in=listed)
    return rows.order_by("due", "pk").values_list("pk")[:MOST]


def _number(kind: str, *parts: object) -> int:
    """63 bits that name a thing and what was new of it last; nothing can be read from them."""
    text = "/".join(map(str, (kind, *parts)))
    return int.from_bytes(sha256(f"handclasp/notice/{text}".encode()).digest()[:8]) >> 1
