"""When a desk is open: weeks, holidays, days worked instead, zones and the nights in which clocks are changed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.desk.hours import Hours, spans, written

SHANGHAI = "Asia/Shanghai"
HOUR = 3_600_000
NINE_TO_SIX = spans("09:00-12:00 13:00-18:00") or ()
WEEK = (NINE_TO_SIX,) * 5 + ((), ())
DESK = Hours(SHANGHAI, WEEK, frozenset({date(2026, 10, 1)}), frozenset({(date(2026, 10, 10), 0)}))


def at(text: str, zone: str = SHANGHAI) -> int:
    """A moment as a wall clock of the zone shows it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-09-28 09:00", 1, "2026-09-28 10:00"),
        ("2026-09-28 11:30", 1, "2026-09-28 13:30"),  # over the noon break
        ("2026-09-28 17:30", 1, "2026-09-29 09:30"),  # over night
        ("2026-09-28 03:00", 1, "2026-09-28 10:00"),  # begins while it is closed
        ("2026-09-25 17:00", 2, "2026-09-28 10:00"),  # over a weekend
        ("2026-09-30 17:00", 2, "2026-10-02 10:00"),  # over a holiday
        ("2026-10-09 17:00", 2, "2026-10-10 10:00"),  # a Saturday that is worked
        ("2026-09-28 09:00", 3, "2026-09-28 12:00"),  # ends with an opening, not at the next one's start
    ],
)
def test_a_time_of_the_open_desk_ends_when_that_much_was_open(start: str, hours: int, end: str) -> None:
    assert DESK.after(at(start), hours * HOUR) == at(end)
    assert DESK.between(at(start), at(end)) == hours * HOUR


def test_what_is_open_and_when_it_opens_and_closed() -> None:
    assert DESK.open(at("2026-09-28 09:00"))
    assert not DESK.open(at("2026-09-28 12:00"))
    assert DESK.opens(at("2026-09-28 12:10")) == at("2026-09-28 13:00")
    assert DESK.opens(at("2026-09-28 10:10")) == at("2026-09-28 10:10")
    assert DESK.opens(at("2026-09-25 18:00")) == at("2026-09-28 09:00")
    assert DESK.closed_since(at("2026-09-27 20:00")) == at("2026-09-25 18:00")
    assert DESK.closed_since(at("2026-09-28 12:30")) == at("2026-09-28 12:00")


def test_a_desk_without_hours_never_closes() -> None:
    always = Hours(SHANGHAI)
    assert always.open(at("2026-10-01 03:00"))
    assert always.after(at("2026-10-01 03:00"), HOUR) == at("2026-10-01 04:00")
    assert always.between(10, 5) == 0


def test_the_night_in_which_clocks_are_put_forward_is_an_hour_shorter() -> None:
    berlin = Hours("Europe/Berlin", ((spans("01:00-04:00") or ()),) * 7)
    assert berlin.between(at("2026-03-29 00:00", "Europe/Berlin"), at("2026-03-29 12:00", "Europe/Berlin")) == 2 * HOUR
    assert berlin.between(at("2026-10-25 00:00", "Europe/Berlin"), at("2026-10-25 12:00", "Europe/Berlin")) == 4 * HOUR
    nine = Hours("Europe/Berlin", ((spans("09:00-17:00") or ()),) * 7)
    assert nine.opens(at("2026-03-29 00:00", "Europe/Berlin")) == at("2026-03-29 09:00", "Europe/Berlin")


def test_a_desk_open_to_midnight_goes_on_into_the_next_day() -> None:
    late = Hours(SHANGHAI, ((spans("00:00-02:00 20:00-24:00") or ()),) * 7)
    assert late.after(at("2026-09-28 23:00"), 2 * HOUR) == at("2026-09-29 01:00")


@pytest.mark.parametrize("text", ["9", "09:00", "09:00-08:00", "09:00-25:00", "09:60-10:00", "10:00-12:00 11:00-13:00"])
def test_what_is_no_opening(text: str) -> None:
    assert spans(text) is None


def test_openings_are_written_as_they_are_read() -> None:
    assert written(NINE_TO_SIX) == "09:00-12:00 13:00-18:00"


_moments = st.integers(at("2026-01-01 00:00"), at("2026-12-31 00:00"))


@given(start=_moments, time=st.integers(1, 200 * HOUR))
def test_after_and_between_are_each_others_ways_back(start: int, time: int) -> None:
    end = DESK.after(start, time)
    assert DESK.between(start, end) == time
    assert DESK.between(start, end - 1) == time - 1


@given(moments=st.tuples(_moments, _moments, _moments).map(sorted))
def test_open_time_adds_up(moments: list[int]) -> None:
    first, middle, last = moments
    assert DESK.between(first, last) == DESK.between(first, middle) + DESK.between(middle, last)
