"""Searching what was said: by a query in the address, or in a body, where words stay out of other machines' logs.

Each page is itself a record of the journal, with the words as keyed tokens.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.disclose.search import Asked, Found
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.conversations import record_out, whole, why
from handclasp.web.api.exports import decoded
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import HitOut, SearchIn, SearchOut

_MOST = 8_192
_END = 2**53 - 1
_NUMBERS = ("since", "until", "before", "skip", "limit")
_WORDS = ("team", "agent", "role", "order", "state", "by")


async def get_search(api: Api, request: Request, caller: Caller) -> Response:
    """A page of hits, by the query."""
    pace(api, caller, 1)
    query = request.query_params
    purpose, reason = why(request)
    numbers = {name: whole(query[name], name, 0, _END) for name in _NUMBERS if name in query}
    words = {name: query[name] for name in _WORDS if name in query}
    given = {"text": query.get("q", ""), "flags": query.getlist("flag"), "types": query.getlist("type")}
    given["tags"] = query.getlist("tag")
    asked = msgspec.convert(given | numbers | words, Asked)
    return await _answer(api, caller, asked, purpose, reason)


async def post_search(api: Api, request: Request, caller: Caller) -> Response:
    """A page of hits, by a body."""
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), _MOST) as body:
        wanted = decoded(body, SearchIn, '{"purpose": …, "text"?, "since"?, "until"?, "role"?, … }')
    given = msgspec.structs.asdict(wanted)
    purpose, reason = given.pop("purpose"), given.pop("reason")
    asked = Asked(**given | {"flags": tuple(wanted.flags), "types": tuple(wanted.types), "tags": tuple(wanted.tags)})
    return await _answer(api, caller, asked, purpose, reason or None)


async def _answer(api: Api, caller: Caller, asked: Asked, purpose: str, reason: str | None) -> Response:
    who = api.services.reader(caller)
    found: Found = await api.read(api.services.searches.search, who, asked, purpose=purpose, reason=reason)
    page = SearchOut(
        hits=[HitOut(conversation=v.conversation.hex(), record=record_out(v), marks=marks) for v, marks in found],
        total=found.total,
        more=found.more,
        next=found.next,
        held_back=found.held_back,
        behind=found.behind,
    )
    return Response(msgspec.json.encode(page), media_type="application/json")
