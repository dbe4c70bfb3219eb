"""Puts the machine doors together: routes from the table of operations, the door around them, and nothing else."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from handclasp.records import HandclaspError
from handclasp.web.api.asyncapi import document as stream_document
from handclasp.web.api.callers import caller_of
from handclasp.web.api.context import Api, now_ms
from handclasp.web.api.door import Door, on_error
from handclasp.web.api.openapi import document
from handclasp.web.api.operations import OPERATIONS, Operation
from handclasp.web.api.problems import errors_page
from handclasp.web.api.services import Services
from handclasp.web.api.sockets import STATE
from handclasp.web.api.stream import PATH, Places, open_stream

_FOR_AN_HOUR = {"cache-control": "public, max-age=3600"}


def create_api(
    services: Services,
    clock: Callable[[], int] = now_ms,
    monotonic: Callable[[], float] = time.monotonic,
) -> Starlette:
    """Make the ASGI app; `clock` gives ms (UTC), `monotonic` seconds."""
    api = Api(services, clock, monotonic)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        yield {STATE: api}
        api.close()

    app = Starlette(
        routes=[_stream(api), *(_route(api, op) for op in OPERATIONS), *_pages()],
        middleware=[Middleware(Door, api=api)],
        exception_handlers={HTTPException: on_error, HandclaspError: on_error},
        lifespan=lifespan,
    )
    # A path with one slash too many is an error to be seen, not a redirect that loses a body.
    app.router.redirect_slashes = False
    app.state.handclasp = api
    return app


def _matched(path: str) -> str:
    """The path as Starlette matches it: tiles and a tenant's own names may hold slashes."""
    return path.replace("{tile}", "{tile:path}").replace("{conversation}", "{conversation:path}")


def _route(api: Api, op: Operation) -> Route:
    async def endpoint(request: Request) -> Response:
        request.scope["handclasp.route"] = op.path
        caller = await caller_of(api, request, op.scope) if op.scope else None
        return await op.handler(api, request, caller)

    # A tile's path has slashes in it.
    route = Route(_matched(op.path), endpoint, methods=[op.method], name=op.handler.__name__)
    if op.scope and route.methods:
        # A HEAD of a read would leave an access record behind for nothing.
        route.methods.discard("HEAD")
    return route


def _stream(api: Api) -> WebSocketRoute:
    places = Places(api.settings.max_streams, api.settings.max_streams_per_key)

    async def endpoint(socket: WebSocket) -> None:
        await open_stream(api, places, socket)

    return WebSocketRoute(PATH, endpoint)


def _pages() -> list[Route]:
    return [
        _page("/v1/openapi.json", msgspec.json.encode(document()), "application/json"),
        _page("/v1/asyncapi.json", msgspec.json.encode(stream_document()), "application/json"),
        _page("/v1/errors", errors_page(), "text/html"),
    ]


def _page(path: str, content: bytes, media_type: str) -> Route:
    async def endpoint(request: Request) -> Response:
        request.scope["handclasp.route"] = path
        return Response(content, headers=_FOR_AN_HOUR, media_type=media_type)

    call: Callable[[Request], Awaitable[Response]] = endpoint
    return Route(path, call, methods=["GET"])
