"""The consumer that keeps the index: reads masked views on from its cursor and writes what they are found by.

One transaction writes the segments of all tenants that have something new, each with its cursor's move: a stretch is
indexed once, however often it is read. What a later record hides or releases is indexed anew, as it stands by then.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from handclasp.records import Kind, View
from handclasp.search.batch import Doc
from handclasp.search.documents import document, is_indexed
from handclasp.search.segments import made
from handclasp.search.tokens import Index
from handclasp.search.upkeep import Upkeep, fresh_number
from handclasp.store.search import Batch, Segment

BATCH: Final = 4_096
FLUSH: Final = 8 * BATCH
"""How many records one segment is made of at most, when the consumer catches up: it is merged once in its life."""

REST: Final = 0.4
"""Seconds between two flushes while little comes in: what comes meanwhile shares one. The tail is searched without."""

ROUND: Final = 60.0
"""Seconds after which the segments of every tenant are looked at, also of those who are silent."""

_SPOKEN: Final = frozenset({Kind.MESSAGE, Kind.ATTACHMENT, Kind.TRANSCRIPT_LINE})


class Feed(Protocol):
    """Masked views of a tenant after an index, ascending, as they stand by now; empty at the log's end."""

    def __call__(self, tenant: str, after: int, limit: int, /) -> Sequence[View]:
        """Return at most `limit`."""


class Now(Protocol):
    """One record (by R) as it stands by now; None when it was erased."""

    def __call__(self, tenant: str, conversation: bytes, record: bytes, /) -> View | None:
        """Return its view."""


class Read(NamedTuple):
    """What was read of one tenant."""

    tenant: int
    after: int
    position: int
    docs: Sequence[Doc]
    replaces: tuple[int, ...]
    closed: frozenset[bytes]
    opened: frozenset[bytes]


class Indexing:
    """The consumer. `tenants` gives the numbers of all tenants by name, `cursor` how far a tenant was read."""

    def __init__(
        self,
        *,
        feed: Feed,
        now: Now,
        tenants: Callable[[], Iterable[tuple[str, int]]],
        cursor: Callable[[int], int],
        index: Index,
        upkeep: Upkeep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._feed = feed
        self._now = now
        self._tenants = tenants
        self._cursor = cursor
        self._rows, self._keys, self._tokens = index
        self._upkeep = upkeep
        self._monotonic = monotonic
        self._rests_until = 0.0
        self._round_at = 0.0
        self._touched: set[int] = set()
        self._lock = threading.Lock()

    def step(self) -> int:
        """Index what is new, one batch a tenant; returns how many had much (0: nothing more to do for a while)."""
        if self._monotonic() < self._rests_until:
            return 0
        written: set[int] = set()
        busy = False
        waiting: list[Read] = []
        for name, number in self._tenants():
            read = self._read(name, number)
            if read is not None:
                waiting.append(read)
                busy = busy or len(read.docs) >= BATCH // 2
            # Many small tenants share a flush; a few that have much are not held in memory together.
            if sum(len(one.docs) for one in waiting) >= FLUSH:
                written |= self._flush(waiting)
                waiting = []
        written |= self._flush(waiting)
        if not busy:
            self._rests_until = self._monotonic() + REST
        with self._lock:
            self._touched |= written
        return len(written) if busy else 0

    def mend(self) -> int:
        """Put segments together where something was written; returns how many tenants had something to mend.

        Apart from `step`, in a thread of its own: making a large segment takes seconds, and nothing waits for it.
        """
        with self._lock:
            touched, self._touched = self._touched | self._all_in_turn(), set()
        mended = {number for number in sorted(touched) if self._upkeep.step(number)}
        with self._lock:
            self._touched |= mended
        return len(mended)

    def _flush(self, reads: Sequence[Read]) -> set[int]:
        return self._rows.flush([batch for read in reads if (batch := self.batch(read))])

    def _all_in_turn(self) -> set[int]:
        """Every tenant, once in a while: what is dead goes where nothing new comes in, too."""
        now = self._monotonic()
        if now < self._round_at:
            return set()
        self._round_at = now + ROUND
        return {number for _, number in self._tenants()}

    def batch(self, read: Read) -> Batch | None:
        """What is to be written of it; None when the key epoch turns just now."""
        if not read.docs:
            return Batch(read.tenant, read.after, read.position, None, (), read.closed, read.opened)
        hashed = self._tokens.made(read.tenant)
        if hashed is None:
            return None
        number, epoch = fresh_number(), self._rows.epoch(read.tenant)
        wrapped, locked = self._keys.fresh(read.tenant, number, epoch)
        if not self._rows.keep_key(read.tenant, number, epoch, wrapped.wrapped):
            return None
        shape, blocks = made(read.docs, number, locked, hashed)
        segment = Segment(
            segment=number,
            place=read.position,
            docs=shape.docs,
            bits=shape.bits,
            first_idx=shape.first_idx,
            last_idx=shape.last_idx,
            first_received=shape.first_received,
            last_received=shape.last_received,
            replaces=read.replaces,
            epoch=epoch,
            wrapped=wrapped.wrapped,
        )
        return Batch(read.tenant, read.after, read.position, segment, blocks, read.closed, read.opened)

    def _read(self, name: str, number: int) -> Read | None:
        """What is new of a tenant: one page of it, or as many as a flush takes when much is."""
        after = at = self._cursor(number)
        docs: dict[int, Doc] = {}
        replaces: set[int] = set()
        closed: dict[bytes, bool] = {}
        while views := self._feed(name, at, BATCH):
            docs |= {view.index: document(view) for view in views if is_indexed(view)}
            for view in views:
                for again in self._changed(name, view, at):
                    docs[again.index] = document(again)
                    replaces |= {again.index} if again.index <= after else set()
                if view.kind == Kind.CLOSE:
                    closed[view.conversation] = True
                elif view.kind in _SPOKEN and view.author.role == "customer":
                    closed[view.conversation] = False
            at = views[-1].index
            if len(views) < BATCH or len(docs) >= FLUSH:
                break
        if at == after:
            return None
        return Read(
            number,
            after,
            at,
            [docs[index] for index in sorted(docs)],
            tuple(sorted(replaces)),
            frozenset(one for one, shut in closed.items() if shut),
            frozenset(one for one, shut in closed.items() if not shut),
        )

    def _changed(self, name: str, view: View, after: int) -> list[View]:
        """The record that a rescreen record speaks of, when it was read before: what is read now is as it is by now."""
        target = view.facts.get("target")
        if view.kind != Kind.RESCREEN or not isinstance(target, bytes):
            return []
        now = self._now(name, view.conversation, target)
        return [now] if now is not None and is_indexed(now) and now.index <= after else []
