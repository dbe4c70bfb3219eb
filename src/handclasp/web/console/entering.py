"""Where somebody stands between a right password and the desk: recognised, and not yet in.

Until a local second factor was given nobody is signed in for Django either, so no page can open by mistake. Whatever
recognises a person (a password here, a provider elsewhere) calls `begin`; only `finish` lets anybody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from django.contrib.auth import login
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from handclasp.access.factors import has_factor
from handclasp.access.models import Staff, StaffSession, new_handle
from handclasp.access.sessions import ABOUT
from handclasp.access.sign_in import facts
from handclasp.records import Kind
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest

ENTERING: Final = "entering"
SECOND_FACTOR: Final = "second_factor"
"""In the session of somebody who is in: {"method": …, "at": POSIX seconds}."""
SECONDS: Final = 1800
"""How long somebody may take from the password to the second factor, setting one up included."""
HOME: Final = "/desk/"


def now() -> float:
    """The house's clock, in POSIX seconds."""
    return services().now() / 1000


def address_of(request: HttpRequest) -> str:
    """The address a request came from."""
    return str(request.META.get("REMOTE_ADDR") or "unknown")


def journal(request: HttpRequest, staff: Staff, method: str, outcome: str, purpose: str = "", factor: str = "") -> None:
    """Seal that this person tried to sign in or step up; raises what the journal raises."""
    told = facts(method, outcome, address_of(request), purpose, factor)
    services().journal(staff.tenant, Kind.SIGN_IN.value, staff.username, told)


def changed(request: HttpRequest, staff: Staff, action: str, **details: str | int) -> None:
    """Seal that somebody changed their own account (`action`); raises what the journal raises."""
    told: dict[str, Any] = {"action": action, "details": {"address": address_of(request), **details}}
    services().journal(staff.tenant, Kind.AGENT_ACTION.value, staff.username, told)


def safe(wanted: str) -> str:
    """A page of the desk to go on to: `wanted` when it is one, else the first page."""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith(HOME)
    # What a browser would read as climbing out of the desk is a page elsewhere.
    plain = unquote(wanted)
    return wanted if ours and plain.isprintable() and ".." not in plain and "\\" not in plain else HOME


def step_up_to(purpose: str, next_page: str) -> str:
    """The address that asks for the second factor for a purpose and then leads on."""
    return f"{resolve_url('step-up', purpose)}?{urlencode({'next': next_page})}"


def begin(request: HttpRequest, staff: Staff, method: str, next_page: str) -> str:
    """Remember whom `method` (password, oidc) recognised; return where they go next. Nobody is signed in by this."""
    request.session.flush()
    request.session[ENTERING] = {
        "staff": staff.pk,
        "mark": staff.get_session_auth_hash(),
        "method": method,
        "at": now(),
        "next": safe(next_page),
    }
    request.session.set_expiry(SECONDS)
    return stage(staff)


def who(request: HttpRequest) -> Staff | None:
    """Who is entering in this browser; None when nobody is, or it took too long, or the account changed meanwhile."""
    state = request.session.get(ENTERING)
    if not isinstance(state, dict) or not 0 <= now() - state["at"] <= SECONDS:
        return None
    staff = Staff.objects.filter(pk=state["staff"], is_active=True).first()
    if staff is None or not constant_time_compare(state["mark"], staff.get_session_auth_hash()):
        return None
    return staff


def goes_to(request: HttpRequest) -> str:
    """The page asked for before signing in."""
    state = request.session.get(ENTERING)
    return safe(str(state["next"])) if isinstance(state, dict) else HOME


def stage(staff: Staff) -> str:
    """The page on which somebody who was recognised goes on."""
    if staff.must_change_password:
        return resolve_url("password")
    return resolve_url("second-factor") if has_factor(staff) else resolve_url("enrol")


def password_changed(request: HttpRequest, staff: Staff) -> None:
    """Let somebody who is entering go on after choosing a password of their own."""
    request.session.cycle_key()
    request.session[ENTERING] = {**request.session[ENTERING], "mark": staff.get_session_auth_hash()}


def finish(request: HttpRequest, staff: Staff, method: str) -> str:
    """Sign in somebody who gave a local second factor by `method`, in a session with a new id; return the next page.

    The caller has journalled it. Sessions that ran out are cleared on this occasion.
    """
    where = goes_to(request)
    request.session.flush()
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SECOND_FACTOR] = {"method": method, "at": now()}
    request.session[ABOUT] = {
        "handle": new_handle(),
        "address": address_of(request)[:45],
        "agent": request.headers.get("User-Agent", "")[:300],
        "began": now(),
    }
    StaffSession.objects.filter(expire_date__lt=timezone.now()).delete()
    return where
