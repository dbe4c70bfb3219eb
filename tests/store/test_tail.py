"""Whoever waits for a conversation is woken when its new records stand in the log, and by nobody else's trouble."""

from __future__ import annotations

import itertools
import threading

import psycopg
import pytest
from structlog.testing import capture_logs
from tests.house_fixture import AGENT, House, NewHouse, assigned, hired, said


@pytest.fixture(scope="module")
def listening(module_house: House) -> House:
    """A house that listens."""
    module_house.tail.start()
    return module_house


numbers = itertools.count()


class Ear:
    """Counts its wake-ups and can wait for one."""

    def __init__(self) -> None:
        self.heard = threading.Semaphore(0)

    def __call__(self) -> None:
        self.heard.release()

    def woken(self) -> bool:
        return self.heard.acquire(timeout=20)


def settle(house: House) -> None:
    """Return when everything said so far was announced."""
    ear = Ear()
    stop = house.tail.subscribe(None, ear)
    house.flow.append(said("x", f"settle {next(numbers)}", conversation="aside"))
    assert ear.woken()
    stop()


def test_a_subscriber_is_woken_for_its_conversation_and_finds_the_record(listening: House) -> None:
    conversation = listening.flow.open("shop", "order 1001")
    settle(listening)
    own, other, everything = Ear(), Ear(), Ear()
    stops = [
        listening.tail.subscribe(conversation, own),
        listening.tail.subscribe(bytes(16), other),
        listening.tail.subscribe(None, everything),
    ]
    listening.flow.append(said("hello", "tail 1"))
    assert own.woken()
    assert everything.woken()
    hired(listening, AGENT)
    assigned(listening, conversation, AGENT)
    assert listening.disclose.read(AGENT, conversation, purpose="p")[-1].body == "hello"
    assert not other.heard.acquire(blocking=False)
    for stop in stops:
        stop()
    stops[0]()


def test_what_another_process_wrote_wakes_and_is_found_too(listening: House, new_house: NewHouse) -> None:
    other = new_house(of=listening)
    conversation = listening.flow.open("shop", "order 1002")
    hired(listening, AGENT)
    assigned(listening, conversation, AGENT)
    settle(listening)
    ear = Ear()
    stop = listening.tail.subscribe(conversation, ear)
    other.flow.append(said("written elsewhere", "tail elsewhere", conversation="order 1002"))
    assert ear.woken()
    assert listening.disclose.read(AGENT, conversation, purpose="p")[-1].body == "written elsewhere"
    stop()


def test_whoever_stopped_listening_is_left_alone(listening: House) -> None:
    ear = Ear()
    listening.tail.subscribe(listening.flow.open("shop", "order 1001"), ear)()
    listening.flow.append(said("hello", "tail 2"))
    settle(listening)
    assert not ear.heard.acquire(blocking=False)


def test_a_subscriber_that_breaks_silences_nobody(listening: House) -> None:
    settle(listening)
    ear = Ear()

    def broken() -> None:
        raise RuntimeError("Event loop is closed")

    with capture_logs() as logs:
        stops = [listening.tail.subscribe(None, one) for one in (broken, ear, broken)]
        for n in range(2):
            listening.flow.append(said("hello", f"tail 3 {n}"))
            assert ear.woken()
    assert logs
    assert all("hello" not in str(line) for line in logs)
    for stop in stops:
        stop()


def test_after_a_lost_connection_everybody_is_woken_once_and_on(listening: House) -> None:
    settle(listening)
    ear = Ear()
    stop = listening.tail.subscribe(listening.flow.open("shop", "order 1001"), ear)
    with psycopg.connect(str(listening.settings.database_url), autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where usename = 'handclasp_auditor' and datname = current_database()"
        )
    assert ear.woken()
    listening.flow.append(said("hello", "tail 4"))
    assert ear.woken()
    stop()
