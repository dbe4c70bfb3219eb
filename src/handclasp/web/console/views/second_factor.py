"""The second half of signing in: a code or a passkey, from somebody whose password was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.access import factors
from handclasp.web.console import entering, guard, proof
from handclasp.web.console.views.trouble import calmly

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@calmly
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; POST `code`."""
    staff = entering.who(request)
    if staff is None or not _is_here(staff):
        return _elsewhere(request, staff)
    if request.method == "GET":
        return _page(request, staff)
    try:
        kind = proof.by_code(request, staff)
    except proof.NotProven as wrong:
        return _page(request, staff, wrong)
    return redirect(entering.finish(request, staff, kind))


@never_cache
@require_POST
@calmly
def passkey_options(request: HttpRequest) -> HttpResponse:
    """A challenge for this person's passkeys."""
    staff = entering.who(request)
    if staff is None or not _is_here(staff):
        return _elsewhere(request, staff)
    return proof.challenge(request, _what(staff), staff)


@never_cache
@require_POST
@calmly
def passkey(request: HttpRequest) -> HttpResponse:
    """POST `credential`."""
    staff = entering.who(request)
    if staff is None or not _is_here(staff):
        return _elsewhere(request, staff)
    try:
        proof.by_passkey(request, _what(staff), staff)
    except proof.NotProven as wrong:
        return _page(request, staff, wrong)
    return redirect(entering.finish(request, staff, factors.PASSKEY))


def _what(staff: Staff) -> str:
    return f"second-factor {staff.pk}"


def _is_here(staff: Staff) -> bool:
    return not staff.must_change_password and factors.has_factor(staff)


def _elsewhere(request: HttpRequest, staff: Staff | None) -> HttpResponse:
    if guard.is_in(request):
        return redirect("queue")
    return redirect(entering.stage(staff) if staff else "sign-in")


def _page(request: HttpRequest, staff: Staff, wrong: proof.NotProven | None = None) -> HttpResponse:
    told = {
        "wrong": wrong,
        "username": staff.username,
        "outside": request.session[entering.ENTERING]["method"] == "oidc",
        **offered(request, staff),
    }
    return with_wait(
        render(request, "handclasp/second_factor.html", told, status=wrong.status if wrong else 200), wrong
    )


def offered(request: HttpRequest, staff: Staff) -> dict[str, object]:
    """What a page that asks for the second factor needs to know of the person's factors."""
    kinds = {factor.kind for factor in factors.factors(staff)}
    why_not = proof.why_not(request) if factors.PASSKEY in kinds else ""
    return {
        "has_totp": factors.TOTP in kinds,
        "has_passkey": factors.PASSKEY in kinds and not why_not,
        "why_no_passkey": why_not,
    }


def with_wait(response: HttpResponse, wrong: proof.NotProven | None) -> HttpResponse:
    """Say when the next try counts."""
    if wrong is not None and wrong.retry_after:
        response["Retry-After"] = str(wrong.retry_after)
    return response
