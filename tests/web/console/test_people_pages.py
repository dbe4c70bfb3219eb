"""The pages about people, over a whole house: who sees them, what is asked for, what is done, what is recorded."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy import Reader, built_in, copied
from handclasp.records import Kind, Refused

__all__ = ["house_template", "rooms", "whole_house"]

CHANGE = {"act": "change", "role": "specialist", "team": "north", "merchant": "", "reason": "takes over disputes"}
NEW = {"account": "mei", "display_name": "梅子", "role": "agent", "team": "north", "merchant": "", "reason": "new here"}
PASSWORD = re.compile(r"<code translate=\"no\">([a-z2-9]{5}(?:-[a-z2-9]{5}){3})</code>")
OPERATOR = Reader("shop", "operator", "command-line/specimen")


def text(response: Any) -> str:
    return str(response.content.decode())


def accounts() -> dict[str, Any]:
    from handclasp.access.models import Staff  # noqa: PLC0415

    return {staff.username: staff for staff in Staff.objects.all()}


def sessions(username: str) -> int:
    from handclasp.access.models import StaffSession  # noqa: PLC0415

    return StaffSession.objects.filter(staff__username=username).count()


def without_factor(username: str) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    Authenticator.objects.filter(user__username=username).delete()


@pytest.fixture
def staffed(rooms: Rooms) -> Rooms:
    rooms.hire("wen", "administrator", name="文静")
    rooms.hire("bai", "administrator")
    rooms.hire("shu", "privacy")
    rooms.hire("lan", "director")
    rooms.hire("he", "auditor")
    rooms.hire("zhou", "agent", name="小周", team="north")
    rooms.hire("stranger", "agent", tenant="wallet", name="陌生人")
    return rooms


def apply_now(rooms: Rooms, browser: Any) -> Any:
    """Press the one button that does what was approved."""
    actions = re.findall(r'action="(/desk/people/asked/[0-9a-f]{32}/apply)"', text(browser.get("/desk/people")))
    assert len(actions) == 1
    return browser.post(actions[0])


def shown(browser: Any, answer: Any) -> Any:
    """The page that an answer leads to: the only one on which a password stands, once."""
    assert answer.status_code == 302, text(answer)
    return browser.get(answer["Location"])


# --- who sees what


def test_administrators_and_auditors_see_the_tenants_people_and_nobody_elses(staffed: Rooms) -> None:
    for name in ("wen", "he"):
        page = text(staffed.browser(name).get("/desk/people"))
        assert "小周" in page
        assert "stranger" not in page
        assert "陌生人" not in page


@pytest.mark.parametrize("name", ["zhou", "lan", "shu"])
def test_to_everybody_else_the_pages_are_not_there_and_the_try_is_recorded(staffed: Rooms, name: str) -> None:
    browser = staffed.browser(name, "people")
    for path in ("/desk/people", "/desk/people/account/wen", "/desk/people/add"):
        assert browser.get(path).status_code == 404
    assert browser.post("/desk/people/account/wen/ask", CHANGE).status_code == 404
    refused = staffed.journal(Kind.REFUSAL)[:4]
    assert {(record["action"], record["by"]) for record in refused} == {("see-people", name)}
    assert 'href="/desk/people"' not in text(browser.get("/desk/"))


def test_an_auditor_looks_and_changes_nothing(staffed: Rooms) -> None:
    browser = staffed.browser("he", "people")
    assert "<form method" not in text(browser.get("/desk/people/account/zhou")).split("<main")[1]
    for act in ("suspend", "resume", "sign-out", "password"):
        assert browser.post(f"/desk/people/account/zhou/{act}").status_code == 403
    assert browser.post("/desk/people/account/zhou/ask", CHANGE).status_code == 403
    assert browser.get("/desk/people/add").status_code == 404
    assert accounts()["zhou"].is_active
    assert [record["action"] for record in staffed.journal(Kind.REFUSAL)[:2]] == ["grant-role", "manage-people"]


def test_an_account_of_another_tenant_is_not_there(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    assert browser.get("/desk/people/account/stranger").status_code == 404
    for act in ("suspend", "resume", "sign-out", "password"):
        assert browser.post(f"/desk/people/account/stranger/{act}").status_code == 404
    assert browser.post("/desk/people/account/stranger/ask", CHANGE).status_code == 404
    assert accounts()["stranger"].is_active


def test_people_are_found_by_name_role_and_team_in_both_languages(staffed: Rooms) -> None:
    browser = staffed.browser("wen")
    for words in ("小周", "zho", "NORTH"):
        assert re.findall(r"/desk/people/account/(\w+)", text(browser.get("/desk/people", {"q": words}))) == ["zhou"]
    assert "Nobody by that name" in text(browser.get("/desk/people", {"q": "nobody at all"}))
    assert "没有这样的姓名" in text(staffed.browser("wen", language="zh-CN").get("/desk/people", {"q": "无人"}))


# --- with a second person


def test_a_new_account_takes_a_second_person_and_shows_its_password_once(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    assert browser.post("/desk/people/add", NEW).status_code == 302
    assert "mei" not in accounts()
    assert "Waits for a second person" in text(browser.get("/desk/people"))
    staffed.approve("lan", "role")
    done = shown(browser, apply_now(staffed, browser))
    assert PASSWORD.search(text(done))
    assert done["Cache-Control"].startswith(("no-store", "max-age=0"))
    mei = accounts()["mei"]
    assert (mei.tenant, mei.role, mei.team, mei.display_name) == ("shop", "agent", "north", "梅子")
    assert mei.must_change_password
    assert not PASSWORD.search(text(browser.get("/desk/people/account/mei")))
    record = staffed.journal(Kind.AGENT_ACTION)[0]
    assert (record["action"], record["by"]) == ("staff add", "wen")
    assert record["details"] | {"request": ""} == {
        "account": "mei",
        "role": "agent",
        "team": "north",
        "request": "",
        "approvers": ["lan"],
    }
    assert record["policy"] == staffed.house.policies.version("shop")
    assert PASSWORD.search(text(done)).group(1) not in str(staffed.journal(Kind.AGENT_ACTION, Kind.APPROVAL))  # type: ignore[union-attr]


def test_what_was_approved_is_done_once(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    browser.post("/desk/people/account/zhou/ask", CHANGE)
    staffed.approve("lan", "role")
    (path,) = re.findall(r'action="(/desk/people/asked/[0-9a-f]{32}/apply)"', text(browser.get("/desk/people")))
    assert browser.post(path).status_code == 302
    assert accounts()["zhou"].role == "specialist"
    browser.post("/desk/people/account/zhou/ask", {**CHANGE, "role": "agent"})
    assert browser.post(path).status_code == 404
    assert accounts()["zhou"].role == "specialist"


def test_a_changed_role_ends_the_sessions_and_counts_at_once(staffed: Rooms) -> None:
    agent = staffed.browser("zhou")
    assert agent.get("/desk/").status_code == 200
    browser = staffed.browser("wen", "people")
    browser.post("/desk/people/account/zhou/ask", CHANGE)
    assert accounts()["zhou"].role == "agent"
    assert sessions("zhou") == 1
    staffed.approve("shu", "role")
    assert apply_now(staffed, browser).status_code == 302
    assert (accounts()["zhou"].role, sessions("zhou")) == ("specialist", 0)
    assert agent.get("/desk/").status_code == 302
    assert staffed.house.present("shop", "agent", "zhou") == Reader("shop", "specialist", "zhou", "north")
    details = staffed.journal(Kind.AGENT_ACTION)[0]["details"]
    assert (details["from_role"], details["role"], details["approvers"]) == ("agent", "specialist", ["shu"])


def test_nobody_grants_alone_neither_to_others_nor_to_themselves(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people", "approve")
    assert browser.post("/desk/people/account/wen/ask", {**CHANGE, "role": "director"}).status_code == 302
    (asked,) = staffed.house.approvals.mine(Reader("shop", "administrator", "wen"))
    for who in (
        Reader("shop", "administrator", "wen", "desk", stepped=frozenset({"approve"})),
        Reader("shop", "administrator", "bai", "desk", stepped=frozenset({"approve"})),
        Reader("shop", "auditor", "he", "desk", stepped=frozenset({"approve"})),
    ):
        with pytest.raises(Refused):
            staffed.house.approvals.vote(who, asked.request, "approve", "me", asked.digest)
    assert browser.post(f"/desk/people/asked/{asked.request}/apply").status_code == 403
    assert accounts()["wen"].role == "administrator"
    assert [(record["by"], record["details"]["code"]) for record in staffed.journal(Kind.REFUSAL)[:4]] == [
        ("wen", "approval-needed"),
        ("he", "approval-not-allowed"),
        ("bai", "approval-not-allowed"),
        ("wen", "approval-own-request"),
    ]


def test_whoever_gains_by_a_grant_does_not_decide_on_it(staffed: Rooms) -> None:
    staffed.browser("wen", "people").post(
        "/desk/people/account/shu/ask", {**CHANGE, "role": "director", "team": "desk"}
    )
    gains = Reader("shop", "privacy", "shu", "desk", stepped=frozenset({"approve"}))
    assert staffed.house.approvals.waiting(gains) == []
    (asked,) = staffed.house.approvals.mine(Reader("shop", "administrator", "wen"))
    with pytest.raises(Refused):
        staffed.house.approvals.vote(gains, asked.request, "approve", "me", asked.digest)


def test_a_grant_is_used_by_who_asked_for_it_alone(staffed: Rooms) -> None:
    staffed.browser("wen", "people").post("/desk/people/account/zhou/ask", CHANGE)
    staffed.approve("lan", "role")
    (asked,) = staffed.house.approvals.mine(Reader("shop", "administrator", "wen"))
    assert staffed.browser("bai", "people").post(f"/desk/people/asked/{asked.request}/apply").status_code == 404
    assert accounts()["zhou"].role == "agent"


def test_what_the_account_is_not_any_more_is_not_changed(staffed: Rooms) -> None:
    from handclasp.access.staff import change_role  # noqa: PLC0415

    browser = staffed.browser("wen", "people")
    browser.post("/desk/people/account/zhou/ask", CHANGE)
    staffed.approve("lan", "role")
    change_role(accounts()["zhou"], "lead", "south")
    answer = apply_now(staffed, browser)
    assert answer.status_code == 409
    assert "changed meanwhile" in text(answer)
    assert (accounts()["zhou"].role, accounts()["zhou"].team) == ("lead", "south")


def test_applying_needs_a_fresh_second_factor_for_people_and_nothing_is_replayed(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "policy", "keys", "approve")
    browser.post("/desk/people/account/zhou/ask", CHANGE)
    staffed.approve("lan", "role")
    (asked,) = staffed.house.approvals.mine(Reader("shop", "administrator", "wen"))
    page = text(browser.get("/desk/people"))
    assert "/desk/step-up/people?next=/desk/people" in page
    assert "/apply" not in page
    assert browser.post(f"/desk/people/asked/{asked.request}/apply").status_code == 403
    assert accounts()["zhou"].role == "agent"
    assert apply_now(staffed, staffed.browser("wen", "people")).status_code == 302
    assert accounts()["zhou"].role == "specialist"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"role": "emperor"}, "There is no such role"),
        ({"role": "merchant"}, "needs its seller"),
        ({"merchant": "seller-1"}, "Only a seller has"),
        ({"team": "The North!"}, "small letters"),
        ({"reason": "x "}, "at least 2 characters"),
        ({"reason": "x" * 501}, "too long"),
        ({"role": "agent", "team": "north"}, "already"),
    ],
)
def test_what_cannot_be_is_not_asked_for(staffed: Rooms, change: dict[str, str], told: str) -> None:
    browser = staffed.browser("wen", "people")
    answer = browser.post("/desk/people/account/zhou/ask", {**CHANGE, **change})
    assert answer.status_code == 422
    assert told in text(answer)
    assert staffed.house.approvals.mine(Reader("shop", "administrator", "wen")) == []
    assert (accounts()["zhou"].role, sessions("zhou")) == ("agent", 0)


def test_a_taken_name_is_not_asked_for(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    for name in ("zhou", "stranger", "No Such Name"):
        answer = browser.post("/desk/people/add", {**NEW, "account": name})
        assert answer.status_code == 422
        beside = text(answer).split('name="account"')[1].split("</label>")[0]
        assert ("small letters, digits, dots" if " " in name else "This account name is taken") in beside
    assert staffed.house.approvals.mine(Reader("shop", "administrator", "wen")) == []


def test_fields_that_no_form_has_change_nothing(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    extra = {
        "tenant": "wallet",
        "is_active": "",
        "password": "x",
        "from_role": "director",
        "username": "wen",
        "pk": "1",
    }
    browser.post("/desk/people/account/zhou/ask", {**CHANGE, **extra, "account": "wen", "display_name": "Somebody"})
    staffed.approve("lan", "role")
    apply_now(staffed, browser)
    zhou = accounts()["zhou"]
    assert (zhou.role, zhou.tenant, zhou.display_name, zhou.is_active) == ("specialist", "shop", "小周", True)
    assert zhou.check_password("a quiet desk by the window")
    assert accounts()["wen"].role == "administrator"


def test_a_copy_of_the_sellers_role_stands_for_a_seller_too(staffed: Rooms) -> None:
    admin = Reader("shop", "administrator", "wen", "desk", stepped=frozenset({"policy"}))
    governance = staffed.house.governance
    files = copied(built_in(), "merchant", "boutique", {"zh": "精品店", "en": "Boutique"})
    request = governance.request(admin, governance.draft(admin, files), "specimen")
    staffed.house.approvals.request(admin, request)
    staffed.approve("shu", "policy")
    governance.publish(admin, request)
    browser = staffed.browser("wen", "people")
    assert browser.post("/desk/people/add", {**NEW, "role": "boutique"}).status_code == 422
    assert browser.post("/desk/people/add", {**NEW, "role": "boutique", "merchant": "seller-42"}).status_code == 302
    staffed.approve("lan", "role")
    assert "Boutique" in text(browser.get("/desk/people"))
    apply_now(staffed, browser)
    assert staffed.house.present("shop", "merchant", "mei") == Reader("shop", "boutique", "mei", "north", "seller-42")


# --- at once


def test_a_suspended_person_is_out_at_once_and_comes_back_as_they_were(staffed: Rooms) -> None:
    agent, browser = staffed.browser("zhou"), staffed.browser("wen", "people")
    assert agent.get("/desk/").status_code == 200
    assert browser.post("/desk/people/account/zhou/suspend").status_code == 302
    assert agent.get("/desk/").status_code == 302
    assert staffed.house.present("shop", "agent", "zhou") is None
    assert "Suspended" in text(browser.get("/desk/people/account/zhou"))
    assert browser.post("/desk/people/account/zhou/resume").status_code == 302
    assert staffed.house.present("shop", "agent", "zhou") == Reader("shop", "agent", "zhou", "north")
    acts = [(record["action"], record["by"], record["details"]) for record in staffed.journal(Kind.AGENT_ACTION)[:2]]
    assert acts == [("staff resume", "wen", {"account": "zhou"}), ("staff suspend", "wen", {"account": "zhou"})]


@pytest.mark.parametrize("act", ["suspend", "resume", "sign-out", "password"])
def test_nothing_is_done_without_a_second_factor_given_for_people(staffed: Rooms, act: str) -> None:
    staffed.browser("zhou")
    browser = staffed.browser("wen", "keys", "approve", "policy")
    answer = browser.post(f"/desk/people/account/zhou/{act}")
    assert answer.status_code == 403
    assert "/desk/step-up/people" in text(answer)
    assert (accounts()["zhou"].is_active, sessions("zhou")) == (True, 1)
    assert not accounts()["zhou"].must_change_password
    assert "/desk/step-up/people?next=/desk/people/account/zhou" in text(browser.get("/desk/people/account/zhou"))


@pytest.mark.parametrize("act", ["suspend", "resume", "sign-out", "password"])
def test_nobody_acts_on_their_own_account(staffed: Rooms, act: str) -> None:
    browser = staffed.browser("wen", "people")
    assert browser.post(f"/desk/people/account/wen/{act}").status_code == 403
    assert (accounts()["wen"].is_active, sessions("wen")) == (True, 1)
    assert not accounts()["wen"].must_change_password
    assert staffed.journal(Kind.REFUSAL)[0]["details"] == {"account": "wen"}
    assert "/account/wen/suspend" not in text(browser.get("/desk/people/account/wen"))
    for reset in ("reset-password", "reset-second-factors"):
        answer = browser.post("/desk/people/account/wen/ask", {"act": reset, "reason": "mine"})
        assert answer.status_code == 403


def test_a_reset_password_is_shown_once_and_leaves_the_second_factor(staffed: Rooms) -> None:
    from handclasp.access.factors import has_factor  # noqa: PLC0415

    staffed.browser("zhou")
    browser = staffed.browser("wen", "people")
    answer = shown(browser, browser.post("/desk/people/account/zhou/password"))
    found = PASSWORD.search(text(answer))
    assert found is not None
    assert accounts()["zhou"].check_password(found.group(1))
    again = browser.get("/desk/people/account/zhou/password")  # the same page, loaded anew
    assert again.status_code == 410
    assert "was shown already" in text(again)
    assert not PASSWORD.search(text(again))
    assert accounts()["zhou"].check_password(found.group(1))
    assert accounts()["zhou"].must_change_password
    assert sessions("zhou") == 0
    assert has_factor(accounts()["zhou"])
    assert staffed.journal(Kind.AGENT_ACTION)[0]["action"] == "staff reset-password"


def test_nobody_alone_opens_the_way_into_another_persons_account(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    without_factor("lan")
    answer = browser.post("/desk/people/account/lan/password")
    assert answer.status_code == 403
    assert staffed.journal(Kind.REFUSAL)[0]["action"] == "grant-role"
    assert not PASSWORD.search(text(answer))
    assert not accounts()["lan"].must_change_password
    for target, act in (("lan", "reset-password"), ("zhou", "reset-second-factors")):
        asked = browser.post(f"/desk/people/account/{target}/ask", {"act": act, "reason": "lost; met in person"})
        assert asked.status_code == 302
    from handclasp.access.factors import has_factor  # noqa: PLC0415

    assert has_factor(accounts()["zhou"])
    assert "/apply" not in text(browser.get("/desk/people"))


def test_lost_second_factors_are_removed_with_a_second_person(staffed: Rooms) -> None:
    from handclasp.access.factors import has_factor  # noqa: PLC0415

    browser = staffed.browser("wen", "people")
    browser.post(
        "/desk/people/account/zhou/ask", {"act": "reset-second-factors", "reason": "phone lost; met in person"}
    )
    staffed.approve("lan", "role")
    assert apply_now(staffed, browser).status_code == 302
    assert not has_factor(accounts()["zhou"])
    assert accounts()["zhou"].check_password("a quiet desk by the window")
    record = staffed.journal(Kind.AGENT_ACTION)[0]
    assert (record["action"], record["details"]["approvers"]) == ("staff reset-second-factors", ["lan"])


LOST = {"act": "reset-second-factors", "reason": "phone lost; met in person"}


def test_who_approves_the_end_of_second_factors_is_told_of_a_password_reset(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    browser.post("/desk/people/account/zhou/password")
    browser.post("/desk/people/account/zhou/ask", LOST)
    browser.post("/desk/people/account/he/ask", LOST)
    asked = {
        shown.evidence["account"]: (one.request, shown.evidence)
        for one, shown in staffed.house.governance.asked(Reader("shop", "administrator", "wen"), "role")
    }
    request, evidence = asked["zhou"]
    assert evidence["password_reset_by"] == "wen"
    for language, words in (("en", "reset at"), ("zh-CN", "由 wen 重置")):
        page = text(staffed.browser("lan", "approve", language=language).get(f"/desk/approvals/{request}"))
        assert words in page
    assert "password_reset" not in asked["he"][1]
    assert "reset at" not in text(staffed.browser("lan", "approve").get(f"/desk/approvals/{asked['he'][0]}"))


def test_a_password_reset_after_the_asking_voids_the_approval(staffed: Rooms) -> None:
    from handclasp.access.factors import has_factor  # noqa: PLC0415

    browser = staffed.browser("wen", "people")
    browser.post("/desk/people/account/zhou/ask", LOST)
    staffed.approve("lan", "role")
    browser.post("/desk/people/account/zhou/password")
    assert apply_now(staffed, browser).status_code == 409
    assert has_factor(accounts()["zhou"])


def test_a_password_for_who_has_no_factor_comes_with_a_second_person(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "people")
    without_factor("zhou")
    browser.post("/desk/people/account/zhou/ask", {"act": "reset-password", "reason": "the first one ran out"})
    staffed.approve("shu", "role")
    found = PASSWORD.search(text(shown(browser, apply_now(staffed, browser))))
    assert found is not None
    assert accounts()["zhou"].check_password(found.group(1))


def test_an_act_that_cannot_be_recorded_is_not_done(staffed: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    from handclasp.records import Overloaded  # noqa: PLC0415

    seal = staffed.house.journal.seal

    def full(who: Reader, kind: Kind, facts: Any, **more: Any) -> Any:
        if kind is Kind.AGENT_ACTION:
            raise Overloaded("too much waits", 1)
        return seal(who, kind, facts, **more)

    staffed.browser("zhou")
    monkeypatch.setattr(staffed.house.journal, "seal", full)
    answer = staffed.browser("wen", "people").post("/desk/people/account/zhou/suspend")
    assert answer.status_code == 503
    assert (accounts()["zhou"].is_active, sessions("zhou")) == (True, 1)
    assert staffed.house.present("shop", "agent", "zhou") is not None


# --- founding a house


def test_the_operator_founds_the_house_alone_and_every_act_is_recorded(staffed: Rooms) -> None:
    from handclasp.access.people import ADD, CHANGE, RESET_FACTORS, People, Wanted  # noqa: PLC0415

    house = staffed.house
    people = People(gate=house.gate, journal=house.journal, approvals=house.approvals, policies=house.policies)
    done = people.grant(OPERATOR, ADD, Wanted("mei", "梅子", "agent", "north"))
    assert accounts()["mei"].check_password(done.password)
    people.grant(OPERATOR, CHANGE, Wanted("mei", "", "lead", "south"))
    assert (accounts()["mei"].role, accounts()["mei"].display_name) == ("lead", "梅子")
    people.grant(OPERATOR, RESET_FACTORS, Wanted("zhou", "", "", ""))
    people.suspend(OPERATOR, "wen")
    assert not accounts()["wen"].is_active
    assert {person.username for person in people.found(OPERATOR)} >= {"mei", "wen"}
    acts = [(record["action"], record["by"]) for record in staffed.journal(Kind.AGENT_ACTION)[:4]]
    names = ["staff suspend", "staff reset-second-factors", "staff role", "staff add"]
    assert acts == [(name, OPERATOR.id) for name in names]
    for who in ("wen", "zhou", "lan"):
        with pytest.raises(Refused):
            people.grant(
                Reader("shop", "administrator", who, stepped=frozenset({"people"})), ADD, Wanted("x1", "", "agent", "")
            )
