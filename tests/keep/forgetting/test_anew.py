"""A hold that is lifted lets the wait in the bin begin anew, whoever dies in between; nothing is erased before."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import errors
from tests.house_fixture import House, said
from tests.keep.forgetting.conftest import later, spoken
from tests.keep.forgetting.people import AGENT, AUDITOR, DIRECTOR, LEAD, PRIVACY, stepped

from handclasp.disclose import Question
from handclasp.keep.anew import REASON
from handclasp.keep.bin import HOURS
from handclasp.records import Author, HandclaspError, Kind
from handclasp.store.fsck import fsck

HOUR = 3_600_000
WHY = "opened by mistake"


def held(house: House, talk: bytes) -> int:
    return house.holds.place(stepped(PRIVACY), talk, ground="court", reason="an order of the court")


def lift(house: House, number: int) -> None:
    asked = house.holds.ask(stepped(PRIVACY), number, reason="the case is closed")
    house.approvals.vote(stepped(DIRECTOR), asked.request, "approve", "", asked.digest)
    house.holds.release(stepped(PRIVACY), number)


def deletions(house: House) -> list[dict[str, Any]]:
    return [view.facts for view in house.audit.journal(AUDITOR, Question(), limit=500) if view.kind == Kind.DELETION]


def put(house: House, talk: bytes) -> None:
    house.bin.put(AGENT, talk, rule="request", reason=WHY, request="r-17")


def test_the_72_hours_begin_anew_and_then_it_goes(house: House, talk: bytes) -> None:
    put(house, talk)
    number = held(house, talk)
    later(house, 200)
    assert house.erasing.run("shop", 1) == 0
    lift(house, number)
    (one,) = house.bin.listed(AGENT)
    assert one.anew
    assert (one.rule, one.reason, one.by, one.request) == ("request", WHY, "agent:zhou", "r-17")
    assert 71 * HOUR < one.due - house.bin_rows.now() <= HOURS * HOUR
    newest, first = deletions(house)
    assert (newest["reason"], newest["rule"], newest["request"]) == (REASON, "request", "r-17")
    assert newest["renews"] == first_index(house)
    assert newest["subjects"] == first["subjects"] == [talk.hex()]
    later(house, 200 + 71)
    assert house.erasing.run("shop", 1) == 0
    assert house.keeping.why(AUDITOR, talk).reason == WHY
    later(house, 200 + 73)
    assert house.erasing.run("shop", 1) > 0
    assert house.keeping.why(AUDITOR, talk).why == "erasing"
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda *_: None, house.erasing.covers)
    assert report.sound, report.findings
    assert list(house.erasing.amiss(1)) == []


def first_index(house: House) -> int:
    with psycopg.connect(str(house.settings.database_url)) as admin:
        row = admin.execute("select min(idx) from handclasp.bin").fetchone()
    assert row is not None
    return int(row[0])


def test_a_death_between_lifting_and_beginning_anew_is_cured_and_erases_nothing(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(house, talk)
    number = held(house, talk)

    def died(*_: object) -> int:
        raise HandclaspError("died")

    around = house.holds._around
    monkeypatch.setattr(house.holds, "_around", around._replace(lifted=died))
    later(house, 100)
    lift(house, number)
    keys = "delete from handclasp.conversations where conversation = %s"
    with house.database.transaction("keeper", 1, [1]) as connection:
        assert connection.execute(keys, (talk,)).rowcount == 0, "the database lets its keys go"
    with pytest.raises(errors.InsufficientPrivilege), house.database.transaction("keeper", 1, [1]) as connection:
        connection.execute("update handclasp.bin set state = 1, dropped_at = 1 where conversation = %s", (talk,))
    assert house.erasing.run("shop", 1) == 0
    (one,) = house.bin.listed(AGENT)
    assert one.anew
    assert one.due > house.bin_rows.now() + 71 * HOUR
    later(house, 180)
    assert house.erasing.run("shop", 1) > 0


def test_one_of_two_holds_changes_nothing_and_it_can_be_taken_back_whole(house: House, talk: bytes) -> None:
    put(house, talk)
    first, second = held(house, talk), held(house, talk)
    lift(house, first)
    assert len(deletions(house)) == 1
    lift(house, second)
    assert len(deletions(house)) == 2
    house.bin.take_back(AGENT, talk, reason="was right after all")
    assert house.bin.listed(PRIVACY) == []
    assert len(house.disclose.read(AGENT, talk, purpose="support")) == 3
    later(house, 500)
    assert house.erasing.run("shop", 1) == 0


def test_a_hold_that_ended_before_the_deletion_is_none(house: House, talk: bytes) -> None:
    lift(house, held(house, talk))
    put(house, talk)
    later(house, 73)
    assert house.erasing.run("shop", 1) > 0
    assert len(deletions(house)) == 1


def test_what_a_customer_wrote_meanwhile_is_not_passed_over(house: House, talk: bytes) -> None:
    """The consumer that takes it out of the bin has not read so far; the hold is lifted, and then it does not look."""
    put(house, talk)
    number = held(house, talk)
    words = said("are you there?", "again", conversation="order 1001", author=Author("customer", "7F3A"))
    house.flow.append(words)
    lift(house, number)
    assert house.bin.listed(PRIVACY) == []
    assert len(house.disclose.read(AGENT, talk, purpose="support")) == 4


def test_what_one_run_deleted_together_begins_anew_together(house: House, talk: bytes) -> None:
    names = [talk, *(spoken(house, f"order 200{n}") for n in range(3))]
    facts: dict[str, Any] = {"subjects": [one.hex() for one in names], "rule": "chat", "due": 1, "reason": "over"}
    index = house.journal.seal(AGENT._replace(role="system", id="handclasp"), Kind.DELETION, facts).stored.index
    assert len(house.bin_rows.put(1, names, index)) == 4
    numbers = [held(house, one) for one in names[1:]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.holds, "_around", house.holds._around._replace(lifted=lambda *_: 0))
        for number in numbers:
            lift(house, number)
    assert house.anew.lifted("shop", 1, names) == 3
    assert {one.conversation for one in house.bin.listed(LEAD) if one.anew} == set(names[1:])
    assert [len(one["subjects"]) for one in deletions(house)] == [3, 4]
