"""A reviewer's word: who may give it, what it takes, what it changes at the doors, and what it never does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.disclose.people import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    FAR_LEAD,
    LEAD,
    OTHER_AGENT,
    PRIVACY,
    SELLER,
    SPECIALIST,
    approved,
    customer_of,
    stepped,
    taken_out,
)
from tests.disclose.test_door import journal, trust
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.access.policy import Reader
from handclasp.disclose.journal import SensitiveReason
from handclasp.disclose.releasing import RevealFirst
from handclasp.disclose.review import HARMLESS, SENSITIVE, BadReview, items
from handclasp.records import Kind, NotFound, Refused, View
from handclasp.verify import Status, check

PHONE = "13812345678"
CARD = "6222021234567890128"


@pytest.fixture
def talk(house: House) -> bytes:
    """A phone number, a password, plain words, a rescreenable note; Zhou's."""
    house.flow.append(said(f"电话 {PHONE} 谢谢", "1"))
    house.flow.append(said("我的密码是 Tiger#2026x", "2"))
    house.flow.append(said("绰号小旋风，住在和平路", "3"))
    house.flow.append(said("身份证 11010519491231002X", "4"))
    conversation = house.flow.open("shop", "order 1001")
    assigned(house, conversation, AGENT, merchant="seller-42")
    return conversation


def line(house: House, conversation: bytes, seq: int) -> View:
    (view,) = house.disclose.read(AGENT, conversation, purpose="p", after=seq - 1, limit=1)
    return view


DOORS: dict[str, Callable[[House, Reader, bytes], Any]] = {
    "decide": lambda house, who, talk: house.reviews.decide(who, talk, 1, "1.0", SENSITIVE),
    "hide": lambda house, who, talk: house.reviews.hide(who, talk, 3, 2, 5, "PERSON"),
}


@pytest.mark.parametrize("door", DOORS)
def test_only_reviewers_review_and_others_are_on_record(house: House, talk: bytes, door: str) -> None:
    nobody = (AGENT, OTHER_AGENT, FAR_LEAD, DIRECTOR, AUDITOR, ADMINISTRATOR, SELLER, customer_of(talk))
    for who in (*nobody, Reader("shop", "service", "k", scopes=frozenset({"read", "write", "export", "audit"}))):
        before = len(journal(house))
        with pytest.raises(Refused):
            DOORS[door](house, stepped(who), talk)
        (refusal,) = journal(house)[before:]
        assert (refusal["kind"], refusal["action"]) == ("refusal", "review")
    for who in (LEAD, SPECIALIST, PRIVACY):
        try:
            DOORS[door](house, who, talk)
        except BadReview:
            assert door == "hide"  # it is hidden already


def test_sensitive_is_a_record_that_changes_no_word(house: House, talk: bytes) -> None:
    before = line(house, talk, 1)
    stored = house.reviews.decide(LEAD, talk, 1, "1.0", SENSITIVE).stored
    after = line(house, talk, 1)
    assert (after.body, after.spans, after.changed) == (before.body, before.spans, None)
    (view,) = house.disclose.read(AGENT, talk, purpose="p", after=stored.seq - 1)
    assert view.kind == Kind.RESCREEN
    assert view.facts["verdict"] == {
        "item": "1.0",
        "type": "PHONE",
        "detector": before.spans[0].detector,
        "sure": before.spans[0].sure,
        "verdict": "sensitive",
        "by": "lead:ye",
    }
    assert house.reviews.decide(LEAD, talk, 1, "1.0", SENSITIVE).stored.doubled


def test_harmless_shows_it_to_all_and_the_journal_has_a_reveal(house: House, talk: bytes) -> None:
    house.reviews.decide(LEAD, talk, 1, "1.0", HARMLESS, reason="our own number")
    assert line(house, talk, 1).body == f"电话 {PHONE} 谢谢"
    assert line(house, talk, 1).spans == ()
    (reveal,) = [record for record in journal(house) if record["kind"] == "reveal"]
    assert (reveal["author"], reveal["purpose"], reveal["reason"]) == ("lead:ye", "review", "our own number")
    with pytest.raises(NotFound):
        house.reviews.decide(LEAD, talk, 1, "1.0", HARMLESS)
    zipped = taken_out(house, talk)
    assert check(zipped, trust(house)).status is Status.VALID


