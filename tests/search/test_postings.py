"""Posting lists come out of their blocks as they went in, whatever their density, and a broken block is noticed."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.search.postings import BadBlock, Block, Docs, Lists, encode, gather

SPAN = 5_000


def _lists(lists: dict[int, list[int]], span: int = SPAN) -> Lists:
    tokens = [number for number, places in enumerate(lists.values()) for _ in places]
    places = [place for row in lists.values() for place in row]
    return gather(np.array(list(lists), np.uint64), np.array(tokens, np.int64), np.array(places, np.int64), span)


@given(
    st.dictionaries(
        st.integers(0, 2**64 - 1), st.lists(st.integers(0, SPAN - 1), min_size=1, max_size=40), max_size=30
    ),
    st.integers(0, 4),
)
def test_lists_come_out_as_they_went_in(lists: dict[int, list[int]], bits: int) -> None:
    blocks = encode(_lists(lists), SPAN, bits, 0, 1 << bits)
    assert len(blocks) == 1 << bits
    for token, places in lists.items():
        block = Block(blocks[token >> (64 - bits) if bits else 0], SPAN)
        assert block.find(token).places.tolist() == sorted(set(places))
    whole = [Block(block, SPAN).all() for block in blocks]
    assert sum(int(one.hashes.size) for one in whole) == len(lists)
    for one in whole:
        for token, start, count in zip(one.hashes, one.starts, one.counts, strict=True):
            assert one.places[start : start + count].tolist() == sorted(set(lists[int(token)]))


def test_dense_lists_become_bitmaps_and_far_places_take_more_bytes() -> None:
    dense, rare = list(range(0, SPAN, 2)), [3]
    (block,) = encode(_lists({1: dense, 2: rare, 3: [SPAN - 1, 7]}), SPAN, 0, 0, 1)
    assert len(block) < 4 + 3 * 12 + SPAN // 8 + 20
    opened = Block(block, SPAN)
    every = opened.all()
    assert every.places.tolist() == [*dense, 3, 7, SPAN - 1]
    assert every.starts.tolist() == [0, 2500, 2501]
    assert [len(opened.find(token)) for token in (1, 2, 3, 4)] == [2500, 1, 2, 0]
    far = 1 << 33
    (block,) = encode(_lists({9: [0, far, far + 1]}, far + 2), far + 2, 0, 0, 1)
    assert Block(block, far + 2).find(9).places.tolist() == [0, far, far + 1]
    assert Block(block, far + 2).all().places.tolist() == [0, far, far + 1]


@pytest.mark.parametrize("kinds", ["rows", "bits", "mixed"])
def test_what_is_in_both_in_either_and_in_one_alone(kinds: str) -> None:
    source = random.Random(4)
    one, other = ({source.randrange(SPAN) for _ in range(2_000)} for _ in range(2))

    def docs(places: set[int], *, bits: bool) -> Docs:
        row = np.array(sorted(places), np.int64)
        if not bits:
            return Docs(SPAN, row)
        flags = np.zeros(SPAN, np.uint8)
        flags[row] = 1
        return Docs(SPAN, bits=np.packbits(flags, bitorder="little"))

    a, b = docs(one, bits=kinds != "rows"), docs(other, bits=kinds == "bits")
    assert a.both(b).places.tolist() == sorted(one & other)
    assert a.either(b).places.tolist() == sorted(one | other)
    assert a.without(b).places.tolist() == sorted(one - other)
    assert (len(a), len(a.both(b))) == (len(one), len(one & other))


@pytest.mark.parametrize("data", [b"", b"\1\0\0\0", b"\1\0\0\0" + bytes(8) + b"\5\0\0\0" + b"\1"])
def test_a_broken_block_is_noticed(data: bytes) -> None:
    with pytest.raises(BadBlock):
        Block(data, SPAN)


@pytest.mark.parametrize("dense", [{0}, {4}, {0, 1}, {3, 4}, {0, 2, 4}, {0, 1, 2, 3, 4}])
def test_all_lists_come_out_in_order_whichever_are_bitmaps(dense: set[int]) -> None:
    lists = {token + 1: list(range(token, SPAN, 3 if token in dense else 700)) for token in range(5)}
    (block,) = encode(_lists(lists), SPAN, 0, 0, 1)
    every = Block(block, SPAN).all()
    assert every.hashes.tolist() == list(lists)
    assert every.counts.tolist() == [len(row) for row in lists.values()]
    assert every.places.tolist() == [place for row in lists.values() for place in row]
