"""A blocking HTTP client of an ASGI application in the test's own process, without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from starlette.applications import Starlette


class Wire:
    """A blocking client of one ASGI application, on a loop of its own."""

    def __init__(self, app: Starlette) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://records.example")

    def __call__(self, method: str, path: str, bearer: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {bearer}"} | more.pop("headers", {})
        return self._runner.run(self._client.request(method, path, headers=headers, **more))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
