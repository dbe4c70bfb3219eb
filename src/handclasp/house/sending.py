"""Sends lines of messages to a house over `WS /v1/stream`: batches ahead of their answers, and on after any break.

What has no answer yet is kept, a window of it at most, and sent again under the same ids when a connection breaks or
the house asks for it: everything stands once, in the order it was read. Only a line that the house could not store by
itself (its file, for one) comes later than those behind it. A refused line is told by number, code and reason, never
with its text.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from handclasp.intake import ndjson
from handclasp.intake.errors import TooLarge
from handclasp.intake.importing import Rejected
from handclasp.records import HandclaspError, Invalid

PATH: Final = "/v1/stream"
MOST_BYTES: Final = 1 << 20
"""Bytes of a batch, unless a single line is longer."""
_BLOCK: Final = 1 << 20
_BOM: Final = b"\xef\xbb\xbf"
_ANSWER_BYTES: Final = 64 << 20
_LATER: Final = (429, 503, 507)
_LONGEST_PAUSE: Final = 5.0
_TOO_LARGE, _RESTART = 1009, 1012
_SILENCE: Final = 60.0
"""Seconds: longer than a house waits for its log, which it does not read meanwhile."""

Read = Callable[[int], bytes]
"""Gives up to so many bytes as soon as there are some; none at the end."""


class NotTaken(HandclaspError):
    """The house does not take what is sent, and would not later; `code` is the one it gave."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class NotAHouse(HandclaspError):
    """What answers at the address opens no stream of a house."""

    code = "not-a-house"


class GaveUp(HandclaspError):
    """The house could not be reached, or took nothing, for as long as was to be waited."""

    code = "house-unreachable"


class How(NamedTuple):
    """Lines of a batch, batches ahead of their answers, and for how many seconds without progress to keep trying.

    `pause` seconds after a break it comes back, each time later while nothing moves.
    """

    lines: int = 500
    window: int = 16
    patience: float = 300.0
    pause: float = 0.2


class Counts(msgspec.Struct):
    """What became of the lines: new in the log, there before, refused; up to which byte; how often it connected."""

    new: int = 0
    doubled: int = 0
    rejected: int = 0
    bytes: int = 0
    connections: int = 0


class _Batch(NamedTuple):
    numbers: list[int]
    lines: list[bytes]
    end: int


class _Hello(msgspec.Struct):
    window: dict[str, int]
    max_batch_lines: int
    max_batch_bytes: int
    max_line_bytes: int


class _Head(msgspec.Struct):
    status: int
    batch: int | None = None
    code: str = ""
    detail: str = ""
    retry_after: int | None = None


class _Row(msgspec.Struct):
    line: int = 0
    status: int = 0
    doubled: bool | int = False
    code: str = ""
    detail: str = ""


_rows: Final = msgspec.json.Decoder(_Row)
_heads: Final = msgspec.json.Decoder(_Head)


def stream_url(url: str, *, plain: bool = False) -> str:
    """The address of a house's stream. Raises Invalid; also for one where the key would travel in the open."""
    schemes = {"https": "wss", "wss": "wss", "http": "ws", "ws": "ws"}
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in schemes or not parts.hostname or parts.port == 0
    except ValueError:
        parts, wrong = urlsplit(""), True
    if wrong or parts.query or parts.fragment or "@" in parts.netloc or not url.isascii() or not url.isprintable():
        raise Invalid("the house's address is like https://records.example.com, with no key and no query in it")
    scheme = schemes[parts.scheme]
    if scheme == "ws" and not plain and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise Invalid("over http the key and every message can be read on the way: use https, or say --plain")
    path = parts.path.rstrip("/")
    return urlunsplit((scheme, parts.netloc, path if path.endswith(PATH) else path + PATH, "", ""))


def send(
    read: Read,
    url: str,
    key: str,
    *,
    refused: Callable[[Rejected], None],
    progress: Callable[[Counts], None] = lambda _counts: None,
    trouble: Callable[[str], None] = lambda _why: None,
    counts: Counts | None = None,
    how: How = How(),  # noqa: B008 - immutable
) -> Counts:
    """Send every line that `read` gives; returns when all have their answer.

    `counts` is kept up to date meanwhile, `trouble` is told why it tries again. Raises NotTaken, NotAHouse, GaveUp,
    Invalid; what stands by then, stands.
    """
    sending = _Sending(url, key, _Told(refused, progress, trouble), counts or Counts(), how)
    asyncio.run(sending.run(read))
    return sending.counts


class _Told(NamedTuple):
    refused: Callable[[Rejected], None]
    progress: Callable[[Counts], None]
    trouble: Callable[[str], None]


