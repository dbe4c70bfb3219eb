"""The desk in numbers: how much, how fast, about what, what was masked, what left; as charts with tables, and as CSV.

Counts of the conversations that somebody's lists show. To whoever may not see numbers the page does not exist.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from handclasp.access.policy import Action
from handclasp.desk.arranging import plan
from handclasp.desk.numbers import SPANS, Numbers, Took
from handclasp.desk.numbers import numbers as made
from handclasp.desk.numbers_csv import spreadsheet
from handclasp.records import NotFound, Refused
from handclasp.web.console.charts import Chart, chart, count_top, ranking, time_top
from handclasp.web.console.due import spelled
from handclasp.web.console.frame import zone
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services
from handclasp.web.console.state_words import tag_names
from handclasp.web.console.tags import day_name, format_name, grouped, topic_name, type_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff

USUAL: Final = 30
_HOUR: Final = 3_600_000
_A_DAY: Final = 24


@require_safe
@member
def numbers(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The page; `days` is 7, 30 or 90."""
    span, told = _told(request, staff)
    in_force = plan(staff.tenant)
    context = {
        "staff": staff,
        "at": "numbers",
        "span": span,
        "spans": SPANS,
        "told": told,
        "first": _times(told.first),
        "resolution": _times(told.resolution),
        "exports": sum(one.exported for one in told.days),
        "masks": sum(count for _, count in told.seen),
        "charts": charts(told),
        "topics": ranking(told.topics, topic_name),
        "tags": ranking(told.tags, lambda name: tag_names(in_force, [name])[0]),
        "seen": ranking(told.seen, type_name),
        "exported": ranking(told.exported, format_name),
        "rating": f"{told.rating:.1f}" if told.rated else "–",
        "rated": ranking(told.rated, lambda score: gettext("%(n)s of 5") % {"n": score}),
    }
    return render(request, "handclasp/numbers.html", context)


@require_safe
@member
def table(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The same as CSV."""
    span, told = _told(request, staff)
    name = f"numbers-{told.days[-1].day:%Y%m%d}-{span}-days.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(spreadsheet(told), content_type="text/csv; charset=utf-8", headers=headers)


def _told(request: HttpRequest, staff: Staff) -> tuple[int, Numbers]:
    who = reader(request, staff)
    try:
        services().gate.passed(who, Action.SEE_NUMBERS)
    except (Refused, NotFound) as error:
        raise Http404 from error
    asked = request.GET.get("days", "")
    span = next((one for one in SPANS if str(one) == asked), USUAL)
    return span, made(who, services().policies, span, services().now(), zone(request).key)


def charts(told: Numbers) -> dict[str, Chart]:
    """The pictures of what has days."""
    names = [_day(one.day) for one in told.days]
    counts = (gettext("Day"), gettext("Conversations"))
    talk = (gettext("Day"), gettext("From customers"), gettext("From the desk"))
    begun = [(one.begun, 0) for one in told.days]
    spoken = [(one.heard, one.said) for one in told.days]
    return {
        "begun": chart(
            names,
            begun,
            counts,
            [(name, grouped(one.begun)) for name, one in zip(names, told.days, strict=True)],
            (count_top(max(one for one, _ in begun)), grouped),
        ),
        "talk": chart(
            names,
            spoken,
            talk,
            [(name, grouped(one.heard), grouped(one.said)) for name, one in zip(names, told.days, strict=True)],
            (count_top(max(map(sum, spoken))), grouped),
        ),
        "first": _took(names, [one.first for one in told.days]),
        "resolution": _took(names, [one.resolution for one in told.days]),
    }


def _took(names: list[str], took: list[Took]) -> Chart:
    """Times by day: the median, and above it up to the 90th percentile."""
    head = (gettext("Day"), gettext("Half within"), gettext("9 of 10 within"), gettext("Conversations"))
    rows = [(name, *_times(one), grouped(one.times)) for name, one in zip(names, took, strict=True)]
    parts = [(one.half, one.most - one.half) for one in took]
    return chart(names, parts, head, rows, (time_top(max(one.most for one in took)), _long))


def _times(took: Took) -> tuple[str, str]:
    return (_long(took.half), _long(took.most)) if took.times else ("–", "–")


def _long(milliseconds: int) -> str:
    """How long: `42 s`, `5 min`, `2 h`, `2 h 10 min`, `3 days`."""
    hours, rest = divmod(milliseconds, _HOUR)
    return gettext("%(n)s h") % {"n": hours} if not rest and 0 < hours < _A_DAY else spelled(milliseconds)


def _day(day: date) -> str:
    return day_name(datetime.combine(day, time()))
