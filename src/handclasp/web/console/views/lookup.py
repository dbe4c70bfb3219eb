"""Looking up what is masked, for whoever knows the whole of it: a reason, a fresh second factor, and only the places.

What is looked up goes in a form and comes back on no page. `disclose` decides, counts and writes it down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from handclasp.access.policy import Action, StepUp
from handclasp.disclose.journal import SensitiveReason
from handclasp.disclose.lookup import LookedUpOften
from handclasp.records import Refused, Secret, StepUpNeeded
from handclasp.web.console import entering, reasons
from handclasp.web.console.guard import may, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff


@require_http_methods(["GET", "HEAD", "POST"])
@member
def lookup(request: HttpRequest, staff: Staff) -> HttpResponse:
    """GET: the form. POST `whole`, `purpose`, `reason`: the places."""
    who = reader(request, staff)
    if request.method != "POST" and not may(staff, Action.REVEAL):
        raise Http404
    purpose = request.POST.get("purpose", "")
    purpose = purpose if purpose in reasons.REVEAL_FOR else reasons.SUPPORT
    context: dict[str, Any] = {
        "staff": staff,
        "at": "search",
        "fresh": StepUp.REVEAL.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.REVEAL.value, "/desk/search/masked"),
        "purposes": reasons.REVEAL_FOR.items(),
        "purpose": purpose,
        "reason": request.POST.get("reason", "").strip(),
        "held": None,
    }
    problem = reasons.problem(context["reason"]) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        whole = Secret(request.POST.get("whole", ""))
        try:
            context["held"] = services().lookups.lookup(who, whole, purpose=purpose, reason=context["reason"])
        except (LookedUpOften, SensitiveReason) as error:
            problem = str(trouble.in_words(error)["detail"] or trouble.in_words(error)["advice"])
        except StepUpNeeded:
            raise
        except Refused as error:
            raise Http404 from error
    context["problem"] = problem
    return render(request, "handclasp/lookup.html", context, status=422 if problem else 200)
