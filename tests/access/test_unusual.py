"""What is odd about somebody's looking is measured by their own past."""

from __future__ import annotations

import pytest

from handclasp.access.unusual import KNOWN_AFTER, MANY, MANY_OF_A_STRANGER, Day, Odd, oddities

OFFICE = tuple(4 if 1 <= hour <= 9 else 0 for hour in range(24))


def day(conversations: int = 12, unrelated: int = 0, hours: tuple[int, ...] = OFFICE) -> Day:
    return Day(conversations, unrelated, hours)


def odd(today: Day, past: list[Day], hour: int = 5) -> set[Odd]:
    return {one.odd for one in oddities(today, past, hour)}


def test_an_ordinary_day_is_not_odd() -> None:
    assert odd(day(), [day()] * 20) == set()
    assert odd(day(), []) == set()


@pytest.mark.parametrize(("usual", "most"), [(5, MANY), (12, 36), (100, 300)])
def test_much_more_than_ones_usual_is_odd(usual: int, most: int) -> None:
    past = [day(usual)] * 20
    assert odd(day(most), past) == set()
    (found,) = oddities(day(most + 1), past, 5)
    assert (found.odd, found.seen, found.usual) == (Odd.MANY, most + 1, usual)


def test_a_stranger_is_measured_roughly() -> None:
    past = [day(1)] * (KNOWN_AFTER - 1)
    assert odd(day(MANY_OF_A_STRANGER), past) == set()
    assert odd(day(MANY_OF_A_STRANGER + 1), past) == {Odd.MANY}


def test_one_wild_day_does_not_make_the_next_usual() -> None:
    assert odd(day(400), [day(12)] * 19 + [day(900)]) == {Odd.MANY}


@pytest.mark.parametrize(("hour", "strange"), [(0, False), (5, False), (10, False), (11, True), (16, True), (23, True)])
def test_an_hour_that_is_not_theirs_is_odd(hour: int, strange: object) -> None:
    assert odd(day(), [day()] * 20, hour) == ({Odd.OFF_HOURS} if strange else set())


def test_nothing_is_known_of_the_hours_of_somebody_new() -> None:
    assert odd(day(), [day()] * (KNOWN_AFTER - 1), 20) == set()


@pytest.mark.parametrize(("before", "today", "strange"), [(0, 9, False), (0, 10, True), (5, 15, False), (5, 16, True)])
def test_many_conversations_of_others_are_odd(before: int, today: int, strange: object) -> None:
    found = odd(day(20, today), [day(20, before)] * 20)
    assert found == ({Odd.UNRELATED} if strange else set())
