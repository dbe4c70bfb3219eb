"""Disputes: the list by deadline, opening one from a conversation or its order, and the page on which it is decided.

To whoever follows none these pages do not exist. Everything that is done is a step of the case desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.policy import Action, Circumstances
from handclasp.desk.cases import DONE, GROUNDS, WANTS, BadCase, CaseMoved, Claim, Ground, Outcome, Side, State, Want
from handclasp.desk.models import Dispute
from handclasp.desk.visible import Lists
from handclasp.records import Guarded, HandclaspError, NotFound, ReasonNeeded
from handclasp.web.console import case_page, case_words, reasons, requests
from handclasp.web.console.guard import conversation_of, may, member, reader
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.cases import Case, Seen
    from handclasp.desk.models import Conversation

SHOWN = 200


def visible(who: Reader) -> QuerySet[Dispute]:
    """The cases of the conversations that somebody's lists show."""
    lists = Lists(who, services().policies)
    rows = Dispute.objects.filter(tenant=who.tenant)
    return rows if lists.whole else rows.filter(pseudonym__in=lists.all().values("pseudonym"))


def follows(staff: Staff) -> None:
    """Only to whoever may follow disputes do their pages exist; raises Http404."""
    if not may(staff, Action.CASE):
        raise Http404


@require_safe
@member
def listed(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What waits for a decision by its deadline, and what was decided last."""
    follows(staff)
    rows = visible(reader(request, staff))
    ended = [str(state) for state in DONE]
    context = {
        "staff": staff,
        "at": "cases",
        "waiting": rows.exclude(state__in=ended).order_by("due", "id")[:SHOWN],
        "ended": rows.filter(state__in=ended).order_by("-decided", "-id")[:SHOWN],
        "now": services().now(),
    }
    return render(request, "handclasp/cases.html", context)


@require_POST
@member
def add(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Open a case: POST `claim`, and `order` or `said` where they are known."""
    conversation = conversation_of(staff, pseudonym)
    claim, said = request.POST.get("claim", ""), request.POST.get("said", "")
    if claim not in set(Claim):
        services().gate.passed(reader(request, staff), Action.CASE, bytes(conversation.pseudonym))  # refused, on record
        raise Http404
    why = reasons.why(request, conversation.hex)
    try:
        made = services().cases.open(
            reader(request, staff),
            bytes(conversation.pseudonym),
            Claim(claim),
            order=request.POST.get("order", ""),
            said=int(said) if said.isdecimal() and len(said) < 10 else 0,
            reason=why.reason or None,
        )
    except ReasonNeeded:
        return redirect("thread", conversation.hex)
    except BadCase:
        standing = services().cases.of(reader(request, staff), bytes(conversation.pseudonym), reason=why.reason or None)
        same = [one for one in standing if one.claim == claim and one.state not in DONE]
        if not same:
            raise
        return redirect("case", conversation.hex, same[-1].number)
    return redirect("case", conversation.hex, made.number)


@require_safe
@member
def one(request: HttpRequest, staff: Staff, pseudonym: str, number: str) -> HttpResponse:
    """One case whole: its timeline, what is missing, its decision."""
    return page(request, staff, conversation_of(staff, pseudonym), number)


@require_POST
@member
def act(request: HttpRequest, staff: Staff, pseudonym: str, number: str) -> HttpResponse:
    """POST `act` (gather, ask, arrive, side, extend, withdraw, decide, propose, answer, appeal) and what that needs."""
    conversation = conversation_of(staff, pseudonym)
    try:
        _act(request, staff, conversation, number)
    except (BadCase, Guarded) as error:
        return page(request, staff, conversation, number, _said(error), STATUS.get(error.code, 422))
    except CaseMoved as error:
        return page(request, staff, conversation, number, _said(error), 409)
    except HandclaspError as error:
        if error.code not in {"bad-order", "reason-needed", "invalid"}:
            raise
        return page(request, staff, conversation, number, _said(error), 422)
    return redirect("case", conversation.hex, number)


def _act(request: HttpRequest, staff: Staff, conversation: Conversation, number: str) -> Case:  # noqa: C901, PLR0911 - one line an act
    told, desk, who = request.POST, services().cases, reader(request, staff)
    why = told.get("why", "").strip()
    place = (who, bytes(conversation.pseudonym), number)
    reason = reasons.why(request, conversation.hex).reason or None
    match told.get("act"):
        case "gather":
            return desk.gather(*place, order=told.get("order", ""), reason=reason)
        case "ask":
            return desk.ask(*place, _wants(told), told.get("words", "").replace("\r\n", "\n"), reason=reason)
        case "arrive":
            return desk.arrive(*place, _wants(told), record=_number(told.get("record", "")), reason=reason)
        case "side" if told.get("side") in set(Side):
            record = _number(told.get("record", ""))
            return desk.side(*place, Side(told["side"]), why, record=record, reason=reason)
        case "extend":
            return desk.extend(*place, _number(told.get("hours", "")), why=why, reason=reason)
        case "withdraw":
            return desk.withdraw(*place, why=why, reason=reason)
        case "decide" if told.get("outcome") in set(Outcome) and told.get("ground") in set(Ground):
            outcome = Outcome(told["outcome"])
            refund = _refund(told) if outcome is not Outcome.MERCHANT and told.get("refund") else None
            return desk.decide(*place, outcome, Ground(told["ground"]), why=why, refund=refund, reason=reason)
        case "propose":
            return desk.propose(*place, *_refund(told), why=why, reason=reason)
        case "answer" if told.get("by") in set(Side):
            accepted = told.get("answer") == "accepted"
            return desk.answer_refund(*place, accepted=accepted, by=Side(told["by"]), words=why, reason=reason)
        case "appeal" if told.get("by") in set(Side):
            return desk.appeal(*place, Side(told["by"]), why=why, reason=reason)
        case _:
            raise BadCase("choose one of what is offered", zh="请在所列选项中选择")


def _wants(told: QueryDict) -> list[Want]:
    return [Want(one) for one in told.getlist("want") if one in set(Want)]


def _refund(told: QueryDict) -> tuple[str, str]:
    return told.get("amount", "").strip().replace(",", "."), told.get("currency", "").strip().upper()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _said(error: HandclaspError) -> dict[str, Any]:
    return trouble.in_words(error)


def page(
    request: HttpRequest,
    staff: Staff,
    conversation: Conversation,
    number: str,
    problem: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a case; what was typed stands again where something was wrong."""
    why = reasons.why(request, conversation.hex)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    try:
        seen = services().cases.show(who, name, number, reason=why.reason or None)
    except ReasonNeeded:
        return redirect("thread", conversation.hex)
    except NotFound as error:
        raise Http404 from error
    offers = Offers(who, services().policies, conversation, why)
    context = {
        "staff": staff,
        "at": "cases",
        "conversation": conversation,
        "offers": offers,
        "given": request.POST,
        "problem": problem,
        "now": services().now(),
        "purpose": "dispute",
        "asked": requests.mine(who, "export", conversation.hex) if offers.export else None,
        "may_decide": _may_decide(who, name, seen.case),
    }
    return render(request, "handclasp/case.html", context | _told(staff, seen), status=status)


def _may_decide(who: Reader, name: bytes, case: Case) -> bool:
    first = case.summary.decider if case.state is State.APPEALED else ""
    given = Circumstances(reason=True, requester=first)
    return services().gate.decision(who, Action.DECIDE_CASE, name, given).allowed


def _told(staff: Staff, seen: Seen) -> dict[str, Any]:
    case, now = seen.case, services().now()
    called = requests.everybody(staff.tenant)
    gathered = case.gathered.details if case.gathered else {}
    lacking = case_page.missing(case)
    return {
        "case": case,
        "summary": case.summary,
        "entries": case_page.timeline(seen, called),
        "known": case_page.known(case),
        "missing": [(one, one in case.summary.wants) for one in lacking],
        "asked_for": [str(one) for one in WANTS[case.claim] if one in case.summary.wants],
        "ready": case_page.ready_words(seen),
        "standing": case.state not in DONE,
        "late": case.state not in DONE and case.summary.due < now,
        "outcomes": case_words.OUTCOMES.items(),
        "grounds": [(str(one), case_words.GROUNDS[str(one)]) for one in GROUNDS[case.claim]],
        "sides": case_words.SIDES.items(),
        "networks": case_words.NETWORKS.items(),
        "amount": gathered.get("amount", ""),
        "currency": gathered.get("currency", ""),
        "shop_silent": bool(gathered.get("problem")),
        "no_order": not gathered.get("shop"),
        "decider": called.get(case.summary.decider, case.summary.decider),
        "evidence_reason": gettext("Dispute %(number)s: %(claim)s")
        % {"number": case.number[:8], "claim": case_words.CLAIMS[case.claim]},
    }
