"""Who gets past the console's own door: a signed-in person with a password of their own.

It shields pages; what of a conversation may be seen is decided in `disclose`, whose refusals become calm answers
here.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import urlencode

from handclasp.access.models import Staff
from handclasp.access.policy import Action, Reader, decide
from handclasp.desk.models import Conversation
from handclasp.records import HandclaspError, Refused
from handclasp.web.console.frame import zone
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

P = ParamSpec("P")


def reader(staff: Staff) -> Reader:
    """The person as `disclose` knows them."""
    return Reader(tenant=staff.tenant, role=staff.role, id=staff.username)


def may(staff: Staff, action: Action) -> bool:
    """Whether the page offers this; the wall itself stands in `disclose`."""
    return decide(reader(staff), action).allowed


def require(staff: Staff, action: Action) -> None:
    """Raise Refused with the policy's reason when the role may not."""
    decision = decide(reader(staff), action)
    if not decision.allowed:
        raise Refused(decision.why)


def elsewhere(request: HttpRequest, staff: Any) -> HttpResponse | None:
    """Where somebody must go before any page opens, or None."""
    if not isinstance(staff, Staff) or not staff.is_active:
        here = request.get_full_path() if request.method == "GET" and not _htmx(request) else resolve_url("queue")
        return _go(request, f"{resolve_url('sign-in')}?{urlencode({'next': here})}")
    if staff.must_change_password:
        return _go(request, resolve_url("password"))
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
    """The conversation on this person's desk; raises Http404 for any other."""
    try:
        return Conversation.objects.get(tenant=staff.tenant, pseudonym=bytes.fromhex(pseudonym))
    except (Conversation.DoesNotExist, ValueError) as error:
        raise Http404 from error


def _htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _go(request: HttpRequest, where: str) -> HttpResponse:
    if _htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)
