"""The load generator, a process of its own: everything is encoded before the clock starts, and only answers are read.

It reads one JSON order a line on standard input and answers each with one JSON line. The same batches go over HTTP to
the product and as a plain INSERT to the baseline, over the same number of connections. A batch counts when its answer
says that every line of it is new; refusals to take more (429, 503) are retried and counted.
"""

from __future__ import annotations

import http.client
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from handclasp.bench import baseline
from handclasp.bench.workload import Message, messages

_BUSY: Final = frozenset({429, 503})
_PAUSE: Final = 0.02


class Order(msgspec.Struct, frozen=True):
    """What to do: `send`, `insert` or `encrypt` batches [start, end), or `single` messages; `until` bounds seconds."""

    do: str
    start: int = 0
    end: int = 0
    until: float = 1e9


class Done(msgspec.Struct, frozen=True):
    """What came of it: batches done, wall and CPU seconds, seconds of each answer, how often it was told to wait."""

    batches: int
    seconds: float
    cpu: float
    answers: list[float]
    told_to_wait: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to send, where: `messages` in batches of `batch`; `database` is the baseline's URL."""

    seed: int
    now: int
    messages: int
    singles: int
    batch: int
    connections: int
    port: int
    api_key: str
    database: str


class Wrong(Exception):
    """The product gave another answer than it should: the figures would mean nothing."""


class Sender:
    """All batches of a plan, encoded twice: as request bodies and as PostgreSQL's binary arrays."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        source = messages(plan.seed, plan.now)
        self._bodies: list[bytes] = []
        self._rows: list[baseline.Rows] = []
        self._secrets: list[list[tuple[str, str]]] = []
        self.conversations: set[str] = set()
        size = 0
        for number in range(plan.messages // plan.batch):
            batch = list(islice(source, plan.batch))
            self._bodies.append(b"\n".join(message.line() for message in batch))
            self._rows.append(baseline.rows(batch, number * plan.batch))
            self._secrets.append([(f"{message.role}:{message.speaker}", message.text) for message in batch])
            self.conversations.update(message.conversation for message in batch)
            size += sum(len(message.text.encode()) for message in batch)
        self.mean_bytes = size / (len(self._bodies) * plan.batch)
        self._singles: list[Message] = list(islice(source, plan.singles))

    def send(self, order: Order) -> Done:
        """Send batches over HTTP, as many at once as there are connections."""
        return self._in_threads(order, lambda: _Http(self._plan), lambda http, number: http.batch(self._bodies[number]))

    def insert(self, order: Order) -> Done:
        """Insert the same batches into the plain table."""
        return self._in_threads(
            order,
            lambda: baseline.Inserting(self._plan.database),
            lambda plain, number: plain.insert(self._rows[number]),
        )

    def encrypt(self, order: Order) -> Done:
        """Insert the same batches with two columns encrypted by this process."""
        return self._in_threads(
            order,
            lambda: baseline.Encrypting(self._plan.database),
            lambda plain, number: plain.insert(self._rows[number], self._secrets[number]),
        )

    def single(self, order: Order) -> Done:
        """Send messages one after the other, each in a request of its own."""
        http = _Http(self._plan)
        began, cpu = time.perf_counter(), time.process_time()
        answers = [http.single(message.line()) for message in self._singles[order.start : order.end]]
        return Done(len(answers), time.perf_counter() - began, time.process_time() - cpu, answers, http.told_to_wait)

    def _in_threads(self, order: Order, connect: Callable[[], Any], work: Callable[[Any, int], float]) -> Done:
        numbers = iter(range(order.start, order.end))
        lock = threading.Lock()
        connected = [connect() for _ in range(self._plan.connections)]
        answers: list[float] = []
        failures: list[BaseException] = []
        began, cpu = time.perf_counter(), time.process_time()

        def loop(connection: Any) -> None:
            try:
                answers.extend(work(connection, n) for n in _taken(numbers, lock, began + order.until))
            except BaseException as error:  # noqa: BLE001 - told to whoever waits
                failures.append(error)

        threads = [threading.Thread(target=loop, args=(connection,)) for connection in connected]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, spent = time.perf_counter() - began, time.process_time() - cpu
        waits = sum(connection.told_to_wait for connection in connected)
        for connection in connected:
            connection.close()
        if failures:
            raise failures[0]
        return Done(len(answers), seconds, spent, answers, waits)


def _taken(numbers: Iterator[int], lock: threading.Lock, end: float) -> Iterator[int]:
    """Numbers shared by several threads, each given once, until the time is over."""
    while time.perf_counter() < end:
        with lock:
            number = next(numbers, None)
        if number is None:
            return
        yield number


class _Http:
    """One kept-alive connection."""

    def __init__(self, plan: Plan) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", plan.port, timeout=120)
        self._connection.connect()
        self._headers = {"Authorization": f"Bearer {plan.api_key}", "Content-Type": "application/x-ndjson"}
        self._batch = plan.batch
        self.told_to_wait = 0

    def batch(self, body: bytes) -> float:
        began = time.perf_counter()
        _, data = self._post("/v1/batches?receipt=none", body, self._headers)
        took = time.perf_counter() - began
        summary = msgspec.json.decode(data.rstrip().rpartition(b"\n")[2])
        if summary["new"] != self._batch:
            message = f"a batch of {self._batch} was answered with {summary['new']} new, {summary['refused']} refused"
            raise Wrong(message)
        return took

    def single(self, line: bytes) -> float:
        began = time.perf_counter()
        status, _ = self._post("/v1/messages", line, self._headers | {"Content-Type": "application/json"})
        if status != http.client.CREATED:
            message = f"a message was answered with {status}"
            raise Wrong(message)
        return time.perf_counter() - began

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        while True:
            self._connection.request("POST", path, body, headers)
            response = self._connection.getresponse()
            data = response.read()
            if response.status not in _BUSY:
                break
            self.told_to_wait += 1
            time.sleep(_PAUSE)
        if response.status >= http.client.BAD_REQUEST:
            message = f"{path} was answered with {response.status}: {data[:300]!r}"
            raise Wrong(message)
        return response.status, data

    def close(self) -> None:
        self._connection.close()


def main(lines: Iterator[bytes], answer: Callable[[bytes], Any]) -> None:
    """Serve orders until the input ends; the first line is the plan."""
    sender = Sender(msgspec.json.decode(next(lines), type=Plan))
    facts: dict[str, Any] = {"conversations": len(sender.conversations), "mean_bytes": sender.mean_bytes}
    answer(msgspec.json.encode(facts) + b"\n")
    doing: dict[str, Callable[[Order], Done]] = {
        "send": sender.send,
        "insert": sender.insert,
        "encrypt": sender.encrypt,
        "single": sender.single,
    }
    for line in lines:
        order = msgspec.json.decode(line, type=Order)
        answer(msgspec.json.encode(doing[order.do](order)) + b"\n")


def serve() -> None:
    """Serve orders from standard input to standard output."""

    def answer(data: bytes) -> None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    main(iter(sys.stdin.buffer.readline, b""), answer)
