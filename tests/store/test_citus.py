"""Every table, key and statement of the record path keeps the rules of sharding by log (deploy/citus/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Any

import psycopg
import pytest

from handclasp.house.app import House

DISTRIBUTE = Path(__file__).parents[2] / "deploy/citus/distribute.sql"
SQL = sorted((files("handclasp.store") / "sql").iterdir(), key=lambda file: file.name)
_NAMED = re.compile(r"^-- name: (\w+)", re.MULTILINE)
_TABLE = re.compile(
    r"\b(from|join|into|update|only)\s+handclasp\.(\w+)(?:\s+(?:as\s+)?(?!on\b|set\b|where\b|select\b|order\b)(\w+))?"
)


def _listed(function: str) -> set[str]:
    return set(re.findall(rf"{function}\('handclasp\.(\w+)'", DISTRIBUTE.read_text()))


DISTRIBUTED = _listed("create_distributed_table")
REFERENCE = _listed("create_reference_table")


@pytest.fixture
def catalogue(house: House) -> Iterator[psycopg.Connection[Any]]:
    with house.database.connect("migrator") as connection:
        yield connection


def test_every_table_is_placed(catalogue: psycopg.Connection[Any]) -> None:
    rows = catalogue.execute("select tablename from pg_tables where schemaname = 'handclasp'").fetchall()
    assert {name for (name,) in rows} - {"set_up"} == DISTRIBUTED | REFERENCE
    assert not DISTRIBUTED & REFERENCE


def test_every_unique_key_begins_with_the_log(catalogue: psycopg.Connection[Any]) -> None:
    rows = catalogue.execute(
        """
        select c.relname, i.indexrelid::regclass::text, a.attname
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where n.nspname = 'handclasp' and i.indisunique
        """
    ).fetchall()
    ours = [(index, first) for table, index, first in rows if table in DISTRIBUTED]
    assert len(ours) >= len(DISTRIBUTED)
    assert [index for index, first in ours if first != "log_id"] == []


def test_no_foreign_key_and_no_trigger(catalogue: psycopg.Connection[Any]) -> None:
    keys = catalogue.execute(
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint "
        "where contype = 'f' and connamespace = 'handclasp'::regnamespace"
    ).fetchall()
    assert [pair for pair in keys if any(name.removeprefix("handclasp.") in DISTRIBUTED for name in pair)] == []
    triggers = catalogue.execute("select tgname from pg_trigger where not tgisinternal").fetchall()
    assert triggers == []


def _statements() -> list[tuple[str, str]]:
    found = []
    for file in SQL:
        text = file.read_text()
        starts = [*_NAMED.finditer(text)]
        for number, start in enumerate(starts):
            end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
            found.append((f"{file.name}: {start[1]}", text[start.end() : end]))
    return found


def unnamed(statement: str) -> list[str]:
    """The distributed tables of a statement that it does not tie to a log."""
    found = [one for one in _TABLE.finditer(statement) if one[2] in DISTRIBUTED]
    loose = []
    for one, following in zip_longest(found, found[1:]):
        verb, table, alias = one.groups()
        # A table without a name of its own is tied before the next one is spoken of.
        its = statement[one.end() : following.start() if following else len(statement)]
        if verb == "into":
            tied = re.match(r"[^(]*\(\s*log_id\b", its) is not None
        elif alias:
            tied = re.search(rf"\b{alias}\.log_id\b", statement) is not None
        else:
            tied = re.search(r"(?<!\.)\blog_id\b", its) is not None
        if not tied:
            loose.append(table)
    return loose


@pytest.mark.parametrize(("name", "statement"), _statements())
def test_every_statement_names_its_log(name: str, statement: str) -> None:
    assert unnamed(statement) == [], f"{name} reads or writes tables without naming their log"
    assert "skip locked" not in statement.lower()


def test_the_check_sees_what_it_is_for() -> None:
    assert unnamed("select 1 from handclasp.entries where idx = 1") == ["entries"]
    assert unnamed("select 1 from handclasp.entries e join handclasp.sealed s on s.idx = e.idx where e.log_id = 1") == [
        "sealed"
    ]
    assert unnamed("insert into handclasp.entries (idx, log_id) values (1, 1)") == ["entries"]
    assert unnamed("select 1 from handclasp.entries where log_id = 1") == []
