"""What disputes come to: time to resolve, refund rate, by claim, ground and product; as a page and as CSV.

Counted over the conversations that the reader's lists show: nobody learns of others' work by a number.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from handclasp.desk.cases.numbers import BY, as_csv, count, parted
from handclasp.web.console import case_words, words
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views.cases import follows, visible

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.cases.numbers import Count
    from handclasp.desk.models import Dispute

DAYS = (7, 30, 90, 365)
MOST = 20_000
WIDTH = 100


class Bar(NamedTuple):
    """A group as the page draws it: its name, its numbers, and how long its bar is (0 to WIDTH)."""

    name: str
    numbers: Count
    width: float


@require_safe
@member
def numbers(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The page; `days`: of cases opened within so many days."""
    follows(staff)
    days, rows = _rows(request, staff)
    now = services().now()
    whole = count("", rows, now)
    context = {
        "staff": staff,
        "at": "cases",
        "days": days,
        "spans": DAYS,
        "whole": whole,
        "parts": [(_title(by), _bars(by, parted(rows, by, now))) for by in BY] if rows else [],
        "width": WIDTH,
    }
    return render(request, "handclasp/case_numbers.html", context)


@require_safe
@member
def table(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The same as CSV."""
    follows(staff)
    days, rows = _rows(request, staff)
    name = f"disputes-{days}-days-{timezone.localdate():%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    # A byte-order mark, for spreadsheets that would take Chinese for something else.
    return HttpResponse(
        "\ufeff" + as_csv(rows, services().now()), content_type="text/csv; charset=utf-8", headers=headers
    )


def _rows(request: HttpRequest, staff: Staff) -> tuple[int, list[Dispute]]:
    wanted = request.GET.get("days", "")
    days = int(wanted) if wanted in map(str, DAYS) else 30
    since = services().now() - int(dt.timedelta(days=days).total_seconds() * 1000)
    rows = visible(reader(request, staff)).filter(opened__gte=since).order_by("-opened")
    return days, list(rows[:MOST])


def _title(by: str) -> str:
    return {"claim": gettext("By claim"), "ground": gettext("By ground"), "product": gettext("By product")}[by]


def _bars(by: str, found: list[Count]) -> list[Bar]:
    tables: dict[str, Any] = {"claim": case_words.CLAIMS, "ground": case_words.GROUNDS}
    most = max((one.opened for one in found), default=1)
    nothing = gettext("not decided") if by == "ground" else gettext("not recorded")
    return [
        Bar(words.name(tables.get(by, {}), one.group) or nothing, one, round(WIDTH * one.opened / most, 1))
        for one in found
    ]
