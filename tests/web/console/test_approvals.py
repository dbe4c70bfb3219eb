"""The pages of a second person: whoever decides sees all of it, and nobody decides on what is their own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.cases import WHY, Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy.files import HOUSE_FILES, built_in
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
YES = {"decision": "approve", "reason": ""}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    return case(rooms)


@pytest.fixture
def where(talk: Case) -> str:
    """A request of Ye's to take the conversation out."""
    answer = talk.rooms.browser("ye").post(talk.path("/export"), {"purpose": "court", "reason": WHY})
    return str(answer["Location"])


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def test_who_decides_sees_all_they_need(talk: Case, where: str) -> None:
    page = text(talk.rooms.browser("qin", "approve").get(where))
    for told in ("Taking a conversation out of the house", "叶组长", "Team lead", "Court or authority", WHY):
        assert told in page
    assert talk.path() in page
    assert "5 records (1 to 5)" in page  # the four records and the head that closes them
    assert talk.name.hex() in page.split("Conversation</dt>")[1]
    assert seen(page) == talk.newest("ye").digest.hex()
    # The newest is this very look at the journal.
    assert talk.rooms.journal(Kind.ACCESS)[1]["purpose"] == "approval"


def test_in_chinese_too(talk: Case, where: str) -> None:
    page = text(talk.rooms.browser("qin", "approve", language="zh-CN").get(where))
    for told in ("申请人", "组长", "导出内容", "批准", "驳回"):
        assert told in page


def test_what_waits_is_counted_and_listed_for_who_decides_and_nobody_else(talk: Case, where: str) -> None:
    qin, ye, lena = (talk.rooms.browser(name) for name in ("qin", "ye", "lena"))
    assert where in text(qin.get("/desk/approvals"))
    assert ">1<" in text(qin.get("/desk/approvals/count"))
    assert "Nothing waits for your decision" in text(ye.get("/desk/approvals"))
    assert where in text(ye.get("/desk/approvals"))
    assert text(ye.get("/desk/approvals/count")).strip() == ""
    assert where not in text(lena.get("/desk/approvals"))
    talk.rooms.approve("qin", "export")
    assert ">1<" in text(ye.get("/desk/approvals/count"))  # now it waits for who asked
    assert text(qin.get("/desk/approvals/count")).strip() == ""


@pytest.mark.parametrize("account", ["zhou", "lena", "kong", "wu", "wen", "bai"])
def test_to_whoever_has_nothing_to_do_with_it_there_is_no_such_request(talk: Case, where: str, account: str) -> None:
    desk = talk.rooms.browser(account, "approve")
    before = len(talk.refusals())
    assert desk.get(where).status_code == 404
    assert talk.refusals()[: len(talk.refusals()) - before] == ["show"]
    digest = talk.newest("ye").digest.hex()
    assert desk.post(f"{where}/vote", {**YES, "seen": digest}).status_code in {403, 404}
    assert desk.post(f"{where}/withdraw").status_code in {403, 404}
    assert talk.newest("ye").state == "open"


def test_a_seller_is_part_of_no_approvals(talk: Case) -> None:
    talk.rooms.hire("hua", "merchant", merchant="seller-42")
    hua = talk.rooms.browser("hua")
    assert hua.get("/desk/approvals").status_code == 404
    assert hua.get("/desk/approvals/count").status_code == 404
    assert "/desk/approvals" not in text(hua.get("/desk/"))


def test_deciding_needs_the_second_factor_given_for_that(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "export", "reveal", "policy")
    page = text(qin.get(where))
    assert "/desk/step-up/approve?next=" in page
    assert 'name="decision"' not in page
    answer = qin.post(f"{where}/vote", {**YES, "seen": talk.newest("ye").digest.hex()})
    assert answer.status_code == 403
    assert "/desk/step-up/approve?next=" in text(answer)
    assert talk.newest("ye").state == "open"


def test_nobody_approves_their_own_request(talk: Case, where: str) -> None:
    ye = talk.rooms.browser("ye", "approve")
    assert 'name="decision"' not in text(ye.get(where))
    answer = ye.post(f"{where}/vote", {**YES, "seen": talk.newest("ye").digest.hex()})
    assert answer.status_code == 403
    assert "your own request" in text(answer)
    assert talk.newest("ye").state == "open"


@pytest.mark.parametrize("digest", ["", "00" * 32, "not hex"])
def test_what_was_not_seen_is_not_approved(talk: Case, where: str, digest: str) -> None:
    answer = talk.rooms.browser("qin", "approve").post(f"{where}/vote", {**YES, "seen": digest})
    assert answer.status_code == 409
    assert "not what you were shown" in text(answer)
    assert talk.newest("ye").state == "open"
    assert talk.rooms.journal(Kind.REFUSAL)[0]["details"]["code"] == "approval-changed"


def test_a_yes_counts_once_and_is_shown_with_its_place_in_the_log(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "approve")
    form = {**YES, "seen": seen(text(qin.get(where)))}
    assert qin.post(f"{where}/vote", form)["Location"] == where
    page = text(qin.get(where))
    assert 'name="decision"' not in page
    assert re.search(r"秦</strong>.*approved.*#\d", page)
    assert qin.post(f"{where}/vote", form).status_code == 409
    assert talk.newest("ye").state == "approved"


def test_a_no_needs_its_reason_and_ends_the_request(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "approve")
    form = {"decision": "reject", "seen": seen(text(qin.get(where)))}
    assert qin.post(f"{where}/vote", {**form, "reason": ""}).status_code == 422
    assert talk.newest("ye").state == "open"
    assert qin.post(f"{where}/vote", {**form, "reason": "the platform asked for nothing"}).status_code == 302
    assert talk.newest("ye").state == "rejected"
    page = text(talk.rooms.browser("ye").get(where))
    assert "Rejected" in page
    assert "the platform asked for nothing" in page  # who asked reads why not
    assert talk.rooms.journal(Kind.APPROVAL)[0]["reason"] == "the platform asked for nothing"


