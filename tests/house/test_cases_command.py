"""Disputes at the command line: opened, decided, appealed against, counted, by those who may."""

from __future__ import annotations

import re

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import House, house_template, module_house, said

from handclasp.records import Kind

__all__ = ["house_template", "module_house"]

PEOPLE = (
    ("bai", "specialist", "disputes"),
    ("lan", "specialist", "disputes"),
    ("zhou", "agent", "desk"),
    ("wu", "auditor", "audit"),
)


# Each of these runs commands one after the other, every one a process of its own.
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Terminal:
    raws = [said("没收到卡密", "1/1", conversation="order 1"), said("卡密无效", "2/1", conversation="order 2")]
    module_house.flow.append_all(raws).result(20)
    made = Terminal(module_house, PEOPLE)
    made.furnish(conversations=[])
    return made


def fine(terminal: Terminal, *arguments: str, by: str = "bai") -> str:
    done = terminal.run(by, "cases", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_case_goes_its_way_at_the_command_line(terminal: Terminal) -> None:
    number = re.findall("[0-9a-f]{32}", fine(terminal, "open", "order 1", "--claim", "not-received"))[0]
    assert number[:8] in fine(terminal, "list")
    given = ("--for", "customer", "--ground", "not-delivered", "--why", "never sent, specimen")
    told = fine(terminal, "decide", number[:8], *given, "--refund", "98.00 cny")
    assert "decided for: customer" in told
    assert "refund 98.00 CNY: proposed, not checked against an order" in told
    fine(terminal, "appeal", number, "--by", "merchant", "--why", "it was sent by mail")
    refused = terminal.run("bai", "cases", "decide", number, *given)
    assert refused.returncode == 1
    assert "refused" in refused.stderr
    assert "decided for: customer" in fine(terminal, "decide", number, *given, by="lan")
    assert "all" in fine(terminal, "numbers")
    assert "ground,not-delivered,1,1" in fine(terminal, "numbers", "--csv", "-")


def test_agents_and_auditors_decide_nothing(terminal: Terminal) -> None:
    for account in ("zhou", "wu"):
        done = terminal.run(account, "cases", "open", "order 2", "--claim", "invalid")
        assert done.returncode == 1
        assert "refused" in done.stderr
    assert terminal.run("wu", "cases", "list").returncode == 1
    assert {"case"} <= {one["action"] for one in terminal.sealed(Kind.REFUSAL, limit=9)}


@pytest.mark.parametrize(
    "arguments",
    [
        ("open", "order 2", "--claim", "late"),
        ("open", "order 2", "--claim", "invalid", "--order", "no order!"),
        ("show", "17"),
        ("show", "00" * 16),
        ("decide", "0000", "--for", "nobody", "--ground", "goodwill", "--why", "specimen"),
    ],
)
def test_what_is_mistyped_is_told(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    done = terminal.run("lan", "cases", *arguments)
    assert done.returncode
    assert done.stderr.strip()
