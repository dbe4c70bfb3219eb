"""Signing in by name and password or by passkey, signing out, language and look.

Every try to sign in is journalled before it takes effect; nothing here says whether an account exists. A right password
lets nobody in: it leads on to the second factor (`entering`). A passkey alone is two factors and lets its owner in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import check_for_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.access.models import Staff
from handclasp.access.sign_in import UNKNOWN, facts
from handclasp.access.tries import Locked, count_try, forget_tries
from handclasp.records import Kind
from handclasp.web.console import entering, guard, proof
from handclasp.web.console.frame import THEME_COOKIE, THEMES, cookie
from handclasp.web.console.services import services
from handclasp.web.console.views.trouble import calmly

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR: Final = 365 * 86400
PASSKEY: Final = "sign-in"


def _journal(staff: Staff | None, outcome: str, address: str) -> None:
    # The typed name of an unknown account is not kept: people type passwords into the wrong field.
    services().journal(
        staff.tenant if staff else None,
        Kind.SIGN_IN.value,
        staff.username if staff else UNKNOWN,
        facts("password", outcome, address),
    )


def _known(username: str) -> Staff | None:
    return Staff.objects.filter(username=username.strip().lower()).first()


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@calmly
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; POST `username`, `password`, `next`."""
    if request.method == "POST":
        return _try(request)
    return redirect("queue") if guard.is_in(request) else _sign_in_page(request)


def _try(request: HttpRequest) -> HttpResponse:
    """One try: counted first, journalled before it takes effect; raises what the journal raises."""
    username, address = request.POST.get("username", ""), entering.address_of(request)
    try:
        count_try(username, address)
    except Locked as locked:
        _journal(_known(username), "locked", address)
        return _sign_in_page(request, proof.wait(locked), status=429, retry_after=proof.seconds(locked))
    found: Any = authenticate(request, username=username, password=request.POST.get("password", ""))
    if not isinstance(found, Staff):
        _journal(_known(username), "failed", address)
        return _sign_in_page(request, gettext("Name or password is not right."), status=401)
    if found.must_change_password and found.password_until and found.password_until < timezone.now():
        _journal(found, "expired", address)
        expired = gettext("This one-time password is more than 72 hours old. Ask your administrator for a new one.")
        return _sign_in_page(request, expired, status=401)
    _journal(found, "ok", address)
    forget_tries(username, address)
    where = entering.begin(request, found, "password", _next(request))
    return remember_language(redirect(where), found.language)


@never_cache
@require_POST
@calmly
def passkey_options(request: HttpRequest) -> HttpResponse:
    """A challenge for anybody's passkey."""
    if guard.is_in(request) is None:
        request.session.set_expiry(entering.SECONDS)
    return proof.challenge(request, PASSKEY, None)


@never_cache
@require_POST
@calmly
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone; POST `credential`, `next`."""
    try:
        owner = proof.by_passkey(request, PASSKEY, None)
    except proof.NotProven as wrong:
        return _sign_in_page(request, str(wrong), wrong.status, wrong.retry_after)
    entering.begin(request, owner, "passkey", _next(request))
    where = entering.finish(request, owner, "passkey")
    return remember_language(redirect(where), owner.language)


def _sign_in_page(
    request: HttpRequest, problem: str = "", status: int = 200, retry_after: int | None = None
) -> HttpResponse:
    told = {
        "problem": problem,
        "username": request.POST.get("username", ""),
        "next": _next(request),
        "passkeys": proof.where(request) is not None,
    }
    response = render(request, "handclasp/sign_in.html", told, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _next(request: HttpRequest) -> str:
    return entering.safe(request.POST.get("next") or request.GET.get("next") or "")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session; this browser is pushed no notices any more."""
    staff, pushed, known = guard.is_in(request), request.session.get("pushed"), services().notices
    if staff is not None and pushed and known is not None:
        known.forget_browser(guard.reader(request, staff), pushed)
    logout(request)
    return redirect("sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, and remember it with the account when signed in."""
    code = request.POST.get("language", "")
    staff: Any = request.user
    response = redirect(entering.safe(request.POST.get("next", "")))
    if not check_for_language(code) or code not in dict(settings.LANGUAGES):
        return response
    if isinstance(staff, Staff):
        Staff.objects.filter(pk=staff.pk).update(language=code)
    return remember_language(response, code)


def remember_language(response: HttpResponse, code: str) -> HttpResponse:
    """Let this browser keep the account's language."""
    if code:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says; kept in this browser."""
    response = redirect(entering.safe(request.POST.get("next", "")))
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(cookie(THEME_COOKIE), wanted, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
