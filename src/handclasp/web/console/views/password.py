"""Choosing a password of one's own: at the first sign-in nothing else opens before, later from one's own account.

A changed password ends all other sessions of the account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handclasp.access.staff import end_sessions
from handclasp.access.tries import Locked, count_try, forget_tries
from handclasp.web.console import entering, guard, proof
from handclasp.web.console.views.trouble import calmly

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@calmly
def password(request: HttpRequest) -> HttpResponse:
    """POST `old`, `new`, `again`; for who is in, and for who is entering with a one-time password."""
    inside = guard.is_in(request)
    staff = inside or entering.who(request)
    if staff is None:
        return redirect("sign-in")
    if inside is None and not staff.must_change_password:
        return redirect(entering.stage(staff))
    problems = _change(request, staff, inside=inside is not None) if request.method == "POST" else []
    if request.method == "POST" and not problems:
        return redirect("security" if inside else entering.stage(staff))
    told = {
        "problems": problems,
        "rules": password_validators_help_texts(),
        "first": staff.must_change_password,
        "username": staff.username,
    }
    return render(request, "handclasp/password.html", told, status=422 if problems else 200)


def _change(request: HttpRequest, staff: Staff, *, inside: bool) -> list[str]:
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    address = entering.address_of(request)
    try:
        count_try(staff.username, address)
    except Locked as locked:
        return [proof.wait(locked)]
    if not staff.check_password(old):
        return [gettext("The present password is not right.")]
    forget_tries(staff.username, address)
    problems = _problems(staff, old, new, again)
    if problems:
        return problems
    entering.changed(request, staff, "password change")
    staff.set_password(new)
    staff.must_change_password, staff.password_until = False, None
    staff.save(update_fields=["password", "must_change_password", "password_until"])
    if inside:
        update_session_auth_hash(request, staff)
    else:
        entering.password_changed(request, staff)
    end_sessions(staff, but=request.session.session_key or "")
    return []


def _problems(staff: Staff, old: str, new: str, again: str) -> list[str]:
    if new != again:
        return [gettext("The two new passwords differ.")]
    if new == old:
        return [gettext("The new password is the old one. Choose another.")]
    try:
        validate_password(new, staff)
    except ValidationError as error:
        return list(error.messages)
    return []
