"""The record path rides on its indexes, on the day it is set up and when the tables are full."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from tests.house_fixture import AGENT, House, hired, said

from handclasp.store.database import Person
from handclasp.store.queries import load

INDEX = {
    "find_tails": ("commit", "ingest", "entries_chain"),
    "find_doubles": ("commit", "ingest", "idempotency_pkey"),
    "conversation_by_names": ("read", "ingest", "conversations_name"),
    "conversation_by_pseudonyms": ("read", "ingest", "conversations_pkey"),
    "conversation_after": ("read", "machine", "entries_chain"),
    "tail_of": ("read", "machine", "entries_chain"),
    "original_of": ("read", "revealer", "originals_pkey"),
    "about_subject": ("read", "machine", "subjects_pkey"),
    "journal_before": ("read", "machine", "entries_chain"),
    "journal_after": ("read", "machine", "entries_chain"),
    "one": ("read", "machine", "entries_pkey"),
    "assigned": ("read", "machine", "assignments_pkey"),
    "tile": ("read", "machine", "tiles_pkey"),
    "newest_checkpoint": ("read", "machine", "checkpoints_pkey"),
    "segments": ("search", "machine", "search_segments_pkey"),
    "blocks": ("search", "machine", "search_blocks_pkey"),
    "block_range": ("search", "machine", "search_blocks_pkey"),
    "late": ("search", "machine", "entries_pkey"),
    "places": ("search", "machine", "entries_pkey"),
    "whose": ("search", "machine", "conversations_pkey"),
    "of_conversations": ("search", "machine", "entries_chain"),
    "from_each": ("read", "machine", "entries_chain"),
    "newest_asked": ("anchors", "machine", "anchors_pkey"),
    "newest_done": ("anchors", "machine", "anchors_pkey"),
    "covering": ("anchors", "machine", "anchors_pkey"),
    "cosigned": ("anchors", "machine", "anchors_pkey"),
}
OF_A_PERSON = {
    "whose": "conversations_pkey",
    "from_each": "entries_chain",
    "conversation_after": "entries_chain",
    "about_subject": "subjects_pkey",
    "one": "entries_pkey",
}
PSEUDONYM = bytes(16)
PARAMETERS: dict[str, Any] = {
    "log": 1,
    "tenant": 1,
    "tenants": [1] * 50,
    "keys": [bytes([n]) * 32 for n in range(50)],
    "conversations": [bytes([n]) * 16 for n in range(50)],
    "names": [bytes([n]) * 32 for n in range(50)],
    "conversation": PSEUDONYM,
    "subject": PSEUDONYM,
    "after": 5,
    "limit": 100,
    "size": 1_000_000,
    "idx": 7,
    "field": "original/0",
    "level": 0,
    "tile": 0,
    "segments": list(range(50)),
    "buckets": list(range(50)),
    "segment": 7,
    "first": 0,
    "end": 16,
    "indexes": list(range(50)),
    "seqs": list(range(1, 51)),
    "target": b"target",
    "open_first": True,
    "consumer": "search",
    "kind": "rfc3161",
}


def plan(house: House, name: str, person: Person | None = None) -> str:
    """The plan that a role of ours gets, or a person who reads, as JSON."""
    area, role, _ = INDEX[name]
    with house.database.transaction("reader" if person else role, 1, [1], person) as connection:
        row = connection.execute(b"explain (format json) " + load(area)[name], PARAMETERS).fetchone()
    assert row is not None
    return json.dumps(row[0])


def assert_indexed(house: House, name: str) -> None:
    found = plan(house, name)
    assert f'"Index Name": "{INDEX[name][2]}"' in found, found
    assert '"Seq Scan"' not in found.replace('"Function Scan"', ""), found


@pytest.mark.parametrize("name", INDEX)
def test_on_the_first_day(module_house: House, name: str) -> None:
    assert_indexed(module_house, name)


@pytest.fixture(scope="module")
def filled(module_house: House) -> House:
    """Tables with some hundred thousand rows, as the planner knows after a day's work."""
    module_house.flow.append(said("a", "1"))
    with psycopg.connect(str(module_house.settings.database_url), autocommit=True) as admin:
        admin.execute(
            "insert into handclasp.entries select 1, 1 + n % 2, n, "
            "substr(sha256(int8send(n % 2000)), 1, 16), 1 + n / 2000, "
            "sha256(int8send(n)), sha256(int8send(n)) from generate_series(1000, 60000) n; "
            "insert into handclasp.sealed select log_id, tenant_id, idx, conversation, 0, conversation, record, record "
            "from handclasp.entries where idx >= 1000; "
            "insert into handclasp.originals select log_id, tenant_id, idx, 'original/0', record "
            "from handclasp.entries where idx >= 1000; "
            "insert into handclasp.idempotency select log_id, tenant_id, record, record, idx, conversation "
            "from handclasp.entries where idx >= 1000; "
            "insert into handclasp.subjects select log_id, tenant_id, conversation, idx "
            "from handclasp.entries where idx >= 1000; "
            "insert into handclasp.conversations select 1, 1, substr(sha256(int8send(n)), 1, 16), sha256(int8send(n)), "
            "false, 1, '', '' from generate_series(0, 20000) n; analyze"
        )
    return module_house


@pytest.mark.parametrize("name", INDEX)
def test_when_the_tables_are_full(filled: House, name: str) -> None:
    assert_indexed(filled, name)


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_a_person_is_read_for_over_the_same_indexes(filled: House, name: str) -> None:
    """Each row is looked up in the wall's tables by key: the wall never walks them."""
    hired(filled, AGENT)
    found = plan(filled, name, Person(name=AGENT.id, subject=PSEUDONYM.hex()))
    assert f'"Index Name": "{OF_A_PERSON[name]}"' in found, found
    assert '"Index Name": "assignments_pkey"' in found
    walked = [line for line in found.split('"Node Type": ') if line.startswith('"Seq Scan"')]
    assert all('"people"' in line or '"roles"' in line for line in walked), walked


@pytest.mark.parametrize("area", ["commit", "read", "keep"])
def test_every_statement_has_a_name_of_its_own(area: str) -> None:
    from importlib.resources import files  # noqa: PLC0415 - for this one test

    text = (files("handclasp.store") / "sql" / f"{area}.sql").read_text()
    assert len(load(area)) == text.count("-- name: ")
    assert all(statement and b"-- name" not in statement for statement in load(area).values())
