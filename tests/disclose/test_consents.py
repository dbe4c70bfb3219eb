"""Separate consent: asked in words that are sealed, given or declined by the customer alone, and a door without it."""

from __future__ import annotations

import json

import pyrage
import pytest
from msgspec.structs import replace
from tests.disclose.people import (
    AUDITOR,
    DIRECTOR,
    LEAD,
    PRIVACY,
    SELLER,
    SPECIALIST,
    approved,
    customer_of,
    identity,
    stepped,
    unzipped,
)
from tests.disclose.test_door import journal, talk
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.access.approvals import Request
from handclasp.access.policy import Reader
from handclasp.borders import Borders, Residence, Transfer
from handclasp.disclose.consent_words import BadConsent, Matter, Step, Wanted, region_name, wording
from handclasp.disclose.consents import Consent, Needs, NoConsent
from handclasp.disclose.export import BadExport
from handclasp.house.app import now_ms
from handclasp.records import Invalid, Kind, NotFound, Refused, View

__all__ = ["talk"]

RECIPIENT = str(identity().to_public())
ABROAD = Wanted(Matter.CROSS_BORDER, "dispute", "SG", "Bank of Specimen, specimen.example")
LOOK = Wanted(Matter.SENSITIVE, "support")
HANDED = Wanted(Matter.PROVISION, "internal-review", "", "Specimen Auditors Ltd")


@pytest.fixture
def walled(house: House) -> House:
    """A house whose data stays in mainland China, with one way out that asks for separate consent."""
    way = Transfer("SG", "pipl", "standard-contract", "filing 2026-114")
    house.borders = house.gate._borders = Borders({"shop": Residence(("CN",), (way,))}, now_ms)
    return house


def needing(house: House, **needs: frozenset[str]) -> None:
    """Let the shop need consent for more."""
    house.consents._needs = {"shop": Needs(**needs)}


def ask(house: House, conversation: bytes, wanted: Wanted = ABROAD, who: Reader = LEAD) -> Consent:
    return house.consents.ask(stepped(who), conversation, wanted, reason="the bank abroad asks")


def answer(house: House, conversation: bytes, seq: int, step: Step, language: str = "en") -> Consent:
    return house.consents.answer(customer_of(conversation), conversation, seq, step, language)


def records(house: House, conversation: bytes) -> list[View]:
    return house.disclose.read(customer_of(conversation), conversation, purpose="own conversation")


def out(house: House, conversation: bytes, purpose: str = "dispute", to: str = "SG") -> Request:
    return house.exports.request(stepped(LEAD), conversation, purpose=purpose, reason="case A-17", to=to)


def test_without_a_consent_nothing_crosses_and_the_refusal_names_it(walled: House, talk: bytes) -> None:
    with pytest.raises(NoConsent, match="not asked for yet"):
        out(walled, talk)
    one = ask(walled, talk)
    with pytest.raises(NoConsent, match="not answered yet") as told:
        out(walled, talk)
    assert "尚未答复" in told.value.zh
    answer(walled, talk, one.seq, Step.DECLINED)
    with pytest.raises(NoConsent, match="declined"):
        out(walled, talk)
    refusals = [one for one in journal(walled) if one["kind"] == "refusal"]
    assert [one["details"]["matter"] for one in refusals] == ["cross-border"] * 3
    assert {(one["action"], one["details"]["to"], one["subjects"][0]) for one in refusals} == {
        ("export", "SG", talk.hex())
    }


def test_what_was_given_lets_it_go_and_what_was_taken_back_stops_an_approved_one(walled: House, talk: bytes) -> None:
    one = ask(walled, talk)
    given = answer(walled, talk, one.seq, Step.GIVEN)
    assert given.state is Step.GIVEN
    request = out(walled, talk)
    assert request.evidence["consent"] == given.reference == f"#{given.steps[-1].place}"
    approved(walled, LEAD, request)
    answer(walled, talk, one.seq, Step.WITHDRAWN)
    with pytest.raises(NoConsent, match="taken back"):
        walled.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    answer(walled, talk, one.seq, Step.GIVEN)
    with pytest.raises(BadExport):  # another consent than the second person saw
        walled.exports.export(stepped(LEAD), request, recipient=RECIPIENT)
    again = out(walled, talk)
    approved(walled, LEAD, again)
    walled.exports.export(stepped(LEAD), again, recipient=RECIPIENT)
    sealed = [one for one in journal(walled) if one["kind"] == "export"]
    assert {one["details"]["consent"] for one in sealed} == {again.evidence["consent"]}


