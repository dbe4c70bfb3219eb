"""Many messages at once, one JSON object a line: how `POST /v1/batches` and `WS /v1/stream` alike take and answer them.

A batch is whole before its first line is looked at; a bad line is refused in its place and the others stand. Nothing is
answered before it is committed and covered by a signed checkpoint.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import Any, Final, NamedTuple

import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.ndjson import decode_line
from handclasp.records import HandclaspError, Lane, Raw, Receipt
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem, describe
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import LineOut, LineProblemOut, SummaryOut

NDJSON: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
Answers = list[Receipt | HandclaspError]
_encoder = msgspec.json.Encoder()


class Batch(NamedTuple):
    """The lines that are not blank, each with its number, and what the log will say to the good ones, in order."""

    lines: list[tuple[int, Raw | InputError]]
    answers: Future[Answers]


async def post_batch(api: Api, request: Request, caller: Caller) -> Response:
    """Take many messages, one a line; the answer has a line for each, in order, and a summary."""
    full = wants_receipt(request, default=False)
    api.line.check()
    pace(api, caller, 1)
    async with body_of(api, request, NDJSON, api.settings.max_batch_bytes) as data:
        count = counted(api, data)
        pace(api, caller, count - 1)
        began = time.perf_counter()
        with api.line.place(len(data), count):
            batch = await api.append(take, api, caller, data, full)
            answers = await answered(api, batch, began)
    return Response(await api.read(report, api, batch, answers, full), media_type=NDJSON[0])


def counted(api: Api, data: bytes) -> int:
    """How many lines a batch has. Raises Malformed when there is nothing in it, Problem when there is too much."""
    if not data or data.isspace():
        raise Malformed("empty", "There is nothing in it: send one JSON object a line.")
    count = data.count(b"\n") + (not data.endswith(b"\n"))
    if count > api.settings.max_batch_lines:
        reason = f"A batch may have {api.settings.max_batch_lines} lines: send it in parts. Nothing was stored."
        raise Problem("too-many-lines", reason)
    return count


def take(api: Api, caller: Caller, data: bytes, full: bool, lane: Lane | None = None) -> Batch:  # noqa: FBT001
    """Decode every line and hand the good ones on, together; blocks, so off the event loop.

    Raises Overloaded and what else keeps the whole batch out.
    """
    limits, now, tenant = api.settings.limits, api.clock(), caller.tenant
    lines = [
        (number, decode_line(line, tenant, now, limits))
        for number, line in enumerate(data.split(b"\n"), 1)
        if line and not line.isspace()
    ]
    raws = [made for _, made in lines if isinstance(made, Raw)]
    if raws:
        return Batch(lines, append(api, caller, raws, full, lane))
    nothing: Future[Answers] = Future()
    nothing.set_result([])
    return Batch(lines, nothing)


def append(api: Api, caller: Caller, raws: list[Raw], full: bool, lane: Lane | None = None) -> Future[Answers]:  # noqa: FBT001
    """Hand records on, if the policies let this key write at all."""
    api.services.may_add(caller)
    return api.services.flow.append_all(raws, receipts=full, lane=lane)


async def answered(api: Api, batch: Batch, began: float) -> Answers:
    """Wait for the log; `began` is when the batch was whole (perf_counter). Raises what became of all of it alike."""
    answers = await api.acknowledged(batch.answers)
    api.metrics.ack.observe(time.perf_counter() - began)
    ours = [answer for answer in answers if isinstance(answer, HandclaspError) and describe(answer).status >= 500]
    if ours and len(ours) == len(answers):
        # Nothing got a place, and not by the sender's fault: the simplest client waits and sends all of it again.
        raise ours[0]
    return answers


def report(api: Api, batch: Batch, answers: Answers, full: bool) -> bytes:  # noqa: FBT001
    """The answer to each line, then the summary, as NDJSON."""
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
            out.append(LineOut(line=number, status=status, **placed(made, answer), receipt=document))
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


def placed(raw: Raw, receipt: Receipt) -> dict[str, Any]:
    """Where a record stands: the fields of PlacedOut."""
    stored = receipt.stored
    return {
        "id": raw.key,
        "conversation": stored.conversation.hex(),
        "index": stored.index,
        "seq": stored.seq,
        "record": stored.record.hex(),
        "doubled": stored.doubled,
    }


def wants_receipt(asked_by: HTTPConnection, *, default: bool) -> bool:
    """Whether receipts come with the answer. Raises Problem."""
    asked = asked_by.query_params.get("receipt")
    if asked not in (None, "none", "full"):
        raise Problem("bad-query", "Query parameter `receipt` must be `none` or `full`.")
    return default if asked is None else asked == "full"