class _Sending:
    """One run. Everything but the reading happens on one loop."""

    def __init__(self, url: str, key: str, told: _Told, counts: Counts, how: How) -> None:
        self.counts = counts
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"}
        self._told = told
        self._how = how
        self._read: asyncio.Queue[_Batch | Rejected | None] = asyncio.Queue(2)
        self._reader: _Reader | None = None
        self._unanswered: deque[_Batch] = deque()
        self._ended = False
        self._changed = asyncio.Event()
        self._moved = time.monotonic()
        self._connection()

    def _connection(self) -> None:
        """What belongs to one connection: its next number, what is under way on it, and what is to be sent again."""
        self._first = 1
        self._sent = 0
        self._stale = 0
        self._holding = False
        self._again_in = 0.0

    async def run(self, read: Read) -> None:
        pause = self._how.pause
        while True:
            before, met, wait = self.counts.bytes, self.counts.connections, 0.0
            try:
                async with connect(
                    self._url,
                    additional_headers=self._headers,
                    compression=None,
                    max_size=_ANSWER_BYTES,
                    ping_timeout=_SILENCE,
                    user_agent_header="handclasp",
                ) as socket:
                    if await self._over(socket, read):
                        break
                why = "the connection ended"
            except InvalidStatus as error:
                wait = _turned_away(error)
                why = f"it answered {error.response.status_code}"
            except ConnectionClosed as closed:
                why = _ended(closed)
            except ssl.SSLCertVerificationError as error:
                raise NotAHouse(f"its certificate is not trusted here: {error.verify_message}") from None
            except msgspec.DecodeError:
                raise NotAHouse("what answers there is no stream of a house; look at the address") from None
            except (OSError, InvalidHandshake) as error:
                why = type(error).__name__
            if self.counts.connections > met and not self._unanswered:
                # Nothing was to be sent: that is no time without progress.
                self._moved = time.monotonic()
            pause = self._how.pause if self.counts.bytes > before else min(_LONGEST_PAUSE, pause * 2)
            self._told.trouble(why)
            await self._wait(max(wait, pause))
        if self._reader is not None and self._reader.failed is not None:
            raise self._reader.failed

    async def _wait(self, seconds: float) -> None:
        """Wait some seconds, a little more for each differently; raises GaveUp when nothing has moved for long."""
        idle = time.monotonic() - self._moved
        if idle > self._how.patience:
            message = (
                f"the house took nothing for {idle:.0f} seconds. What was acknowledged stands: run this again later, "
                "nothing is added twice"
            )
            raise GaveUp(message)
        await asyncio.sleep(seconds * random.uniform(1, 1.3))  # noqa: S311 - so that many do not come back at once

    # --- one connection

    async def _over(self, socket: ClientConnection, read: Read) -> bool:
        """Send and listen; True when everything has its answer, False when the connection ended before."""
        hello = msgspec.json.decode(await asyncio.wait_for(socket.recv(), 30), type=_Hello)
        self.counts.connections += 1
        self._connection()
        if self._reader is None:
            lines = min(self._how.lines, hello.max_batch_lines)
            longest = min(hello.max_line_bytes, hello.max_batch_bytes)
            self._reader = _Reader(read, self._read, lines, longest)
            self._reader.start()
        pumping = asyncio.create_task(self._pump(socket, min(self._how.window, hello.window["batches"])))
        listening = asyncio.create_task(self._listen(socket))
        done, _ = await asyncio.wait({pumping, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in (pumping, listening):
            task.cancel()
        await asyncio.gather(pumping, listening, return_exceptions=True)
        for task in sorted(done, key=lambda task: task is pumping):
            task.result()
        return self._ended and not self._unanswered

    async def _pump(self, socket: ClientConnection, window: int) -> None:
        """Send what is to be sent, in order; returns when there is nothing more and nothing waits for an answer."""
        while not (self._ended and not self._unanswered):
            if self._holding or self._sent >= window or (self._ended and self._sent >= len(self._unanswered)):
                self._changed.clear()
                await self._changed.wait()
            elif self._sent < len(self._unanswered):
                lines = self._unanswered[self._sent].lines
                number = self._first + self._sent
                self._sent += 1
                await socket.send(b"\n".join([b'{"batch":%d}' % number, *lines]))
            else:
                found = await self._read.get()
                if found is None:
                    self._ended = True
                elif isinstance(found, Rejected):
                    self._reject(found)
                else:
                    if not self._unanswered:
                        self._moved = time.monotonic()
                    self._unanswered.append(found)

    async def _listen(self, socket: ClientConnection) -> None:
        """Take answers until everything has one, or the connection ends."""
        while not (self._ended and not self._unanswered):
            message = await socket.recv(decode=False)
            head, _, rest = bytes(message).partition(b"\n")
            await self._answered(_heads.decode(head), rest)
            self._changed.set()

    async def _answered(self, head: _Head, rest: bytes) -> None:
        if self._holding:
            # It was on its way behind what comes again.
            self._stale -= 1
        elif head.status == 200 and head.batch == self._first:
            if self._stands(rest):
                await self._wait(1)
            return
        elif head.retry_after is None:
            raise NotTaken(f"the house refused a batch: {head.detail or head.code}", head.code)
        else:
            self._holding, self._stale = True, self._sent - 1
            self._again_in = head.retry_after
        if self._holding and self._stale <= 0:
            await self._wait(self._again_in)
            self._holding, self._sent = False, 0

    def _stands(self, rest: bytes) -> bool:
        """Count an answer; True when some lines of the batch are to be sent again, as a batch of their own."""
        batch = self._unanswered.popleft()
        self._first += 1
        self._sent -= 1
        numbers: list[int] = []
        lines: list[bytes] = []
        for row in map(_rows.decode, rest.splitlines()[:-1]):
            if row.status in (200, 201):
                self.counts.doubled += row.status == 200
                self.counts.new += row.status == 201
            elif row.status in _LATER:
                numbers.append(batch.numbers[row.line - 1])
                lines.append(batch.lines[row.line - 1])
            else:
                self._reject(Rejected(batch.numbers[row.line - 1], row.code, row.detail))
        if lines:
            self._unanswered.append(_Batch(numbers, lines, batch.end))
        if len(lines) < len(batch.lines):
            self._moved = time.monotonic()
        self.counts.bytes = max(self.counts.bytes, batch.end)
        self._told.progress(self.counts)
        return bool(lines)

    def _reject(self, line: Rejected) -> None:
        self.counts.rejected += 1
        self._told.refused(line)


def _ended(closed: ConnectionClosed) -> str:
    """Why a stream ended. Raises NotTaken when the same would come of it again."""
    code = closed.rcvd.code if closed.rcvd is not None else 1006
    if code == _TOO_LARGE:
        raise NotTaken("a batch was larger than that house takes; send fewer lines at once", "body-too-large") from None
    return "the house restarts" if code == _RESTART else f"the stream ended with {code}"


def _turned_away(error: InvalidStatus) -> float:
    """In how many seconds to come back to who opened no stream. Raises NotTaken, NotAHouse when that would not help."""
    response = error.response
    if response.status_code in (429, 500, 502, 503, 504):
        asked = response.headers.get("retry-after", "")
        return float(asked) if asked.isdigit() else 0.0
    try:
        told = _heads.decode(response.body or b"")
    except msgspec.DecodeError:
        told = _Head(response.status_code)
    if told.code in ("", "not-found"):
        message = f"it answered {response.status_code}, not like a house with streams; look at the address"
        raise NotAHouse(message) from None
    raise NotTaken(f"the house opens no stream: {told.detail}", told.code) from None


class _Reader(threading.Thread):
    """Reads lines into batches: as many as are there, and never waits for more of them than that."""

    def __init__(self, read: Read, queue: asyncio.Queue[_Batch | Rejected | None], most: int, longest: int) -> None:
        super().__init__(name="handclasp-send-reading", daemon=True)
        self._give = read
        self._queue = queue
        self._most = most
        self._longest = longest
        self._loop = asyncio.get_running_loop()
        self._numbers: list[int] = []
        self._lines: list[bytes] = []
        self._size = self._end = 0
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            self._read_all()
        except RuntimeError:
            return  # the loop is closed: nobody sends any more
        except Exception as error:  # noqa: BLE001 - raised to whoever waits
            self.failed = error
        self._put(None)

    def _read_all(self) -> None:
        for number, end, data in ndjson.lines(self._blocks(), self._longest):
            if isinstance(data, TooLarge):
                self._put(Rejected(number, data.code, str(data)))
                continue
            if self._size + len(data) > MOST_BYTES or len(self._lines) >= self._most:
                self._flush()
            self._numbers.append(number)
            self._lines.append(data)
            self._size += len(data)
            self._end = end
        self._flush()

    def _blocks(self) -> Iterator[bytes]:
        block = self._give(_BLOCK).removeprefix(_BOM)
        while block:
            yield block
            # What was read is on its way before there is a wait for more.
            self._flush()
            block = self._give(_BLOCK)

    def _flush(self) -> None:
        if self._lines:
            self._put(_Batch(self._numbers, self._lines, self._end))
            self._numbers, self._lines, self._size = [], [], 0

    def _put(self, batch: _Batch | Rejected | None) -> None:
        asyncio.run_coroutine_threadsafe(self._queue.put(batch), self._loop).result()