@pytest.mark.parametrize("to", ["SG", "SG-01"])
def test_a_consent_is_to_one_purpose_and_one_region(walled: House, talk: bytes, to: str) -> None:
    one = ask(walled, talk)
    answer(walled, talk, one.seq, Step.GIVEN)
    assert out(walled, talk, to=to).evidence["to"] == to
    with pytest.raises(NoConsent):
        out(walled, talk, purpose="court")


def test_a_consent_is_to_its_recipient_and_another_is_refused_on_record(walled: House, talk: bytes) -> None:
    def to(recipient: str) -> Request:
        given = {"purpose": "dispute", "reason": "case A-17", "to": "SG", "recipient": recipient}
        return walled.exports.request(stepped(LEAD), talk, **given)

    one = ask(walled, talk)
    answer(walled, talk, one.seq, Step.GIVEN)
    with pytest.raises(NoConsent, match="given for another recipient") as told:
        to("Another Bank, another.example")
    assert "另一接收方" in told.value.zh
    refused = journal(walled)[-1]
    assert (refused["kind"], refused["subjects"]) == ("refusal", [talk.hex()])
    assert refused["details"]["recipient"] == "Another Bank, another.example"
    named = to(" bank of  SPECIMEN, specimen.example ")
    assert named.evidence["recipient"] == out(walled, talk).evidence["recipient"] == ABROAD.recipient
    changed = replace(named, evidence={**named.evidence, "recipient": "Another Bank, another.example"})
    approved(walled, LEAD, changed)
    with pytest.raises(NoConsent, match="another recipient"):
        walled.exports.export(stepped(LEAD), changed, recipient=RECIPIENT)
    approved(walled, LEAD, named)
    walled.exports.export(stepped(LEAD), named, recipient=RECIPIENT)
    sealed = [one["details"]["recipient"] for one in journal(walled) if one["kind"] == "export"]
    assert set(sealed) == {ABROAD.recipient}


def test_of_consents_for_several_recipients_one_must_be_named(walled: House, talk: bytes) -> None:
    other = ABROAD._replace(recipient="Another Bank, another.example")
    for wanted in (ABROAD, other):
        answer(walled, talk, ask(walled, talk, wanted).seq, Step.GIVEN)
    with pytest.raises(NoConsent, match="say which one"):
        out(walled, talk)
    given = {"purpose": "dispute", "reason": "case A-17", "to": "SG"}
    named = walled.exports.request(stepped(LEAD), talk, **given, recipient=other.recipient)
    assert named.evidence["recipient"] == other.recipient


def test_who_receives_it_stands_on_record_also_where_no_consent_is_needed(house: House, talk: bytes) -> None:
    given = {"purpose": "dispute", "reason": "case A-17", "recipient": "Specimen Court"}
    assert house.exports.request(stepped(LEAD), talk, **given).evidence["recipient"] == "Specimen Court"
    for wrong in ("C" * 201, "two\nlines"):
        with pytest.raises(BadExport):
            house.exports.request(stepped(LEAD), talk, **given | {"recipient": wrong})


