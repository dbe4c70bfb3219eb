"""Erasing in PostgreSQL, one short transaction a step, each safe to repeat. As the keeper, whom the database binds.

The database's own rules (migration 0014) let the keeper delete only what is due in the bin and not on hold, whatever is
asked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from handclasp.store.database import Database
from handclasp.store.keeping import InBin
from handclasp.store.queries import load

BATCH: Final = 100
"""How many conversations one transaction takes on."""

_BESIDE: Final = ("erase_originals", "erase_lookups", "erase_idempotency", "erase_sealed")
_OF_IT: Final = ("erase_assignments", "erase_closed", "erase_parties")
_UNCERTAIN: Final = (
    b"delete from control.desk_uncertain u using control.desk_conversation c "
    b"where c.id = u.conversation_id and c.pseudonym = any (%s)"
)
_LISTED: Final = b"delete from control.desk_conversation where pseudonym = any (%s)"


class Going(NamedTuple):
    """A conversation on its way out: the record of its deletion, times in ms, the epoch in which it lost its keys."""

    conversation: bytes
    idx: int
    at: int
    due: int
    dropped: int
    epoch: int


class Erasures:
    """The rows of erasures of one log."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def due(self, tenant: int, limit: int = BATCH) -> list[InBin]:
        """What is due now, by the database's clock, and not on hold."""
        given = {"log": self._log, "tenant": tenant, "limit": limit}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [InBin(*row) for row in connection.execute(load("keep")["due_now"], given)]

    def note_files(self, tenant: int, conversation: bytes, blobs: Sequence[bytes]) -> None:
        """Note which files were in a conversation, while that can still be known."""
        given = {"log": self._log, "tenant": tenant, "conversation": conversation, "blobs": list(blobs)}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["note_files"], given)

    def drop_keys(self, tenant: int, looked: Mapping[bytes, int]) -> list[bytes]:
        """Drop the keys of conversations that were looked at up to a seq; returns those that lost them.

        A conversation in which something was said since, which is on hold by now, or is just being taken back, is left.
        """
        queries = load("keep")
        given: dict[str, object] = {"log": self._log, "tenant": tenant}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            rows = connection.execute(queries["lock_due"], given | {"conversations": list(looked)})
            locked = [row[0] for row in rows]
            connection.execute(queries["take_turn"], given)
            named = {"conversations": locked, "seqs": [looked[one] for one in locked]}
            free = [row[0] for row in connection.execute(queries["still_free"], given | named)]
            connection.execute(queries["drop_keys"], given | {"conversations": free})
            row = connection.execute(load("read")["epoch"], given).fetchone()
            epoch = {"epoch": int(row[0]) if row else 0}
            connection.execute(queries["keys_dropped"], given | epoch | {"conversations": free})
        return free

    def at(self, tenant: int, state: int, limit: int = BATCH) -> list[Going]:
        """Conversations whose erasure is so far."""
        given = {"log": self._log, "tenant": tenant, "state": state, "limit": limit}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [Going(*row) for row in connection.execute(load("keep")["at_state"], given)]

    def advance(self, tenant: int, state: int, conversations: Sequence[bytes]) -> None:
        """The step after `state` is done for these."""
        given = {"log": self._log, "tenant": tenant, "state": state, "conversations": list(conversations)}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["advance"], given)

    def certify(self, tenant: int, conversation: bytes, certificate: int) -> None:
        """The erasure is certified by the record at an index."""
        given = {"log": self._log, "tenant": tenant, "conversation": conversation, "certificate": certificate}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["certify"], given)

    def records(self, tenant: int, conversations: Sequence[bytes]) -> list[int]:
        """The indexes of all records of these conversations."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [int(row[0]) for row in connection.execute(load("keep")["records_of"], given)]

    def erase_rows(self, tenant: int, conversations: Sequence[bytes]) -> None:
        """Take away what is encrypted, what finds it, and what was derived from it; the entries stay."""
        queries = load("keep")
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        indexes = {"indexes": self.records(tenant, conversations)}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            for name in _BESIDE:
                connection.execute(queries[name], given | indexes)
            for name in _OF_IT:
                connection.execute(queries[name], given)

    def erase_desk(self, conversations: Sequence[bytes]) -> None:
        """Take the conversations off the desk's lists, where there is a desk."""
        with self._database.transaction("console", self._log, []) as connection:
            row = connection.execute("select to_regclass('control.desk_uncertain')").fetchone()
            for statement in (_UNCERTAIN, _LISTED) if row is not None and row[0] is not None else ():
                connection.execute(statement, (list(conversations),))

    def files(self, tenant: int, conversations: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        """The files that were in these conversations: (conversation, file)."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [(row[0], row[1]) for row in connection.execute(load("keep")["files_of"], given)]

    def forget_files(self, tenant: int, conversations: Sequence[bytes]) -> None:
        """The files of these conversations are gone."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["forget_files"], given)

    def dropped_since(self, tenants: Sequence[int], since: int, limit: int) -> list[tuple[int, bytes, int]]:
        """(tenant, conversation, when in ms) of conversations whose keys were dropped after a moment, in order."""
        given = {"log": self._log, "tenants": list(tenants), "since": since, "limit": limit}
        with self._database.transaction("machine", self._log, list(tenants)) as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(load("keep")["dropped_since"], given)]
