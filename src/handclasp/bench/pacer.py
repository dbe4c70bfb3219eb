"""An open-loop load generator, a process of its own: it sends when it is time, whatever became of what it sent before.

A request's time runs from the moment at which it was to be sent, not from the one at which it was, so a stall of the
product delays everything behind it on paper too, as it would for people who go on talking. Nothing that was refused is
sent again.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from itertools import accumulate
from typing import Final

import msgspec
import uvloop

from handclasp.bench.pool import Pool

_PATIENCE: Final = 60.0
"""Seconds that answers are waited for after the last request."""
_LOST: Final = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where to send what: `pool` messages again and again, `batch` a request, over at most so many connections."""

    seed: int
    now: int
    pool: int
    batch: int
    connections: int
    port: int
    api_keys: list[str]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Messages a second, and for how many seconds, one step after the other; `start` is the first message."""

    start: int
    steps: list[tuple[float, float]]


class Paced(msgspec.Struct, frozen=True, kw_only=True):
    """What came of each request: when it was to be sent (s), until its answer (s), status (0: no answer), new messages.

    `told` says whether Retry-After stood in the answer, `late` how long after its time it was really sent (s).
    `began` is when the first was to be sent, on the machine's monotonic clock (s). `seconds` went by in all, `cpu` of
    them on this process's core.
    """

    at: list[float]
    took: list[float]
    status: list[int]
    new: list[int]
    told: list[bool]
    late: list[float]
    began: float
    seconds: float
    cpu: float


class Answer(msgspec.Struct, frozen=True):
    """A response as far as it matters."""

    status: int
    told: bool
    new: int
    close: bool


class Connection(asyncio.Protocol):
    """One kept-alive connection with one request on it at a time."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready."""
        self._transport = transport  # type: ignore[assignment]  # a TCP connection's
        self.open = True

    async def ask(self, head: bytes, body: bytes) -> Answer:
        """Send one request; raises ConnectionError when it ends without an answer."""
        assert self._transport is not None  # noqa: S101 - it is open
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.writelines((head, body))
        try:
            answer = await self._waiting
        except BaseException:
            self.close()  # an answer that comes yet is nobody's
            raise
        if answer.close:
            self.close()
        return answer

    def data_received(self, data: bytes) -> None:
        """Gather a response, and give it when it is whole."""
        self._data += data
        head, found, _ = self._data.partition(b"\r\n\r\n")
        if not found or self._waiting is None or self._waiting.done():
            return
        size = len(head) + 4 + int(header(head, b"content-length") or 0)
        if len(self._data) >= size:
            answer = parsed(bytes(head), bytes(self._data[len(head) + 4 : size]))
            del self._data[:size]
            self._waiting.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever waits learns."""
        self.open = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionError(f"the connection ended without an answer: {error}"))

    def close(self) -> None:
        """Not to be used again."""
        self.open = False
        if self._transport is not None:
            self._transport.close()


def header(head: bytes | bytearray, name: bytes) -> bytes:
    """The value of a header, or nothing."""
    _, found, rest = head.lower().partition(b"\r\n" + name + b":")
    return bytes(rest.partition(b"\r\n")[0].strip()) if found else b""


def parsed(head: bytes, body: bytes) -> Answer:
    """A response's status, whether it says when to come again, and how many messages it says are new."""
    status = int(head.split(b" ", 2)[1])
    new = msgspec.json.decode(body.rstrip().rpartition(b"\n")[2])["new"] if status == 200 else 0
    return Answer(status, bool(header(head, b"retry-after")), new, header(head, b"connection") == b"close")


class Pacer:
    """Sends by the clock, over as many connections as it takes, up to the plan's."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pool = Pool(plan.seed, plan.now, plan.pool)
        self._heads = [
            f"POST /v1/batches?receipt=none HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/x-ndjson\r\nContent-Length: "
            for key in plan.api_keys
        ]
        self._idle: list[Connection] = []
        self._connected = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    async def pace(self, order: Order) -> Paced:
        """Send as ordered and wait for all answers."""
        batch = self._plan.batch
        times = schedule(order.steps, batch)
        bodies = self._pool.bodies([order.start + number * batch for number in range(len(times))], batch)
        worked, began = time.process_time(), time.perf_counter() + 0.05
        done = Paced(at=[], took=[], status=[], new=[], told=[], late=[], began=began, seconds=0, cpu=0)
        sending: set[asyncio.Task[None]] = set()
        for number, at in enumerate(times):
            if (ahead := began + at - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            task = asyncio.ensure_future(self._one(done, began, at, number, bodies(number)))
            sending.add(task)
            task.add_done_callback(sending.discard)
        if sending:
            await asyncio.wait(sending, timeout=_PATIENCE)
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        return msgspec.structs.replace(done, seconds=seconds, cpu=cpu)

    async def _one(self, done: Paced, began: float, at: float, number: int, body: bytes) -> None:
        head = f"{self._heads[number % len(self._heads)]}{len(body)}\r\n\r\n".encode()
        answer, sent = Answer(_LOST, told=False, new=0, close=True), time.perf_counter()
        try:
            connection = await self._taken()
            sent = time.perf_counter()
            try:
                answer = await connection.ask(head, body)
            finally:
                self._back(connection)
        except OSError:
            pass
        finally:
            done.at.append(at)
            done.took.append(time.perf_counter() - began - at)
            done.status.append(answer.status)
            done.new.append(answer.new)
            done.told.append(answer.told)
            done.late.append(sent - began - at)

    async def _taken(self) -> Connection:
        while True:
            while self._idle:
                connection = self._idle.pop()
                if connection.open:
                    return connection
                self._connected -= 1
            if self._connected < self._plan.connections:
                return await self._opened()
            turn = asyncio.get_running_loop().create_future()
            self._queue.append(turn)
            await turn

    async def _opened(self) -> Connection:
        self._connected += 1
        try:
            loop = asyncio.get_running_loop()
            _, connection = await loop.create_connection(Connection, "127.0.0.1", self._plan.port)
        except OSError:
            self._connected -= 1
            raise
        return connection

    def _back(self, connection: Connection) -> None:
        self._idle.append(connection)
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return


def schedule(steps: list[tuple[float, float]], batch: int) -> list[float]:
    """When each request is to be sent (s): evenly, at each step's rate."""
    times: list[float] = []
    for (rate, seconds), end in zip(steps, accumulate(seconds for _, seconds in steps), strict=True):
        every = batch / rate
        times += [end - seconds + number * every for number in range(max(1, round(seconds / every)))]
    return times


async def serve() -> None:
    """Serve orders from standard input to standard output; the first line is the plan."""
    loop = asyncio.get_running_loop()

    async def line() -> bytes:
        return await loop.run_in_executor(None, sys.stdin.buffer.readline)

    pacer = Pacer(msgspec.json.decode(await line(), type=Plan))
    while order := await line():
        done = await pacer.pace(msgspec.json.decode(order, type=Order))
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(serve())
