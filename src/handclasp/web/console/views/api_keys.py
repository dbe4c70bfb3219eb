"""API keys: which machines may do what, until when; making one, whose secret is shown this once; ending one.

Looking takes no second factor, changing does: where it is not fresh for keys, no form is shown. To everybody but
administrators there is no such page, and that they tried is recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.api_keys import LONGEST_LABEL
from handclasp.access.machines import DAYS, MOST_DAYS
from handclasp.access.policy import StepUp
from handclasp.records import NotFound, Refused, StepUpNeeded
from handclasp.web.console import entering, words
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.api_keys import Key
    from handclasp.access.models import Staff

HERE: Final = "/desk/api-keys"


class Form(NamedTuple):
    """What is asked for, as it was typed."""

    label: str = ""
    scopes: tuple[str, ...] = ()
    days: str = str(DAYS)

    @property
    def ends_after(self) -> int:
        """Days; 0 when it is no number of days that a key may have."""
        days = int(self.days) if self.days.isascii() and self.days.isdigit() and len(self.days) < 5 else 0
        return days if 1 <= days <= MOST_DAYS else 0

    def problem(self) -> str:
        """What is wrong with it, in words."""
        if not self.label or len(self.label) > LONGEST_LABEL or not self.label.isprintable():
            return gettext("Write in a few words what uses the key; 60 characters are enough.")
        if not self.scopes:
            return gettext("Choose at least one thing that the key may do.")
        if not self.ends_after:
            return gettext("A key works for 1 to 366 days.")
        return ""


class Line(NamedTuple):
    """One key as the page tells of it; times in milliseconds since 1970."""

    key: Key
    state: str
    scopes: list[str]
    made: int
    ends: int | None


@require_safe
@member
def api_keys(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The tenant's keys, the newest first, and a form for another."""
    return _page(request, staff, Form())


@never_cache
@require_POST
@member
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Make a key; POST `label`, `scope` (several), `days`. It is shown this once."""
    form = Form(
        label=request.POST.get("label", "").strip()[:500],
        scopes=tuple(name for name in words.SCOPES if name in request.POST.getlist("scope")),
        days=request.POST.get("days", "").strip()[:10],
    )
    if problem := form.problem():
        return _page(request, staff, form, problem)
    try:
        key = services().key_book.add(reader(request, staff), form.scopes, form.label, form.ends_after)
    except StepUpNeeded:
        raise
    except Refused as error:
        raise Http404 from error
    told = {"staff": staff, "at": "api-keys", "key": key, "label": form.label, "days": form.ends_after}
    return render(request, "handclasp/api_key_made.html", told)


@require_POST
@member
def revoke(request: HttpRequest, staff: Staff, key_id: str) -> HttpResponse:
    """End a key."""
    try:
        services().key_book.revoke(reader(request, staff), key_id)
    except StepUpNeeded:
        raise
    except (Refused, NotFound) as error:
        raise Http404 from error
    return redirect("api-keys")


def _page(request: HttpRequest, staff: Staff, form: Form, problem: str = "") -> HttpResponse:
    who = reader(request, staff)
    try:
        found = services().key_book.listed(who)
    except Refused as error:
        raise Http404 from error
    told: dict[str, Any] = {
        "staff": staff,
        "at": "api-keys",
        "keys": [_line(key) for key in reversed(found)],
        "form": form,
        "scopes": [(name, label, name in form.scopes) for name, label in words.SCOPES.items()],
        "problem": problem,
        "fresh": StepUp.KEYS.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.KEYS.value, HERE),
        "most": MOST_DAYS,
    }
    return render(request, "handclasp/api_keys.html", told, status=422 if problem else 200)


def _line(key: Key) -> Line:
    now = datetime.fromtimestamp(services().now() / 1000, UTC)
    return Line(
        key=key,
        state=key.state(now),
        scopes=[words.name(words.SCOPES, scope) for scope in key.scopes],
        made=int(key.made.timestamp() * 1000),
        ends=int(key.expires.timestamp() * 1000) if key.expires else None,
    )
