"""The table speaks of every action and every role, in enough circumstances, and never twice of the same."""

from __future__ import annotations

import pytest
from tests.matrix import table
from tests.matrix.circumstances import role_of

from handclasp.access.policy import ABOUT_CONVERSATIONS, STEP_UP_FOR, Action, ItemClass
from handclasp.access.roles import BUILT_IN

OTHERS = {"customer", "service", "machine", "operator"}


@pytest.mark.parametrize("action", [action.value for action in Action])
def test_every_action_has_its_lines(action: str) -> None:
    assert table.of(action)


def test_no_line_speaks_of_an_action_that_is_none() -> None:
    assert {row.action for row in table.rows()} <= {action.value for action in Action}


def test_every_role_has_a_column() -> None:
    assert {role_of(column) for column in table.columns()} == set(BUILT_IN) | OTHERS


def test_every_scope_of_a_key_has_a_column() -> None:
    scopes = {column.removeprefix("key-") for column in table.columns() if column.startswith("key-")}
    assert scopes == {"write", "read", "export", "audit", "cases"}


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert sum(len(row.cells) for row in table.rows()) >= 500


def test_no_two_lines_are_about_the_same_circumstances() -> None:
    seen: dict[object, table.Row] = {}
    for row in table.rows():
        assert seen.setdefault(row.circumstances, row) is row, f"{row} repeats {seen[row.circumstances]}"


@pytest.mark.parametrize("action", sorted(ABOUT_CONVERSATIONS))
def test_an_action_on_conversations_is_asked_of_every_kind_of_conversation(action: Action) -> None:
    asked = {row.whose for row in table.of(action.value)}
    assert {"own", "team", "other", "waiting", "elsewhere"} <= asked
    assert "house" not in asked


@pytest.mark.parametrize("action", sorted(STEP_UP_FOR))
def test_an_action_with_a_second_factor_is_asked_with_a_foreign_one(action: Action) -> None:
    given = {row.given for row in table.of(action.value)}
    assert {"nothing", "f"} <= given or {"nothing", "rf"} <= given
    assert any("s" in each for each in given)


def test_every_class_of_item_is_asked_to_be_revealed_at_ease_and_on_hold() -> None:
    classes = {"unknown" if item is ItemClass.OTHER else item.value for item in ItemClass}
    for held in (False, True):
        assert classes <= {word for row in table.of("reveal") if ("held" in row.what) is held for word in row.what}


def test_every_action_is_denied_to_somebody_whatever_they_bring() -> None:
    for action in Action:
        assert any("-" in row.cells.values() for row in table.of(action.value) if row.given.endswith("sa")), action
