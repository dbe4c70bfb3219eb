"""The pages about access rules, over a whole house: versions, drafts, faults, meaning, approval, publication."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from tests.house_fixture import house_template
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy import Action, Reader, built_in, copied, digest
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]

ADMIN = Reader("shop", "administrator", "wen", "desk", stepped=frozenset({"policy", "approve"}))
NIGHT = {"role": "agent", "name": "night", "zh": "夜班客服", "en": "Night shift"}


def text(response: Any) -> str:
    return html.unescape(str(response.content.decode()))


def form(files: Mapping[str, str], do: str, **more: str) -> dict[str, str]:
    """What the editor sends; browsers end lines with CR LF."""
    return {f"file:{name}": words.replace("\n", "\r\n") for name, words in files.items()} | {"do": do, **more}


def wider() -> dict[str, str]:
    """The built-in rules, and auditors may manage people."""
    return wider_than(built_in())


def wider_than(files: Mapping[str, str]) -> dict[str, str]:
    """The same, and auditors may manage people."""
    policy = (
        '\n@id("auditor-manages")\n@zh("审计员可以管理人员。")\n@en("An auditor may manage people.")\n'
        'permit (principal in Role::"auditor", action == Action::"manage-people", resource);\n'
    )
    return {**files, "auditor.cedar": files["auditor.cedar"] + policy}


@pytest.fixture
def staffed(rooms: Rooms) -> Rooms:
    for name, role in (("wen", "administrator"), ("shu", "privacy"), ("lan", "director"), ("he", "auditor")):
        rooms.hire(name, role)
    rooms.hire("zhou", "agent", team="north")
    rooms.hire("stranger", "administrator", tenant="wallet")
    return rooms


def kept(rooms: Rooms, files: Mapping[str, str], by: str = "wen") -> str:
    """Keep a draft at the page; returns its address."""
    answer = rooms.browser(by).post("/desk/policies/edit", form(files, "keep"))
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


# --- who sees what


@pytest.mark.parametrize("name", ["wen", "he", "shu"])
def test_who_may_see_policies_sees_what_each_role_may_do_in_both_languages(staffed: Rooms, name: str) -> None:
    page = text(staffed.browser(name).get("/desk/policies"))
    assert "the built-in rules" in page
    assert "An agent may reveal contacts and card secrets in their own conversations." in page
    assert "Nothing crosses from one tenant to another." in page
    chinese = text(staffed.browser(name, language="zh-CN").get("/desk/policies"))
    assert "客服可以看到并接手尚未分配的会话。" in chinese
    assert "An agent may" not in chinese


@pytest.mark.parametrize("name", ["zhou", "lan"])
def test_to_everybody_else_the_pages_are_not_there_and_the_try_is_recorded(staffed: Rooms, name: str) -> None:
    browser = staffed.browser(name, "policy")
    draft = kept(staffed, wider())
    for path in ("/desk/policies", "/desk/policies/set/built-in", "/desk/policies/edit"):
        assert browser.get(path).status_code == 404
    assert browser.post("/desk/policies/edit", form(wider(), "keep")).status_code == 404
    refused = {(record["action"], record["by"]) for record in staffed.journal(Kind.REFUSAL)[:4]}
    assert refused == {("see-policy", name), ("draft-policy", name)}
    assert 'href="/desk/policies"' not in text(browser.get("/desk/"))
    assert browser.get(draft).status_code == (200 if name == "lan" else 404)


def test_who_sees_policies_without_drafting_them_is_offered_no_editor(staffed: Rooms) -> None:
    browser = staffed.browser("he", "policy")
    assert "/desk/policies/edit" not in text(browser.get("/desk/policies"))
    assert browser.get("/desk/policies/edit").status_code == 404
    assert "/ask" not in text(browser.get(kept(staffed, wider())))


def test_another_tenants_draft_and_version_are_not_there(staffed: Rooms) -> None:
    draft = kept(staffed, wider())
    stranger = staffed.browser("stranger", "policy")
    assert stranger.get(draft).status_code == 404
    assert stranger.post(f"{draft}/ask", {"reason": "mine"}).status_code == 404
    publish(staffed, draft)
    assert stranger.get("/desk/policies/set/1").status_code == 404
    assert "the built-in rules" in text(stranger.get("/desk/policies"))


# --- drafting


def test_what_is_kept_is_what_was_written_whatever_the_browser_does_to_line_ends(staffed: Rooms) -> None:
    draft = kept(staffed, wider())
    assert draft == f"/desk/policies/draft/{digest(wider()).hex()}"
    page = staffed.browser("wen").get(f"/desk/policies/edit?from={digest(wider()).hex()}")
    areas = re.findall(r'<textarea name="file:([^"]+)"[^>]*>\n(.*?)</textarea>', str(page.content.decode()), re.DOTALL)
    assert {name: html.unescape(words) for name, words in areas} == wider()
    assert staffed.journal(Kind.AGENT_ACTION)[0]["details"] == {"digest": digest(wider()).hex()}


def test_faults_stand_beside_their_file_with_their_line_and_nothing_is_kept(staffed: Rooms) -> None:
    files = {**wider(), "agent.cedar": wider()["agent.cedar"].replace('"who-looked"', '"who-lokked"')}
    for do in ("check", "keep"):
        answer = staffed.browser("wen").post("/desk/policies/edit", form(files, do))
        assert answer.status_code == 422
        page = text(answer)
        agent = page.split('<span class="mono">agent.cedar</span>')[1].split("</details>")[0]
        assert "Line 3 · There is no such action" in agent
        assert "who-lokked" in agent.split("<textarea")[0]
        assert "fault-list" not in page.split('<span class="mono">lead.cedar</span>')[1].split("</details>")[0]
    assert "没有这个动作" in text(
        staffed.browser("wen", language="zh-CN").post("/desk/policies/edit", form(files, "check"))
    )
    assert staffed.house.governance.drafts(ADMIN) == []


def test_a_check_keeps_nothing(staffed: Rooms) -> None:
    answer = staffed.browser("wen").post("/desk/policies/edit", form(wider(), "check"))
    assert answer.status_code == 200
    assert "No fault found" in text(answer)
    assert staffed.house.governance.drafts(ADMIN) == []


def test_a_role_is_copied_under_a_new_name_edited_and_left_out_again(staffed: Rooms) -> None:
    browser = staffed.browser("wen")
    page = text(browser.post("/desk/policies/edit", form(built_in(), "copy", **NIGHT)))
    assert 'principal in Role::"night"' in page
    assert 'zh = "夜班客服"' in page
    copy = copied(built_in(), "agent", "night", {"zh": NIGHT["zh"], "en": NIGHT["en"]})
    assert kept(staffed, copy).endswith(digest(copy).hex())
    without = {**copy, "night.cedar": "  \n", "roles.toml": built_in()["roles.toml"]}
    assert kept(staffed, without).endswith(digest(built_in()).hex())


@pytest.mark.parametrize("change", [{"name": "agent"}, {"name": "Night!"}, {"zh": ""}, {"role": "customer"}])
def test_a_copy_that_cannot_be_says_why(staffed: Rooms, change: dict[str, str]) -> None:
    answer = staffed.browser("wen").post("/desk/policies/edit", form(built_in(), "copy", **{**NIGHT, **change}))
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert "night.cedar" not in text(answer)


def test_words_of_a_draft_are_shown_as_words(staffed: Rooms) -> None:
    files = {
        **wider(),
        "auditor.cedar": wider()["auditor.cedar"].replace("An auditor may manage", "<script>x()</script> may manage"),
    }
    draft = kept(staffed, files)
    for path in (draft, "/desk/policies/edit?from=" + digest(files).hex()):
        assert "<script>x()" not in str(staffed.browser("wen").get(path).content.decode())


# --- what it would mean


def test_a_draft_says_what_becomes_possible_and_shows_the_text_that_does_it(staffed: Rooms) -> None:
    draft = kept(staffed, wider())
    page = text(staffed.browser("he").get(draft))
    gains = page.split("More becomes possible")[1].split("</ul>")[0]
    assert "Auditor: manage people: may not → may with a fresh second factor" in gains
    assert "Less is possible" not in page
    assert '+permit (principal in Role::"auditor", action == Action::"manage-people", resource);' in page
    chinese = text(staffed.browser("shu", language="zh-CN").get(draft))
    assert "审计 · 管理人员：不可以 → 需再做一次第二重验证" in chinese


def test_a_draft_says_who_would_be_left_without_a_role(staffed: Rooms) -> None:
    night = copied(built_in(), "agent", "night", {"zh": "夜班客服", "en": "Night shift"})
    publish(staffed, kept(staffed, night))
    staffed.hire("owl", "night")
    assert "a role that is not there any more" not in text(staffed.browser("shu").get(kept(staffed, wider_than(night))))
    assert "1 person in service has a role that is not there any more" in text(
        staffed.browser("shu").get(kept(staffed, wider()))
    )


def test_what_is_in_force_already_is_said_to_be(staffed: Rooms) -> None:
    page = text(staffed.browser("wen", "policy").get(kept(staffed, built_in())))
    assert "This is what is in force already." in page
    assert "/ask" not in page


# --- putting it in force


def publish(rooms: Rooms, draft: str, by: str = "shu") -> Any:
    """Ask for a draft at its page, let somebody approve it, and publish it."""
    browser = rooms.browser("wen", "policy")
    assert browser.post(f"{draft}/ask", {"reason": "auditors take over"}).status_code == 302
    rooms.approve(by, "policy")
    return browser.post(f"{draft}/publish")


@pytest.mark.parametrize("by", ["shu", "lan", "he"])
def test_a_draft_is_asked_for_approved_and_published_and_says_so(staffed: Rooms, by: str) -> None:
    auditor = Reader("shop", "auditor", "he", "desk", stepped=frozenset({"people"}))
    assert not staffed.house.gate.decision(auditor, Action.MANAGE_PEOPLE).allowed
    assert publish(staffed, kept(staffed, wider()), by)["Location"] == "/desk/policies"
    assert staffed.house.gate.decision(auditor, Action.MANAGE_PEOPLE).allowed
    page = text(staffed.browser("shu").get("/desk/policies"))
    assert "version 1" in page
    assert f"Published by Wen, approved by {by.title()}" in page
    assert "auditors take over" in page
    assert "An auditor may manage people." in page
    assert "An auditor may manage people." in text(staffed.browser("shu").get("/desk/policies/set/1"))
    assert "An auditor may manage people." not in text(staffed.browser("shu").get("/desk/policies/set/built-in"))
    assert staffed.journal(Kind.POLICY)[0]["change"]["approvers"] == [by]


def test_nothing_is_published_that_nobody_approved(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "policy", "approve")
    draft = kept(staffed, wider())
    assert browser.post(f"{draft}/publish").status_code == 404
    browser.post(f"{draft}/ask", {"reason": "specimen"})
    page = text(browser.get(draft))
    assert "Waits for a second person" in page
    assert "/publish" not in page
    assert browser.post(f"{draft}/publish").status_code == 403
    assert staffed.journal(Kind.REFUSAL)[0]["details"]["code"] == "approval-needed"
    assert staffed.house.governance.published("shop") is None


def test_an_approval_of_one_draft_publishes_no_other(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "policy")
    one, other = (
        kept(staffed, wider()),
        kept(staffed, copied(built_in(), "lead", "deputy", {"zh": "副组长", "en": "Deputy"})),
    )
    browser.post(f"{one}/ask", {"reason": "specimen"})
    staffed.approve("shu", "policy")
    assert browser.post(f"{other}/publish").status_code == 404
    assert staffed.house.governance.published("shop") is None


def test_publishing_needs_a_second_factor_given_for_policies(staffed: Rooms) -> None:
    draft = kept(staffed, wider())
    browser = staffed.browser("wen", "people", "approve", "keys")
    assert browser.post(f"{draft}/ask", {"reason": "specimen"}).status_code == 302
    staffed.approve("shu", "policy")
    page = text(browser.get(draft))
    assert f"/desk/step-up/policy?next={draft}" in page
    assert "/publish" not in page
    answer = browser.post(f"{draft}/publish")
    assert answer.status_code == 403
    assert "/desk/step-up/policy" in text(answer)
    assert staffed.house.governance.published("shop") is None
    assert staffed.browser("wen", "policy").post(f"{draft}/publish").status_code == 302


def test_asking_takes_a_reason(staffed: Rooms) -> None:
    draft = kept(staffed, wider())
    for reason in ("  ", "x" * 501):
        answer = staffed.browser("wen", "policy").post(f"{draft}/ask", {"reason": reason})
        assert answer.status_code == 422
    assert staffed.house.approvals.mine(ADMIN) == []


def test_what_was_approved_before_another_version_has_moved_on(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "policy")
    late = kept(staffed, copied(built_in(), "lead", "deputy", {"zh": "副组长", "en": "Deputy"}))
    browser.post(f"{late}/ask", {"reason": "specimen"})
    staffed.approve("shu", "policy")
    publish(staffed, kept(staffed, wider()))
    answer = browser.post(f"{late}/publish")
    assert answer.status_code == 409
    assert "Other rules were published meanwhile" in text(answer)
    assert len(staffed.house.governance.versions(ADMIN)) == 1


def test_a_rejected_draft_may_be_asked_for_anew(staffed: Rooms) -> None:
    draft, browser = kept(staffed, wider()), staffed.browser("wen", "policy")
    browser.post(f"{draft}/ask", {"reason": "first"})
    (asked,) = staffed.house.approvals.mine(ADMIN)
    privacy = Reader("shop", "privacy", "shu", "desk", stepped=frozenset({"approve"}))
    staffed.house.approvals.vote(privacy, asked.request, "reject", "too wide", asked.digest)
    assert "It was rejected" in text(browser.get(draft))
    assert browser.post(f"{draft}/ask", {"reason": "second"}).status_code == 302
    assert "Waits for a second person" in text(browser.get(draft))


def test_a_version_that_is_not_as_it_was_sealed_is_pointed_out(staffed: Rooms) -> None:
    publish(staffed, kept(staffed, wider()))
    deputy = copied(wider(), "lead", "deputy", {"zh": "副组长", "en": "Deputy"})
    publish(staffed, kept(staffed, deputy))
    with psycopg.connect(str(staffed.house.settings.database_url), autocommit=True) as admin:
        admin.execute("update handclasp.policies set files = '{}' where number = 1")
    page = text(staffed.browser("shu").get("/desk/policies"))
    assert "Version 1 is not as it was sealed" in page
    assert "version 2" in page
    assert staffed.browser("shu").get("/desk/policies/set/1").status_code == 503


# --- what is decided on, and what was


@pytest.mark.parametrize("name", ["shu", "he"])
def test_who_decides_reads_the_meaning_and_the_text_above_the_buttons(staffed: Rooms, name: str) -> None:
    draft = kept(staffed, wider())
    staffed.browser("wen", "policy").post(f"{draft}/ask", {"reason": "auditors take over"})
    (asked,) = staffed.house.approvals.mine(ADMIN)
    page = text(staffed.browser(name, "approve").get(f"/desk/approvals/{asked.request}"))
    above, below = page.split('name="decision"', 1)
    assert "Auditor: manage people" in above
    assert '+@id("auditor-manages")' in above
    assert "built-in rules, whose place it takes" in above
    assert "auditor-manages" not in below
    chinese = text(staffed.browser(name, "approve", language="zh-CN").get(f"/desk/approvals/{asked.request}"))
    assert "放宽的部分" in chinese.split('name="decision"')[0]


def test_who_decides_late_reads_what_was_asked_and_that_it_moved_on(staffed: Rooms) -> None:
    late = kept(staffed, copied(built_in(), "lead", "deputy", {"zh": "副组长", "en": "Deputy"}))
    staffed.browser("wen", "policy").post(f"{late}/ask", {"reason": "specimen"})
    (asked,) = staffed.house.approvals.mine(ADMIN)
    publish(staffed, kept(staffed, wider()))
    page = text(staffed.browser("shu", "approve").get(f"/desk/approvals/{asked.request}"))
    assert "new role: Deputy (deputy)" in page
    assert "auditor-manages" not in page  # compared with what it names, not with what is in force by now
    assert "it must be asked for anew" in page


@pytest.mark.parametrize("name", ["wen", "he"])
def test_each_version_says_what_it_changed_who_asked_and_who_approved(staffed: Rooms, name: str) -> None:
    publish(staffed, kept(staffed, wider()))
    deputy = {"zh": "副组长", "en": "Deputy"}
    publish(staffed, kept(staffed, copied(wider(), "lead", "deputy", deputy)), "lan")
    one, two = (text(staffed.browser(name).get(f"/desk/policies/set/{n}")) for n in (1, 2))
    assert "Auditor: manage people" in one
    assert '+@id("auditor-manages")' in one
    assert "built-in rules, whose place it took" in one
    assert "new role: Deputy (deputy)" in two
    assert '+@id("auditor-manages")' not in two
    assert "Compared with version 1" in two
    for page, approver in ((one, "shu"), (two, "lan")):
        told = page.split("Who asked")[1].split("What it changed")[0]
        assert "wen" in told
        assert approver in told
        assert "auditors take over" in told
    assert staffed.browser(name).get("/desk/policies/set/3").status_code == 404
