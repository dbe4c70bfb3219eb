"""Reading what was acknowledged: rows up to the newest published checkpoint, and nothing beyond it.

A row that is visible but not yet covered by a checkpoint may still be lost in a failover, so no reader here ever
returns it. All rows are ciphertext; opening them is `disclose`'s work.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from handclasp.records import Box
from handclasp.seal.keys import ConversationKeys
from handclasp.seal.note import read_head
from handclasp.seal.record import open_body
from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.tiles import Tiles


class Row(msgspec.Struct, frozen=True):
    """One record as it stands: entry, commitments, ciphertext. `nonce`, `commitments`, `body` are None once erased."""

    index: int
    conversation: bytes
    seq: int
    record: bytes
    previous: bytes
    nonce: bytes | None
    commitments: bytes | None
    body: bytes | None


class Tail(NamedTuple):
    """The last record of a conversation."""

    seq: int
    record: bytes
    row: Row

    def kind_is_head(self, keys: ConversationKeys) -> bool:
        """Whether the last record is a head already."""
        row = self.row
        if row.body is None or row.nonce is None or row.commitments is None:
            return False
        return open_body(row.body, row.nonce, row.commitments, row.record, keys)["kind"].value == "head"


class Reading:
    """Reads one log as the reader role, in the context of one tenant at a time."""

    def __init__(self, database: Database, log: int) -> None:
        self.log = log
        self._database = database
        self.tiles = Tiles(database, "reader", log)

    def checkpoint(self) -> str | None:
        """The newest published checkpoint."""
        with self._database.transaction("reader", self.log, []) as connection:
            row = connection.execute(load("read")["newest_checkpoint"], {"log": self.log}).fetchone()
        return str(row[1]) if row else None

    def size(self) -> int:
        """How many records the newest published checkpoint covers."""
        note = self.checkpoint()
        return read_head(note).size if note else 0

    def conversation(
        self, tenant: int, conversation: bytes, after: int, limit: int, size: int | None = None
    ) -> list[Row]:
        """Records of a conversation with seq > after, ascending."""
        return self._rows("conversation_after", tenant, conversation=conversation, after=after, limit=limit, size=size)

    def tenant(self, tenant: int, after: int, limit: int) -> list[Row]:
        """Records of all of a tenant's conversations (journals aside) with index > after, ascending."""
        return self._rows("tenant_after", tenant, after=after, limit=limit, size=None)

    def about(self, tenant: int, subject: bytes, limit: int) -> list[Row]:
        """Journal records about a conversation, newest first."""
        return self._rows("about_subject", tenant, subject=subject, limit=limit, size=None)

    def tail(self, tenant: int, conversation: bytes) -> Tail | None:
        """The last acknowledged record of a conversation."""
        rows = self._rows("tail_of", tenant, conversation=conversation, size=None)
        return Tail(rows[-1].seq, rows[-1].record, rows[-1]) if rows else None

    def is_journal(self, tenant: int, conversation: bytes) -> bool:
        """Whether this is one of the tenant's journals rather than a conversation."""
        with self._database.transaction("reader", self.log, [tenant]) as connection:
            row = connection.execute(
                load("read")["is_journal"], {"log": self.log, "tenant": tenant, "conversation": conversation}
            ).fetchone()
        return bool(row and row[0])

    def originals(self, tenant: int, index: int) -> list[Box]:
        """The ciphertexts of a record's originals."""
        with self._database.transaction("reader", self.log, [tenant]) as connection:
            rows = connection.execute(
                load("read")["originals_of"], {"log": self.log, "tenant": tenant, "idx": index}
            ).fetchall()
        return [Box(*row) for row in rows]

    def cursor(self, tenant: int, consumer: str) -> int:
        """How far a consumer has read: the last index it is done with, -1 at the start."""
        with self._database.transaction("reader", self.log, [tenant]) as connection:
            row = connection.execute(
                load("read")["cursor"], {"log": self.log, "tenant": tenant, "consumer": consumer}
            ).fetchone()
        return int(row[0]) if row else -1

    def move_cursor(self, tenant: int, consumer: str, position: int) -> None:
        """Remember how far a consumer has read; it never goes back."""
        with self._database.transaction("reader", self.log, [tenant]) as connection:
            connection.execute(
                load("read")["move_cursor"],
                {"log": self.log, "tenant": tenant, "consumer": consumer, "position": position},
            )

    def last_spoken_between(self, tenant: int, since: int, until: int) -> list[tuple[bytes, bytes]]:
        """Conversations (journals aside) last spoken in at (since, until] (ms), with their last record's R."""
        with self._database.transaction("reader", self.log, [tenant]) as connection:
            rows = connection.execute(
                load("read")["last_spoken_between"],
                {"log": self.log, "tenant": tenant, "since": since, "until": until},
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def _rows(self, query: str, tenant: int, size: int | None, **parameters: Any) -> list[Row]:
        with self._database.transaction("reader", self.log, [tenant]) as connection:
            if size is None:
                newest = connection.execute(load("read")["newest_checkpoint"], {"log": self.log}).fetchone()
                size = int(newest[0]) if newest else 0
            rows = connection.execute(
                load("read")[query], {"log": self.log, "tenant": tenant, "size": size, **parameters}
            ).fetchall()
        return [Row(*row) for row in rows]
