"""Keeps the index in shape: puts small segments together, and takes out physically what must no longer be in it.

Segments of about one size are merged when there are FAN of them, so a record is rewritten a few times in its life and a
tenant has few segments. Whatever is rewritten is under a new key, and the old key goes with the old segment. Nothing is
lost by a crash: the old segments stand until the new one does.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import structlog

from handclasp.search import documents
from handclasp.search.segments import IndexBroken, Part, Shape, merged, opened, within
from handclasp.search.tokens import Index
from handclasp.store.search import Segment

FAN: Final = 8
LEVELS: Final = (64, 512, 4_096, 32_768, 262_144)
"""How many records a segment of each level has at most; those of the last are merged no more."""

SWEEP_EVERY: Final = 3_600_000
"""How long (ms) what was hidden or indexed anew may stay in a segment, dead, before the segment is rewritten."""

logger = structlog.get_logger()


class Upkeep:
    """Merges, sweeps, forgets. One process at a time does a tenant's; more would do no harm."""

    def __init__(self, index: Index, clock: Callable[[], int]) -> None:
        self._rows, self._keys, self._tokens = index
        self._clock = clock
        self._dirty_since: dict[int, dict[int, int]] = {}

    def step(self, tenant: int) -> bool:
        """Do what is most needed, if anything is; returns whether something was."""
        segments = self._rows.segments(tenant)
        chosen = due(segments) or self._to_sweep(tenant, segments)
        return bool(chosen) and self.rewrite(tenant, chosen, segments, frozenset())

    def forget(self, tenant: int, indexes: Collection[int]) -> None:
        """Take records out of the index for good: their segments are rewritten under new keys, the old keys destroyed.

        For erasure: after the next turn of the key epoch no copy of the old segments opens any more.
        """
        segments = self._rows.segments(tenant)
        gone = frozenset(indexes)
        for segment in segments:
            if self._held(tenant, segment, gone) and not self.rewrite(tenant, [segment], segments, gone):
                # It was merged meanwhile: begin again with what stands now.
                self.forget(tenant, gone)
                return

    def _to_sweep(self, tenant: int, segments: Sequence[Segment]) -> list[Segment]:
        """A segment in which something has been dead for long."""
        now = self._clock()
        known = self._dirty_since.setdefault(tenant, {})
        dirty = {one.segment: one for one in segments if _replaced(one, segments)}
        for gone in known.keys() - dirty.keys():
            del known[gone]
        for number, segment in dirty.items():
            if now - known.setdefault(number, now) >= SWEEP_EVERY:
                known[number] = now
                if self._held(tenant, segment, _replaced(segment, segments)):
                    return [segment]
        return []

    def rewrite(
        self, tenant: int, chosen: Sequence[Segment], everything: Sequence[Segment], gone: frozenset[int]
    ) -> bool:
        """Put one segment in the place of these, without what is dead in them and `gone`.

        False when another worker replaced one of them meanwhile. Raises IndexBroken.
        """
        try:
            return self._rewrite(tenant, chosen, everything, gone)
        except IndexBroken:
            standing = {one.segment for one in self._rows.segments(tenant)}
            if standing >= {one.segment for one in chosen}:
                raise
            return False

    # --- steps

    def _rewrite(
        self, tenant: int, chosen: Sequence[Segment], everything: Sequence[Segment], gone: frozenset[int]
    ) -> bool:
        parts = [self._part(tenant, one, _replaced(one, everything) | within(gone, shape_of(one))) for one in chosen]
        parts = [part for part in parts if part.shape.docs > len(part.dead)]
        numbers = [one.segment for one in chosen]
        if not parts:
            return self._rows.replace(tenant, numbers, None, [])
        epoch, number = self._rows.epoch(tenant), fresh_number()
        wrapped, locked = self._keys.fresh(tenant, number, epoch)
        if not self._rows.keep_key(tenant, number, epoch, wrapped.wrapped):
            return False
        shape, pieces = merged(parts, number, locked)
        place = max(one.place for one in chosen)
        segment = Segment(
            segment=number,
            place=place,
            docs=shape.docs,
            bits=shape.bits,
            first_idx=shape.first_idx,
            last_idx=shape.last_idx,
            first_received=shape.first_received,
            last_received=shape.last_received,
            replaces=_still_replacing(chosen, everything) if len(chosen) > 1 else chosen[0].replaces,
            epoch=epoch,
            wrapped=wrapped.wrapped,
        )
        done = self._rows.replace(tenant, numbers, segment, list(pieces))
        if done:
            logger.info("segments merged", segments=len(chosen), records=shape.docs)
        return done

    def _part(self, tenant: int, one: Segment, dead: frozenset[int]) -> Part:
        locked = self._keys.segment(tenant, one.segment, one.epoch, one.wrapped)
        size, _ = self._rows.sizes(tenant, [one.segment]).get(one.segment, (0, 0))
        held = self._held(tenant, one, dead) if dead else frozenset[int]()
        return Part(
            shape_of(one),
            locked,
            lambda first, count: self._rows.block_range(tenant, one.segment, first, count),
            size,
            held,
        )

    def _held(self, tenant: int, one: Segment, indexes: frozenset[int]) -> frozenset[int]:
        """Those of these records that a segment really holds."""
        shape = shape_of(one)
        asked = np.array(sorted(within(indexes, shape)), np.int64)
        hashed = self._tokens.of(tenant)
        if not asked.size or hashed is None:
            return frozenset()
        token = hashed(documents.ANY)
        bucket = shape.bucket(token)
        sealed = self._rows.block_range(tenant, one.segment, bucket, 1).get(bucket, b"")
        locked = self._keys.segment(tenant, one.segment, one.epoch, one.wrapped)
        there = opened(shape, locked, bucket, sealed).find(token).holds(asked - shape.first_idx)
        return frozenset(int(index) for index in asked[there])


