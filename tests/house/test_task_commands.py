"""Questions to colleagues at the command line."""

from __future__ import annotations

import json

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

__all__ = ["house_template", "module_house"]

PEOPLE = (("lena", "agent", "desk"), ("qin", "director", "risk"), ("zhou", "agent", "desk"))


@pytest.fixture(scope="module")
def shell(module_house: House) -> Terminal:
    made = Terminal(module_house, PEOPLE)
    module_house.flow.append(said("hello", "task/1", conversation="order 8"))
    made.furnish(tenants=["shop"])
    return made


def test_a_colleague_is_asked_and_answers(shell: Terminal) -> None:
    assert shell.run("lena", "conversation", "take", "order 8").returncode == 0
    refused = shell.run("lena", "task", "ask", "order 8", "zhou", "May we refund?")
    assert (refused.returncode, "bad-task" in refused.stderr) == (1, True)
    asked = shell.run("lena", "task", "ask", "order 8", "qin", "May we refund?", "--area", "risk", "--within", "1d")
    number = asked.stdout.strip()
    assert number.isdigit(), asked.stderr
    (row,) = [json.loads(line) for line in shell.run("qin", "task", "list", "--json").stdout.splitlines()]
    assert (row["task"], row["asker"], row["state"]) == (number, "lena", "open")
    assert shell.run("zhou", "task", "answer", number, "yes").returncode == 1
    assert shell.run("qin", "task", "answer", number, "Yes, once.").returncode == 0
    late = shell.run("lena", "task", "withdraw", number)
    assert (late.returncode, "task-over" in late.stderr) == (1, True)
