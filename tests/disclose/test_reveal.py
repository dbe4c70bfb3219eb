"""Masks are lifted one item at a time, with a reason, for a minute, and each time it is written down first."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from PIL import Image
from tests.disclose.people import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    LEAD,
    OTHER_AGENT,
    PRIVACY,
    SELLER,
    SPECIALIST,
    approved,
    customer_of,
    stepped,
)
from tests.disclose.test_door import journal, rescreen
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.access.policy import Reader
from handclasp.disclose.picture import NotAPicture
from handclasp.disclose.reveal import SHOWN_FOR, Revealed
from handclasp.records import (
    ApprovalNeeded,
    Attached,
    Kind,
    NotFound,
    OutcomeUnknown,
    ReasonNeeded,
    Refused,
    Secret,
    StepUpNeeded,
)

ITEMS = {
    (1, "original/0"): ("PHONE", []),
    (2, "original/0"): ("BANK_CARD", ["approval", "step-up"]),
    (3, "original/0"): ("CN_ID", ["approval", "step-up"]),
    (4, "attachment"): ("ATTACHMENT", ["approval", "step-up"]),
}
PHONE, CARD, ID = "13812345678", "6222021234567894", "11010519491231002X"


@pytest.fixture
def talk(house: House) -> bytes:
    """A conversation of Zhou's with one item of each class: 1 a phone number, 2 a bank card, 3 an ID, 4 a picture."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 400), "white").save(picture, "PNG")
    answers = house.flow.append_all(
        [
            said(f"手机号 {PHONE} 和邮箱 specimen@example.com", "1"),
            said(f"银行卡 {CARD}", "2"),
            said(f"身份证 {ID}", "3"),
            said("", "4", kind=Kind.ATTACHMENT, attached=Attached("id.png", "image/png", Secret(picture.getvalue()))),
        ]
    ).result(20)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    conversation = house.flow.open("shop", "order 1001")
    assigned(house, conversation, AGENT, merchant="seller-42")
    return conversation


def reveal(house: House, who: Reader, talk: bytes, seq: int, field: str = "original/0", why: str = "call") -> Revealed:
    return house.reveals.reveal(who, talk, seq, field, purpose="support", reason=why)


def test_a_contact_needs_a_reason_and_nothing_more(house: House, talk: bytes) -> None:
    with pytest.raises(ReasonNeeded):
        reveal(house, AGENT, talk, 1, why="  ")
    shown = reveal(house, AGENT, talk, 1)
    assert shown.text is not None
    assert (shown.type, shown.text.reveal()) == ("PHONE", PHONE)
    assert PHONE not in repr(shown)
    now = time.time_ns() // 1_000_000
    assert now < shown.until <= now + SHOWN_FOR
    record = journal(house)[-1]
    assert (record["kind"], record["item"], record["reason"], record["author"]) == (
        "reveal",
        "PHONE",
        "call",
        "agent:zhou",
    )
    assert record["subjects"] == [talk.hex()]
    assert PHONE not in repr(journal(house))


def test_one_item_is_revealed_and_not_its_neighbour(house: House, talk: bytes) -> None:
    shown = reveal(house, AGENT, talk, 1, "original/1")
    assert shown.text is not None
    assert (shown.type, shown.text.reveal()) == ("EMAIL", "specimen@example.com")


def test_nothing_is_revealed_that_could_not_be_written_down(house: House, talk: bytes) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise OutcomeUnknown("the journal cannot be written")

    house.journal.seal = fail  # type: ignore[method-assign]
    with pytest.raises(OutcomeUnknown):
        reveal(house, AGENT, talk, 1)


def test_payment_takes_a_second_factor_for_this_very_purpose(house: House, talk: bytes) -> None:
    for who in (DIRECTOR, stepped(DIRECTOR, "export", "approve", "old-records")):
        with pytest.raises(StepUpNeeded) as needed:
            reveal(house, who, talk, 2)
        assert needed.value.purpose == "reveal"
    shown = reveal(house, stepped(DIRECTOR, "reveal"), talk, 2)
    assert shown.text is not None
    assert shown.text.reveal() == CARD


def test_a_dispute_specialist_never_sees_payment_whole(house: House, talk: bytes) -> None:
    with pytest.raises(Refused) as refused:
        reveal(house, stepped(SPECIALIST), talk, 2)
    assert refused.type is Refused
    with pytest.raises(Refused):
        house.reveals.request(stepped(SPECIALIST), talk, 2, "original/0", purpose="support", reason="call")


