"""What is asked when somebody wants to know why: about whom, which act, in which circumstances; and asking it.

The facts are looked up as a real request's are, so that the answer is what a door would decide. That it was asked is
sealed first: who may see the policies learns whose a conversation is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from handclasp.access.policy import (
    ABOUT_CONVERSATIONS,
    STEP_UP_FOR,
    Action,
    Circumstances,
    Explanation,
    ItemClass,
    Reader,
)
from handclasp.access.policy.tables import KINDS
from handclasp.house.app import House
from handclasp.house.running import pseudonym
from handclasp.records import Invalid, Kind, NotFound, Value

GIVEN: Final = ("old", "reason", "step-up", "approval")


class Question(NamedTuple):
    """What is asked, as it was typed: `person` is an account, or else `key` is an API key's id."""

    action: str
    person: str = ""
    key: str = ""
    conversation: str = ""
    given: frozenset[str] = frozenset()
    item: str = ""
    kind: str = ""
    requester: str = ""

    def check(self) -> None:
        """Pass what can be answered as a real request would be; raises Invalid, naming what there is."""
        if bool(self.person) == bool(self.key):
            raise Invalid("say whose access: an account's name before the action, or an API key's id with --key")
        _one_of("action", self.action, Action)
        for one in sorted(self.given):
            _one_of("circumstance", one, GIVEN)
        if self.item or self.action == Action.REVEAL:
            _one_of("class of item (--item)", self.item, ItemClass)
        if self.kind or self.action == Action.APPROVE:
            _one_of("kind of request (--kind)", self.kind, KINDS)
        if self.action == Action.APPROVE and not self.requester:
            raise Invalid("who asked matters to who may approve: name an account, or an API key's id, with --requester")
        if self.action in ABOUT_CONVERSATIONS and not self.conversation:
            raise Invalid(f"{self.action} is asked of one conversation: name it with --conversation")


def _one_of(what: str, said: str, known: Iterable[str]) -> None:
    names = [str(one) for one in known]
    if said not in names:
        raise Invalid(f"there is no {what} {said!r}; there are {', '.join(names)}")


def explained(parts: House, who: Reader, asked: Question) -> Explanation:
    """The answer, once it is on record that it was asked. Raises Refused, NotFound, Invalid."""
    passed = parts.gate.passed(who, Action.SEE_POLICY)
    action = Action(asked.action)
    found = _present(parts, who.tenant, asked.person, asked.key)
    place = pseudonym(parts, who.tenant, asked.conversation) if asked.conversation else None
    if place is not None:
        parts.gate.exists(who, Action.SEE_POLICY, place)
    facts: dict[str, Value] = {
        "purpose": "policy",
        "subjects": [place.hex()] if place else [],
        "scope": f"explain {action} of {found.role}:{found.id}",
        "policy": passed.decision.version,
    }
    parts.journal.seal(who, Kind.ACCESS, facts)
    if "step-up" in asked.given and action in STEP_UP_FOR:
        found = found._replace(stepped=frozenset({STEP_UP_FOR[action].value}))
    about = parts.gate.about(who.tenant, place) if place else None
    return parts.policies.explain(found, action, about, _circumstances(parts, who.tenant, asked))


def _circumstances(parts: House, tenant: str, asked: Question) -> Circumstances:
    requester = role = ""
    if asked.requester:
        account = parts.present(tenant, "", asked.requester)
        found = account or _present(parts, tenant, "", asked.requester)
        requester, role = found.id, found.role
    given = asked.given
    # Whoever decides on a request is asked for no reason of their own (access.approvals.checks).
    reason = "reason" in given or asked.action == Action.APPROVE
    return Circumstances("old" in given, reason, "approval" in given, asked.item, asked.kind, requester, role)


def _present(parts: House, tenant: str, person: str, key: str) -> Reader:
    found = parts.present(tenant, "service", key) if key else parts.present(tenant, "", person)
    if found is None:
        what = "usable API key of this id" if key else "active account of this name"
        raise NotFound(f"there is no {what} in this tenant")
    return found
