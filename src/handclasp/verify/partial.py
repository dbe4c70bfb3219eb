"""What is known of a tree that nobody has whole: its recovered beginning, and what proofs have shown of the rest.

A node that two sources give differently means two histories signed by one log. It holds no trust: whoever adds to it
has checked the proofs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .merkle import node_hash
from .reasons import Fault, Reason

Nodes = Mapping[tuple[int, int], bytes]
"""Complete subtrees: (height, number) → hash over leaves number·2ʰ … (number+1)·2ʰ-1."""


class Partial:
    """A tree's first `size` leaves (`node(height, number)` gives any complete subtree there), and nodes beyond them."""

    def __init__(self, size: int, node: Callable[[int, int], bytes], known: Nodes) -> None:
        self.size = size
        self.known = dict(known)
        self._node = node

    def add(self, nodes: Nodes) -> dict[tuple[int, int], bytes]:
        """Take in what a proof shows; returns what was new. Raises Fault (history-rewritten), taking nothing."""
        for place, value in nodes.items():
            known = self._get(*place)
            if known not in (None, value):
                raise Fault(Reason.HISTORY_REWRITTEN, _span(*place))
        fresh = {
            place: value for place, value in nodes.items() if not self._recovered(*place) and place not in self.known
        }
        self.known |= fresh
        try:
            self._check(fresh)
        except Fault:
            self.forget(fresh)
            raise
        return fresh

    def forget(self, nodes: Nodes) -> None:
        """Take nodes out again."""
        for place in nodes:
            del self.known[place]

    def _check(self, fresh: Nodes) -> None:
        """See that whatever stands above a fresh node is still what its two halves give, where both are known."""
        above = set(fresh)
        highest = max((height for height, _ in self.known), default=0)
        for height, number in fresh:
            above |= {(h, number >> (h - height)) for h in range(height + 1, highest + 1)}
        for place in sorted(above & self.known.keys()):
            if self._from_halves(*place) not in (None, self.known[place]):
                raise Fault(Reason.HISTORY_REWRITTEN, _span(*place))

    def _recovered(self, height: int, number: int) -> bool:
        return (number + 1) << height <= self.size

    def _get(self, height: int, number: int) -> bytes | None:
        if self._recovered(height, number):
            return self._node(height, number)
        return self.known.get((height, number)) or self._from_halves(height, number)

    def _from_halves(self, height: int, number: int) -> bytes | None:
        if height == 0:
            return None
        left = self._get(height - 1, 2 * number)
        right = None if left is None else self._get(height - 1, 2 * number + 1)
        return None if left is None or right is None else node_hash(left, right)


def _span(height: int, number: int) -> str:
    return f"records {number << height} to {((number + 1) << height) - 1}"
