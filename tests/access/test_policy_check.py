"""What is wrong with a set is found before it is published: by file and line, with what to do."""

from __future__ import annotations

import pytest
from tests.access.policy_requests import HOLE, permit, with_policy

from handclasp.access.policy import Action, PolicyFiles, built_in, copied, digest
from handclasp.access.policy.check import check
from handclasp.access.policy.files import APPROVALS, PARTIES, ROLES, house, version_of_built_in
from handclasp.access.policy.statements import Unreadable, statements
from handclasp.access.roles import BUILT_IN

NAMES = {"zh": "夜班客服", "en": "Night agent"}


def codes(files: dict[str, str]) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.line, fault.code) for fault in check(files)]


def edited(file: str, old: str, new: str) -> dict[str, str]:
    """The built-in set with one edit that is known to have taken."""
    assert old in built_in()[file]
    return {**built_in(), file: built_in()[file].replace(old, new, 1)}


def test_the_built_in_set_has_no_fault_with_or_without_the_houses_files() -> None:
    assert check(built_in()) == []
    assert check({**built_in(), **house()}) == []


def test_every_role_has_a_file_and_every_action_has_somebody_who_may() -> None:
    assert {f"{role}.cedar" for role in (*BUILT_IN, *PARTIES)} == {name for name in built_in() if name[-6:] == ".cedar"}
    text = "".join(built_in().values())
    assert all(f'Action::"{action.value}"' in text for action in Action)
    assert all(f'"{action.value}"' in house()["handclasp.cedarschema"] for action in Action)


def test_every_policy_says_in_both_languages_what_it_does() -> None:
    for file, text in {**built_in(), **house()}.items():
        for statement in statements(file, text) if file.endswith(".cedar") else ():
            assert statement.says("zh").endswith("。"), statement.id
            assert statement.says("en").endswith("."), statement.id
            assert any("\u4e00" <= character <= "\u9fff" for character in statement.says("zh")), statement.id


def test_what_is_not_cedar_is_named_by_the_line_it_begins_on() -> None:
    text = f"// a comment; with a semicolon\n\n{HOLE}\npermit"
    assert codes(with_policy(text)) == [("own.cedar", 5, "policy-syntax")]


def test_strings_and_comments_do_not_end_a_policy() -> None:
    text = '@id("a;b") permit (principal, action, resource) // ; "\nwhen { principal.name == "x\\";//" };'
    [statement] = statements("own.cedar", text)
    assert (statement.id, statement.line, statement.text) == ("a;b", 1, text)
    with pytest.raises(Unreadable):
        statements("own.cedar", text + '"')


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (HOLE.replace('@id("hole")', ""), "policy-id"),
        (HOLE.replace('"hole"', '"Hole 1"'), "policy-id"),
        (HOLE.replace('"hole"', '"house-hole"'), "reserved-id"),
        (HOLE.replace('"hole"', '"agent-own"'), "duplicate-id"),
        (HOLE.replace('@zh("什么都可以。")', ""), "policy-sentence"),
        (HOLE.replace("Everybody may do everything.", " "), "policy-sentence"),
        (permit("true").replace("action,", 'action == Action::"fly",'), "unknown-action"),
        (permit("true").replace("(principal,", '(principal in Role::"owner",'), "unknown-role"),
        (permit('principal in Original::"night-agent"'), "unknown-role"),
        (permit("context.mood"), "schema"),
        (permit("resource.held"), "schema"),
        (permit("true").replace("(principal,", "(principal == ?principal,"), "policy-syntax"),
    ],
)
def test_each_fault_of_a_policy_is_found(policy: str, code: str) -> None:
    assert ("own.cedar", 1, code) in codes(with_policy(policy))


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (APPROVALS, "people = 1", "people = 0", "people"),
        (APPROVALS, "people = 1", 'people = "1"', "people"),
        (APPROVALS, "people = 1", "people = 1.0", "people"),
        (APPROVALS, "people = 1", "people = 10", "people"),
        (APPROVALS, "hours = 24", "hours = 0", "hours"),
        (APPROVALS, "people = 1\n", "", "approval"),
        (APPROVALS, "people = 1\n", "people = 1\nquorum = 1\n", "approval"),
        (APPROVALS, "[export]", "[coffee]", "unknown-kind"),
        (APPROVALS, "[export]", "[export", "toml"),
        (ROLES, "[roles.agent]", "[role.agent]", "unknown-table"),
        (ROLES, '"own"', '"all"', "role"),
        (ROLES, "exclusive = true", "exclusive = false", "group"),
        (ROLES, "exclusive = true", 'exclusive = "yes"', "group"),
    ],
)
def test_each_fault_of_the_tables_is_found_with_its_line(file: str, old: str, new: str, code: str) -> None:
    found = {(fault.file, fault.code): fault.line for fault in check(edited(file, old, new))}
    assert found.get((file, code)), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('based_on = "agent"', 'based_on = "night-agent"'),
        ('based_on = "agent"', 'based_on = "customer"'),
        ('based_on = "agent"', ""),
        ('reach = "own"', 'reach = "everything"'),
        ('reach = "own"', 'reach = "merchant"'),
        ('reach = "own"', ""),
        ('group = "desk"', 'group = "oversight"'),
        ("journal = false", "journal = true"),
        ("journal = false", "journal = 0"),
        ('zh = "夜班客服"', 'zh = ""'),
        ("[roles.night-agent]", '[roles."Night Agent"]'),
        ("[roles.night-agent]", "[roles.operator]"),
    ],
)
def test_a_copy_must_be_described_whole_and_stay_what_it_is(old: str, new: str) -> None:
    files = copied(built_in(), "agent", "night-agent", NAMES)
    before, _, entry = files[ROLES].rpartition("\n\n")
    assert old in entry
    faults = check({**files, ROLES: f"{before}\n\n{entry.replace(old, new)}"})
    assert "role" in {fault.code for fault in faults}


