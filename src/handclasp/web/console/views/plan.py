"""The plan of the desk: when it is open, its queues and what is promised in each; read in words, changed as text.

To whoever may not arrange the desk the page does not exist; that they tried is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from handclasp.desk.arranging import Arranging
from handclasp.desk.hours import WEEKDAYS, written
from handclasp.desk.plan import BadPlan, Plan, read
from handclasp.desk.sharing import hands
from handclasp.records import HandclaspError, Refused
from handclasp.web.console import due, requests, risk_names, words
from handclasp.web.console.guard import member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.tags import channel_name
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.plan import Queue
    from handclasp.desk.sharing import Hand
    from handclasp.desk.versions import Standing

DAYS: Final[tuple[Text, ...]] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
LANGUAGES: Final[dict[str, Text]] = {"zh": _("Chinese"), "en": _("English")}
WAYS: Final[dict[str, Text]] = {
    "by-hand": _("Whoever takes it."),
    "round-robin": _("Given out in turns."),
    "least-busy": _("Given to whoever has least."),
}
EXAMPLE: Final = """time_zone = "Asia/Shanghai"
holidays = ["2026-10-01", "2026-10-02", "2026-10-05"]
workdays = ["2026-10-10"]

[hours]
mon = "09:00-12:00 13:00-18:00"
tue = "09:00-12:00 13:00-18:00"
wed = "09:00-12:00 13:00-18:00"
thu = "09:00-12:00 13:00-18:00"
fri = "09:00-12:00 13:00-18:00"

[[queue]]
name = "disputes"
topics = ["refund", "chargeback"]
first_answer = "2 min"
next_answer = "10 min"
resolution = "24 h"
escalate = ["boss"]

[[queue]]
name = "all"
first_answer = "5 min"
next_answer = "15 min"
"""
"""What stands in the box of a tenant without a plan; who looks is told in the place of `boss`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A queue in the reader's words: who stands in it, and what is promised by clock."""

    name: str
    who: str
    promises: tuple[tuple[str, str], ...]
    told: str
    warn: int
    round_the_clock: bool
    way: str
    team: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk: what they answer, how many conversations they have and may have, whether they are there."""

    name: str
    team: str
    skills: str
    open: int
    most: int
    state: str


@require_http_methods(["GET", "HEAD", "POST"])
@member
def page(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The plan; POST `text`, `seen` and `do` (`check`, `publish`)."""
    who, book = reader(request, staff), arranging()
    try:
        standing = book.show(who)
    except Refused as error:
        raise Http404 from error
    if request.method != "POST":
        return _page(request, staff, standing, standing.text or EXAMPLE.replace("boss", staff.username))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if request.POST.get("do") == "publish":
            return _published(request, who, book, text)
        book.check(who, text)
    except BadPlan as error:
        fault = error.zh if language() == "zh" else str(error)
        return _page(request, staff, standing, text, fault=fault, status=422)
    except HandclaspError as error:
        told = trouble.in_words(error)
        problem = gettext("%(title)s. %(advice)s") % {"title": told["title"], "advice": told["advice"]}
        return _page(request, staff, standing, text, problem=problem, status=STATUS.get(error.code, 503))
    return _page(request, staff, standing, text, checked=True)


def arranging() -> Arranging:
    """The plans over this process's services."""
    known = services()
    return Arranging(known.gate.passed, known.gate.journal.seal, known.leaving.stop, known.risk_words.topics, known.now)


def _published(request: HttpRequest, who: Reader, book: Arranging, text: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    book.publish(who, text, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1)
    return redirect("plan")


def _page(
    request: HttpRequest, staff: Staff, standing: Standing, text: str, status: int = 200, **more: Any
) -> HttpResponse:
    plan = read(standing.text)
    names = {name for queue in plan.queues for name in queue.escalate} | {standing.by}
    called = requests.names(staff.tenant, names)
    told = {
        "staff": staff,
        "at": "scripts",
        "standing": standing,
        "by": called.get(standing.by, standing.by),
        "text": text,
        "changed": text != standing.text,
        "zone": plan.hours.zone,
        "week": _week(plan),
        "holidays": sorted(plan.hours.holidays),
        "workdays": sorted(plan.hours.workdays),
        "queues": [_row(queue, called) for queue in plan.queues],
        "people": _people(staff, plan) if any(queue.assign != "by-hand" for queue in plan.queues) else [],
        "away": dict(plan.away),
        "absent": dict(plan.absent),
    }
    return render(request, "handclasp/plan.html", told | more, status=status)


def _week(plan: Plan) -> list[tuple[str, str]]:
    return [(str(DAYS[at]), written(plan.hours.week[at])) for at in range(len(WEEKDAYS)) if plan.hours.week]


def _row(queue: Queue, called: dict[str, str]) -> Row:
    comma = gettext(", ")
    who = [
        *(words.name(risk_names.CATEGORIES, one) for one in sorted(queue.topics)),
        *(channel_name(one) for one in sorted(queue.channels)),
        *(gettext("team %(name)s") % {"name": one} for one in sorted(queue.teams)),
        *(words.name(LANGUAGES, one) for one in sorted(queue.languages)),
        *([gettext("severity %(n)s and more") % {"n": queue.gravity}] if queue.gravity else []),
    ]
    return Row(
        name=queue.name,
        who=comma.join(who) or gettext("everything else"),
        promises=tuple((words.name(due.LONG, clock), due.spelled(time)) for clock, time in queue.promises),
        told=comma.join(called.get(one, one) for one in queue.escalate),
        warn=queue.warn,
        round_the_clock=queue.round_the_clock,
        way=str(WAYS[queue.assign]),
        team=queue.team,
    )


def _people(staff: Staff, plan: Plan) -> list[Person]:
    roles = services().policies.roles(staff.tenant)
    found = hands(staff.tenant, roles)
    called = requests.names(staff.tenant, {hand.name for hand in found})
    return [_person(hand, plan, called.get(hand.name, hand.name)) for hand in found]


def _person(hand: Hand, plan: Plan, name: str) -> Person:
    skills = plan.agent(hand.name)
    known = [
        *(words.name(LANGUAGES, one) for one in sorted(skills.languages)),
        *(words.name(risk_names.CATEGORIES, one) for one in sorted(skills.topics)),
    ]
    on_duty = (skills.hours or plan.hours).open(services().now())
    state = "away" if hand.away else "there" if on_duty else "off"
    return Person(name, hand.team, gettext(", ").join(known) or gettext("everything"), hand.open, skills.most, state)
