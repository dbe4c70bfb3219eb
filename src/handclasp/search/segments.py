"""Segments: the lists of some records, cut into blocks by the first bits of their tokens' hashes, each block locked.

A segment is never changed: it is made from records, or from other segments without what is dead in them, and then put
in their place. Blocks are bound to their segment, bucket and shape, so none can be moved, and an altered one is
noticed. Making one from others goes range by range of hashes, so memory stays bounded whatever their size.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np

from handclasp.records import HandclaspError
from handclasp.search.batch import Doc, Hashed, listed
from handclasp.search.postings import BadBlock, Block, Lists, Places, encode, together

BLOCK: Final = 12_000
"""Bytes of a block before it is compressed, on average."""

MOST_BITS: Final = 16
RANGE: Final = 32
"""How many blocks of the new segment are made at a time when segments are merged."""

_BOUND: Final = struct.Struct(">qIBqqI")
_LARGEST: Final = 1 << 16


class IndexBroken(HandclaspError):
    """A block of the search index is not what was written; the index can be made anew, the log is not touched."""

    code = "index-broken"


class Locked(Protocol):
    """A segment's key (seal/search_keys.py)."""

    def seal(self, block: bytes, bound: bytes) -> bytes:
        """Lock a block."""

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Open one; raises ValueError."""


class Shape(NamedTuple):
    """What is known of a segment without opening it: 2**bits blocks, the records' indexes and times (ms)."""

    segment: int
    docs: int
    bits: int
    first_idx: int
    last_idx: int
    first_received: int
    last_received: int

    @property
    def span(self) -> int:
        """How many places it has; a place is an index less the first."""
        return self.last_idx - self.first_idx + 1

    def bucket(self, token: int) -> int:
        """In which block a token's list is."""
        return token >> (64 - self.bits) if self.bits else 0

    def bound(self, bucket: int) -> bytes:
        """What a block may not be torn from."""
        return _BOUND.pack(self.segment, bucket, self.bits, self.first_idx, self.last_idx, self.docs)


def made(docs: Sequence[Doc], segment: int, locked: Locked, hashed: Hashed) -> tuple[Shape, list[bytes]]:
    """A segment of these records (each index once, ascending), all blocks of it."""
    base, last = docs[0].idx, docs[-1].idx
    lists = listed(docs, hashed)
    shape = Shape(
        segment=segment,
        docs=len(docs),
        bits=_bits(12 * lists.hashes.size + lists.places.size),
        first_idx=base,
        last_idx=last,
        first_received=min(doc.received for doc in docs),
        last_received=max(doc.received for doc in docs),
    )
    return shape, _locked(shape, locked, lists, 0, 1 << shape.bits)


