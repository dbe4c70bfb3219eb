"""Legal holds: what stands and what stood, placing one, and its end, which takes a second person.

What a hold is on goes in a form and never in an address. To whoever may place none these pages do not exist.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access.approvals import State
from handclasp.access.models import Staff
from handclasp.access.policy import Action, StepUp
from handclasp.desk.models import Conversation
from handclasp.disclose.journal import SensitiveReason
from handclasp.keep.hold_words import (
    LONGEST,
    LONGEST_REVIEW,
    MOST_FOUND,
    REVIEWED_AFTER,
    NotReadYet,
    Scope,
    Terms,
    TooLate,
    TooMuch,
)
from handclasp.records import HandclaspError, NotFound, Refused
from handclasp.search import BadSearch
from handclasp.web.console import entering, reasons, requests, words
from handclasp.web.console.guard import conversation_of, may, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.policy import Reader
    from handclasp.keep.hold_words import Standing

SHOWN: Final = 100
"""So many of a hold's conversations are listed on its page."""


def _may(staff: Staff) -> None:
    if not may(staff, Action.HOLD):
        raise Http404


@require_safe
@member
def holds(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The tenant's holds, those that stand first."""
    _may(staff)
    found = services().holds.listed(reader(request, staff))
    told = {
        "staff": staff,
        "at": "holds",
        "standing": [one for one in found if one.released is None],
        "over": [one for one in found if one.released is not None],
        "names": requests.names(staff.tenant, {one.owner for one in found}),
    }
    return render(request, "handclasp/holds.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@member
def place(request: HttpRequest, staff: Staff) -> HttpResponse:
    """GET: the form, for a conversation (`c`) or none. POST `scope`, `name`, `ground`, `reason`, `owner`, `review`."""
    _may(staff)
    pseudonym = (request.POST if request.method == "POST" else request.GET).get("c", "")
    conversation = conversation_of(staff, pseudonym) if pseudonym else None
    if request.method != "POST":
        return _form(request, staff, conversation)
    try:
        return redirect("hold", _placed(request, staff, conversation))
    except _Wrong as wrong:
        return _form(request, staff, conversation, str(wrong))


class _Wrong(Exception):
    """What was asked for cannot be placed; the text says why, for the person."""


def _placed(request: HttpRequest, staff: Staff, conversation: Conversation | None) -> int:
    who, terms = reader(request, staff), _terms(request, staff)
    scope, name = request.POST.get("scope", ""), request.POST.get("name", "").strip()
    if scope not in list(Scope) or len(name) > LONGEST or (scope == Scope.CONVERSATION and conversation is None):
        raise _Wrong(gettext("Say what the hold is on."))
    if not name and scope not in {Scope.CONVERSATION, Scope.CUSTOMER}:
        raise _Wrong(gettext("Write the number of the order, or the words to search for."))
    try:
        return _place(who, Scope(scope), name, terms, conversation)
    except NotFound as error:
        raise _Wrong(_unknown(scope)) from error
    except BadSearch as error:
        raise _Wrong(str(trouble.in_words(error)["detail"] or error)) from error
    except TooMuch as error:
        most = gettext("The search finds more than %(n)s conversations; nothing was placed. Narrow it.")
        raise _Wrong(most % {"n": MOST_FOUND}) from error
    except (NotReadYet, TooLate, SensitiveReason) as error:
        said = trouble.in_words(error)
        raise _Wrong(f"{said['title']}. {said['advice']}") from error


def _place(who: Reader, scope: Scope, name: str, terms: Terms, conversation: Conversation | None) -> int:
    if conversation is not None and scope is Scope.CONVERSATION:
        return services().holds.place(who, bytes(conversation.pseudonym), **terms._asdict())
    if scope is Scope.SEARCH:
        return services().holds.place_found(who, name, terms).number
    if conversation is not None and scope is Scope.CUSTOMER and not name:
        return services().holds.place_on_customer(who, bytes(conversation.pseudonym), terms).number
    if not name:
        raise _Wrong(gettext("Write the customer's id, as your shop knows it."))
    return services().holds.place_by(who, scope, name, terms).number


def _unknown(scope: str) -> str:
    return {
        Scope.CUSTOMER: gettext("There is no conversation of such a customer; nothing was placed."),
        Scope.ORDER: gettext("There is no conversation about such an order; nothing was placed."),
        Scope.SEARCH: gettext("The search finds nothing; nothing was placed."),
    }.get(Scope(scope), gettext("There is no such conversation; nothing was placed."))


def _terms(request: HttpRequest, staff: Staff) -> Terms:
    ground, reason = request.POST.get("ground", ""), request.POST.get("reason", "").strip()
    if ground not in words.GROUNDS:
        raise _Wrong(gettext("Choose the ground."))
    if problem := reasons.problem(reason):
        raise _Wrong(problem)
    owner = request.POST.get("owner", "")
    if owner not in {one.username for one in _owners(staff)}:
        raise _Wrong(gettext("Choose who answers for the hold."))
    day = parse_date(request.POST.get("review", "")) if _is_day(request.POST.get("review", "")) else None
    first, last = _days()
    if day is None or not first <= day <= last:
        raise _Wrong(gettext("Choose a day to come, within three years, on which the hold is looked at again."))
    at = timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
    return Terms(ground, reason, owner, int(at.timestamp() * 1000))


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _days() -> tuple[Any, Any]:
    """The first and the last day on which a hold may be looked at again, in the reader's time zone."""
    today = timezone.localtime(datetime.fromtimestamp(services().now() / 1000, timezone.get_default_timezone())).date()
    return today + timedelta(days=1), today + timedelta(days=LONGEST_REVIEW - 1)


def _owners(staff: Staff) -> list[Staff]:
    """Who can answer for a hold: everybody in service who may place one."""
    people = Staff.objects.filter(tenant=staff.tenant, is_active=True).order_by("display_name")
    return [one for one in people if may(one, Action.HOLD)]


def _form(request: HttpRequest, staff: Staff, conversation: Conversation | None, problem: str = "") -> HttpResponse:
    who, (first, last) = reader(request, staff), _days()
    usual = first + timedelta(days=REVIEWED_AFTER - 1)
    here = f"/desk/holds/place?c={conversation.hex}" if conversation else "/desk/holds/place"
    told = {
        "staff": staff,
        "at": "holds",
        "conversation": conversation,
        "scope": request.POST.get("scope") or ("conversation" if conversation else "customer"),
        "name": request.POST.get("name", ""),
        "grounds": words.GROUNDS.items(),
        "ground": request.POST.get("ground", ""),
        "reason": request.POST.get("reason", ""),
        "owners": _owners(staff),
        "owner": request.POST.get("owner", staff.username),
        "review": request.POST.get("review", usual.isoformat()),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "fresh": StepUp.APPROVE.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.APPROVE.value, here),
        "most": MOST_FOUND,
        "problem": problem,
    }
    return render(request, "handclasp/hold_place.html", told, status=422 if problem else 200)


@require_safe
@member
def hold(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One hold whole; the look is recorded."""
    _may(staff)
    return _page(request, staff, number)


def _page(request: HttpRequest, staff: Staff, number: int, problem: str = "") -> HttpResponse:
    who = reader(request, staff)
    told, conversations = _shown(who, number)
    rows = Conversation.objects.filter(tenant=staff.tenant, pseudonym__in=conversations[:SHOWN]).order_by("-last_at")
    context = {
        "staff": staff,
        "at": "holds",
        "hold": told,
        "rows": list(rows),
        "more": max(0, len(conversations) - SHOWN),
        "names": requests.names(staff.tenant, {told.owner, told.by, told.ended_by}),
        "approved": told.asked is not None and told.asked.state == State.APPROVED,
        "fresh": StepUp.APPROVE.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.APPROVE.value, f"/desk/holds/{number}"),
        "reason": request.POST.get("reason", ""),
        "now": services().now(),
        "problem": problem,
    }
    return render(request, "handclasp/hold.html", context, status=422 if problem else 200)


def _shown(who: Reader, number: int) -> tuple[Standing, list[bytes]]:
    try:
        return services().holds.show(who, number)
    except (Refused, NotFound) as error:
        raise Http404 from error


@require_POST
@member
def ask(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Ask a second person to let a hold end: POST `reason`."""
    _may(staff)
    reason = request.POST.get("reason", "").strip()
    if problem := reasons.problem(reason):
        return _page(request, staff, number, problem)
    try:
        return redirect("approval", services().holds.ask(reader(request, staff), number, reason=reason).request)
    except SensitiveReason as error:
        return _page(request, staff, number, str(trouble.in_words(error)["advice"]))


@require_POST
@member
def release(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """End a hold whose end a second person approved."""
    _may(staff)
    services().holds.release(reader(request, staff), number)
    return redirect("hold", number)


def context(who: Reader, number: object) -> dict[str, Any]:
    """For whoever decides about a hold's end: the hold whole, if they may see it; the look is recorded."""
    if not isinstance(number, int):
        return {"hold": None}
    try:
        return {"hold": services().holds.show(who, number)[0]}
    except HandclaspError:
        return {"hold": None}
