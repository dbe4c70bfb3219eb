"""Whose a conversation is: taking it, handing it over, letting it go; each a record in the conversation itself.

The record is sealed first, under the lock of the conversation's row, and counts at once: the database's own wall lets
the new agent in with the same commit. Of two who take at the same time one gets it and the other is told who has it.
It decides nothing about what a role may do: that is asked of the policies, and nobody is assigned who may not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from handclasp.access.models import Staff
from handclasp.access.policy import Action
from handclasp.desk.acts import DESK, act
from handclasp.desk.models import Conversation
from handclasp.desk.queue import ASSIGN, RELEASE, TAKE, settle
from handclasp.records import Author, HandclaspError, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from handclasp.access.policy import Decision, Passed, Reader, Role
    from handclasp.records import Receipt

GROUP: Final = "desk"
"""The group of the roles that answer customers; only they have conversations of their own."""


class Taken(HandclaspError):
    """Somebody else has this conversation; `agent` is who."""

    code = "taken"

    def __init__(self, agent: str) -> None:
        super().__init__(f"{agent} has this conversation; ask {agent} or a team lead to hand it over")
        self.agent = agent


class NotAtTheDesk(HandclaspError):
    """A conversation cannot be given to this account; nothing was changed."""

    code = "not-at-the-desk"


@dataclass(frozen=True, slots=True)
class Whose:
    """Who has a conversation now; an empty `agent`: nobody."""

    agent: str
    team: str


class Assignments:
    """Gives conversations to people. Thread-safe.

    `passed(who, action, conversation)` asks the policies and raises Refused or NotFound (disclose.Gate.passed);
    `roles(tenant)` are the tenant's roles by name (access.policy.Policies.roles); `clock` is in ms since 1970.
    """

    def __init__(
        self,
        append: Callable[[Raw], Receipt],
        passed: Callable[[Reader, Action, bytes], Passed],
        roles: Callable[[str], Mapping[str, Role]],
        clock: Callable[[], int],
    ) -> None:
        self._append = append
        self._passed = passed
        self._roles = roles
        self._clock = clock

    def take(self, who: Reader, conversation: bytes) -> Whose:
        """Make a conversation that is nobody's one's own; taking it again changes nothing. Raises Taken, Refused."""
        with transaction.atomic():
            row = _locked(who.tenant, conversation)
            if row.agent == who.id:
                return Whose(row.agent, row.team)
            # A colleague is told who was quicker; whoever is not at the desk is refused, and that is written down.
            if row.agent and self._at_the_desk(who.tenant, who.role):
                raise Taken(row.agent)
            decision = self._passed(who, Action.TAKE, conversation).decision
            if row.agent:
                raise Taken(row.agent)
            return self._sealed(who, row, TAKE, {"agent": who.id, "team": who.team}, decision)

    def assign(self, who: Reader, conversation: bytes, agent: str, team: str | None = None) -> Whose:
        """Give a conversation to a colleague, in their own team unless one is named.

        Raises NotAtTheDesk when no active account of the tenant has that name and a role that answers customers;
        Refused, NotFound.
        """
        with transaction.atomic():
            row = _locked(who.tenant, conversation)
            decision = self._passed(who, Action.ASSIGN, conversation).decision
            staff = self.known(who.tenant, agent)
            given = {"agent": staff.username, "team": staff.team if team is None else team}
            return self._sealed(who, row, ASSIGN, given, decision)

    def known(self, tenant: str, agent: str) -> Staff:
        """The account to which a conversation could be given; raises NotAtTheDesk."""
        staff = _found(colleagues(tenant, self._roles(tenant)), agent)
        if staff is None:
            raise NotAtTheDesk(f"{agent!r} is no active account at this desk; choose a colleague who answers customers")
        return staff

    def release(self, who: Reader, conversation: bytes) -> Whose:
        """Let a conversation go, to be taken by anybody; its team stays. Raises Refused, NotFound."""
        with transaction.atomic():
            row = _locked(who.tenant, conversation)
            decision = self._passed(who, Action.ASSIGN, conversation).decision
            return self._sealed(who, row, RELEASE, {}, decision) if row.agent else Whose("", row.team)

    def _at_the_desk(self, tenant: str, role: str) -> bool:
        known = self._roles(tenant).get(role)
        return known is not None and known.group == GROUP

    def _sealed(
        self, who: Reader, row: Conversation, action: str, details: dict[str, str], decision: Decision
    ) -> Whose:
        by = Author(DESK, who.id)
        receipt = self._append(act(row, action, details, self._clock(), who=by, policy=decision.version))
        settle(row, action, details)
        # Only where the row had seen every record before this one: else the log has the last word, in its own order.
        if receipt.stored.seq == max(row.last_seq, row.assigned_seq) + 1:
            row.assigned_seq = receipt.stored.seq
        row.save(update_fields=["agent", "team", "assigned_seq"])
        return Whose(row.agent, row.team)


def colleagues(tenant: str, roles: Mapping[str, Role]) -> list[Staff]:
    """The active accounts to whom a conversation can be given, by name; `roles` are the tenant's."""
    answering = [name for name, role in roles.items() if role.group == GROUP]
    return list(Staff.objects.filter(tenant=tenant, is_active=True, role__in=answering).order_by("username"))


def _found(staff: Sequence[Staff], username: str) -> Staff | None:
    return next((one for one in staff if one.username == username), None)


def _locked(tenant: str, conversation: bytes) -> Conversation:
    """The conversation's row under lock; a new conversation gets its row here, before the consumer comes to it."""
    rows = Conversation.objects.select_for_update()
    return rows.get_or_create(tenant=tenant, pseudonym=conversation)[0]