@pytest.mark.parametrize(("role", "reach"), [("auditor", "all"), ("administrator", "own"), ("merchant", "all")])
def test_a_copy_of_a_role_that_reaches_nothing_reaches_nothing(role: str, reach: str) -> None:
    files = copied(built_in(), role, "copy", NAMES)
    before, _, entry = files[ROLES].rpartition("[roles.copy]")
    original = "merchant" if role == "merchant" else "none"
    assert f'reach = "{original}"' in entry
    wider = entry.replace(f'reach = "{original}"', f'reach = "{reach}"')
    assert [fault.code for fault in check({**files, ROLES: f"{before}[roles.copy]{wider}"})] == ["role"]


def test_a_role_without_a_file_is_a_fault() -> None:
    less = {name: text for name, text in built_in().items() if name != "agent.cedar"}
    assert codes(less) == [("agent.cedar", None, "role-without-file")]


def test_the_houses_files_are_left_alone() -> None:
    for name, text in house().items():
        assert codes({**built_in(), name: text + "\n// mine"}) == [(name, None, "house-file")]


def test_a_set_holds_policies_and_tables_and_nothing_else() -> None:
    for name in ("notes.txt", "../agent.cedar", "Agent.cedar", "a/b.cedar", ".cedar", "agent.cedar.toml"):
        assert "unknown-file" in {fault.code for fault in check({**built_in(), name: ""})}, name


def test_what_people_approve_is_what_they_see() -> None:
    for unseen in ("\u202e", "\u200b", "\x00", "\x0c", "\ud800"):
        assert "not-text" in {fault.code for fault in check(with_policy(f"// {unseen}"))}


def test_a_set_has_a_size() -> None:
    assert "too-large" in {fault.code for fault in check(with_policy("// much\n" * 30_000))}
    many = "\n".join(permit("true", f"p{number}") for number in range(501))
    assert "too-many" in {fault.code for fault in check(with_policy(many))}


# --- copies


def test_a_copy_is_in_order_and_changes_nothing_else() -> None:
    files = copied(built_in(), "lead", "night-lead", NAMES)
    assert check(files) == []
    assert {name for name in files if files[name] != built_in().get(name)} == {"night-lead.cedar", ROLES}
    assert 'Role::"lead"' not in files["night-lead.cedar"]
    assert check(copied(files, "night-lead", "late-lead", {"zh": '"\\', "en": 'Late "lead" \\'})) == []


@pytest.mark.parametrize(
    ("role", "name", "names"),
    [
        ("owner", "mine", NAMES),
        ("customer", "mine", NAMES),
        ("operator", "mine", NAMES),
        ("agent", "lead", NAMES),
        ("agent", "customer", NAMES),
        ("agent", "Night", NAMES),
        ("agent", "house-agent", NAMES),
        ("agent", "a" * 33, NAMES),
        ("agent", "mine", {"en": "Mine"}),
        ("agent", "mine", {"zh": "我的", "en": " "}),
        ("agent", "mine", {"zh": "我的", "en": 'x"\n[roles.more]'}),
    ],
)
def test_what_cannot_be_copied_is_refused(role: str, name: str, names: dict[str, str]) -> None:
    with pytest.raises(PolicyFiles):
        copied(built_in(), role, name, names)


# --- digests


def test_a_digest_is_of_names_and_contents_in_any_order() -> None:
    files = {"b.cedar": "two", "a.cedar": "一"}
    assert digest(files) == digest(dict(reversed(files.items())))
    assert digest(files).hex() == "c942bc5096a2256e6287876fe8ac342218823608d9cd99e12944c0c6aa257cf7"
    others = [{"a.cedar": "一", "b.cedar": "tw"}, {"a.cedar": "一"}, {"a.ceda": "r一", "b.cedar": "two"}, {}]
    assert len({digest(files), *map(digest, others)}) == 5


def test_the_built_in_version_names_what_the_house_forbids_too() -> None:
    assert version_of_built_in() == f"built-in/{digest({**built_in(), **house()}).hex()[:12]}"
