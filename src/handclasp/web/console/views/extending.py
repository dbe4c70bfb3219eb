"""Keeping a conversation longer than its rule says, and what is kept so: by whom, why, and when somebody looks again.

Whoever extends is its owner; nothing is kept for good by accident. To whoever may neither extend nor see what is kept
these pages do not exist.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from handclasp.access.policy import Action, Circumstances
from handclasp.desk.models import Conversation
from handclasp.disclose.journal import SensitiveReason
from handclasp.keep.keeping import LONGEST_DAYS
from handclasp.records import NotFound, Refused
from handclasp.web.console import reasons, requests
from handclasp.web.console.guard import conversation_of, may, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.keep.keeping import Extended

_USUAL = 180


class Row(NamedTuple):
    """An extension in the list: the conversation by handle and pseudonym, its owner, whether one may extend it."""

    kept: Extended
    hex: str
    handle: str
    owner: str
    mine: bool


@require_safe
@member
def extensions(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What is kept longer, those first that somebody has to look at."""
    if not may(staff, Action.EXTEND) and not may(staff, Action.SEE_KEEPING):
        raise Http404
    who = reader(request, staff)
    rows = _rows(who, services().keeping.extended(who))
    told = {
        "staff": staff,
        "at": "bin",
        "due": [row for row in rows if row.kept.due],
        "rest": [row for row in rows if not row.kept.due],
        "opened": request.GET.get("c", ""),
        "now": services().now(),
    }
    return render(request, "handclasp/extensions.html", told)


def _rows(who: Reader, found: list[Extended]) -> list[Row]:
    accounts = {one.owner.partition(":")[2] for one in found}
    names = requests.names(who.tenant, accounts)
    rows = Conversation.objects.filter(tenant=who.tenant, pseudonym__in=[one.conversation for one in found])
    handles = {bytes(row.pseudonym): row.handle for row in rows}
    given, decide = Circumstances(reason=True), services().gate.decision
    return [
        Row(
            one,
            one.conversation.hex(),
            handles.get(one.conversation, one.conversation.hex()[:4].upper()),
            names.get(account, account),
            decide(who, Action.EXTEND, one.conversation, given).allowed,
        )
        for one in found
        for account in [one.owner.partition(":")[2]]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@member
def extend(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """GET: the form. POST `reason`, `until`: keep it to that day, on which somebody looks at it again."""
    conversation = conversation_of(staff, pseudonym)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    _may(who, name)
    if request.method != "POST":
        return _form(request, staff, conversation)
    reason, day = request.POST.get("reason", "").strip(), _day(request.POST.get("until", ""))
    if problem := reasons.problem(reason):
        return _form(request, staff, conversation, problem)
    first, last = _days()
    if day is None or not first <= day <= last:
        problem = gettext("Choose a day to come, within three years, on which somebody looks at it again.")
        return _form(request, staff, conversation, problem)
    review = timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
    try:
        services().keeping.extend(who, name, review=int(review.timestamp() * 1000), reason=reason)
    except SensitiveReason as error:
        return _form(request, staff, conversation, str(trouble.in_words(error)["advice"]))
    return redirect("thread", conversation.hex)


def _may(who: Reader, name: bytes) -> None:
    """Refuse, and write it down, whoever may not extend it for any reason."""
    decision = services().gate.decision(who, Action.EXTEND, name, Circumstances(reason=True))
    if not decision.allowed and not decision.needs:
        try:
            services().gate.refuse(who, Action.EXTEND, decision, name)
        except (Refused, NotFound) as error:
            raise Http404 from error


def _days() -> tuple[date, date]:
    """The first and the last day to which something may be kept, in the reader's zone."""
    today = timezone.localtime(timezone.now()).date()
    return today + timedelta(days=1), today + timedelta(days=LONGEST_DAYS - 2)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _form(request: HttpRequest, staff: Staff, conversation: Conversation, problem: str = "") -> HttpResponse:
    first, last = _days()
    usual = timezone.localtime(timezone.now()).date() + timedelta(days=_USUAL)
    told = {
        "staff": staff,
        "at": "bin",
        "conversation": conversation,
        "reason": request.POST.get("reason", ""),
        "until": request.POST.get("until", usual.isoformat()),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "problem": problem,
    }
    return render(request, "handclasp/extend.html", told, status=422 if problem else 200)
