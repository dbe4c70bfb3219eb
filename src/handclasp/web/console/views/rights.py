"""Customers' requests about their data: what waits and until when, entering one, checking who asks, and the answer.

To whoever answers none these pages do not exist.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access.policy import Action, StepUp
from handclasp.desk.cases import DONE as SETTLED
from handclasp.desk.models import Conversation, Dispute
from handclasp.disclose.journal import SensitiveReason
from handclasp.keep.rights import DONE, BadRequest, Case, Ground, Identity, Law, Right, State
from handclasp.records import NotFound, Refused
from handclasp.web.console import entering, reasons, requests, words
from handclasp.web.console.guard import conversation_of, may, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff


_REFUSE: Final = "refuse-"
_PSEUDONYM: Final = re.compile("[0-9a-f]{32}")


def _may(staff: Staff) -> None:
    if not may(staff, Action.ANSWER_RIGHTS):
        raise Http404


@require_safe
@member
def listed(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The tenant's requests, those that wait first, the most urgent first."""
    _may(staff)
    found = services().rights.listed(reader(request, staff))
    context = {
        "staff": staff,
        "at": "requests",
        "waiting": [one for one in found if State(one.state) not in DONE],
        "ended": [one for one in found if State(one.state) in DONE],
        "now": services().now(),
    }
    return render(request, "handclasp/rights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Enter a request on a customer's behalf: GET `c`; POST `c`, `right`, `law`, `words`, `seq`."""
    _may(staff)
    told_ = request.POST if request.method == "POST" else request.GET
    conversation = conversation_of(staff, told_.get("c", ""))
    if request.method != "POST":
        return _form(request, staff, conversation)
    right, law, seq = told_.get("right", ""), told_.get("law", ""), told_.get("seq", "")
    if right not in set(Right) or law not in set(Law) or not (seq.isdecimal() or not seq) or len(seq) > 9:
        return _form(request, staff, conversation, gettext("Choose what is asked for, and under which law."))
    try:
        made = services().rights.ask(
            reader(request, staff),
            [bytes(conversation.pseudonym)],
            Right(right),
            law=Law(law),
            words=told_.get("words", ""),
            seq=int(seq or 0),
        )
    except BadRequest as error:
        return _form(request, staff, conversation, _said(error))
    return redirect("request", made.number)


def _form(request: HttpRequest, staff: Staff, conversation: Conversation, problem: str = "") -> HttpResponse:
    context = {
        "staff": staff,
        "at": "requests",
        "conversation": conversation,
        "rights": words.RIGHTS.items(),
        "laws": [("pipl", "PIPL"), ("gdpr", "GDPR")],
        "given": request.POST,
        "problem": problem,
    }
    return render(request, "handclasp/right_add.html", context, status=422 if problem else 200)


@require_safe
@member
def one(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """One request whole, with its steps."""
    _may(staff)
    return _page(request, staff, number)


@require_POST
@member
def act(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """POST `act` (verify, answer, refuse, extend, lift, withdraw), `reason`, and what that needs."""
    _may(staff)
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("act") != "withdraw" and (problem := reasons.problem(reason)):
        return _page(request, staff, number, problem)
    try:
        _act(request, staff, bytes.fromhex(number), reason)
    except (BadRequest, SensitiveReason) as error:
        return _page(request, staff, number, _said(error))
    except NotFound as error:
        raise Http404 from error
    return redirect("request", number)


def _act(request: HttpRequest, staff: Staff, number: bytes, reason: str) -> None:
    who, desk, told_ = reader(request, staff), services().rights, request.POST
    match told_.get("act"):
        case "verify" if told_.get("identity") in set(Identity):
            desk.verify(who, number, Identity(told_["identity"]), reason=reason)
        case "answer":
            desk.answer(who, number, reason=reason, refuse=_refused(request), correction=told_.get("text", ""))
        case "refuse" if told_.get("ground") in set(Ground):
            desk.refuse(who, number, Ground(told_["ground"]), reason=reason)
        case "extend":
            desk.extend(who, number, reason=reason)
        case "lift":
            desk.lift(who, number, reason=reason)
        case "withdraw":
            desk.withdraw(who, number)
        case _:
            raise BadRequest(gettext("Choose how, or on what ground."))


def _refused(request: HttpRequest) -> dict[bytes, Ground]:
    """What is refused of it, by conversation: the fields `refuse-PSEUDONYM` of the form; raises BadRequest."""
    found: dict[bytes, Ground] = {}
    for field, ground in request.POST.items():
        name = field.removeprefix(_REFUSE)
        if name == field or not ground:
            continue
        if ground not in set(Ground) or not _PSEUDONYM.fullmatch(name):
            raise BadRequest(gettext("Choose how, or on what ground."))
        found[bytes.fromhex(name)] = Ground(ground)
    return found


def _said(error: BadRequest | SensitiveReason) -> str:
    if isinstance(error, SensitiveReason):
        return str(trouble.in_words(error)["advice"])
    if language() == "zh":
        return gettext("The request does not allow this as it stands now: something is missing, or it has ended.")
    return str(error)


def _page(request: HttpRequest, staff: Staff, number: str, problem: str = "") -> HttpResponse:
    who = reader(request, staff)
    try:
        found = services().rights.show(who, bytes.fromhex(number))
    except (Refused, NotFound) as error:
        raise Http404 from error
    rows = Conversation.objects.filter(tenant=staff.tenant, pseudonym__in=found.subjects)
    handles = {bytes(row.pseudonym): row.handle for row in rows}
    held = services().holds.held(staff.tenant, found.subjects)
    disputes = Dispute.objects.filter(tenant=staff.tenant, pseudonym__in=found.subjects)
    disputed = {bytes(one) for one in disputes.exclude(state__in=SETTLED).values_list("pseudonym", flat=True)}
    context = {
        "staff": staff,
        "at": "requests",
        "found": found,
        "steps": [_step(found, place) for place in range(len(found.steps))],
        "rows": [
            _about(request, found, one, handles.get(one, "")) | {"held": one in held, "disputed": one in disputed}
            for one in found.subjects
        ],
        "identity": words.IDENTITIES.get(found.identity, ""),
        "open": found.state is State.OPEN,
        "answerable": found.state is State.VERIFIED,
        "ended": found.state in DONE,
        "liftable": found.right in {Right.RESTRICTION, Right.OBJECTION}
        and found.state is State.ANSWERED
        and not found.lifted,
        "late": found.state not in DONE and found.due < services().now(),
        "identities": [(one, words.IDENTITIES[one]) for one in ("order", "document", "call-back")],
        "grounds": words.REFUSED_ON.items(),
        "names": requests.names(staff.tenant, {one.author.partition(":")[2] for one in found.steps}),
        "given": request.POST,
        "fresh": StepUp.APPROVE.value in who.stepped,
        "step_up": entering.step_up_to(StepUp.APPROVE.value, f"/desk/requests/{number}"),
        "problem": problem,
    }
    return render(request, "handclasp/right.html", context, status=422 if problem else 200)


def _about(request: HttpRequest, found: Case, one: bytes, handle: str) -> dict[str, object]:
    """One of its conversations: what it is called, whether it is still listed, whether it is refused and why."""
    ground = found.refused.get(one)
    return {
        "hex": one.hex(),
        "handle": handle or one.hex()[:4].upper(),
        "there": handle != "",
        "refused": words.REFUSED_ON[ground] if ground else "",
        "given": request.POST.get(_REFUSE + one.hex(), ""),
    }


def _step(found: Case, place: int) -> dict[str, object]:
    """A step for the page: when, what, by whom, why, and its number in the log."""
    step = found.steps[place]
    role, _, name = step.author.partition(":")
    return {
        "at": step.at,
        "says": str(words.RIGHTS_STEPS[step.step]) % {"right": words.RIGHTS[found.right]},
        "role": role,
        "name": name if role not in {"customer", "system"} else "",
        "reason": step.details.get("zh", step.reason) if language() == "zh" else step.reason,
        "place": step.place,
    }
