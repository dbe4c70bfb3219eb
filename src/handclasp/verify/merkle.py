"""RFC 6962 trees: leaf and node hashes, roots, inclusion and consistency. Pure arithmetic on bytes; holds no trust."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

SIZE: Final = 32
EMPTY: Final = hashlib.sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry: H(0x00 ‖ entry) (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees together: H(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Compute the root an inclusion proof leads to (RFC 9162 §2.1.3.2); None if its length does not fit."""
    if not 0 <= index < size:
        return None
    at, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            node = node_hash(step, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, step)
        at, last = at >> 1, last >> 1
    return node if last == 0 else None


def nodes_shown(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """Return what a proof that fits shows of complete subtrees: node (h, n) is over leaves n·2ʰ … (n+1)·2ʰ-1.

    Those are the same in every later tree of one log, whatever was added since.
    """
    found: dict[tuple[int, int], bytes] = {}

    def show(height: int, number: int, value: bytes) -> None:
        if (number + 1) << height <= size:
            found[height, number] = value

    at, last, height, node = index, size - 1, 0, leaf
    show(0, index, leaf)
    for step in proof:
        if at & 1 or at == last:
            while not at & 1:
                at, last, height = at >> 1, last >> 1, height + 1
            show(height, at - 1, step)
            node = node_hash(step, node)
        else:
            show(height, at + 1, step)
            node = node_hash(node, step)
        at, last, height = at >> 1, last >> 1, height + 1
        show(height, at, node)
    return found


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether the tree of size `old` is a prefix of the tree of size `new` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    return bool(path) and _walk(old, old_root, new, new_root, path)


def _walk(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


class Tree:
    """All complete subtrees over a list of leaf hashes; roots of any earlier size follow from it.

    `levels[k][i]` is the hash over leaves i·2ᵏ … (i+1)·2ᵏ-1.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def __len__(self) -> int:
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves (all by default)."""
        size = len(self) if size is None else size
        node, start = b"", size
        for level, hashes in enumerate(self.levels):
            if size >> level & 1:
                start -= 1 << level
                node = node_hash(hashes[start >> level], node) if node else hashes[start >> level]
        return node or EMPTY

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return a tile's bytes (C2SP tlog-tiles): `width` hashes of height 8·level."""
        return b"".join(self.levels[8 * level][number * 256 : number * 256 + width])
