"""`WS /v1/stream`: batches one behind the other on one connection, each answered once it stands in the log.

A message is one batch: a line that numbers it, then what `POST /v1/batches` takes. Answers come in the order of the
batches. Batches may be sent ahead of their answers, as many as the window allows, and what they bring stands in the
order it was sent: when a batch could not be stored, none behind it is, until it comes again. Nothing is remembered of a
stream that ended: what had no answer is sent again under the same ids, and stands once.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from handclasp.records import HandclaspError, Lane, Overloaded
from handclasp.web.api.batches import Batch, answered, counted, report, take, wants_receipt
from handclasp.web.api.callers import caller_of, pace
from handclasp.web.api.context import Api
from handclasp.web.api.door import places, refuse
from handclasp.web.api.problems import Problem, describe, headers_of
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import BatchIn, BatchOut, BatchProblemOut, HelloOut, WindowOut

PATH: Final = "/v1/stream"
PROTOCOL: Final = "handclasp/stream/v1"
RESTART, REFUSED, BROKEN = 1012, 1008, 1011
CLOSED: Final = {
    1002: "what came is no WebSocket",
    1008: "the API key is no longer valid, or a message took too long to arrive",
    1009: "a message was larger than `max_batch_bytes`",
    1011: "no sign of life from the client for 40 seconds, or something unexpected happened here",
    1012: "this process stops: what it had taken is answered, come back for the rest",
    1013: "too many bytes are waiting: come back in a moment",
}
"""Close codes (RFC 6455 §7.4) that a stream ends with, beside the client's own."""
_HEAD_BYTES: Final = 256
_head = msgspec.json.Decoder(BatchIn)
_json = msgspec.json.Encoder()
_log = structlog.get_logger("handclasp.web.api")


class _Stalled(OSError):
    """The client took nothing for too long."""


class _Sent(NamedTuple):
    """A batch that was taken or refused, and waits for its turn to be answered."""

    number: int | None
    lane: Lane
    lines: int
    size: int
    began: float
    became: Batch | HandclaspError


class Places:
    """How many streams are open, by API key."""

    def __init__(self, most: int, most_per_key: int) -> None:
        self._most = most
        self._most_per_key = most_per_key
        self._open: Counter[str] = Counter()

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """Hold a place. Raises Problem (429)."""
        if self._open[key] >= self._most_per_key or self._open.total() >= self._most:
            reason = "As many streams are open here as may be: close one, or come back in a moment."
            raise Problem("too-many-streams", reason, {"retry-after": "5", "connection": "close"})
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]


async def get_stream(_api: Api, _request: Request, _caller: Caller) -> Response:
    """Somebody came without a WebSocket."""
    reason = "Open a WebSocket here (RFC 6455); without one, send batches to POST /v1/batches."
    raise Problem("upgrade-required", reason, {"upgrade": "websocket", "connection": "upgrade"})


async def open_stream(api: Api, places_: Places, socket: WebSocket) -> None:
    """Let a caller in, or say why not as a problem before the upgrade; return when the stream has ended."""
    socket.scope["handclasp.route"] = PATH
    with ExitStack() as held:
        try:
            full = wants_receipt(socket, default=False)
            _no_foreign_page(socket)
            caller = await caller_of(api, socket, "write")
            await api.read(api.services.may_add, caller)
            pace(api, caller, 1)
            held.enter_context(places_.hold(caller.key))
        except HandclaspError as error:
            answer = refuse(api, describe(error, socket.scope["handclasp.instance"]), headers_of(error))
            await socket.send_denial_response(answer)
            return
        # Not a byte behind the handshake was read until here.
        await socket.accept()
        await _Stream(api, socket, caller, full=full).run()


def _no_foreign_page(socket: HTTPConnection) -> None:
    """A browser says which site a page is of; no page of another has business here, whatever it knows."""
    origin = socket.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != socket.headers.get("host"):
        raise Problem("foreign-origin", "Open streams from a program of yours, not from a page of another site.")


