"""`handclasp search` over a whole house: people find what they may read, in the terminal, and it is on record."""

from __future__ import annotations

import pytest
from tests.house.terminal import Done, Terminal
from tests.house_fixture import AGENT, START, House, assigned, house_template, module_house
from tests.search.keeping import index, tell

from handclasp.house import searching
from handclasp.records import Kind

__all__ = ["house_template", "module_house"]

PEOPLE = (("zhou", "agent", "desk"), ("bai", "specialist", "disputes"), ("wu", "auditor", "audit"))


class Searching(Terminal):
    """With two conversations, one of them zhou's."""

    def __init__(self, house: House) -> None:
        super().__init__(house, PEOPLE)
        self.mine = tell(house, "mine", "my refund of [A1001] is late", "thanks")
        tell(house, "theirs", "their refund of A1002 is late")
        tell(house, "mine", "call me at 13812345678", received=START + 9)
        assigned(house, self.mine, AGENT)
        index(house)

    def search(self, account: str, *arguments: str) -> Done:
        return self.run(account, "search", *arguments)


@pytest.fixture(scope="module")
def terminal(module_house: House) -> Searching:
    return Searching(module_house)


def test_people_find_what_they_may_read_and_it_is_recorded(terminal: Searching) -> None:
    done = terminal.search("bai", "refund late")
    assert done.returncode == 0, done.stderr
    assert "my refund of [A1001] is late" in done.stdout
    assert "their refund of A1002 is late" in done.stdout
    assert "2 found" in done.stdout
    mine = terminal.search("zhou", "A100*", "--limit", "1")
    assert terminal.mine.hex() in mine.stdout
    assert "1 found" in mine.stdout
    assert "A1002" not in mine.stdout
    record = terminal.sealed(Kind.SEARCH)[0]
    assert (record["by"], record["hits"]) == ("zhou", 1)
    assert (
        "1 found"
        in terminal.search("bai", "A1001", "--role", "customer", "--from", "2020-01-01", "--by", "relevance").stdout
    )
    assert "0 found" in terminal.search("bai", "refund", "--to", "2020-01-01").stdout


def test_what_cannot_be_searched_is_said(terminal: Searching) -> None:
    for account, arguments, words in (
        ("bai", ["(refund"], "bracket"),
        ("bai", [], "say what to look for"),
        ("bai", ["refund", "--from", "soon"], "no day"),
        ("wu", ["refund"], ""),
    ):
        done = terminal.search(account, *arguments)
        assert done.returncode != 0, arguments
        assert words in done.stderr


def test_the_index_is_thrown_away_and_made_anew(terminal: Searching) -> None:
    rows = searching.index(terminal.house).rows
    assert rows.segments(1)
    done = terminal.operator("index", "rebuild", "--tenant", "shop")
    assert done.returncode == 0, done.stderr
    assert not rows.segments(1)
    assert "2 found" in terminal.search("bai", "refund").stdout
    index(terminal.house)
    assert rows.segments(1)
    assert "2 found" in terminal.search("bai", "refund").stdout


def test_what_is_masked_is_looked_up_with_a_reason(terminal: Searching) -> None:
    done = terminal.run("zhou", "lookup", "138 1234 5678", "--reason", "call back")
    assert done.returncode == 0, done.stderr
    assert terminal.mine.hex() in done.stdout
    assert "PHONE" in done.stdout
    assert "1234 5678" not in done.stdout
    assert terminal.run("wu", "lookup", "13812345678", "--reason", "audit").returncode != 0
