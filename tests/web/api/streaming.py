"""A machine's door behind a real server, and the clients of its streams: one of a library, one of bare bytes."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import uvicorn
from tests.web.api.conftest import NOW, WRITER, House
from websockets.sync.client import ClientConnection, connect

from handclasp.records import HandclaspError, Lane, Raw, Receipt
from handclasp.web.api import ApiSettings, create_api
from handclasp.web.api.context import Api
from handclasp.web.api.sockets import HEAD, Sockets

Answers = list[Receipt | HandclaspError]


def until(met: Callable[[], Any], seconds: float = 10) -> None:
    """Wait until a condition is met."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come to that"
        threading.Event().wait(0.005)


@dataclass
class Patient(House):
    """A house that answers when the test says so: `given` is what it was handed and has not answered."""

    holding: bool = False
    given: list[tuple[list[Raw], Lane | None, Future[Answers]]] = field(default_factory=list)

    def append_all(self, raws: Sequence[Raw], /, *, receipts: bool = True, lane: Lane | None = None) -> Future[Answers]:
        if not self.holding:
            return super().append_all(raws, receipts=receipts, lane=lane)
        waiting: Future[Answers] = Future()
        self.given.append((list(raws), lane, waiting))
        return waiting

    def answer(self, error: HandclaspError | None = None) -> Lane | None:
        """Answer the oldest batch: as stored, or with an error for each line."""
        raws, lane, waiting = self.given.pop(0)
        waiting.set_result([error or self._one(raw, receipts=False) for raw in raws])
        return lane


@dataclass
class Served:
    """A door on a port of this machine."""

    port: int
    api: Api
    server: uvicorn.Server
    thread: threading.Thread

    @contextmanager
    def stream(self, key: str | None = WRITER, query: str = "", **more: Any) -> Iterator[Stream]:
        """Open a stream, with the hello read."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        headers |= more.pop("headers", {})
        url = f"ws://127.0.0.1:{self.port}/v1/stream{query}"
        with connect(
            url, additional_headers=headers, compression=None, max_size=None, proxy=None, open_timeout=10, **more
        ) as socket_:
            yield Stream(socket_, json.loads(socket_.recv(10)))

    def bare(self, key: str = WRITER) -> socket.socket:
        """A bare socket that has sent an upgrade and read nothing of its answer."""
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        nonce = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET /v1/stream HTTP/1.1", "Host: x", f"Authorization: Bearer {key}", "Connection: Upgrade"]
        lines += ["Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {nonce}", "", ""]
        wire.sendall("\r\n".join(lines).encode())
        return wire

    def settled(self) -> None:
        """Wait until nothing is open and nothing held."""
        until(lambda: self.open() == 0 and self.api.bytes_in_flight == 0)

    def open(self) -> float:
        """How many streams the counters say are open."""
        return float(self.api.metrics.streams._value.get())

    def stop(self) -> None:
        """End the server as a signal would, without waiting for it."""
        self.server.should_exit = True


class Stream:
    """One open stream, seen by its client."""

    def __init__(self, socket_: ClientConnection, hello: dict[str, Any]) -> None:
        self.socket = socket_
        self.hello = hello

    def send(self, number: int, *lines: dict[str, Any] | bytes) -> None:
        """Send one batch."""
        self.socket.send(batch(number, *lines))

    def answer(self) -> list[dict[str, Any]]:
        """The next answer's lines."""
        return [json.loads(line) for line in str(self.socket.recv(15)).splitlines()]

    def heads(self, count: int) -> list[tuple[int, int | str]]:
        """Of the next answers: which batch, and its status or the code it was refused with."""
        found = [self.answer()[0] for _ in range(count)]
        return [(head["batch"], head.get("code", head["status"])) for head in found]


def batch(number: int, *lines: dict[str, Any] | bytes) -> bytes:
    """A message to a stream."""
    rest = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return b"\n".join([json.dumps({"batch": number}).encode(), *rest])


def frame(data: bytes, *, first: int = 0x82, announce: int | None = None) -> bytes:
    """A masked frame (mask of zeros), with the length it announces."""
    length = len(data) if announce is None else announce
    return struct.pack(">BBQ", first, 0x80 | 127, length) + bytes(4) + data


@contextmanager
def serving(
    house: House, settings: ApiSettings | None = None, *, pings: float = 20, **services: Any
) -> Iterator[Served]:
    """Run the door as `handclasp web` does."""
    settings = settings or ApiSettings()
    seconds = services.pop("monotonic", time.monotonic)
    app = create_api(replace(house.services(settings), **services), clock=lambda: NOW, monotonic=seconds)
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", ws=Sockets, ws_max_size=settings.max_batch_bytes + HEAD,
        ws_ping_interval=pings, ws_ping_timeout=pings, ws_per_message_deflate=False,
        lifespan="on", log_level="critical", timeout_graceful_shutdown=2,
    )  # fmt: skip
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    served = Served(listening.getsockname()[1], app.state.handclasp, server, thread)
    try:
        yield served
    finally:
        served.stop()
        thread.join()
