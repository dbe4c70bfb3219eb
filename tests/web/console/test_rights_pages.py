"""Customers' requests at the desk: entered from the conversation, checked, answered; not there for anybody else."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.keep.rights import Right, State

__all__ = ["house_template", "rooms", "whole_house"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


def entered(talk: Case, right: str = "erasure", **more: str) -> str:
    """The address of a request that an officer entered."""
    form = {"c": talk.name.hex(), "right": right, "law": "gdpr", **more}
    answer = talk.rooms.browser("su", "approve").post("/desk/requests/add", form)
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["location"])


def test_an_officer_enters_checks_and_answers_an_erasure(talk: Case) -> None:
    where = entered(talk)
    su = talk.rooms.browser("su", "approve")
    assert "to be checked" in text(su.get(where))
    early = su.post(f"{where}/act", {"act": "answer", "reason": "nothing speaks against it"})
    assert early.status_code == 422
    given = {"act": "verify", "identity": "order", "reason": "order number and time of payment"}
    assert su.post(f"{where}/act", given).status_code == 302
    assert su.post(f"{where}/act", {"act": "answer", "reason": "nothing speaks against it"}).status_code == 302
    page = text(su.get(where))
    for told in (
        "In the bin until",
        "an order number and something only they know",
        "order number and time of payment",
    ):
        assert told in page
    found = talk.rooms.house.requests.show(talk.reader("su"), bytes.fromhex(where.rpartition("/")[2]))
    assert (found.state, found.right) == (State.WAITING, Right.ERASURE)
    assert "waits in the bin" in text(su.get("/desk/requests"))


def test_an_open_dispute_is_told_before_an_answer_and_a_settled_one_is_not(talk: Case) -> None:
    from handclasp.desk.models import Dispute  # noqa: PLC0415

    where, su = entered(talk), talk.rooms.browser("su", "approve")
    assert "A dispute is open" not in text(su.get(where))
    given = {"claim": "invalid", "state": "open", "opened": 1}
    one = Dispute.objects.create(tenant="shop", pseudonym=talk.name, number=secrets.token_hex(16), **given)
    assert "A dispute is open" in text(su.get(where))
    assert "有未了结的争议" in text(talk.rooms.browser("su", "approve", language="zh-CN").get(where))
    one.state = "decided"
    one.save()
    assert "A dispute is open" not in text(su.get(where))


def test_what_a_hold_refuses_is_said_in_the_readers_language(talk: Case) -> None:
    where, su = entered(talk), talk.rooms.browser("su", "approve")
    given = {"act": "verify", "identity": "order", "reason": "order number and time of payment"}
    assert su.post(f"{where}/act", given).status_code == 302
    director = talk.reader("qin", "approve", "hold")
    talk.rooms.house.holds.place(director, talk.name, ground="dispute", reason="a dispute")
    assert su.post(f"{where}/act", {"act": "answer", "reason": "nothing speaks against it"}).status_code == 302
    page = text(su.get(where))
    assert "it is on legal hold: while that stands nothing is erased" in page
    assert "nothing speaks against it" not in page
    assert "处于法律保全" in text(talk.rooms.browser("su", "approve", language="zh-CN").get(where))


def test_without_a_second_factor_nothing_is_offered_and_nothing_done(talk: Case) -> None:
    where = entered(talk, "access")
    su = talk.rooms.browser("su")
    page = text(su.get(where))
    assert "Confirm it is you" in page
    assert "It is they who ask" not in page
    assert su.post(f"{where}/act", {"act": "refuse", "ground": "law", "reason": "specimen"}).status_code == 403


@pytest.mark.parametrize("account", ["zhou", "ye", "bai", "qin", "wu"])
def test_to_everybody_else_these_pages_do_not_exist(talk: Case, account: str) -> None:
    where = entered(talk, "access")
    browser = talk.rooms.browser(account, "approve")
    for path in ("/desk/requests", where, f"/desk/requests/add?c={talk.name.hex()}"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"{where}/act", {"act": "refuse", "ground": "law", "reason": "specimen"}).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"right": "oblivion"},
        {"law": "none"},
        {"right": "correction", "seq": "x"},
        {"right": "correction", "seq": "9999", "words": "specimen"},
    ],
)
def test_what_cannot_be_entered_is_told(talk: Case, form: dict[str, str]) -> None:
    given = {"c": talk.name.hex(), "right": "access", "law": "pipl", **form}
    answer = talk.rooms.browser("su", "approve").post("/desk/requests/add", given)
    assert answer.status_code == 422
    assert re.search('role="alert"', text(answer))


def test_a_request_that_is_none_is_not_found(talk: Case) -> None:
    assert talk.rooms.browser("su").get(f"/desk/requests/{'0' * 32}").status_code == 404
