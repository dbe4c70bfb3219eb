"""Forms of one conversation that ask for a reason: who may fill them in at all, the page, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render

from handclasp.access.policy import Circumstances
from handclasp.records import NotFound, Refused
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.access.policy import Action, Reader
    from handclasp.desk.models import Conversation


def may(who: Reader, action: Action, name: bytes) -> None:
    """Refuse, and write it down, whoever may not do it for any reason; to them there is no such page."""
    decision = services().gate.decision(who, action, name, Circumstances(reason=True))
    if not decision.allowed and not decision.needs:
        try:
            services().gate.refuse(who, action, decision, name)
        except (Refused, NotFound) as error:
            raise Http404 from error


def page(
    request: HttpRequest,
    staff: Staff,
    conversation: Conversation,
    name: str,
    problem: str,
    told: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """The form (a template's name) with what else it tells and the reason as it was typed; 422 with a problem."""
    common = {
        "staff": staff,
        "at": "bin",
        "conversation": conversation,
        "reason": request.POST.get("reason", ""),
        "problem": problem,
    }
    return render(request, f"handclasp/{name}.html", common | told, status=422 if problem else status)
