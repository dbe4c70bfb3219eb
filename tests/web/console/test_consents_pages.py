"""Separate consents at the desk: asked for, entered from paper, seen in both languages; not there for anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy import Reader
from handclasp.disclose.consent_words import Step
from handclasp.disclose.consents import Needs
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
WHY = "the bank abroad asks for the record"
ABROAD = {"matter": "cross-border", "purpose": "dispute", "to": "sg", "recipient": "Bank of Specimen, specimen.example"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


def post(talk: Case, account: str, **more: str) -> Any:
    given = {"do": "ask", "reason": WHY, **ABROAD, **more}
    return talk.rooms.browser(account).post(talk.path("/consents"), given)


def test_a_specialist_asks_and_sees_what_the_customer_answered(talk: Case) -> None:
    assert talk.path("/consents") in text(talk.rooms.browser("bai").get(talk.path()))
    answer = post(talk, "bai")
    assert answer.status_code == 302, text(answer)
    (one,) = talk.rooms.house.consents.of("shop", talk.name)
    assert (one.wanted.to, one.state) == ("SG", Step.ASKED)
    page = text(talk.rooms.browser("bai").get(talk.path("/consents")))
    for told in ("not answered yet", "May this conversation go abroad?", "Bank of Specimen", "You may say no"):
        assert told in page
    customer = Reader("shop", "customer", "7F3A", conversation=talk.name.hex())
    talk.rooms.house.consents.answer(customer, talk.name, one.seq, Step.GIVEN, "zh")
    assert "consents" in text(talk.rooms.browser("bai").get(talk.path("/consents")))
    chinese = text(talk.rooms.browser("bai", language="zh-CN").get(talk.path("/consents")))
    for told in ("向境外提供其信息", "是否同意把这段对话传往境外？"):
        assert told in chinese
    assert "The customer consented to their data going abroad · Dispute" in text(
        talk.rooms.browser("bai").get(talk.path())
    )
    (act,) = [one for one in talk.rooms.journal(Kind.AGENT_ACTION) if one["action"] == "consent asked"][:1]
    assert act["by"] == "bai"
    scopes = [one["scope"] for one in talk.rooms.journal(Kind.ACCESS)]
    assert "consents" in scopes


def test_a_privacy_officer_enters_what_stands_on_paper(talk: Case) -> None:
    assert post(talk, "su", do="enter", answer="given", reason="signed form 17").status_code == 302
    (one,) = talk.rooms.house.consents.of("shop", talk.name)
    assert (one.state, one.how) == (Step.GIVEN, "signed form 17")
    assert "signed form 17" in text(talk.rooms.browser("su").get(talk.path("/consents")))
    assert "on paper or by phone" not in text(talk.rooms.browser("bai").get(talk.path("/consents")))
    assert post(talk, "bai", do="enter", answer="given", reason="signed form 17").status_code in {403, 404}


@pytest.mark.parametrize(
    "wrong",
    [
        {"matter": "everything"},
        {"purpose": "marketing"},
        {"to": "singapore"},
        {"recipient": ""},
        {"reason": " "},
        {"reason": "her card 6222021234567894"},
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_lost(talk: Case, wrong: dict[str, str]) -> None:
    answer = post(talk, "bai", **wrong)
    assert answer.status_code == 422
    assert ("Bank of Specimen" in text(answer)) == ("recipient" not in wrong)
    assert talk.rooms.house.consents.of("shop", talk.name) == []


@pytest.mark.parametrize("account", ["wu", "wen", "kong"])
def test_to_whoever_discloses_nothing_the_page_does_not_exist_and_the_try_is_recorded(talk: Case, account: str) -> None:
    assert talk.rooms.browser(account).get(talk.path("/consents")).status_code in {403, 404}
    assert post(talk, account).status_code in {403, 404}
    assert len(talk.refusals()) >= 2


def test_a_look_that_needs_a_consent_says_so(talk: Case) -> None:
    talk.rooms.house.consents._needs = {"shop": Needs(reveals=frozenset({"contact"}))}
    try:
        path = talk.path("/reveal/1/original/0")
        answer = talk.rooms.browser("zhou").post(path, {"do": "show", "purpose": "support", "reason": "call back"})
        assert answer.status_code == 403
        assert "separate consent" in text(answer)
        assert "13812345678" not in text(answer)
        assert talk.path("/consents") in text(talk.rooms.browser("zhou").get(talk.path()))
    finally:
        talk.rooms.house.consents._needs = {}
