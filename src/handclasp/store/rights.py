"""Customers' requests about their data, in PostgreSQL: where each stands, and what is restricted because of one.

Everything here follows from sealed steps in the journal; a row only makes them quick to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from handclasp.store.database import Database
from handclasp.store.queries import load


class Standing(NamedTuple):
    """Where a request stands after `steps` of them; times are ms, `place` the log index of the newest step."""

    request: bytes
    right: str
    law: str
    state: str
    subjects: tuple[bytes, ...]
    opened: int
    due: int
    steps: int
    place: int


class Rights:
    """Reads and writes as the console role. Raises DatabaseUnavailable."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def put(self, tenant: int, one: Standing) -> None:
        """Keep where a request stands; what is older than what is known changes nothing."""
        given = one._asdict() | {"what": one.right, "idx": one.place, "subjects": list(one.subjects)}
        self._run("put", tenant, **given)

    def find(self, tenant: int, request: bytes) -> Standing | None:
        """A request by its id."""
        found = self._standing("find", tenant, request=request)
        return found[0] if found else None

    def listed(self, tenant: int, limit: int = 1_000) -> list[Standing]:
        """A tenant's requests, those that are not ended first, the most urgent first."""
        return self._standing("listed", tenant, limit=limit)

    def about(self, tenant: int, conversation: bytes) -> list[Standing]:
        """The requests about a conversation, the newest first."""
        return self._standing("about", tenant, subject=conversation)

    def restrict(self, tenant: int, kind: str, subjects: Sequence[bytes], request: bytes) -> None:
        """Restrict conversations (`restriction`, `objection`) because of a request; safe to repeat."""
        self._run("restrict", tenant, kind=kind, subjects=list(subjects), request=request)

    def lift(self, tenant: int, request: bytes) -> None:
        """End what a request restricts; safe to repeat."""
        self._run("lift", tenant, request=request)

    def _standing(self, statement: str, tenant: int, **parameters: Any) -> list[Standing]:
        rows = self._run(statement, tenant, **parameters)
        return [Standing._make((*row[:4], tuple(bytes(one) for one in row[4]), *row[5:])) for row in rows]

    def _run(self, statement: str, tenant: int, **parameters: Any) -> list[Any]:
        given = {"log": self._log, "tenant": tenant, **parameters}
        with self._database.transaction("console", self._log, [tenant]) as connection:
            cursor = connection.execute(load("rights")[statement], given)
            return cursor.fetchall() if cursor.description else []
