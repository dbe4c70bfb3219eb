"""The log as others see it: checkpoint, tiles, entry bundles (c2sp.org/tlog-tiles), never beyond the published size."""

from __future__ import annotations

import struct

from handclasp.seal.entry import SIZE, entry
from handclasp.seal.note import LogKey, read_head
from handclasp.seal.tree import HASH, WIDTH
from handclasp.store.batch import Log
from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.tiles import Tiles

_prefix = struct.Struct(">H")


class PublicLog:
    """One log's static resources, read as the auditor role."""

    def __init__(self, log: Log, key: LogKey, database: Database) -> None:
        self._log = log
        self._key = key
        self._database = database
        self._tiles = Tiles(database, "auditor", log.log_id)

    def checkpoint(self, log: str) -> str | None:
        """The newest published checkpoint, cosigned where witnesses did; None for an unknown or empty log."""
        if log != self._log.name:
            return None
        with self._database.transaction("auditor", self._log.log_id, []) as connection:
            row = connection.execute(load("read")["newest_checkpoint"], {"log": self._log.log_id}).fetchone()
            cosigned = (
                row
                and connection.execute(
                    load("anchors")["cosigned"], {"log": self._log.log_id, "size": row[0]}
                ).fetchone()
            )
        return str(cosigned[0] if cosigned else row[1]) if row else None

    def vkeys(self, log: str) -> list[str]:
        """The verifier keys to pin, Ed25519 first."""
        return self._key.vkeys() if log == self._log.name else []

    def tile(self, log: str, level: int, index: int, width: int | None) -> bytes | None:
        """A hash tile of `width` hashes (None: 256); None when the published tree does not have it."""
        count = WIDTH if width is None else width
        if not 0 < count <= WIDTH or self._size(log) < (index * WIDTH + count) << (8 * level):
            return None
        return self._tiles(level, index, count)[: count * HASH]

    def entries(self, log: str, index: int, width: int | None) -> bytes | None:
        """An entry bundle of `width` entries (None: 256), each with its u16 length."""
        count = WIDTH if width is None else width
        start = index * WIDTH
        if not 0 < count <= WIDTH or self._size(log) < start + count:
            return None
        return bundle(self._database, self._log.log_id, start, start + count)

    def _size(self, log: str) -> int:
        note = self.checkpoint(log)
        return read_head(note).size if note else 0


def bundle(database: Database, log: int, start: int, end: int) -> bytes:
    """The entries [start, end) as an entry bundle."""
    with database.transaction("auditor", log, []) as connection:
        rows = connection.execute(load("read")["entries_between"], {"log": log, "start": start, "end": end}).fetchall()
    return b"".join(_prefix.pack(SIZE) + entry(row[2], row[3], row[4], row[5]) for row in rows)
