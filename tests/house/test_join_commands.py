"""A customer's conversations joined and parted at the command line."""

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
    module_house.flow.append(said("hello", "join/1", conversation="order 9"))
    module_house.flow.append(said("hello by mail", "join/2", conversation="mail 77"))
    made.furnish(tenants=["shop"])
    return made


@pytest.mark.timeout(600)
def test_one_goes_on_in_the_other_until_they_are_parted(shell: Terminal) -> None:
    for name in ("order 9", "mail 77"):
        assert shell.run("lena", "conversation", "take", name).returncode == 0
    refused = shell.run("zhou", "conversation", "join", "mail 77", "order 9")
    assert (refused.returncode, "refused" in refused.stderr) == (1, True)
    done = shell.run("lena", "conversation", "join", "mail 77", "order 9")
    assert (done.returncode, "it goes on in " in done.stdout) == (0, True), done.stderr
    main = done.stdout.split()[-1]
    answered = shell.run("lena", "conversation", "reply", "mail 77", "we are here")
    assert (answered.returncode, "bad-merge" in answered.stderr, main in answered.stderr) == (1, True, True)
    rows = [json.loads(line) for line in shell.run("lena", "conversation", "list", "--json").stdout.splitlines()]
    assert [row["goes_on_in"] for row in rows if row["reason"] == "merged"] == [main]
    back = shell.run("lena", "conversation", "join", "order 9", "mail 77")
    assert (back.returncode, "bad-merge" in back.stderr) == (1, True)
    assert shell.run("lena", "conversation", "part", "mail 77").returncode == 0
    again = shell.run("lena", "conversation", "part", "mail 77")
    assert (again.returncode, "bad-merge" in again.stderr) == (1, True)
