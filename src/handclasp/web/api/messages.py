"""`POST /v1/messages` and `POST /v1/batches`: bytes come in, records stand in the log, and only then is there a 2xx.

A batch is read whole before its first line is looked at; a bad line is refused in its place and the others stand.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import Future
from typing import Any, Final, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.message import decode
from handclasp.intake.ndjson import decode_line
from handclasp.records import HandclaspError, Raw, Receipt
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem, describe
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import LineOut, LineProblemOut, PlacedOut, SummaryOut

NDJSON: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_KEY = re.compile(r"[!-~]{1,128}")
_LARGE: Final = 65_536
_encoder = msgspec.json.Encoder()
_Answers = list[Receipt | HandclaspError]


async def post_message(api: Api, request: Request, caller: Caller) -> Response:
    """Take one message; 201 when it is new, 200 when it was there before."""
    full = _wants_receipt(request, default=True)
    key = _header_key(request)
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), api.settings.limits.max_line_bytes) as data:
        about = (data, caller.tenant, api.clock(), api.settings.limits, key)
        # A large attachment takes milliseconds to decode: not on the event loop.
        raw = await api.append(decode, *about) if len(data) > _LARGE else decode(*about)
    began = time.perf_counter()
    (answer,) = await api.acknowledged(await api.append(_append, api, caller, [raw], full))
    api.metrics.ack.observe(time.perf_counter() - began)
    if not isinstance(answer, Receipt):
        raise answer
    doubled = answer.stored.doubled
    (api.metrics.doubled if doubled else api.metrics.sealed).inc()
    document = await _document(api, caller, answer) if full else b""
    placed = PlacedOut(**_place(raw, answer), receipt=msgspec.Raw(document) if document else msgspec.UNSET)
    return Response(_encoder.encode(placed), 200 if doubled else 201, media_type="application/json")


async def post_batch(api: Api, request: Request, caller: Caller) -> Response:
    """Take many messages, one a line; the answer has a line for each, in order, and a summary."""
    full = _wants_receipt(request, default=False)
    pace(api, caller, 1)
    async with body_of(api, request, NDJSON, api.settings.max_batch_bytes) as data:
        if not data or data.isspace():
            raise Malformed("empty", "There is nothing in it: send one JSON object a line.")
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        if count > api.settings.max_batch_lines:
            reason = f"A batch may have {api.settings.max_batch_lines} lines: send it in parts. Nothing was stored."
            raise Problem("too-many-lines", reason)
        pace(api, caller, count - 1)
        began = time.perf_counter()
        batch = await api.append(_send, api, caller, data, full)
    answers = await api.acknowledged(batch.answers)
    api.metrics.ack.observe(time.perf_counter() - began)
    ours = [answer for answer in answers if isinstance(answer, HandclaspError) and describe(answer).status >= 500]
    if ours and len(ours) == len(answers):
        # Nothing got a place, and not by the sender's fault: the simplest client waits and sends all of it again.
        raise ours[0]
    return Response(await api.read(_report, api, batch, answers, full), media_type=NDJSON[0])


def _append(api: Api, caller: Caller, raws: list[Raw], full: bool) -> Future[_Answers]:  # noqa: FBT001
    """Hand records on, if the policies let this key write at all."""
    api.services.may_add(caller)
    return api.services.flow.append_all(raws, receipts=full)


class _Batch(NamedTuple):
    lines: list[tuple[int, Raw | InputError]]
    answers: Future[_Answers]


def _send(api: Api, caller: Caller, data: bytes, full: bool) -> _Batch:  # noqa: FBT001
    """Decode every line and hand the good ones on, together."""
    limits, now, tenant = api.settings.limits, api.clock(), caller.tenant
    lines = [
        (number, decode_line(line, tenant, now, limits))
        for number, line in enumerate(data.split(b"\n"), 1)
        if line and not line.isspace()
    ]
    raws = [made for _, made in lines if isinstance(made, Raw)]
    if raws:
        return _Batch(lines, _append(api, caller, raws, full))
    nothing: Future[_Answers] = Future()
    nothing.set_result([])
    return _Batch(lines, nothing)


def _report(api: Api, batch: _Batch, answers: _Answers, full: bool) -> bytes:  # noqa: FBT001
    out: list[LineOut | LineProblemOut | SummaryOut] = []
    new = doubled = size = 0
    checkpoint = None
    waiting = iter(answers)
    for number, made in batch.lines:
        answer = made if isinstance(made, InputError) else next(waiting)
        if isinstance(answer, Receipt) and isinstance(made, Raw):
            again = answer.stored.doubled
            doubled += again
            new += not again
            if answer.stored.size > size:
                size, checkpoint = answer.stored.size, answer.stored.checkpoint
            document = msgspec.Raw(answer.document) if full and answer.document else msgspec.UNSET
            status = 200 if again else 201
            out.append(LineOut(line=number, status=status, **_place(made, answer), receipt=document))
        elif isinstance(answer, HandclaspError):
            out.append(_refusal(api, number, made, answer))
    api.metrics.sealed.inc(new)
    api.metrics.doubled.inc(doubled)
    lines = len(batch.lines)
    out.append(SummaryOut(lines=lines, new=new, doubled=doubled, refused=lines - new - doubled, checkpoint=checkpoint))
    return _encoder.encode_lines(out)


def _refusal(api: Api, number: int, made: Raw | InputError, error: HandclaspError) -> LineProblemOut:
    problem = describe(error)
    api.metrics.refused.labels(problem.code).inc()
    return LineProblemOut(
        line=number,
        status=problem.status,
        type=problem.type,
        title=problem.title,
        detail=problem.detail,
        code=problem.code,
        id=made.key if isinstance(made, Raw) else msgspec.UNSET,
        field=problem.field or msgspec.UNSET,
        category=problem.category or msgspec.UNSET,
    )


def _place(raw: Raw, receipt: Receipt) -> dict[str, Any]:
    stored = receipt.stored
    return {
        "id": raw.key,
        "conversation": stored.conversation.hex(),
        "index": stored.index,
        "seq": stored.seq,
        "record": stored.record.hex(),
        "doubled": stored.doubled,
    }


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


def _wants_receipt(request: Request, *, default: bool) -> bool:
    asked = request.query_params.get("receipt")
    if asked not in (None, "none", "full"):
        raise Problem("bad-query", "Query parameter `receipt` must be `none` or `full`.")
    return default if asked is None else asked == "full"


def _header_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if key.startswith('"') and key.endswith('"'):
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise Problem("bad-header", "Idempotency-Key must be 1-128 printable ASCII characters, quoted or not.")
    return key
