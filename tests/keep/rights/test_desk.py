"""What customers may ask for about their own data, and what becomes of it: real house, real log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.disclose.people import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    LEAD,
    PRIVACY,
    SELLER,
    SPECIALIST,
    customer_of,
    stepped,
)
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.disclose import Question
from handclasp.disclose.journal import SensitiveReason
from handclasp.keep.rights import BadRequest, Case, Ground, Identity, Law, RequestMoved, Right, State, Step
from handclasp.records import Kind, NotFound, ReasonNeeded, Refused, StepUpNeeded, Value, View

OFFICER = stepped(PRIVACY)
ASKED = Question(kinds=frozenset({Kind.RIGHTS}))


@pytest.fixture
def talk(house: House) -> bytes:
    """A conversation about an order."""
    house.flow.append_all([said("我的手机号是 13812345678", "1"), said("卡密无法兑换", "2")]).result(20)
    found = house.flow.open("shop", "order 1001")
    assigned(house, found, AGENT)
    return found


def asked(house: House, talk: bytes, right: Right = Right.ACCESS, **more: Any) -> Case:
    return house.requests.ask(customer_of(talk), [talk], right, **more)


def journal(house: House) -> list[View]:
    return house.audit.journal(AUDITOR, ASKED)


def test_each_step_is_a_sealed_record_about_the_conversation(house: House, talk: bytes) -> None:
    found = asked(house, talk)
    house.requests.answer(OFFICER, found.request, reason="the customer's own data")
    records = journal(house)[::-1]
    assert [one.facts["step"] for one in records] == ["asked", "verified", "answered"]
    assert all(one.facts["subjects"] == [talk.hex()] and one.facts["request"] == found.request for one in records)
    assert [one.author.role for one in records] == ["customer", "customer", "privacy"]
    assert {one.index for one in house.disclose.who_looked(OFFICER, talk, reason="check")} >= {
        one.index for one in records
    }


def test_a_customer_is_who_the_session_says(house: House, talk: bytes) -> None:
    assert asked(house, talk).identity == "session"
    assert asked(house, talk, Right.COPY, identity=Identity.VOUCHED).identity == "vouched"
    # What only a person can have checked, no session claims.
    assert asked(house, talk, Right.OBJECTION, identity=Identity.DOCUMENT).identity == "session"


def test_nothing_is_answered_before_it_is_checked_who_asks(house: House, talk: bytes) -> None:
    found = house.requests.ask(PRIVACY, [talk], Right.ACCESS)
    assert found.state is State.OPEN
    with pytest.raises(BadRequest, match="checked first who asks"):
        house.requests.answer(OFFICER, found.request, reason="specimen")
    with pytest.raises(BadRequest, match="say how it was checked"):
        house.requests.verify(OFFICER, found.request, Identity.SESSION, reason="specimen")
    house.requests.verify(OFFICER, found.request, Identity.ORDER, reason="order number and time of payment")
    assert house.requests.answer(OFFICER, found.request, reason="specimen").state is State.ANSWERED


@pytest.mark.parametrize("who", [AGENT, LEAD, SPECIALIST, DIRECTOR, ADMINISTRATOR, AUDITOR, SELLER])
def test_requests_are_for_privacy_officers_alone(house: House, talk: bytes, who: Any) -> None:
    found = asked(house, talk)
    acts: tuple[Callable[[], object], ...] = (
        lambda: house.requests.ask(who, [talk], Right.COPY),
        lambda: house.requests.show(who, found.request),
        lambda: house.requests.answer(stepped(who), found.request, reason="specimen"),
        lambda: house.requests.refuse(stepped(who), found.request, Ground.LAW, reason="specimen"),
    )
    for act in acts:
        with pytest.raises((Refused, NotFound)):
            act()
    assert house.requests.listed(who) == []
    assert house.requests.show(PRIVACY, found.request).state is State.VERIFIED


def test_a_customer_answers_nothing_and_sees_no_other_conversation(house: House, talk: bytes) -> None:
    other = house.flow.open("shop", "order 2002")
    found = house.requests.ask(PRIVACY, [other], Right.ACCESS)
    own = asked(house, talk)
    with pytest.raises(Refused):
        house.requests.ask(customer_of(talk), [other], Right.ACCESS)
    with pytest.raises(Refused):
        house.requests.withdraw(customer_of(talk), found.request)
    with pytest.raises(Refused):
        house.requests.answer(stepped(customer_of(talk)), own.request, reason="my own")
    assert [one.right for one in house.requests.mine(customer_of(talk), talk)] == [Right.ACCESS]


def test_answering_needs_a_reason_and_a_fresh_second_factor(house: House, talk: bytes) -> None:
    found = asked(house, talk)
    with pytest.raises(ReasonNeeded):
        house.requests.answer(OFFICER, found.request, reason=" ")
    with pytest.raises(StepUpNeeded):
        house.requests.answer(PRIVACY, found.request, reason="specimen")
    assert house.requests.show(PRIVACY, found.request).state is State.VERIFIED


def test_a_number_that_is_no_requests_is_on_record(house: House, talk: bytes) -> None:
    with pytest.raises(NotFound, match="no such request"):
        house.requests.show(PRIVACY, b"\7" * 16)
    assert house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.REFUSAL})))[0].facts["action"] == "rights"


def test_the_same_is_not_asked_for_twice(house: House, talk: bytes) -> None:
    found = asked(house, talk)
    with pytest.raises(BadRequest, match=found.number):
        asked(house, talk)
    house.requests.withdraw(customer_of(talk), found.request)
    assert asked(house, talk).state is State.VERIFIED


def test_a_clock_is_extended_once_and_with_a_reason(house: House, talk: bytes) -> None:
    found = asked(house, talk, law=Law.GDPR)
    later = house.requests.extend(OFFICER, found.request, reason="many conversations")
    assert later.due - found.due == 60 * 86_400_000
    with pytest.raises(BadRequest, match="once"):
        house.requests.extend(OFFICER, found.request, reason="more")


def test_what_somebody_else_did_meanwhile_is_not_overwritten(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(house, talk)
    desk, read = house.requests, house.requests._read
    seen = read(1, found.request)
    house.requests.refuse(OFFICER, found.request, Ground.UNFOUNDED, reason="asked for every day")
    monkeypatch.setattr(desk, "_read", lambda *_: seen)
    with pytest.raises(RequestMoved):
        desk.answer(OFFICER, found.request, reason="specimen")
    monkeypatch.undo()
    assert desk.show(PRIVACY, found.request).state is State.REFUSED


def test_a_row_that_was_lost_follows_from_the_steps(house: House, talk: bytes) -> None:
    found = asked(house, talk)
    rows = house.requests._rows
    standing = rows.find(1, found.request)
    assert standing is not None
    rows.put(1, standing._replace(steps=standing.steps + 1, state="open"))
    assert house.requests.show(PRIVACY, found.request).state is State.VERIFIED


def test_a_correction_stands_beside_what_it_corrects(house: House, talk: bytes) -> None:
    with pytest.raises(BadRequest, match="which record"):
        asked(house, talk, Right.CORRECTION)
    found = asked(house, talk, Right.CORRECTION, seq=2, words="卡密其实兑换了，我的电话 13987654321")
    house.requests.answer(OFFICER, found.request, reason="the customer said so", correction="卡密已兑换")
    views = house.disclose.read(customer_of(talk), talk, purpose="own conversation")
    correction = next(one for one in views if one.kind == Kind.CORRECTION)
    assert (correction.body, correction.facts["corrects"]) == ("卡密已兑换", views[1].record)
    # What the customer wrote went in masked, and is no message to them.
    inside = house.disclose.read(PRIVACY, talk, purpose="customer-request", reason="specimen")
    words = next(one for one in inside if one.kind == Kind.CASE_STEP)
    assert "13987654321" not in str(words.body)
    assert found.number in str(words.facts["case"])


def test_a_restricted_conversation_is_kept_and_not_used(house: House, talk: bytes) -> None:
    assert house.disclose.read(AGENT, talk, purpose="support")
    found = asked(house, talk, Right.RESTRICTION)
    house.requests.answer(OFFICER, found.request, reason="the customer disputes what was said")
    for who in (AGENT, LEAD):
        with pytest.raises(Refused, match="restriction"):
            house.disclose.read(who, talk, purpose="support")
    # Claims, and the customer's own consent.
    assert house.disclose.read(SPECIALIST, talk, purpose="dispute", reason="a claim")
    assert house.disclose.read(customer_of(talk), talk, purpose="own conversation")
    house.requests.lift(OFFICER, found.request, reason="settled")
    assert house.disclose.read(AGENT, talk, purpose="support")
    assert house.requests.show(PRIVACY, found.request).lifted
    with pytest.raises(BadRequest):
        house.requests.lift(OFFICER, found.request, reason="again")


def test_what_is_on_hold_is_refused_with_its_ground(house: House, talk: bytes) -> None:
    house.holds.place(stepped(DIRECTOR), talk, ground="dispute", reason="a dispute")
    found = asked(house, talk, Right.ERASURE)
    answered = house.requests.answer(OFFICER, found.request, reason="erasure, but for what is held")
    assert answered.state is State.REFUSED
    assert answered.refused == {talk: Ground.LEGAL_HOLD}
    refused = answered.steps[-1]
    assert refused.reason == "it is on legal hold: while that stands nothing is erased"
    assert refused.author == "privacy:su"
    assert "法律保全" in refused.details["zh"]
    assert "erasure, but for what is held" not in str([one.facts for one in house.audit.journal(AUDITOR, ASKED)])


def test_who_refuses_it_themselves_gives_the_reason_also_of_what_is_held(house: House, talk: bytes) -> None:
    house.holds.place(stepped(DIRECTOR), talk, ground="dispute", reason="a dispute")
    found = asked(house, talk, Right.ERASURE)
    told = house.requests.answer(OFFICER, found.request, reason="a claim waits", refuse={talk: Ground.CLAIM})
    assert (told.state, told.steps[-1].reason) == (State.REFUSED, "a claim waits")


def test_reasons_hold_no_customers_data(house: House, talk: bytes) -> None:
    found = asked(house, talk)
    with pytest.raises(SensitiveReason):
        house.requests.answer(OFFICER, found.request, reason="sent to 13812345678")
    assert [one.step for one in house.requests.show(PRIVACY, found.request).steps] == [Step.ASKED, Step.VERIFIED]


def test_an_erasure_waits_in_the_bin_and_is_answered_by_its_certificate(house: House, talk: bytes) -> None:
    other = house.flow.append(said("hello", "3", conversation="order 2002")).stored.conversation
    house.holds.place(stepped(DIRECTOR), other, ground="dispute", reason="a dispute")
    found = house.requests.ask(PRIVACY, [talk, other], Right.ERASURE)
    house.requests.verify(OFFICER, found.request, Identity.CALL_BACK, reason="called back")
    waiting = house.requests.answer(OFFICER, found.request, reason="nothing speaks against it, but for the dispute")
    assert waiting.state is State.WAITING
    assert (waiting.binned, waiting.refused) == ((talk,), {other: Ground.LEGAL_HOLD})
    assert waiting.waits_until > waiting.opened
    binned = house.bin.find(OFFICER, talk)
    assert binned is not None
    assert (binned.request, binned.due) == (found.number, waiting.waits_until)
    # The customer still sees how far it is; nothing is certified by itself.
    assert house.requests.mine(customer_of(talk), talk)[0].state is State.WAITING
    assert house.requests.certify(PRIVACY) == []
    certificate: dict[str, Value] = {"subjects": [talk.hex()], "rule": "request", "copies": []}
    index = house.journal.seal(PRIVACY, Kind.ERASURE, certificate).stored.index
    (answered,) = house.requests.certify(PRIVACY)
    assert (answered.state, answered.done) == (State.ANSWERED, (talk,))
    assert answered.steps[-1].details["certificates"] == {talk.hex(): index}
    assert house.requests.certify(PRIVACY) == []


def test_what_was_taken_back_is_no_longer_waited_for(house: House, talk: bytes) -> None:
    found = asked(house, talk, Right.ERASURE)
    house.requests.answer(OFFICER, found.request, reason="as asked")
    house.bin.take_back(OFFICER, talk, reason="the customer wants to keep it after all")
    house.requests.certify(PRIVACY)
    after = house.requests.show(PRIVACY, found.request)
    assert after.state is State.VERIFIED
    assert house.requests.withdraw(customer_of(talk), found.request).state is State.WITHDRAWN
