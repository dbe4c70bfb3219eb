"""The watch reads the journal of a real house and keeps what is odd about people's looking; it can be dropped whole."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.desk.real import django_on
from tests.disclose.people import AUDITOR, DIRECTOR, LEAD, SPECIALIST, customer_of, stepped
from tests.house_fixture import AGENT, House, NewHouse, assigned, hired, said
from tests.web.console.conftest import _django

from handclasp.access.policy import Reader
from handclasp.access.unusual import MANY_OF_A_STRANGER, UNRELATED
from handclasp.records import Kind

__all__ = ["_django"]

WORDS = "the words that nobody watches"
NOON = int(datetime(2026, 3, 5, 12, 30, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000
TODAY = date(2026, 3, 5)


class Watched:
    """A house, its watch with a cursor of its own, and the hands of a clock."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house = house
        self.cursor: dict[str, int] = {}
        self._patch = monkeypatch
        self._numbers = itertools.count()
        self.at(NOON)
        hired(house, AGENT, LEAD, SPECIALIST, DIRECTOR, AUDITOR)

    def at(self, now: int) -> None:
        """Let the journal's clock show this."""
        self._patch.setattr(self.house.journal, "_clock", lambda: now)

    def talks(self, count: int, of: Reader = AGENT) -> list[bytes]:
        """New conversations of somebody's."""
        names = [f"order {next(self._numbers)}" for _ in range(count)]
        lines = [said(f"{WORDS} 13812345678", f"{name}/1", conversation=name) for name in names]
        assert not [a for a in self.house.flow.append_all(lines).result(60) if isinstance(a, Exception)]
        found = [self.house.flow.open("shop", name) for name in names]
        for conversation in found:
            assigned(self.house, conversation, of)
        return found

    def look(self, who: Reader, *conversations: bytes) -> None:
        """Somebody reads them."""
        for conversation in conversations:
            self.house.disclose.read(who, conversation, purpose="support", reason="specimen")

    def watch(self) -> None:
        """Read the journal to its end."""
        from handclasp.access.watch import Watch, Whose  # noqa: PLC0415

        def whose(tenant: str, conversation: str) -> Whose:
            about = self.house.gate.about(tenant, bytes.fromhex(conversation))
            return Whose(about.agent, about.team)

        def team_of(tenant: str, person: str) -> str:
            found = self.house.present(tenant, "", person)
            return found.team if found else ""

        feed, load = self.house.audit.feed, lambda tenant: self.cursor.get(tenant, -1)
        watch = Watch(feed, lambda: ["shop"], load, self.cursor.__setitem__, whose, team_of)
        while watch.step():
            pass

    def habits(self) -> list[dict[str, Any]]:
        """What is counted, by person and day."""
        from handclasp.access.models import Habit  # noqa: PLC0415

        rows = Habit.objects.order_by("person", "day").values("person", "day", "seen", "unrelated", "hours")
        return [dict(row) for row in rows]

    def odd(self) -> list[dict[str, Any]]:
        """What is flagged."""
        from handclasp.access.models import Oddity  # noqa: PLC0415

        names = ("tenant", "person", "role", "day", "odd", "seen", "usual", "dealt_by")
        return [dict(row) for row in Oddity.objects.order_by("person", "odd").values(*names)]

    def past(self, who: Reader, days: int, hour: int) -> None:
        """Days on which somebody looked at four conversations at one hour."""
        from handclasp.access.models import Habit  # noqa: PLC0415

        hours = [4 if n == hour else 0 for n in range(24)]
        for back in range(1, days + 1):
            day = TODAY - timedelta(days=back)
            Habit.objects.create(tenant="shop", person=who.id, day=day, seen=["aa" * 16] * 4, hours=hours)


