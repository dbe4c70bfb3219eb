"""Short words go from one process of a house to the others, by PostgreSQL, and stay nowhere."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import suppress

import pytest
from tests.house_fixture import House

from handclasp.store.signals import Signals
from handclasp.store.tail import Tail
from handclasp.web.beside import DESK, Beside, Present, Somebody

TALK = b"t" * 16
LENA = Somebody(DESK, "lena")


@pytest.fixture
def other(module_house: House) -> Iterator[Signals]:
    """A second process of the house."""
    tail = Tail(module_house.database, module_house.log.log_id)
    signals = Signals(module_house.database, module_house.log.log_id, tail)
    tail.start()
    signals.start()
    yield signals
    signals.close()
    tail.close()


def test_a_page_of_one_process_is_known_in_the_other(module_house: House, other: Signals) -> None:
    ours, theirs = Beside(module_house.signals), Beside(other)
    module_house.signals.start()
    changes: queue.Queue[tuple[Present, ...]] = queue.Queue()
    with theirs.watch(TALK, lambda: changes.put(theirs.at(TALK))):
        with ours.enter(TALK, LENA):
            seen: tuple[Present, ...] = ()
            while not seen:  # listening begins within a second or so; what is still so is said again
                ours.say_again()
                with suppress(queue.Empty):
                    seen = changes.get(timeout=0.5)
            assert seen == (Present(LENA),)
            ours.write(TALK, LENA, "reply")
            assert changes.get(timeout=60) == (Present(LENA, "reply"),)
        assert changes.get(timeout=60) == ()


def test_too_long_a_word_is_not_carried_and_nothing_waits_without_end(module_house: House) -> None:
    signals = Signals(module_house.database, module_house.log.log_id, module_house.tail)
    signals.say("x" * 5_000)
    for n in range(2_000):
        signals.say(str(n))
    assert signals._waiting.qsize() == 500
