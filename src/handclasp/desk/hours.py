"""When a desk is open: hours by weekday, holidays and days worked instead, in one time zone. Pure arithmetic.

Times are milliseconds since 1970 (UTC). What counts is time that really passes: in the night in which clocks are put
forward, an opening from 01:00 to 04:00 is two hours long.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FURTHEST: Final = 800
"""Days that are looked through for time that is open; the plan is refused before that where there is none."""

Spans = tuple[tuple[int, int], ...]
"""Openings of a day, in minutes since its midnight, ascending and apart."""


class Hours(NamedTuple):
    """A week of openings (Monday first), holidays (closed) and workdays (open like the weekday named for them).

    An empty `week` is open at all times.
    """

    zone: str = "UTC"
    week: tuple[Spans, ...] = ()
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[tuple[date, int]] = frozenset()

    @property
    def always(self) -> bool:
        """Whether it never closes."""
        return not self.week

    def open(self, at: int) -> bool:
        """Whether it is open at a moment."""
        return self.always or any(start <= at < end for start, end in _day(self, _date(self, at)))

    def opens(self, at: int) -> int:
        """The moment from which on it is open next: `at` itself while it is open."""
        if self.always:
            return at
        for start, end in self._spans(at):
            if end > at:
                return max(start, at)
        return at

    def closed_since(self, at: int) -> int:
        """The moment at which it closed last, before `at` while it is closed; `at` while it is open."""
        if self.open(at):
            return at
        day = _date(self, at)
        for back in range(_FURTHEST):
            ends = [end for _, end in _day(self, day - timedelta(days=back)) if end <= at]
            if ends:
                return ends[-1]
        return 0

    def between(self, start: int, end: int) -> int:
        """Open milliseconds from one moment to another; 0 when the second comes first."""
        if self.always or end <= start:
            return max(0, end - start)
        total = 0
        for begins, ends in self._spans(start):
            if begins >= end:
                break
            total += max(0, min(ends, end) - max(begins, start))
        return total

    def after(self, start: int, milliseconds: int) -> int:
        """The moment at which so much open time has passed since `start`."""
        if self.always:
            return start + milliseconds
        left, last = milliseconds, start
        for begins, ends in self._spans(start):
            here = max(begins, start)
            if ends - here >= left and ends > here:
                return here + left
            left -= max(0, ends - here)
            last = ends
        return last

    def _spans(self, start: int) -> Iterator[tuple[int, int]]:
        """The openings from the day of a moment on."""
        day = _date(self, start)
        for ahead in range(_FURTHEST):
            yield from _day(self, day + timedelta(days=ahead))


def _date(hours: Hours, at: int) -> date:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(hours.zone)).date()


@lru_cache(maxsize=4096)
def _day(hours: Hours, day: date) -> tuple[tuple[int, int], ...]:
    """The openings of one day, as moments."""
    if day in hours.holidays:
        return ()
    instead = dict(hours.workdays).get(day, day.weekday())
    return tuple((_moment(hours, day, start), _moment(hours, day, end)) for start, end in hours.week[instead])


def _moment(hours: Hours, day: date, minute: int) -> int:
    wall = datetime.combine(day, time(), ZoneInfo(hours.zone))
    # Added to the wall's clock, not to time: 09:00 is 09:00 on every day.
    moved = wall.replace(tzinfo=None) + timedelta(minutes=minute)
    return int(moved.replace(tzinfo=wall.tzinfo).astimezone(UTC).timestamp() * 1000)


def spans(text: str) -> Spans | None:
    """`09:00-12:00 13:00-18:00` as openings; None where it is no such thing."""
    found: list[tuple[int, int]] = []
    for part in text.split():
        start, dash, end = part.partition("-")
        begins, ends = _minute(start), _minute(end)
        if not dash or begins is None or ends is None or ends <= begins:
            return None
        if found and begins < found[-1][1]:
            return None
        found.append((begins, ends))
    return tuple(found)


def written(openings: Spans) -> str:
    """Openings as they are written."""
    return " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in openings)


def _minute(text: str) -> int | None:
    hour, colon, minute = text.partition(":")
    if not colon or not (hour.isdigit() and minute.isdigit() and len(minute) == 2 and len(hour) <= 2):
        return None
    value = int(hour) * 60 + int(minute)
    return value if int(minute) < 60 and value <= 24 * 60 else None
