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
    """Connections by role: at most, and without which the processes do not work at all."""

    most: dict[str, int]
    least: dict[str, int]


def needed(workers: int, pool: int) -> Need:
    """What so many web workers need, with so many connections kept for a role (`database_connections`)."""
    processes = workers + _SPARE
    # Beside its pools a process has one that commits, one that publishes, one that listens.
    each = {"ingest": pool + 2, "reader": pool, "machine": pool, "auditor": pool + 1, "console": _CONSOLE}
    most = {role: max(few, processes * each.get(role, 0)) for role, few in _FEWEST.items()}
    least = {"ingest": 3, "reader": 1, "machine": 1, "auditor": 2, "console": 1}
    return Need(most, {role: (workers + 1) * few for role, few in least.items()})


def allow(admin: Connection, need: Need) -> None:
    """Let each role have as many (superuser, or whoever made the roles)."""
    now = _limits(admin)
    for role, most in need.most.items():
        if role in now and 0 <= now[role] != most:
            name = sql.Identifier(f"handclasp_{role}")
            admin.execute(sql.SQL("alter role {} connection limit {}").format(name, sql.Literal(most)))


def check(connection: Connection, need: Need) -> str:
    """Raise TooFewConnections when these settings cannot work; a sentence when they may run short, else nothing."""
    limits = _limits(connection)
    row = connection.execute(
        "select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    ).fetchone()
    has = int(row[0]) if row else 0
    said = _short(limits, has, need.least)
    if said:
        message = f"{said}, which web_workers does not work without"
        raise TooFewConnections(message)
    said = _short(limits, has, need.most)
    return said and f"{said} when all is busy"


def _short(limits: dict[str, int], has: int, need: dict[str, int]) -> str:
    tight = sorted(role for role, few in need.items() if 0 <= limits.get(role, -1) < few)
    if tight:
        return (
            f"the database roles {', '.join(tight)} may have too few connections: run `handclasp setup` with a "
            f"database_url that may change roles; the settings ask for {', '.join(str(need[role]) for role in tight)}"
        )
    total = sum(need.values())
    if has < total:
        return (
            f"PostgreSQL takes {has} connections: raise its max_connections, or make web_workers or "
            f"database_connections smaller; the settings ask for {total}"
        )
    return ""


def _limits(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        "select substr(rolname, 11), rolconnlimit from pg_roles where rolname like 'handclasp\\_%'"
    )
    return dict(rows.fetchall())
