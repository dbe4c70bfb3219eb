"""How the house stands, as its page is given it: times in ms since 1970, spans in ms unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class CopyState(NamedTuple):
    """A copy: name, kind of its store (file, s3, az …), records it holds and lacks, how far behind, when last reached.

    `fresh`: one can count on it. `failing`: its store did not answer as it should when it was tried last.
    """

    name: str
    kind: str
    position: int
    lacks: int
    lag: int
    shipped: int | None
    fresh: bool
    failing: bool


class DrillState(NamedTuple):
    """A restore that was tried: when, from which copy, for how many seconds, records, whether all was there."""

    at: int
    copy: str
    seconds: float
    records: int
    complete: bool
    late: bool


class NodesState(NamedTuple):
    """A database cluster: its nodes that answer, those that confirm, who leads (empty: nobody)."""

    members: int
    confirming: int
    leader: str


class NoticesState(NamedTuple):
    """Notices by one way: sent, given up; how many are due and since when; a code for why the last one failed."""

    way: str
    sent: int
    given_up: int
    due: int
    since: int | None
    why: str


class HouseState(NamedTuple):
    """All of it. `behind`: records that a consumer of the log still has to read, `many` at most.

    `drill_every` is in days, 0 where no restore is tried by itself; `room` is the free part of the disk, 0 to 1.
    """

    copies: Sequence[CopyState]
    drill: DrillState | None
    drill_every: int
    nodes: NodesState | None
    behind: Mapping[str, int]
    many: int
    held: int
    held_since: int | None
    room: float
    notices: Sequence[NoticesState] = ()
