"""The desk at this moment: who waits and for how long, who talks with how many, who is away, what is near or missed.

Counts and moments of the conversations that somebody's lists show, in the queues of the plan and by team; of people,
those of one's own team, or everybody for whoever lists every conversation. No word and no name of a customer is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Count

from handclasp.desk.deadlines import about, of
from handclasp.desk.models import AgentState, Conversation
from handclasp.desk.plan import Standing
from handclasp.desk.sharing import hands
from handclasp.desk.visible import Lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from handclasp.access.policy import Policies, Reader
    from handclasp.desk.deadlines import Clock
    from handclasp.desk.plan import Plan
    from handclasp.desk.sharing import Hand

SHOWN: Final = 30
"""So many of those who wait are listed, the longest waits first; all are counted."""

_ASKED: Final = ("channel", "team", "topics", "gravity", "language", "agent")

THERE, AWAY, OFF = "there", "away", "off"
"""How somebody at the desk stands: on duty, away by their own word, outside their hours."""


@dataclass(slots=True)
class Line:
    """What stands under one name: conversations that are open, those that wait, of these nobody's; deadlines.

    `longest` is since when (ms) the longest wait lasts, None while nobody waits.
    """

    name: str = ""
    open: int = 0
    waiting: int = 0
    untaken: int = 0
    near: int = 0
    missed: int = 0
    longest: int | None = None

    def take(self, wait: Wait) -> None:
        """Count somebody who waits."""
        self.waiting += 1
        self.untaken += not wait.row.agent
        self.near += wait.state == "near"
        self.missed += wait.state == "late"
        since = wait.row.waiting_since
        if since is not None and (self.longest is None or since < self.longest):
            self.longest = since


class Person(NamedTuple):
    """Somebody at the desk; `state` is THERE, AWAY (`since`, ms) or OFF, `most` how many they take at once."""

    name: str
    team: str
    state: str
    since: int
    most: int
    line: Line


class Wait(NamedTuple):
    """A conversation that waits for the desk: its queue (empty: none) and the clock that runs out first."""

    row: Conversation
    queue: str
    clock: Clock | None
    told: bool

    @property
    def state(self) -> str:
        """How that clock stands: running, near, late; empty where nothing is promised."""
        return self.clock.state if self.clock else ""


class Board(NamedTuple):
    """The desk at a moment (`at`, ms). `whole`: of every conversation. `waits` are the SHOWN longest of `total`."""

    at: int
    whole: bool
    total: Line
    queues: tuple[Line, ...]
    teams: tuple[Line, ...]
    people: tuple[Person, ...]
    waits: tuple[Wait, ...]


class Asked(NamedTuple):
    """One queue and one team to look at; empty: all of them."""

    queue: str = ""
    team: str = ""


EVERYTHING: Final = Asked()


def board(who: Reader, policies: Policies, plan: Plan, now: int, asked: Asked = EVERYTHING) -> Board:
    """The board as it stands for somebody at `now` (ms).

    Whether they may see one at all is asked of the gate. A queue or team that they see nothing of is an empty one.
    """
    lists = Lists(who, policies)
    sums = _Sums(plan, asked)
    waits = list(_waits(lists, plan, now))
    sums.count(lists, waits)
    found = [_person(plan, hand, sums, now) for hand in hands(who.tenant, policies.roles(who.tenant))]
    since = dict(AgentState.objects.filter(tenant=who.tenant, away=True).values_list("username", "since"))
    return Board(
        at=now,
        whole=lists.whole,
        total=sums.total,
        queues=sums.lines_of_queues(),
        teams=tuple(sums.teams[name] for name in sorted(sums.teams, key=lambda name: (not name, name))),
        people=tuple(
            one._replace(since=since.get(one.name, 0))
            for one in found
            if (lists.whole or one.name == who.id or (one.team and one.team == who.team))
            and asked.team in ("", one.team)
        ),
        waits=tuple([one for one in waits if sums.wanted(one.queue, one.row.team)][:SHOWN]),
    )


class _Sums:
    """Adds up what is listed: all by queue and by team, and what was asked for by person and in total."""

    def __init__(self, plan: Plan, asked: Asked) -> None:
        self._plan, self._asked = plan, asked
        self.total = Line()
        self._queues = {queue.name: Line(queue.name) for queue in plan.queues}
        self.teams: dict[str, Line] = {}
        self.people: defaultdict[str, Line] = defaultdict(Line)

    def wanted(self, queue: str, team: str) -> bool:
        """Whether something of this queue and team was asked for."""
        return self._asked.queue in ("", queue) and self._asked.team in ("", team)

    def count(self, lists: Lists, waits: Iterable[Wait]) -> None:
        """Count everything once."""
        for (standing, agent), number in _open(lists).items():
            for line in self._lines(_queue(self._plan, standing), standing.team, agent):
                line.open += number
        for wait in waits:
            for line in self._lines(wait.queue, wait.row.team, wait.row.agent):
                line.take(wait)

    def _lines(self, queue: str, team: str, agent: str) -> list[Line]:
        lines = [
            self._queues.setdefault(queue, Line(queue)),
            self.teams.setdefault(team, Line(team)),
        ]
        if self.wanted(queue, team):
            lines += [self.total, *([self.people[agent]] if agent else [])]
        return lines

    def lines_of_queues(self) -> tuple[Line, ...]:
        """In the plan's order; what stands in none of them comes last."""
        return tuple(self._queues.values()) if self._plan.queues else ()


def _waits(lists: Lists, plan: Plan, now: int) -> Iterable[Wait]:
    """Everybody who waits, the longest wait first."""
    rows = lists.all().filter(waiting=True, closed_at__isnull=True).order_by("waiting_since", "pk")
    for row in rows.iterator(1000):
        found = of(plan, row, now)
        yield Wait(row, _queue(plan, about(row)), found.next if found else None, lists.readable(row))


def _open(lists: Lists) -> Mapping[tuple[Standing, str], int]:
    """How many are open, by what queues ask of them and by whose they are."""
    rows = lists.all().filter(closed_at__isnull=True).order_by().values_list(*_ASKED).annotate(n=Count("pk"))
    found: Counter[tuple[Standing, str]] = Counter()
    for channel, team, topics, gravity, language, agent, number in rows:
        found[Standing(channel, team, frozenset(topics), gravity, language), agent] += number
    return found


def _queue(plan: Plan, standing: Standing) -> str:
    queue = plan.queue(standing)
    return queue.name if queue else ""


def _person(plan: Plan, hand: Hand, sums: _Sums, now: int) -> Person:
    skills = plan.agent(hand.name)
    on_duty = (skills.hours or plan.hours).open(now)
    state = AWAY if hand.away else THERE if on_duty else OFF
    return Person(hand.name, hand.team, state, 0, skills.most, sums.people[hand.name])
