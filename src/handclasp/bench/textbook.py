"""The baseline of delivery: the textbook's server-sent events, a queue in memory for each client and nothing kept.

It answers the same generator: open a session, listen, say something. Nobody is authenticated, nothing is written down,
stored or sealed, and whoever is away when a message comes never gets it.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route


class Textbook:
    """Everything it knows: who listens to what, and how much was said in each conversation."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)
        self._said: defaultdict[str, int] = defaultdict(int)
        self._opened = 0

    async def ready(self, _request: Request) -> Response:
        """Yes."""
        return Response()

    async def session(self, _request: Request) -> Response:
        """A conversation, which is its own key."""
        self._opened += 1
        name = f"{self._opened:032x}"
        return Response(msgspec.json.encode({"session": f"{name}.", "conversation": name}), 201)

    async def say(self, request: Request) -> Response:
        """Put a message into every queue of its conversation."""
        message = msgspec.json.decode(await request.body())
        name = message["conversation"].removeprefix("widget/")
        self._said[name] += 1
        event = b"id: %d\nevent: record\ndata: %s\n\n" % (self._said[name], msgspec.json.encode(message))
        for queue in self._queues[name]:
            queue.put_nowait(event)
        return Response(msgspec.json.encode({"conversation": name, "seq": self._said[name]}), 201)

    async def listen(self, request: Request) -> Response:
        """Whatever is put into a queue from now on."""
        name = request.headers["authorization"].removeprefix("Bearer ").removesuffix(".")
        return StreamingResponse(self._events(name), media_type="text/event-stream")

    async def _events(self, name: str) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._queues[name].add(queue)
        try:
            yield b"retry: 1000\n\n"
            while True:
                yield await queue.get()
        finally:
            self._queues[name].discard(queue)


def main() -> None:
    """Serve on the port that the command line names."""
    book = Textbook()
    routes = [
        Route("/readyz", book.ready),
        Route("/v1/widget/sessions", book.session, methods=["POST"]),
        Route("/v1/widget/stream", book.listen),
        Route("/v1/messages", book.say, methods=["POST"]),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
