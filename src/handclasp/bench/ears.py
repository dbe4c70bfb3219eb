"""Thousands of listeners and a few who speak, in one process: what arrives where, how late, how often.

It reads one JSON order a line on standard input and answers each with one JSON line: `open` sessions, `listen` with all
of them (and at the desk), `talk` for a while, `storm`: cut every stream at once and come back with the number of the
last event, again and again, while the talking goes on. What arrives is counted by conversation and number, as the
server's answers named them.
"""

from __future__ import annotations

import asyncio
import base64
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, Final, Self

import httpx
import msgspec
import uvloop

_OPENING: Final = 16
_CONNECTING: Final = 200
_SPEAKERS: Final = 32
"""Connections that say something. With few of them it is their turn that is waited for, and not the house."""
_WAITING: Final = 200
_SILENCE: Final = 6.0
"""Seconds without a single arrival after which what is missing counts as lost."""
_Place = tuple[str, int]

_ANSWERS: Final = (
    "您好，感谢您的耐心等待，我这边马上为您核实。",
    "系统显示这笔订单 A{number} 已经发货，发货时间是今天下午。请您在订单页面里查看，有问题随时联系我们。",
    "如果确认是商家的问题，我们会全额退款到您的原支付方式。请您不要着急，我们会在 24 小时内给您答复。",
    "好的，已经为您登记，工单编号 A{number}，处理完会在这里通知您。",
    "Thank you for your patience, I am looking into it right now.",
    "Our system shows that order A{number} was delivered this afternoon. You will find it on the page of the order.",
    "If it turns out to be the merchant's mistake you will get all of it back. We answer within 24 hours.",
    "I have noted it under case A{number} and you will hear from us here.",
)
"""What a desk says to customers: each of them alone and all of them together pass the guard of what leaves."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Who listens where: `customers` of a site, and what may be said with the key, `rate` messages a second."""

    port: int
    api_key: str
    site: str
    customers: int
    rate: float
    seed: int


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do next; `seats` are session keys of agents, one for each of the first conversations."""

    do: str
    seconds: float = 0
    storms: int = 0
    cookie: str = ""
    seats: list[str] = []


class Heard(msgspec.Struct, kw_only=True):
    """What came of it: seconds from saying to hearing, seconds that each storm took, what was lost and doubled."""

    delays: list[float] = []
    storms: list[float] = []
    said: int = 0
    due: int = 0
    lost: int = 0
    doubled: int = 0
    open_s: float = 0
    cpu: float = 0
    conversations: list[str] = []


class Wrong(Exception):
    """The server gave another answer than it should: the figures would mean nothing."""


class Stream(asyncio.Protocol):
    """One open stream: asks, then counts the events that carry a number."""

    def __init__(self, request: bytes, heard: Callable[[int, float], None]) -> None:
        self._request = request
        self._heard = heard
        self._rest = b""
        self.transport: asyncio.Transport | None = None
        self.live: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask."""
        self.transport = transport  # type: ignore[assignment]  # a TCP connection's
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Count."""
        now = time.perf_counter()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id: "):
                self._heard(int(line[4:]), now)
            elif not self.live.done() and line.startswith((b"retry:", b"HTTP/1.1 ")):
                if line.startswith(b"retry:"):
                    self.live.set_result(None)
                elif not line.startswith(b"HTTP/1.1 200"):
                    self.live.set_exception(Wrong(line.decode()))

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever waits for it learns."""
        if not self.live.done():
            self.live.set_exception(Wrong(f"a stream ended before it began: {error}"))

    def cut(self) -> None:
        """Be gone at once, without a farewell."""
        if self.transport is not None:
            self.transport.abort()


