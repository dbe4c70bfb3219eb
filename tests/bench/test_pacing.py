"""What is sent by the clock: nothing is hidden by a stall, refusals are counted, and a flood ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest
import typer

from handclasp.bench import overload, paced
from handclasp.bench.measures import settings, told
from handclasp.bench.overload import Phases, Size, recovery
from handclasp.bench.paced import Request
from handclasp.bench.pacer import Order, Paced, Pacer, Plan, parsed, schedule

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def test_settings_of_the_measured_house_are_pairs_and_told() -> None:
    assert settings(None, 2) == {"web_workers": "2"}
    assert settings(["queue_records=5", "web_host=::1"]).items() >= {"queue_records": "5", "web_host": "::1"}.items()
    assert told({"b": "2", "web_workers": "3", "a": "1"}) == {"workers": 3, "settings": "a=1 b=2"}
    assert told({}) == {"workers": 1}
    for wrong in ("queue_records", "=5"):
        with pytest.raises(typer.BadParameter):
            settings([wrong])


def test_requests_are_due_evenly_step_after_step() -> None:
    assert schedule([(100, 1), (200, 1)], 50) == [0, 0.5, 1.0, 1.25, 1.5, 1.75]
    assert schedule([(1, 1)], 50) == [0]


def test_an_answer_is_read_as_far_as_it_matters() -> None:
    found = parsed(b"HTTP/1.1 200 OK\r\nContent-Length: 9", b'{"line":1}\n{"new":7,"lines":8}\n')
    assert (found.status, found.new, found.told, found.close) == (200, 7, False, False)
    found = parsed(b"HTTP/1.1 503 no\r\nRETRY-AFTER: 1\r\nconnection: close", b"")
    assert (found.status, found.new, found.told, found.close) == (503, 0, True, True)


async def paced_by(answering: Answering, order: Order, connections: int) -> Paced:
    """What a pacer makes of a server that answers like that."""
    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    plan = Plan(seed=1, now=0, pool=10, batch=1, connections=connections, port=port, api_keys=["one", "two"])
    try:
        return await Pacer(plan).pace(order)
    finally:
        server.close()


async def asked(reader: asyncio.StreamReader) -> bytes:
    """One request's body."""
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return await reader.readexactly(size)


@pytest.mark.anyio
async def test_a_stall_delays_all_that_was_due_behind_it() -> None:
    seen: list[bytes] = []

    async def slow_at_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen.append(msgspec.json.decode(await asked(reader))["id"])
            if len(seen) == 1:
                await asyncio.sleep(0.3)
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"new":1}\n')

    done = await paced_by(slow_at_first, Order(start=0, steps=[(100, 0.2)]), 1)
    assert len(set(seen)) == 20 == sum(done.new)
    by_time = sorted(zip(done.at, done.took, strict=True))
    assert all(took > 0.3 - at for at, took in by_time), "each waits from its own time on, not from when it was sent"


@pytest.mark.anyio
async def test_refusals_and_broken_connections_are_counted_and_not_sent_again() -> None:
    seen = 0

    async def unwilling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        while True:
            await asked(reader)
            seen += 1
            if seen % 2:
                writer.write(b"HTTP/1.1 503 Later\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
            else:
                writer.close()
                return

    done = await paced_by(unwilling, Order(start=0, steps=[(50, 0.4)]), 4)
    assert (seen, sorted(done.status)) == (20, [0] * 10 + [503] * 10)
    told = paced.told(done, 1)
    assert (told["refused"], told["no_answer"], told["without_retry_after"]) == (10, 10, 0)


def requests(start: float, took: float, status: int = 200, seconds: int = 5) -> list[Request]:
    return [Request(start + n / 2, took, status, 1 if status == 200 else 0, told=True) for n in range(seconds * 2)]


def test_recovery_is_the_last_second_that_was_not_as_in_the_calm() -> None:
    size = Size(seconds=10, calm=5)
    calm, flood = requests(0, 0.1), requests(5, 3.0, 200, 10)
    assert recovery(Phases(calm, flood, requests(15, 0.1)), size) == 0
    assert recovery(Phases(calm, flood, [*requests(15, 2.0, 200, 2), *requests(17, 0.1, 200, 3)]), size) == 2
    assert recovery(Phases(calm, flood, [*requests(15, 0.1, 503, 3), *requests(18, 0.1, 200, 2)]), size) == 3


def test_goodput_is_what_was_acknowledged_while_the_flood_lasted() -> None:
    size = Size(seconds=10, calm=5, batch=1)
    phases = Phases([], [*requests(5, 1.0, 200, 5), *requests(10, 1.0, 503, 2), *requests(12, 9.0, 200, 3)], [])
    found = overload.figures(phases, 2.0, size)
    assert (found["goodput_msgs_per_s"], found["goodput_ratio"], found["refused"]) == (1, 0.5, 4)
