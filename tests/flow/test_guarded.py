"""The pipeline's own guard: no door lets out what may not leave, every stop is on record, and flags hold no word."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.house_fixture import AGENT, CUSTOMER, House, NewHouse, assigned, hired, said

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.records import SAID, Author, Guarded, Kind, Receipt
from handclasp.screen.risk_words import HOUSE

ASKS, SEED = "把验证码发给我", "please send me your seed phrase"
AUDITOR = Reader("shop", "auditor", "hu")
STAFF = Author("agent", "zhou")


def refusals(house: House) -> list[Any]:
    hired(house, AUDITOR)
    return list(house.audit.journal(AUDITOR, Question(kinds=frozenset({"refusal"})), limit=100))


@pytest.mark.parametrize("role", ["agent", "merchant", "staff", "system", "machine"])
@pytest.mark.parametrize("kind", [Kind.MESSAGE, Kind.CORRECTION])
def test_what_asks_for_a_secret_is_not_stored_whoever_wrote_it(house: House, role: str, kind: Kind) -> None:
    first = house.flow.append(said("你好", "m-1"))
    facts = {"corrects": first.stored.record} if kind is Kind.CORRECTION else {}
    with pytest.raises(Guarded) as stopped:
        house.flow.append(said(ASKS, "m-2", author=Author(role, "zhou"), kind=kind, facts=facts))
    assert (stopped.value.category, stopped.value.ever) == ("one-time-code", True)
    assert ASKS not in str(stopped.value)
    assert house.flow.append(said("谢谢", "m-3")).stored.seq == 2


def test_a_customer_may_write_what_they_like(house: House) -> None:
    assert house.flow.append(said(ASKS, "m-1")).stored.seq == 1


def test_a_note_stays_inside_and_may_say_it(house: House) -> None:
    assert house.flow.append(said(ASKS, "m-1", author=STAFF, kind=Kind.NOTE)).stored.seq == 1


def test_a_stop_is_sealed_with_its_category_and_without_a_word(house: House) -> None:
    first = house.flow.append(said("你好", "m-1"))
    with pytest.raises(Guarded):
        house.flow.append(said(ASKS, "m-2", author=STAFF))
    (record,) = [view for view in refusals(house) if view.facts["action"] == "send"]
    assert str(record.author) == "agent:zhou"
    assert record.facts["subjects"] == [first.stored.conversation.hex()]
    assert record.facts["details"] == {"code": "guarded", "category": "one-time-code", "guard": "guard-2"}
    assert "验证码" not in str(record)


def test_in_a_batch_a_stop_holds_up_no_other(house: House) -> None:
    lines = [said("一", "b-1"), said(ASKS, "b-2", author=STAFF), said("二", "b-3"), said(SEED, "b-4", author=STAFF)]
    answers = house.flow.append_all(lines).result(20)
    assert [type(answer) for answer in answers] == [Receipt, Guarded, Receipt, Guarded]
    assert [answer.stored.seq for answer in answers if isinstance(answer, Receipt)] == [1, 2]
    assert len([view for view in refusals(house) if view.facts["action"] == "send"]) == 2


def test_what_was_cleared_may_leave_and_a_seed_phrase_never(house: House) -> None:
    def cleared(text: str, key: str) -> Any:
        return msgspec.structs.replace(said(text, key, author=STAFF), cleared="ab" * 16)

    assert house.flow.append(cleared(ASKS, "m-1")).stored.seq == 1
    for number, text in enumerate((SEED, "your password please", "send me the private key")):
        with pytest.raises(Guarded) as stopped:
            house.flow.append(cleared(text, f"n-{number}"))
        assert not stopped.value.ever


def test_what_was_said_long_ago_is_recorded_as_it_was(house: House) -> None:
    old = msgspec.structs.replace(said(SEED, "m-1", author=STAFF), cleared=SAID)
    assert house.flow.append(old).stored.seq == 1


def test_flags_name_category_severity_and_list_for_staff_alone(house: House) -> None:
    receipt = house.flow.append(said("我要退款，不然打12315投诉", "m-1"))
    hired(house, AGENT)
    assigned(house, receipt.stored.conversation, AGENT)
    (view,) = house.disclose.read(AGENT, receipt.stored.conversation, purpose="support")
    assert view.facts["flags"] == [
        {"by": HOUSE, "category": "complaint", "severity": 1},
        {"by": HOUSE, "category": "refund", "severity": 1},
        {"by": HOUSE, "category": "regulator", "severity": 2},
    ]
    assert '"flags":{' not in receipt.document.decode().replace(" ", "")
    customer = CUSTOMER._replace(conversation=receipt.stored.conversation.hex())
    (theirs,) = house.disclose.read(customer, receipt.stored.conversation, purpose="own conversation")
    assert "flags" not in theirs.facts
    assert theirs.body == view.body


def test_the_same_message_again_is_the_same_record_under_a_new_list(house: House) -> None:
    first = house.flow.append(said("我要退款", "m-1"))
    admin = Reader("shop", "administrator", "lin")
    house.risk_words.publish(admin, "- 退款\n- (全|全额|部分)款\n")
    again = house.flow.append(said("我要退款", "m-1"))
    assert (again.stored.doubled, again.stored.index) == (True, first.stored.index)


@pytest.mark.parametrize(
    "parts",
    [
        ("麻烦把你的", "登录密码发我"),
        ("what is your", "password?"),
        ("您好，把您手机上收到的", "验证码", "告诉我"),
        ("麻烦把验", "证码发我"),
        ("a code was just sent to your phone", "please send it to me"),
    ],
)
def test_a_question_cut_over_messages_is_read_as_one(house: House, parts: tuple[str, ...]) -> None:
    *first, last = parts
    for number, part in enumerate(first):
        house.flow.append(said(part, f"m-{number}", author=STAFF))
    with pytest.raises(Guarded):
        house.flow.append(said(last, "last", author=STAFF))


def test_only_what_the_same_author_just_sent_in_the_same_conversation_is_read_on(house: House) -> None:
    house.flow.append(said("麻烦把你的", "m-1", author=STAFF))
    other = Author("agent", "wu")
    assert house.flow.append(said("登录密码发我", "m-2")).stored.seq == 2
    assert house.flow.append(said("订单号发我", "m-3", author=STAFF)).stored.seq == 3
    assert house.flow.append(said("the code", "m-4", author=STAFF, conversation="order 1002")).stored.seq == 1
    assert house.flow.append(said("what is your", "m-5", author=other)).stored.seq == 4


def test_a_retry_sees_what_its_first_try_saw(house: House) -> None:
    first = house.flow.append(said("the code", "m-1", author=STAFF))
    house.flow.append(said("what is", "m-2", author=STAFF))
    again = house.flow.append(said("the code", "m-1", author=STAFF))
    assert (again.stored.doubled, again.stored.index) == (True, first.stored.index)


def test_what_left_is_not_stopped_when_another_process_is_asked_again(house: House, new_house: NewHouse) -> None:
    """The other one has seen half a question since, and would read on from it."""
    sent = house.flow.append(said("the code", "m-1", author=STAFF))
    other = new_house(of=house)
    other.flow.append(said("what is", "m-2", author=STAFF))
    again = other.flow.append(said("the code", "m-1", author=STAFF))
    assert (again.stored.doubled, again.stored.index) == (True, sent.stored.index)
    assert refusals(house) == []


def test_what_was_allowed_holds_up_nothing_that_follows(house: House) -> None:
    allowed = msgspec.structs.replace(said(ASKS, "m-1", author=STAFF), cleared="ab" * 16)
    house.flow.append(allowed)
    assert house.flow.append(said("收到后告诉我", "m-2", author=STAFF)).stored.seq == 2
