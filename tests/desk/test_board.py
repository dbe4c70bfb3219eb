"""The board counts what somebody's lists show, by queue, team and person; deadlines are those of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.desk.test_numbers import DIRECTOR, LEAD, MINUTE, NOON, at, give
from tests.web.console.memory import BUILT_IN, Memory
from tests.web.console.people import Desk

from handclasp.access.policy import Reader
from handclasp.desk.plan import read
from handclasp.records import Kind

if TYPE_CHECKING:
    from handclasp.desk.board import Board

PLAN = read("""
[[queue]]
name = "refunds"
topics = ["refund"]
first_answer = "5 min"
next_answer = "5 min"

[[queue]]
name = "all"
first_answer = "60 min"

[[agent]]
name = "lena"
most = 4
""")


def told(now: int, who: Reader = DIRECTOR, queue: str = "", team: str = "") -> Board:
    from handclasp.desk.board import Asked, board  # noqa: PLC0415

    return board(who, BUILT_IN, PLAN, now, Asked(queue, team))


@pytest.fixture
def busy(desk: Desk, memory: Memory) -> Desk:
    """Four wait, one was answered, one is closed; two colleagues, one of another team."""
    desk.hire("lena", team="desk")
    desk.hire("omar", team="far")
    refund = [{"by": "words-1", "category": "refund", "severity": 1}]
    at(memory, NOON).say("late", "specimen", flags=refund)
    at(memory, NOON + MINUTE).say("nobodys", "specimen", flags=refund)
    at(memory, NOON + 2 * MINUTE).say("far", "specimen")
    at(memory, NOON + 3 * MINUTE).say("other", "specimen")
    at(memory, NOON + 3 * MINUTE).say("answered", "specimen")
    at(memory, NOON + 4 * MINUTE).say("answered", "specimen answer", "agent")
    memory.say("closed", "specimen")
    memory.say("closed", None, "system", Kind.CLOSE, outcome="solved")
    desk.catch_up()
    give("late", "lena", "desk")
    give("answered", "lena", "desk")
    give("far", "omar", "far")
    return desk


@pytest.mark.usefixtures("busy")
def test_who_waits_is_counted_by_queue_by_team_and_by_person() -> None:
    made = told(NOON + 6 * MINUTE)
    assert (made.total.waiting, made.total.open, made.total.untaken, made.whole) == (4, 5, 2, True)
    assert made.total.longest == NOON + 20_000
    refunds, rest = made.queues
    assert (refunds.name, refunds.waiting, refunds.open, refunds.untaken) == ("refunds", 2, 2, 1)
    assert (refunds.missed, refunds.near) == (1, 1)
    assert (rest.name, rest.waiting, rest.open, rest.missed, rest.near) == ("all", 2, 3, 0, 0)
    assert [(line.name, line.waiting, line.open) for line in made.teams] == [("desk", 1, 2), ("far", 1, 1), ("", 2, 2)]
    lena, omar = made.people
    assert (lena.name, lena.line.open, lena.line.waiting, lena.line.missed, lena.most) == ("lena", 2, 1, 1, 4)
    assert (omar.name, omar.line.open, omar.line.waiting, omar.most) == ("omar", 1, 1, 20)


@pytest.mark.usefixtures("busy")
def test_the_longest_wait_comes_first_with_its_queue_and_its_nearest_clock() -> None:
    made = told(NOON + 6 * MINUTE)
    assert [(one.queue, one.state, one.row.agent) for one in made.waits] == [
        ("refunds", "late", "lena"),
        ("refunds", "near", ""),
        ("all", "running", "omar"),
        ("all", "running", ""),
    ]


@pytest.mark.usefixtures("busy")
def test_a_lead_sees_their_team_and_what_is_nobodys() -> None:
    made = told(NOON + 6 * MINUTE, LEAD)
    assert (made.whole, made.total.waiting, made.total.open) == (False, 3, 4)
    assert [one.name for one in made.people] == ["lena"]
    assert {one.row.agent for one in made.waits} == {"lena", ""}
    assert [line.name for line in made.teams] == ["desk", ""]
    assert told(NOON, Reader("demo", "merchant", "mei", merchant="acme")).total.open == 0
    assert told(NOON, Reader("other", "director", "wei")).people == ()


@pytest.mark.usefixtures("busy")
def test_one_queue_or_team_can_be_looked_at_alone_while_the_tables_stay_whole() -> None:
    whole, refunds, far = (
        told(NOON + 6 * MINUTE, queue=queue, team=team) for queue, team in (("", ""), ("refunds", ""), ("", "far"))
    )
    assert (refunds.total.waiting, len(refunds.waits), refunds.people[0].line.open) == (2, 2, 1)
    assert (far.total.waiting, [one.name for one in far.people]) == (1, ["omar"])
    assert refunds.queues == far.queues == whole.queues
    assert told(NOON, team="no such team").total.open == 0


@pytest.mark.usefixtures("busy")
def test_who_is_away_is_told_since_when_and_who_is_off_duty_too() -> None:
    from handclasp.desk.board import Asked, board  # noqa: PLC0415
    from handclasp.desk.models import AgentState  # noqa: PLC0415

    AgentState.objects.create(tenant="demo", username="omar", away=True, since=NOON)
    lena, omar = told(NOON + MINUTE).people
    assert [(one.state, one.since) for one in (lena, omar)] == [("there", 0), ("away", NOON)]
    nights = read('[hours]\nmon = "01:00-02:00"\n')  # noon of a Sunday is outside of it
    lena, omar = board(DIRECTOR, BUILT_IN, nights, NOON, Asked()).people
    assert [one.state for one in (lena, omar)] == ["off", "away"]


@pytest.mark.usefixtures("busy")
def test_of_many_who_wait_the_longest_waits_are_listed_and_all_are_counted(memory: Memory) -> None:
    from handclasp.desk.board import SHOWN  # noqa: PLC0415
    from handclasp.desk.queue import consume  # noqa: PLC0415

    for place in range(SHOWN):
        at(memory, NOON + 10 * MINUTE).say(f"more-{place}", "specimen")
    consume("demo", memory.views)
    made = told(NOON + 11 * MINUTE)
    assert (made.total.waiting, len(made.waits)) == (SHOWN + 4, SHOWN)
    assert made.waits[0].row.agent == "lena"


def test_an_empty_desk_without_a_plan_has_no_queues_and_nobody_waits(desk: Desk) -> None:
    from handclasp.desk.board import Asked, board  # noqa: PLC0415

    made = board(DIRECTOR, BUILT_IN, read(""), NOON, Asked())
    assert (made.total.open, made.total.longest, made.queues, made.teams, made.people, made.waits) == (
        0,
        None,
        (),
        (),
        (),
        (),
    )
