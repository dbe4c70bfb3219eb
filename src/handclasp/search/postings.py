"""Posting lists as bytes: many tokens' lists in one block, compact, and read without touching the other lists in it.

A block holds the lists of all tokens whose hashes share their first bits (its bucket): how many, the hashes ascending
(u64), the length of each list in bytes (u32, the highest bit set for a bitmap), then the lists. A list is places
ascending, as gaps in base 128, the first from the segment's base; or, where that is shorter, one bit a place. All
numbers are little-endian. Encryption is the segment's work.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Octets = NDArray[np.uint8]

_COUNT: Final = struct.Struct("<I")
_BITMAP: Final = np.uint32(1 << 31)
_NOTHING: Final[Places] = np.zeros(0, np.int64)


class BadBlock(ValueError):
    """A block that is no block."""


class Lists(NamedTuple):
    """Lists of a range of tokens: hashes ascending, places of all of them in one row, where each list begins in it."""

    hashes: Hashes
    starts: NDArray[np.int64]
    places: Places

    @property
    def counts(self) -> NDArray[np.int64]:
        """How long each list is."""
        return np.diff(self.starts, append=self.places.size)


class Docs:
    """The places of one list, as a row of numbers or as bits, whichever it was stored as; the other is made on demand.

    Places count from the segment's base. `span` is how many places the segment has.
    """

    __slots__ = ("_bits", "_places", "span")

    def __init__(self, span: int, places: Places | None = None, bits: Octets | None = None) -> None:
        self.span = span
        self._places = places
        self._bits = bits

    def __len__(self) -> int:
        if self._places is not None:
            return int(self._places.size)
        return int(np.bitwise_count(self._bits).sum())  # type: ignore[arg-type]  # one of both is there

    @property
    def places(self) -> Places:
        """Ascending."""
        if self._places is None:
            assert self._bits is not None  # noqa: S101 - one of both is there
            self._places = np.flatnonzero(np.unpackbits(self._bits, count=self.span, bitorder="little"))
        return self._places

    def holds(self, places: Places) -> NDArray[np.bool_]:
        """Which of these places are among them."""
        if self._bits is not None:
            found: NDArray[np.bool_] = ((self._bits[places >> 3] >> (places & 7).astype(np.uint8)) & 1).astype(bool)
            return found
        mine = self.places
        if not mine.size:
            return np.zeros(places.size, bool)
        at = np.searchsorted(mine, places)
        at[at == mine.size] = 0
        return np.asarray(mine[at] == places)

    def both(self, other: Docs) -> Docs:
        """What is in both."""
        if self._bits is not None and other._bits is not None:
            return Docs(self.span, bits=self._bits & other._bits)
        few, many = (self, other) if self._places is not None else (other, self)
        return Docs(self.span, few.places[many.holds(few.places)])

    def either(self, other: Docs) -> Docs:
        """What is in one of them."""
        if self._bits is not None and other._bits is not None:
            return Docs(self.span, bits=self._bits | other._bits)
        return Docs(self.span, np.union1d(self.places, other.places))

    def without(self, other: Docs) -> Docs:
        """What is in this and not in the other."""
        if self._bits is not None and other._bits is not None:
            return Docs(self.span, bits=self._bits & ~other._bits)
        return Docs(self.span, self.places[~other.holds(self.places)])


def nothing(span: int) -> Docs:
    """No place."""
    return Docs(span, _NOTHING)


def encode(lists: Lists, span: int, bits: int, first: int, count: int) -> list[bytes]:
    """The blocks of buckets `first` to `first + count - 1` of a segment with 2**bits buckets; empty ones included."""
    data, sizes = _gaps(lists)
    ends = np.cumsum(sizes)
    dense = np.flatnonzero(sizes > (span + 7) // 8)
    edges = _edges(lists.hashes, bits, first, count)
    blocks = []
    for low, high in pairwise(edges):
        lengths = sizes[low:high].astype(np.uint32)
        begin = int(ends[low - 1]) if low else 0
        body = data[begin : int(ends[high - 1])].tobytes() if high > low else b""
        mine = dense[(dense >= low) & (dense < high)]
        if mine.size:
            body = _with_bitmaps(lists, span, body, lengths, (int(low), int(high)), mine)
        blocks.append(_COUNT.pack(high - low) + lists.hashes[low:high].tobytes() + lengths.tobytes() + body)
    return blocks


def _edges(hashes: Hashes, bits: int, first: int, count: int) -> list[int]:
    if bits == 0:
        return [0, hashes.size]
    buckets = np.arange(first + 1, first + count, dtype=np.uint64) << np.uint64(64 - bits)
    return [0, *(int(at) for at in np.searchsorted(hashes, buckets)), hashes.size]


def _with_bitmaps(
    lists: Lists, span: int, body: bytes, lengths: NDArray[np.uint32], edge: tuple[int, int], dense: NDArray[np.int64]
) -> bytes:
    """The body with bitmaps in the place of the lists in `dense`; their lengths are mended."""
    low, _ = edge
    at = np.concatenate(([0], np.cumsum(lengths.astype(np.int64))))
    parts, done = [], 0
    ends = np.append(lists.starts[1:], lists.places.size)
    for number in dense:
        here = int(number) - low
        places = lists.places[lists.starts[number] : ends[number]]
        flags = np.zeros(span, np.uint8)
        flags[places] = 1
        bitmap = np.packbits(flags, bitorder="little").tobytes()
        parts += [body[done : int(at[here])], bitmap]
        done = int(at[here + 1])
        lengths[here] = np.uint32(len(bitmap)) | _BITMAP
    return b"".join([*parts, body[done:]])


def _gaps(lists: Lists) -> tuple[Octets, NDArray[np.int64]]:
    """All lists as gaps in base 128, and the length of each in bytes."""
    places, starts = lists.places, lists.starts
    if not places.size:
        return np.zeros(0, np.uint8), np.zeros(lists.hashes.size, np.int64)
    wide = np.diff(places, prepend=0)
    wide[starts] = places[starts]
    largest = int(wide.max())
    gaps: NDArray[Any] = wide.astype(np.uint32) if largest < 1 << 32 else wide
    octets = np.ones(gaps.size, np.uint8)
    for bit in range(7, largest.bit_length(), 7):
        octets += gaps >= 1 << bit
    ends = np.cumsum(octets, dtype=np.int64)
    begins = ends - octets
    data = np.empty(int(ends[-1]), np.uint8)
    data[begins] = (gaps & 0x7F).astype(np.uint8) | ((octets > 1).view(np.uint8) << 7)
    longer = np.flatnonzero(octets > 1)
    number = 1
    while longer.size:
        rest = (gaps[longer] >> (7 * number)) & 0x7F
        more = octets[longer] > number + 1
        data[begins[longer] + number] = rest.astype(np.uint8) | (more.view(np.uint8) << 7)
        longer = longer[more]
        number += 1
    last = np.append(starts[1:], gaps.size) - 1
    return data, np.diff(ends[last], prepend=0)


class Block:
    """A block opened for reading: one list at a time, or all."""

    __slots__ = ("_body", "_ends", "_lengths", "hashes", "span")

    def __init__(self, data: bytes, span: int) -> None:
        if len(data) < _COUNT.size:
            raise BadBlock
        (count,) = _COUNT.unpack_from(data)
        begin = _COUNT.size + 12 * count
        if len(data) < begin:
            raise BadBlock
        self.span = span
        self.hashes: Hashes = np.frombuffer(data, "<u8", count, _COUNT.size)
        self._lengths: NDArray[np.uint32] = np.frombuffer(data, "<u4", count, _COUNT.size + 8 * count)
        self._body: Octets = np.frombuffer(data, np.uint8, offset=begin)
        self._ends = np.cumsum((self._lengths & ~_BITMAP).astype(np.int64))
        if count and int(self._ends[-1]) != self._body.size:
            raise BadBlock

    def find(self, token: int) -> Docs:
        """The list of one token; empty when it is not here."""
        at = int(np.searchsorted(self.hashes, np.uint64(token)))
        if at == self.hashes.size or int(self.hashes[at]) != token:
            return nothing(self.span)
        end = int(self._ends[at])
        begin = int(self._ends[at - 1]) if at else 0
        part = self._body[begin:end]
        if self._lengths[at] & _BITMAP:
            return Docs(self.span, bits=part)
        return Docs(self.span, np.cumsum(_decoded(part)))

    def all(self) -> Lists:
        """Every list."""
        dense = np.flatnonzero(self._lengths & _BITMAP)
        if not dense.size:
            return _sparse(self.hashes, self._ends, self._body)
        # The few bitmaps are taken out, and their places put between those of the other lists.
        begins = self._ends - (self._lengths & ~_BITMAP)
        edges = [0, *(edge for at in dense for edge in (int(begins[at]), int(self._ends[at]))), self._body.size]
        body = np.concatenate([self._body[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)])
        others = np.delete(self._lengths, dense).astype(np.int64)
        rest = _sparse(np.delete(self.hashes, dense), np.cumsum(others), body)
        rows = [self.find(int(self.hashes[at])).places for at in dense]
        before = dense - np.arange(dense.size)
        counts = np.insert(rest.counts, before, [row.size for row in rows])
        cuts = np.append(rest.starts, rest.places.size)[before]
        pieces = np.split(rest.places, cuts)
        places = [piece for pair in zip(pieces, rows, strict=False) for piece in pair]
        return Lists(self.hashes, np.cumsum(counts) - counts, np.concatenate([*places, pieces[-1]]))


def _sparse(hashes: Hashes, ends: NDArray[np.int64], body: Octets) -> Lists:
    """The lists of a body that holds no bitmap; `ends` are theirs in it."""
    if not hashes.size:
        return Lists(hashes, _NOTHING, _NOTHING)
    # How many numbers end before each list begins.
    done = np.concatenate(([0], np.cumsum(body < 0x80)))
    starts = done[np.concatenate(([0], ends[:-1]))]
    gaps = _decoded(body)
    sums = np.cumsum(gaps)
    before = np.where(starts > 0, sums[starts - 1], 0)
    counts = np.diff(starts, append=gaps.size)
    return Lists(hashes, starts, sums - np.repeat(before, counts))


def _decoded(data: Octets) -> Places:
    """Numbers in base 128, least significant first, as they stand one behind another."""
    last = data < 0x80
    if last.all():
        return data.astype(np.int64)
    ends = np.flatnonzero(last)
    begins = np.concatenate(([0], ends[:-1] + 1))
    found = (data[begins] & 0x7F).astype(np.int64)
    longer = np.flatnonzero(ends > begins)
    number = 1
    while longer.size:
        at = begins[longer] + number
        found[longer] |= (data[at] & 0x7F).astype(np.int64) << (7 * number)
        longer = longer[ends[longer] > at]
        number += 1
    return found


def gather(hashes: Hashes, tokens: NDArray[np.int64], places: Places, span: int) -> Lists:
    """Lists from postings in any order: each has its token's number among `hashes` (doubles allowed), and a place."""
    order = np.argsort(hashes)
    distinct, fresh = _distinct(hashes[order])
    number = np.empty(hashes.size, np.int64)
    number[order] = np.cumsum(fresh) - 1
    shift = np.int64(max(1, span - 1).bit_length())
    if distinct.size and int(distinct.size - 1).bit_length() + int(shift) > 62:
        raise BadBlock
    # One number a posting: sorting those is far quicker than sorting by two keys.
    keys, _ = _distinct(np.sort((number[tokens] << shift) | places))
    of = keys >> shift
    starts = np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1]))) if keys.size else _NOTHING
    return Lists(distinct[of[starts]], starts, keys & ((np.int64(1) << shift) - 1))


