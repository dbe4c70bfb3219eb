"""What every request to the machine doors gets, whatever becomes of it.

An instance id, security headers, a count, one line in the log, and a problem document instead of a bare error. The
log line has no query, no body and no header in it.
"""

from __future__ import annotations

import os
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handclasp.records import HandclaspError
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem, ProblemOut, describe, headers_of, respond, unexpected

HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GONE: Final = 499
_SWITCHED: Final = 101
_STREAMS: Final = {"websocket.accept": _SWITCHED, "websocket.close": 403}
"""What an upgrade is answered with: opened, or closed without."""
_FRAMES: Final = 12
_log = structlog.get_logger("handclasp.web.api")


class Door:
    """ASGI middleware around everything of the API."""

    def __init__(self, app: ASGIApp, api: Api) -> None:
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one WebSocket; anything else passes untouched."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope["handclasp.instance"] = instance = os.urandom(9).hex()
        began = time.perf_counter()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] in _STREAMS:
                status = status or _STREAMS[message["type"]]
            elif message["type"] in ("http.response.start", "websocket.http.response.start"):
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
                headers["x-request-id"] = instance
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except ClientDisconnect:
            status = _GONE
        except Exception as error:  # noqa: BLE001 - whatever happened, the caller gets a problem and we get the trace
            _log.error("request failed", instance=instance, error=type(error).__name__, at=places(error))
            if status == 0:
                response = refuse(self._api, unexpected(instance), {})
                await response(scope, receive, answer)
            elif status == _SWITCHED:
                with suppress(OSError, RuntimeError):
                    await send({"type": "websocket.close", "code": 1011})
        finally:
            self._note(scope, status, began)

    def _note(self, scope: Scope, status: int, began: float) -> None:
        method = scope.get("method", "GET")
        method = method if method in _METHODS else "other"
        route = scope.get("handclasp.route", "none")
        self._api.metrics.requests.labels(method, route, status).inc()
        _log.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round((time.perf_counter() - began) * 1000, 1),
            instance=scope["handclasp.instance"],
            key=scope.get("handclasp.key"),
        )


async def on_error(request: Request, error: Exception) -> Response:
    """Answer an error meant for people."""
    api: Api = request.app.state.handclasp
    if isinstance(error, HTTPException):
        error = _http(error)
    if not isinstance(error, HandclaspError):
        raise error
    return refuse(api, describe(error, request.scope["handclasp.instance"]), headers_of(error))


def _http(error: HTTPException) -> Problem:
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return Problem("method-not-allowed", f"This path takes {allowed}.", {"allow": allowed})
    return Problem("not-found", "There is nothing at this path: see /v1/openapi.json.")


def refuse(api: Api, problem: ProblemOut, headers: dict[str, str]) -> Response:
    """The answer that says no, counted."""
    api.metrics.refused.labels(problem.code).inc()
    return respond(problem, headers)


def places(error: Exception) -> list[str]:
    """Where an error nobody planned for came from, and nothing else of it.

    Its message may quote what was sent, and log renderers print the local variables of a traceback: the body, the key.
    """
    frames = traceback.extract_tb(error.__traceback__, limit=-_FRAMES)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
