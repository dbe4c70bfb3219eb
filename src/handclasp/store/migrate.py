"""Bringing a database to this version's schema: numbered SQL files, each applied once, in one transaction each.

A database of a newer version is refused, never touched: downgrading would lose what the newer version promised.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from hashlib import sha256
from importlib.resources import files

import psycopg
from psycopg import sql

from handclasp.records import HandclaspError
from handclasp.store.database import ROLES, Connection


class NewerDatabase(HandclaspError):
    """The database was made by a newer version of Handclasp."""

    code = "database-newer"


class ChangedMigration(HandclaspError):
    """A migration that was applied is not the one in this installation."""

    code = "migration-changed"


def migrations() -> list[tuple[int, str, str]]:
    """(number, name, SQL) of every migration, ascending."""
    folder = files("handclasp.store") / "migrations"
    found = [
        (int(f.name[:4]), f.name.removesuffix(".sql"), f.read_text())
        for f in folder.iterdir()
        if f.name.endswith(".sql")
    ]
    return sorted(found)


def roles_there(admin: Connection, roles: Collection[str]) -> list[str]:
    """Which of these roles the server has already."""
    rows = admin.execute("select substr(rolname, 11) from pg_roles where rolname like 'handclasp\\_%'").fetchall()
    return sorted({str(row[0]) for row in rows} & set(roles))


def create_roles(admin: Connection, roles: Collection[str] = ROLES) -> dict[str, str]:
    """Make the roles (superuser needed) and give these fresh passwords, which are returned by role."""
    passwords = {role: secrets.token_urlsafe(24) for role in roles}
    admin.execute((files("handclasp.store") / "roles.sql").read_bytes())
    for role, password in passwords.items():
        admin.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(f"handclasp_{role}"), sql.Literal(password))
        )
    return passwords


def create_database(admin: Connection, name: str) -> None:
    """Make a database, unless it is there, and give it to the owner role. `admin` must be in autocommit."""
    if not admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
        admin.execute(sql.SQL("create database {} owner handclasp_owner").format(sql.Identifier(name)))
    else:
        admin.execute(sql.SQL("alter database {} owner to handclasp_owner").format(sql.Identifier(name)))
    admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
    for role in ROLES:
        admin.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(name), sql.Identifier(f"handclasp_{role}")
            )
        )


def migrate(connection: Connection) -> list[str]:
    """Apply what is missing as the migrator; returns the names applied. Raises NewerDatabase, ChangedMigration.

    Two who migrate at once take turns. `connection` must not be in a transaction.
    """
    connection.execute("select pg_advisory_lock(hashtext('handclasp migrate'))")
    connection.commit()
    try:
        return _migrate(connection)
    finally:
        connection.rollback()
        connection.execute("select pg_advisory_unlock(hashtext('handclasp migrate'))")
        connection.commit()


def _migrate(connection: Connection) -> list[str]:
    with connection.transaction():
        connection.execute("set local role handclasp_owner")
        connection.execute(
            "create table if not exists public.handclasp_migrations "
            "(number integer primary key, name text not null, digest text not null, "
            "applied_at timestamptz not null default now())"
        )
    missing = check(connection)
    connection.commit()  # or each migration would only be a savepoint in the transaction that looked
    applied: list[str] = []
    for number, name, text in missing:
        with connection.transaction():
            connection.execute("set local role handclasp_owner")
            connection.execute(text.encode())
            connection.execute("reset search_path")
            connection.execute(
                "insert into public.handclasp_migrations (number, name, digest) values (%s, %s, %s)",
                (number, name, _digest(text)),
            )
        applied.append(name)
    with connection.transaction():
        connection.execute("set local role handclasp_owner")
        # Last, because the first migration takes these rights away: each role checks the version it meets.
        connection.execute("grant select on public.handclasp_migrations to public")
        connection.execute("grant usage on schema public to public")
    return applied


def check(connection: Connection) -> list[tuple[int, str, str]]:
    """The migrations still to apply; raises NewerDatabase or ChangedMigration when this version does not fit."""
    try:
        rows = connection.execute("select number, name, digest from public.handclasp_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        connection.rollback()
        rows = []
    known = {number: (name, text) for number, name, text in migrations()}
    for number, name, digest in rows:
        if number not in known:
            message = (
                f"the database has the migration {name}, which this version does not know: it was made by a newer "
                "Handclasp. Install that version, or restore a copy made before it."
            )
            raise NewerDatabase(message)
        if _digest(known[number][1]) != digest:
            message = (
                f"the migration {name} was applied in another form than the one installed here; "
                "install the version it came from"
            )
            raise ChangedMigration(message)
    done = {number for number, _, _ in rows}
    return [(number, name, text) for number, (name, text) in sorted(known.items()) if number not in done]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
