"""The postings of a batch of texts at once: pairs and single characters of Chinese by arithmetic, words one by one.

It gives what `words.tokens` gives for each text, many times as fast; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from handclasp.search.postings import Hashes, Places
from handclasp.search.words import COMMON, WORDS, fold, is_chinese, of_word

_CODES: Final = 0x30000
"""No Chinese stands behind these code points."""


class Hashed(Protocol):
    """What stands for tokens (seal/search_keys.py)."""

    def __call__(self, token: str, /) -> int:
        """Of one token."""

    def short(self, blocks: bytes, /) -> bytes:
        """Of many tokens of one or two Chinese characters: 16 bytes each (two u32 code points), 16 bytes answered."""


class Doc(NamedTuple):
    """A record to be indexed: its index in the log, when it came (ms), filters' tokens, its open text."""

    idx: int
    received: int
    tokens: Collection[str]
    text: str = ""


Postings = tuple[Hashes, NDArray[np.int64], Places]
"""Hashes of tokens; of each posting the number of its token among these, and its place."""


def postings(docs: Sequence[Doc], hashed: Hashed) -> Postings:
    """All postings of these records; a place is an index less that of the first. The same one may come twice."""
    offsets = np.fromiter((doc.idx - docs[0].idx for doc in docs), np.int64, len(docs))
    data = "\n".join(doc.text for doc in docs).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(data, "<u4")
    # Folded here, all texts at once; each keeps its length, and its line break goes with it.
    codes = np.where(codes < _CODES, _folded()[np.minimum(codes, _CODES - 1)], codes)
    lengths = np.fromiter((len(doc.text) + 1 for doc in docs), np.int64, len(docs))
    parts = [_worded(docs, codes, offsets, hashed), *_chinese(codes, np.repeat(offsets, lengths)[: codes.size], hashed)]
    before = np.cumsum([0, *(hashes.size for hashes, _, _ in parts)])
    return (
        np.concatenate([hashes for hashes, _, _ in parts]),
        np.concatenate([numbers + at for (_, numbers, _), at in zip(parts, before, strict=False)]),
        np.concatenate([places for _, _, places in parts]),
    )


class _Numbers(dict[str, int]):
    """Tokens numbered as they come."""

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        return number


class _Words(dict[str, tuple[int, ...]]):
    """The numbers of a word's tokens."""

    def __init__(self, numbers: _Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, word: str) -> tuple[int, ...]:
        found = self[word] = tuple(self._numbers[token] for token in of_word(word))
        return found


def _worded(docs: Sequence[Doc], codes: NDArray[np.uint32], offsets: Places, hashed: Hashed) -> Postings:
    """Filters, words and ids."""
    folded = codes.tobytes().decode("utf-32-le", "surrogatepass")
    numbers = _Numbers()
    words = _Words(numbers)
    of: list[int] = []
    counts, at = [], 0
    for doc in docs:
        done, end = len(of), at + len(doc.text)
        of += map(numbers.__getitem__, doc.tokens)
        for found in map(words.__getitem__, WORDS.findall(folded, at, end)):
            of += found
        counts.append(len(of) - done)
        at = end + 1
    hashes = np.fromiter(map(hashed, numbers), np.uint64, len(numbers))
    return hashes, np.array(of, np.int64), np.repeat(offsets, counts)


def _chinese(codes: NDArray[np.uint32], places: Places, hashed: Hashed) -> list[Postings]:
    """Pairs of neighbours, and single characters that are not common."""
    kinds = _kinds()[np.minimum(codes, _CODES)]
    chinese = kinds > 0
    pairs = np.flatnonzero(chinese[:-1] & chinese[1:])
    rare = np.flatnonzero(kinds > 1)
    wide = codes.astype(np.int64)
    return [
        _numbered((wide[pairs + 1] << 32) | wide[pairs], places[pairs], hashed),
        _numbered(wide[rare], places[rare], hashed),
    ]


def _numbered(tokens: Places, places: Places, hashed: Hashed) -> Postings:
    """Postings of short tokens: the first code point in the low half, the second in the high one."""
    order = np.argsort(tokens)
    ascending = tokens[order]
    fresh = np.ones(tokens.size, bool)
    fresh[1:] = ascending[1:] != ascending[:-1]
    numbers = np.empty(tokens.size, np.int64)
    numbers[order] = np.cumsum(fresh) - 1
    distinct = ascending[fresh]
    blocks = np.zeros((distinct.size, 2), "<i8")
    blocks[:, 0] = distinct
    answers = np.frombuffer(hashed.short(blocks.tobytes()), "<u8")
    return answers[::2].astype(np.uint64), numbers, places


@cache
def _folded() -> NDArray[np.uint32]:
    """What `fold` makes of each code point."""
    return np.array([ord(fold(chr(code))) for code in range(_CODES)], np.uint32)


@cache
def _kinds() -> NDArray[np.uint8]:
    """Of each code point: 0 not Chinese, 1 common, 2 not so common."""
    kinds = np.zeros(_CODES + 1, np.uint8)
    kinds[:_CODES] = np.array(is_chinese(0, _CODES), np.uint8) * 2
    kinds[[ord(character) for character in COMMON]] = 1
    return kinds
