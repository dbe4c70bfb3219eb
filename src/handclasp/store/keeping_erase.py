"""Erasing in PostgreSQL, one short transaction a step, each safe to repeat. As the keeper, whom the database binds.

The database's own rules (migration 0014) let the keeper delete only what is due in the bin and not on hold, whatever is
asked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from handclasp.store.database import Database
from handclasp.store.keeping import InBin
from handclasp.store.queries import load

BATCH: Final = 100
"""How many conversations one transaction takes on."""

WIDE: Final = 10_000
"""How many go together where a step looks through everything there is: the search index, the copies."""

_ANY_EPOCH: Final = 2**31 - 1
_FILES: Final = {name: bytes([len(name)]) + name.encode() for name in ("blob", "copy")}
"""Fields that name a file: their names as a record's commitments hold them."""

_BESIDE: Final = ("erase_originals", "erase_lookups", "erase_idempotency", "erase_sealed")
_OF_IT: Final = ("erase_assignments", "erase_closed", "erase_parties", "erase_seen")
_NAMING: Final = (
    b"select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid "
    b"where c.relnamespace = to_regnamespace('control') and c.relkind = 'r' "
    b"and a.attname = 'pseudonym' and a.atttypid = 'bytea'::regtype and not a.attisdropped order by 1"
)
"""The console's tables that name a conversation: whichever there are, so that a new one is not forgotten."""

_POINTING: Final = (
    b"select k.conrelid::regclass::text, a.attname::text, k.confrelid::regclass::text "
    b"from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] "
    b"where k.contype = 'f' and k.confrelid::regclass::text = any (%s) order by 1"
)
"""Those that point to one of these."""

_JOINED: Final = (
    b"update control.desk_conversation set joined = null, state = 'reopened', reason = '', closed_at = null "
    b"where joined = any (%s)"
)
"""What went on in one of these goes on by itself."""

_JUDGED: Final = (
    b"delete from control.desk_verdict v using handclasp.tenants t "
    b"where t.tenant_id = %s and v.tenant = t.name and v.index = any (%s)"
)


class Going(NamedTuple):
    """A conversation on its way out: the record of its deletion, times in ms, the epoch in which it lost its keys."""

    conversation: bytes
    idx: int
    at: int
    due: int
    dropped: int
    epoch: int


class Looked(NamedTuple):
    """A conversation that is due: its last seq, whether anything stands behind its deletion, whether it has files."""

    conversation: bytes
    seq: int
    later: bool
    files: bool


class _Meanwhile(Exception):
    """Something was said in these conversations, or a hold was placed on them, while their keys were being dropped."""

    def __init__(self, conversations: AbstractSet[bytes]) -> None:
        super().__init__()
        self.conversations = conversations


