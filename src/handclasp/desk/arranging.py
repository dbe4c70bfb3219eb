"""The plan of a desk in force: published in numbered versions, each on record before it counts; read as often as asked.

Who may arrange the desk is asked of the policies. A plan names accounts, teams and hours; nothing that a customer said.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import IntegrityError, transaction

from handclasp.access.models import Staff
from handclasp.access.policy import Action
from handclasp.desk.models import PlanVersion
from handclasp.desk.plan import BadPlan, Plan, read
from handclasp.records import HandclaspError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from handclasp.access.policy import Passed, Reader
    from handclasp.records import Guarded, Receipt, Value


class PlanMovedOn(HandclaspError):
    """Somebody published another plan meanwhile; nothing was changed."""

    code = "plan-moved-on"


class Standing(NamedTuple):
    """A published plan: its number (0: none yet), its text, since when (ms) and by whom."""

    number: int = 0
    text: str = ""
    at: int = 0
    by: str = ""


class Arranging:
    """What people do with a tenant's plan. Thread-safe.

    `passed(who, action)` asks the policies and raises Refused; `seal` writes the journal; `stop(who, conversation,
    text)` says why the outbound guard would not let a text leave; `topics` names those that a tenant's risk words
    know; `clock` is in ms since 1970.
    """

    def __init__(
        self,
        passed: Callable[[Reader, Action], Passed],
        seal: Callable[[Reader, Kind, dict[str, Value]], Receipt],
        stop: Callable[[Reader, bytes, str], Guarded | None],
        topics: Callable[[str], Collection[str]],
        clock: Callable[[], int],
    ) -> None:
        self._passed = passed
        self._seal = seal
        self._stop = stop
        self._topics = topics
        self._clock = clock

    def show(self, who: Reader) -> Standing:
        """The plan in force. Raises Refused (journalled)."""
        self._passed(who, Action.ARRANGE_DESK)
        return newest(who.tenant)

    def check(self, who: Reader, text: str) -> Plan:
        """A plan that could be published. Raises BadPlan, Guarded for a text that could not be sent, Refused."""
        self._passed(who, Action.ARRANGE_DESK)
        return self._sound(who, text)

    def _sound(self, who: Reader, text: str) -> Plan:
        wanted = read(text)
        sorted_by, known_to = (one.topics for one in wanted.queues), (one.topics for one in wanted.agents)
        named = frozenset[str]().union(*sorted_by, *known_to)
        known = self._topics(who.tenant)
        if strange := ", ".join(sorted(named.difference(known))):
            listed = ", ".join(sorted(known))
            raise BadPlan(
                f"no topic is called {strange}; there are {listed}", f"没有这样的话题：{strange}；有 {listed}"
            )
        people = {one.name for one in wanted.agents}.union(*(one.escalate for one in wanted.queues))
        here = Staff.objects.filter(tenant=who.tenant, username__in=people).values_list("username", flat=True)
        if strange := ", ".join(sorted(people.difference(here))):
            raise BadPlan(f"nobody here has the account {strange}", f"这里没有这样的账号：{strange}")
        for _, words in (*wanted.away, *wanted.absent):
            if stop := self._stop(who, bytes(16), words):
                raise stop
        return wanted

    def publish(self, who: Reader, text: str, seen: int) -> Standing:
        """Put a plan in force over the one that was `seen` (its number).

        Raises BadPlan, PlanMovedOn, Guarded for a text that could not be sent, Refused.
        """
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        self._sound(who, text)
        moved = PlanMovedOn("somebody published another plan meanwhile; look at it, then publish anew")
        try:
            with transaction.atomic():
                if newest(who.tenant).number != seen:
                    raise moved
                row = PlanVersion.objects.create(
                    tenant=who.tenant, number=seen + 1, text=text, by=who.id, at=self._clock()
                )
                details: dict[str, Value] = {"number": row.number, "digest": sha256(text.encode()).hexdigest()}
                facts: dict[str, Value] = {"action": "desk plan", "details": details, "policy": policy}
                self._seal(who, Kind.AGENT_ACTION, facts)
        except IntegrityError:
            raise moved from None
        return Standing(row.number, row.text, row.at, row.by)


def newest(tenant: str) -> Standing:
    """The newest plan of a tenant."""
    row = (
        PlanVersion.objects.filter(tenant=tenant).order_by("-number").values_list("number", "text", "at", "by").first()
    )
    return Standing(*row) if row else Standing()


def plan(tenant: str) -> Plan:
    """The plan in force for a tenant; of one without, nothing is promised and the desk never closes."""
    row = PlanVersion.objects.filter(tenant=tenant).order_by("-number").values_list("number", flat=True).first()
    return _parsed(tenant, row) if row else Plan()


@lru_cache(maxsize=256)
def _parsed(tenant: str, number: int) -> Plan:
    # What was published is never changed, so what was read of it holds; in tests, tables are emptied.
    return read(PlanVersion.objects.get(tenant=tenant, number=number).text)


def forget() -> None:
    """Read every plan anew at its next use."""
    _parsed.cache_clear()
