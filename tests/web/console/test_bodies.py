"""No body gets so large that Django would let it overflow onto a disk."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from handclasp.web.console.bodies import MOST, bounded


class Reader:
    """An application that reads a body to its end."""

    def __init__(self) -> None:
        self.read = 0
        self.ended = ""

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            self.ended = message["type"]
            if self.ended == "http.disconnect":
                return
            self.read += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def asked(parts: list[bytes], length: int | None) -> tuple[Reader, list[int]]:
    """A request with this body, and what was answered."""
    app, waiting, statuses = Reader(), list(parts), list[int]()
    headers = [] if length is None else [(b"Content-Length", str(length).encode())]

    async def receive() -> Any:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def run() -> None:
        await bounded(app)({"type": "http", "headers": headers}, receive, send)

    anyio.run(run)
    return app, statuses


def test_a_body_that_says_it_is_too_large_is_refused_unread() -> None:
    app, statuses = asked([b"x"], MOST + 1)
    assert (app.read, statuses) == (0, [413])


def test_one_that_becomes_too_large_is_cut_off() -> None:
    app, statuses = asked([bytes(MOST), b"x"], None)
    assert (app.read, app.ended, statuses) == (MOST, "http.disconnect", [])


@pytest.mark.parametrize("length", [MOST, None, 0])
def test_any_other_is_read_whole(length: int | None) -> None:
    app, statuses = asked([bytes(MOST - 5), bytes(5)], length)
    assert (app.read, statuses) == (MOST, [200])