def ordered(lists: Lists) -> Lists:
    """Lists by their hashes, ascending, whichever way they came; of equal hashes each keeps its list."""
    order = np.argsort(lists.hashes, kind="stable")
    counts = lists.counts[order]
    starts = np.cumsum(counts) - counts
    moved = np.arange(lists.places.size) + np.repeat(lists.starts[order] - starts, counts)
    return Lists(lists.hashes[order], starts, lists.places[moved])


def together(parts: Sequence[Lists], span: int) -> Lists:
    """One row of lists from several; those of equal hashes become one."""
    before = np.cumsum([0, *(one.places.size for one in parts)])
    hashes = np.concatenate([one.hashes for one in parts])
    starts = np.concatenate([one.starts + at for one, at in zip(parts, before, strict=False)])
    lists = ordered(Lists(hashes, starts, np.concatenate([one.places for one in parts])))
    _, fresh = _distinct(lists.hashes)
    if fresh.all():
        return lists
    joined = Lists(lists.hashes[fresh], lists.starts[fresh], lists.places)
    # As they come, newer parts behind older ones, lists go on ascending; where parts overlap all are sorted anew.
    backwards = np.flatnonzero(joined.places[1:] <= joined.places[:-1]) + 1
    if np.isin(backwards, joined.starts, assume_unique=True).all():
        return joined
    numbers = np.repeat(np.arange(joined.hashes.size), joined.counts)
    return gather(joined.hashes, numbers, joined.places, span)


def _distinct(ascending: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Each number once, and where each stood first: `np.unique` hashes, which takes several times as long."""
    fresh = np.ones(ascending.size, bool)
    fresh[1:] = ascending[1:] != ascending[:-1]
    return ascending[fresh], fresh
