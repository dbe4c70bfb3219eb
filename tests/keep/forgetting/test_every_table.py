"""No table of a whole house, the console's too, keeps more of an erased conversation than the list says it may.

The tables come out of the catalogue, so a new one is looked into before anybody thinks of it; and a new one that has a
place for a conversation has to be named here, as one that is emptied or as one that may keep it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from benchmarks.forgotten import STAYS, Hoard, _tables, _values
from tests.desk.real import django_on
from tests.disclose.people import EVERYBODY, PRIVACY
from tests.house_fixture import House, NewHouse, hired, house_template, new_house
from tests.keep.forgetting.conftest import later
from tests.keep.forgetting.test_erasing import ended, whole
from tests.web.console.conftest import _django

from handclasp.records import NotFound

__all__ = ["_django", "house_template", "new_house"]

EMPTIED = {
    "sealed", "originals", "conversations", "idempotency", "assignments", "search_closed", "parties", "bin_files",
    "desk_conversation", "desk_dispute", "desk_export", "desk_quality",
    "seen",
}  # fmt: skip
NAMED = ("conversation", "pseudonym", "subject", "subjects")
"""What a column is called that holds a conversation's pseudonym."""


@pytest.fixture
def house(_django: None, new_house: NewHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with its console's tables."""
    made = new_house()
    hired(made, *EVERYBODY)
    with django_on(made, tmp_path_factory.mktemp("tables")):
        yield made


def placed(house: House) -> set[str]:
    """The tables that have a place for a conversation's pseudonym."""
    with psycopg.connect(str(house.settings.database_url)) as admin:
        found = admin.execute(
            "select distinct table_name::text from information_schema.columns c join information_schema.tables t "
            "using (table_schema, table_name) where table_schema not in ('pg_catalog', 'information_schema') "
            "and t.table_type = 'BASE TABLE' and column_name = any (%s) and c.data_type in ('bytea', 'ARRAY')",
            (list(NAMED),),
        )
        return {row[0] for row in found}


def naming(house: House, it: bytes) -> set[str]:
    """The tables in which a conversation's pseudonym stands."""
    with psycopg.connect(str(house.settings.database_url)) as admin:
        return {table for table, value in _values(admin) if value == it or it.hex() in str(value)}


def test_every_table_with_a_place_for_a_conversation_is_emptied_or_may_keep_it(house: House) -> None:
    assert placed(house) - EMPTIED - STAYS.keys() == set(), "say in keeping_erase.py what becomes of it"


def test_an_erased_conversation_stands_nowhere_but_where_it_may(house: House) -> None:
    from handclasp.desk.models import Conversation, Dispute, Export, Round, Tally, Uncertain  # noqa: PLC0415
    from handclasp.house import consumers  # noqa: PLC0415 - needs Django set up

    gone, kept = whole(house, "order 5"), whole(house, "order 6")
    for step in (consumers.desk(house), consumers.review(house)):
        while step():
            pass
    for number, talk in enumerate((gone, kept)):
        row = Conversation.objects.get(pseudonym=talk)
        told: dict[str, Any] = {
            "seq": 1,
            "item": "1.0",
            "type": "PHONE",
            "detector": "phone",
            "sure": 50,
            "received": 1,
        }
        Uncertain.objects.create(conversation=row, **told)
        Dispute.objects.create(
            tenant="shop", pseudonym=talk, number=f"{number:032x}", claim="not-received", state="open", opened=1
        )
        Export.objects.create(tenant="shop", index=number, pseudonym=talk, format="evidence pack v1", at=1)
        with psycopg.connect(str(house.settings.database_url)) as admin:
            admin.execute("insert into handclasp.seen values (1, 1, 'zhou', %s, 1)", [talk])
    Conversation.objects.filter(pseudonym=kept).update(joined=gone, state="closed", closed_at=1)
    assert (Tally.objects.count() > 1, Round.objects.count()) == (True, 2)
    hoard = Hoard()
    hoard.take(house)
    assert naming(house, gone) >= {
        "desk_conversation",
        "desk_dispute",
        "desk_export",
        "seen",
        "sealed",
        "conversations",
    }
    house.bin.put(PRIVACY, gone, rule="by-hand", reason="asked for by the customer")
    later(house, 73)
    ended(house)
    assert naming(house, gone) <= STAYS.keys()
    assert _tables(house, {gone}, hoard) > 0
    assert naming(house, kept) >= {"desk_conversation", "desk_dispute", "sealed", "conversations"}
    alone = Conversation.objects.get(pseudonym=kept)
    assert (alone.joined, alone.state, alone.closed_at) == (None, "reopened", None)
    assert Uncertain.objects.count() == 1
    assert set(Tally.objects.values_list("conversation__pseudonym", flat=True)) == {kept}
    assert Round.objects.count() == 1
    with pytest.raises(NotFound):
        house.disclose.read(PRIVACY, gone, purpose="customer-request", reason="specimen")
    assert sum(1 for _ in itertools.islice(house.records.journalled_about(1, gone), 10)) > 0, "its certificate is found"
