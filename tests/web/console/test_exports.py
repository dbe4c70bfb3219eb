"""Whole conversations leave the house by one door: asked for, approved, encrypted, once, never by an address."""

from __future__ import annotations

import io
import re
import zipfile
from hashlib import sha256
from typing import Any

import pyrage
import pytest
from tests.house_fixture import House, house_template
from tests.web.console.cases import ID, WHY, Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.disclose.export import FILE, PACK
from handclasp.documents.forms import FORMS
from handclasp.records import Kind, Raw, Secret
from handclasp.verify import Status, Trust, check, parse_vkey
from handclasp.web.console import words

__all__ = ["house_template", "rooms", "whole_house"]
ASK = {"purpose": "dispute", "reason": WHY}
PASSPHRASE = "a specimen passphrase 4711"
TYPED = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
KEY = pyrage.x25519.Identity.generate()
# What a passphrase closes takes a second to make; most of these tests are about something else.
CLOSED = {"recipient": str(KEY.to_public())}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


def asked(talk: Case, account: str = "ye") -> str:
    """Ask for the conversation; the request's address."""
    answer = talk.rooms.browser(account).post(talk.path("/export"), ASK)
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def trust(house: House) -> Trust:
    return Trust(tuple(parse_vkey(vkey) for vkey in house.log_key.vkeys()), ())


@pytest.mark.parametrize("account", ["zhou", "lena", "kong", "wu", "wen"])
def test_to_most_accounts_there_are_no_exports(talk: Case, account: str) -> None:
    desk = talk.rooms.browser(account, "export", "approve")
    before = len(talk.refusals())
    assert desk.get(talk.path("/export")).status_code == 404
    assert desk.post(talk.path("/export"), ASK).status_code == 404
    assert talk.refusals()[: len(talk.refusals()) - before] == ["export", "export"]
    assert desk.get(f"/desk/c/{'0' * 32}/export").status_code == 404
    page = desk.get(talk.path())
    assert "/export" not in text(page)
    assert "Take out" not in text(page).replace("take out of the house", "")


@pytest.mark.parametrize("account", ["ye", "bai", "qin", "su"])
def test_who_may_export_finds_it_beside_the_conversation(talk: Case, account: str) -> None:
    desk = talk.rooms.browser(account)
    if account in {"qin", "su"}:
        desk.post(talk.path("/why"), {"purpose": "dispute", "reason": WHY})
    assert f'href="{talk.path("/export")}"' in text(desk.get(talk.path()))
    assert desk.get(talk.path("/export")).status_code == 200


def test_an_export_needs_one_of_its_purposes_and_a_written_reason(talk: Case) -> None:
    ye = talk.rooms.browser("ye")
    for form in ({}, {**ASK, "purpose": "marketing"}, {**ASK, "reason": " x "}, {**ASK, "reason": "x" * 501}):
        assert ye.post(talk.path("/export"), form).status_code == 422
    assert talk.rooms.house.approvals.mine(talk.reader("ye")) == []


def test_an_approved_export_leaves_once_encrypted_and_verifies_offline(talk: Case) -> None:
    where = asked(talk)
    ye = talk.rooms.browser("ye", "export")
    assert "Make the file" not in text(ye.get(where))
    talk.rooms.approve("qin", "export")
    assert "Make the file" in text(ye.get(where))
    answer = ye.post(f"{where}/file", TYPED)
    assert answer.status_code == 200
    assert re.fullmatch(
        r'attachment; filename="handclasp-[0-9a-f]{8}-\d{8}-\d{4}\.zip\.age"', answer["Content-Disposition"]
    )
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    pack = bytes(pyrage.passphrase.decrypt(answer.content, PASSPHRASE))
    assert check(pack, trust(talk.rooms.house)).status is Status.VALID
    files = zipfile.ZipFile(io.BytesIO(pack))
    assert not any(ID.encode() in files.read(name) for name in files.namelist())
    last = talk.opened()[0]
    assert (last["by"], last["digest"], last["reason"]) == ("ye", sha256(answer.content).digest(), WHY)
    assert text(ye.get(talk.path("/looks"))).count("Took the conversation out") == 1
    again = ye.post(f"{where}/file", CLOSED)
    assert again.status_code == 409
    assert "This approval was used" in text(again)


