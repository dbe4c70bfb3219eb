"""The RFC 6962 Merkle tree kept as C2SP tlog-tiles: growing at its right edge, and proofs read from tiles.

A tile of level L holds up to 256 hashes, each over 256^L entries; a full tile never changes. `Edge` holds only the
partial tiles (one a level), which is all that appending needs. Proofs take a reader of tiles, so that they are the
same from memory, PostgreSQL or a directory. No function here trusts a stored inner node that it can derive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256

import msgspec

from handclasp.seal.entry import node_hash

WIDTH = 256
HASH = 32
EMPTY_ROOT = sha256(b"").digest()

ReadTile = Callable[[int, int, int], bytes]
"""(level, index, at least this many hashes) -> the tile's hashes, 32 bytes each; raises KeyError when absent."""


class Tile(msgspec.Struct, frozen=True):
    """One tile after an append: `hashes` is `width` times 32 bytes."""

    level: int
    index: int
    width: int
    hashes: bytes


class Edge:
    """The right edge of a tree of `size` leaves: its partial tiles, level by level."""

    def __init__(self, size: int = 0, partial: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self._levels = [list(level) for level in partial] or [[]]

    @classmethod
    def load(cls, size: int, read: ReadTile) -> Edge:
        """Read the partial tiles of a tree of `size` leaves."""
        levels: list[list[bytes]] = []
        level = 0
        while (count := size >> (8 * level)) or level == 0:
            width = count % WIDTH
            levels.append(split(read(level, count // WIDTH, width), width) if width else [])
            level += 1
        return cls(size, levels)

    def tiles(self) -> list[Tile]:
        """The partial tiles."""
        return [
            Tile(level, (self.size >> (8 * level)) // WIDTH, len(hashes), b"".join(hashes))
            for level, hashes in enumerate(self._levels)
            if hashes
        ]

    def goes_on_from(self, before: Edge) -> bool:
        """Whether the hashes of every full tile below `before` are in this edge too, so that those tiles still hold.

        False also where that cannot be seen from the edges alone: once in 65,536 entries.
        """
        if before.size > self.size:
            return False
        for level, hashes in enumerate(before._levels[1:], 1):
            if before.size >> (8 * (level + 1)) != self.size >> (8 * (level + 1)):
                return False
            if self._levels[level][: len(hashes)] != hashes:
                return False
        return True

    def copy(self) -> Edge:
        """An edge that can grow without this one: an append whose commit fails is forgotten with its copy."""
        return Edge(self.size, self._levels)

    def append(self, leaves: Sequence[bytes]) -> list[Tile]:
        """Add leaf hashes; returns every tile that changed (a full one once, a partial one as it ends up)."""
        full: list[Tile] = []
        touched = {0}
        for leaf in leaves:
            self._add(0, leaf, full, touched)
            self.size += 1
        return full + [tile for tile in self.tiles() if tile.level in touched]

    def _add(self, level: int, value: bytes, full: list[Tile], touched: set[int]) -> None:
        if level == len(self._levels):
            self._levels.append([])
        hashes = self._levels[level]
        touched.add(level)
        hashes.append(value)
        if len(hashes) == WIDTH:
            index = self.size >> (8 * (level + 1))
            full.append(Tile(level, index, WIDTH, b"".join(hashes)))
            self._add(level + 1, perfect_root(hashes), full, touched)
            hashes.clear()

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves."""
        acc: bytes | None = None
        for hashes in self._levels:
            at = len(hashes)
            size = 1
            while at:
                if at & size:
                    left = perfect_root(hashes[at - size : at])
                    acc = left if acc is None else node_hash(left, acc)
                    at -= size
                size <<= 1
        return EMPTY_ROOT if acc is None else acc


def split(data: bytes, width: int) -> list[bytes]:
    """The first `width` hashes of a tile's bytes."""
    return [data[i : i + HASH] for i in range(0, width * HASH, HASH)]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    row = hashes
    while len(row) > 1:
        row = [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0]


@lru_cache(maxsize=2048)
def _rows(tile: bytes) -> tuple[bytes, ...]:
    """All 511 nodes of a full tile, heap order: node 1 is the root, node 256+i is hash i."""
    nodes = [b""] * WIDTH + split(tile, WIDTH)
    for i in range(WIDTH - 1, 0, -1):
        nodes[i] = sha256(b"\x01" + nodes[2 * i] + nodes[2 * i + 1]).digest()
    return tuple(nodes)


def _perfect(height: int, index: int, read: ReadTile) -> bytes:
    """The hash over leaves [index·2^height, (index+1)·2^height)."""
    level, within = divmod(height, 8)
    first = index << within
    tile, offset = divmod(first, WIDTH)
    data = read(level, tile, offset + (1 << within))
    if len(data) == WIDTH * HASH:
        return _rows(data)[(WIDTH + offset) >> within]
    return perfect_root(split(data, offset + (1 << within))[offset:])


def _range(start: int, end: int, read: ReadTile) -> bytes:
    """MTH(D[start:end]) where start is a multiple of the largest power of two below end - start."""
    count = end - start
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return _perfect(height, start >> height, read)
    half = 1 << (count.bit_length() - 1)
    return node_hash(_range(start, start + half, read), _range(start + half, end, read))


def subtree(height: int, number: int, read: ReadTile) -> bytes:
    """The hash over leaves [number·2^height, (number+1)·2^height), all of which must be there."""
    return _perfect(height, number, read)


def root(size: int, read: ReadTile) -> bytes:
    """The root of the first `size` leaves."""
    return _range(0, size, read) if size else EMPTY_ROOT


def _half(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


class Proofs:
    """Inclusion proofs against the tree of one size: what many of them share is derived once, and kept as long as this.

    Not thread-safe. A proof keeps about 40 hashes at most, so a thousand of them need a few megabytes.
    """

    def __init__(self, size: int, read: ReadTile) -> None:
        self._size = size
        self._read = read
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, index: int) -> list[bytes]:
        """PATH(index, D[size]) of RFC 6962 §2.1.1, leaf's sibling first."""
        proof: list[bytes] = []
        start, end = 0, self._size
        while end - start > 1:
            middle = start + _half(end - start)
            if index < middle:
                proof.append(self._node(middle, end))
                end = middle
            else:
                proof.append(self._node(start, middle))
                start = middle
        return proof[::-1]

    def _node(self, start: int, end: int) -> bytes:
        found = self._known.get((start, end))
        if found is None:
            found = self._known[start, end] = _range(start, end, self._read)
        return found


def inclusion_proof(index: int, size: int, read: ReadTile) -> list[bytes]:
    """One proof of `Proofs`."""
    return Proofs(size, read)(index)


def consistency_proof(old: int, new: int, read: ReadTile) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 §2.1.2; empty when old is 0 or equal to new."""
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _half(end - start)
        if old <= middle:
            proof.append(_range(middle, end, read))
            end = middle
        else:
            proof.append(_range(start, middle, read))
            start, whole = middle, False
    if not whole:
        proof.append(_range(start, end, read))
    return proof[::-1]


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 §2.1.4.2: whether the proof shows that the old tree is the beginning of the new one."""
    if old > new:
        return False
    if old in (0, new):
        return not proof and (old == 0 or old_root == new_root)
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for node in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(node, fr), node_hash(node, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, node)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root
