"""Who gets past the console's own door: a person with a password of their own who gave a local second factor.

It shields pages; what of a conversation may be seen is decided in `disclose`, whose refusals become calm answers
here.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import urlencode

from handclasp.access import step_up
from handclasp.access.models import Staff
from handclasp.access.policy import Action, Reader
from handclasp.desk.models import Conversation
from handclasp.records import HandclaspError
from handclasp.web.console import entering
from handclasp.web.console.frame import zone
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from handclasp.access.policy import Policies

P = ParamSpec("P")
STEPPED_UP: Final = "stepped_up"
"""In the session: {purpose: POSIX seconds}. Written by the step-up page alone."""
SHOWN_PASSWORD: Final = "shown_password"  # noqa: S105 -- the name of a place in the session
"""In the session, encrypted: the one-time password of an account, until the page that shows it has done so."""
SHOWN_CODES: Final = "shown_codes"
"""In the session, encrypted: new recovery codes that the person has not yet said to have kept."""


def reader(request: HttpRequest, staff: Staff) -> Reader:
    """The person as the policies know them, with the purposes for which this session's second factor is fresh."""
    stepped = step_up.purposes(request.session.get(STEPPED_UP), entering.now())
    return _person(staff)._replace(stepped=stepped)


def _person(staff: Staff) -> Reader:
    return Reader(tenant=staff.tenant, role=staff.role, id=staff.username, team=staff.team, merchant=staff.merchant)


def may(staff: Staff, action: Action) -> bool:
    """Whether a page offers this to somebody at all; the wall itself stands in `services().gate`."""
    policies = services().policies
    return _could(policies, policies.version(staff.tenant), _person(staff), action)


@lru_cache(maxsize=10_000)
def _could(policies: Policies, version: str, person: Reader, action: Action) -> bool:  # noqa: ARG001 -- see below
    # Trying every circumstance takes milliseconds; the version in force is part of what the answer is kept under.
    return policies.could(person, action)


def landing(staff: Staff) -> str:
    """The page somebody begins on who reads no conversation: the journal or the people; empty for who works here."""
    if may(staff, Action.READ):
        return ""
    if may(staff, Action.AUDIT):
        return "journal"
    return "people" if may(staff, Action.SEE_PEOPLE) else ""


def is_in(request: HttpRequest) -> Staff | None:
    """Who is signed in here with a second factor, and in service."""
    staff: Any = request.user
    factor = request.session.get(entering.SECOND_FACTOR)
    return staff if isinstance(staff, Staff) and staff.is_active and factor else None


def elsewhere(request: HttpRequest, staff: Any) -> HttpResponse | None:
    """Where somebody must go before any page opens, or None."""
    if staff is None or staff != is_in(request):
        half = entering.who(request)
        if half is not None:
            return _go(request, entering.stage(half))
        here = request.get_full_path() if request.method == "GET" and not _htmx(request) else resolve_url("queue")
        return _go(request, f"{resolve_url('sign-in')}?{urlencode({'next': here})}")
    if staff.must_change_password:
        return _go(request, resolve_url("password"))
    if SHOWN_CODES in request.session:
        return _go(request, resolve_url("recovery-codes"))
    return None


def member(
    view: Callable[Concatenate[HttpRequest, Staff, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open a page to signed-in staff, in their time zone; errors meant for people are answered in words."""

    @wraps(view)
    def inside(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        staff: Any = request.user
        away = elsewhere(request, staff if staff.is_authenticated else None)
        if away is not None:
            return away
        with timezone.override(zone(request)):
            try:
                response = view(request, staff, *args, **kwargs)
            except HandclaspError as error:
                response = trouble.answer(request, error)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return inside


def conversation_of(staff: Staff, pseudonym: str) -> Conversation:
    """The conversation on this person's desk; raises Refused or NotFound for a guess, written down, else Http404."""
    try:
        return Conversation.objects.get(tenant=staff.tenant, pseudonym=bytes.fromhex(pseudonym))
    except (Conversation.DoesNotExist, ValueError) as error:
        services().gate.passed(_person(staff), Action.READ, bytes.fromhex(pseudonym))
        # It is there, and the list has not come to it yet.
        raise Http404 from error


def _htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _go(request: HttpRequest, where: str) -> HttpResponse:
    if _htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)
