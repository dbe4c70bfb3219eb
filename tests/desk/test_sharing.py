"""Giving conversations out by the plan: who can, in turns or to whoever has least; and what a closed desk says."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.desk.real import RealDesk

from handclasp.desk.plan import Plan, Standing, read
from handclasp.records import Author, Kind, Refused

TURNS = '[[queue]]\nname = "all"\nassign = "round-robin"\n'
BUSY = '[[queue]]\nname = "all"\nassign = "least-busy"\n'
CLOSED = """
time_zone = "Asia/Shanghai"
[hours]
mon = "09:00-18:00"
[away]
zh = "已下班，明早回复。"
en = "We are closed."
"""
ANYTHING = Standing()


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-09-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


def sharing(real: RealDesk, text: str, now: int | None = None) -> Any:
    from handclasp.desk.sharing import Sharing  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    plan, house = read(text), real.house
    return Sharing(house.flow.append, lambda _: plan, house.policies.roles, (lambda: now) if now else now_ms)


def only(real: RealDesk, *conversations: bytes) -> None:
    """Nothing but these waits: what other tests left is closed."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    real.catch_up()
    Conversation.objects.exclude(pseudonym__in=conversations).update(closed_at=1, waiting=False)


def pick(plan: Plan, hands: list[Any], wanted: Standing = ANYTHING, now: int = 0) -> str:
    from handclasp.desk.sharing import choose  # noqa: PLC0415

    queue = plan.queue(wanted)
    assert queue is not None
    found = choose(plan, queue, wanted, hands, now)
    return found.name if found else ""


def test_turns_go_round_and_the_least_busy_is_who_has_least(real: RealDesk) -> None:
    from handclasp.desk.sharing import Hand  # noqa: PLC0415

    hands = [Hand("lena", open=1, given=30), Hand("mina", open=5, given=10), Hand("zhou", open=1, given=20)]
    assert pick(read(TURNS), hands) == "mina"
    assert pick(read(BUSY), hands) == "zhou"
    assert pick(read(TURNS), []) == ""


def test_nobody_is_given_what_they_cannot_take(real: RealDesk) -> None:
    from handclasp.desk.sharing import Hand  # noqa: PLC0415

    plan = read(
        'time_zone = "Asia/Shanghai"\n[hours]\nmon = "09:00-18:00"\n'
        '[[queue]]\nname = "all"\nassign = "round-robin"\nteam = "desk"\n'
        '[[agent]]\nname = "lena"\nlanguages = ["zh"]\nmost = 2\n'
        '[[agent]]\nname = "owl"\nhours = { mon = "20:00-23:00" }\n'
        '[[agent]]\nname = "rita"\ntopics = ["refund"]\n'
    )
    day, evening = at("28 10:00"), at("28 21:00")
    lena, owl, rita = Hand("lena", "desk"), Hand("owl", "desk"), Hand("rita", "desk")
    assert pick(plan, [lena], Standing(language="zh"), day) == "lena"
    assert pick(plan, [lena], Standing(language="en"), day) == ""
    assert pick(plan, [lena._replace(open=2)], Standing(language="zh"), day) == ""
    assert pick(plan, [lena._replace(away=True)], Standing(language="zh"), day) == ""
    assert pick(plan, [lena._replace(team="night")], Standing(language="zh"), day) == ""
    assert (pick(plan, [owl], now=day), pick(plan, [owl], now=evening)) == ("", "owl")
    assert pick(plan, [lena], Standing(language="zh"), evening) == ""
    assert pick(plan, [rita], Standing(topics=frozenset({"fraud"})), day) == ""
    assert pick(plan, [rita], Standing(topics=frozenset({"fraud", "refund"})), day) == "rita"
    assert pick(plan, [rita], Standing(), day) == "rita"


def test_what_waits_is_given_out_in_turns_each_on_record(real: RealDesk) -> None:
    for name in ("lena", "zhou"):
        real.hire(name)
    talks = [real.talk(f"in turns {number}") for number in range(4)]
    only(real, *talks)
    assert sharing(real, TURNS).look("shop") == 4
    assert sharing(real, TURNS).look("shop") == 0
    assert sorted(real.row(talk).agent for talk in talks) == ["lena", "lena", "zhou", "zhou"]
    lena = real.hire("mina")._replace(id="lena")
    hers = next(talk for talk in talks if real.row(talk).agent == "lena")
    assert real.house.disclose.read(lena, hers, purpose="support")
    (act,) = [v for v in real.feed() if v.conversation == hers and v.kind == Kind.AGENT_ACTION]
    assert act.author == Author("system", "desk")
    assert act.facts["details"] == {"agent": "lena", "team": "desk", "queue": "all", "way": "round-robin"}


