"""Disputes over the API: listed, shown, opened, followed, decided. Each act is a step of the case desk, sealed.

The policies are those of the desk; a key's own words stand under its id. No answer holds more than the key may read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from handclasp.desk.cases import Case, CaseDesk, Claim, Ground, Outcome, Side, State, Summary, Told, Want
from handclasp.desk.cases.listing import let_go
from handclasp.intake.errors import InputError
from handclasp.web.api.body import body_of
from handclasp.web.api.callers import pace
from handclasp.web.api.context import Api
from handclasp.web.api.conversations import conversation_of, whole
from handclasp.web.api.exports import decoded
from handclasp.web.api.problems import Problem
from handclasp.web.api.services import Caller, Reader
from handclasp.web.api.shapes import (
    AuthorOut,
    CaseAppealIn,
    CaseArrivedIn,
    CaseAskIn,
    CaseDecideIn,
    CaseExtendIn,
    CaseGatherIn,
    CaseIn,
    CaseOut,
    CaseRefundIn,
    CaseSideIn,
    CasesOut,
    CaseStepOut,
    CaseTakenBackIn,
    CaseWholeOut,
    RefundAnswerIn,
    RefundOut,
    SpanOut,
)

MOST: Final = 100
_BODY: Final = 32_768
_MAX_MARK: Final = 2**53 - 1
K = TypeVar("K", bound=StrEnum)
Act = Callable[[CaseDesk, Reader, bytes, str, Any], Case]


async def get_cases(api: Api, request: Request, caller: Caller) -> Response:
    """The cases that the key may follow, in the order in which they were opened."""
    pace(api, caller, 1)
    state = request.query_params.get("state", "")
    if state and state not in set(State):
        raise Problem("bad-query", f"`state` is one of: {', '.join(State)}.")
    after = whole(request.query_params.get("after", "0"), "after", 0, _MAX_MARK)
    most = whole(request.query_params.get("limit", str(MOST)), "limit", 1, MOST)
    lists, who = api.services.case_lists, api.services.reader(caller)
    found = await api.read(let_go, lambda: lists.page(who, state=state, after=after, most=most))
    told = [_summary(conversation, one) for _, conversation, one in found]
    return _json(CasesOut(cases=told, next=found[-1][0] if len(found) == most else None))


async def get_case(api: Api, request: Request, caller: Caller) -> Response:
    """One case whole, with every step; the look is on record."""
    pace(api, caller, 1)
    who, number = api.services.reader(caller), request.path_params["case"]

    def show() -> Case:
        conversation, summary = api.services.case_lists.place(who, number)
        return api.services.cases.show(who, conversation, summary.number).case

    case = await api.read(let_go, show)
    told = _summary(case.conversation, case.summary, case.order)
    steps = [_step(one) for one in case.steps]
    return _json(CaseWholeOut(**{name: getattr(told, name) for name in told.__struct_fields__}, steps=steps))


async def post_case(api: Api, request: Request, caller: Caller) -> Response:
    """Open a case of what the customer says, and gather its facts."""
    pace(api, caller, 1)
    async with body_of(api, request, ("application/json",), _BODY) as body:
        wanted = decoded(body, CaseIn, '{"claim": "not-received" or "invalid", …}')
    claim = one_of(Claim, wanted.claim, "claim")
    conversation = await conversation_of(api, request, caller)
    who, desk = api.services.reader(caller), api.services.cases
    made = await api.read(
        let_go,
        lambda: desk.open(who, conversation, claim, order=wanted.order, said=wanted.record, words=wanted.words),
    )
    return _json(_summary(conversation, made.summary, made.order), 201)


def _acting(shape: type[Any], act: Act) -> Callable[[Api, Request, Caller], Awaitable[Response]]:
    """A handler of one act on a case: its body in a shape, answered with how the case stands then."""

    async def handler(api: Api, request: Request, caller: Caller) -> Response:
        pace(api, caller, 1)
        async with body_of(api, request, ("application/json",), _BODY) as body:
            wanted = decoded(body, shape, "see the reference for its fields")
        who, number = api.services.reader(caller), request.path_params["case"]

        def work() -> Case:
            conversation, summary = api.services.case_lists.place(who, number)
            return act(api.services.cases, who, conversation, summary.number, wanted)

        case = await api.read(let_go, work)
        return _json(_summary(case.conversation, case.summary, case.order))

    handler.__name__ = f"post_case_{act.__name__.strip('_')}"
    return handler


def _gather(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseGatherIn) -> Case:
    return desk.gather(who, where, number, order=told.order)


def _ask(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseAskIn) -> Case:
    return desk.ask(who, where, number, _wants(told.wants), told.words)


def _arrived(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseArrivedIn) -> Case:
    return desk.arrive(who, where, number, _wants(told.wants), record=told.record)


def _side(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseSideIn) -> Case:
    return desk.side(who, where, number, one_of(Side, told.side, "side"), told.words, record=told.record)


def _extend(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseExtendIn) -> Case:
    return desk.extend(who, where, number, told.hours, why=told.why)


def _withdraw(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseTakenBackIn) -> Case:
    return desk.withdraw(who, where, number, why=told.why)


def _decide(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseDecideIn) -> Case:
    outcome, ground = one_of(Outcome, told.outcome, "outcome"), one_of(Ground, told.ground, "ground")
    refund = None if told.refund is None else (told.refund.amount, told.refund.currency)
    return desk.decide(who, where, number, outcome, ground, why=told.why, refund=refund)


def _propose(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseRefundIn) -> Case:
    return desk.propose(who, where, number, told.amount, told.currency, why=told.why)


def _answer(desk: CaseDesk, who: Reader, where: bytes, number: str, told: RefundAnswerIn) -> Case:
    by = one_of(Side, told.by, "by")
    return desk.answer_refund(who, where, number, accepted=told.accepted, by=by, words=told.words)


def _appeal(desk: CaseDesk, who: Reader, where: bytes, number: str, told: CaseAppealIn) -> Case:
    return desk.appeal(who, where, number, one_of(Side, told.by, "by"), why=told.why)


ACTS: Final[dict[str, tuple[type[Any], Callable[[Api, Request, Caller], Awaitable[Response]], str]]] = {
    name: (shape, _acting(shape, act), meaning)
    for name, shape, act, meaning in (
        ("gather", CaseGatherIn, _gather, "Gather the facts of a case again"),
        ("ask", CaseAskIn, _ask, "Ask the customer for what is missing; takes scope `write` as well"),
        ("arrived", CaseArrivedIn, _arrived, "Mark what has come of what was asked for"),
        ("side", CaseSideIn, _side, "Put down what one side says"),
        ("extend", CaseExtendIn, _extend, "Give a case more time"),
        ("withdraw", CaseTakenBackIn, _withdraw, "Put down that the customer takes it back"),
        ("decide", CaseDecideIn, _decide, "Decide a case; an appeal is decided by somebody else"),
        ("refund", CaseRefundIn, _propose, "Propose a refund; no money is moved"),
        ("refund/answer", RefundAnswerIn, _answer, "Put down what a side says to a proposed refund"),
        ("appeal", CaseAppealIn, _appeal, "Enter that a side does not accept the decision; once a case"),
    )
}
"""What may be done to a case, by the end of its address: the body's shape, the handler, and what it does."""


