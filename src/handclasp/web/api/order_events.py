"""`POST /v1/order-events`: what a shop sends of an order by itself, signed with its connector's secret.

The body is read within bounds, then the signature, the clock and the nonce are checked; only then is it looked at.
"""

from __future__ import annotations

import time
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.access.machines import Caller
from handclasp.intake.order_event import decode_event
from handclasp.records import Receipt
from handclasp.web.api.batches import append, placed
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.shapes import PlacedOut

MOST_BYTES: Final = 65_536
_encoder = msgspec.json.Encoder()


async def post_order_event(api: Api, request: Request, _caller: None) -> Response:
    """Take one event; 201 when it is new, 200 when it was there before."""
    api.line.check()
    async with body_of(api, request, ("application/json",), MOST_BYTES) as data:
        tenant, connector = await api.read(api.services.signed, dict(request.headers), _path(request), data)
        caller = Caller(tenant, f"connector/{connector}", frozenset({"write"}))
        pace(api, caller, 1)
        raw = decode_event(data, tenant, connector, api.clock(), api.settings.limits)
    began = time.perf_counter()
    with api.line.place(len(data)):
        (answer,) = await api.acknowledged(await api.append(append, api, caller, [raw], False))
    api.metrics.ack.observe(time.perf_counter() - began)
    if not isinstance(answer, Receipt):
        raise answer
    doubled = answer.stored.doubled
    (api.metrics.doubled if doubled else api.metrics.sealed).inc()
    return Response(
        _encoder.encode(PlacedOut(**placed(raw, answer))), 200 if doubled else 201, None, "application/json"
    )


def _path(request: Request) -> str:
    """The path and query as they were sent."""
    path = bytes(request.scope.get("raw_path") or request.url.path.encode()).partition(b"?")[0]
    query = bytes(request.scope.get("query_string", b""))
    return (path + (b"?" + query if query else b"")).decode("latin-1")
