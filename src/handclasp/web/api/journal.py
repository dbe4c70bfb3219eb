"""The journal for auditors' machines: who did what, filtered, paged, and taken out with its proofs.

Needs the scope `audit`. Each page that is read is itself one record of the journal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.disclose import Question
from handclasp.disclose.journal import kinds_named
from handclasp.records import Invalid
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.conversations import journal_line, whole
from handclasp.web.api.exports import decoded
from handclasp.web.api.problems import Problem
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import BandOut, JournalIn, JournalOut, OddityOut, ReviewOut, UnusualOut

MOST = 500
_END = 2**53 - 1
_MAX_REQUEST = 8_192
_PSEUDONYM = re.compile(r"([0-9a-f]{32})?")


async def get_journal(api: Api, request: Request, caller: Caller) -> Response:
    """A page of the journal, newest first."""
    pace(api, caller, 1)
    query = request.query_params
    limit = whole(query.get("limit", "100"), "limit", 1, MOST)
    before = whole(query["before"], "before", 0, _END) if "before" in query else None
    question = Question(
        account=query.get("account", "")[:64],
        conversation=_conversation(query.get("conversation", "")),
        kinds=_kinds(query.getlist("kind")),
        since=whole(query.get("since", "0"), "since", 0, _END),
        until=whole(query["until"], "until", 0, _END) if "until" in query else Question().until,
    )
    who = api.services.reader(caller)
    views = await api.read(lambda: api.services.audit.journal(who, question, before=before, limit=limit))
    page = JournalOut(records=[journal_line(view) for view in views], next=views.goes_on)
    return Response(msgspec.json.encode(page), media_type="application/json")


async def post_journal(api: Api, request: Request, caller: Caller) -> Response:
    """Take records of the journal out, each with its receipt."""
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), _MAX_REQUEST) as body:
        wanted = decoded(body, JournalIn, '{"reason": …, "account"?, "conversation"?, "kinds"?, "since"?, "until"?}')
    question = Question(
        account=wanted.account,
        conversation=bytes.fromhex(wanted.conversation),
        kinds=_kinds(wanted.kinds),
        since=wanted.since,
        until=Question().until if wanted.until is None else wanted.until,
    )
    who = api.services.reader(caller)
    take_out = api.services.audit.take_out
    data = await api.read(lambda: take_out(who, question, reason=wanted.reason, to=wanted.to, consent=wanted.consent))
    headers = {"content-disposition": 'attachment; filename="journal.zip"'}
    return Response(data, headers=headers, media_type="application/zip")


async def get_unusual(api: Api, request: Request, caller: Caller) -> Response:
    """What looks unusual."""
    pace(api, caller, 1)
    state = request.query_params.get("state", "waiting")
    if state not in {"waiting", "dealt-with"}:
        raise Problem("bad-query", "`state` must be `waiting` or `dealt-with`.")
    who = api.services.reader(caller)
    rows = await api.read(api.services.unusual, who, state == "dealt-with")
    answer = UnusualOut(unusual=[OddityOut(**row) for row in rows])
    return Response(msgspec.json.encode(answer), media_type="application/json")


def _kinds(names: Iterable[str]) -> frozenset[str]:
    try:
        return kinds_named(names)
    except Invalid as error:
        raise Problem("bad-query", f"Kind of record: {error}.") from None


async def get_review(api: Api, request: Request, caller: Caller) -> Response:  # noqa: ARG001 - as every handler
    """How long the reviewers' queue is, and what verdicts made of the thresholds."""
    pace(api, caller, 1)
    told = await api.read(api.services.review, api.services.reader(caller))
    bands = [BandOut(**band) for band in told["bands"]]
    answer = ReviewOut(waiting=told["waiting"], oldest=told["oldest"], bands=bands)
    return Response(msgspec.json.encode(answer), media_type="application/json")


def _conversation(text: str) -> bytes:
    if not _PSEUDONYM.fullmatch(text):
        raise Problem("bad-query", "`conversation` must be a pseudonym: 32 hex digits.")
    return bytes.fromhex(text)
