"""What belongs to quality reviews beside them: averages as charts with tables and as CSV, and the rubric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from handclasp.access.policy import Action
from handclasp.desk.quality import rubrics
from handclasp.desk.quality.averages import SPANS, Averages, averages, spreadsheet, weeks_until
from handclasp.desk.quality.drawing import week_of
from handclasp.desk.quality.rubric import BadRubric, read
from handclasp.records import HandclaspError, Refused
from handclasp.web.console import requests
from handclasp.web.console.charts import Chart, Share, chart
from handclasp.web.console.guard import may, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.risk_names import CATEGORIES
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.tags import grouped, topic_name
from handclasp.web.console.views.quality import desk, reviewer, said

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.quality.averages import Mean
    from handclasp.desk.versions import Standing

USUAL: Final = 12
EXAMPLE: Final = """# How many conversations of each agent are drawn a week; all about these topics come besides.
per_week = 3
always = ["complaint"]
# What a customer rated 1 or 2: "always" (besides), "first" (of those drawn) or "never".
low_rating = "always"

[[criterion]]
name = "understood"
zh = "听懂问题"
en = "Understood the problem"
means_zh = "弄清客户要什么，再动手。"
means_en = "Found out what the customer needs before acting."
weight = 2
most = 5

[[criterion]]
name = "solved"
zh = "解决到位"
en = "Solved it"
means_zh = "答复正确，客户不必再问。"
means_en = "The answer is right, and the customer need not ask again."
weight = 3
most = 5

[[criterion]]
name = "tone"
zh = "语气得体"
en = "Tone"
means_zh = "有礼貌，不敷衍，不责怪客户。"
means_en = "Polite, personal, never blaming."
weight = 1
most = 5

[[criterion]]
name = "safe"
zh = "守住底线"
en = "Kept to the rules"
means_zh = "不索要密码和验证码，不引导到平台之外。"
means_en = "Asked for no password or code, led nobody off the platform."
weight = 2
most = 1
"""
"""What stands in the box of a tenant without a rubric."""


class Agent(NamedTuple):
    """An agent's averages in the order of the table's columns."""

    called: str
    mean: Mean
    cells: tuple[str, ...]


@require_safe
@member
def numbers(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The averages; `weeks` is 4, 12 or 52."""
    span, told, own = _told(request, staff)
    names = [week[5:] for week, _ in told.weeks]
    titles = {one.name: one.title(language()) for one in rubrics.rubric(rubrics.newest(staff.tenant)).criteria}
    criteria = [name for name, _ in told.criteria]
    called = requests.names(staff.tenant, {agent for agent, _, _ in told.agents})
    context = {
        "staff": staff,
        "at": "quality",
        "span": span,
        "spans": SPANS,
        "told": told,
        "own": own,
        "chart": _chart(names, told),
        "criteria": [Share(titles.get(name, name), mean.times, mean.average) for name, mean in told.criteria],
        "shown": [(titles.get(name, name), _figure(mean), mean) for name, mean in told.criteria],
        "columns": [titles.get(name, name) for name in criteria],
        "agents": [
            Agent(called.get(agent, agent), mean, tuple(_figure(means[n]) if n in means else "–" for n in criteria))
            for agent, mean, means in told.agents
        ],
    }
    return render(request, "handclasp/quality_numbers.html", context)


@require_safe
@member
def table(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The same as CSV."""
    span, told, _own = _told(request, staff)
    headers = {
        "Content-Disposition": f'attachment; filename="quality-{told.weeks[-1][0]}-{span}-weeks.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(spreadsheet(told), content_type="text/csv; charset=utf-8", headers=headers)


def _told(request: HttpRequest, staff: Staff) -> tuple[int, Averages, bool]:
    who, book = reader(request, staff), desk()
    judges = reviewer(who, staff)
    asked = request.GET.get("weeks", "")
    span = next((one for one in SPANS if str(one) == asked), USUAL)
    weeks = weeks_until(week_of(services().now(), book.zone(who.tenant)), span)
    rows = book.visible(who) if judges else book.of(who)
    return span, averages(rows.filter(week__in=weeks, reviewed__isnull=False), weeks), not judges


def _chart(names: list[str], told: Averages) -> Chart:
    head = (gettext("Week"), gettext("Average"), gettext("Reviews"))
    rows = [
        (name, _figure(mean) if mean.times else "–", grouped(mean.times))
        for name, (_, mean) in zip(names, told.weeks, strict=True)
    ]
    return chart(names, [(round(mean.average), 0) for _, mean in told.weeks], head, rows, (100, str))


def _figure(mean: Mean) -> str:
    return f"{mean.average:.1f}"


@require_http_methods(["GET", "HEAD", "POST"])
@member
def rubric(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The rubric; POST `text`, `seen` and `do` (`check`, `publish`)."""
    known = services()
    who, book = reader(request, staff), rubrics.Rubrics(known.gate.passed, known.gate.journal.seal, known.now)
    try:
        standing = book.show(who)
    except Refused as error:
        if not may(staff, Action.REVIEW_QUALITY) and not may(staff, Action.OWN_QUALITY):
            raise Http404 from error
        return _rubric(request, staff, rubrics.newest(who.tenant), "", reads=True)
    if request.method != "POST":
        return _rubric(request, staff, standing, standing.text or EXAMPLE)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    seen = request.POST.get("seen", "")
    try:
        if request.POST.get("do") == "publish":
            book.publish(who, text, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1)
            return redirect("quality-rubric")
        read(text)
    except BadRubric as error:
        return _rubric(request, staff, standing, text, fault=str(error), status=422)
    except HandclaspError as error:
        return _rubric(request, staff, standing, text, problem=said(error), status=STATUS.get(error.code, 503))
    return _rubric(request, staff, standing, text, checked=True)


def _rubric(
    request: HttpRequest, staff: Staff, standing: Standing, text: str, status: int = 200, **more: Any
) -> HttpResponse:
    found = rubrics.rubric(standing)
    weights = sum(one.weight for one in found.criteria) or 1
    context = {
        "staff": staff,
        "at": "quality",
        "standing": standing,
        "by": requests.names(staff.tenant, {standing.by}).get(standing.by, standing.by),
        "text": text,
        "per_week": found.per_week,
        "low_rating": found.low_rating,
        "always": [topic_name(one) if one in CATEGORIES else one for one in sorted(found.always)],
        "criteria": [
            (one, one.title(language()), one.meaning(language()), round(100 * one.weight / weights))
            for one in found.criteria
        ],
    }
    return render(request, "handclasp/quality_rubric.html", context | more, status=status)