class _Stream:
    """One open stream: what is read is put in line, and answered from there in order."""

    def __init__(self, api: Api, socket: WebSocket, caller: Caller, *, full: bool) -> None:
        self._api = api
        self._socket = socket
        self._caller = caller
        self._full = full
        self._window = _Window(api)
        self._line: asyncio.Queue[_Sent | None] = asyncio.Queue()
        self._lane = Lane()
        self._next = 1
        self._gone = False
        self._ending = (1000, "")

    async def run(self) -> None:
        self._api.metrics.streams.inc()
        try:
            await self._tell(_json.encode(self._hello()))
            async with asyncio.TaskGroup() as both:
                both.create_task(self._answer_all())
                await self._take_all()
                self._line.put_nowait(None)
            if not self._gone:
                await self._socket.close(*self._ending)
        except* (_Stalled, WebSocketDisconnect):
            pass  # it is cut off when this returns, and finds what had no answer by sending it again
        finally:
            self._window.close()
            self._api.metrics.streams.dec()

    def _hello(self) -> HelloOut:
        settings = self._api.settings
        window = WindowOut(batches=settings.stream_batches, lines=settings.stream_lines, bytes=settings.stream_bytes)
        return HelloOut(
            hello=PROTOCOL,
            log=self._api.services.origin,
            window=window,
            max_batch_lines=settings.max_batch_lines,
            max_batch_bytes=settings.max_batch_bytes,
            max_line_bytes=settings.limits.max_line_bytes,
        )

    # --- reading

    async def _take_all(self) -> None:
        """Take messages until the client or this process ends the stream; what is beyond the window is not read."""
        while self._ending[0] != REFUSED:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                # A stopping process lets a stream answer what it took (`sockets.Sockets.shutdown`).
                self._gone = message.get("code") != RESTART
                self._ending = RESTART, "this process stops"
                return
            data = message.get("bytes")
            data = message["text"].encode() if data is None else data
            lines = data.count(b"\n")
            await self._window.enter(lines, len(data))
            self._line.put_nowait(await self._take(data, lines))

    async def _take(self, data: bytes, lines: int) -> _Sent:
        began = time.perf_counter()
        head, _, rest = data.partition(b"\n")
        number, lane = _numbered(head), self._lane
        became: Batch | HandclaspError
        try:
            became = await self._taken(number, rest)
        except Exception as error:  # noqa: BLE001 - told like any other
            became = _told(error)
        if number == self._next and (isinstance(became, Batch) or not _again(became)):
            self._next += 1
        return _Sent(number, lane, lines, len(data), began, became)

    async def _taken(self, number: int | None, rest: bytes) -> Batch:
        api = self._api
        if number is None:
            pace(api, self._caller, 1)
            raise Problem("batch-head", 'Begin each message with a line {"batch": 1}, counting up by one.')
        try:
            # As at every request: the key may have been revoked meanwhile.
            self._caller = await caller_of(api, self._socket, "write")
        except Problem:
            self._ending = REFUSED, "the API key is no longer valid"
            raise
        pace(api, self._caller, 1)
        if number != self._next:
            raise _out_of_turn(self._next)
        if api.bytes_in_flight > api.settings.max_bytes_in_flight:
            raise Overloaded("Too many bytes are waiting. Nothing was stored: try again in a moment.")
        pace(api, self._caller, counted(api, rest) - 1)
        return await api.append(take, api, self._caller, rest, self._full, self._lane)

    # --- answering

    async def _answer_all(self) -> None:
        while (sent := await self._line.get()) is not None:
            answer = await self._answer(sent)
            await self._tell(answer)
            self._window.leave(sent.lines, sent.size)

    async def _answer(self, sent: _Sent) -> bytes:
        if sent.lane is not self._lane:
            return self._refusal(sent.number, _out_of_turn(self._next))
        if isinstance(sent.became, HandclaspError):
            return self._refusal(sent.number, sent.became)
        try:
            answers = await answered(self._api, sent.became, sent.began)
        except Exception as error:  # noqa: BLE001 - told like any other
            told = _told(error)
            self._stop_behind(sent, told)
            return self._refusal(sent.number, told)
        lines = await self._api.read(report, self._api, sent.became, answers, self._full)
        self._api.metrics.batches.labels("stored").inc()
        return _json.encode(BatchOut(batch=sent.number or 0, status=200)) + b"\n" + lines

    def _stop_behind(self, failed: _Sent, error: HandclaspError) -> None:
        """What is on its way behind a batch that was not stored shall not be either: it comes again, in order."""
        self._lane.broken = True
        self._lane = Lane()
        self._next = (failed.number or 0) + (not _again(error))

    def _refusal(self, number: int | None, error: HandclaspError) -> bytes:
        problem = describe(error)
        self._api.metrics.refused.labels(problem.code).inc()
        self._api.metrics.batches.labels(problem.code).inc()
        return _json.encode(
            BatchProblemOut(
                batch=number,
                status=problem.status,
                type=problem.type,
                title=problem.title,
                detail=problem.detail,
                code=problem.code,
                retry_after=_again(error) or msgspec.UNSET,
            )
        )

    async def _tell(self, data: bytes) -> None:
        """Send one message, unless nobody is there; raises _Stalled when nothing is taken."""
        if self._gone:
            return
        try:
            async with asyncio.timeout(self._api.settings.stream_stalled_seconds):
                await self._socket.send_text(data.decode())
        except TimeoutError:
            raise _Stalled from None
        except WebSocketDisconnect:
            # What was taken is still seen through, and counted.
            self._gone = True


class _Window:
    """What of one stream waits for its answer; its bytes count among those of the process."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._batches = self._lines = self._bytes = 0
        self._left = asyncio.Event()

    async def enter(self, lines: int, size: int) -> None:
        """Wait for room; one batch always has it, however large."""
        settings = self._api.settings
        self._api.bytes_in_flight += size
        self._bytes += size
        while self._batches and (
            self._batches >= settings.stream_batches
            or self._lines + lines > settings.stream_lines
            or self._bytes > settings.stream_bytes
        ):
            self._left.clear()
            await self._left.wait()
        self._batches += 1
        self._lines += lines

    def leave(self, lines: int, size: int) -> None:
        """Give room back."""
        self._batches -= 1
        self._lines -= lines
        self._bytes -= size
        self._api.bytes_in_flight -= size
        self._left.set()

    def close(self) -> None:
        """Give back whatever is still held."""
        self._api.bytes_in_flight -= self._bytes
        self._bytes = 0


def _numbered(head: bytes) -> int | None:
    if len(head) > _HEAD_BYTES:
        return None
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        return _head.decode(head).batch
    return None


def _out_of_turn(number: int) -> Problem:
    return Problem("batch-out-of-turn", f"Nothing of this batch was stored: batch {number} comes next.")


def _told(error: Exception) -> HandclaspError:
    """What a client is told of an error: as in Door, nothing of one that nobody planned for."""
    if isinstance(error, HandclaspError):
        return error
    _log.error("batch failed", error=type(error).__name__, at=places(error))
    return HandclaspError("Something unexpected happened here. Send it again later; it will be stored once.")


def _again(error: HandclaspError) -> int:
    """In how many seconds the same may be sent again; 0: that would not help."""
    return int(headers_of(error).get("retry-after", 0))
