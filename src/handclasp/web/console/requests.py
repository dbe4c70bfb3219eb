"""Requests for a second person as pages tell of them: how they stand, whom they wait for, what they are called.

It decides nothing and changes nothing. Who may decide is found by asking the policies about everybody in service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import get_language, gettext, pgettext

from handclasp.access import people
from handclasp.access.approvals import State
from handclasp.access.governance import BUILT_IN, PolicyAltered
from handclasp.access.models import Staff
from handclasp.access.policy import Action, Circumstances, Reader, StepUp
from handclasp.desk.models import Conversation
from handclasp.desk.visible import about
from handclasp.records import Invalid, NotFound, Refused
from handclasp.web.console import words
from handclasp.web.console.guard import may
from handclasp.web.console.meaning import meaning
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from handclasp.access.approvals import Asked, Request
    from handclasp.access.policy import About

_LIVE: Final = frozenset({State.OPEN.value, State.APPROVED.value})
_NAMED: Final = 6
_TAKES_PART: Final = (
    Action.APPROVE,
    Action.EXPORT,
    Action.REVEAL,
    Action.PUBLISH_POLICY,
    Action.GRANT_ROLE,
    Action.OVERRIDE_GUARD,
    Action.HOLD,
)


def takes_part(staff: Staff) -> bool:
    """Whether somebody could ever ask for a second person or be one; to others these pages do not exist."""
    return any(may(staff, action) for action in _TAKES_PART)


def state(asked: Asked) -> str:
    """How a request stands; an undecided or unused one whose time is over has expired."""
    late = asked.state in _LIVE and asked.expires <= services().now()
    return State.EXPIRED.value if late else asked.state


def is_live(asked: Asked) -> bool:
    """Whether anything can still come of it."""
    return state(asked) in _LIVE


class Card(NamedTuple):
    """A request in a list; `handle` is the conversation's, `what` is for whom and what, or empty."""

    asked: Asked
    state: str
    name: str
    handle: str
    what: str = ""


def cards(tenant: str, found: Iterable[tuple[Asked, Request | None]]) -> list[Card]:
    """Requests with the names of who asked, and what they ask where the whole request is known."""
    rows = list(found)
    known = names(tenant, {asked.requester for asked, _ in rows})
    called = roles(tenant)
    return [
        Card(
            asked,
            state(asked),
            known.get(asked.requester, asked.requester),
            asked.subject[:4].upper(),
            _in_short(whole, called) if whole else "",
        )
        for asked, whole in rows
    ]


def _in_short(whole: Request, called: Mapping[str, str]) -> str:
    """For whom and what, in a line; empty where the kind and the conversation say it all."""
    evidence = whole.evidence
    if whole.kind == "role":
        name = evidence.get("display_name") or evidence.get("account", "")
        return gettext("%(name)s: %(what)s") % {"name": name, "what": act(evidence, called)}
    if whole.kind == "reveal":
        return words.name(words.TYPES, str(evidence.get("type", "")))
    if whole.kind == "release":
        scope, ground = str(evidence.get("scope", "")), str(evidence.get("ground", ""))
        told = {"name": words.name(words.HELD, scope), "what": words.name(words.GROUNDS, ground)}
        return gettext("%(name)s: %(what)s") % told
    return ""


def act(evidence: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """What a grant does to an account; `called` are the roles' names."""
    role, before = (
        called.get(str(evidence.get(name, "")), str(evidence.get(name, ""))) for name in ("role", "from_role")
    )
    match evidence.get("act"):
        case people.ADD:
            return gettext("a new account, as %(role)s") % {"role": role}
        case people.CHANGE if role == before:
            return gettext("another team or seller; stays %(role)s") % {"role": role}
        case people.CHANGE:
            return gettext("from %(before)s to %(role)s") % {"before": before, "role": role}
        case people.RESET_PASSWORD:
            return gettext("a new one-time password")
        case _:
            return gettext("all second factors removed")


def names(tenant: str, accounts: Iterable[str]) -> dict[str, str]:
    """What people are called, by account."""
    rows = Staff.objects.filter(tenant=tenant, username__in=set(accounts))
    return dict(rows.values_list("username", "display_name"))


def everybody(tenant: str) -> dict[str, str]:
    """What everybody of a tenant is called, by account; at most 500, as the journal names them."""
    return dict(Staff.objects.filter(tenant=tenant).values_list("username", "display_name")[:500])


def roles(tenant: str) -> dict[str, str]:
    """What the tenant's roles are called in the reader's language, by name."""
    chinese = (get_language() or "").startswith("zh")
    return {name: role.names["zh" if chinese else "en"] for name, role in services().policies.roles(tenant).items()}


class Deciders(NamedTuple):
    """Who could decide on a request: some by name and role, and how many more."""

    named: str
    more: int


def deciders(request: Request) -> Deciders:
    """The people in service who could decide on this, after a second factor."""
    said = roles(request.tenant)
    row = conversation(request.tenant, request.subject)
    where = about(row) if row is not None else None
    people = Staff.objects.filter(tenant=request.tenant, is_active=True, role__in=said).order_by("role", "username")
    found = [
        gettext("%(name)s (%(role)s)") % {"name": one.display_name, "role": said[one.role]}
        for one in people
        if _decides(one, request, where)
    ]
    return Deciders(pgettext("between people", ", ").join(found[:_NAMED]), max(0, len(found) - _NAMED))


def _decides(one: Staff, request: Request, where: About | None) -> bool:
    if one.username in {request.requester, request.evidence.get("account")}:
        return False
    who = Reader(one.tenant, one.role, one.username, one.team, one.merchant, stepped=frozenset({StepUp.APPROVE.value}))
    given = Circumstances(
        kind=request.kind, requester=request.requester, requester_role=request.requester_role, reason=True
    )
    return services().policies.decide(who, Action.APPROVE, where, given).allowed


def proposed(who: Reader, request: Request) -> dict[str, Any]:
    """What a request to publish rules would change, for the page on which it is decided; `diffs` None: not to be had.

    Compared with the very set that the request names, so that what is shown is what the digest binds.
    """
    try:
        changes = services().governance.proposed(who, request)
    except (NotFound, Invalid, Refused, PolicyAltered):
        return {"diffs": None}
    number, replaced = request.evidence.get("number"), str(request.evidence.get("replaces"))
    in_force = services().policies.version(request.tenant)
    same = in_force == f"{number}/{replaced[:12]}" if number else in_force.startswith(BUILT_IN)
    return {**meaning(changes), "moved_on": not same}


def conversation(tenant: str, name: str) -> Conversation | None:
    """The conversation of the desk that a request is about, by its name in hex."""
    return Conversation.objects.filter(tenant=tenant, pseudonym=bytes.fromhex(name)).first() if name else None


def mine(who: Reader, kind: str, subject: str, **evidence: Any) -> tuple[Asked, Request] | None:
    """Somebody's own live request of a kind, about this conversation (hex), with this among its evidence."""
    for asked, whole in services().governance.asked(who, kind):
        told = {name: whole.evidence.get(name) for name in evidence}
        if is_live(asked) and whole.subject == subject and told == evidence:
            return asked, whole
    return None
