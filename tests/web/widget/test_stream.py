"""Listening: what a customer hears, in order, once, and nothing that is not for customers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx
import pytest
from tests.web.widget.asking import Visitor
from tests.web.widget.house import SESSION_SECRET

from handclasp.access.policy import Reader
from handclasp.records import Kind, Secret
from handclasp.web.beside import DESK, THE_CUSTOMER, Present, Somebody
from handclasp.web.widget.session import Session, Tokens
from handclasp.web.widget.stream import Heard, Listening

pytestmark = pytest.mark.anyio

Events = AsyncGenerator[bytes, None]


@asynccontextmanager
async def listening(
    visitor: Visitor, after: int = 0, heartbeat: float = 15.0, stream_life: float = 3600.0
) -> AsyncIterator[Events]:
    """A customer's ear, from `after` on."""
    house = visitor.house
    session: Session = Tokens(Secret(SESSION_SECRET)).read(visitor.session, house.now)
    services = house.services(heartbeat=heartbeat, stream_life=stream_life)
    follow = house.follow(Reader("demo", "customer", session.visitor), visitor.conversation, purpose="x", after=after)
    own = visitor.conversation
    events = Listening(services, session, Heard(own, own, after, ends=False), follow).events()
    async with aclosing(events):
        assert await anext(events) == b"retry: 1000\n\n"
        yield events


