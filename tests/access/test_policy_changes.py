"""What a draft changes is told as text and as what people may do, and nothing that it allows goes untold."""

from __future__ import annotations

from tests.access.policy_requests import HOLE, permit, with_policy

from handclasp.access.policy import Action, Need, built_in, copied
from handclasp.access.policy.changes import Answer, Changes, changes
from handclasp.access.policy.files import APPROVALS, ROLES, house
from handclasp.access.policy.grid import WHOSE, cells
from handclasp.access.policy.words import ABOUT_CONVERSATIONS, STEP_UP_FOR

AGENT = "agent.cedar"
NAMES = {"zh": "夜班客服", "en": "Night agent"}


def edited(file: str, old: str, new: str) -> Changes:
    """What one edit of the built-in set changes; the edit is known to have taken."""
    assert old in built_in()[file]
    return changes(built_in(), {**built_in(), file: built_in()[file].replace(old, new, 1)})


def test_the_same_set_changes_nothing() -> None:
    same = changes(built_in(), {**built_in(), **house()})
    assert (same.files, same.cells, same.tables, same.names, same.faults, same.diff) == ((), (), (), (), (), "")


def test_another_wording_is_a_change_of_text_alone() -> None:
    worded = edited(AGENT, "An agent may list and take", "Agents may list and take")
    assert '+@en("Agents may list and take' in worded.diff
    assert worded.cells == ()


def test_a_condition_dropped_is_told_as_what_it_opens() -> None:
    opened = edited(AGENT, "resource\n)\nwhen { resource.agent == principal.name }", "resource\n)")
    read = {change.cell[2:]: (change.before, change.after) for change in opened.cells if change.cell.action == "read"}
    stepped = Answer(allowed=False, needs=frozenset({Need.STEP_UP}))
    assert read == {
        (whose, "", age, "", "", ""): (Answer(allowed=False), answer)
        for whose in ("team", "unassigned", "other")
        for age, answer in (("new", Answer(allowed=True)), ("old", stepped))
    }
    assert all(change.more and change.cell.role == "agent" for change in opened.cells)
    assert "Agent: reply (somebody else's conversation): may not → may" in opened.said("en")
    assert "客服 · 回复（他人的会话）：不可以 → 可以" in opened.said("zh")


def test_an_action_taken_away_is_told_as_less() -> None:
    closed = edited(AGENT, 'Action::"reply", ', "")
    [change] = closed.cells
    assert (change.cell.action, change.cell.whose, change.more) == ("reply", "own", False)
    assert change.said("en") == "Agent: reply (a conversation of their own): may → may not"


def test_a_need_dropped_is_told_as_more() -> None:
    eased = edited("director.cedar", "when { context.reason }", "")
    assert {change.cell.action for change in eased.cells} == {Action.READ, Action.RECEIPT, Action.WHO_LOOKED}
    assert all(change.more for change in eased.cells)


def test_a_hole_shows_what_it_opens_in_every_role_it_opens_it_for() -> None:
    hole = changes(built_in(), with_policy(HOLE))
    opened = {(change.cell.role, change.cell.action) for change in hole.cells}
    assert ("agent", Action.EXPORT) in opened
    assert ("administrator", Action.AUDIT) in opened
    assert ("service", Action.NOTE) in opened
    assert not {action for role, action in opened if role == "customer"} - {
        Action.LIST,
        Action.TAKE,
        Action.ASSIGN,
        Action.HOLD,
        Action.APPROVE,
    }
    assert not {(role, action) for role, action in opened if role == "administrator"} & {("administrator", Action.READ)}


def test_a_new_role_is_told_with_all_it_may() -> None:
    added = changes(built_in(), copied(built_in(), "agent", "night-agent", NAMES))
    assert added.said("zh")[0] == "新角色：夜班客服（night-agent）"
    assert {change.cell.role for change in added.cells} == {"night-agent"}
    assert {change.cell.action for change in added.cells} == {
        Action.LIST,
        Action.READ,
        Action.REPLY,
        Action.NOTE,
        Action.RECEIPT,
        Action.WHO_LOOKED,
        Action.TAKE,
        Action.ASSIGN,
        Action.REVEAL,
        Action.OVERRIDE_GUARD,
        Action.CASE,
        Action.ANSWER_TASK,
        Action.OWN_QUALITY,
        Action.TRIAGE,
        Action.DELETE,
        Action.RESTORE,
    }
    gone = changes(copied(built_in(), "agent", "night-agent", NAMES), built_in())
    assert "role gone: Night agent (night-agent)" in gone.said("en")
    assert not any(change.more for change in gone.cells)


def test_tables_are_told_too() -> None:
    rule = edited(APPROVALS, "hours = 4", "hours = 8")
    assert rule.said("en") == ["a request to reveal: 1 to approve within 4 h → 1 within 8 h"]
    files = copied(built_in(), "agent", "night-agent", NAMES)
    before, _, entry = files[ROLES].rpartition("[roles.night-agent]")
    wider = {**files, ROLES: f"{before}[roles.night-agent]{entry.replace('own', 'all')}"}
    assert "reach own" in changes(files, wider).said("en")[0]
    assert "reach all" in changes(files, wider).said("en")[0]
    desk = edited(ROLES, "exclusive = false", "exclusive = true")
    assert "group desk: exclusive" in desk.said("en")


def test_what_is_said_of_one_person_is_pointed_at() -> None:
    favour = changes(built_in(), with_policy(permit('principal.name == "wu"')))
    assert favour.names == ("wu",)
    assert "wu" in favour.said("zh")[-1]
    uid = permit("true").replace("(principal,", '(principal == Person::"shop/agent/wu",')
    assert changes(built_in(), with_policy(uid)).names == ('Person::"shop/agent/wu"',)


def test_a_broken_draft_is_told_as_the_end_of_everything() -> None:
    broken = changes(built_in(), with_policy("permit"))
    assert [fault.code for fault in broken.faults] == ["policy-syntax"]
    assert broken.cells
    assert all(change.after == Answer(allowed=False) for change in broken.cells)


def test_every_action_has_its_circumstances_in_the_grid() -> None:
    for action in Action:
        found = list(cells("agent", "agent", [action]))
        whose = {cell.whose for cell in found}
        assert whose == ({"own", "team", "unassigned", "other"} if action in ABOUT_CONVERSATIONS else whose)
        assert whose <= set(WHOSE)
        assert found
        assert action in STEP_UP_FOR or all(cell.kind == "" for cell in found)