def test_the_words_that_were_shown_stand_beside_the_answer(walled: House, talk: bytes) -> None:
    one = ask(walled, talk)
    ((mine, words),) = walled.consents.mine(customer_of(talk), talk, "zh")
    assert (mine.seq, words.title) == (one.seq, "是否同意把这段对话传往境外？")
    assert "Bank of Specimen" in words.text
    assert "新加坡（SG）" in words.text
    walled.consents.mine(customer_of(talk), talk, "zh")
    answer(walled, talk, one.seq, Step.GIVEN, "zh")
    shown = [view for view in records(walled, talk) if view.facts.get("notice") == "consent/cross-border"]
    assert [(view.facts["text"], view.facts["version"]) for view in shown] == [(words.text, "1")]
    asked, given = (view for view in records(walled, talk) if view.kind == Kind.CONSENT)
    assert (asked.facts["granted"], given.facts["granted"]) == (False, True)
    assert given.facts["notice"] == shown[0].record
    assert given.facts["asked"] == asked.seq
    assert str(given.author).startswith("customer:")


def test_nobody_but_the_customer_answers_and_only_what_was_asked(walled: House, talk: bytes) -> None:
    one = ask(walled, talk)
    other = walled.flow.open("shop", "order 2002")
    walled.flow.append(said("hello", "o1", conversation="order 2002"))
    with pytest.raises(Refused):
        walled.consents.answer(customer_of(other), talk, one.seq, Step.GIVEN, "en")
    for who in (AGENT, LEAD, SPECIALIST, DIRECTOR, SELLER):
        with pytest.raises(Refused):
            walled.consents.answer(stepped(who), talk, one.seq, Step.GIVEN, "en")
    with pytest.raises(NotFound):
        answer(walled, talk, one.seq + 1, Step.GIVEN)
    with pytest.raises(BadConsent):
        answer(walled, talk, one.seq, Step.WITHDRAWN)
    with pytest.raises(BadConsent):
        answer(walled, talk, one.seq, Step.ASKED)
    answer(walled, talk, one.seq, Step.GIVEN)
    with pytest.raises(BadConsent):
        answer(walled, talk, one.seq, Step.GIVEN)


@pytest.mark.parametrize("who", [AGENT, AUDITOR, SELLER])
def test_whoever_may_not_disclose_it_may_not_ask(walled: House, talk: bytes, who: Reader) -> None:
    with pytest.raises(Refused):
        ask(walled, talk, who=who)
    assert journal(walled)[-1]["kind"] == "refusal"


@pytest.mark.parametrize("who", [LEAD, SPECIALIST, DIRECTOR])
def test_what_was_said_on_paper_is_entered_by_privacy_officers_alone(walled: House, talk: bytes, who: Reader) -> None:
    with pytest.raises(Refused):
        walled.consents.enter(stepped(who), talk, ABROAD, Step.GIVEN, how="signed form 17")
    su = stepped(PRIVACY)
    with pytest.raises(Invalid):
        walled.consents.enter(su, talk, ABROAD, Step.GIVEN, how=" ")
    with pytest.raises(BadConsent):
        walled.consents.enter(su, talk, ABROAD, Step.WITHDRAWN, how="call of 3 May")
    one = walled.consents.enter(su, talk, ABROAD, Step.GIVEN, how="signed form 17")
    assert one.reference.endswith(", signed form 17")
    assert out(walled, talk).evidence["consent"] == one.reference
    # The customer sees it and can take it back themselves.
    assert answer(walled, talk, one.seq, Step.WITHDRAWN).state is Step.WITHDRAWN
    walled.consents.enter(su, talk, ABROAD, Step.GIVEN, how="signed form 18")
    assert out(walled, talk).evidence["consent"].endswith(", signed form 18")
    acts = [one for one in journal(walled) if one.get("matter") == "cross-border"]
    assert [one["reason"] for one in acts] == ["signed form 17", "signed form 18"]


