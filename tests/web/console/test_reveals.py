"""Masks at the desk: what it takes is said before the click, and what is shown comes from one POST alone."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.cases import CARD, ID, PHONE, WHY, Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
FORM = {"do": "show", "purpose": "support", "reason": WHY}
HTMX = {"HX-Request": "true"}
PHONE_AT, CARD_AT, ID_AT = "/reveal/1/original/0", "/reveal/2/original/0", "/reveal/3/original/0"
PICTURE_AT = "/reveal/4/attachment"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


def tips(page: str) -> list[str]:
    """What the thread says of each mask and sealed file, in their order, without its tags."""
    found = re.findall(r'<span popover class="tip".*?</span>|<div class="sealed-file.*?</small>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", one) for one in found]


@pytest.mark.parametrize(
    ("account", "phone", "card", "identity"),
    [
        ("zhou", "needs a reason.", "a reason + your second factor + a second person", "a second person"),
        ("bai", "needs a reason.", "Your role does not see this whole", "a second person"),
        ("qin", "needs a reason.", "needs a reason + your second factor.", "a second person"),
    ],
)
def test_what_a_reveal_takes_is_said_before_the_click(
    talk: Case, account: str, phone: str, card: str, identity: str
) -> None:
    desk = talk.rooms.browser(account)
    if account == "qin":
        desk.post(talk.path("/why"), {"purpose": "dispute", "reason": WHY})
    page = text(desk.get(talk.path()))
    said = tips(page)
    assert phone in said[0]
    assert card in said[2]
    assert identity in said[3]
    assert identity in said[4]
    assert "a document" in said[4]
    assert (f'href="{talk.path(CARD_AT)}"' in page) == (account != "bai")
    assert talk.opened() == []


def test_a_second_factor_that_is_fresh_is_not_asked_for_again(talk: Case) -> None:
    page = text(talk.rooms.browser("zhou", "reveal").get(talk.path()))
    assert "needs a reason + a second person." in tips(page)[2]


def test_a_look_at_the_dialog_shows_nothing_and_writes_no_reveal(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou")
    for path in (PHONE_AT, CARD_AT, ID_AT, PICTURE_AT):
        for address in (talk.path(path), talk.path(path) + "?do=show&purpose=support&reason=because+of+it"):
            answer = zhou.get(address)
            assert answer.status_code == 200
            assert "Seeing it needs" in text(answer)
            assert not any(secret in text(answer) for secret in (PHONE, CARD, ID, "data:image"))
    assert talk.opened() == []


def test_a_contact_is_shown_in_its_place_for_a_minute_to_who_said_why(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou")
    for form in ({}, {**FORM, "purpose": "marketing"}, {**FORM, "reason": "  x "}, {**FORM, "reason": "x" * 501}):
        answer = zhou.post(talk.path(PHONE_AT), form)
        assert answer.status_code == 422
        assert PHONE not in text(answer)
    assert talk.opened() == []
    answer = zhou.post(talk.path(PHONE_AT), FORM, headers=HTMX)
    page = text(answer)
    assert f">{PHONE}<" in page
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#shown-1-original-0", "innerHTML")
    assert answer["Cache-Control"] == "no-store"
    left = re.search(r'data-left="(\d+)"', page)
    assert left
    assert 0 < int(left[1]) <= 60_000
    assert "zhou · 20" in page  # whose look it is and when, behind the words
    assert 'id="shown-1-original-0"' in text(zhou.get(talk.path()))
    [record] = talk.opened()
    assert (record["by"], record["purpose"], record["reason"], record["item"]) == ("zhou", "support", WHY, "PHONE")


def test_without_scripts_a_page_of_its_own_shows_it(talk: Case) -> None:
    answer = talk.rooms.browser("zhou").post(talk.path(PHONE_AT), FORM)
    assert f">{PHONE}<" in text(answer)
    assert answer["Cache-Control"] == "no-store"
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]


def test_a_missing_second_factor_is_asked_for_and_nothing_is_done_by_itself_afterwards(talk: Case) -> None:
    qin = talk.rooms.browser("qin", "export", "approve")
    answer = qin.post(talk.path(CARD_AT), FORM, headers=HTMX)
    assert answer.status_code == 403
    assert CARD not in text(answer)
    back = f"/desk/step-up/reveal?next={talk.path().replace('/', '%2F')}%23m-2"
    assert back in text(answer)
    assert WHY not in text(qin.get(talk.path(CARD_AT)))  # what was written is kept by nobody
    assert talk.opened() == []
    assert CARD in text(talk.rooms.browser("qin", "reveal").post(talk.path(CARD_AT), FORM, headers=HTMX))


def test_a_second_factor_of_some_minutes_ago_is_none(talk: Case) -> None:
    qin = talk.rooms.browser("qin", "reveal")
    session = qin.session
    session["stepped_up"] = {"reveal": time.time() - timedelta(minutes=6).total_seconds()}
    session.save()
    assert qin.post(talk.path(CARD_AT), FORM).status_code == 403


def test_a_picture_is_seen_once_a_second_person_said_yes_and_carries_who_looked(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou", "reveal")
    assert "Ask a second person" in text(zhou.get(talk.path(PICTURE_AT)))
    assert zhou.post(talk.path(PICTURE_AT), FORM).status_code == 403
    waits = text(zhou.post(talk.path(PICTURE_AT), {**FORM, "do": "ask"}, headers=HTMX))
    assert "叶组长 (Team lead)" in waits
    assert "秦 (Risk director)" in waits
    assert "小周" not in waits
    assert "Good until" in waits
    assert zhou.post(talk.path(PICTURE_AT), FORM).status_code == 403
    talk.rooms.approve("ye", "reveal")
    ready = text(zhou.get(talk.path(PICTURE_AT)))
    assert WHY in ready
    assert 'name="reason"' not in ready
    # What was approved counts, whatever the form says.
    answer = zhou.post(talk.path(PICTURE_AT), {"do": "show", "purpose": "court", "reason": "another"}, headers=HTMX)
    assert 'src="data:image/png;base64,' in text(answer)
    assert answer["HX-Retarget"] == "#shown-4-attachment"
    [record] = talk.opened()
    assert (record["by"], record["reason"], record["item"]) == ("zhou", WHY, "ATTACHMENT")
    assert zhou.post(talk.path(PICTURE_AT), FORM).status_code == 403


def test_an_approval_opens_no_other_item_and_for_nobody_else(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou", "reveal")
    zhou.post(talk.path(ID_AT), {**FORM, "do": "ask"})
    talk.rooms.approve("ye", "reveal")
    assert zhou.post(talk.path(CARD_AT), FORM).status_code == 403
    assert talk.rooms.browser("bai", "reveal").post(talk.path(ID_AT), FORM).status_code == 403
    assert ID in text(zhou.post(talk.path(ID_AT), FORM, headers=HTMX))


def test_asking_twice_is_one_request(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou")
    for _ in range(2):
        zhou.post(talk.path(ID_AT), {**FORM, "do": "ask"})
    zhou.post(talk.path(PHONE_AT), {**FORM, "do": "ask"})  # this needs nobody
    assert len(talk.rooms.house.approvals.mine(talk.reader("zhou"))) == 1


@pytest.mark.parametrize("account", ["lena", "kong", "wu", "wen"])
def test_who_reveals_nothing_here_is_refused_and_written_down(talk: Case, account: str) -> None:
    desk = talk.rooms.browser(account, "reveal")
    before = len(talk.refusals())
    for answer in (
        desk.get(talk.path(PHONE_AT)),
        desk.post(talk.path(PHONE_AT), FORM),
        desk.post(talk.path(PHONE_AT), {**FORM, "do": "ask"}),
    ):
        assert answer.status_code == 403
        assert PHONE not in text(answer)
    assert talk.refusals()[: len(talk.refusals()) - before] == ["reveal"] * 3
    assert talk.opened() == []


def test_a_role_that_never_sees_a_kind_is_told_so_and_refused(talk: Case) -> None:
    bai = talk.rooms.browser("bai", "reveal")
    page = text(bai.get(talk.path(CARD_AT)))
    assert "Your role does not see this whole." in page
    assert "<form" not in page
    assert bai.post(talk.path(CARD_AT), FORM).status_code == 403
    assert bai.post(talk.path(CARD_AT), {**FORM, "do": "ask"}).status_code == 403
    assert talk.refusals()[:2] == ["reveal", "reveal"]


def test_what_is_not_there_cannot_be_guessed(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou", "reveal")
    for path in ("/reveal/1/original/7", "/reveal/9/original/0", "/reveal/1/attachment", "/reveal/1/body"):
        assert zhou.post(talk.path(path), FORM).status_code == 404, path
    before = len(talk.refusals())
    assert zhou.post(f"/desk/c/{'0' * 32}{PHONE_AT}", FORM).status_code in {403, 404}
    assert len(talk.refusals()) == before + 1


def test_a_form_from_elsewhere_reveals_nothing(talk: Case) -> None:
    from django.test import Client  # noqa: PLC0415

    known = talk.rooms.browser("zhou", "reveal")
    client = Client(enforce_csrf_checks=True)
    client.cookies = known.cookies
    answer = client.post(talk.path(PHONE_AT), FORM)
    assert answer.status_code == 403
    assert PHONE not in text(answer)
    assert talk.opened() == []


def test_what_was_revealed_stands_in_no_table_of_the_console(talk: Case) -> None:
    from django.db import connection  # noqa: PLC0415

    zhou = talk.rooms.browser("zhou", "reveal")
    zhou.post(talk.path(PHONE_AT), FORM)
    zhou.post(talk.path(ID_AT), {**FORM, "do": "ask"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'control'")
        tables = [name for (name,) in cursor.fetchall()]
        assert "access_staffsession" in tables
        for name in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{name}\" t")  # noqa: S608
            found = str(cursor.fetchone())
            assert PHONE not in found
            assert WHY not in found, name


def test_every_reveal_is_in_the_list_of_who_looked(talk: Case) -> None:
    zhou = talk.rooms.browser("zhou")
    zhou.post(talk.path(PHONE_AT), FORM)
    page = text(zhou.get(talk.path("/looks")))
    assert WHY in page
    assert "Looked behind a mask: Phone" in page
    assert talk.rooms.journal(Kind.REVEAL)[0]["reason"] == WHY
