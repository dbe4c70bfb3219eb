"""What receipts proved again of logs that ended: kept beside the log that goes on, so that nothing enters twice.

Nodes and heads are public like the tree they are of; nothing here holds a word of anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from handclasp.store.database import Database
from handclasp.store.queries import load


class Ended(NamedTuple):
    """A log that ended: closed for ever at `size`, verified by `vkeys`; some copy told of `lost_until` records."""

    generation: int
    origin: str
    size: int
    note: str
    vkeys: tuple[str, ...]
    lost_until: int | None


class Salvaged(NamedTuple):
    """A lost record that is back: its old place, what is open of it, whether its words are, and its new index."""

    tenant: int
    generation: int
    old: int
    conversation: bytes
    seq: int
    opened: frozenset[str]
    words: bool
    stands: int


class Head(NamedTuple):
    """A checkpoint that was signed before the log ended."""

    size: int
    root: bytes
    note: str


class SalvageRows:
    """The rows of one log. Thread-safe; several processes may add at once."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def ended(self) -> list[Ended]:
        """The logs that this one continues, the oldest first."""
        rows = self._rows("ended", [])
        return [Ended(row[0], row[1], row[2], row[3], tuple(row[4]), row[5]) for row in rows]

    def nodes(self, generation: int) -> dict[tuple[int, int], bytes]:
        """Complete subtrees that proofs have shown: (height, number) → hash."""
        return {(row[0], row[1]): row[2] for row in self._rows("nodes", [], generation=generation)}

    def heads(self, generation: int) -> dict[int, bytes]:
        """Root by size of the checkpoints that were seen."""
        return {row[0]: row[1] for row in self._rows("heads", [], generation=generation)}

    def prove(self, generation: int, nodes: Mapping[tuple[int, int], bytes], heads: Collection[Head]) -> None:
        """Keep what proofs have shown."""
        statements = load("salvage")
        given: dict[str, Any] = {"log": self._log, "generation": generation}
        with self._database.transaction("machine", self._log, []) as connection:
            places = sorted(nodes)
            connection.execute(
                statements["add_nodes"],
                given
                | {
                    "heights": [height for height, _ in places],
                    "nodes": [number for _, number in places],
                    "hashes": [nodes[place] for place in places],
                },
            )
            listed = sorted(heads)
            connection.execute(
                statements["add_heads"],
                given
                | {
                    "sizes": [head.size for head in listed],
                    "roots": [head.root for head in listed],
                    "notes": [head.note for head in listed],
                },
            )

    def salvaged(self, tenants: Sequence[int]) -> list[Salvaged]:
        """What is back, in the order in which it stood."""
        rows = self._rows("salvaged", tenants)
        return [Salvaged(row[0], row[1], row[2], row[3], row[4], frozenset(row[5]), row[6], row[7]) for row in rows]

    def add(self, one: Salvaged, record: bytes) -> None:
        """Note that a record is back, or that more of it is open."""
        given = {
            "log": self._log,
            "tenant": one.tenant,
            "generation": one.generation,
            "old": one.old,
            "conversation": one.conversation,
            "seq": one.seq,
            "record": record,
            "opened": sorted(one.opened),
            "words": one.words,
            "idx": one.stands,
        }
        with self._database.transaction("machine", self._log, [one.tenant]) as connection:
            connection.execute(load("salvage")["add_salvaged"], given)

    def tails(self, tenants: Sequence[int], conversations: Sequence[bytes], size: int) -> dict[bytes, tuple[int, int]]:
        """(tenant, last seq) of those conversations that have records among the first `size`."""
        rows = self._rows("tails_before", tenants, conversations=list(conversations), size=size)
        return {row[1]: (row[0], row[2]) for row in rows}

    def binned(self, tenant: int, conversations: Sequence[bytes]) -> set[bytes]:
        """Those that lie in the bin, or were erased out of it."""
        return {
            row[0] for row in self._rows("binned_among", [tenant], tenant=tenant, conversations=list(conversations))
        }

    def _rows(self, query: str, tenants: Sequence[int], **given: Any) -> list[Any]:
        with self._database.transaction("machine", self._log, tenants) as connection:
            named = {"log": self._log, "tenants": list(tenants), **given}
            return connection.execute(load("salvage")[query], named).fetchall()
