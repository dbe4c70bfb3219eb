"""What is promised to a customer and how it stands: a pure function of who spoke when, the plan and a moment.

Three clocks. *first*: from the customer's first line to the desk's first answer. *next*: from each later line that
waits to its answer. *resolution*: from the first line to the closing, standing still while it is the customer's turn.
All run in open time alone. While the desk says that it waits for the customer all stand still, while it says that it
waits for others the resolution does. What a customer says after a closing begins anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from handclasp.desk.plan import CLOCKS, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handclasp.desk.hours import Hours
    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan, Queue

CUSTOMER, DESK, CLOSED = "c", "d", "x"
"""Whose turn began: the customer said something and waits; the desk answered; the conversation was closed."""

FOR_CUSTOMER, FOR_OTHERS, GOES_ON = "w", "p", "o"
"""What the desk said of the conversation meanwhile: that it waits, for the customer or for others; that it goes on."""

_PAUSES: Final = frozenset({FOR_CUSTOMER, FOR_OTHERS})
_SPOKEN: Final = frozenset({CUSTOMER, DESK, CLOSED})


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
        ran = _ran(turns, hours, _PAUSES, frozenset({CLOSED}))
        return _clock(kind, turns[0].at, ran, hours, queue, promised, now)
    waits = [place for place, turn in enumerate(turns) if turn.side == CUSTOMER]
    place = waits[0] if kind == "first" else waits[-1]
    if kind == "next" and place == waits[0]:
        return None
    ran = _ran(turns[place:], hours, frozenset({FOR_CUSTOMER}), frozenset({DESK, CLOSED}))
    return _clock(kind, turns[place].at, ran, hours, queue, promised, now)


class _Ran(NamedTuple):
    """How a clock ran: open time used, since when it runs (None: it stands still), whether it is over."""

    used: int
    since: int | None
    over: bool = False


def _ran(turns: Sequence[Turn], hours: Hours, pauses: frozenset[str], ends: frozenset[str]) -> _Ran:
    """Of a clock that begins with the first of these turns, the customer's."""
    used, paused, side = 0, False, CUSTOMER
    since: int | None = turns[0].at
    for turn in turns[1:]:
        if turn.side in _SPOKEN:
            side = turn.side
        else:
            paused = turn.side in pauses
        runs = side == CUSTOMER and not paused
        if since is not None and not runs:
            used, since = used + hours.between(since, turn.at), None
        elif since is None and runs:
            since = turn.at
        if side in ends:
            return _Ran(used, None, over=True)
    return _Ran(used, since)


def _clock(kind: str, began: int, ran: _Ran, hours: Hours, queue: Queue, promised: int, now: int) -> Clock:
    if ran.over:
        return Clock(kind, "kept" if ran.used <= promised else "missed", began, None, None, 0, ran.used)
    left = promised - ran.used
    if ran.since is None:
        return Clock(kind, "paused", began, None, None, left)
    due = hours.after(ran.since, left) if left > 0 else ran.since
    near = hours.after(ran.since, max(0, promised * queue.warn // 100 - ran.used))
    state = "late" if now >= due else "near" if now >= near else "running"
    return Clock(kind, state, began, due, near, max(0, left - hours.between(ran.since, now)))


def turned(row: Conversation, side: str, at: int) -> None:
    """Whose turn it is from now on, or what the desk says of it: keeps it in a conversation's row.

    Whoever was told of a deadline that is over has nothing more to see to. What a customer says ends every pause, and
    begins anew after a closing.
    """
    turns = [] if side == CUSTOMER and spoke(row.turns) == CLOSED else list(row.turns)
    if side in _SPOKEN:
        if side == CUSTOMER and _pause(turns) != GOES_ON:
            turns.append([GOES_ON, at])
        if spoke(turns) != side:
            turns.append([side, at])
    elif _pause(turns) != side:
        turns.append([side, at])
    if turns != row.turns:
        row.turns, row.told = turns, []
        row.due_at = row.near_at = None


def reopened(row: Conversation) -> None:
    """Take a closing back: what was closed goes on as if it had not been."""
    places = [place for place, (side, _at) in enumerate(row.turns) if side == CLOSED]
    if places and spoke(row.turns) == CLOSED:
        row.turns = [turn for place, turn in enumerate(row.turns) if place != places[-1]]


def spoke(turns: Sequence[Sequence[Any]]) -> str:
    """Whose turn it is by what was said; empty before anything was."""
    return next((str(turn[0]) for turn in reversed(turns) if turn[0] in _SPOKEN), "")


def _pause(turns: Sequence[Sequence[Any]]) -> str:
    return next((str(turn[0]) for turn in reversed(turns) if turn[0] not in _SPOKEN), GOES_ON)


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
