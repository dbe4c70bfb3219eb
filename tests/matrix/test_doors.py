"""Every action has a line in doors.md, and each door it names is really asked: by a test that exists, or a command."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from tests.matrix.test_command_line import COMMANDS

from handclasp.access.policy import Action

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COLUMNS = ["action", "page", "machines", "command line", "room"]


def lines() -> dict[str, dict[str, str]]:
    """The cells of doors.md by action and door."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (HERE / "doors.md").read_text().splitlines()
        if line.startswith("| ")
    ]
    assert rows[0] == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    found = {row[0]: dict(zip(COLUMNS[1:], row[1:], strict=True)) for row in rows[1:]}
    assert len(found) == len(rows) - 1
    return found


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_action_has_its_doors_and_no_line_is_about_another() -> None:
    assert set(lines()) == {action.value for action in Action}


@pytest.mark.parametrize("action", [action.value for action in Action])
def test_each_door_is_asked_or_says_why_there_is_none(action: str) -> None:
    for door, cell in lines()[action].items():
        if cell == "command":
            assert door == "command line"
            assert action in {command.action for command in COMMANDS}, "no command of test_command_line.py asks it"
        elif cell.startswith("none: "):
            assert len(cell) > len("none: ") + 10, "say why"
        else:
            file, _, name = cell.partition("::")
            path = ROOT / file if file.startswith("tests/") else HERE / f"{file}.py"
            assert name in names_in(path), f"{action}, {door}: {cell} is no test"


def test_every_command_that_is_asked_stands_in_the_table_of_doors() -> None:
    told = {action for action, doors in lines().items() if doors["command line"] == "command"}
    assert {command.action for command in COMMANDS} == told
