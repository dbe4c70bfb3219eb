"""One place a process where open streams wait for what is new: woken by the log's tail, read together, never queued.

Nothing is kept for a client that does not read: a stream holds what was read for it once, and asks again when that is
written. So a slow one costs no memory, holds up nobody, and finds what it missed in the log, from where it was. Whoever
takes no byte for a while is cut off (`patient`), and comes back with the number of the last event it saw.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, Self, TypeVar

from handclasp.records import HandclaspError, View
from handclasp.web.together import THREADS, Together

if TYPE_CHECKING:
    from handclasp.disclose import Asking

MOST: Final = 6_000
"""Streams that one process holds open."""
STALLED: Final = 30.0
"""Seconds after which a client that takes nothing is cut off."""
STIR: Final = 0.1
"""Seconds between two signs that something changed somewhere."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
E = TypeVar("E")


class TooMany(HandclaspError):
    """Too often, or too many at once; `retry_after` seconds from now it works again."""

    code = "rate-limited"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Follow(Protocol):
    """A reader's place in a conversation; `behind`: more stands in the log than was given at once."""

    behind: bool


class Disclose(Protocol):
    """The door that lets many begin, and reads for many."""

    def follow_all(self, asked: Sequence[Any]) -> Sequence[Any]:
        """A place (Follow) for each, once their access record stands; or why not (HandclaspError)."""

    def more(self, follows: Sequence[Any]) -> Sequence[list[View] | HandclaspError]:
        """What came since for each, or why there is nothing more for this one."""


class Tail(Protocol):
    """Says when something new stands in the log."""

    def subscribe(self, conversation: Any, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` (from any thread) at each acknowledged change (None: anywhere); returns the way to stop."""


class Hub:
    """Of one event loop. Only the waking and the reading happen in other threads."""

    def __init__(self, disclose: Disclose, tail: Tail, most: int = MOST) -> None:
        self._disclose = disclose
        self._tail = tail
        self._most = most
        self._open: Counter[str] = Counter()
        self._readings: Together[Ear[Any], list[Any]] = Together(_threads("hub-reading"), self._drawn)
        self._beginnings: Together[Asking, Any] = Together(_threads("hub-beginning"), self._disclose.follow_all)
        self._stirred: dict[Callable[[], None], None] = {}
        self._still: Callable[[], None] | None = None
        self._stirs_again: asyncio.TimerHandle | None = None

    def room(self, person: str, most: int) -> None:
        """Raise TooMany when this person, or this process, has no place left."""
        if self._open[person] >= most:
            raise TooMany(f"This is open in {most} windows already, as many as may be. Close one of them.", 5)
        if self._open.total() >= self._most:
            raise TooMany("As many are listening here as there is room for. It is tried again in a minute.", 60)

    @contextmanager
    def place(self, person: str, most: int) -> Iterator[None]:
        """Hold one of a person's places, and one of all. Raises TooMany."""
        self.room(person, most)
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1
            if not self._open[person]:
                del self._open[person]

    def ear(
        self,
        conversation: bytes,
        follow: Follow,
        draw: Callable[[list[View]], list[E]],
        nudge: Callable[[], None] = lambda: None,
    ) -> Ear[E]:
        """An ear at one conversation; `draw` makes events of views, quickly, in a thread.

        `nudge` is called on the loop whenever there may be something to read.
        """
        return Ear(self, self._tail, conversation, follow, draw, nudge)

    @contextmanager
    def stirs(self, wake: Callable[[], None]) -> Iterator[None]:
        """While this lasts, `wake` is called on the loop when anything changed anywhere, ten times a second at most."""
        loop = asyncio.get_running_loop()
        if self._still is None:
            self._still = self._tail.subscribe(None, lambda: _soon(loop, self._stir))
        self._stirred[wake] = None
        try:
            yield
        finally:
            del self._stirred[wake]
            if not self._stirred and self._still is not None:
                self._still()
                self._still = None

    def _stir(self) -> None:
        if self._stirs_again is None:
            self._stirs_again = asyncio.get_running_loop().call_later(STIR, self._told)

    def _told(self) -> None:
        self._stirs_again = None
        for wake in list(self._stirred):
            wake()

    async def follow(self, asked: Asking) -> Any:
        """A place in a conversation (disclose.Follow), once the access record stands; raises Refused, NotFound."""
        return await self._beginnings.answer(asked)

    async def read(self, ear: Ear[E]) -> list[E]:
        """What is new for an ear, drawn; raises what disclosing raises."""
        found: list[E] = await self._readings.answer(ear)
        return found

    def _drawn(self, ears: list[Ear[Any]]) -> list[list[Any] | Exception]:
        answers = self._disclose.more([ear.follow for ear in ears])
        return [ear.drawn(answer) for ear, answer in zip(ears, answers, strict=True)]


class Ear(Generic[E]):
    """One stream's ear: a context, and `next` in it, by one task at a time."""

    def __init__(
        self,
        hub: Hub,
        tail: Tail,
        conversation: bytes,
        follow: Follow,
        draw: Callable[[list[View]], list[E]],
        nudge: Callable[[], None],
    ) -> None:
        self.follow = follow
        self._hub = hub
        self._tail = tail
        self._conversation = conversation
        self._draw = draw
        self._nudge = nudge
        self._woken = asyncio.Event()
        self._stop: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        """Begin to listen; what stands in the log already is read first."""
        loop = asyncio.get_running_loop()
        self._stop = self._tail.subscribe(self._conversation, lambda: _soon(loop, self._wake))
        self._wake()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def woken(self) -> bool:
        """Whether there may be something to read."""
        return self._woken.is_set()

    def _wake(self) -> None:
        self._woken.set()
        self._nudge()

    async def next(self, patience: float) -> list[E] | None:
        """The next events, perhaps none; None when nothing came for so many seconds. Raises what disclosing raises."""
        if not self._woken.is_set():
            try:
                async with asyncio.timeout(patience):
                    await self._woken.wait()
            except TimeoutError:
                return None
        # Cleared before the reading: what comes while it lasts is read for once more.
        self._woken.clear()
        events = await self._hub.read(self)
        if self.follow.behind:
            self._wake()
        return events

    def drawn(self, answer: list[View] | HandclaspError) -> list[E] | Exception:
        """Views as events; an error is this ear's own, whatever the others are told."""
        if isinstance(answer, HandclaspError):
            return answer
        try:
            return self._draw(answer)
        except Exception as error:  # noqa: BLE001 - told to this ear alone
            return error


def patient(send: Send, stalled: float | None = None) -> Send:
    """An ASGI `send` that gives up on a stream's client which takes nothing for so many seconds; raises Stalled."""
    most = STALLED if stalled is None else stalled
    streaming = False

    async def guarded(message: Message) -> None:
        nonlocal streaming
        if message["type"] == "http.response.start":
            kinds = [value for name, value in message.get("headers", ()) if name.lower() == b"content-type"]
            streaming = any(kind.startswith(b"text/event-stream") for kind in kinds)
        if not streaming:
            await send(message)
            return
        try:
            async with asyncio.timeout(most):
                await send(message)
        except TimeoutError:
            raise Stalled from None

    return guarded


class Stalled(OSError):
    """The client of a stream took nothing for too long."""


def _soon(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop has just been closed: nobody listens any more
        loop.call_soon_threadsafe(what)


def _threads(name: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, name)