def due(segments: Sequence[Segment]) -> list[Segment]:
    """The segments to be merged now: neighbours by place; none when all is well."""
    ordered = sorted(segments, key=lambda one: one.place, reverse=True)
    for level in range(len(LEVELS) - 1):
        run = []
        for one in ordered:
            if one.docs > LEVELS[level]:
                break
            run.append(one)
        if len(run) >= FAN:
            return run[-_as_many(run) :]
    large = [one for one in ordered if one.docs > LEVELS[-2]]
    for newer, older in pairwise(large):
        if newer.docs + older.docs <= LEVELS[-1] and not _between(newer, older, ordered):
            return [newer, older]
    return []


def _as_many(run: Sequence[Segment]) -> int:
    """How many of the oldest of a run fit into one segment."""
    total = 0
    for count, one in enumerate(reversed(run)):
        total += one.docs
        if total > LEVELS[-1]:
            return max(count, 2)
    return len(run)


def _between(newer: Segment, older: Segment, ordered: Sequence[Segment]) -> bool:
    return any(older.place < one.place < newer.place for one in ordered)


def _replaced(segment: Segment, everything: Sequence[Segment]) -> frozenset[int]:
    """The indexes that newer segments hold anew."""
    newer = (index for other in everything if other.place > segment.place for index in other.replaces)
    return within(newer, shape_of(segment))


def _still_replacing(chosen: Sequence[Segment], everything: Sequence[Segment]) -> tuple[int, ...]:
    """What the merged segment must go on replacing: what an older one may hold."""
    oldest = min(one.place for one in chosen)
    older = [shape_of(one) for one in everything if one.place < oldest]
    return tuple(sorted({i for one in chosen for i in one.replaces if any(within([i], shape) for shape in older)}))


def shape_of(segment: Segment) -> Shape:
    """What is known of a segment without opening it."""
    return Shape(segment.segment, segment.docs, *segment[3:8])


def fresh_number() -> int:
    """A number that no segment has."""
    return secrets.randbelow(2**63 - 1) + 1
