"""The lists of a batch of texts at once: pairs and single characters of Chinese by arithmetic, words batch by batch.

It gives what `words.tokens` gives for each text, many times as fast; a test holds both together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from handclasp.search.postings import Hashes, Lists, Places, gather, ordered, together
from handclasp.search.words import CHARACTER, COMMON, JOINERS, LETTER, PREFIX, fold, of_word, ranges

_CODES: Final = 0x110000
_WIDE: Final = 21
"""Bits of a code point."""

_PLAIN_ID: Final = re.compile(r"(?=.{1,12}\Z)[a-z]*[0-9][0-9a-z]*\Z")
"""An id of one part whose tokens all fit into one block: most are."""

_BLOCK: Final = 16
_AT_ONCE: Final = 4_096
"""Records whose texts are looked through at a time: what that takes still fits into the processor's memory."""

_FEWEST, _MOST = PREFIX.start, PREFIX.stop - 1


class Hashed(Protocol):
    """What stands for tokens (seal/search_keys.py)."""

    def __call__(self, token: str, /) -> int:
        """Of one token."""

    def many(self, tokens: Sequence[str], /) -> list[int]:
        """Of each of these tokens."""

    def short(self, blocks: bytes, /) -> bytes:
        """Of many short tokens: 16 bytes each, 16 bytes answered, of which the first 8 are the token's.

        A block is two u32 code points and zeros, of one or two Chinese characters (0: there is but one); or else up to
        15 bytes of UTF-8, zeros, and in the last byte how many there are.
        """


class Doc(NamedTuple):
    """A record to be indexed: its index in the log, when it came (ms), filters' tokens, its open text."""

    idx: int
    received: int
    tokens: Collection[str]
    text: str = ""


class _Piece(NamedTuple):
    """Some texts as folded code points, each with a line break behind it, and in which record each of these stands."""

    codes: NDArray[np.uint32]
    of: Places


def listed(docs: Sequence[Doc], hashed: Hashed) -> Lists:
    """The lists of these records (indexes ascending); a place is an index less that of the first."""
    # Records are numbered as they stand in the batch until all is sorted: small numbers sort more quickly.
    pieces = [_piece(docs[at : at + _AT_ONCE], at) for at in range(0, len(docs), _AT_ONCE)]
    lists = together([_chinese(pieces, hashed, len(docs)), _worded(docs, pieces, hashed)], len(docs))
    offsets = np.fromiter((doc.idx - docs[0].idx for doc in docs), np.int64, len(docs))
    return lists._replace(places=offsets[lists.places])


def _piece(docs: Sequence[Doc], first: int) -> _Piece:
    data = "\n".join([doc.text for doc in docs]).encode("utf-32-le", "surrogatepass")
    # Folded here, all texts at once: folding changes no length.
    codes = _folded()[np.frombuffer(data, "<u4")]
    lengths = np.fromiter((len(doc.text) + 1 for doc in docs), np.int64, len(docs))
    return _Piece(codes, np.repeat(np.arange(first, first + len(docs)), lengths)[: codes.size])


# --- Chinese


def _chinese(pieces: Sequence[_Piece], hashed: Hashed, docs: int) -> Lists:
    """Pairs of neighbours, and single characters that are not common."""
    shift = np.int64(max(1, docs - 1).bit_length())
    keys = np.sort(np.concatenate([_characters(piece, shift) for piece in pieces]))
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if keys.size else keys
    tokens = keys >> shift
    starts = np.flatnonzero(np.concatenate(([True], tokens[1:] != tokens[:-1]))) if keys.size else keys
    blocks = np.zeros((starts.size, 4), "<u4")
    blocks[:, 0] = tokens[starts] >> _WIDE
    blocks[:, 1] = tokens[starts] & ((1 << _WIDE) - 1)
    return ordered(Lists(_answers(hashed, blocks.tobytes()), starts, keys & ((np.int64(1) << shift) - 1)))


def _characters(piece: _Piece, shift: np.int64) -> Places:
    """One number a posting, both characters and the record: no two need be compared by more than that."""
    kinds = _kinds()[piece.codes]
    chinese = kinds > 0
    pairs = np.flatnonzero(chinese[:-1] & chinese[1:])
    rare = np.flatnonzero(kinds > 1)
    wide = piece.codes.astype(np.int64) << (_WIDE + shift)
    second = piece.codes.astype(np.int64) << shift
    second |= piece.of
    second[1:] |= wide[:-1]
    wide |= piece.of
    return np.concatenate([second[pairs + 1], wide[rare]])


def _answers(hashed: Hashed, blocks: bytes) -> Hashes:
    return np.frombuffer(hashed.short(blocks), "<u8")[::2].astype(np.uint64)


# --- words, ids and filters


class _Numbers(dict[str, int]):
    """Things numbered as they come."""

    def __missing__(self, one: str) -> int:
        number = self[one] = len(self)
        return number


def _worded(docs: Sequence[Doc], pieces: Sequence[_Piece], hashed: Hashed) -> Lists:
    """Filters, words and ids."""
    known = _Numbers()
    found, stand = [], []
    for piece in pieces:
        words, where = _words(piece)
        found.append(np.fromiter(map(known.__getitem__, words), np.int64, len(words)))
        stand.append(where)
    numbers, where = np.concatenate(found), np.concatenate(stand)
    plain = np.fromiter(map(_is_plain_id, known), bool, len(known))
    parts = [_filters(docs, hashed)]
    for chosen, tokens in ((plain, _of_ids), (~plain, _of_words)):
        hashes, counts = tokens([name for name, one in zip(known, chosen, strict=True) if one], hashed)
        parts.append((hashes, *_spread(numbers, where, chosen, counts)))
    before = np.cumsum([0, *(hashes.size for hashes, _, _ in parts)])
    return gather(
        np.concatenate([hashes for hashes, _, _ in parts]),
        np.concatenate([tokens + at for (_, tokens, _), at in zip(parts, before, strict=False)]),
        np.concatenate([places for _, _, places in parts]),
        len(docs),
    )


