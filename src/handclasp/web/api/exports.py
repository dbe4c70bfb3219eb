"""Exports: asked for, decided by a second person, then fetched once as a file that only its reader can open.

Nothing leaves by an address alone: the file comes as the answer to a POST, and only to the key that asked.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.access.approvals import Asked
from handclasp.access.approvals import Request as Wanted
from handclasp.intake.errors import InputError
from handclasp.records import NotFound, Secret
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.conversations import conversation_of
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import ExportIn, ExportOut, FileIn

AGE = "application/age"
_MOST = 8_192
T = TypeVar("T")


async def post_export(api: Api, request: Request, caller: Caller) -> Response:
    """Ask for a conversation to be exported as it stands now."""
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), _MOST) as body:
        why = decoded(body, ExportIn, '{"purpose": …, "reason": …}')
    conversation = await conversation_of(api, request, caller)
    who = api.services.reader(caller)

    def ask() -> tuple[Asked, Wanted]:
        wanted = api.services.exports.request(who, conversation, **msgspec.structs.asdict(why))
        return api.services.approvals.request(who, wanted), wanted

    asked, wanted = await api.read(ask)
    return _answer(asked, wanted, 202)


async def get_export(api: Api, request: Request, caller: Caller) -> Response:
    """How an export that this key asked for stands."""
    pace(api, caller, 1)
    asked, wanted = await _mine(api, request, caller)
    return _answer(asked, wanted, 200)


async def post_file(api: Api, request: Request, caller: Caller) -> Response:
    """Fetch the file of an approved export; it can be fetched once."""
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), _MOST) as body:
        how = decoded(body, FileIn, '{"recipient": "age1…"} or {"passphrase": …}')
    _, wanted = await _mine(api, request, caller)
    who = api.services.reader(caller)
    secret = Secret(how.passphrase) if how.passphrase else None
    taken = await api.read(lambda: api.services.exports.export(who, wanted, passphrase=secret, recipient=how.recipient))
    headers = {"content-disposition": f'attachment; filename="{taken.name}"', "digest": f"sha-256={taken.digest.hex()}"}
    return Response(taken.content, headers=headers, media_type=AGE)


async def _mine(api: Api, request: Request, caller: Caller) -> tuple[Asked, Wanted]:
    named = request.path_params["export"]
    who = api.services.reader(caller)
    asked, document, _ = await api.read(lambda: api.services.approvals.show(who, named))
    if document.kind != "export" or (document.requester, document.requester_role) != (who.id, who.role):
        raise NotFound("This key asked for no such export.")
    return asked, document


def decoded(body: bytes, shape: type[T], wanted: str) -> T:
    """One JSON object of a shape; raises InputError."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InputError("wrong-type", f"The body must be one JSON object: {wanted}.") from None


def _answer(asked: Asked, wanted: Wanted, status: int) -> Response:
    told = ExportOut(
        export=asked.request,
        conversation=wanted.subject,
        digest=asked.digest.hex(),
        state=asked.state,
        purpose=wanted.purpose,
        reason=wanted.reason,
        format=str(wanted.evidence.get("format", "")),
        records=int(wanted.evidence.get("records", 0)),
        requested=asked.requested,
        expires=asked.expires,
        to=str(wanted.evidence.get("to", "")),
        recipient=str(wanted.evidence.get("recipient", "")),
        carries=[str(one) for one in wanted.evidence.get("carries", [])],
    )
    return Response(msgspec.json.encode(told), status, media_type="application/json")
