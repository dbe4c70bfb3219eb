"""Deletion by rule: what is due goes into the bin by itself; unusually much stops and waits for two people."""

from __future__ import annotations

import time

import pytest
from tests.house_fixture import House
from tests.keep.forgetting.conftest import later, spoken
from tests.keep.forgetting.people import AUDITOR, DIRECTOR, PRIVACY, stepped
from tests.keep.forgetting.test_why import closed

from handclasp.disclose import Question
from handclasp.house import jobs
from handclasp.keep import sweeping
from handclasp.keep.epochs import turn
from handclasp.keep.resting import MOST, Resting
from handclasp.keep.rules import DAY
from handclasp.records import ApprovalNeeded, Kind

NOW = time.time_ns() // 1_000_000
WHY = "the yearly clearing"


def test_what_is_due_goes_into_the_bin_and_then_for_good(house: House, talk: bytes) -> None:
    old = spoken(house, "order 2", 1)
    closed(house, "order 2")
    assert house.sweeping.run("shop").put == 0
    found = house.sweeping.run("shop", NOW + 181 * DAY)
    assert (found.put, found.due, found.stopped) == (1, 1, False)
    (one,) = house.bin.listed(PRIVACY)
    assert (one.conversation, one.rule, one.by) == (old, "chat", "system:handclasp")
    assert house.sweeping.run("shop", NOW + 181 * DAY).put == 0, "twice is once"
    assert jobs.erase(house) == 0
    later(house, 73)
    assert jobs.erase(house) > 0
    assert house.erasing.covers(1, old)
    assert not house.erasing.covers(1, talk)


def test_unusually_much_stops_and_asks(house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "ALWAYS", 1)
    house.paths.retention.mkdir()
    (house.paths.retention / "shop.toml").write_text("[chat]\ndays = 1\n")
    for n in range(3):
        spoken(house, f"order {n}", 1)  # said a day ago
        closed(house, f"order {n}")
    found = house.sweeping.run("shop", NOW + 2 * DAY)
    assert (found.due, found.put, found.stopped) == (3, 0, True)
    assert house.bin.listed(PRIVACY) == []
    clock = house.sweeping._clock
    monkeypatch.setattr(house.sweeping, "_clock", lambda: clock() + 2 * DAY)
    with pytest.raises(ApprovalNeeded):
        house.sweeping.run_approved(PRIVACY, WHY)
    request = house.sweeping.to_ask(PRIVACY, house.sweeping.look(PRIVACY), WHY)
    asked = house.approvals.request(PRIVACY, request)
    house.approvals.vote(stepped(DIRECTOR), asked.request, "approve", "seen", asked.digest)
    assert house.sweeping.run_approved(PRIVACY, WHY).put == 3
    (record,) = [one.facts for one in house.audit.journal(AUDITOR, Question()) if one.kind == Kind.DELETION]
    subjects = record["subjects"]
    assert isinstance(subjects, list)
    assert len(subjects) == 3


def test_long_work_rests_twice_as_long_as_it_worked() -> None:
    times, slept = iter((0.0, 0.3, 1.0, 9.0, 10.0)), list[float]()
    rest = Resting(slept.append, lambda: next(times))
    rest()
    rest()
    assert slept == [pytest.approx(0.6), MOST]


def test_there_is_a_rest_behind_every_page_that_is_only_looked_at(house: House, talk: bytes) -> None:
    rests = list[int]()
    house.sweeping.look(PRIVACY, lambda: rests.append(1))
    assert len(rests) == 1, "one page"
    number, log = house.directory.tenants()["shop"]
    turn(house.keys, house.database, log, number, between=lambda: rests.append(1))
    assert len(rests) == 4, "wrapped anew, once more to see that nothing was left, opened"


def test_there_is_a_rest_behind_every_batch(house: House, talk: bytes) -> None:
    rests = list[int]()
    for n in range(2):
        spoken(house, f"order {n}", 1)
        closed(house, f"order {n}")
    house.sweeping.run("shop", NOW + 181 * DAY)
    later(house, 73)
    jobs.erase(house, lambda: rests.append(1))
    assert len(rests) == 5, "keys, rows, files, index, list"
