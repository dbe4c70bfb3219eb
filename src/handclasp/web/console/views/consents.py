"""What a customer was asked for separately: how each stands, asking for another, entering what was said on paper.

To whoever may neither disclose anything of the conversation nor handle its customer's requests this page does not
exist; that they tried is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from handclasp.access.policy import Action, Circumstances, ItemClass
from handclasp.disclose.consent_words import ANSWERS, BadConsent, Matter, Step, Wanted, purposes, wording
from handclasp.disclose.journal import SensitiveReason
from handclasp.records import NotFound, Refused
from handclasp.web.console import reasons, requests, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.disclose.consents import Consent


@require_http_methods(["GET", "HEAD", "POST"])
@member
def page(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """GET: all of them. POST `do` (ask, enter), `matter`, `purpose`, `to`, `recipient`, `reason`, `answer`."""
    try:
        conversation = conversation_of(staff, pseudonym)
        who, name = reader(request, staff), bytes(conversation.pseudonym)
        found = services().consents.listed(who, name)
    except (Refused, NotFound) as error:
        raise Http404 from error
    if request.method != "POST":
        return _page(request, staff, conversation, found)
    given = {field: request.POST.get(field, "").strip() for field in ("matter", "purpose", "to", "recipient")}
    if given["matter"] not in set(Matter):
        return _page(request, staff, conversation, found, gettext("Choose what the customer is asked for."))
    reason = request.POST.get("reason", "").strip()
    if problem := reasons.problem(reason):
        return _page(request, staff, conversation, found, problem)
    wanted = Wanted(Matter(given["matter"]), given["purpose"], given["to"].upper(), given["recipient"])
    try:
        _do(request, who, name, wanted, reason)
    except BadConsent as error:
        return _page(request, staff, conversation, found, error.zh if language() == "zh" else str(error))
    except SensitiveReason as error:
        return _page(request, staff, conversation, found, str(trouble.in_words(error)["advice"]))
    return redirect("consents", conversation.hex)


def _do(request: HttpRequest, who: Reader, name: bytes, wanted: Wanted, reason: str) -> None:
    if request.POST.get("do") != "enter":
        services().consents.ask(who, name, wanted, reason=reason)
        return
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        raise BadConsent("say what the customer answered", zh="请选择客户的答复")
    services().consents.enter(who, name, wanted, Step(answer), how=reason)


def _page(
    request: HttpRequest, staff: Staff, conversation: Conversation, found: list[Consent], problem: str = ""
) -> HttpResponse:
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    told = request.POST if request.method == "POST" else request.GET
    context = {
        "staff": staff,
        "at": "queue",
        "conversation": conversation,
        "rows": [_row(one) for one in reversed(found)],
        "names": requests.names(staff.tenant, {step.by.partition(":")[2] for one in found for step in one.steps}),
        "matters": [(one, words.MATTERS[one]) for one in Matter if _may(who, name, one)],
        "all_matters": list(words.MATTERS.items()),
        "purposes": [(one, words.name(words.LOOKED_FOR, one)) for one in _purposes()],
        "answers": [(one, words.CONSENT_STATES[one]) for one in ANSWERS],
        "enters": services().gate.decision(who, Action.RIGHTS, name, Circumstances(reason=True)).allowed,
        "given": {
            "matter": told.get("matter", ""),
            "purpose": told.get("purpose", ""),
            "to": told.get("to", told.get("region", "")),
            "recipient": told.get("recipient", ""),
            "reason": told.get("reason", ""),
            "do": told.get("do", "ask"),
        },
        "problem": problem,
    }
    return render(request, "handclasp/consents.html", context, status=422 if problem else 200)


def _purposes() -> list[str]:
    return list(dict.fromkeys(one for matter in Matter for one in purposes(matter)))


def _may(who: Reader, name: bytes, matter: Matter) -> bool:
    """Whether somebody may ask for a matter at all."""
    looks = matter is Matter.SENSITIVE
    given = Circumstances(reason=True, item=ItemClass.CONTACT.value if looks else "")
    decision = services().gate.decision(who, Action.REVEAL if looks else Action.EXPORT, name, given)
    return decision.allowed or bool(decision.needs)


def _row(one: Consent) -> dict[str, Any]:
    """A consent for the page: what, for what, to whom, how it stands, and each step with its number in the log."""
    asked = wording(one.wanted, language())
    return {
        "one": one,
        "matter": words.name(words.MATTERS, one.wanted.matter),
        "purpose": words.name(words.LOOKED_FOR, one.wanted.purpose),
        "state": words.CONSENT_STATES[one.state],
        "good": one.state is Step.GIVEN,
        "title": asked.title,
        "lines": asked.lines,
        "steps": [
            {
                "says": words.CONSENT_STATES[step.step] if step.step is not Step.ASKED else gettext("asked"),
                "role": step.by.partition(":")[0],
                "name": "" if step.by.startswith("customer:") else step.by.partition(":")[2],
                "at": step.at,
                "place": step.place,
            }
            for step in one.steps
        ],
    }
