"""Customers' requests at the command line: entered, checked, answered or refused, by a privacy officer."""

from __future__ import annotations

import re

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

from handclasp.records import Kind

__all__ = ["house_template", "module_house"]

PEOPLE = (
    ("su", "privacy", "privacy"),
    ("mei", "privacy", "privacy"),
    ("li", "privacy", "privacy"),
    ("zhou", "agent", "desk"),
    ("wu", "auditor", "audit"),
)


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    raws = [said("hello", "1/1", conversation="order 1"), said("hello", "2/1", conversation="order 2")]
    module_house.flow.append_all(raws).result(20)
    return Terminal(module_house, PEOPLE)


def fine(terminal: Terminal, *arguments: str, by: str = "su") -> str:
    done = terminal.run(by, "request", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_request_goes_its_way_at_the_command_line(terminal: Terminal) -> None:
    given = ("--right", "restriction", "--law", "gdpr", "--words", "please stop using it")
    number = re.findall("[0-9a-f]{32}", fine(terminal, "add", "order 1", "order 2", *given))[0]
    assert number in fine(terminal, "list")
    early = terminal.run("su", "request", "answer", number, "--reason", "specimen")
    assert "checked first" in early.stderr
    fine(terminal, "verify", number, "--by", "order", "--reason", "order number and time of payment")
    fine(terminal, "extend", number, "--reason", "two conversations to look through")
    told = fine(terminal, "answer", number, "--reason", "as asked", "--refuse", "order 2=claim")
    assert "answered" in told
    assert "refused: claim" in told
    assert "lifted by privacy:su" in fine(terminal, "lift", number, "--reason", "settled")
    steps = [one["step"] for one in terminal.sealed(Kind.RIGHTS, limit=9)][::-1]
    assert steps == ["asked", "verified", "extended", "answered", "lifted"]


def test_a_request_is_refused_or_taken_back(terminal: Terminal) -> None:
    number = re.findall("[0-9a-f]{32}", fine(terminal, "add", "order 1", "--right", "access", by="mei"))[0]
    assert "refused" in fine(
        terminal, "refuse", number, "--ground", "identity", "--reason", "nobody could be reached", by="mei"
    )
    number = re.findall("[0-9a-f]{32}", fine(terminal, "add", "order 1", "--right", "copy", by="mei"))[0]
    assert "withdrawn" in fine(terminal, "withdraw", number, by="mei")


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "order 1", "--right", "oblivion"),
        ("add", "order 1", "--right", "access", "--law", "none"),
        ("show", "17"),
        ("show", "00" * 16),
        ("refuse", "00" * 16, "--ground", "mood", "--reason", "specimen"),
    ],
)
def test_what_is_mistyped_is_told(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    done = terminal.run("li", "request", *arguments)
    assert done.returncode
    assert done.stderr.strip()


def test_an_agent_enters_nothing(terminal: Terminal) -> None:
    done = terminal.run("zhou", "request", "add", "order 1", "--right", "access")
    assert done.returncode == 1
