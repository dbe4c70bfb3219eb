"""Plans and promises: which queue a conversation stands in, and how its clocks stand at any moment; pure."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.desk.deadlines import CLOSED, CUSTOMER, DESK, Clock, Turn, deadlines
from handclasp.desk.plan import BadPlan, Plan, Standing, read

MINUTE, HOUR = 60_000, 3_600_000
PLAN = """
time_zone = "Asia/Shanghai"
[hours]
mon = "09:00-18:00"
tue = "09:00-18:00"
[[queue]]
name = "grave"
gravity = 3
first_answer = "90 s"
round_the_clock = true
[[queue]]
name = "refunds"
topics = ["refund", "dispute"]
languages = ["zh"]
first_answer = "5 min"
next_answer = "15 min"
resolution = "8 h"
warn = 80
escalate = ["boss", "qin"]
[[queue]]
name = "all"
first_answer = "10 min"
"""
REFUND = Standing(topics=frozenset({"refund"}), language="zh")


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-09-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


def clocks(turns: list[tuple[str, str]], now: str, about: Standing = REFUND, text: str = PLAN) -> dict[str, Clock]:
    plan = read(text)
    found = deadlines(plan, plan.queue(about), [Turn(side, at(when)) for side, when in turns], at(now))
    return {clock.kind: clock for clock in found.clocks} if found else {}


def test_a_conversation_stands_in_the_first_queue_of_which_everything_is_true() -> None:
    plan = read(PLAN)
    names = [
        (REFUND, "refunds"),
        (REFUND._replace(gravity=3), "grave"),
        (REFUND._replace(language="en"), "all"),
        (Standing(), "all"),
    ]
    for about, name in names:
        found = plan.queue(about)
        assert found is not None
        assert found.name == name
    assert Plan().queue(Standing()) is None


def test_the_first_answer_is_due_after_its_time_of_the_open_desk() -> None:
    begun = [(CUSTOMER, "28 17:58")]  # a Monday
    first = clocks(begun, "28 17:59")["first"]
    assert (first.state, first.due, first.left) == ("running", at("29 09:03"), 4 * MINUTE)
    assert clocks(begun, "29 09:01")["first"].state == "running"
    assert clocks(begun, "29 09:02")["first"].state == "near"  # 80 % of 5 minutes
    assert clocks(begun, "29 09:03")["first"].state == "late"


def test_an_answer_keeps_the_promise_or_came_too_late() -> None:
    kept = clocks([(CUSTOMER, "28 10:00"), (DESK, "28 10:04")], "28 12:00")["first"]
    assert (kept.state, kept.took, kept.due) == ("kept", 4 * MINUTE, None)
    missed = clocks([(CUSTOMER, "28 10:00"), (DESK, "28 10:06")], "28 12:00")["first"]
    assert (missed.state, missed.took) == ("missed", 6 * MINUTE)


def test_each_further_line_that_waits_has_a_clock_of_its_own() -> None:
    turns = [(CUSTOMER, "28 10:00"), (DESK, "28 10:01")]
    assert "next" not in clocks(turns, "28 10:30")
    asked = clocks([*turns, (CUSTOMER, "28 11:00")], "28 11:05")["next"]
    assert (asked.state, asked.since, asked.due) == ("running", at("28 11:00"), at("28 11:15"))
    answered = clocks([*turns, (CUSTOMER, "28 11:00"), (DESK, "28 11:20")], "28 11:30")["next"]
    assert (answered.state, answered.took) == ("missed", 20 * MINUTE)


def test_the_resolution_stands_still_while_it_is_the_customers_turn() -> None:
    turns = [(CUSTOMER, "28 09:00"), (DESK, "28 11:00")]
    paused = clocks(turns, "29 12:00")["resolution"]
    assert (paused.state, paused.due, paused.left) == ("paused", None, 6 * HOUR)
    again = clocks([*turns, (CUSTOMER, "29 12:00")], "29 12:00")["resolution"]
    assert (again.state, again.due) == ("running", at("29 18:00"))
    ended = clocks([*turns, (CUSTOMER, "29 12:00"), (DESK, "29 13:00"), (CLOSED, "29 17:00")], "29 18:00")
    assert (ended["resolution"].state, ended["resolution"].took) == ("kept", 3 * HOUR)
    assert ended["first"].state == "missed"


def test_what_is_said_after_a_closing_begins_anew() -> None:
    old = [(CUSTOMER, "28 09:00"), (DESK, "28 09:01"), (CLOSED, "28 10:00")]
    found = clocks([*old, (CUSTOMER, "28 15:00")], "28 15:01")
    assert (found["first"].since, found["first"].state) == (at("28 15:00"), "running")
    assert "next" not in found


def test_a_queue_around_the_clock_knows_no_night() -> None:
    found = clocks([(CUSTOMER, "28 03:00")], "28 03:01", REFUND._replace(gravity=3))
    assert found["first"].due == at("28 03:00") + 90_000
    assert set(found) == {"first"}


def test_nothing_is_promised_without_a_plan_or_a_customers_word() -> None:
    assert clocks([(DESK, "28 09:00")], "28 10:00") == {}
    assert clocks([], "28 10:00") == {}
    assert clocks([(CUSTOMER, "28 09:00")], "28 10:00", text="") == {}


_sides = st.lists(st.integers(1, 400), min_size=1, max_size=12)


@given(steps=_sides, more=st.integers(0, 600))
def test_of_what_waits_the_time_left_and_the_time_used_make_the_promise(steps: list[int], more: int) -> None:
    plan = read(PLAN)
    queue, hours = plan.queue(REFUND), plan.hours
    turns, now = [], at("28 09:00")
    for place, step in enumerate(steps):
        turns.append(Turn(CUSTOMER if place % 2 == 0 else DESK, now))
        now += step * MINUTE
    now += more * MINUTE
    found = deadlines(plan, queue, turns, now)
    assert found is not None
    for clock in found.clocks:
        assert (clock.due is None) is (clock.state in {"paused", "kept", "missed"})
        if clock.state in {"running", "near"} and clock.due is not None:
            assert hours.between(now, clock.due) == clock.left
            assert clock.near is not None
            assert clock.near <= clock.due
        assert (clock.state == "late") is (clock.due is not None and now >= clock.due)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("time_zone = 'Mars'", "time_zone"),
        ("x = 1", "knows no 'x'"),
        ("= 1", "TOML"),
        ("holidays = ['soon']", "2026-10-01"),
        ("workdays = ['2026-10-10 someday']", "weekday"),
        ("[hours]\nmon = '9'", "[hours] mon"),
        ("[hours]\nmon = ''", "never opens"),
        ("[[queue]]\nname = 'A B'", "small letters"),
        ("[[queue]]\nname = 'a'\nfirst_answer = '5 days'", "first_answer"),
        ("[[queue]]\nname = 'a'\nfirst_answer = '0 min'", "first_answer"),
        ("[[queue]]\nname = 'a'\nwarn = 101", "warn"),
        ("[[queue]]\nname = 'a'\nlanguages = ['fr']", "languages"),
        ("[[queue]]\nname = 'a'\nescalate = ['the boss']", "escalate"),
        ("[[queue]]\nname = 'a'\nround_the_clock = 1", "true or false"),
        ("[[queue]]\nname = 'a'\n[[queue]]\nname = 'a'", "two of"),
        ("[queue]\nname = 'a'", "[[queue]]"),
        ("[away]\nen = 'closed'", "without [hours]"),
        ("[[agent]]\nname = 'lena'\nmost = 0", "most"),
        ("hours = 1", "table of weekdays"),
        ("holidays = 1", "a list"),
        ("[[queue]]\nname = 'a'\nassign = 'by-luck'", "by-hand, round-robin"),
        ("[[queue]]\nname = 'a'\nteam = 'A B'", "team"),
        ("[[queue]]\nname = 'a'\ntopics = ['']", "list of words"),
        ("[[reason]]\nname = 'a'\nstates = ['gone']\nen = 'a'", "states are some"),
        ("[[tag]]\nname = 'a'", "1 to 80"),
        ("rating = 1", "ask = false"),
        ("absent = 1", "[absent]"),
        ("[absent]\nen = ''", "1 to 1,000"),
        ("#" * 100_001, "100,000"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, what: str) -> None:
    with pytest.raises(BadPlan) as refused:
        read(text)
    assert what in str(refused.value)
    assert re.search("[\u4e00-\u9fff]", refused.value.zh)


def test_what_waits_for_the_customer_stands_still_until_they_write() -> None:
    turns = [("c", "07 09:00"), ("w", "07 09:02"), ("o", "07 10:00")]
    paused = clocks(turns[:2], "07 09:30")
    assert {kind: clock.state for kind, clock in paused.items()} == {"first": "paused", "resolution": "paused"}
    assert paused["first"].left == 3 * MINUTE
    again = clocks(turns, "07 10:00")["first"]
    assert (again.state, again.since, again.due) == ("running", at("07 09:00"), at("07 10:03"))


def test_what_waits_for_others_still_owes_an_answer() -> None:
    waits = clocks([("c", "07 09:00"), ("p", "07 09:02")], "07 09:03")
    assert (waits["first"].state, waits["first"].due) == ("running", at("07 09:05"))
    assert (waits["resolution"].state, waits["resolution"].left) == ("paused", 8 * HOUR - 2 * MINUTE)
    answered = [("c", "07 09:00"), ("p", "07 09:02"), ("d", "07 09:04"), ("c", "07 10:00"), ("o", "07 10:00")]
    assert clocks(answered, "07 10:00")["resolution"].due == at("07 17:58")


def test_a_plan_names_its_own_reasons_and_a_wrong_one_is_told_with_its_place() -> None:
    assert read("").reason("resolved", "refunded") is not None
    own = read('[[reason]]\nname = "sent"\nstates = ["resolved"]\nzh = "已补发"')
    assert [(one.name, dict(one.words)) for one in own.reasons] == [("sent", {"zh": "已补发", "en": "已补发"})]
    assert own.reason("closed", "sent") is None
    for text, told in (
        ('[[reason]]\nname = "x"\nzh = "x"', "[[reason]] x: states are some of"),
        ('[[reason]]\nname = "x"\nstates = ["reopened"]\nzh = "x"', "[[reason]] x: states are some of"),
        ('[[reason]]\nname = "x"\nstates = ["open"]', "[[reason]] x is called something"),
        ('[[reason]]\nname = "x"\nstates = ["open"]\nzh = "x"\n' * 2, "there are two of [[reason]] x"),
        ('[[reason]]\nname = "x"\nstates = ["open"]\nzh = "x"\nfr = "x"', "[[reason]] x knows no 'fr'"),
    ):
        with pytest.raises(BadPlan) as caught:
            read(text)
        assert told in str(caught.value)
