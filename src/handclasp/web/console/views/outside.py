"""Signing in through the house's OpenID provider, and tying one's own account to it.

The provider says who somebody is; `entering` then asks for the local second factor, which no provider replaces. Every
sign-in and every refusal is journalled before it takes effect. Nothing is posted to the provider: the browser leaves by
a page of ours, so that no form of the desk may ever send anything elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from handclasp.access import outsiders
from handclasp.access.oidc import Reason, Refusal
from handclasp.access.sign_in import UNKNOWN, facts
from handclasp.access.staff import StaffError
from handclasp.access.step_up import OWN_ACCOUNT, fresh
from handclasp.access.tries import Locked, count_address, take_back
from handclasp.records import Kind
from handclasp.web.console import entering
from handclasp.web.console.guard import STEPPED_UP, is_in, member
from handclasp.web.console.services import services
from handclasp.web.console.single_sign_on import Provider, SignOnFailed
from handclasp.web.console.views.enrol import require_fresh
from handclasp.web.console.views.trouble import calmly

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.models import Staff
    from handclasp.access.oidc import SingleSignOn

TRY: Final = "single_sign_on"
TOLD: Final = "single_sign_on_told"
_UNREACHABLE: Final = 503

WORDS: Final[dict[str, tuple[Text, Text]]] = {
    "stale": (
        _("This sign-in is over"),
        _("It was used already, took too long, or began in another browser. Begin anew."),
    ),
    "cancelled": (_("You did not sign in"), _("Nothing was changed. You can begin again at any time.")),
    "unreachable": (_("The provider does not answer"), _("Try again in a moment, or sign in with name and password.")),
    "untrusted": (
        _("The provider's answer cannot be trusted"),
        _("Nobody was signed in. Tell your administrator; the refusal stands in the journal."),
    ),
    Reason.UNKNOWN: (
        _("No account here is connected to you"),
        _("Sign in with name and password and connect your account there, or ask an administrator for one."),
    ),
    Reason.CLOSED: (_("Your account here is closed"), _("Ask an administrator of this desk.")),
    Reason.NO_ROLE: (
        _("The provider gives you no role here"),
        _("Ask whoever manages your account at the provider to add you to a group of this desk."),
    ),
    Reason.ADMINISTRATOR: (
        _("Administrators are not made by the provider"),
        _("The role of an administrator is given here. Ask an administrator of this desk."),
    ),
    Reason.MORE: (
        _("Your role at the provider has changed"),
        _("A new role that may do more must be granted here and approved by a second person. Ask an administrator."),
    ),
    "locked": (_("Too many tries"), _("Wait a quarter of an hour, then begin anew.")),
    "account": (_("Your account could not be made"), _("Tell your administrator; the refusal stands in the journal.")),
    "taken": (
        _("This cannot be connected"),
        _("One of the two is connected already. Disconnect it there first, or ask an administrator."),
    ),
}
"""What to say when nobody was let in: what happened, what to do."""


def _known() -> SingleSignOn:
    known = services().single_sign_on
    if known is None:
        raise Http404
    return known


def _provider() -> Provider:
    return Provider(_known(), entering.now)


@never_cache
@require_POST
@calmly
def start(request: HttpRequest) -> HttpResponse:
    """Send this browser to the provider to sign in; POST `next`."""
    return _leave(request, next=entering.safe(request.POST.get("next", "")))


@require_POST
@member
def connect(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Send this browser to the provider to tie the account to a person there; needs a fresh second factor."""
    require_fresh(request)
    return _leave(request, connect=staff.pk)


@require_POST
@member
def disconnect(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Cut the tie between one's own account and the provider; needs a fresh second factor."""
    require_fresh(request)
    known = _known()
    with transaction.atomic():
        if outsiders.untie(staff, known.issuer):
            entering.changed(request, staff, "single sign-on disconnect", issuer=known.issuer)
    return redirect("security")


def _leave(request: HttpRequest, **kept: Any) -> HttpResponse:
    try:
        count_address(entering.address_of(request))
        where, began = _provider().begin()
    except Locked:
        return _tell(request, "locked")
    except SignOnFailed as failed:
        return _tell(request, failed.outcome)
    request.session[TRY] = {**began, **kept}
    return render(request, "handclasp/leaving.html", {"where": where, "name": _known().name})


@never_cache
@require_GET
@calmly
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser: enter as whom it vouches for, or tie one's own account to them."""
    provider, began, here = _provider(), request.session.pop(TRY, None), entering.address_of(request)
    try:
        count_address(here)
        claims = provider.finish(began, request.GET.dict())
    except Locked:
        return _tell(request, "locked")
    except SignOnFailed as failed:
        _journal(request, None, "cancelled" if failed.outcome == "cancelled" else "failed", why=failed.outcome)
        return _tell(request, failed.outcome)
    for _try in ("there", "back"):
        take_back(here)
    if "connect" in began:
        return _tie(request, began["connect"], str(claims["sub"]))
    return _enter(request, claims, str(began.get("next", "")))


def _enter(request: HttpRequest, claims: dict[str, Any], wanted: str) -> HttpResponse:
    known = _known()
    roles = services().policies.roles(known.tenant)
    staff = outsiders.known_as(known.issuer, str(claims["sub"]))
    verdict = outsiders.judged(claims, known, staff)
    if isinstance(verdict, Refusal):
        _journal(request, staff, "refused", why=verdict.reason, asked_role=verdict.role)
        return _tell(request, verdict.reason)
    try:
        # Nothing of this stands unless the journal has it.
        with transaction.atomic():
            before = staff.role if staff else ""
            settled = outsiders.settle(claims, known, staff, verdict.role, roles.__contains__)
            _journal(request, settled, "ok", role=settled.role, role_before="" if before == settled.role else before)
    except StaffError:
        _journal(request, staff, "refused", why="account", asked_role=verdict.role)
        return _tell(request, "account")
    return redirect(entering.begin(request, settled, "oidc", wanted))


def _tie(request: HttpRequest, pk: int, subject: str) -> HttpResponse:
    staff = is_in(request)
    # Another session may have been opened in this browser while it was away.
    if staff is None or staff.pk != pk or not fresh(request.session.get(STEPPED_UP), OWN_ACCOUNT, entering.now()):
        return _tell(request, "stale")
    known = _known()
    try:
        with transaction.atomic():
            outsiders.tie(staff, known.issuer, subject)
            entering.changed(request, staff, "single sign-on connect", issuer=known.issuer)
    except outsiders.TakenIdentity:
        return _tell(request, "taken")
    return redirect("security")


def _journal(request: HttpRequest, staff: Staff | None, outcome: str, **more: str) -> None:
    told = facts("oidc", outcome, entering.address_of(request))
    details: Any = told["details"]
    details |= {name: str(said) for name, said in more.items() if said}
    tenant = staff.tenant if staff else _known().tenant
    services().journal(tenant, Kind.SIGN_IN.value, staff.username if staff else UNKNOWN, told)


def _tell(request: HttpRequest, what: str) -> HttpResponse:
    # The code and state of the provider's answer do not stay in the address bar.
    request.session[TOLD] = str(what)
    return redirect("single-sign-on-refused")


@never_cache
@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """Say why nobody was let in, and where to go on."""
    what = str(request.session.get(TOLD, "stale"))
    title, advice = WORDS.get(what, WORDS["stale"])
    told = {"title": title, "advice": advice, "signed_in": is_in(request) is not None}
    return render(request, "handclasp/outside.html", told, status=_UNREACHABLE if what == "unreachable" else 403)
