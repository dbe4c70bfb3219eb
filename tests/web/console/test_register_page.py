"""The register at the desk: what is processed, what left and across which border; on paper, as a file, on record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.borders import Borders, Residence, Transfer
from handclasp.disclose.consent_words import Matter, Step, Wanted
from handclasp.house.app import now_ms
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
WHY = "case A-17: the platform asks"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Iterator[Case]:
    """A shop whose data stays in mainland China, with one way out."""
    house = rooms.house
    way = Transfer("SG", "pipl", "standard-contract", "filing 2026-114")
    before = house.borders
    house.borders = house.gate._borders = Borders({"shop": Residence(("CN",), (way,))}, now_ms)
    yield case(rooms)
    house.borders = house.gate._borders = before


def asked(talk: Case, **more: str) -> Any:
    given = {"purpose": "dispute", "reason": WHY, **more}
    return talk.rooms.browser("bai", "export").post(talk.path("/export"), given)


def consented(talk: Case) -> None:
    """The customer said on paper that it may go to Singapore, and the privacy officer enters it."""
    wanted = Wanted(Matter.CROSS_BORDER, "dispute", "SG", "Bank of Specimen, specimen.example")
    talk.rooms.house.consents.enter(talk.reader("su"), talk.name, wanted, Step.GIVEN, how="signed form 17")


def left(talk: Case, **more: str) -> str:
    """Something leaves; its request's number."""
    answer = asked(talk, **more)
    assert answer.status_code == 302, text(answer)
    where = str(answer.headers["location"])
    number = where.rpartition("/")[2]
    house, judge = talk.rooms.house, talk.reader("qin", "approve", "export")
    shown = house.approvals.show(judge, number)
    page = text(talk.rooms.browser("qin", "approve").get(where))
    assert "withheld for this purpose:" in page
    assert "Internal notes" in page
    if more.get("region") == "SG":
        for told in ("across a border", "standard contract", "filing 2026-114", "signed form 17"):
            assert told in page
    house.approvals.vote(judge, number, "approve", "", shown.asked.digest)
    secret = "a long passphrase 17"
    done = talk.rooms.browser("bai", "export").post(f"{where}/file", {"passphrase": secret, "again": secret})
    assert done.status_code == 200, text(done)[:500]
    return number


def test_the_form_asks_where_it_goes_and_refuses_what_has_no_basis(talk: Case) -> None:
    page = text(talk.rooms.browser("bai", "export").get(talk.path("/export")))
    assert 'name="region"' in page
    assert "What each purpose carries" in page
    assert asked(talk).status_code == 422
    refused = asked(talk, region="US")
    assert refused.status_code == 422
    assert "there is no basis for it under PIPL" in text(refused)
    lacking = text(asked(talk, region="SG"))
    assert "separate consent" in lacking
    assert talk.path("/consents?purpose=dispute") in lacking
    assert talk.refusals()[0] == "export"
    chinese = talk.rooms.browser("bai", "export", language="zh-CN").post(
        talk.path("/export"), {"purpose": "dispute", "reason": WHY, "region": "US"}
    )
    assert "没有相应的法律依据" in text(chinese)


def test_what_a_consent_lets_go_to_one_recipient_goes_to_no_other(talk: Case) -> None:
    consented(talk)
    assert 'name="recipient"' in text(talk.rooms.browser("bai", "export").get(talk.path("/export")))
    refused = asked(talk, region="SG", recipient="Another Bank")
    assert refused.status_code == 422
    assert "given for another recipient" in text(refused)
    assert 'value="Another Bank"' in text(refused)
    assert talk.refusals()[0] == "export"
    page = text(talk.rooms.browser("qin", "approve").get(str(asked(talk, region="SG").headers["location"])))
    assert "Who receives it" in page
    assert "Bank of Specimen, specimen.example" in page


def test_a_tenant_without_regions_is_not_asked(talk: Case) -> None:
    talk.rooms.house.gate._borders = Borders({}, now_ms)
    assert 'name="region"' not in text(talk.rooms.browser("bai", "export").get(talk.path("/export")))


def test_what_left_stands_on_the_page_in_both_languages_and_in_the_files(talk: Case) -> None:
    consented(talk)
    number = left(talk, region="SG")
    su = talk.rooms.browser("su")
    page = text(su.get("/desk/register"))
    for told in ("Register", "Data may lie in", "across a border", "filing 2026-114", "signed form 17", "90 days"):
        assert told in page.replace("180 days", "90 days")
    assert "marketing" not in page.lower().replace("marketing, advertising", "")
    chinese = text(talk.rooms.browser("su", language="zh-CN").get("/desk/register"))
    for told in ("登记册", "数据可以放在", "标准合同备案", "找出并遮盖敏感内容", "保留多久"):
        assert told in chinese
    answer = su.get("/desk/register/disclosures.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="handclasp-shop-disclosures.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    (one,) = [row for row in rows if row["request"] == number]
    assert (one["to"], one["basis"]) == ("SG", "pipl standard-contract (filing 2026-114)")
    assert one["consent"].endswith(", signed form 17")
    assert one["by"] == "specialist:bai"
    record = json.loads(su.get("/desk/register/record.json").content)
    abroad = record["consents"]["cross-border"]
    assert (abroad["needed_for"], abroad["stands"]["given"] > 0) == (["SG"], True)
    assert record["borders"]["regions"] == ["CN"]
    assert [crossing["to"] for crossing in record["borders"]["crossings"]][:1] == ["SG"]
    markdown = text(su.get("/desk/register/record.md"))
    assert "# Record of processing" in markdown
    assert "to Singapore (SG): PIPL, standard contract (filing 2026-114)" in markdown
    scopes = [one["scope"] for one in talk.rooms.journal(Kind.ACCESS)]
    assert {"record of processing", "register of disclosures"} <= set(scopes)


@pytest.mark.parametrize("account", ["zhou", "ye", "bai", "wen", "lena"])
def test_to_whoever_may_not_see_what_is_kept_the_register_does_not_exist(talk: Case, account: str) -> None:
    browser = talk.rooms.browser(account)
    for path in ("/desk/register", "/desk/register/disclosures.csv", "/desk/register/record.md"):
        assert browser.get(path).status_code == 404


def test_auditors_see_it_and_nothing_else_is_a_file(talk: Case) -> None:
    wu = talk.rooms.browser("wu")
    assert wu.get("/desk/register").status_code == 200
    for name in ("passwords.txt", "record.html", "disclosures.CSV"):
        assert wu.get(f"/desk/register/{name}").status_code == 404
    assert wu.post("/desk/register").status_code == 405
