"""`handclasp hold` over a whole house: by conversation, customer, order and search; two people end one."""

from __future__ import annotations

import re

import pytest
from tests.house.terminal import Done, Terminal
from tests.house_fixture import House, house_template, module_house, said

from handclasp.access.policy import Reader
from handclasp.records import Author, Kind

__all__ = ["house_template", "module_house"]
PEOPLE = (
    ("bai", "specialist", "disputes"),
    ("mo", "specialist", "disputes"),
    ("qin", "director", "risk"),
    ("zhou", "agent", "desk"),
)
QIN = Reader("shop", "director", "qin", "risk", stepped=frozenset({"approve"}))


class Shell(Terminal):
    """With a conversation of one customer about an order."""

    def __init__(self, house: House) -> None:
        super().__init__(house, PEOPLE)
        facts = {"order": "A-77", "event": "paid"}
        system = Author("system", "shop")
        house.flow.append(said("hello", "1", conversation="order 1"))
        house.flow.append(said("paid", "2", conversation="order 1", kind=Kind.ORDER_EVENT, author=system, facts=facts))
        self.talk = house.flow.open("shop", "order 1")

    def hold(self, *arguments: str, account: str = "bai") -> Done:
        """One `handclasp hold` command."""
        return self.run(account, "hold", *arguments)

    @property
    def held(self) -> list[int]:
        """The holds that stand on it."""
        return self.house.holds.on("shop", self.talk)


@pytest.fixture(scope="module")
def shell(module_house: House) -> Shell:
    return Shell(module_house)


def number(done: Done) -> int:
    """The number that `place` printed."""
    assert done.returncode == 0, done.stderr
    return int(re.findall(r"on hold: (\d+)", done.stdout)[0])


def test_a_hold_is_placed_listed_shown_and_ended_by_two(shell: Shell) -> None:
    placed = shell.hold("place", "--customer", "7F3A", "--reason", "an order", "--ground", "court", "--owner", "qin")
    assert "1 conversation, and those to come" in placed.stdout
    held = number(placed)
    assert shell.held == [held]
    listed = shell.hold("list").stdout
    for told in (str(held), "customer", "court", "qin", "stands"):
        assert told in listed
    assert "7F3A" not in listed
    assert "7F3A" in shell.hold("show", str(held)).stdout

    alone = shell.hold("release", str(held))
    assert (alone.returncode, shell.held) == (1, [held])
    assert "reason-needed" in alone.stderr
    asked = shell.hold("release", str(held), "--reason", "the case is closed")
    assert asked.returncode == 0, asked.stderr
    assert shell.held == [held]
    again = shell.hold("release", str(held), "--reason", "the case is closed")
    assert again.stdout.split()[-1] == asked.stdout.split()[-1]  # the same request
    approvals = shell.house.approvals
    request = approvals.waiting(QIN)[0]
    approvals.vote(QIN, request.request, "approve", "", request.digest)
    done = shell.hold("release", str(held))
    assert (done.returncode, shell.held) == (0, []), done.stderr
    assert f"hold {held} is released, 1 conversation" in done.stdout
    twice = shell.hold("release", str(held), "--reason", "the case is closed")
    assert (twice.returncode, "not-found" in twice.stderr) == (1, True)
    assert "released" in shell.hold("list").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "name one"),
        (("order 1", "--customer", "7F3A"), "name one"),
        (("--customer", "nobody"), "no conversation of such a customer"),
        (("--order", "A-0"), "no conversation about such an order"),
        (("--search", "nothing-of-the-kind-99"), "finds nothing"),
        (("order 1", "--ground", " "), "on what ground"),
        (("order 1", "--review", "tomorrow"), "YYYY-MM-DD"),
        (("order 1", "--review", "2020-01-01"), "looked at again"),
        (("order 1", "--owner", "nobody"), "active account"),
        (("no such conversation",), "not-found"),
    ],
)
def test_what_cannot_be_held_is_said_and_nothing_is_placed(shell: Shell, arguments: tuple[str, ...], says: str) -> None:
    before = shell.held
    done = shell.hold("place", *arguments, "--reason", "a specimen", account="mo")
    assert done.returncode != 0
    assert says in done.stderr
    assert shell.held == before


def test_an_agent_holds_nothing_and_learns_nothing(shell: Shell) -> None:
    done = shell.hold("place", "--customer", "nobody", "--reason", "a specimen", account="zhou")
    assert done.returncode == 1
    assert "refused" in done.stderr
