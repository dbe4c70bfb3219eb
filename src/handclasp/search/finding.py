"""Looks into the index: candidates newest first, run by run, so that whoever needs a page reads no more than that.

What it gives are indexes of records and nothing of them. Each run says whether the index alone settles that its records
have what was asked (`exact`), and whether their times do (`timed`); where not, their words or times must be looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handclasp.search import documents
from handclasp.search.asking import All, Either, Not, Question, leaves
from handclasp.search.batch import Hashed, hash_of
from handclasp.search.postings import Block, Docs, Places, nothing
from handclasp.search.segments import Shape, opened
from handclasp.search.tokens import Index
from handclasp.search.words import Beside
from handclasp.store.search import Segment

FIRST: Final = 8
"""Into how many segments is looked at first; then twice as many, and so on."""

_MOST_AT_ONCE: Final = 64
_DAYS: Final = 92
"""Over more days than this it is quicker to look at times than to look days up."""

_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: a question, and filters that all hold.

    `groups` are sets of tokens of which a record has one at least; times are ms, both included; `among` are the only
    indexes that count; `below` leaves out all from an index on; `weighed` asks for weights.
    """

    question: Question
    groups: tuple[tuple[str, ...], ...] = ()
    since: int | None = None
    until: int | None = None
    among: Places | None = None
    below: int | None = None
    weighed: bool = False

    @property
    def exact(self) -> bool:
        """Whether the index alone settles it."""
        return _exact(self.question)


class Run(NamedTuple):
    """Candidates, newest first; `weights` are how telling what they have is (empty unless asked for)."""

    indexes: Places
    timed: bool
    weights: NDArray[np.float64]


class _Vanished(Exception):
    """A segment was put in another's place meanwhile."""


class Finder:
    """Looks into the index of any tenant. Thread-safe."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def look(self, tenant: int, sought: Sought, segments: Sequence[Segment] | None = None) -> Iterator[Run]:
        """The candidates; `segments` are the tenant's, where they are known. Raises IndexBroken, KeyMissing."""
        hashed = self._index.tokens.of(tenant)
        if hashed is None:
            return
        below = sought.below
        for _ in range(_TRIES):
            looking = _Looking(self._index, hashed, tenant, sought)
            everything = self._index.rows.segments(tenant) if segments is None else segments
            segments = None
            try:
                for run, floor in looking.runs(everything, below):
                    below = floor
                    if run.indexes.size:
                        yield run
            except _Vanished:
                continue
            return


@dataclass(slots=True)
class _Looking:
    index: Index
    hashed: Hashed
    tenant: int
    sought: Sought
    known: dict[str | Beside, int] = field(default_factory=dict)

    def runs(self, everything: Sequence[Segment], below: int | None) -> Iterator[tuple[Run, int]]:
        """Runs of candidates below an index, each with the index down to which all have been given."""
        segments = [one for one in everything if self._may_hold(one, below)]
        waiting: list[Run] = []
        for number, (segment, blocks) in enumerate(self._read(segments)):
            waiting.append(self._run(segment, blocks, _replaced(segment, everything), below))
            floor = segments[number + 1].last_idx + 1 if number + 1 < len(segments) else 0
            given, waiting = _split(waiting, floor)
            yield given, floor

    def _may_hold(self, segment: Segment, below: int | None) -> bool:
        return (
            (below is None or segment.first_idx < below)
            and (self.sought.since is None or segment.last_received >= self.sought.since)
            and (self.sought.until is None or segment.first_received <= self.sought.until)
        )

    def _read(self, segments: Sequence[Segment]) -> Iterator[tuple[Segment, dict[int, Block]]]:
        """Each segment with the blocks that are needed of it, some segments at a time."""
        at, many = 0, FIRST
        while at < len(segments):
            some = segments[at : at + many]
            needed = {one.segment: self._buckets(one) for one in some}
            wanted = [(segment, bucket) for segment, buckets in needed.items() for bucket in buckets]
            found = self.index.rows.blocks(self.tenant, wanted)
            if len(found) != len(wanted):
                raise _Vanished
            for one in some:
                locked = self.index.keys.segment(self.tenant, one.segment, one.epoch, one.wrapped)
                shape = _shape(one)
                yield one, {b: opened(shape, locked, b, found[one.segment, b]) for b in needed[one.segment]}
            at += many
            many = min(2 * many, _MOST_AT_ONCE)

    def _buckets(self, segment: Segment) -> list[int]:
        shape = _shape(segment)
        return sorted({shape.bucket(self._hash(token)) for token in self._needed(segment)})

    def _needed(self, segment: Segment) -> set[str | Beside]:
        tokens: set[str | Beside] = {
            token for leaf in leaves(self.sought.question, sought=False) for token in leaf.tokens
        }
        tokens |= {token for group in self.sought.groups for token in group}
        return tokens | set(self._days(segment)) or {documents.ANY}

    def _days(self, segment: Segment) -> tuple[str, ...]:
        """The days to look up in a segment that lies partly outside the time asked for; none where that is no help."""
        if self._inside(segment):
            return ()
        first = max(segment.first_received, self.sought.since or 0) // documents.DAY
        last = min(segment.last_received, self.sought.until or segment.last_received) // documents.DAY
        if last - first >= _DAYS:
            return ()
        return tuple(documents.day(number * documents.DAY) for number in range(first, last + 1))

    def _inside(self, segment: Segment) -> bool:
        return (self.sought.since is None or segment.first_received >= self.sought.since) and (
            self.sought.until is None or segment.last_received <= self.sought.until
        )

    def _hash(self, token: str | Beside) -> int:
        found = self.known.get(token)
        if found is None:
            found = self.known[token] = hash_of(token, self.hashed)
        return found

    def _run(self, segment: Segment, blocks: dict[int, Block], dead: Places, below: int | None) -> Run:
        shape = _shape(segment)
        reading = _Reading(shape, blocks, self._hash)
        groups = [*self.sought.groups, *filter(None, [self._days(segment)])]
        restricting = [reading.either(group) for group in groups]
        found = reading.of(self.sought.question)
        docs = _all([*restricting, *([] if found is None else [found])])
        # An empty list is an answer too.
        places = (reading.token(documents.ANY) if docs is None else docs).places
        if dead.size:
            places = places[~np.isin(places, dead - shape.first_idx)]
        indexes = places + shape.first_idx
        if below is not None:
            indexes = indexes[: np.searchsorted(indexes, below)]
        if self.sought.among is not None:
            indexes = np.intersect1d(indexes, self.sought.among, assume_unique=True)
        indexes = indexes[::-1]
        weights = reading.weights(self.sought.question, indexes) if self.sought.weighed else np.zeros(0)
        return Run(indexes, self._inside(segment), weights)


