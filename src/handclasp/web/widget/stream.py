"""What a customer hears, as server-sent events: each visible record once, in order, from where the frame left off.

What later records hide a part of is sent again as it looks now; that somebody is writing is told while it lasts.
Promises: an event is written only for an acknowledged record and only in the view `disclose` gave; the subscription
and the visitor's place are given back however the connection ends. It never polls, and keeps nothing for a frame that
does not read: see hub.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, NamedTuple

import anyio.to_thread
import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from handclasp.records import HandclaspError, Kind, View
from handclasp.web.beside import DESK, REPLY, THE_CUSTOMER
from handclasp.web.hub import TooMany, patient
from handclasp.web.widget.refusals import refuse
from handclasp.web.widget.services import Follow, Services
from handclasp.web.widget.session import Session
from handclasp.web.widget.view import customer_view

_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


class Heard(NamedTuple):
    """What is listened to: the visitor's own conversation or the one in which that goes on, from a seq on.

    `ends`: it may be over for this visitor at any time, for theirs goes on, or went on, in another one.
    """

    own: bytes
    conversation: bytes
    after: int
    ends: bool


class Listening:
    """One customer's ear at one conversation."""

    def __init__(self, services: Services, session: Session, heard: Heard, follow: Follow) -> None:
        self._services = services
        self._session = session
        self._own, self._conversation, after, self._ends = heard
        self._follow = follow
        self._from_start = after == 0
        self._writes = False

    async def events(self) -> AsyncGenerator[bytes, None]:
        """Records as events, those that came together in one piece, a comment when nothing happened for a while.

        Until the session or the stream ends, or the chat goes on in another conversation (`moved`).
        """
        services = self._services
        left = min(services.stream_life, (self._session.expires - services.clock()) / 1000)
        end = services.monotonic() + left
        stirred, loop = asyncio.Event(), asyncio.get_running_loop()

        def stir() -> None:
            with suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(stirred.set)

        try:
            with (
                services.beside.watch(self._conversation, stir),
                services.beside.enter(self._conversation, THE_CUSTOMER),
                services.hub.ear(self._conversation, self._follow, self._written, stirred.set) as ear,
            ):
                yield b"retry: 1000\n\n"
                while services.monotonic() < end:
                    stirred.clear()
                    woken = ear.woken
                    events = await ear.next(0) or [] if woken else []
                    if said := b"".join((*events, *self._company())):
                        yield said
                    elif not ear.woken and not await self._stirs(stirred):
                        yield b": nothing new\n\n"
                    if woken and self._ends and (on := await self._moved()):
                        yield _event("moved", {"conversation": on.hex()})
                        return
        except HandclaspError as error:
            yield _event("problem", {"code": error.code, "detail": str(error)})

    async def _moved(self) -> bytes | None:
        """Where the chat goes on, once all of this was heard; None: here."""
        on = await anyio.to_thread.run_sync(self._services.goes_on, self._session.tenant, self._own) or self._own
        return None if on == self._conversation or self._follow.behind else on

    async def _stirs(self, stirred: asyncio.Event) -> bool:
        """Wait until there may be something to say; False when a whole heartbeat went by."""
        changes = self._services.beside.changes(self._conversation)
        try:
            async with asyncio.timeout(min(changes, self._services.heartbeat)):
                await stirred.wait()
        except TimeoutError:
            return changes < self._services.heartbeat
        return True

    def _company(self) -> list[bytes]:
        """That somebody of the desk began to write an answer, or does so no more; never who, and no word of it."""
        present = self._services.beside.at(self._conversation)
        writes = any(one.who.side == DESK and one.writes == REPLY for one in present)
        if writes == self._writes:
            return []
        self._writes = writes
        return [_event("writing", {"writing": writes})]

    def _written(self, views: list[View]) -> list[bytes]:
        """Views as events; names of the staff may be looked up, so never on the event loop."""
        events: list[bytes] = []
        for view in views:
            record = customer_view(view, self._session, self._services.name_of)
            if record is None:
                continue
            self._ends = self._ends or view.kind == Kind.CLOSE
            events.append(_event("record", record, view.seq))
            if not self._from_start:
                # What is said while the customer listens brings its receipt along; the frame asks for earlier ones.
                receipt = msgspec.Raw(self._follow.receipt(view.seq))
                events.append(_event("receipt", {"seq": view.seq, "receipt": receipt}))
        # What was hidden since is taken off the customer's screen too. No id: listening goes on where it was.
        for view in self._follow.changed:
            record = customer_view(view, self._session, self._services.name_of)
            if record is not None:
                events.append(_event("changed", record))
        self._from_start = self._from_start and self._follow.behind
        return events


class EventStream(StreamingResponse):
    """A response that holds one of the visitor's places and closes its source at once when the connection ends."""

    def __init__(self, listening: Listening, services: Services, visitor: str) -> None:
        self._source = listening.events()
        self._services = services
        self._visitor = visitor
        super().__init__(self._source, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and give everything back; who takes nothing is cut off."""
        try:
            with self._services.hub.place(f"visitor/{self._visitor}", self._services.limits.streams):
                async with aclosing(self._source):
                    await super().__call__(scope, receive, patient(send))
        except TooMany as error:
            await refuse(error)(scope, receive, send)


def _event(name: str, data: Any, seq: int | None = None) -> bytes:
    head = b"" if seq is None else b"id: %d\n" % seq
    return head + b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"
