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
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Final

import msgspec

from handclasp.bench import baseline
from handclasp.bench.pool import Pool

_BUSY: Final = frozenset({429, 503})
_PAUSE: Final = 0.02


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with messages [start, end): `send`, `insert` or `encrypt` them by batches, or send each as a `single`.

    `size` is the batch's when it is not the plan's, `until` bounds seconds. `spread` over all tenants, each request is
    the next one's; else all are the first's. With a `rate` (messages a second) rows are inserted by the clock, and an
    answer's time runs from the moment at which they were to be.
    """

    do: str
    start: int = 0
    end: int = 0
    size: int = 0
    until: float = 1e9
    spread: bool = False
    rate: float = 0


class Done(msgspec.Struct, frozen=True):
    """What came of it: batches done, wall and CPU seconds, seconds of each answer, how often it was told to wait."""

    batches: int
    seconds: float
    cpu: float
    answers: list[float]
    told_to_wait: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to send, where, in batches of `batch`.

    `pool` messages are made; with more sent than that they come again under other names and ids. `api_keys` are those
    of the one tenant, shared out among the connections; `tenants` has one key of each of many. `database` is the
    baseline's URL, if there is one.
    """

    seed: int
    now: int
    pool: int
    batch: int
    connections: int
    port: int
    api_keys: list[str]
    tenants: list[str] = []
    database: str = ""
    talk: bool = False


class Made(msgspec.Struct, frozen=True):
    """What was made to be sent: conversations, bytes of UTF-8 of a text on average, and texts from all over it."""

    conversations: int
    mean_bytes: float
    sample: list[str]


class Wrong(Exception):
    """The product gave another answer than it should: the figures would mean nothing."""


class Sender:
    """All messages of a plan, encoded twice: as lines of request bodies and as PostgreSQL's binary arrays."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pool = Pool(plan.seed, plan.now, plan.pool, talk=plan.talk, keep=bool(plan.database))
        self._rows: list[baseline.Rows] = []
        self._secrets: list[list[tuple[str, str]]] = []
        if plan.database:
            said = self._pool.messages
            for start in range(0, plan.pool - plan.batch + 1, plan.batch):
                batch = said[start : start + plan.batch]
                self._rows.append(baseline.rows(batch, start))
                self._secrets.append([(f"{message.role}:{message.speaker}", message.text) for message in batch])
        self.made = Made(self._pool.conversations, self._pool.mean_bytes, self._pool.sample)

    def send(self, order: Order) -> Done:
        """Send batches over HTTP, as many at once as there are connections."""
        size = order.size or self._plan.batch
        starts = range(order.start, order.end - size + 1, size)
        ready = self._pool.bodies(starts, size)
        keys = self._plan.tenants if order.spread else self._plan.api_keys
        number = count()

        def connect() -> _Http:
            return _Http(self._plan.port, keys[next(number) % len(keys)])

        def work(http: _Http, n: int) -> float:
            return http.batch(ready(n), size, keys[n % len(keys)] if order.spread else "")

        return self._in_threads(range(len(starts)), order.until, connect, work)

    def insert(self, order: Order) -> Done:
        """Insert the same batches into the plain table."""
        numbers, began = self._batches(order), time.perf_counter() + 0.1
        every = self._plan.batch / order.rate if order.rate else 0.0

        def work(plain: baseline.Inserting, number: int) -> float:
            if not every:
                return plain.insert(self._rows[number])
            due = began + (number - numbers[0]) * every
            time.sleep(max(0.0, due - time.perf_counter()))
            plain.insert(self._rows[number])
            return time.perf_counter() - due

        return self._in_threads(numbers, order.until, lambda: baseline.Inserting(self._plan.database), work)

    def encrypt(self, order: Order) -> Done:
        """Insert the same batches with two columns encrypted by this process."""
        return self._in_threads(
            self._batches(order),
            order.until,
            lambda: baseline.Encrypting(self._plan.database),
            lambda plain, number: plain.insert(self._rows[number], self._secrets[number]),
        )

    def single(self, order: Order) -> Done:
        """Send messages one after the other, each in a request of its own."""
        http = _Http(self._plan.port, self._plan.api_keys[0])
        began, cpu = time.perf_counter(), time.process_time()
        answers = [http.single(self._pool.body(place, 1)) for place in range(order.start, order.end)]
        return Done(len(answers), time.perf_counter() - began, time.process_time() - cpu, answers, http.told_to_wait)

    def _batches(self, order: Order) -> range:
        return range(order.start // self._plan.batch, order.end // self._plan.batch)

    def _in_threads(
        self, numbers: Sequence[int], until: float, connect: Callable[[], Any], work: Callable[[Any, int], float]
    ) -> Done:
        coming = iter(numbers)
        lock = threading.Lock()
        connected = [connect() for _ in range(self._plan.connections)]
        answers: list[float] = []
        failures: list[BaseException] = []
        began, cpu = time.perf_counter(), time.process_time()

        def loop(connection: Any) -> None:
            try:
                answers.extend(work(connection, n) for n in _taken(coming, lock, began + until))
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

    def __init__(self, port: int, api_key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._connection.connect()
        self._headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/x-ndjson"}
        self.told_to_wait = 0

    def batch(self, body: bytes, size: int, api_key: str = "") -> float:
        """Send a batch of so many, with this key or the connection's own; returns the seconds until its answer."""
        headers = self._headers | ({"Authorization": f"Bearer {api_key}"} if api_key else {})
        began = time.perf_counter()
        _, data = self._post("/v1/batches?receipt=none", body, headers)
        took = time.perf_counter() - began
        summary = msgspec.json.decode(data.rstrip().rpartition(b"\n")[2])
        if summary["new"] != size:
            message = f"a batch of {size} was answered with {summary['new']} new, {summary['refused']} refused"
            raise Wrong(message)
        return took

    def single(self, line: bytes) -> float:
        """Send one message; returns the seconds until its answer."""
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
        """Close the connection."""
        self._connection.close()


def main() -> None:
    """Serve orders from standard input to standard output until it ends; the first line is the plan."""
    lines = iter(sys.stdin.buffer.readline, b"")
    sender = Sender(msgspec.json.decode(next(lines), type=Plan))
    doing: dict[str, Callable[[Order], Done]] = {
        "send": sender.send,
        "insert": sender.insert,
        "encrypt": sender.encrypt,
        "single": sender.single,
    }
    _say(sender.made)
    for line in lines:
        order = msgspec.json.decode(line, type=Order)
        _say(doing[order.do](order))


def _say(what: Made | Done) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
