"""The log's anchors in PostgreSQL: asked for, begun, proved. What is to be sent is kept before it is; proofs stay.

Read and written as the machine role; all of it is public like checkpoints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from handclasp.store.database import Database
from handclasp.store.queries import load

Why = Literal["schedule", "evidence", "command"]
LEASE = 300
"""Seconds for which whoever works on an anchor has it alone; a crash costs as much."""


class Claimed(NamedTuple):
    """An anchor to work on now: its checkpoint, what was kept of it, what that may cost, and failures in a row."""

    kind: str
    size: int
    note: str
    state: bytes | None
    cost: int
    tries: int


class Listed(NamedTuple):
    """An anchor as it stands; times are POSIX seconds by the database's clock, `now` among them."""

    kind: str
    size: int
    note: str
    why: str
    asked_at: float
    begun: bool
    cost: int
    tries: int
    failed: str
    proof: str | None
    done_at: float | None
    now: float


class Proved(NamedTuple):
    """A proved anchor: its checkpoint, and the proof as JSON."""

    kind: str
    size: int
    note: str
    proof: str


class Anchors:
    """The anchors of one log. Thread-safe; several processes may work on them at once."""

    def __init__(self, database: Database, log: int) -> None:
        self.log = log
        self._database = database

    def ask(self, kind: str, size: int, note: str, why: Why) -> None:
        """Have a checkpoint anchored; one of the kind that was not begun gives way to it.

        Doubles change nothing. What failed before is tried again at once, unless it is only the clock that asks.
        """
        given = {"kind": kind, "size": size, "note": note, "why": why}
        if not self._change("move_up", given):
            self._change("ask", given)
        if why != "schedule":
            self._change("nudge", {"kind": kind})

    def claim(self, kind: str) -> Claimed | None:
        """The anchor of a kind to work on, if it is its time; for LEASE seconds nobody else gets it."""
        with self._database.transaction("machine", self.log, []) as connection:
            given = {"log": self.log, "kind": kind, "lease": LEASE}
            row = connection.execute(load("anchors")["claim"], given).fetchone()
        if row is None:
            return None
        return Claimed(kind, row[0], row[1], None if row[2] is None else bytes(row[2]), int(row[3]), row[4])

    def keep(self, anchor: Claimed, state: bytes, cost: int, wait: float) -> bool:
        """Keep what is to be sent and what it may cost; looked at again after `wait` seconds.

        False when somebody else, after a lease ran out, kept something newer than `anchor.state`: nothing was changed.
        """
        given = {"kind": anchor.kind, "size": anchor.size, "was": anchor.state}
        return bool(self._change("keep", {**given, "state": state, "cost": cost, "wait": wait}))

    def done(self, anchor: Claimed, proof: str, cost: int) -> None:
        """Keep the proof (JSON) for ever, and what was paid."""
        self._change("done", {"kind": anchor.kind, "size": anchor.size, "proof": proof, "cost": cost})

    def failed(self, anchor: Claimed, why: str, wait: float) -> None:
        """Note why it failed, in words without secrets; tried again after `wait` seconds."""
        self._change("failed", {"kind": anchor.kind, "size": anchor.size, "failed": why[:400], "wait": wait})

    def spent(self, anchor: Claimed) -> int:
        """What the others of its kind, begun this month (UTC), have cost or may still cost."""
        return int(self._fetch("spent", {"kind": anchor.kind, "size": anchor.size})[0][0])

    def newest_asked(self, kind: str) -> Listed | None:
        """The newest checkpoint that was asked for of a kind."""
        return next(iter(self._listed("newest_asked", {"kind": kind})), None)

    def newest_done(self, kind: str) -> Listed | None:
        """The newest checkpoint that is anchored."""
        return next(iter(self._listed("newest_done", {"kind": kind})), None)

    def listed(self, kinds: Sequence[str], limit: int) -> list[Listed]:
        """Anchors of these kinds, the newest checkpoint first."""
        return self._listed("listed", {"kinds": list(kinds), "limit": limit})

    def covering(self, kind: str, indexes: Sequence[int]) -> list[Proved]:
        """For each record the first anchor of a kind that was made over it, each once, the oldest first."""
        return [Proved(*row) for row in self._fetch("covering", {"kind": kind, "indexes": list(indexes)})]

    def _listed(self, query: str, given: dict[str, Any]) -> list[Listed]:
        return [Listed(*row)._replace(cost=int(row[6])) for row in self._fetch(query, given)]

    def _fetch(self, query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        with self._database.transaction("machine", self.log, []) as connection:
            return connection.execute(load("anchors")[query], given | {"log": self.log}).fetchall()

    def _change(self, query: str, given: dict[str, Any]) -> int:
        with self._database.transaction("machine", self.log, []) as connection:
            return connection.execute(load("anchors")[query], given | {"log": self.log}).rowcount
