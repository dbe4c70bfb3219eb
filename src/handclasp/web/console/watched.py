"""What the watch found, as the auditors' page shows it: unusual looking in words, and looks hour by hour as a picture.

Read from tables that are derived from the journal (`access.watch`); nothing here opens a record.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from handclasp.access.models import Habit, Oddity
from handclasp.access.unusual import Odd
from handclasp.web.console.tags import day_name, local

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS: Final = 7
HOURS: Final = 24
BAR, GAP, HEIGHT = 4, 1, 72
_SHOWN: Final = 50


class Strange(NamedTuple):
    """Something odd, in words; `since` and `until` are the days (ISO) on which to follow the person."""

    row: Oddity
    what: str
    since: str
    until: str


def strange(tenant: str, *, dealt: bool) -> list[Strange]:
    """What is unusual and waits for an auditor, or what was dealt with; the newest first."""
    rows = Oddity.objects.filter(tenant=tenant, dealt_with__isnull=not dealt)
    return [Strange(row, said(row), *_days(row.day)) for row in rows[:_SHOWN]]


def said(row: Oddity) -> str:
    """What was odd."""
    day = day_name(local(row.at))
    if row.odd == Odd.OFF_HOURS:
        return gettext("looked at %(time)s on %(day)s, not one of their hours") % {
            "time": local(row.at).strftime("%H:%M"),
            "day": day,
        }
    counts = {"n": row.seen, "day": day, "usual": row.usual}
    if row.odd == Odd.DELETED:
        return (
            ngettext(
                "put %(n)s conversation into the bin on %(day)s",
                "put %(n)s conversations into the bin on %(day)s",
                row.seen,
            )
            % counts
        )
    if row.odd == Odd.UNRELATED:
        return (
            ngettext(
                "looked at %(n)s conversation of other people and teams on %(day)s; usually %(usual)s",
                "looked at %(n)s conversations of other people and teams on %(day)s; usually %(usual)s",
                row.seen,
            )
            % counts
        )
    return (
        ngettext(
            "looked at %(n)s conversation on %(day)s; usually %(usual)s",
            "looked at %(n)s conversations on %(day)s; usually %(usual)s",
            row.seen,
        )
        % counts
    )


def _days(day: date) -> tuple[str, str]:
    """The reader's days that a day of the watch (UTC) touches."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    ends = begins + timedelta(days=1, seconds=-1)
    return timezone.localtime(begins).date().isoformat(), timezone.localtime(ends).date().isoformat()


class Bar(NamedTuple):
    """One hour of the picture, in its own units."""

    x: int
    y: int
    height: int
    looks: int
    hour: int


class DayRow(NamedTuple):
    """One day of the table behind it; `x` is where it begins in the picture, `short` its name where room is scarce."""

    x: int
    name: str
    short: str
    looks: list[int]
    total: int


class Chart(NamedTuple):
    """Looks by hour of the last days in the reader's zone, oldest first; `most` is the highest hour."""

    bars: list[Bar]
    days: list[DayRow]
    total: int
    most: int

    width: int = DAYS * HOURS * (BAR + GAP)
    height: int = HEIGHT


def chart(tenant: str, now: int, person: str = "") -> Chart:
    """The picture for everybody who is watched, or for one person."""
    today = local(now).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    rows = Habit.objects.filter(tenant=tenant, day__gte=days[0] - timedelta(days=1))
    counts = _counted(rows.filter(person=person) if person else rows)
    most = max((counts[day, hour] for day in days for hour in range(HOURS)), default=0)
    bars = [
        _bar(place * HOURS + hour, hour, counts[day, hour], most)
        for place, day in enumerate(days)
        for hour in range(HOURS)
        if counts[day, hour]
    ]
    table = [_row(place, day, [counts[day, hour] for hour in range(HOURS)]) for place, day in enumerate(days)]
    return Chart(bars, table, sum(row.total for row in table), most)


def _counted(rows: Iterable[Habit]) -> Counter[tuple[date, int]]:
    counts: Counter[tuple[date, int]] = Counter()
    for row in rows:
        for hour, looks in enumerate(row.hours):
            at = timezone.localtime(datetime(row.day.year, row.day.month, row.day.day, hour, tzinfo=UTC))
            counts[at.date(), at.hour] += looks
    return counts


def _row(place: int, day: date, looks: list[int]) -> DayRow:
    name = day_name(timezone.make_aware(datetime(day.year, day.month, day.day)))  # noqa: DTZ001 -- the reader's day
    return DayRow(place * HOURS * (BAR + GAP), name, f"{day.month}/{day.day}", looks, sum(looks))


def _bar(place: int, hour: int, looks: int, most: int) -> Bar:
    height = max(2, round(looks / most * (HEIGHT - 6)))
    return Bar(place * (BAR + GAP), HEIGHT - height, height, looks, hour)
