"""How long a decision takes, from the question to the answer with its reasons.

Every request is about a conversation never asked about before, by one of two hundred people, in the mix of a desk's
day; the set is the built-in one. Measured twice: as the product does it, which asks Cedar once for all requests that no
policy can tell apart; and with that memory emptied before each question, so that Cedar is asked every time.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from typing import Final

from handclasp.access.policy import About, Action, Circumstances, ItemClass, Policies, Reader, StepUp

Result = dict[str, str | int | float]
Request = tuple[Reader, Action, About | None, Circumstances]

_TENANT: Final = "shop"
_PEOPLE: Final = 200
_TEAMS: Final = ("north", "south", "east")
_ROLES: Final = {
    "agent": 100,
    "lead": 12,
    "specialist": 10,
    "director": 3,
    "privacy": 3,
    "auditor": 3,
    "merchant": 20,
    "administrator": 2,
    "customer": 40,
    "service": 7,
}
_ACTIONS: Final = {
    Action.LIST: 25,
    Action.READ: 45,
    Action.REPLY: 12,
    Action.NOTE: 4,
    Action.RECEIPT: 3,
    Action.WHO_LOOKED: 1,
    Action.TAKE: 2,
    Action.ASSIGN: 1,
    Action.REVEAL: 4,
    Action.EXPORT: 1,
    Action.APPROVE: 1,
    Action.AUDIT: 1,
}


def measure(count: int, seed: int) -> Result:
    """Time `count` decisions each way; microseconds."""
    asked = requests(count, seed)
    policies = Policies(lambda _tenant: None)
    for request in requests(count // 10, seed + 1):
        policies.decide(*request)
    times, allowed = _timed(policies, asked, remembering=True)
    each, _ = _timed(policies, asked[: max(1, count // 10)], remembering=False)
    return {
        "decision_p50_us": quantile(times, 0.50),
        "decision_p95_us": quantile(times, 0.95),
        "decision_p99_us": quantile(times, 0.99),
        "decision_cedar_p50_us": quantile(each, 0.50),
        "decision_cedar_p95_us": quantile(each, 0.95),
        "decisions": count,
        "allowed_share": round(allowed / count, 3),
    }


def requests(count: int, seed: int) -> list[Request]:
    """A desk's day: mostly people at work on their own conversations, some at others', each conversation new."""
    random_ = random.Random(seed)  # noqa: S311 - a workload, not a secret
    names = random_.choices(list(_ROLES), list(_ROLES.values()), k=_PEOPLE)
    people = [_person(number, role, random_) for number, role in enumerate(names)]
    actions = random_.choices(list(_ACTIONS), list(_ACTIONS.values()), k=count)
    return [_request(random_.choice(people), action, random_) for action in actions]


def _person(number: int, role: str, random_: random.Random) -> Reader:
    return Reader(
        _TENANT,
        role,
        f"person-{number}",
        random_.choice(_TEAMS),
        f"seller-{number}" if role == "merchant" else "",
        "",
        frozenset(random_.sample([step.value for step in StepUp], random_.choice((0, 0, 1, 2)))),
        frozenset({random_.choice(("read", "write", "export"))}) if role == "service" else frozenset(),
    )


def _request(who: Reader, action: Action, random_: random.Random) -> Request:
    name = random_.randbytes(16).hex()
    mine = random_.random() < 0.8
    if who.role == "customer" and mine:
        who = who._replace(conversation=name)
    about = About(
        _TENANT,
        name,
        who.id if mine else random_.choice(("", f"person-{random_.randrange(_PEOPLE)}")),
        who.team if mine else random_.choice(_TEAMS),
        frozenset({who.merchant}) if mine and who.merchant else frozenset({f"seller-{random_.randrange(50)}"}),
        random_.random() < 0.02,
    )
    given = Circumstances(
        old=random_.random() < 0.1,
        reason=random_.random() < 0.5,
        approved=random_.random() < 0.1,
        item=random_.choice(list(ItemClass)).value if action is Action.REVEAL else "",
        kind=random_.choice(("export", "reveal")) if action is Action.APPROVE else "",
        requester=f"person-{random_.randrange(_PEOPLE)}" if action is Action.APPROVE else "",
        requester_role="agent" if action is Action.APPROVE else "",
    )
    return who, action, None if action is Action.AUDIT else about, given


def _timed(policies: Policies, asked: Sequence[Request], *, remembering: bool) -> tuple[list[int], int]:
    """Nanoseconds of each decision, and how many allowed."""
    loaded = policies.loaded(_TENANT)
    times, allowed = [], 0
    for who, action, about, given in asked:
        if not remembering:
            loaded.slice(action.value, who.role).known.clear()
        began = time.perf_counter_ns()
        decision = policies.decide(who, action, about, given)
        times.append(time.perf_counter_ns() - began)
        allowed += decision.allowed
    return times, allowed


def quantile(nanoseconds: Sequence[int], share: float) -> float:
    """A quantile (nearest rank) in microseconds."""
    ranked = sorted(nanoseconds)
    return round(ranked[max(0, math.ceil(share * len(ranked)) - 1)] / 1000, 1)
