"""The plan of a desk in force: published in numbered versions, each on record before it counts; read as often as asked.

Who may arrange the desk is asked of the policies. A plan names accounts, teams and hours; nothing that a customer said.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from handclasp.access.models import Staff
from handclasp.desk import versions
from handclasp.desk.models import PlanVersion
from handclasp.desk.plan import BadPlan, Plan, read
from handclasp.desk.versions import Standing, Versions
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from handclasp.access.policy import Action, Passed, Reader
    from handclasp.records import Guarded, Kind, Receipt, Value


class PlanMovedOn(HandclaspError):
    """Somebody published another plan meanwhile; nothing was changed."""

    code = "plan-moved-on"


class Arranging(Versions[Plan]):
    """What people do with a tenant's plan. Thread-safe.

    `stop(who, conversation, text)` says why the outbound guard would not let a text leave; `topics` names those that a
    tenant's risk words know.
    """

    kind = PlanVersion
    called = "plan"
    action = "desk plan"
    moved = PlanMovedOn

    def __init__(
        self,
        passed: Callable[[Reader, Action], Passed],
        seal: Callable[[Reader, Kind, dict[str, Value]], Receipt],
        stop: Callable[[Reader, bytes, str], Guarded | None],
        topics: Callable[[str], Collection[str]],
        clock: Callable[[], int],
    ) -> None:
        super().__init__(passed, seal, clock)
        self._stop = stop
        self._topics = topics

    def sound(self, who: Reader, text: str) -> Plan:
        """The plan that a text is; raises BadPlan, or Guarded for words that could not be sent."""
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


def newest(tenant: str) -> Standing:
    """The newest plan of a tenant."""
    return versions.newest(PlanVersion, tenant)


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
