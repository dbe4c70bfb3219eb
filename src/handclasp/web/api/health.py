"""Whether this process is up, whether it can take messages, and what it has counted. Nothing of a tenant is in it.

That it is up and ready is told to anybody; why not, and the counts, to the addresses that watch it alone.
"""

from __future__ import annotations

import asyncio
import contextlib

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from handclasp.records import HandclaspError
from handclasp.web.api.context import Api
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import AliveOut, ReadyOut


async def get_healthz(_api: Api, _request: Request, _caller: Caller | None) -> Response:
    """The process answers; nothing else is looked at."""
    return Response(msgspec.json.encode(AliveOut("ok")), media_type="application/json")


async def get_readyz(api: Api, request: Request, _caller: Caller | None) -> Response:
    """200 when messages can be taken, else 503; with the reasons in words for who watches."""
    looking = asyncio.ensure_future(api.read(api.services.health))
    try:
        parts = dict(await asyncio.wait_for(asyncio.shield(looking), api.settings.health_seconds))
    except TimeoutError:
        looking.add_done_callback(lambda done: done.cancelled() or done.exception())
        parts = {
            "health": f"The check itself did not end within {api.settings.health_seconds:g} s: the database may hang."
        }
    ready = all(part is True for part in parts.values())
    if not _watches(api, request):
        parts = {}
    return Response(msgspec.json.encode(ReadyOut(ready, parts)), 200 if ready else 503, media_type="application/json")


async def get_metrics(api: Api, request: Request, _caller: Caller | None) -> Response:
    """Counters in Prometheus' text format, for who watches; to others there is nothing here."""
    if not _watches(api, request):
        raise HTTPException(404)
    api.metrics.nodes = api.services.nodes()
    with contextlib.suppress(HandclaspError):  # while the database is away, what was known last stands
        count, since = await api.read(api.services.held)
        api.metrics.held = count, max(0, api.clock() - since) / 1000 if since is not None else 0.0
        api.metrics.anchors = await api.read(api.services.anchors)
        api.metrics.copied = await api.read(api.services.copied)
        api.metrics.notices = await api.read(api.services.notices)
    return Response(api.metrics.page(), media_type=api.metrics.media_type)


def _watches(api: Api, request: Request) -> bool:
    return request.client is not None and request.client.host in api.settings.monitored_from
