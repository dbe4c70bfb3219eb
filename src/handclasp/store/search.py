"""The search index in PostgreSQL: encrypted blocks, never a word. A person's search reads under the person's own wall.

A batch stands with the cursor's move or not at all, so reading a stretch of the log twice indexes it once. Segments are
put in each other's place in one transaction, and only while all of those replaced are still there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from handclasp.store.database import Connection, Database, Person
from handclasp.store.queries import load

CONSUMER: Final = "search"


class Segment(NamedTuple):
    """A segment's row. `place` is how far the log had been read; times are ms. The key is wrapped under `epoch`."""

    segment: int
    place: int
    docs: int
    bits: int
    first_idx: int
    last_idx: int
    first_received: int
    last_received: int
    replaces: tuple[int, ...]
    epoch: int
    wrapped: bytes


class Batch(NamedTuple):
    """What one tenant's part of a flush writes: what was read after `after` up to `position`, and the segment of it."""

    tenant: int
    after: int
    position: int
    segment: Segment | None
    blocks: Sequence[bytes]
    closed: Collection[bytes] = ()
    opened: Collection[bytes] = ()


class Place(NamedTuple):
    """Where a record stands, when it came (ms), and whether its conversation is closed."""

    idx: int
    conversation: bytes
    seq: int
    received: int
    closed: bool


class Whose(NamedTuple):
    """Whose a conversation is, and whether it is on legal hold."""

    agent: str
    team: str
    merchants: frozenset[str]
    held: bool


class Standing(NamedTuple):
    """How far the index goes, its segments (the one with the newest record first), and the newest records beyond."""

    cursor: int
    segments: Sequence[Segment]
    late: Sequence[Place]


class _Gone(Exception):
    """Segments to be replaced are not there any more."""


