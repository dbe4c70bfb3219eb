"""What is promised to a customer and how it stands: a pure function of who spoke when, the plan and a moment.

Three clocks. *first*: from the customer's first line to the desk's first answer. *next*: from each later line that
waits to its answer. *resolution*: from the first line to the closing, standing still while it is the customer's turn.
All run in open time alone. What is said after a closing begins anew.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.desk.plan import CLOCKS, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handclasp.desk.hours import Hours
    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan, Queue

CUSTOMER, DESK, CLOSED = "c", "d", "x"
"""Whose turn began: the customer said something and waits; the desk answered; the conversation was closed."""


class Turn(NamedTuple):
    """Since `at` (ms) it is like this; turns are ascending, and each differs from the one before."""

    side: str
    at: int


class Clock(NamedTuple):
    """One promise: `state` is running, near, late, paused, kept or missed; moments in ms.

    `since` is when it began and names it for good. `due` is the moment by which it must be kept, as things stand; while
    `paused` there is none, and `left` is the open time that will be left. `took` is the open time it took, once it is
    over.
    """

    kind: str
    state: str
    since: int
    due: int | None
    near: int | None
    left: int
    took: int | None = None


RUNNING: Final = frozenset({"running", "near", "late"})


class Deadlines(NamedTuple):
    """How a conversation stands: its queue's name and the clocks, the nearest first."""

    queue: str
    clocks: tuple[Clock, ...]

    @property
    def next(self) -> Clock | None:
        """The clock that runs out first; None while nobody waits for the desk."""
        return min((one for one in self.clocks if one.due is not None), key=lambda one: one.due or 0, default=None)


def deadlines(plan: Plan, queue: Queue | None, turns: Sequence[Turn], now: int) -> Deadlines | None:
    """How a conversation stands at a moment; None where nothing is promised or nobody has said anything."""
    round_ = round_of(turns)
    if queue is None or not queue.promises or not round_:
        return None
    hours, promised = plan.open_for(queue), dict(queue.promises)
    made = [_made(kind, round_, hours, queue, promised[kind], now) for kind in CLOCKS if kind in promised]
    return Deadlines(queue.name, tuple(one for one in made if one is not None))


def round_of(turns: Sequence[Turn]) -> Sequence[Turn]:
    """What belongs together: from the customer's first line after the last closing but the one at the end."""
    start = 0
    for place, turn in enumerate(turns[:-1]):
        if turn.side == CLOSED:
            start = place + 1
    while start < len(turns) and turns[start].side != CUSTOMER:
        start += 1
    return turns[start:]


def _made(kind: str, turns: Sequence[Turn], hours: Hours, queue: Queue, promised: int, now: int) -> Clock | None:
    if kind == "resolution":
        return _resolution(turns, hours, queue, promised, now)
    waits = [place for place, turn in enumerate(turns) if turn.side == CUSTOMER]
    place = waits[0] if kind == "first" else waits[-1]
    if kind == "next" and place == waits[0]:
        return None
    since = turns[place].at
    ended = turns[place + 1].at if place + 1 < len(turns) else None
    return _clock(kind, (since, since), hours, queue, promised, (0, ended, now))


def _resolution(turns: Sequence[Turn], hours: Hours, queue: Queue, promised: int, now: int) -> Clock | None:
    used, since = 0, turns[0].at
    for turn, after in itertools.pairwise(turns):
        if turn.side == CUSTOMER:
            used += hours.between(turn.at, after.at)
    last = turns[-1]
    if last.side == CUSTOMER:
        return _clock("resolution", (since, last.at), hours, queue, promised, (used, None, now))
    if last.side == CLOSED:
        return Clock("resolution", "kept" if used <= promised else "missed", since, None, None, 0, used)
    return Clock("resolution", "paused", since, None, None, promised - used)


def _clock(
    kind: str,
    began: tuple[int, int],
    hours: Hours,
    queue: Queue,
    promised: int,
    standing: tuple[int, int | None, int],
) -> Clock:
    """A clock that began at one moment and runs since another, with `used` before; `ended`: when it was kept."""
    (since, runs), (used, ended, now) = began, standing
    if ended is not None:
        took = used + hours.between(runs, ended)
        return Clock(kind, "kept" if took <= promised else "missed", since, None, None, 0, took)
    left = promised - used
    due = hours.after(runs, left) if left > 0 else runs
    near = hours.after(runs, max(0, promised * queue.warn // 100 - used))
    state = "late" if now >= due else "near" if now >= near else "running"
    return Clock(kind, state, since, due, near, max(0, left - hours.between(runs, now)))


def turns_of(row: Conversation) -> list[Turn]:
    """A conversation's turns as the list keeps them; of one listed before there were any, the wait it is in."""
    if row.turns:
        return [Turn(side, at) for side, at in row.turns]
    return [Turn(CUSTOMER, row.waiting_since)] if row.waiting_since is not None else []


def about(row: Conversation) -> Standing:
    """What queues ask of a conversation, as the list has it."""
    return Standing(row.channel, row.team, frozenset(row.topics), row.gravity, row.language)


def of(plan: Plan, row: Conversation, now: int) -> Deadlines | None:
    """How a conversation of the list stands at a moment."""
    return deadlines(plan, plan.queue(about(row)), turns_of(row), now)