def _bits(octets: int) -> int:
    return min(MOST_BITS, max(0, (octets // BLOCK).bit_length()))


def _locked(shape: Shape, locked: Locked, lists: Lists, first: int, count: int) -> list[bytes]:
    blocks = encode(lists, shape.span, shape.bits, first, count)
    return [locked.seal(block, shape.bound(first + number)) for number, block in enumerate(blocks)]


def opened(shape: Shape, locked: Locked, bucket: int, sealed: bytes) -> Block:
    """A block opened; raises IndexBroken."""
    try:
        return Block(locked.open(sealed, shape.bound(bucket)), shape.span)
    except (ValueError, BadBlock):
        message = (
            "a part of the search index was altered, or is another's: nothing was shown. "
            "Run `handclasp index rebuild` to make the index anew from the log"
        )
        raise IndexBroken(message) from None


class Part(NamedTuple):
    """A segment to be merged: `blocks` reads some of its blocks by number; `dead` are indexes that go."""

    shape: Shape
    locked: Locked
    blocks: Callable[[int, int], Mapping[int, bytes]]
    size: int
    dead: frozenset[int]


def merged(parts: Sequence[Part], segment: int, locked: Locked) -> tuple[Shape, Iterator[list[bytes]]]:
    """One segment in the place of several, without what is dead in them; its blocks come some at a time, in order."""
    shape = Shape(
        segment=segment,
        docs=sum(part.shape.docs - len(part.dead) for part in parts),
        # Blocks are about two thirds of what they were before they were compressed.
        bits=_bits(sum(part.size for part in parts) * 3 // 2),
        first_idx=min(part.shape.first_idx for part in parts),
        last_idx=max(part.shape.last_idx for part in parts),
        first_received=min(part.shape.first_received for part in parts),
        last_received=max(part.shape.last_received for part in parts),
    )
    return shape, _merging(parts, shape, locked)


def _merging(parts: Sequence[Part], shape: Shape, locked: Locked) -> Iterator[list[bytes]]:
    ranges = max(0, shape.bits - (RANGE - 1).bit_length())
    # Older ones first: then their lists need not be sorted again.
    sources = [_Source(part, shape, ranges) for part in sorted(parts, key=lambda one: one.shape.first_idx)]
    count = 1 << (shape.bits - ranges)
    for number in range(1 << ranges):
        lists = together([source.lists(number) for source in sources], shape.span)
        yield _locked(shape, locked, lists, number * count, count)


class _Source:
    """The lists of one part, range by range of hashes (2**ranges of them), with places as in the new segment."""

    def __init__(self, part: Part, shape: Shape, ranges: int) -> None:
        self._part = part
        self._shift = part.shape.first_idx - shape.first_idx
        self._ranges = ranges
        self._dead = np.array(sorted(index - shape.first_idx for index in part.dead), np.int64)
        # A part with fewer blocks than there are ranges is small: it is opened once.
        self._whole = self._opened(0, 1 << part.shape.bits) if part.shape.bits < ranges else None

    def lists(self, number: int) -> Lists:
        """The lists of one range."""
        if self._whole is None:
            each = 1 << (self._part.shape.bits - self._ranges)
            return self._opened(number * each, each)
        low, high = (
            0
            if edge == 0
            else int(np.searchsorted(self._whole.hashes, np.uint64(edge << (64 - self._ranges))))
            if edge < 1 << self._ranges
            else self._whole.hashes.size
            for edge in (number, number + 1)
        )
        starts = np.append(self._whole.starts, self._whole.places.size)
        begin, end = int(starts[low]), int(starts[high])
        return Lists(self._whole.hashes[low:high], starts[low:high] - begin, self._whole.places[begin:end])

    def _opened(self, first: int, count: int) -> Lists:
        sealed = self._part.blocks(first, count)
        found = []
        for bucket in range(first, first + count):
            if bucket not in sealed:
                message = "a part of the search index is missing. Run `handclasp index rebuild`"
                raise IndexBroken(message)
            found.append(opened(self._part.shape, self._part.locked, bucket, sealed[bucket]).all())
        places = np.concatenate([one.places for one in found]) + self._shift
        before = np.cumsum([0, *(one.places.size for one in found)])
        starts = np.concatenate([one.starts + at for one, at in zip(found, before, strict=False)])
        return _living(Lists(np.concatenate([one.hashes for one in found]), starts, places), self._dead)


def _living(lists: Lists, dead: Places) -> Lists:
    """The lists without dead places; lists that become empty go."""
    if not dead.size or not lists.places.size:
        return lists
    keep = ~np.isin(lists.places, dead)
    if keep.all():
        return lists
    counts = np.add.reduceat(keep.astype(np.int64), lists.starts)
    there = counts > 0
    counts = counts[there]
    return Lists(lists.hashes[there], np.cumsum(counts) - counts, lists.places[keep])


def within(indexes: Iterable[int], shape: Shape) -> frozenset[int]:
    """Those of these indexes that a segment may hold."""
    return frozenset(index for index in indexes if shape.first_idx <= index <= shape.last_idx)
