"""What people write for the journal holds no customer's data: it is refused before anything is done or sealed."""

from __future__ import annotations

import pytest
from tests.disclose.people import AUDITOR, DIRECTOR, LEAD, SPECIALIST, stepped
from tests.house_fixture import House, assigned, hired, said

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.disclose.journal import SensitiveReason

TOLD = "check 13812345678 with the buyer"


@pytest.fixture
def talk(house: House) -> bytes:
    hired(house, LEAD, SPECIALIST, DIRECTOR, AUDITOR)
    (answer,) = house.flow.append_all([said("电话 13912345678", "1")]).result(20)
    assert not isinstance(answer, Exception)
    conversation = house.flow.open("shop", "order 1001")
    assigned(house, conversation, SPECIALIST)
    return conversation


def written(house: House, who: Reader = AUDITOR) -> str:
    return str([view.facts for view in house.audit.journal(who, Question())])


def test_a_reason_with_a_number_in_it_reads_reveals_exports_and_holds_nothing(house: House, talk: bytes) -> None:
    director, specialist = stepped(DIRECTOR), stepped(SPECIALIST)
    export = house.exports.request(specialist, talk, purpose="dispute", reason=TOLD)
    attempts = [
        lambda: house.disclose.read(director, talk, purpose="risk", reason=TOLD),
        lambda: house.disclose.read(specialist, talk, purpose=TOLD),
        lambda: house.disclose.who_looked(director, talk, reason=TOLD),
        lambda: house.reveals.reveal(specialist, talk, 1, "original/0", purpose="support", reason=TOLD),
        lambda: house.approvals.request(specialist, export),
        lambda: house.holds.place(director, talk, ground=TOLD, reason="a dispute"),
        lambda: house.audit.take_out(stepped(AUDITOR), Question(), reason=TOLD),
    ]
    for attempt in attempts:
        with pytest.raises(SensitiveReason, match="PHONE"):
            attempt()  # type: ignore[no-untyped-call]
    assert "13812345678" not in written(house)
    assert not house.people.holds(1)


@pytest.mark.parametrize(
    "reason", ["订单 A20260115-0042 的客户要求核对", "Wang Fang asked for it, see order 20261128001"]
)
def test_orders_and_names_may_be_said(house: House, talk: bytes, reason: str) -> None:
    house.disclose.read(stepped(DIRECTOR), talk, purpose="risk", reason=reason)
    assert reason in written(house)
