"""The bin at the desk: deleting with a reason, what lies there with the time that is left, taking back with one click.

What is deleted waits 72 hours and nobody shortens that, from no page either. To whoever may neither take back nor see
the bin, it does not exist; whose conversation something was is decided by the policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access.policy import Action
from handclasp.disclose.journal import SensitiveReason
from handclasp.keep.bin import BY_HAND, HOURS, NotInTheBin, TooLate
from handclasp.records import ApprovalNeeded
from handclasp.web.console import reasons, requests
from handclasp.web.console.guard import conversation_of, may, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import reasoned, trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.keep.bin import Binned

SHOWN = 200


class Row(NamedTuple):
    """A deletion in the list: the conversation by handle and pseudonym, who deleted it, whether one may undo it."""

    binned: Binned
    hex: str
    handle: str
    who: str
    mine: bool


@require_safe
@member
def bin_(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What lies in the bin, the most urgent first, with the time that is left."""
    if not may(staff, Action.RESTORE) and not may(staff, Action.SEE_KEEPING):
        raise Http404
    return _page(request, staff)


def _page(request: HttpRequest, staff: Staff, problem: str = "", status: int = 200) -> HttpResponse:
    who = reader(request, staff)
    found = services().bin.listed(who)
    told = {
        "staff": staff,
        "at": "bin",
        "rows": _rows(who, found[:SHOWN]),
        "more": max(0, len(found) - SHOWN),
        "opened": request.GET.get("c", ""),
        "hours": HOURS,
        "now": services().now(),
        "problem": problem,
    }
    return render(request, "handclasp/bin.html", told, status=status)


def _rows(who: Reader, found: list[Binned]) -> list[Row]:
    accounts = {one.by.partition(":")[2] for one in found}
    names = requests.names(who.tenant, accounts)
    return [
        Row(
            one,
            one.conversation.hex(),
            one.conversation.hex()[:4].upper(),
            "" if one.by.startswith("system:") else names.get(account, account),
            services().gate.decision(who, Action.RESTORE, one.conversation).allowed,
        )
        for one in found
        for account in [one.by.partition(":")[2]]
    ]


@require_POST
@member
def take_back(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Take a conversation out of the bin, whole."""
    conversation = conversation_of(staff, pseudonym)
    try:
        services().bin.take_back(reader(request, staff), bytes(conversation.pseudonym))
    except NotInTheBin:
        return _page(request, staff, gettext("It is not in the bin any more: somebody has taken it back."), 409)
    except TooLate:
        return _page(request, staff, gettext("It is too late: its time is over, and its keys are dropped."), 409)
    return redirect("thread", conversation.hex)


@require_http_methods(["GET", "HEAD", "POST"])
@member
def delete(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """GET: the form. POST `reason`: into the bin; `ask`: ask a second person, where it is one too many for a day."""
    conversation = conversation_of(staff, pseudonym)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    reasoned.may(who, Action.DELETE, name)
    if request.method != "POST":
        return _form(request, staff, conversation)
    reason = request.POST.get("reason", "").strip()
    if problem := reasons.problem(reason):
        return _form(request, staff, conversation, problem)
    try:
        if "ask" in request.POST:
            wanted = services().bin.to_ask(who, name, BY_HAND, reason)
            return redirect("approval", services().approvals.request(who, wanted).request)
        services().bin.put(who, name, rule=BY_HAND, reason=reason)
    except ApprovalNeeded:
        return _form(request, staff, conversation, asks=True)
    except SensitiveReason as error:
        return _form(request, staff, conversation, str(trouble.in_words(error)["advice"]))
    return redirect(f"{resolve_url('bin')}?c={conversation.hex}")


def _form(
    request: HttpRequest, staff: Staff, conversation: Conversation, problem: str = "", *, asks: bool = False
) -> HttpResponse:
    told = {"asks": asks, "hours": HOURS}
    return reasoned.page(request, staff, conversation, "delete", problem, told, 409 if asks else 200)


def lies_there(who: Reader, conversation: Conversation) -> bool:
    """Whether it lies in the bin, for whoever may take it out of it."""
    return services().bin.find(who, bytes(conversation.pseudonym)) is not None
