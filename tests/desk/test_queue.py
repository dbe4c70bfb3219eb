from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk

from handclasp.records import Kind

if TYPE_CHECKING:
    from handclasp.desk.models import Conversation


def row(name: str = "a", tenant: str = "demo") -> Conversation:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    return Conversation.objects.get(tenant=tenant, pseudonym=pseudonym(name))


def table() -> list[dict[str, Any]]:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    rows = Conversation.objects.order_by("tenant", "pseudonym").values()
    return [{key: value for key, value in one.items() if key != "id"} for one in rows]


def consume(memory: Memory, tenant: str = "demo") -> None:
    from handclasp.desk.queue import consume as take  # noqa: PLC0415

    take(tenant, memory.views)


def test_who_spoke_last_decides_who_waits(desk: Desk, memory: Memory) -> None:
    first = memory.say("a", "在吗")
    memory.say("a", "没收到卡密")
    desk.catch_up()
    assert row().waiting
    assert row().waiting_since == first.received
    memory.say("a", "我来看看", "agent")
    desk.catch_up()
    assert (row().waiting, row().waiting_since) == (False, None)
    again = memory.say("a", "还是没有")
    desk.catch_up()
    assert (row().waiting, row().waiting_since) == (True, again.received)


def test_a_note_does_not_answer_the_customer(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello?")
    memory.say("a", "looks like the card was used", "agent", Kind.NOTE)
    desk.catch_up()
    assert row().waiting
    assert row().said == 1
    assert row().last_seq == 2


def test_closing_ends_the_wait_and_a_new_word_reopens(desk: Desk, memory: Memory) -> None:
    memory.say("a", "thanks")
    closed = memory.say("a", None, "system", Kind.CLOSE, outcome="solved")
    desk.catch_up()
    assert (row().closed_at, row().waiting) == (closed.received, False)
    memory.say("a", "one more thing")
    desk.catch_up()
    assert (row().closed_at, row().waiting) == (None, True)


def test_the_row_names_what_was_masked_and_the_channel_but_no_word(desk: Desk, memory: Memory) -> None:
    memory.say("a", "我的身份证 11010519491231002X", channel="telegram")
    memory.say("a", "验证码482913")
    desk.catch_up()
    assert row().flags == ["CN_ID", "OTP"]
    assert row().channel == "telegram"
    assert row().handle == pseudonym("a").hex()[:4].upper()
    assert "身份证" not in repr(table())


def test_the_row_keeps_what_it_is_about_and_the_gravest(desk: Desk, memory: Memory) -> None:
    flags = [{"by": "words-1", "category": "refund", "severity": 1}]
    memory.say("a", "specimen", flags=flags)
    memory.say("a", "specimen", flags=[{"by": "words-1", "category": "threat", "severity": 3}, {"odd": 1}, "odd"])
    memory.say("a", "specimen", flags=flags)
    desk.catch_up()
    assert (row().topics, row().gravity) == (["refund", "threat"], 3)


def test_reading_a_stretch_again_changes_nothing(desk: Desk, memory: Memory) -> None:
    for n in range(30):
        memory.say(f"c{n % 4}", f"word {n}", "agent" if n % 3 == 0 else "customer")
    consume(memory)
    before = table()
    consume(memory)
    from handclasp.desk.queue import consume as take  # noqa: PLC0415

    take("demo", memory.views[5:12])
    take("demo", [])
    assert table() == before


@pytest.mark.parametrize("seed", range(3))
def test_any_cutting_into_batches_gives_the_same_list(desk: Desk, memory: Memory, seed: int) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.desk.queue import consume as take  # noqa: PLC0415

    chance = random.Random(seed)
    for n in range(60):
        memory.say(f"c{chance.randrange(6)}", f"{n}", chance.choice(["customer", "agent"]))
    take("demo", memory.views)
    whole = table()
    Conversation.objects.all().delete()
    at = 0
    while at < 60:
        step = chance.randrange(1, 9)
        # A crash before the cursor is saved reads some of it again.
        take("demo", memory.views[max(0, at - chance.randrange(4)) : at + step])
        at += step
    assert table() == whole


def test_two_tenants_with_one_pseudonym_stay_apart(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    consume(memory, "demo")
    memory.say("a", "answer", "agent")
    consume(memory, "wallet")
    assert row(tenant="demo").waiting
    assert not row(tenant="wallet").waiting


def test_the_cursor_moves_only_after_the_list_is_kept(desk: Desk, memory: Memory) -> None:
    from handclasp.desk.queue import Consumer  # noqa: PLC0415

    memory.say("a", "hello")
    saved: list[tuple[str, int]] = []

    def save(tenant: str, index: int) -> None:
        assert row().last_index == index
        saved.append((tenant, index))

    consumer = Consumer(memory, lambda: ["demo", "empty"], lambda _: None, save, memory.append)
    assert consumer.step() == 1
    assert saved == [("demo", memory.views[-1].index)]


def test_more_than_a_batch_is_taken_in_several_steps(desk: Desk, memory: Memory) -> None:
    for n in range(1_100):
        memory.say(f"c{n % 50}", "hello")
    assert desk.catch_up() == 1_100
    assert sum(one["said"] for one in table()) == 1_100
    assert desk.catch_up() == 0
