"""`POST /v1/messages`: bytes come in, a record stands in the log, and only then is there a 2xx."""

from __future__ import annotations

import re
import time
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.intake.message import decode
from handclasp.records import HandclaspError, Receipt
from handclasp.web.api.batches import append, placed, wants_receipt
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import PlacedOut

_KEY = re.compile(r"[!-~]{1,128}")
_LARGE: Final = 65_536
_encoder = msgspec.json.Encoder()


async def post_message(api: Api, request: Request, caller: Caller) -> Response:
    """Take one message; 201 when it is new, 200 when it was there before."""
    full = wants_receipt(request, default=True)
    key = _header_key(request)
    api.line.check()
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), api.settings.limits.max_line_bytes) as data:
        about = (data, caller.tenant, api.clock(), api.settings.limits, key)
        # A large attachment takes milliseconds to decode: not on the event loop.
        raw = await api.append(decode, *about) if len(data) > _LARGE else decode(*about)
    began = time.perf_counter()
    with api.line.place(len(data)):
        (answer,) = await api.acknowledged(await api.append(append, api, caller, [raw], full))
    api.metrics.ack.observe(time.perf_counter() - began)
    if not isinstance(answer, Receipt):
        raise answer
    doubled = answer.stored.doubled
    (api.metrics.doubled if doubled else api.metrics.sealed).inc()
    document = await _document(api, caller, answer) if full else b""
    stands = PlacedOut(**placed(raw, answer), receipt=msgspec.Raw(document) if document else msgspec.UNSET)
    return Response(_encoder.encode(stands), 200 if doubled else 201, media_type="application/json")


async def _document(api: Api, caller: Caller, receipt: Receipt) -> bytes:
    """The receipt to hand out; a record that was there before has its receipt made anew."""
    if receipt.document:
        return receipt.document
    stored = receipt.stored
    who = api.services.reader(caller)
    try:
        return await api.read(api.services.disclose.receipt, who, stored.conversation, stored.seq)
    except HandclaspError:
        # The message stands either way; its receipt can be asked for by its own path.
        return b""


def _header_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if key.startswith('"') and key.endswith('"'):
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise Problem("bad-header", "Idempotency-Key must be 1-128 printable ASCII characters, quoted or not.")
    return key
