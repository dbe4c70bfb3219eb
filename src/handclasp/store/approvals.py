"""Requests for a second person, and votes, in PostgreSQL: rows that lead to sealed records, no text of anybody's.

Every change is one transaction that holds the request's row, so two processes cannot both count the last vote, nor both
use an approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handclasp.store.database import Connection, Database
from handclasp.store.queries import load

Row = tuple[str, bytes, str, str, str, str, int, int, int, int, str]
"""id (hex), digest, kind, subject (hex or empty), requester, role, requested, expires (ms), people, idx, state."""

VoteRow = tuple[str, str, str, int, int]
"""person, role, decision, log index, time (ms)."""

_COLUMNS = (
    "request",
    "digest",
    "kind",
    "subject",
    "requester",
    "requester_role",
    "requested",
    "expires",
    "people",
    "idx",
    "state",
)


class Approvals:
    """Implements access.approvals.Store, as the console role. Raises DatabaseUnavailable."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def add(self, tenant: int, asked: Row, /) -> Row:
        """Insert a request unless one of the same digest and requester is live; the row that stands."""
        given = dict(zip(_COLUMNS, asked, strict=True))
        with self._database.transaction("console", self._log, [tenant]) as connection:
            while not _change(connection, "add", tenant, **given):
                standing: list[Row] = _run(connection, "live", tenant, digest=asked[1], requester=asked[4])
                if standing:  # else the one that stood in the way has ended since
                    return standing[0]
        return asked

    def find(self, tenant: int, request: str, /) -> Row | None:
        """A request by its id."""
        rows = self._rows("find", tenant, request=request)
        return rows[0] if rows else None

    def asked_by(self, tenant: int, requester: str, limit: int, /) -> Sequence[Row]:
        """What somebody asked for: the live ones first, then the newest."""
        return self._rows("asked_by", tenant, requester=requester, limit=limit)

    def open(self, tenant: int, now: int, limit: int, /) -> Sequence[Row]:
        """Open requests that have not expired, the most urgent first."""
        return self._rows("open", tenant, now=now, limit=limit)

    def due(self, tenant: int, now: int, limit: int, /) -> Sequence[Row]:
        """Live requests whose time is over."""
        return self._rows("due", tenant, now=now, limit=limit)

    def votes(self, tenant: int, request: str, /) -> Sequence[VoteRow]:
        """Who said what, in the order of the log."""
        with self._database.transaction("console", self._log, [tenant]) as connection:
            return [
                (row[0], row[1], row[2], row[3], row[4]) for row in _run(connection, "votes", tenant, request=request)
            ]

    def vote(self, tenant: int, request: str, vote: VoteRow, need: int, /) -> str | None:
        """Count a vote of an open request and return its new state; None: not open, or that person has voted."""
        person, role, decision, idx, at = vote
        with self._database.transaction("console", self._log, [tenant]) as connection:
            state = _run(connection, "lock", tenant, request=request, at=at)
            if not state or state[0][0] != "open":
                return None
            given = {"person": person, "role": role, "decision": decision, "idx": idx, "at": at}
            if not _change(connection, "vote", tenant, request=request, **given):
                return None
            (approvals, rejections), *_ = _run(connection, "counted", tenant, request=request)
            after = "rejected" if rejections else "approved" if approvals >= need else "open"
            _change(connection, "move", tenant, request=request, before=["open"], after=after, at=at)
        return after

    def move(self, tenant: int, request: str, before: Sequence[str], after: str, at: int, /) -> bool:
        """Change the state if it is one of `before`, atomically; whether this call did it."""
        with self._database.transaction("console", self._log, [tenant]) as connection:
            return _change(connection, "move", tenant, request=request, before=list(before), after=after, at=at) == 1

    def _rows(self, statement: str, tenant: int, **parameters: Any) -> Sequence[Row]:
        with self._database.transaction("console", self._log, [tenant]) as connection:
            return _run(connection, statement, tenant, **parameters)


def _run(connection: Connection, statement: str, tenant: int, **parameters: Any) -> list[Any]:
    cursor = connection.execute(load("approvals")[statement], {"tenant": tenant, **parameters})
    return cursor.fetchall() if cursor.description else []


def _change(connection: Connection, statement: str, tenant: int, **parameters: Any) -> int:
    return connection.execute(load("approvals")[statement], {"tenant": tenant, **parameters}).rowcount
