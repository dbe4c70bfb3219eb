"""A second person: what waits for them, one request whole, saying yes or no; and what became of one's own.

Whoever has nothing to do with a request is answered as if there were none; that they looked is recorded. A vote carries
the digest of what was shown, so that nobody approves what they did not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.approvals import RequestChanged, State
from handclasp.access.policy import StepUp
from handclasp.disclose.export import SHORTEST
from handclasp.records import NotFound, ReasonNeeded, Refused
from handclasp.web.console import entering, guarded, reasons, requests, words
from handclasp.web.console.case_words import listed
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import holds

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.approvals import Shown
    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader

T = TypeVar("T")
_DIGEST: Final = 64
_DECISIONS: Final[dict[str, Literal["approve", "reject"]]] = {"approve": "approve", "reject": "reject"}
_BY_KIND: Final[dict[str, str]] = {
    "export": StepUp.EXPORT.value,
    "reveal": StepUp.REVEAL.value,
    "policy": StepUp.POLICY.value,
    "role": StepUp.PEOPLE.value,
    "release": StepUp.APPROVE.value,
}
"""What the second factor is asked for when an approved request is done."""


WRONG: Final[dict[str, Text]] = {
    "both": _("Choose one: a passphrase or a recipient."),
    "short": _("Choose a passphrase of at least %(n)s characters."),
    "long": _("This passphrase is too long."),
    "differ": _("The two passphrases are not the same."),
    "recipient": _("This is no age recipient: copy it whole, from age1 to its end."),
    "moved-on": _("The conversation is not the one that was approved. Ask again."),
    "no-consent": _("The customer's separate consent to this does not stand any more. Nothing left the house."),
}
"""What can be wrong with how a file is to be closed, by its code in the address."""


def seen(look: Callable[[], T]) -> T:
    """Look; whoever may not is told that there is no such page, and the refusal is recorded all the same."""
    try:
        return look()
    except (Refused, NotFound) as error:
        raise Http404 from error


def _takes_part(staff: Staff) -> None:
    if not requests.takes_part(staff):
        raise Http404


@require_safe
@member
def inbox(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits for this person, and what they asked for."""
    _takes_part(staff)
    who = reader(request, staff)
    mine = services().approvals.mine(who)
    granted = services().governance.asked(who, "role") if any(asked.kind == "role" for asked in mine) else []
    grants = {asked.request: whole for asked, whole in granted}
    found = requests.cards(staff.tenant, [(asked, grants.get(asked.request)) for asked in mine])
    told = {
        "staff": staff,
        "at": "approvals",
        "roles": requests.roles(staff.tenant),
        "waiting": requests.cards(staff.tenant, services().approvals.waiting_whole(who)),
        "live": [card for card in found if card.state in {"open", "approved"}],
        "done": [card for card in found if card.state not in {"open", "approved"}][:30],
    }
    return render(request, "handclasp/approvals.html", told)


@require_safe
@member
def count(request: HttpRequest, staff: Staff) -> HttpResponse:
    """For the rail: how many requests this person could act on now, those to decide and one's own that are approved."""
    _takes_part(staff)
    who = reader(request, staff)
    ready = [asked for asked in services().approvals.mine(who) if requests.state(asked) == State.APPROVED]
    number = len(services().approvals.waiting(who)) + len(ready)
    return render(request, "handclasp/parts/approvals_count.html", {"number": number})


@require_safe
@member
def approval(request: HttpRequest, staff: Staff, asked: str) -> HttpResponse:
    """One request: all that somebody needs to decide on it; the look is recorded."""
    shown = _shown(reader(request, staff), asked)
    wrong = request.GET.get("wrong", "")
    ready = shown.request.kind == "export" and requests.state(shown.asked) == State.APPROVED
    problem = str(WRONG[wrong]) % {"n": SHORTEST} if ready and wrong in WRONG else ""
    return page(request, staff, shown, problem, 422 if problem else 200)


