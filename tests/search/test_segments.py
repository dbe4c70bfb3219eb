"""Segments keep what was put in, merged or not; what is dead goes; what was altered or moved is noticed."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.search.locks import hashed, locked

from handclasp.seal.envelope import padded_size
from handclasp.seal.search_keys import Locked
from handclasp.search import segments
from handclasp.search.batch import Doc, hash_of, listed
from handclasp.search.segments import IndexBroken, Part, Shape, made, merged, opened
from handclasp.search.words import Beside, atoms, besides, fold, tokens


def _docs(seed: int, first: int, count: int) -> list[Doc]:
    source = random.Random(seed)
    words = [f"w{number}" for number in range(400)]
    return [Doc(first + 2 * n, 1_000 + n, {*source.sample(words, 20), "all", f"only{first + n}"}) for n in range(count)]


def _found(shape: Shape, lock: Locked, blocks: Sequence[bytes], token: str) -> list[int]:
    bucket = shape.bucket(hashed(token))
    docs = opened(shape, lock, bucket, blocks[bucket]).find(hashed(token))
    return [shape.first_idx + int(place) for place in docs.places]


def _part(docs: Sequence[Doc], number: int, dead: frozenset[int] = frozenset()) -> Part:
    lock = locked()
    shape, blocks = made(docs, number, lock, hashed)
    return Part(
        shape,
        lock,
        lambda first, count: {at: blocks[at] for at in range(first, first + count)},
        sum(map(len, blocks)),
        dead,
    )


def test_a_segment_finds_what_was_put_in() -> None:
    docs, lock = _docs(1, 1_000, 700), locked()
    shape, blocks = made(docs, 7, lock, hashed)
    assert shape == Shape(7, 700, shape.bits, 1_000, 2_398, 1_000, 1_699)
    assert len(blocks) == 1 << shape.bits > 1
    for token in ("w0", "w399", "all", "only1003"):
        assert _found(shape, lock, blocks, token) == [doc.idx for doc in docs if token in doc.tokens]
    assert _found(shape, lock, blocks, "never") == []


@pytest.mark.parametrize("at_once", [1, 16])
def test_merged_segments_find_the_same_without_the_dead(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "RANGE", at_once)
    large, small, late = _docs(1, 1_000, 900), _docs(2, 9_000, 3), _docs(3, 1, 2)
    dead = frozenset({1_000, 1_010, 2_798})
    parts = [_part(large, 1, dead), _part(small, 2), _part(late, 3)]
    lock = locked()
    shape, pieces = merged(parts, 9, lock)
    blocks = [block for piece in pieces for block in piece]
    assert len(blocks) == 1 << shape.bits
    assert (shape.docs, shape.first_idx, shape.last_idx) == (902, 1, 9_004)
    alive = sorted((doc for doc in (*large, *small, *late) if doc.idx not in dead), key=lambda doc: doc.idx)
    for token in ("w0", "w13", "w399", "all", "only1000", "only9001", "only1"):
        assert _found(shape, lock, blocks, token) == [doc.idx for doc in alive if token in doc.tokens], token


def test_an_altered_or_moved_block_is_noticed() -> None:
    lock = locked()
    shape, blocks = made(_docs(1, 0, 700), 7, lock, hashed)
    altered = blocks[0][:-1] + bytes([blocks[0][-1] ^ 1])
    for bucket, block, other in (
        (0, altered, shape), (1, blocks[0], shape), (0, blocks[0], shape._replace(segment=8)), (0, b"", shape),
        (0, blocks[0], shape._replace(first_idx=5)),
    ):  # fmt: skip
        with pytest.raises(IndexBroken):
            opened(other, lock, bucket, block)
    with pytest.raises(IndexBroken):
        opened(shape, locked(), 0, blocks[0])


def test_a_missing_block_is_noticed_when_segments_are_merged() -> None:
    part = _part(_docs(1, 0, 10), 1)._replace(blocks=lambda _first, _count: {})
    _, pieces = merged([part], 2, locked())
    with pytest.raises(IndexBroken):
        list(pieces)


def test_blocks_are_padded_and_hold_neither_words_nor_their_hashes() -> None:
    _, blocks = made([Doc(1, 1, {"secret"})], 1, locked(), hashed)
    assert b"secret" not in blocks[0]
    assert hashed("secret").to_bytes(8, "little") not in blocks[0]
    inner = len(blocks[0]) - 28
    assert padded_size(inner) == inner


TEXTS = [
    "您好，订单号 A12345-7 的退款失败了。Refunds don't customer's gift-cards; 金额 12.50 元，龘。",
    "", "的", "嗯嗯", "退", "a's's b's-c d'sé 我's x's", "'s", "s's",
    "A1 b22 c333 D4444 e-5 123456789012 1234567890123",
    "\ud800退款\U00020001\U00020002かなカナ한글", "a中b1文", "plain words only", "卡密\n卡号", "ΟΔΟΣ Σ ΣΑΣ",
    "\U00030001 x_y _z_ a--b c-_d e.-f -g h- ２０２４年ＡＢＣ１２ ９．５", "é" * 20 + "9", "w" * 80 + " " + "9" * 80,
]  # fmt: skip


def _tokens_of(texts: Sequence[str]) -> list[set[str | Beside]]:
    """What a batch of these texts is found by."""
    docs = [Doc(10 + 3 * number, 1, {"=*"}, text) for number, text in enumerate(texts)]
    names = {hash_of(token, hashed): token for text in texts for token in _all_of(text)}
    lists = listed(docs, hashed)
    assert (np.diff(lists.hashes) > 0).all()
    found: list[set[str | Beside]] = [set() for _ in texts]
    for number, (start, count) in enumerate(zip(lists.starts, lists.counts, strict=True)):
        places = lists.places[start : start + count]
        assert (np.diff(places) > 0).all()
        for place in places:
            found[place // 3].add(names[int(lists.hashes[number])])
    return found


def _all_of(text: str) -> set[str | Beside]:
    return {"=*"} | tokens(text) | set(besides(list(atoms(fold(text)))))


def _one_name_each(found: Sequence[set[str | Beside]]) -> list[set[str | Beside]]:
    """Two neighbours that share a bucket by chance are one."""
    chosen: dict[int, str | Beside] = {}
    for token in sorted({token for one in found for token in one}, key=str):
        chosen.setdefault(hash_of(token, hashed), token)
    return [{chosen[hash_of(token, hashed)] for token in one} for one in found]


def test_a_batch_of_texts_has_the_tokens_of_each() -> None:
    assert _one_name_each(_tokens_of(TEXTS)) == _one_name_each([_all_of(text) for text in TEXTS])


@given(st.lists(st.text(st.sampled_from("aZ019-_./:'’s \n我的退龘éΣ，"), max_size=14), min_size=1, max_size=6))
def test_any_batch_has_the_tokens_of_each(texts: list[str]) -> None:
    assert _one_name_each(_tokens_of(texts)) == _one_name_each([_all_of(text) for text in texts])
