"""What is unusual about somebody's looking: far more than their own usual, at hours that are not theirs, at strangers.

Everybody is measured by their own past, never by another's; with too little of it, only gross things are told. It
judges nobody: it says what is odd, and an auditor looks. Deleting is told always, usual or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

DAYS: Final = 28
"""How many active days make somebody's past."""

KNOWN_AFTER: Final = 5
"""With fewer active days than these, nothing is known of what is usual."""

MANY: Final = 30
"""Fewer conversations a day than these are never many."""

MANY_OF_A_STRANGER: Final = 60
"""More conversations a day than these are many for somebody of whom nothing is known."""

TIMES: Final = 3
"""How many times the usual is unusual."""

UNRELATED: Final = 10
"""Fewer conversations of other people and teams a day than these are never odd."""

RARE: Final = 0.01
"""An hour is not somebody's when less than this share of their past looks fell into it and its neighbours."""


class Odd(StrEnum):
    """What is odd."""

    MANY = "many"
    OFF_HOURS = "off-hours"
    UNRELATED = "unrelated"
    DELETED = "deleted"


class Day(NamedTuple):
    """One person's day (UTC): different conversations looked at, those of other people and teams, looks by hour."""

    conversations: int
    unrelated: int
    hours: tuple[int, ...]


class Oddity(NamedTuple):
    """Something odd: how much of it was seen today, and how much is usual."""

    odd: Odd
    seen: int
    usual: int


def oddities(today: Day, past: Sequence[Day], hour: int) -> list[Oddity]:
    """What is odd about a day so far, its last look at `hour` (UTC); `past` are active days, at most DAYS of them."""
    found = [_many(today, past), _unrelated(today, past), _off_hours(past, hour)]
    return [one for one in found if one is not None]


def _many(today: Day, past: Sequence[Day]) -> Oddity | None:
    usual = _usual([day.conversations for day in past])
    most = MANY_OF_A_STRANGER if len(past) < KNOWN_AFTER else max(MANY, TIMES * usual)
    return Oddity(Odd.MANY, today.conversations, usual) if today.conversations > most else None


def _unrelated(today: Day, past: Sequence[Day]) -> Oddity | None:
    usual = _usual([day.unrelated for day in past])
    odd = today.unrelated >= UNRELATED and today.unrelated > TIMES * usual
    return Oddity(Odd.UNRELATED, today.unrelated, usual) if odd else None


def _off_hours(past: Sequence[Day], hour: int) -> Oddity | None:
    if len(past) < KNOWN_AFTER:
        return None
    by_hour = [sum(day.hours[n] for day in past) for n in range(24)]
    near = sum(by_hour[(hour + step) % 24] for step in (-1, 0, 1))
    return Oddity(Odd.OFF_HOURS, hour, 0) if near < RARE * sum(by_hour) else None


def _usual(values: Sequence[int]) -> int:
    return round(median(values)) if values else 0
