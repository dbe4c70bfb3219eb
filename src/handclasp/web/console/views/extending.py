"""Keeping a conversation longer than its rule says, and what is kept so: whose it is, why, when somebody looks again.

Whoever extends is its owner, or whom it is handed to; nothing is kept for good by accident. To whoever may neither
extend nor see what is kept these pages do not exist.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from handclasp.access.models import Staff
from handclasp.access.policy import Action, Circumstances
from handclasp.disclose.journal import SensitiveReason
from handclasp.keep.keeping import LONGEST_DAYS
from handclasp.records import Invalid
from handclasp.web.console import reasons, requests
from handclasp.web.console.guard import conversation_of, may, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import reasoned, trouble

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.keep.keeping import Extended

_USUAL = 180


class Row(NamedTuple):
    """An extension in the list: the conversation by handle and pseudonym, its owner, whether one may extend it."""

    kept: Extended
    hex: str
    handle: str
    owner: str
    account: str
    handed: str
    mine: bool


@require_safe
@member
def extensions(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What is kept longer, those first that somebody has to look at."""
    if not may(staff, Action.EXTEND) and not may(staff, Action.SEE_KEEPING):
        raise Http404
    who = reader(request, staff)
    everybodys = _rows(who, services().keeping.extended(who))
    owner = request.GET.get("owner", "")
    rows = _rows(who, services().keeping.extended(who, owner)) if owner else everybodys
    told = {
        "staff": staff,
        "at": "bin",
        "owner": owner,
        "owners": _owners(everybodys),
        "due": [row for row in rows if row.kept.due],
        "rest": [row for row in rows if not row.kept.due],
        "opened": request.GET.get("c", ""),
        "now": services().now(),
    }
    return render(request, "handclasp/extensions.html", told)


def _owners(rows: list[Row]) -> list[tuple[str, str, int]]:
    """Whose extensions these are: account, name, how many; by name."""
    counts = Counter(row.account for row in rows)
    names = {row.account: row.owner for row in rows}
    return sorted(((one, names[one], count) for one, count in counts.items()), key=lambda row: row[1])


def _rows(who: Reader, found: list[Extended]) -> list[Row]:
    accounts = {by.partition(":")[2] for one in found for by in (one.owner, one.handed)}
    names = requests.names(who.tenant, accounts)
    given, decide = Circumstances(reason=True), services().gate.decision
    return [
        Row(
            one,
            one.conversation.hex(),
            one.conversation.hex()[:4].upper(),
            names.get(account, account),
            account,
            names.get(one.handed.partition(":")[2], one.handed.partition(":")[2]),
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
    reasoned.may(who, Action.EXTEND, name)
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


@require_http_methods(["GET", "HEAD", "POST"])
@member
def hand_over(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """GET: the form. POST `to` (an account), `reason`: somebody else owns the extension from now on."""
    conversation = conversation_of(staff, pseudonym)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    reasoned.may(who, Action.EXTEND, name)
    if request.method != "POST":
        return _heirs(request, staff, conversation)
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "").strip()
    if problem := reasons.problem(reason):
        return _heirs(request, staff, conversation, problem)
    try:
        services().keeping.hand_over(who, name, to, reason=reason)
    except Invalid:
        problem = gettext("It is not kept longer at this time, is theirs already, or this person may not extend it.")
        return _heirs(request, staff, conversation, problem)
    except SensitiveReason as error:
        return _heirs(request, staff, conversation, str(trouble.in_words(error)["advice"]))
    return redirect(f"{resolve_url('extensions')}?c={conversation.hex}")


def _heirs(request: HttpRequest, staff: Staff, conversation: Conversation, problem: str = "") -> HttpResponse:
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    people = {one.username: one for one in Staff.objects.filter(tenant=staff.tenant, is_active=True)}
    found = services().keeping.standing(who, name)
    owner = found.owner.partition(":")[2] if found else ""
    heirs = [one for one in services().keeping.heirs(who, name, people) if one != owner]
    told = {
        "kept": found is not None,
        "owner": owner,
        "names": requests.names(staff.tenant, {owner}),
        "heirs": [people[one] for one in heirs],
        "to": request.POST.get("to", ""),
    }
    return reasoned.page(request, staff, conversation, "hand_over", problem, told)


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
        "until": request.POST.get("until", usual.isoformat()),
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    return reasoned.page(request, staff, conversation, "extend", problem, told)
