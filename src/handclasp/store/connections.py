"""How many connections a house needs of its PostgreSQL, by role: worked out from the settings, set, and checked.

Every process keeps its own, so each web worker adds its share. A role's CONNECTION LIMIT keeps a house that runs wild
from taking the last slot of a server that others, or its own repair, need.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from psycopg import sql

from handclasp.records import HandclaspError
from handclasp.store.database import Connection

_CONSOLE: Final = 8
"""The pool of the console's pages (web/console/settings.py)."""
_FEWEST: Final = {
    "migrator": 4,
    "keeper": 4,
    "revealer": 8,
    "auditor": 12,
    "ingest": 24,
    "reader": 24,
    "machine": 24,
    "console": 24,
}
_SPARE: Final = 2
"""Processes beside the web workers that may have as many: the worker, and commands."""


class TooFewConnections(HandclaspError):
    """PostgreSQL allows fewer connections than these settings need."""

    code = "too-few-connections"


class Need(NamedTuple):
    """Connections by role at most, and how many all processes need for each to work at all."""

    most: dict[str, int]
    least: int

    @property
    def total(self) -> int:
        """At most, over all roles."""
        return sum(self.most.values())


def needed(workers: int, pool: int) -> Need:
    """What so many web workers need, with so many connections kept for a role (`database_connections`)."""
    processes = workers + _SPARE
    # Beside its pools a process has one that commits, one that publishes, one that listens.
    each = {"ingest": pool + 2, "reader": pool, "machine": pool, "auditor": pool + 1, "console": _CONSOLE}
    most = {role: max(few, processes * each.get(role, 0)) for role, few in _FEWEST.items()}
    return Need(most, (workers + 1) * (len(each) + 3))


def allow(admin: Connection, need: Need) -> None:
    """Let each role have as many (superuser, or whoever made the roles)."""
    now = _limits(admin)
    for role, most in need.most.items():
        if role in now and 0 <= now[role] != most:
            name = sql.Identifier(f"handclasp_{role}")
            admin.execute(sql.SQL("alter role {} connection limit {}").format(name, sql.Literal(most)))


def check(connection: Connection, need: Need) -> str:
    """Raise TooFewConnections when these settings cannot work; a sentence when they may run short, else nothing."""
    tight = [role for role, most in _limits(connection).items() if 0 <= most < need.most.get(role, 0)]
    if tight:
        message = (
            f"the roles {', '.join(sorted(tight))} may not have as many connections as web_workers and "
            "database_connections ask for: run `handclasp setup`, with a database_url that may change roles, "
            "or make these settings smaller"
        )
        raise TooFewConnections(message)
    row = connection.execute(
        "select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    ).fetchone()
    has = int(row[0]) if row else 0
    if has < need.least:
        message = (
            f"PostgreSQL takes {has} connections, and web_workers asks for at least {need.least}: raise its "
            "max_connections, or make web_workers smaller"
        )
        raise TooFewConnections(message)
    if has < need.total:
        return (
            f"PostgreSQL takes {has} connections; under full load the settings could ask for {need.total}: raise its "
            "max_connections, or make web_workers or database_connections smaller"
        )
    return ""


def _limits(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        "select substr(rolname, 11), rolconnlimit from pg_roles where rolname like 'handclasp\\_%'"
    )
    return dict(rows.fetchall())
