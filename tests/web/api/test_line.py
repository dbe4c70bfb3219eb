"""Nobody joins a line that would not be answered soon: whoever would is turned away before their body is read."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress

import httpx
import pytest
from tests.web.api.conftest import WRITER, Doors, House, message

from handclasp.records import OutcomeUnknown, Overloaded
from handclasp.web.api import ApiSettings
from handclasp.web.api.line import Line

KIB = 1024
JSON, NDJSON = "application/json", "application/x-ndjson"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(clock: Clock) -> Line:
    return Line(patience=2, short=256 * KIB, monotonic=clock)


def moves(line: Line, clock: Clock, kib_a_second: int, times: int = 50) -> None:
    """Let it be seen how fast it moves."""
    for _ in range(times):
        with line.place(100 * KIB, 100):
            clock.now += 100 / kib_a_second


def test_who_would_wait_too_long_is_turned_away_and_let_in_once_it_is_shorter(line: Line, clock: Clock) -> None:
    moves(line, clock, 200)
    with ExitStack() as waiting:
        waiting.enter_context(line.place(300 * KIB, 300))
        with line.place(150 * KIB, 150):
            with pytest.raises(Overloaded):
                line.check()
            with pytest.raises(Overloaded), line.place(1):
                pass
        line.check()


def test_a_faster_house_lets_more_in(line: Line, clock: Clock) -> None:
    moves(line, clock, 2_000)
    with line.place(3_900 * KIB, 9_000):
        line.check()
    with line.place(4_100 * KIB, 9_000), pytest.raises(Overloaded):
        line.check()


def test_a_house_that_stands_still_is_noticed_though_it_was_fast(line: Line, clock: Clock) -> None:
    moves(line, clock, 100_000)
    with line.place(300 * KIB, 300):
        clock.now += 2
        line.check()
        clock.now += 0.1
        with pytest.raises(Overloaded):
            line.check()
    line.check()


def test_a_short_line_is_open_however_long_it_takes(line: Line, clock: Clock) -> None:
    moves(line, clock, 1)
    with line.place(256 * KIB, 256):
        clock.now += 60
        line.check()


def test_a_large_file_turns_nobody_away(line: Line, clock: Clock) -> None:
    moves(line, clock, 200)
    with line.place(14_000 * KIB):
        line.check()


def test_small_waits_and_those_without_an_answer_say_nothing_of_its_speed(line: Line, clock: Clock) -> None:
    with line.place(KIB):
        clock.now += 5
    with suppress(OutcomeUnknown), line.place(300 * KIB, 300):
        clock.now += 5
        raise OutcomeUnknown
    with line.place(300 * KIB, 300):
        line.check()


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/batches"])
def test_a_request_without_an_answer_closes_both_doors_to_the_next(doors: Doors, house: House, path: str) -> None:
    house.never = True
    client = doors.open(ApiSettings(short_line_bytes=10))

    async def both() -> list[httpx.Response]:
        headers = {"authorization": f"Bearer {WRITER}", "content-type": JSON if "messages" in path else NDJSON}
        first = asyncio.ensure_future(client._client.post(path, headers=headers, json=message()))
        while not house.threads:  # noqa: ASYNC110 - a thread says so
            await asyncio.sleep(0.001)
        house.never = False
        doors.seconds = 2.1
        refused = [
            await client._client.post("/v1/batches", headers=headers | {"content-type": NDJSON}, content=b"{"),
            await client._client.post("/v1/messages", headers=headers | {"content-type": JSON}, content=b"{"),
        ]
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return refused

    for answer in client._runner.run(both()):
        told = (answer.status_code, answer.json()["code"], answer.headers["retry-after"])
        assert told == (503, "overloaded", "1")
    assert client.message(id="m-2").status_code == 201
