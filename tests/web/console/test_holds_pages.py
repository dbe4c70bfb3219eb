"""Legal holds at the desk: placed with terms, seen by colleagues, ended by two, and not there for anybody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.house_fixture import house_template, said
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.house import holding
from handclasp.records import Author, Kind

__all__ = ["house_template", "rooms", "whole_house"]
DAY = datetime.now(UTC).date() + timedelta(days=30)
TERMS = {"ground": "court", "reason": "order of 20 November", "owner": "qin", "review": DAY.isoformat()}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


def placed(talk: Case, scope: str = "conversation", name: str = "", account: str = "bai", **changes: str) -> Any:
    """The answer to the form, sent by somebody with a fresh second factor."""
    form = {"c": talk.name.hex(), "scope": scope, "name": name, **TERMS, **changes}
    return talk.rooms.browser(account, "approve").post("/desk/holds/place", form)


def numbers(talk: Case) -> list[int]:
    return talk.rooms.house.holds.on("shop", talk.name)


def test_a_hold_is_placed_seen_and_ended_by_two(talk: Case) -> None:
    answer = placed(talk)
    assert answer.status_code == 302
    (number,) = numbers(talk)
    assert answer.headers["location"] == f"/desk/holds/{number}"
    bai = talk.rooms.browser("bai", "approve")
    page = text(bai.get(f"/desk/holds/{number}"))
    for told in ("order of 20 November", "Court", "秦", "One conversation"):
        assert told in page
    assert "End the hold" not in page
    assert bai.post(f"/desk/holds/{number}/release").status_code == 403
    assert numbers(talk) == [number]

    asked = bai.post(f"/desk/holds/{number}/ask", {"reason": "the case is closed"})
    assert asked.headers["location"].startswith("/desk/approvals/")
    assert "a second person decides" in text(bai.get(f"/desk/holds/{number}"))
    waits = text(talk.rooms.browser("qin").get(asked.headers["location"]))
    for told in ("the case is closed", "order of 20 November", "Ending a legal hold"):
        assert told in waits
    talk.rooms.approve("qin", "release")
    assert "To the hold" in text(bai.get(asked.headers["location"]))
    assert "Ending it needs your second factor" in text(talk.rooms.browser("bai").get(f"/desk/holds/{number}"))
    assert bai.post(f"/desk/holds/{number}/release").status_code == 302
    assert numbers(talk) == []
    over = text(bai.get(f"/desk/holds/{number}"))
    assert "the case is closed" in over
    assert "Why it may end" not in over
    assert bai.post(f"/desk/holds/{number}/release").status_code == 404


def test_colleagues_see_that_it_is_held_and_no_more(talk: Case) -> None:
    placed(talk)
    page = text(talk.rooms.browser("zhou").get(talk.path()))
    assert page.count("On legal hold") >= 2  # in the list and at the head
    for told in ("order of 20 November", "/desk/holds"):
        assert told not in page
    chinese = text(talk.rooms.browser("zhou", language="zh-hans").get("/desk/?tab=mine"))
    assert "法律保全中" in chinese


def test_whoever_holds_nothing_has_no_such_pages(talk: Case) -> None:
    placed(talk)
    (number,) = numbers(talk)
    for account in ("zhou", "ye", "wu", "wen"):
        browser = talk.rooms.browser(account, "approve")
        assert "/desk/holds" not in text(browser.get("/desk/security"))
        for path in ("/desk/holds", "/desk/holds/place", f"/desk/holds/{number}"):
            assert browser.get(path).status_code == 404, (account, path)
        for path in ("place", f"{number}/ask", f"{number}/release"):
            assert browser.post(f"/desk/holds/{path}", {"reason": "a reason", **TERMS}).status_code == 404
    assert numbers(talk) == [number]
    assert "/desk/holds" in text(talk.rooms.browser("su").get("/desk/security"))


def test_placing_takes_the_second_factor(talk: Case) -> None:
    browser = talk.rooms.browser("bai")
    assert "/desk/step-up/approve" in text(browser.get(f"/desk/holds/place?c={talk.name.hex()}"))
    form = {"c": talk.name.hex(), "scope": "conversation", **TERMS}
    assert browser.post("/desk/holds/place", form).status_code == 403
    assert numbers(talk) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ground": ""}, "Choose the ground"),
        ({"reason": " "}, "Say why"),
        ({"reason": "see 6222021234567894"}, "say why without"),
        ({"owner": "zhou"}, "who answers for the hold"),
        ({"review": "2020-01-01"}, "within three years"),
        ({"review": "2027-02-31"}, "within three years"),
        ({"review": "soon"}, "within three years"),
        ({"scope": "everything"}, "what the hold is on"),
        ({"scope": "customer", "name": "nobody-of-that-name"}, "no conversation of such a customer"),
        ({"scope": "order", "name": "A-0"}, "no conversation about such an order"),
        ({"scope": "order", "name": " "}, "Write the number of the order"),
        ({"scope": "search", "name": '"unfinished'}, "quotation mark"),
        ({"scope": "order", "name": "x" * 201}, "what the hold is on"),
    ],
)
def test_a_form_that_says_too_little_comes_back_and_holds_nothing(
    talk: Case, changes: dict[str, str], says: str
) -> None:
    before = len(talk.rooms.journal(Kind.HOLD))
    answer = placed(talk, **changes)
    assert answer.status_code == 422
    assert says in text(answer)
    assert numbers(talk) == []
    assert len(talk.rooms.journal(Kind.HOLD)) == before


def test_a_conversations_customer_is_held_with_all_that_comes(talk: Case) -> None:
    house = talk.rooms.house
    alike = {"author": Author("customer", talk.name.hex())}
    house.flow.append(said("hi", f"a{talk.name.hex()}", conversation=f"a {talk.name.hex()}", **alike))
    first = house.flow.open("shop", f"a {talk.name.hex()}")
    assert placed(talk, "customer", talk.name.hex()).status_code == 302
    house.flow.append(said("hi", f"b{talk.name.hex()}", conversation=f"b {talk.name.hex()}", **alike))
    holding.following(house).step_of("shop", 1)
    assert house.holds.on("shop", first) == house.holds.on("shop", house.flow.open("shop", f"b {talk.name.hex()}"))
    (number,) = house.holds.on("shop", first)
    page = text(talk.rooms.browser("bai").get(f"/desk/holds/{number}"))
    assert "2 conversations" in page
    assert talk.name.hex() in page
    # Told by the hold's own page alone.
    assert talk.name.hex() not in text(talk.rooms.browser("bai").get("/desk/holds"))


def test_an_empty_name_means_whoever_writes_here(talk: Case) -> None:
    assert placed(talk, "customer").status_code == 302
    (number, *_) = numbers(talk)
    assert "7F3A" in text(talk.rooms.browser("bai").get(f"/desk/holds/{number}"))


def test_a_reason_for_the_end_is_asked_for_and_kept_clean(talk: Case) -> None:
    placed(talk)
    (number,) = numbers(talk)
    browser = talk.rooms.browser("bai", "approve")
    for reason in ("", " ", "see 6222021234567894"):
        assert browser.post(f"/desk/holds/{number}/ask", {"reason": reason}).status_code == 422
    assert browser.get("/desk/holds/999999999").status_code == 404
    assert browser.get("/desk/holds/99999999999999999999999").status_code == 404


def test_the_journal_says_it_in_words(talk: Case) -> None:
    placed(talk)
    page = text(talk.rooms.browser("wu").get("/desk/journal?kind=holds"))
    assert "Placed a legal hold · One conversation" in page
