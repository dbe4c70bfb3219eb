"""Signing in and out, the first change of password, language and look.

Every try to sign in is journalled before it takes effect; nothing here says whether an account exists.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.access.models import Staff
from handclasp.access.staff import end_sessions
from handclasp.access.tries import Locked, count_try, forget_tries
from handclasp.records import HandclaspError, Kind
from handclasp.web.console.frame import THEME_COOKIE, THEMES
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR: Final = 365 * 86400
UNKNOWN: Final = "?"
"""Who tried to sign in when no account has the typed name; no account can be called this."""


def _journal(staff: Staff | None, outcome: str, address: str) -> None:
    # The typed name of an unknown account is not kept: people type passwords into the wrong field.
    services().journal(
        staff.tenant if staff else None,
        Kind.SIGN_IN.value,
        staff.username if staff else UNKNOWN,
        {"method": "password", "outcome": outcome, "details": {"address": address}},
    )


def _known(username: str) -> Staff | None:
    return Staff.objects.filter(username=username.strip().lower()).first()


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR") or "unknown")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; POST `username`, `password`, `next`."""
    if request.method == "GET":
        return redirect("queue") if request.user.is_authenticated else _sign_in_page(request)
    try:
        return _try(request)
    except HandclaspError as error:
        return trouble.answer(request, error)


def _try(request: HttpRequest) -> HttpResponse:
    """One try: counted first, journalled before it takes effect; raises what the journal raises."""
    username, address = request.POST.get("username", ""), _address(request)
    try:
        count_try(username, address)
    except Locked as locked:
        _journal(_known(username), "locked", address)
        return _sign_in_page(request, _wait(locked), status=429, retry_after=_seconds(locked))
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
    login(request, found)
    return _remember_language(redirect(_next(request)), found.language)


def _sign_in_page(
    request: HttpRequest, problem: str = "", status: int = 200, retry_after: int | None = None
) -> HttpResponse:
    told = {"problem": problem, "username": request.POST.get("username", ""), "next": _next(request)}
    response = render(request, "handclasp/sign_in.html", told, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _seconds(locked: Locked) -> int:
    return max(1, math.ceil((locked.until - timezone.now()).total_seconds()))


def _wait(locked: Locked) -> str:
    minutes = math.ceil(_seconds(locked) / 60)
    return ngettext(
        "Too many tries. You can try again in %(minutes)s minute.",
        "Too many tries. You can try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/desk/")
    return wanted if safe else "/desk/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("sign-in")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; at the first sign-in nothing else opens before it."""
    staff: Any = request.user
    if not isinstance(staff, Staff):
        return redirect("sign-in")
    problems = _change_password(request, staff) if request.method == "POST" else []
    if request.method == "POST" and not problems:
        return redirect("queue")
    told = {"problems": problems, "rules": password_validators_help_texts(), "first": staff.must_change_password}
    return render(request, "handclasp/password.html", told, status=422 if problems else 200)


def _change_password(request: HttpRequest, staff: Staff) -> list[str]:
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    try:
        count_try(staff.username, _address(request))
    except Locked as locked:
        return [_wait(locked)]
    if not staff.check_password(old):
        return [gettext("The present password is not right.")]
    forget_tries(staff.username, _address(request))
    if new != again:
        return [gettext("The two new passwords differ.")]
    if new == old:
        return [gettext("The new password is the old one. Choose another.")]
    try:
        validate_password(new, staff)
    except ValidationError as error:
        return list(error.messages)
    staff.set_password(new)
    staff.must_change_password, staff.password_until = False, None
    staff.save()
    end_sessions(staff)
    request.session.flush()
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    return []


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, and remember it with the account when signed in."""
    code = request.POST.get("language", "")
    staff: Any = request.user
    response = redirect(_back(request))
    if not check_for_language(code) or code not in dict(settings.LANGUAGES):
        return response
    if isinstance(staff, Staff):
        Staff.objects.filter(pk=staff.pk).update(language=code)
    return _remember_language(response, code)


def _remember_language(response: HttpResponse, code: str) -> HttpResponse:
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
    response = redirect(_back(request))
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, wanted, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/desk/")
    return wanted if safe else "/desk/"