def test_a_vote_that_is_neither_yes_nor_no_is_none(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "approve")
    digest = seen(text(qin.get(where)))
    for decision in ("", "use", "withdraw"):
        form = {"decision": decision, "reason": "a long reason", "seen": digest}
        assert qin.post(f"{where}/vote", form).status_code == 422
    assert talk.newest("ye").state == "open"


def test_fields_nobody_offered_decide_nothing(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "approve")
    form = {"decision": "reject", "reason": "no, thank you", "seen": seen(text(qin.get(where)))}
    qin.post(f"{where}/vote", {**form, "state": "approved", "person": "su", "role": "privacy", "request": "0" * 32})
    assert talk.newest("ye").state == "rejected"
    assert talk.rooms.journal(Kind.APPROVAL)[0]["by"] == "qin"


def test_only_who_asked_takes_it_back(talk: Case, where: str) -> None:
    assert talk.rooms.browser("qin", "approve").post(f"{where}/withdraw").status_code == 403
    assert talk.newest("ye").state == "open"
    assert talk.rooms.browser("ye").post(f"{where}/withdraw")["Location"] == where
    assert talk.newest("ye").state == "withdrawn"
    answer = talk.rooms.browser("qin", "approve").post(f"{where}/vote", {**YES, "seen": talk.newest("ye").digest.hex()})
    assert answer.status_code == 409


def test_after_its_time_a_request_is_neither_decided_nor_used(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "approve")
    form = {**YES, "seen": seen(text(qin.get(where)))}
    talk.rooms.house.approvals.expire("shop", talk.newest("ye").expires + 1)
    assert "Expired" in text(talk.rooms.browser("ye").get(where))
    answer = qin.post(f"{where}/vote", form)
    assert answer.status_code == 409
    assert "The time for this request is over" in text(answer)


def test_a_look_decides_nothing(talk: Case, where: str) -> None:
    qin = talk.rooms.browser("qin", "approve")
    digest = seen(text(qin.get(where)))
    assert qin.get(f"{where}?decision=approve&seen={digest}").status_code == 200
    assert qin.get(f"{where}/vote?decision=approve&seen={digest}").status_code == 405
    assert talk.newest("ye").state == "open"


def test_a_form_from_elsewhere_decides_nothing(talk: Case, where: str) -> None:
    from django.test import Client  # noqa: PLC0415

    client = Client(enforce_csrf_checks=True)
    client.cookies = talk.rooms.browser("qin", "approve").cookies
    form = {**YES, "seen": talk.newest("ye").digest.hex()}
    assert client.post(f"{where}/vote", form).status_code == 403
    assert client.post(f"{where}/withdraw").status_code == 403
    assert talk.newest("ye").state == "open"


def test_who_decides_on_a_reveal_is_told_what_it_is_and_where_it_stands_sealed(talk: Case) -> None:
    form = {"purpose": "risk", "reason": WHY, "do": "ask"}
    talk.rooms.browser("zhou", "reveal").post(talk.path("/reveal/3/original/0"), form)
    asked = talk.newest("zhou")
    place = talk.rooms.house.disclose.read(talk.reader("zhou"), talk.name, purpose="support")[2].index
    desk = talk.rooms.browser("qin", "approve")
    page = text(desk.get(f"/desk/approvals/{asked.request}")).split('name="decision"')[0]
    assert "One item: ID number" in page
    assert f"Record 3 of the conversation, sealed #{place}" in page.replace("\u00a0", "")
    assert "ID number" in text(desk.get("/desk/approvals"))


def test_another_house_knows_nothing_of_it(talk: Case, where: str) -> None:
    talk.rooms.hire("far", "director", tenant="wallet", team="risk")
    far = talk.rooms.browser("far", "approve")
    assert far.get(where).status_code == 404
    assert far.post(f"{where}/vote", {**YES, "seen": talk.newest("ye").digest.hex()}).status_code == 404
    assert where not in text(far.get("/desk/approvals"))


@pytest.mark.parametrize("kind", ["policy", "role"])
def test_policies_and_roles_lead_on_to_their_own_pages(talk: Case, kind: str) -> None:
    wen = talk.rooms.browser("wen")
    if kind == "role":
        wen.post("/desk/people/account/lena/ask", {"act": "change", "role": "lead", "team": "desk", "reason": WHY})
    else:
        files = {f"file:{name}": body for name, body in built_in().items() if name not in HOUSE_FILES}
        files["file:approvals.toml"] = files["file:approvals.toml"].replace("hours = 24", "hours = 12")
        draft = wen.post("/desk/policies/edit", {**files, "do": "keep"})["Location"]
        assert wen.post(f"{draft}/ask", {"reason": WHY}).status_code == 302
    where = f"/desk/approvals/{talk.newest('wen').request}"
    qin = talk.rooms.browser("qin", "approve")
    page = text(qin.get(where))
    assert ("from Agent to Team lead" if kind == "role" else "/desk/policies/draft/") in page
    if kind == "role":
        assert "<strong>Lena</strong>" in page.split("For whom")[1]
        listed = text(qin.get("/desk/approvals")) + text(wen.get("/desk/approvals"))
        assert listed.count("Lena: from Agent to Team lead") == 2
    assert qin.post(f"{where}/vote", {**YES, "seen": seen(page)}).status_code == 302
    own = text(wen.get(where))
    assert (">To the people<" if kind == "role" else ">To the draft<") in own