@pytest.fixture
def watched(
    _django: None, new_house: NewHouse, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    house = new_house()
    with django_on(house, tmp_path_factory.mktemp("watch")):
        yield Watched(house, monkeypatch)


def test_reading_twice_changes_nothing_and_rebuilt_it_is_the_same(watched: Watched) -> None:
    from handclasp.access.models import Habit, Oddity  # noqa: PLC0415

    talks = watched.talks(UNRELATED + 2)
    watched.look(SPECIALIST, *talks, *talks[:3])
    watched.look(AGENT, *talks[:2])
    watched.watch()
    first = watched.habits(), watched.odd()
    assert [len(row["seen"]) for row in first[0]] == [len(talks), 2]
    watched.watch()
    watched.cursor.clear()
    watched.watch()
    assert (watched.habits(), watched.odd()) == first
    Habit.objects.all().delete()
    Oddity.objects.all().delete()
    watched.cursor.clear()
    watched.watch()
    assert (watched.habits(), watched.odd()) == first


def test_a_crash_between_counting_and_remembering_how_far_counts_nothing_twice(watched: Watched) -> None:
    watched.look(AGENT, *watched.talks(3))
    watched.watch()
    counted = watched.habits()
    watched.cursor["shop"] -= 2
    watched.watch()
    assert watched.habits() == counted
    assert sum(counted[0]["hours"]) == 3


def test_a_burst_is_flagged_once_a_day_and_grows(watched: Watched) -> None:
    from handclasp.access.models import Oddity  # noqa: PLC0415

    talks = watched.talks(MANY_OF_A_STRANGER + 3, of=SPECIALIST)
    watched.look(SPECIALIST, *talks[:MANY_OF_A_STRANGER])
    watched.watch()
    assert watched.odd() == []
    watched.look(SPECIALIST, talks[-1])
    watched.watch()
    flagged = {
        "tenant": "shop", "person": "bai", "role": "specialist", "day": TODAY, "odd": "many",
        "seen": MANY_OF_A_STRANGER + 1, "usual": 0, "dealt_by": "",
    }  # fmt: skip
    assert watched.odd() == [flagged]
    Oddity.objects.update(dealt_by="wu", dealt_with=datetime.now(UTC))
    watched.look(SPECIALIST, talks[-2], talks[-2])
    watched.watch()
    assert watched.odd() == [flagged | {"seen": MANY_OF_A_STRANGER + 2, "dealt_by": "wu"}]


def test_an_hour_that_is_not_theirs_is_flagged_and_theirs_is_not(watched: Watched) -> None:
    talks = watched.talks(2)
    watched.past(AGENT, 6, hour=12)
    watched.look(AGENT, talks[0])
    watched.watch()
    assert watched.odd() == []
    watched.at(NOON - 9 * HOUR)
    watched.look(AGENT, talks[1])
    watched.watch()
    assert [(row["odd"], row["seen"]) for row in watched.odd()] == [("off-hours", 3)]


def test_conversations_of_other_teams_are_counted_once_each_those_of_ones_own_team_never(watched: Watched) -> None:
    own, theirs = watched.talks(UNRELATED), watched.talks(UNRELATED, of=SPECIALIST)
    watched.look(LEAD, *own)
    watched.look(stepped(DIRECTOR), *theirs, *theirs)
    watched.watch()
    assert {row["person"]: row["unrelated"] for row in watched.habits()} == {LEAD.id: 0, DIRECTOR.id: UNRELATED}
    assert [(row["person"], row["odd"], row["seen"]) for row in watched.odd()] == [
        (DIRECTOR.id, "unrelated", UNRELATED)
    ]


def test_every_deletion_is_told_with_who_and_how_many_whoever_it_was(watched: Watched) -> None:
    house, talks = watched.house, watched.talks(4)
    for talk in talks[:2]:
        house.bin.put(AGENT, talk, rule="by-hand", reason="specimen reason")
    facts: dict[str, Any] = {"subjects": [one.hex() for one in talks[2:]], "rule": "chat", "due": 1, "reason": "over"}
    house.journal.seal(Reader("shop", "system", "handclasp"), Kind.DELETION, facts)
    watched.watch()
    told = [(row["person"], row["role"], row["odd"], row["seen"], row["usual"], row["day"]) for row in watched.odd()]
    assert told == [
        ("handclasp", "system", "deleted", 2, 0, TODAY),
        (AGENT.id, "agent", "deleted", 2, 0, TODAY),
    ]
    assert watched.habits() == []
    first = watched.odd()
    watched.cursor.clear()
    watched.watch()
    assert watched.odd() == first
    house.bin.take_back(AGENT, talks[0])
    watched.watch()
    assert watched.odd() == first


def test_more_deletions_wait_again_when_the_first_were_dealt_with(watched: Watched) -> None:
    from handclasp.access.oddities import Oddities  # noqa: PLC0415

    house, talks = watched.house, watched.talks(3)
    desk = Oddities(house.gate, house.journal)
    house.bin.put(AGENT, talks[0], rule="by-hand", reason="specimen reason")
    watched.watch()
    (row,) = desk.found(AUDITOR)
    desk.deal(AUDITOR, row.pk)
    watched.watch()
    assert desk.found(AUDITOR) == []
    for talk in talks[1:]:
        house.bin.put(AGENT, talk, rule="by-hand", reason="specimen reason")
    watched.watch()
    assert [(row.person, row.odd, row.seen) for row in desk.found(AUDITOR)] == [(AGENT.id, "deleted", 3)]


def test_auditors_customers_and_machines_are_not_counted(watched: Watched) -> None:
    house, (talk,) = watched.house, watched.talks(1)
    house.disclose.who_looked(AUDITOR, talk)
    house.disclose.read(customer_of(talk), talk, purpose="own conversation")
    house.disclose.read(Reader("shop", "service", "k1", scopes=frozenset({"read"})), talk, purpose="scoring")
    house.disclose.feed("shop", "desk", "queue", -1)
    watched.watch()
    assert (watched.habits(), watched.odd()) == ([], [])


def test_refusals_and_questions_about_nothing_are_no_looks(watched: Watched) -> None:
    from handclasp.records import Refused  # noqa: PLC0415

    (talk,) = watched.talks(1, of=SPECIALIST)
    with pytest.raises(Refused):
        watched.look(AGENT, talk)
    watched.watch()
    assert watched.habits() == []


def test_nothing_said_is_in_the_tables(watched: Watched) -> None:
    from django.apps import apps  # noqa: PLC0415

    talks = watched.talks(UNRELATED)
    watched.look(SPECIALIST, *talks)
    watched.house.reveals.reveal(stepped(DIRECTOR), talks[0], 1, "original/0", purpose="risk", reason="specimen reason")
    watched.watch()
    rows = [row for name in ("Habit", "Oddity") for row in apps.get_model("access", name)._default_manager.values()]
    assert len(rows) > 2
    kept = json.dumps(rows, default=str)
    assert not [text for text in (WORDS, "13812345678", "specimen reason") if text in kept]


def test_the_workers_consumer_goes_on_where_it_stopped(watched: Watched) -> None:
    from handclasp.house import consumers  # noqa: PLC0415

    talks = watched.talks(2)
    watched.look(AGENT, talks[0])
    step = consumers.watch(watched.house)
    assert step() > 0
    while step():
        pass
    watched.look(AGENT, talks[1])
    again = consumers.watch(watched.house)
    assert again() == 1
    assert [len(row["seen"]) for row in watched.habits()] == [2]
