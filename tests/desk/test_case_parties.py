"""Disputes as their parties have them: a merchant and a customer see how theirs stands and have their say, no more."""

from __future__ import annotations

from typing import Any

import pytest
from tests.desk.real import RealDesk
from tests.desk.test_cases import Shelf, decided, opened, place, row, shelf
from tests.disclose.people import AUDITOR, LEAD, SELLER, SPECIALIST, customer_of
from tests.house_fixture import assigned, hired, said
from tests.web.console.cases import picture

from handclasp.access.policy import Reader
from handclasp.desk.cases import BadCase, Outcome, State, Step, Want
from handclasp.desk.cases.parties import told
from handclasp.records import Attached, Kind, NotFound, Refused, Secret

__all__ = ["Shelf", "place", "shelf"]
STRANGER = SELLER._replace(id="mei", merchant="seller-7")
PHONE = "13812345678"


@pytest.fixture
def theirs(real: RealDesk, place: bytes) -> bytes:
    """The same, about a product of the seller's."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    hired(real.house, SELLER, STRANGER)
    assigned(real.house, place, SPECIALIST, merchant=SELLER.merchant)
    Conversation.objects.filter(pseudonym=place).update(merchants=[SELLER.merchant], agent=SPECIALIST.id)
    return place


def steps(real: RealDesk, place: bytes, number: str) -> list[Any]:
    return list(real.house.cases.show(SPECIALIST, place, number).case.steps)


def test_a_merchant_sees_its_own_disputes_and_no_others(real: RealDesk, theirs: bytes) -> None:
    number = opened(real, theirs).number
    parties = real.house.parties
    assert [one.number for _, one in parties.mine(SELLER) if one.number == number] == [number]
    assert [one for _, one in parties.mine(STRANGER)] == []
    with pytest.raises(NotFound):
        parties.show(STRANGER, number)
    with pytest.raises(NotFound):
        parties.say(STRANGER, number, "it was sent")
    assert [one.step for one in steps(real, theirs, number)] == [Step.OPENED, Step.GATHERED]


def test_what_a_merchant_says_is_sealed_under_its_name_and_masked(real: RealDesk, theirs: bytes) -> None:
    number = opened(real, theirs).number
    real.house.parties.say(SELLER, number, f"sent by mail, call {PHONE}")
    step = steps(real, theirs, number)[-1]
    assert (step.step, step.author.role, step.author.id) == (Step.SIDE, "merchant", SELLER.id)
    assert step.details["side"] == "merchant"
    assert "sent by mail" in step.body
    assert PHONE not in step.body
    with pytest.raises(BadCase):
        real.house.parties.say(SELLER, number, " ")


def test_a_merchants_file_joins_the_conversation_held(real: RealDesk, theirs: bytes) -> None:
    number = opened(real, theirs).number
    real.house.parties.attach(SELLER, number, picture())
    step = steps(real, theirs, number)[-1]
    views = real.house.disclose.read(SPECIALIST, theirs, purpose="dispute")
    (file,) = [one for one in views if one.seq == step.details["record"]]
    assert (file.kind, file.author.role) == (Kind.ATTACHMENT, "merchant")
    with pytest.raises(BadCase, match="10 MiB"):
        real.house.parties.attach(SELLER, number, Attached("", "image/png", Secret(b"")))


def test_a_merchant_is_never_shown_a_step_or_a_word_of_the_desk(real: RealDesk, theirs: bytes) -> None:
    number = opened(real, theirs, words="the desk's own remark").number
    decided(real, theirs, number, why="the desk's own reasons")
    _, summary = real.house.parties.show(SELLER, number)
    assert "the desk's own" not in str(told(theirs, summary))
    views = real.house.disclose.read(SELLER, theirs, purpose="support")
    assert not [one for one in views if one.kind in {Kind.CASE_STEP, Kind.NOTE}]
    for ask in (real.house.cases.show, real.house.cases.gather):
        with pytest.raises(Refused):
            ask(SELLER, theirs, number)


def test_a_merchant_sees_the_decision_and_appeals_once(real: RealDesk, theirs: bytes) -> None:
    number = opened(real, theirs).number
    parties = real.house.parties
    with pytest.raises(BadCase):
        parties.appeal(SELLER, number, "it was redeemed")
    decided(real, theirs, number)
    _, summary = parties.show(SELLER, number)
    assert (summary.state, summary.outcome) == (State.DECIDED, Outcome.CUSTOMER)
    assert told(theirs, summary)["appeal"] is True
    with pytest.raises(BadCase):
        parties.say(SELLER, number, "too late for that")
    parties.appeal(SELLER, number, "it was redeemed after it was shown")
    assert row(opened_as(number)).state == State.APPEALED
    with pytest.raises(Refused):
        decided(real, theirs, number)


def opened_as(number: str) -> Any:
    class Named:
        pass

    made = Named()
    made.number = number  # type: ignore[attr-defined]
    return made


def test_a_customer_answers_what_was_asked_and_appeals(real: RealDesk, theirs: bytes) -> None:
    number, customer = opened(real, theirs).number, customer_of(theirs)
    real.house.cases.ask(SPECIALIST, theirs, number, [Want.ERROR, Want.WHEN], "请问兑换时提示什么？")
    parties = real.house.parties
    ((_, summary),) = parties.mine(customer)
    assert told(theirs, summary)["wants"] == ["error-shown", "when-tried"]
    real.house.flow.append(said("提示已被使用", f"answered {number}", conversation=theirs.hex(), by_pseudonym=True))
    parties.arrived(customer, number, ["error-shown"])
    assert steps(real, theirs, number)[-1].author.role == "customer"
    assert parties.mine(customer)[0][1].wants == {"when-tried"}
    for wants, record in ((["order-number"], 0), (["when-tried"], 10**6), ([], 0)):
        with pytest.raises(BadCase):
            parties.arrived(customer, number, wants, record)
    decided(real, theirs, number)
    parties.appeal(customer, number, "the code was never mine")
    assert parties.mine(customer)[0][1].state is State.APPEALED


def test_another_conversations_customer_and_staff_are_no_party(real: RealDesk, theirs: bytes) -> None:
    number = opened(real, theirs).number
    other = customer_of(real.talk("somebody else's", "hello"))
    assert real.house.parties.mine(other) == []
    everybody: tuple[Reader, ...] = (other, SPECIALIST, LEAD, AUDITOR)
    for who in everybody:
        with pytest.raises((NotFound, Refused)):
            real.house.parties.say(who, number, "specimen")
