"""Which conversations somebody's lists may show, and of which they may be shown more than that somebody waits.

Two things must agree before a conversation is listed: how far the role reaches (as the database's wall has it) and the
policies' answer to `list`. Counts and live checks start from here too, so that none of them tells of others' work.
Nothing here opens a record.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from handclasp.access.models import Staff
from handclasp.access.policy import About, Action, Need
from handclasp.desk.models import Conversation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from handclasp.access.policy import Policies, Reader, Role

OWN, UNASSIGNED, TEAM, MERCHANT, OTHERS = "own", "unassigned", "team", "merchant", "others"
"""Sorts of conversations, as they stand to one person."""

_WITHIN: Final = {
    "own": frozenset({OWN, UNASSIGNED}),
    "team": frozenset({OWN, UNASSIGNED, TEAM}),
    "all": frozenset({OWN, UNASSIGNED, TEAM, OTHERS}),
    "merchant": frozenset({MERCHANT}),
}
_EVERYTHING: Final = frozenset({UNASSIGNED, OTHERS})
_OF_STAFF: Final = frozenset({OWN, UNASSIGNED, TEAM})
"""Sorts that are told by an account's name and team."""
_IN_THE_BIN: Final = "select conversation from handclasp.bin where back is null and state < 7"
"""What lies in the bin, or is being erased, is on nobody's list."""
_SOMEBODY: Final = "?"
"""Somebody else, and another team: no account, team or seller is called this."""


class Lists:
    """One person's lists, as the roles and policies of this moment have it."""

    def __init__(self, who: Reader, policies: Policies, action: Action = Action.LIST) -> None:
        self._who = who
        self._policies = policies
        self._action = action
        self._readable: dict[tuple[bool, bool, bool, bool], bool] = {}

    @cached_property
    def role(self) -> Role | None:
        """The person's role; None when the tenant has none of that name."""
        return self._policies.roles(self._who.tenant).get(self._who.role)

    @cached_property
    def sorts(self) -> frozenset[str]:
        """The sorts of conversations that are listed: some of own, unassigned, team, merchant, others.

        With another action than LIST: those listed in which it is allowed too.
        """
        if self.role is None:
            return frozenset()
        # Auditors reach no conversation, yet may know that there are some: they read the journal about them all.
        auditing = self.role.journal and self.role.reach == "none"
        within = _EVERYTHING if auditing else _WITHIN.get(self.role.reach, frozenset())
        examples = _examples(self._who)
        asked = {Action.LIST, self._action}
        return frozenset(
            s for s in within if all(self._policies.decide(self._who, one, examples[s]).allowed for one in asked)
        )

    @property
    def whole(self) -> bool:
        """Whether every conversation of the tenant is listed."""
        return self.sorts >= _EVERYTHING

    def all(self) -> QuerySet[Conversation]:
        """The conversations that are listed; none at all for whoever may list none."""
        known = _known(self._who.tenant)
        if self.whole:
            return known
        wanted = Q()
        for sort in sorted(self.sorts):
            wanted |= self._where(sort)
        return known.filter(wanted) if wanted else known.none()

    def readable(self, row: Conversation) -> bool:
        """Whether more than that somebody waits may be shown: they may read it, after a reason or a factor at most.

        For pages only; the wall itself stands in `disclose`.
        """
        return row.tenant == self._who.tenant and self.tells(row.agent, row.team, row.merchants)

    def tells(self, agent: str, team: str, merchants: Sequence[str]) -> bool:
        """The same of one that is this agent's, of this team and about these sellers' products."""
        who = self._who
        sort = (agent == who.id, not agent, team == who.team, who.merchant in merchants)
        if sort not in self._readable:
            wanted = About(who.tenant, "00" * 16, agent, team, frozenset(merchants))
            decision = self._policies.decide(who, Action.READ, wanted)
            self._readable[sort] = decision.allowed or bool(decision.needs & {Need.REASON, Need.STEP_UP})
        return self._readable[sort]

    def state(self) -> str:
        """A word that changes whenever these lists do, and with nothing else."""
        newest = _newest(self.all()).values_list("last_index", flat=True).first()
        return word(newest, 0 if self.whole else _open(self.all()).count(), whole=self.whole)

    @property
    def reach(self) -> tuple[str, frozenset[str]]:
        """What a word of state depends on beside the person: the tenant, and the sorts."""
        return self._who.tenant, self.sorts

    @property
    def person(self) -> tuple[str, str]:
        """Account and team."""
        return self._who.id, self._who.team

    def _where(self, sort: str) -> Q:
        who = self._who
        if sort == TEAM:  # two people without a team are no team
            return Q(team=who.team) & ~Q(agent="") if who.team else Q(pk__in=[])
        if sort == MERCHANT:
            return Q(merchants__contains=[who.merchant]) if who.merchant else Q(pk__in=[])
        return Q(agent=who.id) if sort == OWN else Q(agent="") if sort == UNASSIGNED else Q()


