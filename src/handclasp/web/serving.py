"""One web worker: uvicorn on a listening socket that it may share with others, of which each takes its part.

The socket is made once, by whoever starts the workers, and inherited. So what waits in it waits for all of them: a
worker that dies takes along only the connections it had accepted. Whoever has more connections than another stands
back for a moment before it takes the next.
"""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from handclasp.web.board import Board

STANDS_BACK: Final = 0.005
"""Seconds that a worker with more connections than another leaves a new one to it."""
_AT_ONCE: Final = 32
_EXHAUSTED: Final = 0.5


def impatient(listening: socket.socket) -> socket.socket:
    """Let the kernel drop whoever takes nothing for a minute, and keep little for those who take it slowly.

    Every connection inherits it. Where a kernel knows neither, `hub.patient` alone ends the work for such a client.
    """
    for option, value in (("TCP_USER_TIMEOUT", 60_000), ("TCP_NOTSENT_LOWAT", 128 * 1024)):
        if hasattr(socket, option):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    return listening


class Server(uvicorn.Server):
    """uvicorn that accepts by itself. `waiting` counts what waits for a commit; `board` is where others look."""

    def __init__(
        self, config: uvicorn.Config, listening: socket.socket, board: Board | None, waiting: Callable[[], int]
    ) -> None:
        super().__init__(config)
        listening.settimeout(0)
        self._listening = listening
        self._board = board
        self._waiting = waiting
        self._beginning: set[asyncio.Task[object]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's own
        """Begin to take connections once the application is up."""
        await super().startup(sockets=[])
        self._tell()
        self._listen()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's own
        """Take none any more, then finish those that are open."""
        asyncio.get_running_loop().remove_reader(self._listening.fileno())
        self._listening.close()
        await super().shutdown(sockets=[])

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: tell the others."""
        self._tell()
        return await super().on_tick(counter)

    def _tell(self) -> None:
        if self._board is not None:
            self._board.tell(self._open, self._waiting())

    @property
    def _open(self) -> int:
        return len(self.server_state.connections) + len(self._beginning)

    def _listen(self) -> None:
        if self._listening.fileno() >= 0 and not self.should_exit:
            asyncio.get_running_loop().add_reader(self._listening.fileno(), self._somebody)

    def _rest(self, seconds: float, then: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening.fileno())
        loop.call_later(seconds, then)

    def _somebody(self) -> None:
        if self._board is not None and self._board.several and self._board.busier(self._open):
            self._rest(STANDS_BACK, self._next)
        else:
            self._accept()

    def _next(self) -> None:
        if self._listening.fileno() >= 0 and not self.should_exit:
            self._listen()
            self._accept()

    def _accept(self) -> None:
        shared = self._board is not None and self._board.several
        for _ in range(1 if shared else _AT_ONCE):
            try:
                connection, _ = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionError):
                return
            except OSError:  # out of file descriptors, say: what waits in the socket goes on waiting
                self._rest(_EXHAUSTED, self._listen)
                return
            connection.settimeout(0)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            loop = asyncio.get_running_loop()
            begin = loop.connect_accepted_socket(self._protocol, connection)
            task: asyncio.Task[object] = loop.create_task(begin)
            self._beginning.add(task)
            task.add_done_callback(functools.partial(self._begun, connection))
            self._tell()

    def _begun(self, connection: socket.socket, task: asyncio.Task[object]) -> None:
        self._beginning.discard(task)
        if task.cancelled() or task.exception() is not None:
            connection.close()

    def _protocol(self) -> asyncio.Protocol:
        kind: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return kind(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)
