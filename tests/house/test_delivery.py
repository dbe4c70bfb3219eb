"""Open streams over real connections to a real house: nothing lost, nothing doubled; a slow client hurts itself."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from tests.house_fixture import House, house_template, module_house

from handclasp.bench.ears import Ears, Listener, Plan
from handclasp.house import processes
from handclasp.records import Author, Kind, Raw, Secret
from handclasp.web import hub as module
from handclasp.web.hub import Hub
from handclasp.web.serving import impatient

__all__ = ["house_template", "module_house"]
CUSTOMERS, TABS, CUTS = 40, 5, 4


class Served(NamedTuple):
    """The customers' door on a port of this machine, and where its streams wait."""

    port: int
    hub: Hub


class Customer(NamedTuple):
    """Somebody with a chat open: its conversation (hex), the head of a request to listen to it."""

    conversation: str
    head: bytes


@pytest.fixture(scope="module")
def served(module_house: House) -> Iterator[Served]:
    """The real house, listening, behind a real server."""
    module_house.tail.start()
    module_house.directory.add_site(1, "specimen-site", "specimen", ["https://shop.example"], b"s" * 32)
    hub = Hub(module_house.disclose, module_house.tail)
    with _serving(Starlette(routes=processes._customer_routes(module_house, hub))) as port:
        yield Served(port, hub)


@contextmanager
def _serving(app: Starlette) -> Iterator[int]:
    place = impatient(socket.create_server(("127.0.0.1", 0)))
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([place],), daemon=True)
    thread.start()
    yield place.getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def customers(served: Served) -> list[Customer]:
    """Customers who opened their chats, each at an address of their own."""
    found = []
    with httpx.Client(base_url=f"http://127.0.0.1:{served.port}") as client:
        for number in range(CUSTOMERS):
            address = f"10.0.0.{number}"
            told = client.post(
                "/v1/widget/sessions", json={"site": "specimen-site"}, headers={"X-Forwarded-For": address}
            ).json()
            head = f"GET /v1/widget/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\n"
            head += f"Authorization: Bearer {told['session']}\r\n"
            found.append(Customer(told["conversation"], head.encode()))
    return found


def say(house: House, customers: list[Customer], word: str) -> None:
    """Everybody says something; returns when it is acknowledged."""
    raws = [
        Raw(
            tenant="shop",
            conversation=one.conversation,
            by_pseudonym=True,
            key=f"{word}/{one.conversation}",
            kind=Kind.MESSAGE,
            author=Author("customer", "7F3A"),
            received=time.time_ns() // 1_000_000,
            text=Secret(word),
        )
        for one in customers
    ]
    house.flow.append_all(raws, receipts=False).result(30)


def test_through_storms_every_tab_hears_everything_once(
    module_house: House, served: Served, customers: list[Customer]
) -> None:
    said = 3 * CUTS

    async def storms() -> list[Listener]:
        ears = Ears(Plan(port=served.port, api_key="", site="", customers=0, rate=1, seed=1))
        tabs = [Listener(ears, one.conversation, one.head, 1) for one in customers for _ in range(TABS)]
        await asyncio.gather(*(tab.listen() for tab in tabs))
        for number in range(said):
            talking = asyncio.to_thread(say, module_house, customers, f"word {number}")
            if number % 3:
                await talking
                continue
            speaking = asyncio.create_task(talking)
            for tab in tabs:  # all at once, while something is being said, wherever each of them is
                tab.cut()
            await asyncio.gather(*(tab.listen() for tab in tabs))
            await speaking
        await until(lambda: all(len(tab.seen) >= said for tab in tabs))
        await asyncio.sleep(0.3)  # what came twice would come now
        for tab in tabs:
            tab.cut()
        return tabs

    tabs = asyncio.run(storms())
    assert len(tabs) == CUSTOMERS * TABS
    assert all(sorted(tab.seen.elements()) == list(range(2, said + 2)) for tab in tabs)
    given_back(served)


def test_a_client_that_reads_nothing_is_cut_off_and_holds_nobody_up(
    module_house: House, served: Served, customers: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STALLED", 1.0)
    one = customers[0]
    seen = len(module_house.reading.conversation(1, bytes.fromhex(one.conversation), 0, 10_000))
    with socket.create_connection(("127.0.0.1", served.port)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(one.head + b"Last-Event-ID: 1\r\n\r\n")
        slow.recv(100)
        waits = []

        async def others() -> None:
            ears = Ears(Plan(port=served.port, api_key="", site="", customers=0, rate=1, seed=1))
            tab = Listener(ears, one.conversation, one.head, seen)
            await tab.listen()
            for number in range(40):
                began = time.monotonic()
                await asyncio.to_thread(say, module_house, [one], f"{number} " + "long words " * 5_000)
                await until(partial(_heard, tab, number + 1))
                waits.append(time.monotonic() - began)
            tab.cut()

        asyncio.run(others())
        assert len(waits) == 40
        # The slow one is still there, and has never taken a byte more.
        given_back(served)


def _heard(tab: Listener, count: int) -> bool:
    return len(tab.seen) >= count


async def until(happened: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 - it happens in many places
            await asyncio.sleep(0.02)


def given_back(served: Served) -> None:
    """Every place is free again, within a moment."""
    until = time.monotonic() + 20
    while served.hub._open and time.monotonic() < until:
        time.sleep(0.05)
    assert not served.hub._open
