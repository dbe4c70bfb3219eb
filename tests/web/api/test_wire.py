"""What only real sockets show: half a request, a body that drips, broken chunks, and that the next caller is served."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import uvicorn
from tests.web.api.conftest import NOW, House, message

from handclasp.web.api import ApiSettings, create_api

BODY = json.dumps(message()).encode()
SETTINGS = ApiSettings(body_idle_seconds=0.3, body_seconds=0.8, max_batch_bytes=100_000)


@pytest.fixture(params=["httptools", "h11"])
def port(request: pytest.FixtureRequest, house: House) -> Iterator[int]:
    app = create_api(house.services(SETTINGS), clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, http=request.param, log_level="warning", timeout_graceful_shutdown=2))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def head(path: str = "/v1/messages", *more: str, kind: str = "application/json") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: x", "Authorization: Bearer hc_write", f"Content-Type: {kind}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def talk(port: int, *pieces: bytes, hang_up: bool = False) -> bytes:
    """Send pieces, then read until the other side closes or has answered once."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        # The other side may hang up first, in the middle of what we send.
        with suppress(OSError):
            for piece in pieces:
                wire.sendall(piece)
            if hang_up:
                wire.shutdown(socket.SHUT_WR)
        data = b""
        while chunk := received(wire):
            data += chunk
            start, _, rest = data.partition(b"\r\n\r\n")
            length = [line for line in start.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            if length and len(rest) >= int(length[0].split(b":")[1]):
                break
    return data


def received(wire: socket.socket) -> bytes:
    try:
        return wire.recv(65_536)
    except ConnectionError:
        return b""


def code(answer: bytes) -> tuple[int, str]:
    first, _, body = answer.partition(b"\r\n\r\n")
    return int(first.split(b" ")[1]), json.loads(body)["code"]


def whole(port: int) -> int:
    answer = talk(port, head("/v1/messages", f"Content-Length: {len(BODY)}"), BODY)
    return int(answer.split(b" ")[1])


def test_half_a_request_stores_nothing_and_the_next_is_served(port: int, house: House) -> None:
    lines = BODY + b"\n" + BODY
    start = head("/v1/batches", f"Content-Length: {len(lines) + 500}", kind="application/x-ndjson")
    talk(port, start, lines, hang_up=True)
    talk(port, head("/v1/batches", "Transfer-Encoding: chunked", kind="application/x-ndjson"),
         f"{len(lines):x}\r\n".encode() + lines + b"\r\n", hang_up=True)  # fmt: skip
    assert house.taken == {}
    assert whole(port) == 201


def test_a_body_that_stops_coming_is_not_waited_for(port: int, house: House) -> None:
    answer = talk(port, head("/v1/messages", f"Content-Length: {len(BODY)}"), BODY[:20])
    assert code(answer) == (408, "slow-body")
    assert b"connection: close" in answer.lower()
    assert house.taken == {}
    assert whole(port) == 201


def test_a_body_that_drips_is_not_waited_for(port: int, house: House) -> None:
    stop = threading.Event()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(head("/v1/messages", "Content-Length: 100000"))

        def drip() -> None:
            while not stop.wait(0.05):
                try:
                    wire.sendall(b" ")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        answer = wire.recv(65_536)
        stop.set()
        dripping.join()
    assert answer.startswith(b"HTTP/1.1 408")
    assert house.taken == {}


@pytest.mark.parametrize("chunk", [b"zz\r\nhello\r\n", b"-5\r\n", b"5\r\nhello world\r\n"])
def test_broken_chunks_store_nothing(port: int, house: House, chunk: bytes) -> None:
    answer = talk(port, head("/v1/messages", "Transfer-Encoding: chunked"), chunk, hang_up=True)
    assert not answer or answer.split(b" ")[1] == b"400"
    assert house.taken == {}
    assert whole(port) == 201


def test_chunked_bodies_are_taken(port: int, house: House) -> None:
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (BODY[:50], BODY[50:])) + b"0\r\n\r\n"
    answer = talk(port, head("/v1/messages", "Transfer-Encoding: chunked"), chunks)
    assert answer.startswith(b"HTTP/1.1 201")
    assert list(house.taken) == ["m-1"]


def test_no_length_at_all_is_said(port: int) -> None:
    assert code(talk(port, head())) == (411, "length-required")


def test_a_body_announced_too_large_is_refused_before_it_is_sent(port: int) -> None:
    answer = talk(port, head("/v1/batches", "Content-Length: 99999999", kind="application/x-ndjson"))
    assert code(answer) == (413, "body-too-large")


def test_two_lengths_are_no_request(port: int, house: House) -> None:
    answer = talk(port, head("/v1/messages", "Content-Length: 5", f"Content-Length: {len(BODY)}"), BODY, hang_up=True)
    assert not answer or answer.split(b" ")[1] in (b"400", b"422")
    assert house.taken == {}
