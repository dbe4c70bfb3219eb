"""The right edge of a log as this process knows it, brought up to date when another process has written.

What another wrote comes as the partial tiles alone, in the very transaction that locked the head, and is believed only
when it gives the head's root.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handclasp.seal.note import Head
from handclasp.seal.signer import Inconsistent
from handclasp.seal.tree import HASH, Edge, Tile
from handclasp.store.tiles import Tiles


class RightEdge:
    """Of one log, for its one committing thread; `tiles` are kept in step."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._edge: Edge | None = None
        self._root = b""

    @property
    def size(self) -> int:
        """Up to which size the edge is known; -1 when nothing is."""
        return self._edge.size if self._edge is not None else -1

    def at(self, head: Head, partial: Mapping[int, bytes]) -> Edge:
        """A copy to grow from the locked head: ours if nobody else wrote, else of the `partial` tiles by level.

        Raises Inconsistent when they do not give the head's root.
        """
        ours = self._edge
        if ours is not None and ours.size == head.size and self._root == head.root:
            return ours.copy()

        def read(level: int, _index: int, width: int) -> bytes:
            hashes = partial.get(level, b"")
            if len(hashes) < width * HASH:
                raise KeyError(level)
            return hashes

        try:
            edge = Edge.load(head.size, read)
        except KeyError:
            edge = Edge()
        if edge.size != head.size or edge.root() != head.root:
            message = "the log's head and its tiles disagree; run `handclasp log fsck`. Nothing is written meanwhile."
            raise Inconsistent(message)
        # Another process wrote. Tiles only grow, so those we know stay, if this is the history they are of.
        if ours is None or not edge.goes_on_from(ours):
            self._tiles.clear()
        self._tiles.put(edge.tiles())
        return edge

    def keep(self, edge: Edge, root: bytes, tiles: Sequence[Tile]) -> None:
        """Take over what was committed, and acknowledged."""
        self._edge, self._root = edge, root
        self._tiles.put(tiles)

    def forget(self) -> None:
        """Know nothing any more: what stands is seen at the next batch."""
        self._edge = None