def test_what_was_given_is_still_theirs_when_the_list_is_rebuilt(real: RealDesk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    real.hire("lena")
    hers = real.talk("given and rebuilt")
    only(real, hers)
    assert sharing(real, TURNS).look("shop") == 1
    Conversation.objects.all().delete()
    real.catch_up()
    assert (real.row(hers).agent, real.row(hers).team) == ("lena", "desk")


def test_away_people_and_full_hands_are_given_nothing_until_they_are_back(real: RealDesk) -> None:
    from handclasp.desk.presence import say  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    lena = real.hire("lena")
    talks = [real.talk(f"for nobody {number}") for number in range(2)]
    only(real, *talks)
    say(real.house.journal.seal, lena, now_ms(), away=True)
    assert sharing(real, TURNS).look("shop") == 0
    say(real.house.journal.seal, lena, now_ms(), away=False)
    one = TURNS + '[[agent]]\nname = "lena"\nmost = 1\n'
    assert sharing(real, one).look("shop") == 1
    assert sharing(real, one).look("shop") == 0


def test_of_a_plan_and_two_people_at_the_same_moment_one_wins(real: RealDesk) -> None:
    from django.db import connection  # noqa: PLC0415

    from handclasp.desk.assignment import Taken  # noqa: PLC0415

    people = [real.hire(name) for name in ("lena", "zhou")]
    real.hire("mina")
    wanted = real.talk("wanted by a plan and two")
    only(real, wanted)
    together, told = threading.Barrier(4), list[str]()

    def take(who: Any) -> None:
        together.wait(20)
        try:
            told.append(real.another().take(who, wanted).agent)
        except Taken as taken:
            told.append(taken.agent)
        finally:
            connection.close()

    def give() -> None:
        together.wait(20)
        sharing(real, TURNS).look("shop")
        connection.close()

    threads = [*(threading.Thread(target=take, args=(who,)) for who in people)]
    threads += [threading.Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    (winner,) = set(told)
    acts = [v for v in real.feed() if v.conversation == wanted and v.kind == Kind.AGENT_ACTION]
    assert len(acts) == 1
    assert real.row(wanted).agent == winner


def test_a_closed_desk_says_so_once_in_the_customers_language_as_a_record(real: RealDesk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    talks = {"zh": real.talk("closed zh", "在吗"), "en": real.talk("closed en", "hello?")}
    only(real, *talks.values())
    night, morning = at("28 20:00"), at("28 10:00")
    Conversation.objects.filter(pseudonym__in=list(talks.values())).update(waiting_since=night - 60_000)
    assert sharing(real, CLOSED, morning).look("shop") == 0
    assert sharing(real, CLOSED, night).look("shop") == 2
    assert sharing(real, CLOSED, night + 3_600_000).look("shop") == 0
    said = {v.conversation: v for v in real.feed() if v.author == Author("system", "desk") and v.kind == Kind.MESSAGE}
    assert said[talks["zh"]].body == "已下班，明早回复。"
    assert said[talks["en"]].body == "We are closed."
    real.catch_up()
    assert real.row(talks["en"]).waiting


def test_whoever_waited_before_it_closed_is_not_told_that_it_is_closed(real: RealDesk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    early = real.talk("before it closed")
    only(real, early)
    Conversation.objects.filter(pseudonym=early).update(waiting_since=at("28 17:00"))
    assert sharing(real, CLOSED, at("28 20:00")).look("shop") == 0


def test_a_text_that_could_not_be_sent_is_in_no_plan(real: RealDesk) -> None:
    from handclasp.records import Guarded  # noqa: PLC0415

    book, boss, lena = real.arranging(), real.hire("boss", "lead"), real.hire("lena")
    stopped = CLOSED.replace("We are closed.", "Send us your verification code.")
    with pytest.raises(Guarded):
        book.publish(boss, stopped, 0)
    with pytest.raises(Guarded):
        book.check(boss, stopped)
    with pytest.raises(Refused):
        book.check(lena, stopped)


def test_customers_are_not_told_a_persons_name_for_what_the_desk_says_by_itself(real: RealDesk) -> None:
    from handclasp.house.processes import _shown_name  # noqa: PLC0415

    real.hire("desk")
    assert _shown_name("shop", Author("system", "desk")) == ""
    assert _shown_name("shop", Author("agent", "desk")) == "desk"


ABSENT = """
[absent]
zh = "暂时离开，回来就回复。"
en = "We are back soon."
"""


def absent(real: RealDesk, *, away: bool) -> list[str]:
    """What the house says in a conversation in which a customer wrote once Lena had said this of herself."""
    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.desk.presence import say  # noqa: PLC0415

    lena = real.hire("lena")
    Staff.objects.exclude(username="lena").update(is_active=False)
    say(real.house.journal.seal, lena, 1, away=away)
    talk = real.talk(f"absent {away}")
    only(real, talk)
    desk = sharing(real, ABSENT)
    for _ in range(2):  # once, however often it is looked at
        desk.look("shop")
        real.catch_up()
    row = real.row(talk)
    assert row.waiting  # it is no answer
    house = [view for view in real.feed() if view.conversation == talk and view.author == Author("system", "desk")]
    return [str(view.body) for view in house if view.kind == Kind.MESSAGE]


def test_while_everybody_is_away_customers_are_told_once(real: RealDesk) -> None:
    assert absent(real, away=True) == ["We are back soon."]


def test_while_somebody_is_there_nothing_is_said(real: RealDesk) -> None:
    assert absent(real, away=False) == []


def test_nobody_is_there_since_the_last_one_left(real: RealDesk) -> None:
    from handclasp.desk.sharing import Hand, gone  # noqa: PLC0415

    plan = read('time_zone = "Asia/Shanghai"\n[[agent]]\nname = "night"\nhours = { mon = "20:00-23:00" }\n')
    day = at("07T12:00")
    left, later = Hand("lena", away=True, since=day - 9_000), Hand("paul", away=True, since=day - 5_000)
    assert gone(plan, [left, later], day) == day - 5_000
    assert gone(plan, [left, Hand("night")], day) == day - 9_000  # off duty since last week
    assert gone(plan, [left, later, Hand("anna")], day) is None
    assert gone(plan, [], day) is None