class Erasures:
    """The rows of erasures of one log."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def due(self, tenant: int, limit: int = BATCH, after: tuple[int, bytes] = (-1, b"")) -> list[InBin]:
        """What is due now, by the database's clock, in the order of (due, conversation).

        `held`: a hold stands on it, or was lifted and its wait has not begun anew yet.
        """
        given = {"log": self._log, "tenant": tenant, "limit": limit, "due": after[0], "after": after[1]}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            connection.execute(load("keep")["in_order"])
            return [InBin(*row) for row in connection.execute(load("keep")["due_now"], given)]

    def looked(self, tenant: int, rows: Sequence[InBin]) -> list[Looked]:
        """What can be told of these without opening anything."""
        given = {"log": self._log, "tenant": tenant, **_FILES}
        named = {"conversations": [row.conversation for row in rows], "idxs": [row.idx for row in rows]}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [Looked(*row) for row in connection.execute(load("keep")["looked_at"], given | named)]

    def note_files(self, tenant: int, files: Sequence[tuple[bytes, bytes]]) -> None:
        """Note which files were in which conversation, while that can still be known: (conversation, file)."""
        if files:
            conversations, blobs = (list(column) for column in zip(*files, strict=True))
            given = {"log": self._log, "tenant": tenant, "conversations": conversations, "blobs": blobs}
            with self._database.transaction("keeper", self._log, [tenant]) as connection:
                connection.execute(load("keep")["note_files"], given)

    def drop_keys(self, tenant: int, looked: Mapping[bytes, int]) -> list[bytes]:
        """Drop the keys of conversations that were looked at up to a seq; returns those that lost them.

        A conversation in which something was said since, which is on hold by now, or is just being taken back, is left.
        """
        going = dict(looked)
        while going:
            try:
                return self._drop_keys(tenant, going)
            except _Meanwhile as left:
                going = {one: seq for one, seq in going.items() if one not in left.conversations}
        return []

    def _drop_keys(self, tenant: int, looked: Mapping[bytes, int]) -> list[bytes]:
        queries = load("keep")
        given: dict[str, object] = {"log": self._log, "tenant": tenant}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            rows = connection.execute(queries["lock_due"], given | {"conversations": sorted(looked)})
            locked = [row[0] for row in rows]
            named = {"conversations": locked, "seqs": [looked[one] for one in locked]}
            gone = [row[0] for row in connection.execute(queries["drop_keys"], given | named)]
            if not gone:
                return []
            connection.execute(queries["keys_dropped"], given | {"conversations": gone})
            # Nobody sees any of that yet. Every batch waits while the turn is taken, so all that is done meanwhile is
            # to look once more, and no flush is waited for: whatever is flushed later is behind this.
            named = {"conversations": gone, "seqs": [looked[one] for one in gone]}
            with connection.pipeline():
                connection.execute("set local synchronous_commit = off")
                connection.execute(queries["take_turn"], given)
                meanwhile = connection.execute(queries["meanwhile"], given | named)
                if left := {row[0] for row in meanwhile}:
                    raise _Meanwhile(left)
        return gone

    def at(self, tenant: int, state: int, limit: int = BATCH, before: int = _ANY_EPOCH) -> list[Going]:
        """Conversations whose erasure is so far, of those that lost their keys in an epoch `before` this one."""
        given = {"log": self._log, "tenant": tenant, "state": state, "limit": limit, "before": before}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            connection.execute(load("keep")["in_order"])
            return [Going(*row) for row in connection.execute(load("keep")["at_state"], given)]

    def advance(self, tenant: int, state: int, conversations: Sequence[bytes]) -> None:
        """The step after `state` is done for these."""
        given = {"log": self._log, "tenant": tenant, "state": state, "conversations": list(conversations)}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["advance"], given)

    def certify(self, tenant: int, certificates: Mapping[bytes, int]) -> None:
        """The erasures of these conversations are certified, each by the record at an index."""
        given = {"log": self._log, "tenant": tenant}
        named = {"conversations": list(certificates), "certificates": list(certificates.values())}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["certify"], given | named)

    def counted(self, tenant: int, conversations: Sequence[bytes]) -> dict[bytes, int]:
        """How many records each of these conversations has."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return {row[0]: int(row[1]) for row in connection.execute(load("keep")["count_records"], given)}

    def records(self, tenant: int, conversations: Sequence[bytes]) -> list[int]:
        """The indexes of all records of these conversations."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [int(row[0]) for row in connection.execute(load("keep")["records_of"], given)]

    def erase_rows(self, tenant: int, conversations: Sequence[bytes], records: Sequence[int]) -> None:
        """Take away what is encrypted, what finds it, and what was derived from it; the entries stay.

        `records` are the indexes of all records of these conversations.
        """
        queries = load("keep")
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        indexes = {"indexes": list(records)}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            for name in _BESIDE:
                connection.execute(queries[name], given | indexes)
            for name in _OF_IT:
                connection.execute(queries[name], given)

    def erase_desk(self, tenant: int, conversations: Sequence[bytes], records: Sequence[int]) -> None:
        """Take the conversations off the desk's lists, and what was said of their records, where there is a desk."""
        with self._database.transaction("console", self._log, []) as connection:
            row = connection.execute("select to_regclass('control.desk_dispute')").fetchone()
            if row is None or row[0] is None:
                return
            connection.execute(_JUDGED, (tenant, list(records)))
            connection.execute(_JOINED, (list(conversations),))
            tables = [str(name) for (name,) in connection.execute(_NAMING)]
            pointing = connection.execute(_POINTING, (tables,)).fetchall()
            statements = [
                f"delete from {table} p using {to} t where t.id = p.{column} and t.pseudonym = any (%s)"  # noqa: S608 - names out of the catalogue
                for table, column, to in pointing
            ]
            statements += [f"delete from {table} where pseudonym = any (%s)" for table in tables]  # noqa: S608
            for statement in statements:
                connection.execute(statement.encode(), (list(conversations),))

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
