"""Trees in memory for tests: leaves appended through Edge, tiles kept as a store would keep them."""

from __future__ import annotations

from hashlib import sha256

from handclasp.seal.entry import leaf_hash
from handclasp.seal.note import Head
from handclasp.seal.tree import Edge


class Grown:
    """A log that grew by the given batches: `leaves`, `edge`, and a ReadTile over its newest tiles."""

    def __init__(self, *batches: int, seed: bytes = b"") -> None:
        self.edge = Edge()
        self.leaves: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.seed = seed
        for batch in batches:
            self.grow(batch)

    def grow(self, count: int) -> None:
        """Append `count` leaves at once."""
        fresh = [
            leaf_hash(self.seed + sha256(b"%d" % n).digest()) for n in range(len(self.leaves), len(self.leaves) + count)
        ]
        self.leaves += fresh
        for tile in self.edge.append(fresh):
            self.tiles[tile.level, tile.index] = tile.hashes

    def read(self, level: int, index: int, width: int) -> bytes:
        """At least `width` hashes of a tile; raises KeyError."""
        found = self.tiles[level, index]
        if len(found) < width * 32:
            raise KeyError((level, index, width))
        return found

    @property
    def head(self) -> Head:
        """Size and root."""
        return Head(self.edge.size, self.edge.root())