async def records(events: Events, count: int) -> list[dict[str, Any]]:
    """The next records, comments left out."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            for event in (await anext(events)).decode().split("\n\n"):
                if event.startswith("id: "):
                    head, _, data = event.partition("\ndata: ")
                    found.append(json.loads(data) | {"last_event_id": int(head.split("\n")[0].removeprefix("id: "))})
    assert len(found) == count
    return found


async def test_a_customer_hears_the_masked_words_and_where_the_masks_are(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.say("我的电话 13800135678，订单 A1001")
    async with listening(visitor) as events:
        notice, message = await records(events, 2)
    assert notice["kind"] == "notice-shown"
    assert message["body"] == "我的电话 【手机号 138****5678】，订单 A1001"
    (span,) = message["spans"]
    assert (span["type"], span["kept"]) == ("PHONE", True)
    assert message["body"][span["start"] : span["end"]] == "【手机号 138****5678】"
    assert message["author"] == {"role": "customer", "name": None}
    assert message["last_event_id"] == message["seq"] == 2
    assert "signature" not in message["facts"]


async def test_a_dropped_secret_is_said_to_be_gone(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.say("我的密码是 Tiger#2026x")
    async with listening(visitor) as events:
        message = (await records(events, 2))[1]
    assert "Tiger" not in message["body"]
    assert message["spans"][0]["kept"] is False


async def test_an_answer_arrives_while_listening_under_the_agents_shown_name(visitor: Visitor) -> None:
    await visitor.open()
    async with listening(visitor, after=1) as events:
        waiting = asyncio.create_task(records(events, 1))
        await asyncio.sleep(0)
        visitor.house.say(visitor.conversation, "请问提示的文字是什么？")
        (message,) = await waiting
    assert message["author"] == {"role": "agent", "name": "小周"}


async def test_notes_and_inner_records_are_never_heard(visitor: Visitor) -> None:
    await visitor.open()
    house = visitor.house
    house.say(visitor.conversation, "he is lying, I think", kind=Kind.NOTE)
    house.say(visitor.conversation, "", kind=Kind.AGENT_ACTION, action="raised priority")
    house.say(visitor.conversation, "卡密已发放", kind=Kind.ORDER_EVENT, order="A1001", event="delivered")
    async with listening(visitor) as events:
        heard = await records(events, 2)
    assert [one["kind"] for one in heard] == ["notice-shown", "order-event"]
    assert heard[1]["facts"] == {"order": "A1001", "event": "delivered"}


async def test_listening_resumes_where_it_stopped(visitor: Visitor) -> None:
    await visitor.open()
    for word in ("one", "two", "three"):
        await visitor.say(word)
    async with listening(visitor, after=2) as events:
        assert [one["body"] for one in await records(events, 2)] == ["two", "three"]


async def test_a_rescreen_sends_what_was_shown_before_once_more_as_it_looks_now(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.say("hello")
    target = visitor.house.kept[visitor.conversation][1].rec.hash
    facts: dict[str, Any] = {
        "target": target,
        "hide": ["body"],
        "release": [],
        "reason": "specimen",
        "masked": "【电话 ****】",
    }
    visitor.house.say(visitor.conversation, "", kind=Kind.RESCREEN, **facts)
    async with listening(visitor, after=2) as events:
        event = (await anext(events)).decode().split("\n\n")[0]
        assert event.startswith("event: changed\ndata: "), "an id would make a resumed frame hear it all again"
        changed = json.loads(event.partition("data: ")[2])
    assert (changed["seq"], changed["body"]) == (2, "【电话 ****】")
    async with listening(visitor) as events:
        heard = await records(events, 2)
        assert [one["body"] for one in heard][1] == "【电话 ****】"


async def test_silence_is_kept_alive_by_comments(visitor: Visitor) -> None:
    await visitor.open()
    async with listening(visitor, after=1, heartbeat=0.001) as events:
        assert [await anext(events) for _ in range(3)] == [b": nothing new\n\n"] * 3


async def test_a_stream_ends_with_its_life_and_with_the_session(visitor: Visitor) -> None:
    await visitor.open()
    async with listening(visitor, after=1, heartbeat=0.001, stream_life=60) as events:
        await anext(events)
        visitor.house.seconds += 61
        assert [event async for event in events] == []


async def test_a_closed_stream_leaves_nothing_behind(visitor: Visitor) -> None:
    await visitor.open()
    async with listening(visitor, heartbeat=0.001) as events:
        await records(events, 1)
        assert visitor.house.listening() == 1
    assert visitor.house.listening() == 0


async def test_reading_is_recorded_as_the_customers_own(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.client.get("/v1/widget/receipts/1", headers=visitor.headers)
    (who, conversation, _) = visitor.house.accesses[0]
    assert (who.tenant, who.role, conversation) == ("demo", "customer", visitor.conversation)
    assert len(who.id) == 32


async def test_last_event_id_must_be_a_number(visitor: Visitor) -> None:
    await visitor.open()
    answer = await visitor.client.get("/v1/widget/stream", headers=visitor.headers | {"Last-Event-ID": "x"})
    assert answer.status_code == 404


async def test_a_customer_is_told_that_somebody_writes_and_never_who_or_what(visitor: Visitor) -> None:
    await visitor.open()
    beside = visitor.house.beside
    lena = Somebody(DESK, "lena")
    async with listening(visitor) as events:
        await records(events, 1)
        assert beside.at(visitor.conversation) == (Present(THE_CUSTOMER),)
        beside.write(visitor.conversation, lena, "note")
        beside.write(visitor.conversation, lena, "reply")
        async with asyncio.timeout(30):
            assert await anext(events) == b'event: writing\ndata: {"writing":true}\n\n'
            beside.write(visitor.conversation, lena, "")
            assert await anext(events) == b'event: writing\ndata: {"writing":false}\n\n'
    assert beside.at(visitor.conversation) == ()


async def test_that_a_customer_writes_is_told_for_a_while_and_ends_with_what_they_send(visitor: Visitor) -> None:
    await visitor.open()
    beside = visitor.house.beside

    async def writes(told: Any) -> httpx.Response:
        return await visitor.client.post("/v1/widget/writing", json=told, headers=visitor.headers)

    told = await writes({"writing": True})
    assert (told.status_code, told.content) == (204, b"")
    assert beside.at(visitor.conversation) == (Present(THE_CUSTOMER, "reply"),)
    before = len(visitor.house.log.records)
    for wrong in ({}, {"writing": "yes"}, {"writing": True, "text": "a word"}):
        assert (await writes(wrong)).status_code == 422
    assert len(visitor.house.log.records) == before
    await visitor.say("hello")
    assert beside.at(visitor.conversation) == ()
