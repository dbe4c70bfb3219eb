"""The bin at the desk: deleting takes a reason, what lies there is nowhere else, and one click brings it back."""

from __future__ import annotations

from typing import Any

import pytest
from tests.house_fixture import assigned, house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
WHY = "opened twice by mistake"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    made = case(rooms)
    assigned(rooms.house, made.name, made.reader("zhou"))
    return made


def deleted(talk: Case, account: str = "zhou", reason: str = WHY) -> Any:
    return talk.rooms.browser(account).post(talk.path("/delete"), {"reason": reason})


def lies_there(talk: Case) -> bool:
    return talk.rooms.house.reading.assigned(1, talk.name).binned


def row(talk: Case) -> str:
    return f'id="c-{talk.name.hex()}"'


def test_an_agent_deletes_by_mistake_and_gets_it_back(talk: Case) -> None:
    browser = talk.rooms.browser("zhou")
    page = text(browser.get(talk.path()))
    assert "Why this is still here" in page
    assert talk.path("/delete") in page
    answer = deleted(talk)
    assert answer.headers["location"] == f"/desk/bin?c={talk.name.hex()}"
    assert lies_there(talk)
    bin_page = text(browser.get(answer.headers["location"]))
    for told in (WHY, "Deleted by hand", "2 days 23 h left", "小周", row(talk)):
        assert told in bin_page
    assert talk.name.hex() not in text(browser.get("/desk/?tab=mine"))
    assert browser.get(talk.path()).headers["location"] == f"/desk/bin?c={talk.name.hex()}"

    back = browser.post(f"/desk/bin/{talk.name.hex()}/take-back")
    assert back.headers["location"] == talk.path()
    assert not lies_there(talk)
    assert talk.name.hex() in text(browser.get("/desk/?tab=mine"))
    assert browser.get(talk.path()).status_code == 200
    again = browser.post(f"/desk/bin/{talk.name.hex()}/take-back")
    assert again.status_code == 409
    assert "not in the bin any more" in text(again)


@pytest.mark.parametrize("reason", ["", " ", "x", "see 6222021234567894", "y" * 501])
def test_a_deletion_says_why_and_says_it_clean(talk: Case, reason: str) -> None:
    assert deleted(talk, reason=reason).status_code == 422
    assert not lies_there(talk)


def test_what_is_not_theirs_is_not_deleted_and_not_taken_back(talk: Case) -> None:
    """`lena` has a bin of her own; `wen`, who keeps the house, has none."""
    for account in ("lena", "wu", "wen", "qin"):
        assert talk.rooms.browser(account).get(talk.path("/delete")).status_code == 404, account
        assert deleted(talk, account).status_code == 404, account
    assert talk.refusals()[0] == "delete"
    assert not lies_there(talk)
    deleted(talk)
    assert row(talk) not in text(talk.rooms.browser("lena").get("/desk/bin"))
    assert talk.rooms.browser("lena").post(f"/desk/bin/{talk.name.hex()}/take-back").status_code == 403
    assert talk.rooms.browser("wen").get("/desk/bin").status_code == 404
    assert lies_there(talk)
    auditor = text(talk.rooms.browser("wu").get("/desk/bin"))  # sees it, and takes nothing back
    assert row(talk) in auditor
    assert f"{talk.name.hex()}/take-back" not in auditor
    assert talk.rooms.browser("bai").post(f"/desk/bin/{talk.name.hex()}/take-back").status_code == 302
    assert not lies_there(talk)


def test_what_is_on_hold_is_not_deleted_and_stays_in_the_bin(talk: Case) -> None:
    bai = talk.reader("bai", "approve")
    deleted(talk)
    talk.rooms.house.holds.place(bai, talk.name, ground="court", reason="an order")
    assert "On legal hold: stays" in text(talk.rooms.browser("zhou").get("/desk/bin"))
    talk.rooms.browser("zhou").post(f"/desk/bin/{talk.name.hex()}/take-back")
    page = text(talk.rooms.browser("zhou").get(talk.path()))
    assert talk.path("/delete") not in page
    assert "It is on legal hold." in page
    assert deleted(talk).status_code == 404
    assert not lies_there(talk)


def test_one_too_many_for_a_day_waits_for_a_second_person(talk: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handclasp.keep.bin.MOST_A_DAY", 0)
    answer = deleted(talk)
    assert answer.status_code == 409
    assert "Ask a second person" in text(answer)
    browser = talk.rooms.browser("zhou")
    asked = browser.post(talk.path("/delete"), {"reason": WHY, "ask": "1"}).headers["location"]
    assert deleted(talk).status_code == 409
    talk.rooms.approve("qin", "delete")
    page = text(browser.get(asked))
    assert f'action="{talk.path("/delete")}"' in page
    assert WHY in page
    assert deleted(talk).status_code == 302
    assert lies_there(talk)


def test_the_journal_says_it_in_words(talk: Case) -> None:
    deleted(talk)
    talk.rooms.browser("zhou").post(f"/desk/bin/{talk.name.hex()}/take-back")
    assert talk.rooms.journal(Kind.DELETION)[0]["reason"] == WHY
    page = text(talk.rooms.browser("wu").get("/desk/journal?kind=holds"))
    assert "Took a deletion back" in page
