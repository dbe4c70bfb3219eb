"""Up to which record somebody has seen a conversation, in PostgreSQL, each person's behind a wall of their own.

No evidence: that somebody looked is in the journal. What is lost here makes a line look new that is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from handclasp.store.database import Database, Person
from handclasp.store.queries import load


class Mark(NamedTuple):
    """The last record seen (its seq), and whether it was left unread on purpose."""

    seq: int
    again: bool = False


class SeenMarks:
    """Reads and writes as the console role, on behalf of one person a call. Raises DatabaseUnavailable."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def look(self, tenant: int, person: str, conversation: bytes, seq: int) -> None:
        """Everything up to `seq` was seen; what is less than what is known changes nothing."""
        self._run("look", tenant, person, conversation=conversation, seq=seq)

    def leave_unread(self, tenant: int, person: str, conversation: bytes, seq: int) -> None:
        """What comes after `seq` is new again, until they look."""
        self._run("leave_unread", tenant, person, conversation=conversation, seq=seq)

    def marks(self, tenant: int, person: str, conversations: Sequence[bytes]) -> dict[bytes, Mark]:
        """Of these conversations, the marks there are."""
        if not conversations:
            return {}
        rows = self._run("marks", tenant, person, conversations=list(conversations))
        return {bytes(name): Mark(seq, again) for name, seq, again in rows}

    def _run(self, name: str, tenant: int, person: str, **given: Any) -> list[Any]:
        told = {"log": self._log, "tenant": tenant, "person": person, **given}
        with self._database.transaction("console", self._log, [tenant], Person(person)) as connection:
            cursor = connection.execute(load("seen")[name], told)
            return cursor.fetchall() if cursor.description else []