class _Reading:
    """One segment's lists."""

    def __init__(self, shape: Shape, blocks: dict[int, Block], hashed: Callable[[str | Beside], int]) -> None:
        self._shape = shape
        self._blocks = blocks
        self._hashed = hashed
        self._known: dict[str | Beside, Docs] = {}

    def token(self, token: str | Beside) -> Docs:
        found = self._known.get(token)
        if found is None:
            number = self._hashed(token)
            block = self._blocks.get(self._shape.bucket(number))
            found = self._known[token] = block.find(number) if block else nothing(self._shape.span)
        return found

    def either(self, tokens: Sequence[str]) -> Docs:
        found = self.token(tokens[0])
        for token in tokens[1:]:
            found = found.either(self.token(token))
        return found

    def of(self, node: Question) -> Docs | None:
        """The records that may be what the tree says; None: any may."""
        match node:
            case None | Not():
                return None
            case Either(nodes):
                found = [self.of(one) for one in nodes]
                some = [one for one in found if one is not None]
                if len(some) < len(found):
                    return None
                docs = some[0]
                for one in some[1:]:
                    docs = docs.either(one)
                return docs
            case All(nodes):
                docs_of_all = _all([one for one in map(self.of, nodes) if one is not None])
                for inner in nodes:
                    # Only what certainly has it is left out.
                    if docs_of_all is not None and isinstance(inner, Not) and _exact(inner.node):
                        out = self.of(inner.node)
                        docs_of_all = docs_of_all if out is None else docs_of_all.without(out)
                return docs_of_all
            case _:
                return _all([self.token(token) for token in node.tokens])

    def weights(self, question: Question, indexes: Places) -> NDArray[np.float64]:
        places = indexes - self._shape.first_idx
        total = np.zeros(places.size)
        for leaf in leaves(question):
            docs = self.of(leaf)
            if docs is not None:
                total += docs.holds(places) * math.log(1 + self._shape.docs / (1 + len(docs)))
        return total


def _all(found: Sequence[Docs]) -> Docs | None:
    """What is in all of them, the fewest first; None of none."""
    if not found:
        return None
    first, *others = sorted(found, key=len)
    for one in others:
        first = first.both(one)
    return first


def _exact(node: Question) -> bool:
    match node:
        case None:
            return True
        case Not():
            return False
        case All(nodes):
            return all(_exact(one.node if isinstance(one, Not) else one) for one in nodes)
        case Either(nodes):
            return all(map(_exact, nodes))
        case _:
            return node.exact


def _shape(segment: Segment) -> Shape:
    return Shape(segment.segment, segment.docs, *segment[3:8])


def _replaced(segment: Segment, everything: Sequence[Segment]) -> Places:
    """The indexes whose records stand newer in another segment."""
    found = {
        index
        for other in everything
        if other.place > segment.place
        for index in other.replaces
        if segment.first_idx <= index <= segment.last_idx
    }
    return np.array(sorted(found), np.int64)


def _split(waiting: Sequence[Run], floor: int) -> tuple[Run, list[Run]]:
    """What is not below an index, in order, and the rest: segments overlap where a record was indexed anew."""
    given = [(run, int(np.searchsorted(-run.indexes, -floor, side="right"))) for run in waiting]
    rest = [Run(run.indexes[cut:], run.timed, run.weights[cut:]) for run, cut in given if cut < run.indexes.size]
    parts = [(run, cut) for run, cut in given if cut]
    if len(parts) == 1:
        run, cut = parts[0]
        return Run(run.indexes[:cut], run.timed, run.weights[:cut]), rest
    indexes = np.concatenate([run.indexes[:cut] for run, cut in parts]) if parts else np.zeros(0, np.int64)
    weights = np.concatenate([run.weights[:cut] for run, cut in parts]) if parts else np.zeros(0)
    order = np.argsort(-indexes, kind="stable")
    return Run(indexes[order], all(run.timed for run, _ in parts), weights[order] if weights.size else weights), rest