def test_looks_at_documents_need_it_where_the_tenant_has_it_so(house: House) -> None:
    needing(house, reveals=frozenset({"identity"}))
    house.flow.append_all([said("身份证 11010519491231002X", "1"), said("手机号 13812345678", "2")]).result(20)
    place = house.flow.open("shop", "order 1001")
    assigned(house, place, AGENT, merchant="seller-42")
    house.reveals.reveal(AGENT, place, 2, "original/0", purpose="support", reason="call back")
    given = {"purpose": "support", "reason": "account taken over"}
    with pytest.raises(NoConsent):
        house.reveals.request(stepped(AGENT), place, 1, "original/0", **given)
    one = house.consents.ask(AGENT, place, LOOK, reason="account taken over")
    given_ = answer(house, place, one.seq, Step.GIVEN)
    approved(house, AGENT, house.reveals.request(stepped(AGENT), place, 1, "original/0", **given))
    assert house.reveals.reveal(stepped(AGENT), place, 1, "original/0", **given).type == "CN_ID"
    assert journal(house)[-1]["consent"] == given_.reference
    answer(house, place, one.seq, Step.WITHDRAWN)
    with pytest.raises(NoConsent):
        house.reveals.reveal(stepped(AGENT), place, 1, "original/0", **given)


def test_what_is_handed_to_others_needs_it_where_the_tenant_has_it_so(house: House, talk: bytes) -> None:
    needing(house, exports=frozenset({"internal-review"}))
    with pytest.raises(NoConsent):
        out(house, talk, purpose="internal-review", to="")
    assert "consent" not in out(house, talk, to="").evidence
    one = ask(house, talk, HANDED)
    answer(house, talk, one.seq, Step.GIVEN)
    assert "consent" in out(house, talk, purpose="internal-review", to="").evidence


def test_the_pack_shows_what_was_asked_shown_and_answered(walled: House, talk: bytes) -> None:
    one = ask(walled, talk)
    answer(walled, talk, one.seq, Step.GIVEN, "zh")
    request = out(walled, talk)
    approved(walled, LEAD, request)
    content = walled.exports.export(stepped(LEAD), request, recipient=RECIPIENT).content
    files = unzipped(bytes(pyrage.decrypt(content, [identity()])))
    told = json.dumps(json.loads(files["transcript.json"]), ensure_ascii=False)
    assert "是否同意把这段对话传往境外" in told
    assert "cross-border" in told
    page = files["transcript.html"].decode()
    assert "personal information going abroad" in page
    assert "asked for separate consent" in page


@pytest.mark.parametrize(
    "wrong",
    [
        Wanted(Matter.CROSS_BORDER, "dispute", "", "Bank"),
        Wanted(Matter.CROSS_BORDER, "dispute", "singapore", "Bank"),
        Wanted(Matter.CROSS_BORDER, "marketing", "SG", "Bank"),
        Wanted(Matter.CROSS_BORDER, "dispute", "SG", ""),
        Wanted(Matter.CROSS_BORDER, "dispute", "SG", "B" * 201),
        Wanted(Matter.PROVISION, "dispute", "SG", "Bank"),
        Wanted(Matter.SENSITIVE, "support", "", "Bank"),
        Wanted(Matter.SENSITIVE, "regulator"),
    ],
)
def test_what_cannot_be_asked_is_said(walled: House, talk: bytes, wrong: Wanted) -> None:
    before = walled.reading.size()
    with pytest.raises(BadConsent):
        ask(walled, talk, wrong)
    assert walled.reading.size() == before


def test_the_same_is_not_asked_twice_while_it_waits(walled: House, talk: bytes) -> None:
    one = ask(walled, talk)
    with pytest.raises(BadConsent, match=f"record {one.seq}"):
        ask(walled, talk)
    answer(walled, talk, one.seq, Step.DECLINED)
    assert ask(walled, talk).seq != one.seq


def test_a_region_is_called_as_people_call_it() -> None:
    assert region_name("DE-BY", "en") == "Germany (DE-BY)"
    assert region_name("BR", "zh") == "BR"
    assert "in Singapore (SG)." in wording(ABROAD, "en").text


@pytest.mark.parametrize("language", ["zh", "en", "de"])
@pytest.mark.parametrize("wanted", [ABROAD, LOOK, HANDED])
def test_every_question_says_what_for_and_that_one_may_refuse(wanted: Wanted, language: str) -> None:
    words = wording(wanted, language)
    assert "{" not in words.text
    assert ("可以不同意" if language == "zh" else "may say no") in words.text
    assert wanted.recipient in words.text
