"""What looks unusual, for auditors' machines: the list of their page, with the scope for it, each look recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest
from tests.house_fixture import house_template
from tests.web.api.conftest import Client
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy import Reader
from handclasp.house import processes, running
from handclasp.records import Kind
from handclasp.web.api import create_api

__all__ = ["house_template", "rooms", "whole_house"]

AT = 1_772_000_000_000


class Watched(NamedTuple):
    """An API over a house in which something odd was seen."""

    rooms: Rooms
    client: Client
    row: Any

    def ask(self, scope: str = "audit", query: str = "", tenant: str = "shop") -> Any:
        key = self.rooms.house.key_book.add(running.operator(tenant), [scope], scope)
        return self.client("GET", f"/v1/journal/unusual{query}", key)


@pytest.fixture
def watched(rooms: Rooms) -> Iterator[Watched]:
    from handclasp.access.models import Oddity  # noqa: PLC0415

    Oddity.objects.all().delete()
    facts = {"tenant": "shop", "role": "agent", "day": date(2026, 3, 5), "odd": "many", "seen": 84, "usual": 12}
    row = Oddity.objects.create(person="zhou", index=7, at=AT, **facts)
    Oddity.objects.create(person="lena", index=8, at=AT, **facts, dealt_with=datetime.now(UTC), dealt_by="wu")
    yield Watched(rooms, Client(create_api(processes._api_services(rooms.house))), row)
    Oddity.objects.all().delete()


def test_an_auditors_key_sees_what_waits_and_what_was_dealt_with(watched: Watched) -> None:
    (waiting,) = watched.ask().json()["unusual"]
    assert waiting == {
        "id": watched.row.pk,
        "account": "zhou",
        "role": "agent",
        "day": "2026-03-05",
        "odd": "many",
        "seen": 84,
        "usual": 12,
        "index": 7,
        "at": AT,
        "dealt_with": None,
        "dealt_by": "",
    }
    record = watched.rooms.journal(Kind.ACCESS)[1]  # before it stands the look of this very test
    assert record["scope"] == "journal, what is unusual"
    (dealt,) = watched.ask(query="?state=dealt-with").json()["unusual"]
    assert (dealt["account"], dealt["dealt_by"]) == ("lena", "wu")
    assert dealt["dealt_with"] > AT


@pytest.mark.parametrize("scope", ["read", "write", "export"])
def test_other_scopes_are_refused(watched: Watched, scope: str) -> None:
    answer = watched.ask(scope)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


def test_another_tenants_oddities_are_not_there_and_a_wrong_state_is_told(watched: Watched) -> None:
    assert watched.ask(tenant="wallet").json() == {"unusual": []}
    answer = watched.ask(query="?state=new")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-query")


def test_putting_aside_is_recorded_once(watched: Watched) -> None:
    from handclasp.access.oddities import Oddities  # noqa: PLC0415

    gate, auditor = watched.rooms.house.gate, Reader("shop", "auditor", "wu")
    before = len(watched.rooms.journal(Kind.AGENT_ACTION))
    for _ in range(2):
        Oddities(gate, gate.journal).deal(auditor, watched.row.pk)
    assert len(watched.rooms.journal(Kind.AGENT_ACTION)) == before + 1
    watched.row.refresh_from_db()
    assert watched.row.dealt_by == "wu"
