"""The second factor once more, for one stated purpose; then back to where the person came from, by GET alone.

Only this page stamps a session, and only after a local second factor: a password or a provider's word never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.access import step_up as ages
from handclasp.web.console import entering, proof, words
from handclasp.web.console.guard import STEPPED_UP, member
from handclasp.web.console.views.second_factor import offered, with_wait

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@member
def step_up(request: HttpRequest, staff: Staff, purpose: str) -> HttpResponse:
    """Ask for the second factor for `purpose`; POST `code`, `next`."""
    _known(purpose)
    if request.method == "GET":
        return _page(request, staff, purpose)
    try:
        proof.by_code(request, staff, purpose)
    except proof.NotProven as wrong:
        return _page(request, staff, purpose, wrong)
    return _stamped(request, purpose)


@never_cache
@require_POST
@member
def passkey_options(request: HttpRequest, staff: Staff, purpose: str) -> HttpResponse:
    """A challenge for this person's passkeys, good for this purpose alone."""
    _known(purpose)
    return proof.challenge(request, _what(purpose), staff)


@never_cache
@require_POST
@member
def passkey(request: HttpRequest, staff: Staff, purpose: str) -> HttpResponse:
    """POST `credential`, `next`."""
    _known(purpose)
    try:
        proof.by_passkey(request, _what(purpose), staff, purpose)
    except proof.NotProven as wrong:
        return _page(request, staff, purpose, wrong)
    return _stamped(request, purpose)


def _known(purpose: str) -> None:
    if purpose not in ages.MAX_AGE:
        raise Http404


def _what(purpose: str) -> str:
    return f"step-up {purpose}"


def _stamped(request: HttpRequest, purpose: str) -> HttpResponse:
    request.session[STEPPED_UP] = {**request.session.get(STEPPED_UP, {}), purpose: entering.now()}
    # Who knew this session's id before knows it no longer.
    request.session.cycle_key()
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    return entering.safe(request.POST.get("next") or request.GET.get("next") or "")


def _page(request: HttpRequest, staff: Staff, purpose: str, wrong: proof.NotProven | None = None) -> HttpResponse:
    title, advice = words.STEP_UP[purpose]
    told = {
        "wrong": wrong,
        "purpose": purpose,
        "title": title,
        "advice": advice,
        "next": _next(request),
        **offered(request, staff),
    }
    return with_wait(render(request, "handclasp/step_up.html", told, status=wrong.status if wrong else 200), wrong)
