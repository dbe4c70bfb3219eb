"""How the house stands: the log, who vouches for it, its copies, and what waits; each with what it means.

To whoever may not see it the page does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handclasp.access.policy import Action
from handclasp.web.console.guard import may, member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff


@require_safe
@member
def system(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The page."""
    if not may(staff, Action.SEE_HOUSE):
        raise Http404
    services().gate.passed(reader(request, staff), Action.SEE_HOUSE)
    state = services().house_state(staff.tenant)
    told = {
        "staff": staff,
        "at": "system",
        "trust": services().trust(),
        "state": state,
        "late": [name for name, count in state.behind.items() if count],
        "room": round(state.room * 100),
        "now": services().now(),
    }
    return render(request, "handclasp/system.html", told)
