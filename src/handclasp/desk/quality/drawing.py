"""Which conversations are looked at: so many an agent and week by a seed, and all that a rule names. Pure.

The order is SHA-256 of the seed and the pseudonym: who knows seed and population draws the same again, and nobody who
does not know the seed can say what will be drawn.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED: Final = 32
"""Bytes of a seed."""

MOST_BY_RULE: Final = 200
DRAWN: Final = "drawn"
"""Why a conversation is looked at: by the seed. Else it is the topic that its rubric names, or LOW."""
LOW: Final = "low-rating"
"""The customer found it bad: 1 or 2 of 5."""
ALWAYS, FIRST, NEVER = "always", "first", "never"
"""How a rubric has it with low ratings: beside what is drawn, before all others, or like any."""
_WEEK: Final = re.compile(r"(\d{4})-W(\d{2})\Z")


class BadWeek(HandclaspError):
    """This is no week that can be drawn from."""

    code = "bad-week"


class Candidate(NamedTuple):
    """A conversation (pseudonym, 16 bytes) in which its agent answered in the week, its topics; `low`: rated 1 or 2."""

    pseudonym: bytes
    agent: str
    topics: frozenset[str] = frozenset()
    low: bool = False


class Drawn(NamedTuple):
    """A conversation to be looked at; `why` is DRAWN, LOW or a topic."""

    pseudonym: bytes
    agent: str
    why: str


def draw(
    seed: bytes, candidates: Iterable[Candidate], per_week: int, always: frozenset[str], low: str = NEVER
) -> list[Drawn]:
    """Those to be looked at, by agent and in the order of the seed; what a rule names comes beside the `per_week`.

    `low` says how it is with those rated low: ALWAYS is such a rule, with FIRST they are the first of the `per_week`.
    """
    by_agent: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_agent[one.agent].append(one)
    found: list[Drawn] = []
    rules = MOST_BY_RULE
    for agent in sorted(by_agent):
        left = per_week
        mine = sorted(by_agent[agent], key=lambda one: order(seed, one.pseudonym))
        for one in sorted(mine, key=lambda one: not (one.low and low == FIRST)):
            named = [LOW] * (one.low and low == ALWAYS) + sorted(one.topics & always)
            if named and rules:
                rules -= 1
                found.append(Drawn(one.pseudonym, agent, named[0]))
            elif left:
                left -= 1
                found.append(Drawn(one.pseudonym, agent, LOW if one.low and low == FIRST else DRAWN))
    return found


def order(seed: bytes, pseudonym: bytes) -> bytes:
    """By which a conversation stands before another."""
    return sha256(seed + pseudonym).digest()


def digest(candidates: Iterable[Candidate]) -> str:
    """SHA-256 of the population, a line a conversation: pseudonym in hex, a blank, the agent; ascending."""
    lines = sorted(f"{one.pseudonym.hex()} {one.agent}\n" for one in candidates)
    return sha256("".join(lines).encode()).hexdigest()


def week_of(at: int, zone: str) -> str:
    """The ISO week of a moment (ms) in a zone: `2026-W48`."""
    year, week, _ = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date().isocalendar()
    return f"{year}-W{week:02}"


def week_before(at: int, zone: str) -> str:
    """The last week that is over."""
    day = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date() - timedelta(days=7)
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def span(week: str, zone: str) -> tuple[int, int]:
    """From when until when (ms) a week lasts, Monday 0:00 to Monday 0:00. Raises BadWeek."""
    found = _WEEK.match(week)
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        monday = None
    if monday is None:
        raise BadWeek(f"{week!r} is no week; write 2026-W48")
    begins = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (monday, monday + timedelta(days=7)))
    since, until = (int(one.astimezone(UTC).timestamp() * 1000) for one in begins)
    return since, until
