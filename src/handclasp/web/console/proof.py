"""Takes a local second factor from a form: a code, or a passkey's answer to a challenge made for exactly this.

Every try is counted before it is looked at and journalled before it takes effect. A challenge is for one purpose, in
one session, once; an answer given for anything else proves nothing here.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from handclasp.access import factors, passkeys
from handclasp.access.sign_in import UNKNOWN, facts
from handclasp.access.tries import Locked, count_address, count_code, forget_codes, take_back
from handclasp.records import HandclaspError, Kind
from handclasp.web.console import entering
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff

CHALLENGE: Final = "passkey_challenge"
CHALLENGE_SECONDS: Final = 300


class NotProven(HandclaspError):
    """The second factor was not accepted; the message says so in the reader's language."""

    code = "not-proven"

    def __init__(self, message: str, status: int = 401, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.retry_after = status, retry_after


def seconds(locked: Locked) -> int:
    """How long a lock still holds."""
    return max(1, math.ceil((locked.until - timezone.now()).total_seconds()))


def wait(locked: Locked) -> str:
    """A lock in the reader's language."""
    minutes = math.ceil(seconds(locked) / 60)
    return ngettext(
        "Too many tries. You can try again in %(minutes)s minute.",
        "Too many tries. You can try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def by_code(request: HttpRequest, staff: Staff, purpose: str = "") -> str:
    """Use up the code in the form (`code`); return its kind. Raises NotProven, and what the journal raises.

    `purpose` is what a step-up is for; empty when signing in.
    """
    code, here = request.POST.get("code", "")[:64], entering.address_of(request)
    kind = factors.kind_of(code)
    try:
        count_code(staff.username, here)
    except Locked as locked:
        _note(request, staff, kind, "locked", purpose)
        raise NotProven(wait(locked), 429, seconds(locked)) from locked
    try:
        factors.check_code(staff, code, entering.now())
    except factors.UsedCode as used:
        _note(request, staff, kind, "replayed", purpose)
        raise NotProven(
            gettext("This code has been used. Wait for the next one; it comes within 30 seconds.")
        ) from used
    except factors.WrongCode as wrong:
        _note(request, staff, kind, "failed", purpose)
        raise NotProven(_wrong(kind, code)) from wrong
    _note(request, staff, kind, "ok", purpose)
    forget_codes(staff.username, here)
    return kind


def _wrong(kind: str, code: str) -> str:
    """What to tell about a wrong code; digits alone are a mistyped code of the app, no recovery code."""
    if kind == factors.TOTP or code.replace(" ", "").isdecimal():
        return gettext("This code is not right. Look at the app again, and check the clock of your phone.")
    return gettext("This recovery code is not right, or it was used before. Each works once.")


def where(request: HttpRequest) -> passkeys.Place | None:
    """Where passkeys are good, when this page was opened there; None otherwise (`why_not` says why)."""
    place = passkeys.place(settings.HANDCLASP_PUBLIC_URL)
    return place if place and place.origin.partition("://")[2] == request.get_host() else None


def why_not(request: HttpRequest) -> str:
    """Why no passkey can be used on this page, in the reader's language; empty when one can."""
    place = passkeys.place(settings.HANDCLASP_PUBLIC_URL)
    if place is None:
        return gettext(
            "Passkeys need an address with a name and HTTPS. This house is reached by %(address)s; your administrator "
            "can give it a name."
        ) % {"address": settings.HANDCLASP_PUBLIC_URL}
    if where(request) is None:
        return gettext("Passkeys work at %(address)s only. Open the desk there.") % {"address": place.origin}
    return ""


def challenge(request: HttpRequest, what: str, staff: Staff | None, *, adding: bool = False) -> JsonResponse:
    """Options for the browser to ask for a passkey or make one, good for `what` alone; raises PasskeyRefused."""
    place = where(request)
    if place is None:
        raise passkeys.PasskeyRefused(why_not(request))
    if adding and staff is not None:
        options, state = passkeys.begin_adding(staff, place)
    else:
        options, state = passkeys.begin_asking(place, staff)
    request.session[CHALLENGE] = {"what": what, "state": state, "at": entering.now()}
    answer = JsonResponse(options)
    answer["Cache-Control"] = "no-store"
    return answer


def answered(request: HttpRequest, what: str) -> tuple[passkeys.Place, dict[str, Any], dict[str, Any]]:
    """(Place, state, the browser's answer) of a challenge made for `what`; it is gone then. Raises PasskeyRefused."""
    kept = request.session.pop(CHALLENGE, None)
    place = where(request)
    fits = isinstance(kept, dict) and kept["what"] == what and 0 <= entering.now() - kept["at"] <= CHALLENGE_SECONDS
    if place is None or not isinstance(kept, dict) or not fits:
        raise passkeys.PasskeyRefused("this question to your passkey is no longer open; ask again")
    try:
        told = json.loads(request.POST.get("credential", "")[:20_000])
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise passkeys.PasskeyRefused("the passkey did not answer as it should; try again")
    return place, kept["state"], told


def by_passkey(request: HttpRequest, what: str, staff: Staff | None, purpose: str = "") -> Staff:
    """Return whose passkey answered the challenge made for `what`; raises NotProven, and what the journal raises.

    With `staff` only one of their own counts.
    """
    here = entering.address_of(request)
    try:
        count_address(here)
    except Locked as locked:
        _note(request, staff, factors.PASSKEY, "locked", purpose)
        raise NotProven(wait(locked), 429, seconds(locked)) from locked
    try:
        owner = passkeys.check(*answered(request, what), staff)
    except passkeys.PasskeyRefused as refused:
        _note(request, staff, factors.PASSKEY, "failed", purpose)
        raise NotProven(gettext("That passkey was not accepted. Try again, or use a code.")) from refused
    if not owner.is_active:
        _note(request, owner, factors.PASSKEY, "failed", purpose)
        raise NotProven(gettext("That passkey was not accepted. Try again, or use a code."))
    _note(request, owner, factors.PASSKEY, "ok", purpose)
    take_back(here)
    return owner


def _note(request: HttpRequest, staff: Staff | None, kind: str, outcome: str, purpose: str) -> None:
    if staff is not None:
        method = "step-up" if purpose else kind
        entering.journal(request, staff, method, outcome, purpose, kind if purpose else "")
    else:
        told = facts(kind, outcome, entering.address_of(request))
        services().journal(None, Kind.SIGN_IN.value, UNKNOWN, told)