@pytest.mark.parametrize(("seq", "field"), [(3, "original/0"), (4, "attachment")])
@pytest.mark.parametrize("who", [AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY])
def test_identity_documents_always_need_a_second_person(
    house: House, talk: bytes, who: Reader, seq: int, field: str
) -> None:
    with pytest.raises(ApprovalNeeded):
        reveal(house, stepped(who), talk, seq, field)
    request = house.reveals.request(stepped(who), talk, seq, field, purpose="support", reason="call")
    approved(house, who, request, by=PRIVACY if who == DIRECTOR else DIRECTOR)
    with pytest.raises(Refused):  # the approval is for these words of reason
        reveal(house, stepped(who), talk, seq, field, why="another")
    shown = reveal(house, stepped(who), talk, seq, field)
    assert (shown.text.reveal() if shown.text else "picture") == (ID if seq == 3 else "picture")
    with pytest.raises(Refused):  # once
        reveal(house, stepped(who), talk, seq, field)


def test_a_picture_comes_marked_with_who_and_when(house: House, talk: bytes) -> None:
    request = house.reveals.request(stepped(AGENT), talk, 4, "attachment", purpose="support", reason="call")
    approved(house, AGENT, request)
    shown = reveal(house, stepped(AGENT), talk, 4, "attachment")
    assert shown.picture is not None
    colours = Image.open(io.BytesIO(shown.picture.reveal())).convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 1, "the white page carries no mark"


def test_a_damaged_picture_spends_no_approval_and_is_no_look(house: House, talk: bytes) -> None:
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 80).convert("RGB").save(whole, "PNG")
    # Its head and its end are whole: what is between is found out when it is decoded.
    content = whole.getvalue()[:60] + bytes(200) + whole.getvalue()[260:]
    damaged = Attached("id.png", "image/png", Secret(content))
    (answer,) = house.flow.append_all([said("", "5", kind=Kind.ATTACHMENT, attached=damaged)]).result(20)
    assert not isinstance(answer, Exception)
    request = house.reveals.request(stepped(AGENT), talk, 5, "attachment", purpose="support", reason="call")
    asked = approved(house, AGENT, request)
    before = len(journal(house))
    with pytest.raises(NotAPicture):
        reveal(house, stepped(AGENT), talk, 5, "attachment")
    assert house.approvals.stands(stepped(AGENT), request)
    assert [one.state for one in house.approvals.mine(AGENT) if one.request == asked.request] == ["approved"]
    assert len(journal(house)) == before


def test_an_approval_of_one_item_opens_no_other(house: House, talk: bytes) -> None:
    request = house.reveals.request(stepped(AGENT), talk, 3, "original/0", purpose="support", reason="call")
    approved(house, AGENT, request)
    with pytest.raises(Refused):
        reveal(house, stepped(AGENT), talk, 4, "attachment")
    with pytest.raises(Refused):
        reveal(house, stepped(AGENT), talk, 2)


@pytest.mark.parametrize("who", [OTHER_AGENT, AUDITOR, ADMINISTRATOR, SELLER, Reader("shop", "service", "k")])
def test_whoever_reveals_nothing_learns_nothing_and_is_recorded(house: House, talk: bytes, who: Reader) -> None:
    before = len(journal(house))
    for seq, field in ((1, "original/0"), (99, "original/0"), (1, "no such field")):
        with pytest.raises(Refused):
            reveal(house, stepped(who), talk, seq, field)
    assert [record["kind"] for record in journal(house)[before:]] == ["refusal"] * 3
    with pytest.raises(Refused):
        reveal(house, stepped(customer_of(talk)), talk, 1)


def test_the_database_opens_no_original_to_whom_only_the_policies_let_in(house: House, talk: bytes) -> None:
    row = house.reading.conversation(1, talk, 0, 1)[0]
    from handclasp.disclose.gate import on_behalf  # noqa: PLC0415

    for who, may in ((AGENT, True), (LEAD, True), (OTHER_AGENT, False), (AUDITOR, False), (ADMINISTRATOR, False)):
        person = on_behalf(who)
        assert person is not None
        assert (house.reading.original(1, row.index, "original/0", person) is not None) is may, who


def test_on_legal_hold_every_reveal_needs_a_second_person(house: House, talk: bytes) -> None:
    house.people.hold(1, [talk], 1)
    with pytest.raises(ApprovalNeeded):
        reveal(house, stepped(AGENT), talk, 1)
    house.people.release(1, 1, 2)
    assert reveal(house, stepped(AGENT), talk, 1)


def test_what_a_later_record_hides_is_revealed_to_nobody(house: House, talk: bytes) -> None:
    target = house.disclose.read(AGENT, talk, purpose="p")[0]
    rescreen(house, target.record, hide=["body", "spans"])
    with pytest.raises(NotFound):
        reveal(house, stepped(DIRECTOR), talk, 1)


def test_the_page_can_say_what_a_reveal_takes_before_the_click(house: House, talk: bytes) -> None:
    before = len(journal(house))
    told = {(seq, field): house.reveals.item(AGENT, talk, seq, field) for seq, field in ITEMS}
    assert {at: (item.type, sorted(item.decision.needs)) for at, item in told.items()} == ITEMS
    assert told[1, "original/0"].decision.allowed
    assert len(journal(house)) == before
    with pytest.raises(Refused):
        house.reveals.item(SELLER, talk, 1, "original/0")