def test_nothing_is_released_that_its_reviewer_may_not_see(house: House, talk: bytes) -> None:
    """A lead sees an identity number only with a second person; saying harmless must be no way around that."""
    with pytest.raises(RevealFirst):
        house.reviews.decide(stepped(LEAD), talk, 4, "4.0", HARMLESS)
    request = house.reveals.request(stepped(LEAD), talk, 4, "original/0", purpose="support", reason="is it one?")
    approved(house, LEAD, request)
    with pytest.raises(RevealFirst):
        house.reviews.decide(stepped(LEAD), talk, 4, "4.0", HARMLESS)
    house.reveals.reveal(stepped(LEAD), talk, 4, "original/0", purpose="support", reason="is it one?")
    with pytest.raises(RevealFirst):
        house.reviews.decide(stepped(SPECIALIST), talk, 4, "4.0", HARMLESS)
    house.reviews.decide(stepped(LEAD), talk, 4, "4.0", HARMLESS)
    assert line(house, talk, 4).body == "身份证 11010519491231002X"


def test_what_somebody_never_sees_they_never_release(house: House, talk: bytes) -> None:
    house.flow.append(said("银行卡 6222021234567890128", "5"))
    (span,) = line(house, talk, 5).spans
    assert span.type == "BANK_CARD"
    with pytest.raises(Refused):
        house.reviews.decide(stepped(SPECIALIST), talk, 5, "5.0", HARMLESS)
    assert CARD not in (line(house, talk, 5).body or "")


def test_what_was_dropped_is_released_by_nobody(house: House, talk: bytes) -> None:
    (masked,) = items(line(house, talk, 2))
    assert masked.item == "x.0"
    for who in (LEAD, SPECIALIST, PRIVACY):
        with pytest.raises(BadReview):
            house.reviews.decide(stepped(who), talk, 2, "x.0", HARMLESS)
    assert not house.reviews.decide(LEAD, talk, 2, "x.0", SENSITIVE).stored.doubled


def test_what_was_missed_is_hidden_by_a_reader_who_may(house: House, talk: bytes) -> None:
    body = line(house, talk, 3).body or ""
    start = body.index("小旋风")
    by = house.reviews.hide(LEAD, talk, 3, start, start + 3, "PERSON", reason="a name").stored
    view = line(house, talk, 3)
    assert "小旋风" not in (view.body or "")
    assert (view.spans[0].type, view.spans[0].within, view.spans[0].detector) == ("PERSON", by.seq, "reviewer")
    assert (view.body or "").endswith("，住在和平路")
    shown = house.reveals.item(stepped(PRIVACY), talk, by.seq, "original/0")
    assert shown.type == "PERSON"
    item = items(view)[0].item
    assert item == f"{by.seq}.0"


def test_a_password_that_was_missed_is_kept_by_nobody(house: House, talk: bytes) -> None:
    body = line(house, talk, 3).body or ""
    start = body.index("和平路")
    house.reviews.hide(LEAD, talk, 3, start, start + 3, "PASSWORD")
    (span,) = line(house, talk, 3).spans
    assert span.original is None


@pytest.mark.parametrize(
    ("start", "end", "type_"),
    [(0, 0, "PERSON"), (-1, 2, "PERSON"), (0, 99, "PERSON"), (3, 2, "PERSON"), (0, 2, "person"), (0, 2, "<B>")],
)
def test_marks_that_make_no_sense_change_nothing(house: House, talk: bytes, start: int, end: int, type_: str) -> None:
    before = line(house, talk, 3)
    with pytest.raises(BadReview):
        house.reviews.hide(LEAD, talk, 3, start, end, type_)
    assert line(house, talk, 3) == before


def test_a_reason_holds_nothing_of_the_customers(house: House, talk: bytes) -> None:
    before = line(house, talk, 1)
    for verdict in (SENSITIVE, HARMLESS):
        with pytest.raises(SensitiveReason):
            house.reviews.decide(LEAD, talk, 1, "1.0", verdict, reason=f"it is {PHONE}")
    with pytest.raises(SensitiveReason):
        house.reviews.hide(LEAD, talk, 3, 2, 5, "PERSON", reason=f"call {PHONE}")
    assert line(house, talk, 1) == before


def test_what_is_no_line_is_not_reviewed(house: House, talk: bytes) -> None:
    by = house.reviews.decide(LEAD, talk, 1, "1.0", SENSITIVE).stored
    for seq, item in ((by.seq, "1.0"), (99, "1.0"), (0, "1.0"), (1, "1.1"), (1, "x.0"), (1, "no such")):
        with pytest.raises(NotFound):
            house.reviews.decide(LEAD, talk, seq, item, SENSITIVE)