def _shown(who: Reader, asked: str) -> Shown:
    return seen(lambda: services().approvals.show(who, asked))


def page(request: HttpRequest, staff: Staff, shown: Shown, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a request that this person was shown."""
    who, here = reader(request, staff), f"/desk/approvals/{shown.asked.request}"
    state, own = requests.state(shown.asked), shown.asked.requester == who.id
    voted = any(vote.person == who.id for vote in shown.votes)
    does = _BY_KIND.get(shown.request.kind, "")
    wrote = services().approvals.reasons(who, shown)
    told: dict[str, Any] = {
        "staff": staff,
        "at": "approvals",
        "asked": shown.asked,
        "wanted": shown.request,
        "evidence": shown.request.evidence,
        "votes": [(vote, wrote[vote.person]) for vote in shown.votes],
        "digest": shown.asked.digest.hex(),
        "state": state,
        "own": own,
        "decides": state == State.OPEN and not own and not voted,
        "fresh": StepUp.APPROVE.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.APPROVE.value, here),
        "does_fresh": does in who.stepped,
        "does_step_up": entering.step_up_to(does, here) if does else "",
        "roles": requests.roles(staff.tenant),
        "names": requests.names(staff.tenant, {shown.asked.requester, *(vote.person for vote in shown.votes)}),
        "conversation": requests.conversation(staff.tenant, shown.asked.subject),
        "deciders": requests.deciders(shown.request) if own and state == State.OPEN else None,
        "shortest": SHORTEST,
        "problem": problem,
        "reason": request.POST.get("reason", "") if request.POST.get("decision") else "",
    }
    if shown.request.kind == "export" and (carries := shown.request.evidence.get("carries")):
        told["leaves_out"] = listed(words.name(words.RECORDS, one) for one in words.RECORDS if one not in carries)
    if shown.request.kind == "role":
        told["act"] = requests.act(shown.request.evidence, told["roles"])
    if shown.request.kind == "policy":
        told |= requests.proposed(who, shown.request)
        told["moved_on"] = told.get("moved_on") and requests.is_live(shown.asked)
    if shown.request.kind == "guard":
        told |= guarded.proposed(who, shown.request)
    if shown.request.kind == "release":
        told |= holds.context(who, shown.request.evidence.get("hold"))
        told["names"] |= requests.names(staff.tenant, {told["hold"].owner, told["hold"].by} if told["hold"] else ())
    return render(request, "handclasp/approval.html", told, status=status)


@require_POST
@member
def vote(request: HttpRequest, staff: Staff, asked: str) -> HttpResponse:
    """Decide: POST `decision` (approve, reject), `reason`, `seen` (the digest of what was shown)."""
    who = reader(request, staff)
    reason = request.POST.get("reason", "").strip()
    decision = _DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        return page(request, staff, _shown(who, asked), gettext("Approve or reject."), 422)
    if problem := reasons.problem(reason) if decision == "reject" or reason else "":
        return page(request, staff, _shown(who, asked), problem, 422)
    try:
        services().approvals.vote(who, asked, decision, reason, _digest(request.POST.get("seen", "")))
    except NotFound as error:
        raise Http404 from error
    except ReasonNeeded:
        problem = gettext("Write in a few words why this may leave; it is sealed with your decision.")
        return page(request, staff, _shown(who, asked), problem, 422)
    except RequestChanged:
        problem = gettext("This is not what you were shown. Read it again as it stands now.")
        return page(request, staff, _shown(who, asked), problem, 409)
    return redirect("approval", asked)


def _digest(text: str) -> bytes:
    """The digest that a form carried; nothing when it carried none."""
    try:
        return bytes.fromhex(text) if len(text) == _DIGEST else b""
    except ValueError:
        return b""


@require_POST
@member
def withdraw(request: HttpRequest, staff: Staff, asked: str) -> HttpResponse:
    """Take back one's own request."""
    try:
        services().approvals.withdraw(reader(request, staff), asked)
    except NotFound as error:
        raise Http404 from error
    return redirect("approval", asked)