class SearchRows:
    """The index of one log, read and written as the machine role; what is somebody's is read as the reader, for them.

    Without a `person` (our own work, and API keys) the machine role reads that too.
    """

    def __init__(self, database: Database, log: int) -> None:
        self.log = log
        self._database = database

    # --- the index

    def standing(self, tenant: int, late: int) -> Standing:
        """The index as it stands, with at most `late` records that it has not got yet, newest first."""
        given = {"log": self.log, "tenant": tenant, "consumer": CONSUMER, "limit": late}
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            cursor = connection.cursor(binary=True)
            # The cursor with what is late, and first: what is indexed meanwhile may be met twice, and is never missed.
            beyond = cursor.execute(load("search")["late"], given).fetchall()
            rows = cursor.execute(load("search")["segments"], given).fetchall()
        found = [Place._make(row[1:]) for row in beyond if row[1] is not None]
        return Standing(int(beyond[0][0]), _segments(rows), found)

    def segments(self, tenant: int) -> list[Segment]:
        """All segments, the one with the newest record first."""
        return _segments(self._fetch("segments", tenant))

    def blocks(self, tenant: int, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Blocks by segment and bucket; what is not there is not in the answer."""
        segments, buckets = [one for one, _ in wanted], [one for _, one in wanted]
        rows = self._fetch("blocks", tenant, segments=segments, buckets=buckets)
        return {(segment, bucket): block for segment, bucket, block in rows}

    def block_range(self, tenant: int, segment: int, first: int, count: int) -> dict[int, bytes]:
        """Some blocks of one segment by bucket."""
        return dict(self._fetch("block_range", tenant, segment=segment, first=first, end=first + count))

    def sizes(self, tenant: int, segments: Sequence[int]) -> dict[int, tuple[int, int]]:
        """How many bytes and blocks each of these segments has."""
        rows = self._fetch("sizes", tenant, segments=list(segments))
        return {segment: (size, count) for segment, size, count in rows}

    def token_key(self, tenant: int) -> tuple[int, bytes] | None:
        """The wrapped key of the tenant's tokens and its epoch; None before the first batch."""
        rows = self._fetch("token_key", tenant)
        return (rows[0][0], rows[0][1]) if rows else None

    # --- what was found

    def places(self, tenant: int, indexes: Sequence[int]) -> list[Place]:
        """Where these records stand; erased ones are not there."""
        return [Place._make(row) for row in self._fetch("places", tenant, indexes=list(indexes))]

    def whose(self, tenant: int, conversations: Collection[bytes], person: Person | None) -> dict[bytes, Whose]:
        """Those of these conversations that the person's wall shows, and whose they are."""
        rows = self._fetch("whose", tenant, person, conversations=list(conversations))
        return {row[0]: Whose(row[1], row[2], frozenset(row[3]), row[4]) for row in rows}

    def reach(self, tenant: int, person: Person) -> str:
        """How far the person's wall lets them see: none, own, team, all, merchant; `conversation` for a customer."""
        return str(self._fetch("reach", tenant, person)[0][0] or "none")

    def assigned_to(self, tenant: int, agent: str) -> list[int]:
        """The indexes of all records in conversations that are assigned to somebody."""
        return [row[0] for row in self._fetch("assigned_to", tenant, agent=agent)]

    def of_conversations(self, tenant: int, conversations: Collection[bytes]) -> list[int]:
        """The indexes of all records of these conversations."""
        return [row[0] for row in self._fetch("of_conversations", tenant, conversations=list(conversations))]

    def masked_whole(self, tenant: int, token: bytes, most: int, person: Person) -> list[int]:
        """The records with something masked that this stands for, newest first, as the person's wall shows them."""
        given = {"log": self.log, "tenant": tenant, "token": token, "limit": most}
        with self._database.transaction("revealer", self.log, [tenant], person) as connection:
            return [row[0] for row in connection.execute(load("search")["masked_whole"], given)]

    # --- writing

    def epoch(self, tenant: int) -> int:
        """The tenant's current key epoch."""
        with self._database.transaction("ingest", self.log, [tenant]) as connection:
            row = connection.execute(load("read")["epoch"], {"log": self.log, "tenant": tenant}).fetchone()
        return int(row[0]) if row else 0

    def keep_key(self, tenant: int, segment: int, epoch: int, wrapped: bytes) -> bool:
        """Keep a key (segment 0: of tokens) unless there is one; False when the epoch has turned meanwhile.

        It is kept before its segment is; one without a segment does no harm.
        """
        with self._database.transaction("ingest", self.log, [tenant]) as connection:
            row = connection.execute(load("read")["share_epoch"], {"log": self.log, "tenant": tenant}).fetchone()
            if row is None or row[0] != epoch:
                return False
            given = {"log": self.log, "tenant": tenant, "segment": segment, "epoch": epoch, "wrapped": wrapped}
            connection.execute(load("search")["insert_key"], given)
        return True

    def flush(self, batches: Sequence[Batch]) -> set[int]:
        """Write the batches of many tenants in one transaction; returns the tenants whose batches stand.

        Left out are those whom another worker served meanwhile; the keys made for them go.
        """
        if not batches:
            return set()
        done: set[int] = set()
        ordered = sorted(batches, key=lambda batch: batch.tenant)
        with self._database.transaction("machine", self.log, [batch.tenant for batch in ordered]) as connection:
            for batch in ordered:
                if self._flush_one(connection, batch):
                    done.add(batch.tenant)
        return done

    def replace(
        self, tenant: int, gone: Sequence[int], fresh: Segment | None, parts: Sequence[Sequence[bytes]]
    ) -> bool:
        """Put one segment in the place of others, whose keys go with them; False when one of them is gone already."""
        given = {"log": self.log, "tenant": tenant, "segments": list(gone)}
        with self._database.transaction("machine", self.log, [tenant]) as connection, contextlib.suppress(_Gone):
            with connection.transaction():
                if fresh is not None:
                    at = 0
                    for blocks in parts:
                        self._insert_blocks(connection, tenant, fresh.segment, at, blocks)
                        at += len(blocks)
                # Last, and for a moment only: who flushes waits for this lock.
                self._lock(connection, tenant)
                if len(connection.execute(load("search")["share_segments"], given).fetchall()) != len(gone):
                    raise _Gone
                for name in ("delete_blocks", "delete_keys", "delete_segments"):
                    connection.execute(load("search")[name], given)
                if fresh is not None:
                    self._insert_segment(connection, tenant, fresh)
            return True
        if fresh is not None:
            with self._database.transaction("machine", self.log, [tenant]) as connection:
                connection.execute(load("search")["delete_keys"], given | {"segments": [fresh.segment]})
        return False

    def clear(self, tenant: int) -> None:
        """Throw the tenant's index away, keys of segments included; the consumer begins anew."""
        gone = [one.segment for one in self.segments(tenant)]
        given = {"log": self.log, "tenant": tenant, "segments": gone}
        with self._database.transaction("machine", self.log, [tenant]) as connection:
            self._lock(connection, tenant)
            for name in ("delete_blocks", "delete_keys", "delete_segments", "reset_cursor"):
                connection.execute(load("search")[name], given)

    # --- steps

    def _fetch(self, name: str, tenant: int, person: Person | None = None, **given: Any) -> list[Any]:
        role = "machine" if person is None else "reader"
        with self._database.transaction(role, self.log, [tenant], person) as connection:
            # In binary: blocks are bytes, and their text form is twice as long.
            cursor = connection.cursor(binary=True)
            return cursor.execute(load("search")[name], {"log": self.log, "tenant": tenant, **given}).fetchall()

    def _flush_one(self, connection: Connection, batch: Batch) -> bool:
        tenant = batch.tenant
        if self._lock(connection, tenant) != batch.after:
            if batch.segment is not None:
                given = {"log": self.log, "tenant": tenant, "segments": [batch.segment.segment]}
                connection.execute(load("search")["delete_keys"], given)
            return False
        if batch.segment is not None:
            self._insert_segment(connection, tenant, batch.segment)
            self._insert_blocks(connection, tenant, batch.segment.segment, 0, batch.blocks)
        for name, conversations in (("close", batch.closed), ("reopen", batch.opened)):
            if conversations:
                given = {"log": self.log, "tenant": tenant, "conversations": sorted(conversations)}
                connection.execute(load("search")[name], given)
        moved = {"log": self.log, "tenant": tenant, "consumer": CONSUMER, "position": batch.position}
        connection.execute(load("read")["move_cursor"], moved)
        return True

    def _lock(self, connection: Connection, tenant: int) -> int:
        given = {"log": self.log, "tenant": tenant}
        connection.execute(load("search")["begin_cursor"], given)
        row = connection.execute(load("search")["lock_cursor"], given).fetchone()
        return int(row[0]) if row else -1

    def _insert_segment(self, connection: Connection, tenant: int, one: Segment) -> None:
        given: Mapping[str, Any] = {"log": self.log, "tenant": tenant, **one._asdict(), "replaces": list(one.replaces)}
        connection.execute(load("search")["insert_segment"], given)

    def _insert_blocks(
        self, connection: Connection, tenant: int, segment: int, first: int, blocks: Sequence[bytes]
    ) -> None:
        given = {
            "log": self.log,
            "tenant": tenant,
            "segment": segment,
            "buckets": list(range(first, first + len(blocks))),
            "blocks": list(blocks),
        }
        connection.execute(load("search")["insert_blocks"], given)


def _segments(rows: Sequence[Any]) -> list[Segment]:
    return [Segment._make((*row[:8], tuple(row[8]), *row[9:])) for row in rows]