def _wants(names: list[str]) -> list[Want]:
    return [one_of(Want, name, "wants") for name in names]


def one_of(kinds: type[K], text: str, field: str) -> K:
    """The kind that a field of a body names; raises InputError, with those there are."""
    try:
        return kinds(text)
    except ValueError:
        raise InputError("wrong-type", f"`{field}` is one of: {', '.join(kinds)}.", field) from None


def _summary(conversation: bytes, one: Summary, order: str = "") -> CaseOut:
    refund = one.refund and RefundOut(amount=one.refund.amount, currency=one.refund.currency, state=one.refund.state)
    return CaseOut(
        case=one.number,
        conversation=conversation.hex(),
        claim=str(one.claim),
        state=str(one.state),
        opened=one.opened,
        due=one.due,
        order=order,
        product=one.product,
        wants=sorted(one.wants),
        decided=one.decided or None,
        outcome=one.outcome,
        ground=one.ground,
        appealed=one.appealed or None,
        refund=refund,
    )


def _step(one: Told) -> CaseStepOut:
    spans = [SpanOut(s.type, s.start, s.end, s.detector, s.sure, s.original, s.within) for s in one.spans]
    return CaseStepOut(
        step=str(one.step),
        index=one.place,
        seq=one.seq,
        at=one.at,
        author=AuthorOut(one.author.role, one.author.id),
        words=one.body,
        spans=spans,
        details=dict(one.details),
    )


def _json(told: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(told), status, media_type="application/json")
