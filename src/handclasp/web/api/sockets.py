"""uvicorn's WebSockets, held to the bounds of the machine doors: no byte before who calls is known, none uncounted.

What has arrived of a message counts among the bytes in flight, has to be whole within a minute, and consists of few
fragments. A process that stops reads nothing more and lets its streams answer what they took before it closes them.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
    from websockets.frames import Frame
    from websockets.http11 import Request

    from handclasp.web.api.context import Api

HEAD: Final = 1_024
"""Bytes a message may have beyond a batch: the line that numbers it."""
PING_SECONDS: Final = 20.0
STATE: Final = "handclasp.api"
"""The name under which the lifespan hands the `Api` on."""
_FRAGMENTS: Final = 1_024


class Sockets(WebSocketsSansIOProtocol):
    """One connection; its messages reach the app as bytes, of whichever kind they were."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._api = cast("Api", self.app_state[STATE])
        self._partial = 0
        self._whole_by: asyncio.TimerHandle | None = None

    def handle_connect(self, event: Request) -> None:
        """Read on only when the app asks for more than the handshake."""
        super().handle_connect(event)
        if not self.close_sent:
            self.read_paused = True
            self.transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        """Count what arrived of a message that is not whole yet."""
        super().data_received(data)
        partial = len(self.conn.reader.buffer) + sum(len(part) for part in self.frames)
        grown = self._hold(partial)
        if not partial:
            self._stop_clock()
        elif self._whole_by is None:
            self._start_clock()
        if grown > 0 and self._api.bytes_in_flight > self._api.settings.max_bytes_in_flight:
            self._hang_up(1013, "too many bytes are waiting")

    def handle_cont(self, event: Frame) -> None:
        """A message in thousands of pieces is nobody's batch."""
        super().handle_cont(event)
        if len(self.frames) > _FRAGMENTS:
            self._hang_up(1008, "the message has too many fragments")

    def send_receive_event_to_app(self) -> None:
        """A whole message: its JSON is checked for UTF-8 line by line, so it is not decoded here."""
        self._stop_clock()
        self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    async def send(self, message: ASGISendEvent) -> None:
        """Nobody is there any more once we hung up."""
        await self.writable.wait()
        if self.handshake_complete and self.close_sent:
            raise ClientDisconnected
        await super().send(message)

    async def receive(self) -> ASGIReceiveEvent:
        """The next message; while it was not asked for, the client could not go on with the one behind it."""
        waited = self.read_paused
        message = await super().receive()
        if waited and self._whole_by is not None:
            self._start_clock()
        return message

    def keepalive_timeout(self) -> None:
        """No pong: the client is gone, unless it is we who did not read."""
        if self.read_paused and self.ping_timeout is not None:
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
            return
        super().keepalive_timeout()

    def shutdown(self) -> None:
        """Take nothing more; the app answers what it took, and closes."""
        if not self.handshake_complete or self.close_sent:
            super().shutdown()
            return
        self.stop_keepalive()
        self._stop_clock()
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back what was held."""
        self._stop_clock()
        self._hold(0)
        super().connection_lost(exc)

    def _hold(self, partial: int) -> int:
        grown, self._partial = partial - self._partial, partial
        self._api.bytes_in_flight += grown
        return grown

    def _start_clock(self) -> None:
        self._stop_clock()
        self._whole_by = self.loop.call_later(self._api.settings.body_seconds, self._too_slow)

    def _stop_clock(self) -> None:
        if self._whole_by is not None:
            self._whole_by.cancel()
            self._whole_by = None

    def _too_slow(self) -> None:
        if self.read_paused:
            self._start_clock()
        else:
            self._hang_up(1008, "the message came too slowly")

    def _hang_up(self, code: int, reason: str) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
