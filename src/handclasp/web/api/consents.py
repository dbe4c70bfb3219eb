"""Separate consents over the API: how a conversation's stand, and what a customer said on paper or to the shop.

The rules are those of the desk (`disclose.consents`): a look at them is on record, and so is who entered what, on which
paper. The customer sees what was entered in the chat, and can take it back there.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.disclose.consent_words import ANSWERS, Matter, Step, Wanted
from handclasp.disclose.consents import Consent
from handclasp.intake.errors import InputError
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.cases import one_of
from handclasp.web.api.context import Api
from handclasp.web.api.conversations import conversation_of
from handclasp.web.api.exports import decoded
from handclasp.web.api.services import Caller
from handclasp.web.api.shapes import AuthorOut, ConsentIn, ConsentOut, ConsentsOut, ConsentStepOut

_MOST = 8_192


async def get_consents(api: Api, request: Request, caller: Caller) -> Response:
    """What a customer was asked for separately, and how each stands; the look is on record."""
    pace(api, caller, 1)
    conversation = await conversation_of(api, request, caller)
    found = await api.read(api.services.consents.listed, api.services.reader(caller), conversation)
    told = ConsentsOut(conversation=conversation.hex(), consents=[_told(one) for one in found])
    return Response(msgspec.json.encode(told), media_type="application/json")


async def post_consent(api: Api, request: Request, caller: Caller) -> Response:
    """Enter what a customer said elsewhere: given, declined or taken back."""
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), _MOST) as body:
        said = decoded(body, ConsentIn, '{"matter": …, "purpose": …, "answer": …, "how": …, "to"?, "recipient"?}')
    wanted = Wanted(one_of(Matter, said.matter, "matter"), said.purpose, said.to.upper(), said.recipient.strip())
    answer = one_of(Step, said.answer, "answer")
    if answer not in ANSWERS:
        raise InputError("wrong-type", f"`answer` is one of: {', '.join(ANSWERS)}.", "answer")
    conversation = await conversation_of(api, request, caller)
    who = api.services.reader(caller)

    def enter() -> Consent:
        api.services.may_add(caller)
        return api.services.consents.enter(who, conversation, wanted, answer, how=said.how)

    return Response(msgspec.json.encode(_told(await api.read(enter))), 201, media_type="application/json")


def _told(one: Consent) -> ConsentOut:
    return ConsentOut(
        record=one.seq,
        matter=str(one.wanted.matter),
        purpose=one.wanted.purpose,
        to=one.wanted.to,
        recipient=one.wanted.recipient,
        state=str(one.state),
        how=one.how,
        steps=[
            ConsentStepOut(step=str(step.step), author=AuthorOut(*step.by.split(":", 1)), at=step.at, index=step.place)
            for step in one.steps
        ],
    )
