"""Migrations: once each, whoever else migrates; a database of another version is refused, never touched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tests.house_fixture import Template

from handclasp.store import migrate
from handclasp.store.database import Database
from handclasp.store.embedded import Embedded
from handclasp.store.migrate import ChangedMigration, NewerDatabase


@pytest.fixture
def empty(postgres: Embedded, house_template: Template, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database made as setup makes it."""
    name = f"migrate_{abs(hash(request.node.name)) % 10**9}"
    with psycopg.connect(postgres.superuser_url(), autocommit=True) as admin:
        migrate.create_database(admin, name)
        migrate.create_database(admin, name)
    database = Database(postgres.superuser_url(name), house_template.passwords)
    yield database
    database.close()


def applied(database: Database) -> list[str]:
    with database.connect("migrator") as connection:
        return migrate.migrate(connection)


def names() -> list[str]:
    return [name for _, name, _ in migrate.migrations()]


def test_migrating_twice_is_harmless(empty: Database) -> None:
    assert applied(empty) == names()
    assert applied(empty) == []
    with empty.connect("reader") as connection:
        assert connection.execute("select count(*) from handclasp.logs").fetchone() == (0,)


def test_two_who_migrate_at_once_apply_each_migration_once(empty: Database) -> None:
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(applied(empty))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, found)) == [0, len(names())]


def test_a_failing_migration_leaves_those_before_it_and_nothing_of_itself(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = migrate.migrations()
    broken = (999, "0999_broken", "create table handclasp.half (n integer); select no_such_function()")
    monkeypatch.setattr(migrate, "migrations", lambda: [*known, broken])
    with pytest.raises(psycopg.errors.UndefinedFunction):
        applied(empty)
    monkeypatch.setattr(migrate, "migrations", lambda: known)
    assert applied(empty) == []
    with empty.connect("reader") as connection:
        assert connection.execute("select to_regclass('handclasp.half')").fetchone() == (None,)


def test_a_newer_database_is_refused_untouched(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    known = migrate.migrations()
    newer = (999, "0999_from_the_future", "create table handclasp.future (n integer)")
    monkeypatch.setattr(migrate, "migrations", lambda: [*known, newer])
    applied(empty)
    monkeypatch.setattr(migrate, "migrations", lambda: known)
    with pytest.raises(NewerDatabase, match="0999_from_the_future"):
        applied(empty)
    with empty.connect("migrator") as connection, pytest.raises(NewerDatabase):
        migrate.check(connection)


def test_a_changed_migration_is_refused(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(empty)
    changed: list[Any] = [(number, name, text + "\n-- changed") for number, name, text in migrate.migrations()]
    monkeypatch.setattr(migrate, "migrations", lambda: changed)
    with pytest.raises(ChangedMigration, match="0001"):
        applied(empty)


def test_an_empty_database_lacks_every_migration(empty: Database) -> None:
    with empty.connect("migrator") as connection:
        assert [name for _, name, _ in migrate.check(connection)] == names()


def test_numbers_are_unique_and_ascending() -> None:
    numbers = [number for number, _, _ in migrate.migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_making_roles_again_keeps_who_owns_what(empty: Database, postgres: Embedded, house_template: Template) -> None:
    applied(empty)
    with psycopg.connect(postgres.superuser_url(), autocommit=True) as admin:
        assert migrate.create_roles(admin, ()) == {}
    assert applied(empty) == []