def states(lists: Sequence[Lists]) -> list[str]:
    """The state of each, asked of the database once for all of one reach."""
    by_reach: defaultdict[tuple[str, frozenset[str]], list[Lists]] = defaultdict(list)
    for one in lists:
        by_reach[one.reach].append(one)
    found: dict[Lists, str] = {}
    for (tenant, sorts), alike in by_reach.items():
        if alike[0].whole:
            found |= dict.fromkeys(alike, alike[0].state())
        elif len(alike) > 1 and sorts and sorts <= _OF_STAFF:
            known = _states_of_staff(tenant, sorts, {one.person[0] for one in alike})
            # Whose account says otherwise by now than their session is asked about alone.
            found |= {one: known.get(one.person) or one.state() for one in alike}
        else:
            found |= {one: one.state() for one in alike}
    return [found[one] for one in lists]


def _states_of_staff(tenant: str, sorts: frozenset[str], accounts: set[str]) -> dict[tuple[str, str], str]:
    """States by account and team."""
    agent, team = OuterRef("username"), OuterRef("team")
    each = {OWN: Q(agent=agent), UNASSIGNED: Q(agent=""), TEAM: Q(team=team) & ~Q(team="") & ~Q(agent="")}
    wanted = Q()
    for sort in sorted(sorts):
        wanted |= each[sort]
    theirs = _known(tenant).filter(wanted)
    count = _open(theirs).order_by().values("tenant").annotate(count=Count("pk")).values("count")
    rows = Staff.objects.filter(tenant=tenant, username__in=accounts).values_list(
        "username", "team", Subquery(_newest(theirs).values("last_index")[:1]), Subquery(count)
    )
    return {(name, its_team): word(newest, number or 0, whole=False) for name, its_team, newest, number in rows}


def _known(tenant: str) -> QuerySet[Conversation]:
    known = Conversation.objects.filter(tenant=tenant, last_index__gte=0)
    return known.exclude(pseudonym__in=RawSQL(_IN_THE_BIN, ()))  # noqa: S611 - a constant


def _newest(some: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return some.order_by("-last_index")


def _open(some: QuerySet[Conversation]) -> QuerySet[Conversation]:
    return some.filter(closed_at__isnull=True)


def word(newest: int | None, number: int, *, whole: bool) -> str:
    """A word of state: the newest record of the lists and, unless they are `whole`, how many are open in them.

    What became another's leaves the lists without a newer record in them.
    """
    return str(newest) if whole else f"{newest}.{number}"


def about(row: Conversation) -> About:
    """What the list knows of a conversation, for the policies; legal holds are not among it."""
    return About(row.tenant, row.hex, row.agent, row.team, frozenset(row.merchants))


def _examples(who: Reader) -> dict[str, About]:
    """One conversation of each sort, as the policies are asked about it."""
    nobodys = About(who.tenant, "00" * 16)
    return {
        OWN: nobodys._replace(agent=who.id, team=who.team),
        UNASSIGNED: nobodys,
        TEAM: nobodys._replace(agent=_SOMEBODY, team=who.team),
        MERCHANT: nobodys._replace(agent=_SOMEBODY, team=_SOMEBODY, merchants=frozenset({who.merchant}) - {""}),
        OTHERS: nobodys._replace(agent=_SOMEBODY, team=_SOMEBODY),
    }
