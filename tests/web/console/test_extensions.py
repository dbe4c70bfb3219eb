"""Keeping a conversation longer from the desk, what is kept so, and requests that are met in part."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.house_fixture import assigned, house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house
from tests.web.console.test_journal_pages import another

from handclasp.keep.rights import Ground, Law, Right
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
WHY = "the bank asks until March"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    made = case(rooms)
    assigned(rooms.house, made.name, made.reader("bai"))
    return made


def extended(talk: Case, account: str = "bai", **more: str) -> Any:
    return talk.rooms.browser(account).post(talk.path("/extend"), {"reason": WHY, "until": day(200), **more})


def test_a_specialist_keeps_it_longer_and_it_says_so(talk: Case) -> None:
    bai = talk.rooms.browser("bai")
    assert talk.path("/extend") in text(bai.get(talk.path()))
    assert bai.get(talk.path("/extend")).status_code == 200
    answer = extended(talk)
    assert answer.headers["location"] == talk.path()
    page = text(bai.get("/desk/bin/kept-longer"))
    assert f'id="c-{talk.name.hex()}"' in page
    assert WHY in page
    assert "its day has passed" not in page
    found = talk.rooms.house.keeping.why(talk.reader("su"), talk.name)
    assert (found.owner, found.reason) == ("specialist:bai", WHY)
    (sealed,) = [one for one in talk.rooms.journal(Kind.AGENT_ACTION) if one["action"] == "kept longer"][:1]
    assert sealed["by"] == "bai"


def test_what_is_due_comes_first_and_can_be_extended_anew(talk: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    extended(talk, until=day(10))
    page = text(talk.rooms.browser("su").get("/desk/bin/kept-longer"))
    due = page.partition("Due for review")[2].partition("<h2>Later")[0]
    assert talk.name.hex() in due
    assert talk.path("/extend") in due
    keeping = talk.rooms.house.keeping
    now = keeping._clock()
    monkeypatch.setattr(keeping, "_clock", lambda: now + 20 * 86_400_000)
    assert keeping.extended(talk.reader("su"))[0].due
    monkeypatch.undo()
    extended(talk, until=day(300), reason="the court asks for more time")
    page = text(talk.rooms.browser("su").get("/desk/bin/kept-longer"))
    assert talk.name.hex() not in page.partition("Due for review")[2].partition("<h2>Later")[0]
    own = page.partition(f'id="c-{talk.name.hex()}"')[2].partition("</li>")[0]
    assert "the court asks for more time" in own
    assert WHY not in own
    assert "延长保留的" in text(talk.rooms.browser("su", language="zh-CN").get("/desk/bin/kept-longer"))


@pytest.mark.parametrize(
    "more",
    [
        {"until": ""},
        {"until": "soon"},
        {"until": "2026-13-45"},
        {"until": "2020-01-01"},
        {"until": "2099-01-01"},
        {"reason": " "},
        {"reason": "her card 6222021234567894"},
        {"reason": "y" * 501},
    ],
)
def test_an_extension_has_a_day_to_come_and_a_clean_reason(talk: Case, more: dict[str, str]) -> None:
    assert extended(talk, **more).status_code == 422
    assert talk.name not in {one.conversation for one in talk.rooms.house.keeping.extended(talk.reader("su"))}


def test_to_others_the_form_does_not_exist_and_the_try_is_recorded(talk: Case) -> None:
    for account in ("lena", "wu", "wen"):
        assert talk.rooms.browser(account).get(talk.path("/extend")).status_code == 404
        assert extended(talk, account).status_code == 404
    assert talk.refusals()[0] == "extend"
    extended(talk)
    assert talk.name.hex() not in text(talk.rooms.browser("lena").get("/desk/bin/kept-longer"))
    assert talk.rooms.browser("wen").get("/desk/bin/kept-longer").status_code == 404
    auditor = text(talk.rooms.browser("wu").get("/desk/bin/kept-longer"))
    assert talk.name.hex() in auditor
    assert talk.path("/extend") not in auditor


def test_an_extension_is_handed_over_and_listed_by_owner(talk: Case) -> None:
    extended(talk)
    su = talk.rooms.browser("su")
    assert talk.path("/extend/hand-over") in text(su.get("/desk/bin/kept-longer"))
    form = text(su.get(talk.path("/extend/hand-over")))
    assert 'value="qin"' in form
    assert 'value="bai"' not in form, "who owns it already"
    assert 'value="lena"' not in form, "who may not extend it"
    assert su.post(talk.path("/extend/hand-over"), {"to": "lena", "reason": WHY}).status_code == 422
    assert su.post(talk.path("/extend/hand-over"), {"to": "qin", "reason": " "}).status_code == 422
    answer = su.post(talk.path("/extend/hand-over"), {"to": "qin", "reason": "Bai leaves the team"})
    assert answer.headers["location"].startswith("/desk/bin/kept-longer")
    mine = text(su.get("/desk/bin/kept-longer?owner=qin"))
    assert talk.name.hex() in mine
    assert "handed over by Su" in mine
    assert WHY in mine
    assert f'id="c-{talk.name.hex()}"' not in text(su.get("/desk/bin/kept-longer?owner=bai"))
    chinese = text(talk.rooms.browser("su", language="zh-CN").get("/desk/bin/kept-longer?owner=qin"))
    assert "由 Su 转交" in chinese
    for account in ("lena", "wu"):
        assert talk.rooms.browser(account).get(talk.path("/extend/hand-over")).status_code == 404
    assert talk.refusals()[0] == "extend"


# --- a request that is met in part


def verified(rooms: Rooms, *talks: Case) -> tuple[str, Any]:
    """A request of a privacy officer's about these conversations, checked."""
    house, su = rooms.house, talks[0].reader("su", "approve")
    found = house.requests.ask(su, [one.name for one in talks], Right.RESTRICTION, law=Law.GDPR)
    browser = rooms.browser("su", "approve")
    where = f"/desk/requests/{found.number}"
    given = {"act": "verify", "identity": "order", "reason": "order number and time of payment"}
    assert browser.post(f"{where}/act", given).status_code == 302
    return where, browser


def test_one_conversation_of_a_request_is_refused_with_its_ground(rooms: Rooms) -> None:
    first = case(rooms)
    second = Case(rooms, another(first, "zhou"))
    where, browser = verified(rooms, first, second)
    page = text(browser.get(where))
    assert f'name="refuse-{second.name.hex()}"' in page
    wrong = {"act": "answer", "reason": "as asked", f"refuse-{second.name.hex()}": "because"}
    assert browser.post(f"{where}/act", wrong).status_code == 422
    strange = {"act": "answer", "reason": "as asked", f"refuse-{'ab' * 16}": "claim"}
    assert browser.post(f"{where}/act", strange).status_code == 422
    given = {"act": "answer", "reason": "as asked", f"refuse-{second.name.hex()}": "claim"}
    assert browser.post(f"{where}/act", given).status_code == 302
    found = rooms.house.requests.show(first.reader("su"), bytes.fromhex(where.rpartition("/")[2]))
    assert found.refused == {second.name: Ground.CLAIM}
    assert found.done == (first.name,)
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(browser.get(where))))
    assert "refused:" in told
    assert rooms.house.reading.assigned(1, first.name).restricted
    assert not rooms.house.reading.assigned(1, second.name).restricted


def test_a_request_about_one_conversation_is_answered_or_refused_whole(rooms: Rooms) -> None:
    only = case(rooms)
    where, browser = verified(rooms, only)
    assert "refuse-" not in text(browser.get(where))
