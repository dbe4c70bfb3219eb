"""Who is at a conversation and who writes in it: told between processes, forgotten by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from handclasp.web.beside import CUSTOMER, DESK, HERE, THE_CUSTOMER, WRITING, Beside, Present, Somebody

TALK, OTHER = b"t" * 16, b"o" * 16
LENA, MINA = Somebody(DESK, "lena"), Somebody(DESK, "mina")


class Wire:
    """Carries words between processes, at once, and keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._takes: list[Callable[[str], None]] = []

    def say(self, words: str) -> None:
        self.said.append(words)
        for take in self._takes:
            take(words)

    def hear(self, take: Callable[[str], None]) -> None:
        self._takes.append(take)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def two(wire: Wire, clock: Clock) -> tuple[Beside, Beside]:
    """Two processes."""
    return Beside(wire, clock), Beside(wire, clock)


def test_who_opens_a_page_is_known_in_every_process_until_the_last_of_their_pages_closes(
    two: tuple[Beside, Beside],
) -> None:
    one, other = two
    with ExitStack() as pages:
        with one.enter(TALK, LENA):
            pages.enter_context(one.enter(TALK, LENA))
            pages.enter_context(other.enter(TALK, THE_CUSTOMER))
        assert one.at(TALK) == other.at(TALK) == (Present(THE_CUSTOMER), Present(LENA))
        assert one.at(OTHER) == ()
    assert one.at(TALK) == other.at(TALK) == ()


def test_whoever_writes_is_told_of_for_a_while_and_never_a_word(
    two: tuple[Beside, Beside], wire: Wire, clock: Clock
) -> None:
    one, other = two
    with one.enter(TALK, LENA), other.enter(TALK, MINA):
        # Which process is told does not matter.
        other.write(TALK, LENA, "reply")
        assert one.at(TALK) == other.at(TALK) == (Present(LENA, "reply"), Present(MINA))
        assert one.changes(TALK) == pytest.approx(WRITING, abs=0.1)
        clock.now += WRITING + 0.01
        assert one.at(TALK) == (Present(LENA), Present(MINA))
        one.write(TALK, LENA, "note")
        assert other.at(TALK)[0] == Present(LENA, "note")
        other.write(TALK, LENA, "")
        assert one.at(TALK) == other.at(TALK) == (Present(LENA), Present(MINA))
    assert {word for said in wire.said for word in json.loads(said)} == {"from", "at", "who", "says"}
    assert {json.loads(said)["says"] for said in wire.said} == {"here", "reply", "note", "still", "gone"}


def test_what_somebody_writes_is_no_sort_of_their_own_making(two: tuple[Beside, Beside]) -> None:
    one, other = two
    one.write(TALK, LENA, "the customer's secret")
    assert other.at(TALK) == ()


def test_a_process_that_died_leaves_nobody_behind_and_one_that_lives_says_so_again(wire: Wire, clock: Clock) -> None:
    alive, watching = Beside(wire, clock), Beside(wire, clock)
    dead = Beside(wire, clock)
    stays = dead.enter(TALK, MINA)
    stays.__enter__()
    with alive.enter(TALK, LENA):
        assert len(watching.at(TALK)) == 2
        for _ in range(4):
            clock.now += HERE / 3 + 1
            alive.say_again()
            watching.say_again()
        assert watching.at(TALK) == (Present(LENA),)


def test_whoever_watches_is_woken_by_a_change_and_by_nothing_else(two: tuple[Beside, Beside], clock: Clock) -> None:
    one, other = two
    woken: list[str] = []
    with one.watch(TALK, lambda: woken.append("!")):
        with other.enter(TALK, LENA), other.enter(OTHER, MINA):
            assert len(woken) == 1
            other.say_again()
            assert len(woken) == 1
            other.write(TALK, LENA, "reply")
            other.write(TALK, LENA, "reply")
            assert len(woken) == 2
        assert len(woken) == 3
    with other.enter(TALK, LENA):
        assert len(woken) == 3


@pytest.mark.parametrize(
    "words",
    [
        "",
        "[]",
        "null",
        '{"from": "x"}',
        json.dumps({"from": "x", "at": "zz", "who": [DESK, "lena"], "says": "here"}),
        json.dumps({"from": "x", "at": TALK.hex()[:8], "who": [DESK, "lena"], "says": "here"}),
        json.dumps({"from": "x", "at": TALK.hex(), "who": ["nobody", "lena"], "says": "here"}),
        json.dumps({"from": "x", "at": TALK.hex(), "who": [DESK, "lena", "more"], "says": "here"}),
        json.dumps({"from": "x", "at": TALK.hex(), "who": [CUSTOMER], "says": "something else"}),
    ],
)
def test_what_is_no_such_word_is_passed_over(wire: Wire, clock: Clock, words: str) -> None:
    one = Beside(wire, clock)
    wire.say(words)
    assert one.at(TALK) == ()
