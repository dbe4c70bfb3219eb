"""One's own account: second factors, recovery codes, sessions, password. Nobody else's.

Removing a factor or making new recovery codes needs one of the factors, freshly given for this. Whatever changes here
is journalled before it takes effect.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access import factors
from handclasp.access.models import StaffSession
from handclasp.access.sessions import ABOUT
from handclasp.access.staff import end_sessions
from handclasp.web.console import entering
from handclasp.web.console.guard import member
from handclasp.web.console.views.enrol import require_fresh, show_new_codes

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff

# What a browser says of itself begins with the names of its forefathers: the first fit is the most particular.
_BROWSERS: Final = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chromium"))
_SYSTEMS: Final = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_MORE_SYSTEMS: Final = (("Mac OS X", "macOS"), ("Linux", "Linux"))


class Own(NamedTuple):
    """One of one's own factors; times in milliseconds since 1970."""

    id: int
    kind: str
    name: str
    added: int
    used: int | None


class Open(NamedTuple):
    """One open session as its owner is shown it."""

    handle: str
    address: str
    browser: str
    began: int | None
    this: bool


@require_safe
@member
def security(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The page."""
    own = [Own(f.id, f.kind, f.name, _ms(f.added), _ms(f.used) if f.used else None) for f in factors.factors(staff)]
    told = {
        "staff": staff,
        "at": "security",
        "factors": own,
        "only": len(own) == 1,
        "codes_left": factors.recovery_codes_left(staff),
        "sessions": _sessions(request, staff),
    }
    return render(request, "handclasp/security.html", told)


def _sessions(request: HttpRequest, staff: Staff) -> list[Open]:
    here = request.session.get(ABOUT, {}).get("handle", "")
    rows = StaffSession.objects.filter(staff=staff, expire_date__gt=timezone.now()).order_by("-began")
    found = [
        Open(row.handle, row.address, browser(row.agent), _ms(row.began) if row.began else None, row.handle == here)
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.this)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def browser(agent: str) -> str:
    """Browser and system from a User-Agent header, as far as people know them; empty when neither is known."""
    name = next((said for mark, said in _BROWSERS if mark in agent), "Safari" if "Safari/" in agent else "")
    system = next((said for mark, said in (*_SYSTEMS, *_MORE_SYSTEMS) if mark in agent), "")
    return " · ".join(filter(None, (name, system)))


@require_POST
@member
def rename(request: HttpRequest, staff: Staff, factor: int) -> HttpResponse:
    """Give a factor a name; POST `name`."""
    if not factors.rename(staff, factor, request.POST.get("name", "")[:200]):
        raise Http404
    return redirect("security")


@require_POST
@member
def remove(request: HttpRequest, staff: Staff, factor: int) -> HttpResponse:
    """Remove a factor, never the last one, and end the other sessions."""
    require_fresh(request)
    kind = next((one.kind for one in factors.factors(staff) if one.id == factor), None)
    if kind is None:
        raise Http404
    factors.refuse_last(staff)
    entering.changed(request, staff, "second factor remove", factor=kind)
    factors.remove(staff, factor, keep_session=request.session.session_key or "")
    return redirect("security")


@require_http_methods(["GET", "HEAD", "POST"])
@member
def new_codes(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Make new recovery codes and show them once; the former ones are void. GET leads back to the account."""
    if request.method != "POST":
        return redirect("security")
    require_fresh(request)
    show_new_codes(request, staff, request.path.removesuffix("/codes"))
    return redirect("recovery-codes")


@require_POST
@member
def end_session(request: HttpRequest, staff: Staff, handle: str) -> HttpResponse:
    """End one of one's own sessions."""
    if re.fullmatch(r"[0-9a-f]{16}", handle) is None:
        raise Http404
    row = StaffSession.objects.filter(staff=staff, handle=handle).first()
    if row is None:
        raise Http404
    entering.changed(request, staff, "session end", session=handle)
    row.delete()
    return redirect("security")


@require_POST
@member
def end_others(request: HttpRequest, staff: Staff) -> HttpResponse:
    """End all of one's own sessions but this one."""
    entering.changed(request, staff, "session end", session="all others")
    end_sessions(staff, but=request.session.session_key or "")
    return redirect("security")
