"""How conversations stand at the command line: said, listed, refused."""

from __future__ import annotations

import json

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

__all__ = ["house_template", "module_house"]

PEOPLE = (("lena", "agent", "desk"), ("zhou", "agent", "desk"))


@pytest.fixture(scope="module")
def shell(module_house: House) -> Terminal:
    made = Terminal(module_house, PEOPLE)
    module_house.flow.append(said("hello", "state/1", conversation="order 9"))
    made.furnish(tenants=["shop"])
    return made


@pytest.mark.timeout(600)
def test_a_state_is_said_with_its_reason_and_listed(shell: Terminal) -> None:
    assert shell.run("lena", "conversation", "take", "order 9").returncode == 0
    because = ("--because", "shop")
    refused = shell.run("zhou", "conversation", "state", "order 9", "waiting-other", *because)
    assert (refused.returncode, "refused" in refused.stderr) == (1, True)
    wrong = shell.run("lena", "conversation", "state", "order 9", "resolved", *because)
    assert (wrong.returncode, "bad-state" in wrong.stderr, "answered, delivered" in wrong.stderr) == (1, True, True)
    done = shell.run("lena", "conversation", "state", "order 9", "waiting-other", *because, "--words", "asked today")
    assert done.stdout.strip() == "waiting-other", done.stderr
    (row,) = [
        json.loads(line)
        for line in shell.run("lena", "conversation", "list", "--state", "waiting-other", "--json").stdout.splitlines()
    ]
    assert (row["state"], row["reason"], row["agent"]) == ("waiting-other", "shop", "lena")
    assert shell.run("zhou", "conversation", "list", "--json").stdout == ""
