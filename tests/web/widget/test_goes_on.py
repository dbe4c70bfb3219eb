"""A chat that the desk joined with another of its customer: it goes on there, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx
import pytest
from tests.web.widget.asking import Visitor
from tests.web.widget.house import SESSION_SECRET, House

from handclasp.access.policy import Reader
from handclasp.records import Kind, Secret
from handclasp.web.widget.session import Tokens
from handclasp.web.widget.stream import Heard, Listening

pytestmark = pytest.mark.anyio


@pytest.fixture
async def main(visitor: Visitor) -> bytes:
    """The visitor's chat goes on in this conversation, in which something was said before."""
    await visitor.open()
    await visitor.say("first")
    into = visitor.house.open("demo", "shop/ticket-7")
    visitor.house.say(into, "answered elsewhere")
    return into


def join(visitor: Visitor, into: bytes) -> None:
    visitor.house.joined[visitor.conversation] = into
    visitor.house.say(visitor.conversation, "", kind=Kind.CLOSE, outcome="merged")


async def send(visitor: Visitor, body: Any, at: bytes | None = None) -> httpx.Response:
    headers = visitor.headers | ({"Handclasp-Conversation": at.hex()} if at else {})
    return await visitor.client.post("/v1/widget/messages", json=body, headers=headers)


def signed_for(visitor: Visitor, conversation: bytes, text: str, **changed: Any) -> dict[str, Any]:
    own, visitor.conversation = visitor.conversation, conversation
    try:
        return visitor.message(text, **changed)
    finally:
        visitor.conversation = own


def said(house: House, conversation: bytes) -> list[str]:
    return [one.raw.text.reveal() for one in house.customer_records(conversation) if one.raw.text]


@asynccontextmanager
async def listening(visitor: Visitor, at: bytes) -> AsyncIterator[AsyncGenerator[bytes, None]]:
    session = Tokens(Secret(SESSION_SECRET)).read(visitor.session, visitor.house.now)
    follow = visitor.house.follow(Reader("demo", "customer", session.visitor), at, purpose="x")
    heard = Heard(visitor.conversation, at, 0, ends=at != visitor.conversation)
    events = Listening(visitor.house.services(heartbeat=0.05), session, heard, follow).events()
    async with aclosing(events), asyncio.timeout(10):
        yield events


async def test_a_session_says_where_the_chat_goes_on(visitor: Visitor, main: bytes) -> None:
    own = visitor.conversation
    join(visitor, main)
    answer = (await visitor.open(resume=visitor.session)).json()
    assert (answer["conversation"], answer["goes_on"]) == (own.hex(), main.hex())


async def test_what_is_signed_for_where_it_goes_on_is_said_there(visitor: Visitor, main: bytes) -> None:
    join(visitor, main)
    answer = await send(visitor, signed_for(visitor, main, "second"), main)
    assert answer.status_code == 201
    assert said(visitor.house, main) == ["second"]
    assert said(visitor.house, visitor.conversation) == ["first"]


async def test_what_was_on_its_way_lands_where_it_was_signed_for_and_only_once(visitor: Visitor, main: bytes) -> None:
    body = visitor.message("on its way")
    assert (await send(visitor, body)).status_code == 201
    join(visitor, main)
    again = await send(visitor, body, visitor.conversation)
    assert (again.status_code, again.json()["doubled"]) == (200, True)
    # Signed anew for the other one under the same id, it is still the same message.
    twice = await send(visitor, signed_for(visitor, main, "on its way", id=body["id"], sent=body["sent"]), main)
    assert twice.status_code in {200, 409}
    assert said(visitor.house, main) == []
    assert said(visitor.house, visitor.conversation) == ["first", "on its way"]


async def test_a_signature_for_one_conversation_says_nothing_in_the_other(visitor: Visitor, main: bytes) -> None:
    join(visitor, main)
    answer = await send(visitor, visitor.message("second"), main)
    assert (answer.status_code, answer.json()["code"]) == (422, "signature-wrong")


async def test_nobody_reaches_a_conversation_in_which_theirs_does_not_go_on(visitor: Visitor, main: bytes) -> None:
    for path, ask in (("receipts/1", "GET"), ("files/1", "GET"), ("stream", "GET"), ("looks", "GET")):
        headers = visitor.headers | {"Handclasp-Conversation": main.hex()}
        answer = await visitor.client.request(ask, f"/v1/widget/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "conversation-moved"), path
    assert (await send(visitor, signed_for(visitor, main, "second"), main)).status_code == 409
    assert said(visitor.house, main) == []


async def test_the_stream_tells_all_that_was_said_then_where_it_goes_on(visitor: Visitor, main: bytes) -> None:
    async with listening(visitor, visitor.conversation) as events:
        whole, joined = b"", False
        async for event in events:
            whole += event
            if not joined and b"first" in whole:
                joined = True
                join(visitor, main)
    told = re.findall(rb"event: (\w+)\ndata: (.*)", whole)
    assert [json.loads(one)["kind"] for name, one in told if name == b"record"] == ["notice-shown", "message", "close"]
    assert (told[-1][0], json.loads(told[-1][1])) == (b"moved", {"conversation": main.hex()})


async def test_parted_the_stream_leads_back(visitor: Visitor, main: bytes) -> None:
    join(visitor, main)
    async with listening(visitor, main) as events:
        whole, parted = b"", False
        async for event in events:
            whole += event
            if not parted and b"answered elsewhere" in whole:
                parted = bool(visitor.house.joined.pop(visitor.conversation))
                visitor.house.say(main, "parted", kind=Kind.NOTE)
    own = visitor.conversation.hex()
    assert whole.endswith(f'event: moved\ndata: {{"conversation":"{own}"}}\n\n'.encode())


async def test_a_chat_that_only_ended_is_listened_to_as_ever(visitor: Visitor, main: bytes) -> None:
    visitor.house.say(visitor.conversation, "", kind=Kind.CLOSE, outcome="closed")
    async with listening(visitor, visitor.conversation) as events:
        whole = b""
        while b"nothing new" not in whole:
            whole += await anext(events)
    assert b"event: moved" not in whole


async def test_its_receipts_and_looks_are_those_of_where_it_goes_on(visitor: Visitor, main: bytes) -> None:
    join(visitor, main)
    headers = visitor.headers | {"Handclasp-Conversation": main.hex()}
    answer = await visitor.client.get("/v1/widget/receipts/1", headers=headers)
    assert answer.status_code == 200
    assert visitor.house.accesses[-1][1:] == (main, "receipt")
    assert visitor.house.accesses[-1][0].conversation == main.hex()
