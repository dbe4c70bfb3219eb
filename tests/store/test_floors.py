"""Floors are looked up now and then, and screening never waits or fails for them."""

from __future__ import annotations

from collections.abc import Mapping

from handclasp.records import OutcomeUnknown
from handclasp.store.floors import SECONDS, Floors


class Database:
    """What is in the tables, and how often it was asked."""

    def __init__(self) -> None:
        self.floors: Mapping[str, int] = {"person": 60}
        self.asked = 0
        self.down = False
        self.now = 100.0

    def look(self, number: int) -> Mapping[str, int]:
        self.asked += 1
        if self.down:
            raise OutcomeUnknown("the database is away")
        return self.floors if number == 1 else {}


def test_floors_are_asked_for_once_in_a_while() -> None:
    database = Database()
    floors = Floors(database.look, {"shop": 1, "wallet": 2}.get, lambda: database.now)
    assert [floors("shop") for _ in range(5)] == [{"person": 60}] * 5
    assert database.asked == 1
    assert floors("wallet") == floors("no such") == {}
    database.floors = {}
    database.now += SECONDS + 1
    assert floors("shop") == {}


def test_a_database_that_is_away_changes_nothing() -> None:
    database = Database()
    floors = Floors(database.look, lambda _: 1, lambda: database.now)
    assert floors("shop") == {"person": 60}
    database.down = True
    database.now += SECONDS + 1
    assert floors("shop") == {"person": 60}
    assert Floors(database.look, lambda _: 1, lambda: database.now)("shop") == {}
