"""Reading a conversation back: masked records and receipts.

Every act but fetching a receipt needs a purpose, because it becomes an access record before anything leaves.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.disclose.files import state_of
from handclasp.records import View
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import AuthorOut, JournalLineOut, PageOut, SpanOut, ViewOut
from handclasp.web.files import headers_of

RECEIPT = "application/vnd.handclasp.receipt+json"
MAX_PAGE = 500
_MAX_SEQ = 2**53 - 1
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_MAX_REASON = 500
_MAX_PURPOSE = 64


async def get_records(api: Api, request: Request, caller: Caller) -> Response:
    """A page of masked records with seq > `after`."""
    pace(api, caller, 1)
    purpose, reason = why(request)
    after = whole(request.query_params.get("after", "0"), "after", 0, _MAX_SEQ)
    limit = whole(request.query_params.get("limit", "100"), "limit", 1, MAX_PAGE)
    conversation = await conversation_of(api, request, caller)
    views = await api.read(
        api.services.disclose.read,
        api.services.reader(caller),
        conversation,
        purpose=purpose,
        reason=reason,
        after=after,
        limit=limit,
    )
    following = views[-1].seq if len(views) >= limit else None
    held = await api.read(api.services.on_hold, caller, conversation)
    records = [record_out(view) for view in views]
    page = PageOut(conversation=conversation.hex(), held=held, records=records, next=following)
    return Response(msgspec.json.encode(page), media_type="application/json")


async def get_receipt(api: Api, request: Request, caller: Caller) -> Response:
    """The receipt of one record."""
    pace(api, caller, 1)
    seq = whole(request.path_params["seq"], "seq", 1, _MAX_SEQ)
    conversation = await conversation_of(api, request, caller)
    who = api.services.reader(caller)
    return Response(await api.read(api.services.disclose.receipt, who, conversation, seq), media_type=RECEIPT)


async def get_copy(api: Api, request: Request, caller: Caller) -> Response:
    """The copy of an attachment that may be shown, once it was judged."""
    pace(api, caller, 1)
    purpose, reason = why(request)
    seq = whole(request.path_params["seq"], "seq", 1, _MAX_SEQ)
    conversation = await conversation_of(api, request, caller)
    who = api.services.reader(caller)
    file = await api.read(api.services.files.copy, who, conversation, seq, purpose=purpose, reason=reason)
    return Response(file.content.reveal(), media_type=file.media_type, headers=headers_of(seq, file.media_type))


def journal_line(view: View) -> JournalLineOut:
    """One record of the journal."""
    facts = {name: value.hex() if isinstance(value, bytes) else value for name, value in view.facts.items()}
    return JournalLineOut(
        index=view.index,
        record=view.record.hex(),
        kind=view.kind,
        author=AuthorOut(view.author.role, view.author.id),
        received=view.received,
        facts=facts,
    )


async def conversation_of(api: Api, request: Request, caller: Caller) -> bytes:
    """The pseudonym of the conversation in the path: itself, or found by the tenant's own name for it.

    A name that is none gets a pseudonym that is none, so that the door it is shown to writes the guess down.
    """
    named = request.path_params["conversation"]
    by = request.query_params.get("by", "pseudonym" if _PSEUDONYM.fullmatch(named) else "name")
    if by == "pseudonym" and _PSEUDONYM.fullmatch(named):
        return bytes.fromhex(named)
    if by != "name":
        raise Problem("bad-query", "Query parameter `by` must be `name`, or `pseudonym` for 32 hex digits.")
    return await api.read(api.services.find, caller.tenant, named) or secrets.token_bytes(16)


def why(request: Request) -> tuple[str, str | None]:
    """The purpose of a request, and the reason when one is given; raises Problem."""
    purpose = request.query_params.get("purpose") or request.headers.get("handclasp-purpose", "")
    if not 1 <= len(purpose) <= _MAX_PURPOSE or not purpose.isprintable():
        reason = "Say why you read: query parameter `purpose` or header Handclasp-Purpose, 1-64 characters."
        raise Problem("bad-query", reason)
    said = unquote(request.headers.get("handclasp-reason", ""))
    if len(said) > _MAX_REASON or not said.isprintable() or "\ufffd" in said:
        raise Problem("bad-header", "Handclasp-Reason must be at most 500 characters of percent-encoded UTF-8.")
    return purpose, said or None


def whole(text: str, name: str, least: int, most: int) -> int:
    """A whole number of the query; raises Problem."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and least <= int(text) <= most):
        raise Problem("bad-query", f"`{name}` must be a whole number from {least} to {most}.")
    return int(text)


def record_out(view: View) -> ViewOut:
    """One record of a conversation."""
    return ViewOut(
        index=view.index,
        seq=view.seq,
        record=view.record.hex(),
        kind=view.kind,
        author=AuthorOut(view.author.role, view.author.id),
        received=view.received,
        sent=view.sent,
        body=view.body,
        spans=[SpanOut(s.type, s.start, s.end, s.detector, s.sure, s.original, s.within) for s in view.spans],
        facts=view.facts,
        rescreened=view.changed.seq if view.changed else None,
        state=state_of(view),
    )
