"""Setting up second factors: the first one before anything else opens, more of them from one's own account.

An authenticator app shows its secret once, here; recovery codes are shown once, after the first factor and whenever new
ones are made. Adding a factor to an account that has one needs one of those it has, freshly given.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access import at_rest, factors, passkeys, step_up
from handclasp.access.tries import Locked, count_code, forget_codes
from handclasp.records import StepUpNeeded
from handclasp.web.console import entering, guard, proof
from handclasp.web.console.views.trouble import calmly

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff

NEW_APP: Final = "new_totp"
AFTER_CODES: Final = "after_codes"
PASSKEY: Final = "enrol"


class Enroller(NamedTuple):
    """Who sets a factor up, and whether it is their first: then it lets them in."""

    staff: Staff
    first: bool


def enroller(request: HttpRequest) -> Enroller | HttpResponse:
    """Who may set up a factor here now, or where they must go; raises StepUpNeeded."""
    staff = guard.is_in(request)
    if staff is not None:
        require_fresh(request)
        return guard.elsewhere(request, staff) or Enroller(staff, first=False)
    staff = entering.who(request)
    if staff is None:
        return redirect("sign-in")
    here = not staff.must_change_password and not factors.has_factor(staff)
    return Enroller(staff, first=True) if here else redirect(entering.stage(staff))


def require_fresh(request: HttpRequest) -> None:
    """Raise StepUpNeeded unless one of the person's factors was just given for changing them."""
    if not step_up.fresh(request.session.get(guard.STEPPED_UP), step_up.OWN_ACCOUNT, entering.now()):
        raise StepUpNeeded("changing second factors needs one of them first", step_up.OWN_ACCOUNT)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@calmly
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app (POST `code`, its first one) or a passkey."""
    who = enroller(request)
    if isinstance(who, HttpResponse):
        return who
    if request.method == "GET" or _has_app(who.staff):
        return _page(request, who)
    problem = _take_app(request, who.staff)
    if problem:
        return _page(request, who, problem)
    return _added(request, who, factors.TOTP)


def _take_app(request: HttpRequest, staff: Staff) -> str:
    """Add the app that shows this code; return what is wrong, in words."""
    here = entering.address_of(request)
    try:
        count_code(staff.username, here)
    except Locked as locked:
        return proof.wait(locked)
    try:
        with transaction.atomic():
            factors.add_totp(staff, _secret(request), request.POST.get("code", "")[:64], entering.now())
            entering.changed(request, staff, "second factor add", factor=factors.TOTP)
    except factors.WrongCode:
        return gettext("This code is not right. Look at the app again, and check the clock of your phone.")
    forget_codes(staff.username, here)
    request.session.pop(NEW_APP, None)
    return ""


@never_cache
@require_safe
@calmly
def qr(request: HttpRequest) -> HttpResponse:
    """The picture an authenticator app reads."""
    who = enroller(request)
    if isinstance(who, HttpResponse):
        return who
    url = factors.totp_url(who.staff, _secret(request), urlsplit(settings.HANDCLASP_PUBLIC_URL).hostname or "")
    response = HttpResponse(factors.qr_svg(url), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_POST
@calmly
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    who = enroller(request)
    return who if isinstance(who, HttpResponse) else proof.challenge(request, PASSKEY, who.staff, adding=True)


@never_cache
@require_POST
@calmly
def passkey(request: HttpRequest) -> HttpResponse:
    """Keep the passkey the browser made; POST `credential`, `name`."""
    who = enroller(request)
    if isinstance(who, HttpResponse):
        return who
    name = request.POST.get("name", "").strip() or gettext("Passkey")
    try:
        place, state, answer = proof.answered(request, PASSKEY)
        with transaction.atomic():
            passkeys.add(who.staff, place, state, answer, name)
            entering.changed(request, who.staff, "second factor add", factor=factors.PASSKEY)
    except passkeys.PasskeyRefused:
        return _page(request, who, gettext("The passkey was not accepted. Try again, or use an authenticator app."))
    return _added(request, who, factors.PASSKEY)


def _added(request: HttpRequest, who: Enroller, kind: str) -> HttpResponse:
    """A first factor lets its owner in, since it was just given; recovery codes are shown when there are none."""
    where = resolve_url("security")
    if who.first:
        entering.journal(request, who.staff, kind, "ok")
        where = entering.finish(request, who.staff, kind)
    if who.first or not factors.recovery_codes_left(who.staff):
        show_new_codes(request, who.staff, where)
        return redirect("recovery-codes")
    return redirect(where)


def _page(request: HttpRequest, who: Enroller, problem: str = "") -> HttpResponse:
    app = not _has_app(who.staff)
    secret = _secret(request) if app else ""
    told = {
        "problem": problem,
        "first": who.first,
        "app": app,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "why_no_passkey": proof.why_not(request),
    }
    return render(request, "handclasp/enrol.html", told, status=422 if problem else 200)


def _has_app(staff: Staff) -> bool:
    return any(factor.kind == factors.TOTP for factor in factors.factors(staff))


def _secret(request: HttpRequest) -> str:
    """The secret being set up; kept encrypted in the session until the app has shown a right code."""
    kept = request.session.get(NEW_APP)
    if isinstance(kept, str):
        return at_rest.decrypt(kept)
    secret = factors.new_secret()
    request.session[NEW_APP] = at_rest.encrypt(secret)
    return secret


# --- recovery codes


def show_new_codes(request: HttpRequest, staff: Staff, then: str) -> None:
    """Make new recovery codes; nothing but the page that shows them opens until the person says to have kept them."""
    entering.changed(request, staff, "recovery codes new")
    codes = factors.new_recovery_codes(staff)
    request.session[guard.SHOWN_CODES] = at_rest.encrypt(json.dumps(codes))
    request.session[AFTER_CODES] = then


@never_cache
@require_http_methods(["GET", "POST"])
@calmly
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes until POST says that they were kept."""
    codes = _shown(request)
    if codes is None:
        return redirect("security")
    if request.method == "POST":
        del request.session[guard.SHOWN_CODES]
        return redirect(entering.safe(str(request.session.pop(AFTER_CODES, ""))))
    return render(request, "handclasp/recovery_codes.html", {"codes": codes})


@never_cache
@require_safe
@calmly
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The same as a text file."""
    codes = _shown(request)
    if codes is None:
        return redirect("security")
    host = urlsplit(settings.HANDCLASP_PUBLIC_URL).netloc
    head = gettext("Handclasp recovery codes for %(name)s at %(host)s. Each works once.")
    text = "\n".join([head % {"name": request.user.get_username(), "host": host}, "", *codes, ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="handclasp-recovery-codes.txt"'
    response["Cache-Control"] = "no-store"
    return response


def _shown(request: HttpRequest) -> list[str] | None:
    kept = request.session.get(guard.SHOWN_CODES)
    if guard.is_in(request) is None or not isinstance(kept, str):
        return None
    return [str(code) for code in json.loads(at_rest.decrypt(kept))]