def _filters(docs: Sequence[Doc], hashed: Hashed) -> tuple[Hashes, Places, Places]:
    known = _Numbers()
    numbers = [known[token] for doc in docs for token in doc.tokens]
    where = np.repeat(np.arange(len(docs)), [len(doc.tokens) for doc in docs])
    return np.array(hashed.many(list(known)), np.uint64), np.array(numbers, np.int64), where


def _words(piece: _Piece) -> tuple[list[str], Places]:
    """The words and ids in order, joined ones whole, and in which record each stands."""
    codes = piece.codes
    kinds = _letters()[codes]
    letter = kinds & 1 > 0
    _without_possessive(codes, letter)
    joiner = np.flatnonzero(kinds[1:-1] & 2) + 1
    letter[joiner[letter[joiner - 1] & letter[joiner + 1]]] = True
    begins = np.flatnonzero(letter & ~np.concatenate(([False], letter[:-1])))
    # Only what is of words, and one character behind each, is made text again.
    keep = letter.copy()
    keep[1:] |= letter[:-1]
    text = np.where(letter, codes, np.uint32(32))[keep].tobytes().decode("utf-32-le", "surrogatepass")
    return text.split(), piece.of[begins]


def _without_possessive(codes: NDArray[np.uint32], letter: NDArray[np.bool_]) -> None:
    """Take the s of 's after a word for no letter, where nothing follows that belongs to it."""
    wordlike = _letters()
    quotes = np.flatnonzero((codes[1:-1] == ord("'")) | (codes[1:-1] == ord("’"))) + 1
    quotes = quotes[letter[quotes - 1] & (codes[quotes + 1] == ord("s"))]
    for at in quotes.tolist():
        # One by one: of "a's's" the second is a word, for none stands before it.
        if letter[at - 1] and (at + 2 >= codes.size or not wordlike[codes[at + 2]] & 4):
            letter[at + 1] = False


def _is_plain_id(word: str) -> bool:
    return _PLAIN_ID.match(word) is not None


def _of_words(words: Sequence[str], hashed: Hashed) -> tuple[Hashes, Places]:
    """The hashes of the tokens of these words, and how many each has."""
    tokens = [of_word(word) for word in words]
    hashes = np.array(hashed.many([token for row in tokens for token in row]), np.uint64)
    return hashes, np.fromiter(map(len, tokens), np.int64, len(tokens))


def _of_ids(words: Sequence[str], hashed: Hashed) -> tuple[Hashes, Places]:
    """The same of plain ids: the whole, and its beginnings."""
    if not words:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    letters = np.frombuffer(np.array(words, f"S{_MOST}").tobytes(), np.uint8).reshape(-1, _MOST)
    found = []
    of = []
    for size in range(_FEWEST - 1, _MOST + 1):
        whole = size < _FEWEST
        chosen = np.arange(len(words)) if whole else np.flatnonzero(sizes >= size)
        blocks = np.zeros((chosen.size, _BLOCK), np.uint8)
        blocks[:, 0] = ord("w") if whole else ord("p")
        end = _MOST if whole else size
        blocks[:, 1 : 1 + end] = letters[chosen, :end]
        blocks[:, -1] = 1 + (sizes if whole else size)
        found.append(_answers(hashed, blocks.tobytes()))
        of.append(chosen)
    owners = np.concatenate(of)
    order = np.argsort(owners, kind="stable")
    return np.concatenate(found)[order], np.bincount(owners, minlength=len(words))


def _spread(numbers: Places, where: Places, chosen: NDArray[np.bool_], counts: Places) -> tuple[Places, Places]:
    """From words and where they stand to their tokens: of each the number, and where it stands."""
    mine = np.flatnonzero(chosen[numbers]) if numbers.size else numbers
    # Numbers among the chosen ones alone.
    words = (np.cumsum(chosen) - 1)[numbers[mine]]
    first = np.cumsum(counts) - counts
    each = counts[words]
    done = np.cumsum(each) - each
    tokens = np.arange(int(each.sum())) + np.repeat(first[words] - done, each)
    return tokens, np.repeat(where[mine], each)


# --- tables, made once


@cache
def _folded() -> NDArray[np.uint32]:
    """What `fold` makes of each code point."""
    every = "".join(map(chr, range(_CODES)))
    return np.frombuffer(fold(every).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)


@cache
def _kinds() -> NDArray[np.uint8]:
    """Of each code point: 0 not Chinese, 1 common, 2 not so common."""
    kinds = np.zeros(_CODES, np.uint8)
    for start, end in ranges(CHARACTER):
        kinds[start:end] = 2
    kinds[[ord(character) for character in COMMON]] = 1
    return kinds


@cache
def _letters() -> NDArray[np.uint8]:
    """Of each code point: 1 of words, 2 joins two, 4 belongs to a word as regular expressions see it."""
    kinds = np.zeros(_CODES, np.uint8)
    kinds[[ord(one) for one in JOINERS]] = 2
    for bit, characters in ((1, LETTER), (4, r"\w")):
        for start, end in ranges(characters):
            kinds[start:end] |= bit
    return kinds
