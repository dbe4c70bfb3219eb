"""Who is told of a deadline: once for each clock, as a record, in the list of those who were told while it lasts."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.desk.real import RealDesk
from tests.house_fixture import said
from tests.unique import word

from handclasp.access.policy import Reader
from handclasp.desk.plan import read
from handclasp.records import Author, Kind, Refused

MINUTE = 60_000
PLAN = """
[[queue]]
name = "all"
first_answer = "5 min"
next_answer = "10 min"
escalate = ["boss"]
"""


def look(real: RealDesk, after: int, text: str = PLAN) -> int:
    """Look at the desk some ms after the newest thing that was said."""
    from handclasp.desk.alerts import look as look_at  # noqa: PLC0415

    real.catch_up()
    now = max(view.received for view in real.feed() if view.kind == Kind.MESSAGE) + after
    return look_at(real.house.flow.append, read(text), "shop", now)


def told(real: RealDesk, conversation: bytes) -> list[tuple[str, str, Any]]:
    seen = [
        view for view in real.feed() if view.conversation == conversation and view.author == Author("system", "desk")
    ]
    return [(str(v.facts["action"]), v.facts["details"]["clock"], v.facts["details"]["to"]) for v in seen]  # type: ignore[index,call-overload]


def answer(real: RealDesk, name: str) -> None:
    import msgspec  # noqa: PLC0415

    raw = said("an answer", f"{name}/{next(real._numbers)}", conversation=name)
    real.house.flow.append(msgspec.structs.replace(raw, author=Author("agent", "lena")))


def test_each_clock_is_told_of_once_when_it_gets_near_and_once_when_it_is_missed(real: RealDesk) -> None:
    hers = real.talk("waits for long")
    assert look(real, 3 * MINUTE) == 0
    assert look(real, 4 * MINUTE) >= 1
    assert told(real, hers) == [("deadline near", "first", ["boss"])]
    look(real, 4 * MINUTE + 5_000)
    assert len(told(real, hers)) == 1
    look(real, 6 * MINUTE)
    look(real, 60 * MINUTE)
    assert told(real, hers) == [("deadline near", "first", ["boss"]), ("deadline missed", "first", ["boss"])]
    assert real.row(hers).told == ["boss"]


def test_an_answer_ends_it_and_the_next_line_has_a_clock_of_its_own(real: RealDesk) -> None:
    hers = real.talk("goes on")
    look(real, 6 * MINUTE)
    answer(real, "goes on")
    real.catch_up()
    row = real.row(hers)
    assert (row.waiting, row.told, row.due_at) == (False, [], None)
    real.talk("goes on", "and now?")
    look(real, 11 * MINUTE)
    assert [clock for _, clock, _ in told(real, hers)] == ["first", "next"]


def test_rebuilding_the_list_from_the_log_tells_nobody_again(real: RealDesk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    hers = real.talk("rebuilt")
    look(real, 6 * MINUTE)
    before = real.row(hers)
    Conversation.objects.all().delete()
    assert look(real, 6 * MINUTE) == 0
    after = real.row(hers)
    assert (after.alerts, after.told, after.turns, after.due_at) == (
        before.alerts,
        before.told,
        before.turns,
        before.due_at,
    )
    assert len(told(real, hers)) == 1


def test_two_runs_at_once_seal_one_record(real: RealDesk) -> None:
    from django.db import connection  # noqa: PLC0415

    from handclasp.desk.alerts import look as look_at  # noqa: PLC0415

    hers = real.talk("seen by two")
    real.catch_up()
    now = max(view.received for view in real.feed()) + 6 * MINUTE
    together = threading.Barrier(2)

    def run() -> None:
        try:
            together.wait(20)
            look_at(real.house.flow.append, read(PLAN), "shop", now)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(told(real, hers)) == 1


def test_whose_it_is_is_told_too_and_a_customer_never_sees_it(real: RealDesk) -> None:
    lena, hers = real.hire("lena"), real.talk("hers to answer")
    real.assignments.take(lena, hers)
    look(real, 6 * MINUTE)
    assert told(real, hers)[0][2] == ["boss", "lena"]
    customer = Reader("shop", "customer", "visitor", conversation=hers.hex())
    shown = real.house.disclose.read(customer, hers, purpose="own conversation")
    assert {view.kind for view in shown} <= {Kind.MESSAGE.value}


def test_that_the_desk_speaks_of_itself_is_no_answer(real: RealDesk) -> None:
    import msgspec  # noqa: PLC0415

    hers = real.talk("closed now")
    raw = said("We are closed.", "closed now/away", conversation="closed now")
    real.house.flow.append(msgspec.structs.replace(raw, author=Author("system", "desk")))
    real.catch_up()
    row = real.row(hers)
    assert (row.waiting, [side for side, _ in row.turns]) == (True, ["c"])


def test_plans_are_published_in_numbers_by_whoever_arranges_the_desk(real: RealDesk) -> None:
    from handclasp.desk.arranging import PlanMovedOn, plan  # noqa: PLC0415
    from handclasp.desk.plan import BadPlan  # noqa: PLC0415

    book = real.arranging()
    boss, lena = real.hire("boss", "lead"), real.hire("lena")
    assert plan("shop").queues == ()
    assert book.publish(boss, PLAN, 0).number == 1
    assert plan("shop").queues[0].name == "all"
    with pytest.raises(PlanMovedOn):
        book.publish(boss, "", 0)
    with pytest.raises(BadPlan):
        book.publish(boss, "x = 1", 1)
    with pytest.raises(Refused):
        book.publish(lena, "", 1)
    assert book.show(boss)[:2] == (1, PLAN)
    assert plan("wallet").queues == ()


def test_a_plan_names_topics_and_accounts_that_are_there(real: RealDesk) -> None:
    from handclasp.desk.plan import BadPlan  # noqa: PLC0415

    book, boss = real.arranging(), real.hire("boss", "lead")
    real.hire("lena")
    real.hire("elsewhere", tenant="wallet")
    queue, agent = '[[queue]]\nname = "a"\n', '[[agent]]\nname = "lena"\n'
    for wrong, named in (
        (queue + 'topics = ["refund", "refunds", "cards"]\n', "cards, refunds"),
        (agent + 'topics = ["cards"]\n', "cards"),
        (queue + 'escalate = ["boss", "nobody"]\n', "nobody"),
        (queue + 'escalate = ["elsewhere"]\n', "elsewhere"),
        (agent.replace("lena", "lean"), "lean"),
    ):
        for ask in (book.check, lambda who, text: book.publish(who, text, 0)):
            with pytest.raises(BadPlan) as refused:
                ask(boss, wrong)
            assert f"{named};" in f"{refused.value};"
            assert named in refused.value.zh
    assert book.show(boss).number == 0
    fine = queue + 'topics = ["refund"]\nescalate = ["boss"]\n' + agent
    assert book.check(boss, fine).queues[0].name == "a"
    assert book.publish(boss, fine, 0).number == 1


def test_topics_of_a_tenants_own_list_are_known(real: RealDesk) -> None:
    book, boss, admin = real.arranging(), real.hire("boss", "lead"), real.hire("wen", "administrator")
    topic = f"topic-{word()}"
    real.house.risk_words.publish(admin, f"== {topic} | 1 | in\n{word()}\n")
    assert book.check(boss, f'[[queue]]\nname = "a"\ntopics = ["{topic}"]\n').queues[0].topics == {topic}