class Listener:
    """Somebody who listens to a conversation, whichever connection they do it by."""

    def __init__(self, ears: Ears, conversation: str, head: bytes, after: int) -> None:
        self._ears = ears
        self._head = head
        self._last = after
        self.conversation = conversation
        self.first = after
        self.seen: Counter[int] = Counter()
        self._stream: Stream | None = None

    async def listen(self) -> None:
        """Open a stream from where the last one left off."""
        request = self._head + b"Last-Event-ID: %d\r\n\r\n" % self._last
        loop = asyncio.get_running_loop()
        async with self._ears.connecting:
            _, self._stream = await loop.create_connection(
                lambda: Stream(request, self._heard), "127.0.0.1", self._ears.plan.port
            )
            await self._stream.live

    def cut(self) -> None:
        """Lose the connection."""
        if self._stream is not None:
            self._stream.cut()

    def _heard(self, seq: int, now: float) -> None:
        self._last = max(self._last, seq)
        self.seen[seq] += 1
        self._ears.heard(self.conversation, seq, now)


class Speaker:
    """One kept-alive connection that says one message after the other."""

    def __init__(self, plan: Plan, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._head = (
            f"POST /v1/messages?receipt=none HTTP/1.1\r\nHost: 127.0.0.1:{plan.port}\r\n"
            f"Authorization: Bearer {plan.api_key}\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()

    @classmethod
    async def connect(cls, plan: Plan) -> Self:
        """A fresh connection."""
        return cls(plan, *await asyncio.open_connection("127.0.0.1", plan.port))

    async def say(self, body: bytes) -> dict[str, Any]:
        """Say it; returns the place it has."""
        self._writer.write(b"%s%d\r\n\r\n%s" % (self._head, len(body), body))
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        told = await self._reader.readexactly(length)
        if not head.startswith(b"http/1.1 201"):
            raise Wrong(f"a message was answered with {head[:12]!r}: {told[:300]!r}")
        place: dict[str, Any] = msgspec.json.decode(told)
        return place

    def close(self) -> None:
        """Be gone."""
        self._writer.close()


class Ears:
    """All of them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.connecting = asyncio.Semaphore(_CONNECTING)
        self._arrived: dict[_Place, list[float]] = {}
        self._newest = 0.0
        self._listeners: list[Listener] = []
        self._sessions: list[tuple[str, str, str]] = []
        self._said: dict[_Place, float] = {}
        self._random = random.Random(plan.seed)  # noqa: S311 - a workload, not a secret

    def heard(self, conversation: str, seq: int, now: float) -> None:
        """Note an arrival."""
        self._newest = now
        self._arrived.setdefault((conversation, seq), []).append(now)

    async def do(self, order: Order) -> Heard:
        """Carry an order out."""
        heard, cpu, began = Heard(), time.process_time(), time.perf_counter()
        if order.do == "open":
            heard.conversations = await self._open()
        elif order.do == "listen":
            await self._listen(order)
            heard.open_s = time.perf_counter() - began
        else:
            await self._talk(order, heard)
        heard.cpu = (time.process_time() - cpu) / (time.perf_counter() - began)
        return heard

    async def _open(self) -> list[str]:
        gate = asyncio.Semaphore(_OPENING)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.plan.port}", timeout=60) as client:

            async def one(number: int) -> tuple[str, str, str]:
                # Each customer comes from an address of their own, as the proxy in front says.
                address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
                async with gate:
                    answer = await client.post(
                        "/v1/widget/sessions", json={"site": self.plan.site}, headers={"X-Forwarded-For": address}
                    )
                told = answer.json()
                return told["conversation"], told["session"], address

            self._sessions = list(await asyncio.gather(*(one(number) for number in range(self.plan.customers))))
        return [conversation for conversation, _, _ in self._sessions]

    async def _listen(self, order: Order) -> None:
        for conversation, token, address in self._sessions:
            head = (
                f"GET /v1/widget/stream HTTP/1.1\r\nHost: 127.0.0.1:{self.plan.port}\r\nX-Forwarded-For: {address}\r\n"
            )
            head += f"Authorization: Bearer {token}\r\n"
            self._listeners.append(Listener(self, conversation, head.encode(), 1))
        for (conversation, _, _), key in zip(self._sessions, order.seats, strict=False):
            head = f"GET /desk/c/{conversation}/events?after=1 HTTP/1.1\r\nHost: 127.0.0.1:{self.plan.port}\r\n"
            head += f"Cookie: {order.cookie}={key}\r\n"
            self._listeners.append(Listener(self, conversation, head.encode(), 1))
        await asyncio.gather(*(one.listen() for one in self._listeners))

    async def _talk(self, order: Order, heard: Heard) -> None:
        self._said.clear()
        self._arrived.clear()
        for one in self._listeners:
            one.seen.clear()
        stop = asyncio.Event()
        talking = asyncio.create_task(self._speak(stop))
        if order.do == "storm":
            for _ in range(order.storms):
                heard.storms.append(await self._storm())
                await asyncio.sleep(order.seconds)
        else:
            await asyncio.sleep(order.seconds)
        stop.set()
        await talking
        await self._count(heard)

    async def _storm(self) -> float:
        began = time.perf_counter()
        for one in self._listeners:
            one.cut()
        await asyncio.gather(*(one.listen() for one in self._listeners))
        return time.perf_counter() - began

    async def _speak(self, stop: asyncio.Event) -> None:
        """Say things at the rate, over a few connections that take turns; a late one does not slow the rate down.

        Where so many wait for their turn that the house plainly takes no more, nothing is said for a moment.
        """
        speakers: asyncio.Queue[Speaker] = asyncio.Queue()
        for _ in range(_SPEAKERS):
            speakers.put_nowait(await Speaker.connect(self.plan))
        saying: set[asyncio.Task[None]] = set()
        began, count = time.perf_counter(), 0
        while not stop.is_set():
            await asyncio.sleep(max(0, began + count / self.plan.rate - time.perf_counter()))
            count += 1
            if len(saying) < _WAITING:
                task = asyncio.create_task(self._say(speakers, count))
                saying.add(task)
                task.add_done_callback(saying.discard)
        await asyncio.gather(*saying)
        while not speakers.empty():
            speakers.get_nowait().close()

    async def _say(self, speakers: asyncio.Queue[Speaker], number: int) -> None:
        conversation, token, _ = self._random.choice(self._sessions)
        message = {
            "id": f"{self.plan.seed}-{time.monotonic_ns()}-{number}",
            "conversation": f"widget/{_visitor(token) or conversation}",
            "author": {"role": "agent", "id": "agent-0"},
            "text": self._random.choice(_ANSWERS).format(number=self._random.randrange(10_000, 99_999)),
        }
        began = time.perf_counter()
        speaker = await speakers.get()
        try:
            told = await speaker.say(msgspec.json.encode(message))
        finally:
            speakers.put_nowait(speaker)
        self._said[told["conversation"], told["seq"]] = began

    async def _count(self, heard: Heard) -> None:
        """Wait for what is on its way, then count what each listener should have heard of what was said."""
        listeners: defaultdict[str, list[Listener]] = defaultdict(list)
        for one in self._listeners:
            listeners[one.conversation].append(one)
        due = [(one, seq) for name, seq in self._said for one in listeners[name]]
        self._newest = time.perf_counter()
        # What is awaited is in thousands of places.
        while time.perf_counter() < self._newest + _SILENCE and any(not one.seen[seq] for one, seq in due):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        heard.said, heard.due = len(self._said), len(due)
        heard.lost = sum(not one.seen[seq] for one, seq in due)
        heard.doubled = sum(count - 1 for one in self._listeners for count in one.seen.values() if count > 1)
        heard.delays = [
            at - self._said[place] for place, times in self._arrived.items() if place in self._said for at in times
        ]


def _visitor(token: str) -> str:
    """The visitor that a session's token names; the textbook's tokens name none."""
    payload = token.partition(".")[0]
    try:
        told = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=dict[str, Any])
    except (ValueError, msgspec.MsgspecError):
        return ""
    return str(told.get("visitor", ""))


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    ears = Ears(msgspec.json.decode(await loop.run_in_executor(None, sys.stdin.buffer.readline), type=Plan))
    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        heard = await ears.do(msgspec.json.decode(line, type=Order))
        sys.stdout.buffer.write(msgspec.json.encode(heard) + b"\n")
        sys.stdout.buffer.flush()


def main() -> None:
    """Serve orders from standard input to standard output."""
    uvloop.run(_serve())


if __name__ == "__main__":
    main()
