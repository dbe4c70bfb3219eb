"""The second look: a list without words, a mask in its context, a verdict in one click, and hiding what was missed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.api.conftest import Client
from tests.web.console.cases import ID, PHONE, Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.disclose.rescreen import HIDING, Said, Words, rescreened
from handclasp.house import processes, running
from handclasp.records import Author, Kind
from handclasp.web.api import create_api

__all__ = ["house_template", "rooms", "whole_house"]
HTMX = {"HX-Request": "true"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    made = case(rooms)
    catch_up(made)
    return made


def catch_up(talk: Case) -> None:
    """Read the log to its end; here every mask is unsure."""
    from handclasp.desk.review import Fed, Keeping, Reviewing  # noqa: PLC0415

    disclose = talk.rooms.house.disclose
    position = {"shop": -1}
    consumer = Reviewing(
        Fed(
            lambda tenant, after, limit: disclose.feed(tenant, "review", "review", after, limit),
            lambda tenant, name, record: disclose.feed_now(tenant, "review", "review", name, record),
        ),
        Keeping(lambda tenant: position[tenant], position.__setitem__, lambda *_: None),
        lambda: ["shop"],
        lambda _: 101,
    )
    while consumer.step():
        pass


def at(talk: Case, seq: int, item: str = "") -> str:
    return f"/desk/review/{talk.name.hex()}/{seq}/{item or f'{seq}.0'}"


def test_the_list_holds_no_words_and_is_for_reviewers_alone(talk: Case) -> None:
    page = text(talk.rooms.browser("ye").get("/desk/review"))
    assert at(talk, 1) in page
    assert "% sure" in page
    for secret in (PHONE, ID, "手机号", "138"):
        assert secret not in page
    assert 'href="/desk/review"' in page
    for account in ("zhou", "qin", "wu", "wen"):
        desk = talk.rooms.browser(account)
        assert desk.get("/desk/review").status_code == 404
        assert 'href="/desk/review"' not in text(desk.get("/desk/"))
    assert at(talk, 1) not in text(talk.rooms.browser("kong").get("/desk/review"))


@pytest.mark.parametrize("account", ["zhou", "kong", "qin", "wu", "wen"])
def test_whoever_may_not_review_is_refused_at_every_address_and_that_is_recorded(talk: Case, account: str) -> None:
    desk = talk.rooms.browser(account)
    before = len(talk.refusals())
    tries = (at(talk, 1), at(talk, 4, "file"), talk.path("/hide/1"))
    for path in tries:
        for answer in (desk.get(path), desk.post(path, {"verdict": "harmless", "words": "x", "type": "PHONE"})):
            assert answer.status_code in {403, 404}, (path, answer.status_code)
            assert PHONE[:3] not in text(answer)
    assert talk.refusals()[: len(talk.refusals()) - before] == ["review"] * 6


def test_looking_at_one_is_recorded_as_reading(talk: Case) -> None:
    page = text(talk.rooms.browser("su").get(at(talk, 1)))
    assert "138····5678" in page
    assert PHONE not in page
    looked = next(record for record in talk.rooms.journal(Kind.ACCESS) if record["by"] == "su")
    assert (looked["purpose"], looked["reason"]) == ("review", "unsure mask in record 1")


def test_one_click_says_sensitive_and_the_next_one_waits(talk: Case) -> None:
    desk = talk.rooms.browser("ye")
    answer = desk.post(at(talk, 1), {"verdict": "sensitive"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/review")
    page = text(desk.get("/desk/review"))
    assert at(talk, 1) not in page
    assert "sensitive, stays masked" in page
    assert at(talk, 1, "1.1") in page
    catch_up(talk)
    assert at(talk, 1) not in text(desk.get("/desk/review"))


def test_harmless_puts_the_words_back_for_everybody(talk: Case) -> None:
    talk.rooms.browser("ye").post(at(talk, 1), {"verdict": "harmless", "reason": "our hotline"})
    page = text(talk.rooms.browser("zhou").get(talk.path()))
    assert PHONE in page
    assert "Masked anew" in page
    assert talk.rooms.journal(Kind.REVEAL)[0]["purpose"] == "review"


def test_harmless_is_no_way_around_a_reveal(talk: Case) -> None:
    desk = talk.rooms.browser("ye", "reveal")
    answer = desk.post(at(talk, 3), {"verdict": "harmless"})
    assert answer.status_code == 422
    assert "Look at it first" in text(answer)
    assert ID not in text(talk.rooms.browser("zhou").get(talk.path()))


def test_something_decided_meanwhile_leads_back_to_the_list(talk: Case) -> None:
    desk = talk.rooms.browser("ye")
    desk.post(at(talk, 1), {"verdict": "harmless"})
    assert desk.get(at(talk, 1))["Location"] == "/desk/review"
    assert desk.get(at(talk, 4, "x.7"))["Location"] == "/desk/review"


def test_a_part_is_hidden_from_the_thread(talk: Case) -> None:
    desk = talk.rooms.browser("ye")
    assert talk.path("/hide/1") in text(desk.get(talk.path()))
    assert talk.path("/hide/1") not in text(talk.rooms.browser("zhou").get(talk.path()))
    form = text(desk.get(talk.path("/hide/1"), headers=HTMX))
    assert "data-marked" in form
    answer = desk.post(talk.path("/hide/1"), {"words": "和邮箱", "type": "OTHER", "reason": ""}, headers=HTMX)
    assert answer.status_code == 200
    assert "Sealed #" in text(answer)
    page = text(talk.rooms.browser("zhou").get(talk.path()))
    assert "和邮箱" not in page
    assert "敏感内容" not in page or "Something else" in page


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"words": "", "type": "PHONE"}, "Mark the words"),
        ({"words": "和邮箱", "type": ""}, "Say what it is"),
        ({"words": "和邮箱", "type": "ATTACHMENT"}, "Say what it is"),
        ({"words": "not in it", "type": "PHONE"}, "do not stand open"),
        ({"words": "138****5678", "type": "PHONE"}, "do not stand open"),
    ],
)
def test_what_cannot_be_hidden_is_said(talk: Case, form: dict[str, str], says: str) -> None:
    answer = talk.rooms.browser("ye").post(talk.path("/hide/1"), form)
    assert answer.status_code == 422
    assert says in text(answer)


def test_without_script_the_form_is_a_page_and_leads_back(talk: Case) -> None:
    desk = talk.rooms.browser("ye", language="zh-hans")
    assert "要遮盖的文字" in text(desk.get(talk.path("/hide/1")))
    answer = desk.post(talk.path("/hide/1"), {"words": "和邮箱", "type": "OTHER"})
    assert answer["Location"] == f"{talk.path()}#m-1"


def test_a_monitoring_key_learns_how_much_waits_and_no_word(talk: Case) -> None:
    api = Client(create_api(processes._api_services(talk.rooms.house)))
    keys = talk.rooms.house.key_book
    answer = api("GET", "/v1/review", keys.add(running.operator("shop"), ["audit"], "watch"))
    assert answer.status_code == 200
    told = answer.json()
    assert told["waiting"] >= 4
    assert told["oldest"] > 0
    assert "手机号" not in answer.text
    assert talk.rooms.journal(Kind.ACCESS)[1]["scope"] == "review queue, no words"
    for scope in ("read", "write", "export"):
        refused = api("GET", "/v1/review", keys.add(running.operator("shop"), [scope], scope))
        assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")


def test_a_reason_with_a_number_in_it_is_not_sealed(talk: Case) -> None:
    answer = talk.rooms.browser("ye").post(at(talk, 1), {"verdict": "sensitive", "reason": f"it is {PHONE}"})
    assert answer.status_code == 422
    assert PHONE not in text(answer)


# What a file is


def a_file(talk: Case, type_: str, *, sealed: bool) -> int:
    """A picture that a program took for something; its number in the conversation."""
    house = talk.rooms.house
    (view, *_) = house.disclose.feed_one("shop", "pictures", "screening", talk.name, 3)
    verdict = {"type": type_, "sure": 62, "by": "pictures", "sealed": sealed}
    by = Said("shop", Author("machine", "pictures"), view.received, "the file was looked at")
    words = Words("【学生证信息已加密】", ()) if sealed else None
    house.flow.append(rescreened(view, by, words, hide=HIDING if sealed else (), facts={"verdict": verdict}))
    catch_up(talk)
    return view.seq


def test_an_unsure_file_waits_and_its_type_is_said(talk: Case) -> None:
    seq = a_file(talk, "student_card", sealed=True)
    desk, path = talk.rooms.browser("ye"), at(talk, seq, "file")
    assert path in text(desk.get("/desk/review"))
    page = text(desk.get(path))
    assert "Taken for: Student card (pictures, 62 % sure)." in page
    assert "Harmless: a copy is shown to everybody" in page
    answer = desk.post(path, {"type": "hukou", "reason": ""})
    assert (answer.status_code, answer["Location"]) == (302, talk.path(f"#m-{seq}"))
    assert path not in text(desk.get("/desk/review"))
    assert "Household register" in text(talk.rooms.browser("zhou").get(talk.path()))
    catch_up(talk)
    assert path not in text(desk.get("/desk/review"))


def test_calling_a_file_harmless_is_no_way_around_a_reveal(talk: Case) -> None:
    seq = a_file(talk, "student_card", sealed=True)
    answer = talk.rooms.browser("ye").post(at(talk, seq, "file"), {"type": "none"})
    assert answer.status_code == 422
    assert "Look at it first" in text(answer)
    assert "Student card" in text(talk.rooms.browser("zhou").get(talk.path()))


def test_the_thread_leads_reviewers_to_a_files_page_and_nobody_else(talk: Case) -> None:
    seq = a_file(talk, "student_card", sealed=True)
    path = at(talk, seq, "file")
    assert path in text(talk.rooms.browser("ye").get(talk.path()))
    assert path not in text(talk.rooms.browser("zhou").get(talk.path()))
    desk = talk.rooms.browser("zhou")
    for answer in (desk.get(path), desk.post(path, {"type": "none"})):
        assert answer.status_code == 403


@pytest.mark.parametrize("said", [{}, {"type": "a cat"}, {"type": "hukou", "reason": f"shows {PHONE}"}])
def test_what_cannot_be_said_of_a_file_changes_nothing(talk: Case, said: dict[str, str]) -> None:
    seq = a_file(talk, "student_card", sealed=True)
    answer = talk.rooms.browser("ye").post(at(talk, seq, "file"), said)
    assert answer.status_code == (422 if said else 200)
    assert "Student card" in text(talk.rooms.browser("zhou").get(talk.path()))


def test_what_is_no_judged_file_leads_back_to_the_thread(talk: Case) -> None:
    for seq in (1, 4, 99):
        assert talk.rooms.browser("ye").get(at(talk, seq, "file"))["Location"] == talk.path(f"#m-{seq}")
