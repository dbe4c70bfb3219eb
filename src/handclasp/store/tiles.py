"""Tiles of one log, from memory or PostgreSQL.

Full tiles never change, and a partial tile only grows, so a cached one is right.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

from handclasp.seal.tree import HASH, Tile
from handclasp.store.database import Database
from handclasp.store.queries import load

_MOST = 2048


class Tiles:
    """A thread-safe reader of tiles (seal.tree.ReadTile) with a bounded cache (at most 16 MiB)."""

    def __init__(self, database: Database, role: str, log: int) -> None:
        self._database = database
        self._role = role
        self._log = log
        self._cache: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, level: int, index: int, width: int) -> bytes:
        """At least `width` hashes of a tile; raises KeyError when the log does not have them."""
        with self._lock:
            found = self._cache.get((level, index), b"")
            if len(found) >= width * HASH:
                self._cache.move_to_end((level, index))
                return found
        with self._database.transaction(self._role, self._log, []) as connection:
            row = connection.execute(load("read")["tile"], {"log": self._log, "level": level, "tile": index}).fetchone()
        if row is None or len(row[0]) < width * HASH:
            raise KeyError((level, index, width))
        self._put(level, index, row[0])
        return bytes(row[0])

    def put(self, tiles: Iterable[Tile]) -> None:
        """Remember tiles whose commit was acknowledged."""
        for tile in tiles:
            self._put(tile.level, tile.index, tile.hashes)

    def clear(self) -> None:
        """Forget everything: the database may hold another history than the one remembered."""
        with self._lock:
            self._cache.clear()

    def _put(self, level: int, index: int, hashes: bytes) -> None:
        with self._lock:
            self._cache[level, index] = hashes
            self._cache.move_to_end((level, index))
            while len(self._cache) > _MOST:
                self._cache.popitem(last=False)
