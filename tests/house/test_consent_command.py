"""Separate consents at the command line: asked, entered from paper, listed; and an export that waits for one."""

from __future__ import annotations

import json

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

from handclasp.records import Kind

__all__ = ["house_template", "module_house"]
PEOPLE = (("su", "privacy", "privacy"), ("mei", "privacy", "privacy"), ("wu", "auditor", "audit"))
ABROAD = ("--matter", "cross-border", "--purpose", "dispute", "--to", "sg", "--for", "Bank of Specimen")


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    module_house.flow.append_all([said("hello", "1/1", conversation="order 1")]).result(20)
    return Terminal(module_house, PEOPLE)


def test_a_consent_goes_its_way_at_the_command_line(terminal: Terminal) -> None:
    asked = terminal.run("su", "consent", "ask", "order 1", *ABROAD, "--reason", "the bank abroad asks")
    assert asked.returncode == 0, asked.stderr
    assert "the customer answers in the chat" in asked.stdout
    given = terminal.run("su", "consent", "enter", "order 1", *ABROAD, "--how", "signed form 17")
    assert given.returncode == 0, given.stderr
    told = terminal.run("su", "consent", "list", "order 1", "--json")
    (one,) = json.loads(told.stdout)
    assert (one["state"], one["to"], one["how"]) == ("given", "SG", "signed form 17")
    assert [step["step"] for step in one["steps"]] == ["asked", "given"]
    assert {"consent asked", "consent given"} <= {one["action"] for one in terminal.sealed(Kind.AGENT_ACTION, limit=40)}


def test_what_is_wrong_is_said(terminal: Terminal) -> None:
    wrong = terminal.run("mei", "consent", "ask", "order 1", *ABROAD[2:], "--matter", "all", "--reason", "specimen")
    assert "--matter is one of" in wrong.stderr
    lacking = terminal.run("mei", "consent", "ask", "order 1", *ABROAD[:4], "--reason", "specimen")
    assert "a region belongs to what goes abroad" in lacking.stderr