def test_for_a_recipient_only_their_key_opens_it(talk: Case) -> None:
    where = asked(talk)
    talk.rooms.approve("qin", "export")
    ye = talk.rooms.browser("ye", "export")
    wrong = ye.post(f"{where}/file", {"recipient": "age1" + "q" * 58})
    assert wrong["Location"] == f"{where}?wrong=recipient"
    assert ye.post(f"{where}/file", {**TYPED, **CLOSED})["Location"] == f"{where}?wrong=both"
    answer = ye.post(f"{where}/file", CLOSED)
    assert pyrage.decrypt(answer.content, [KEY])[:2] == b"PK"
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(answer.content, [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize(
    "form", [{}, {"passphrase": "short", "again": "short"}, {"passphrase": PASSPHRASE, "again": PASSPHRASE + "2"}]
)
def test_a_passphrase_is_long_and_twice_the_same_or_nothing_is_spent(talk: Case, form: dict[str, str]) -> None:
    where = asked(talk)
    talk.rooms.approve("qin", "export")
    ye = talk.rooms.browser("ye", "export")
    answer = ye.post(f"{where}/file", form)
    assert answer.status_code == 302  # loading what it leads to anew sends nothing anew
    answer = ye.get(answer["Location"])
    assert answer.status_code == 422
    assert PASSPHRASE not in text(answer)
    assert ye.post(f"{where}/file", CLOSED).status_code == 200


def test_nothing_leaves_by_an_address(talk: Case) -> None:
    where = asked(talk)
    talk.rooms.approve("qin", "export")
    ye = talk.rooms.browser("ye", "export")
    assert ye.get(f"{where}/file").status_code == 405
    assert ye.get(f"{where}/file?passphrase={PASSPHRASE}&again={PASSPHRASE}").status_code == 405
    assert ye.get(f"{talk.path('/export')}?purpose=dispute&reason={WHY}").status_code == 200
    assert talk.opened() == []
    for gone in ("/pack", "/transcript"):
        assert ye.get(talk.path(gone)).status_code == 404


def test_without_a_fresh_second_factor_for_exports_nothing_leaves(talk: Case) -> None:
    where = asked(talk)
    talk.rooms.approve("qin", "export")
    ye = talk.rooms.browser("ye", "reveal", "approve")
    assert "/desk/step-up/export?next=" in text(ye.get(where))
    answer = ye.post(f"{where}/file", CLOSED)
    assert answer.status_code == 403
    assert "/desk/step-up/export?next=" in text(answer)
    assert talk.opened() == []


def test_before_the_approval_and_for_anybody_else_there_is_no_file(talk: Case) -> None:
    where = asked(talk)
    assert talk.rooms.browser("ye", "export").post(f"{where}/file", CLOSED).status_code == 403
    talk.rooms.approve("qin", "export")
    assert talk.rooms.browser("bai", "export").post(f"{where}/file", CLOSED).status_code == 404
    assert talk.rooms.browser("qin", "export").post(f"{where}/file", CLOSED).status_code == 404
    assert talk.opened() == []


def test_what_was_said_after_the_approval_stays_in_the_house(talk: Case) -> None:
    where = asked(talk)
    talk.rooms.approve("qin", "export")
    from handclasp.records import Author  # noqa: PLC0415

    talk.rooms.house.flow.append(
        Raw(
            tenant="shop",
            conversation=talk.name.hex(),
            by_pseudonym=True,
            key="later",
            kind=Kind.MESSAGE,
            author=Author("customer", "7F3A"),
            received=1,
            text=Secret("said afterwards"),
        )
    )
    answer = talk.rooms.browser("ye", "export").post(f"{where}/file", CLOSED)
    pack = bytes(pyrage.decrypt(answer.content, [KEY]))
    files = zipfile.ZipFile(io.BytesIO(pack))
    assert not any(b"said afterwards" in files.read(name) for name in files.namelist())


def test_fields_nobody_offered_change_nothing(talk: Case) -> None:
    more = {
        "requester": "qin",
        "state": "approved",
        "people": "0",
        "tenant": "wallet",
        "evidence": "{}",
        "approved": "1",
    }
    answer = talk.rooms.browser("ye").post(talk.path("/export"), {**ASK, **more})
    newest = talk.newest("ye")
    assert answer["Location"].endswith(newest.request)
    assert (newest.requester, newest.state, newest.people) == ("ye", "open", 1)


def test_a_form_from_elsewhere_asks_for_nothing_and_makes_nothing(talk: Case) -> None:
    from django.test import Client  # noqa: PLC0415

    where = asked(talk)
    talk.rooms.approve("qin", "export")
    client = Client(enforce_csrf_checks=True)
    client.cookies = talk.rooms.browser("ye", "export").cookies
    assert client.post(f"{where}/file", CLOSED).status_code == 403
    assert client.post(talk.path("/export"), {**ASK, "reason": "another reason"}).status_code == 403
    assert talk.opened() == []
    assert len(talk.rooms.house.approvals.mine(talk.reader("ye"))) == 1


@pytest.mark.parametrize(
    ("form", "ending", "told"),
    [
        ("csv", "csv", "CSV for a spreadsheet"),
        ("vcon", "vcon.json", "vCon with the evidence pack inside"),
        ("pdf-zh", "pdf", "PDF in Chinese with the evidence pack inside"),
    ],
)
def test_who_asks_chooses_the_form_and_who_decides_reads_it(talk: Case, form: str, ending: str, told: str) -> None:
    ye = talk.rooms.browser("ye", "export")
    assert f'value="{form}"' in text(ye.get(talk.path("/export")))
    where = str(ye.post(talk.path("/export"), {**ASK, "form": form})["Location"])
    assert told in text(talk.rooms.browser("qin", "approve").get(where))
    talk.rooms.approve("qin", "export")
    answer = ye.post(f"{where}/file", CLOSED)
    assert f".{ending}.age" in answer["Content-Disposition"]
    content = bytes(pyrage.decrypt(answer.content, [KEY]))
    assert content.startswith({"csv": b"\xef\xbb\xbf", "vcon": b"{", "pdf-zh": b"%PDF"}[form])


def test_a_form_that_there_is_not_is_asked_for_again(talk: Case) -> None:
    answer = talk.rooms.browser("ye").post(talk.path("/export"), {**ASK, "form": "docx"})
    assert answer.status_code == 422
    assert "Choose what the file is to be." in text(answer)
    assert talk.rooms.house.approvals.mine(talk.reader("ye")) == []


def test_every_form_has_its_words(talk: Case) -> None:
    exports = talk.rooms.house.exports
    assert set(words.FORMS) == set(exports.forms)
    assert set(words.FORMATS) == {FILE, PACK, *(form.format for form in FORMS.values())}
