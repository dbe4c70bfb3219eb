"""The bin in PostgreSQL: what waits to be erased, since when and until when by the database's own clock.

Rows are a finding aid: who deleted what and why stands sealed in the journal at `idx`. What may change here, the
database's own rules say (migration 0014): nobody shortens the wait.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from handclasp.store.database import Connection, Database
from handclasp.store.queries import load

PAGE: Final = 500
_OF_DELETIONS: Final = {name: bytes([len(name)]) + name.encode() for name in ("due", "rule")}
"""Fields that a deletion has: their names as a record's commitments hold them."""


class InBin(NamedTuple):
    """A conversation in the bin. `idx`: the record of its deletion; times in ms; `state` as keep.erasing counts.

    `certificate`: the record that certifies its erasure, once it does.
    """

    conversation: bytes
    idx: int
    at: int
    due: int
    state: int
    held: bool
    certificate: int | None = None


class BinRow(NamedTuple):
    """A row of the bin, whatever became of it: `back` is the record by which it came back; times in ms."""

    conversation: bytes
    idx: int
    due: int
    back: int | None
    state: int
    dropped: int | None


class Bins:
    """The bins of all tenants of one log; written as the keeper, looked at as the machine role."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def now(self) -> int:
        """The database's clock (ms)."""
        with self._database.transaction("machine", self._log, []) as connection:
            row = connection.execute(load("keep")["clock"]).fetchone()
        return int(row[0]) if row else 0

    def put(self, tenant: int, conversations: Sequence[bytes], idx: int) -> list[bytes]:
        """Put conversations into the bin by the record at `idx`; returns those that were not in it and exist."""
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            given = {"log": self._log, "tenant": tenant, "conversations": list(conversations), "idx": idx}
            return [row[0] for row in connection.execute(load("keep")["put"], given)]

    def find(self, tenant: int, conversation: bytes) -> InBin | None:
        """A conversation that lies in the bin or was erased."""
        given = {"log": self._log, "tenant": tenant, "conversation": conversation}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            row = connection.execute(load("keep")["binned"], given).fetchone()
        return InBin(*row) if row else None

    def waiting(self, tenant: int) -> Iterator[InBin]:
        """All that lies in the bin and can still be taken out, the most urgent first; read page by page."""
        due, after = -1, b""
        while True:
            given = {"log": self._log, "tenant": tenant, "due": due, "after": after, "limit": PAGE}
            with self._database.transaction("machine", self._log, [tenant]) as connection:
                connection.execute(load("keep")["in_order"])
                rows = [InBin(*row) for row in connection.execute(load("keep")["waiting"], given)]
            yield from rows
            if len(rows) < PAGE:
                return
            due, after = rows[-1].due, rows[-1].conversation

    def deletions(self, tenant: int) -> Iterator[int]:
        """Where records stand in the journals that may be deletions, ascending; read page by page."""
        after = -1
        while True:
            given = {"log": self._log, "tenant": tenant, "after": after, "limit": PAGE, **_OF_DELETIONS}
            with self._database.transaction("machine", self._log, [tenant]) as connection:
                found = [int(row[0]) for row in connection.execute(load("keep")["deletions"], given)]
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1]

    def rows_of(self, tenant: int, conversations: Sequence[bytes]) -> list[BinRow]:
        """All rows of these conversations."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [BinRow(*row) for row in connection.execute(load("keep")["rows_of"], given)]

    def lifted_among(self, tenant: int, conversations: Sequence[bytes]) -> list[InBin]:
        """Those of these that wait in the bin, and from which a hold was lifted since they were put there."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [InBin(*row) for row in connection.execute(load("keep")["lifted_among"], given)]

    def lifted_and_due(self, tenant: int, limit: int = PAGE) -> list[InBin]:
        """The same of all whose first 72 hours are over."""
        given = {"log": self._log, "tenant": tenant, "limit": limit}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [InBin(*row) for row in connection.execute(load("keep")["lifted_and_due"], given)]

    def begin_anew(self, tenant: int, conversations: Sequence[bytes], renews: int, idx: int) -> list[bytes]:
        """Let the wait of these begin anew, by the record at `idx` instead of `renews`; returns those that waited."""
        given = {"log": self._log, "tenant": tenant, "renews": renews, "idx": idx}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            rows = connection.execute(load("keep")["make_way"], given | {"conversations": list(conversations)})
            waited = {"conversations": [row[0] for row in rows]}
            return [row[0] for row in connection.execute(load("keep")["put"], given | waited)]

    @contextlib.contextmanager
    def locked(self, tenant: int, conversation: bytes) -> Iterator[Locked | None]:
        """The row of a conversation in the bin, locked against its erasure; None when there is none."""
        given = {"log": self._log, "tenant": tenant, "conversation": conversation}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            row = connection.execute(load("keep")["lock_binned"], given).fetchone()
            yield Locked(connection, given, *row) if row else None

    def written_between(self, tenant: int, after: int, size: int) -> list[tuple[bytes, int]]:
        """Conversations in the bin with records of these indexes from after they were put there; the seq before those.

        `after` and `size` are not within.
        """
        given = {"log": self._log, "tenant": tenant, "after": after, "size": size}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [(row[0], int(row[1])) for row in connection.execute(load("keep")["written_between"], given)]


class Locked:
    """A row of the bin inside one transaction: `idx` is the record of the deletion, `state` how far its erasure is."""

    def __init__(self, connection: Connection, given: dict[str, object], idx: int, state: int) -> None:
        self.idx = idx
        self.state = state
        self._connection = connection
        self._given = given

    def take_back(self, back: int) -> None:
        """Take it out of the bin, by the record at index `back`."""
        self._connection.execute(load("keep")["take_back"], self._given | {"idx": self.idx, "back": back})
