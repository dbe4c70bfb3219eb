"""The lists of a batch of texts at once: Chinese characters and pairs of them by arithmetic, words batch by batch.

It gives what `words.tokens` gives for each text, many times as fast; a test holds both together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from handclasp.search.postings import Hashes, Lists, Places, gather, ordered, together
from handclasp.search.words import CHARACTER, JOINERS, LETTER, PREFIX, Beside, fold, in_word, of_word, ranges

_CODES: Final = 0x110000
_WIDE: Final = 21
"""Bits of a code point."""

_PLAIN_ID: Final = re.compile(r"(?=.{1,12}\Z)[a-z]*[0-9][0-9a-z]*\Z")
"""An id of one part whose tokens all fit into one block: most are."""

BUCKETS: Final = 4_096
"""What stands beside what is known by bucket: each is one list, of a hundredth of all records or so."""

_BITS: Final = BUCKETS.bit_length() - 1
WORDS_BESIDE, CHINESE_BESIDE = "\x02", "\x03"
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)

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
    """Some texts as folded code points, each with a line break behind it; of which record, whether Chinese."""

    codes: NDArray[np.uint32]
    of: Places
    chinese: NDArray[np.bool_]


def listed(docs: Sequence[Doc], hashed: Hashed) -> Lists:
    """The lists of these records (indexes ascending); a place is an index less that of the first."""
    # Records are numbered as they stand in the batch until all is sorted: small numbers sort more quickly.
    pieces = [_piece(docs[at : at + _AT_ONCE], at) for at in range(0, len(docs), _AT_ONCE)]
    chinese, near = _chinese(pieces, hashed, len(docs))
    worded, beside_ = _worded(docs, pieces, hashed)
    lists = together([chinese, worded, _beside([near, beside_], hashed, len(docs))], len(docs))
    offsets = np.fromiter((doc.idx - docs[0].idx for doc in docs), np.int64, len(docs))
    return lists._replace(places=offsets[lists.places])


def _piece(docs: Sequence[Doc], first: int) -> _Piece:
    data = "\n".join([doc.text for doc in docs]).encode("utf-32-le", "surrogatepass")
    # Folded here, all texts at once: folding changes no length.
    codes = _folded()[np.frombuffer(data, "<u4")]
    lengths = np.fromiter((len(doc.text) + 1 for doc in docs), np.int64, len(docs))
    return _Piece(codes, np.repeat(np.arange(first, first + len(docs)), lengths)[: codes.size], _is_chinese()[codes])


def _numbered(keys: Places, shift: np.int64) -> tuple[Places, Places, Places]:
    """From keys (token above, record below): tokens ascending, where the list of each begins, all records."""
    keys = np.sort(keys)
    keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))] if keys.size else keys
    tokens = keys >> shift
    starts = np.flatnonzero(np.concatenate(([True], tokens[1:] != tokens[:-1]))) if keys.size else keys
    return tokens[starts], starts, keys & ((np.int64(1) << shift) - 1)


def _shift(docs: int) -> np.int64:
    """How many bits the number of a record takes."""
    return np.int64(max(1, docs - 1).bit_length())


# --- what stands beside what


class _Near(NamedTuple):
    """In which bucket two neighbours are, and in which record."""

    buckets: Places
    where: Places


def bucket(first: Hashes, second: Hashes) -> Places:
    """In which of BUCKETS two tokens are that stand beside each other, by what stands for them."""
    mixed = (first * _MIX) ^ (second + _MIX)
    mixed *= _MIX
    return (mixed >> np.uint64(64 - _BITS)).astype(np.int64)


def hash_of(token: str | Beside, hashed: Hashed) -> int:
    """What stands for a token, or for the bucket of two beside each other."""
    if isinstance(token, str):
        return hashed(token)
    two = np.array(hashed.many(token), np.uint64)
    (number,) = bucket(two[:1], two[1:]).tolist()
    return hashed(of_bucket(number, chinese=not token.first.startswith("w")))


def of_bucket(number: int, *, chinese: bool) -> str:
    """The token of a bucket."""
    return f"{CHINESE_BESIDE if chinese else WORDS_BESIDE}{number}"


def _beside(found: Sequence[_Near], hashed: Hashed, docs: int) -> Lists:
    shift = _shift(docs)
    keys = [((one.buckets + at * BUCKETS) << shift) | one.where for at, one in enumerate(found)]
    tokens, starts, places = _numbered(np.concatenate(keys), shift)
    names = [of_bucket(token % BUCKETS, chinese=token < BUCKETS) for token in tokens.tolist()]
    return ordered(Lists(np.array(hashed.many(names), np.uint64), starts, places))


# --- Chinese


def _chinese(pieces: Sequence[_Piece], hashed: Hashed, docs: int) -> tuple[Lists, _Near]:
    """Single characters and pairs of neighbours; and which pairs share a character."""
    shift = _shift(docs)
    found = [_characters(piece, shift, hashed) for piece in pieces]
    tokens, starts, places = _numbered(np.concatenate([keys for keys, _ in found]), shift)
    hashes = _answers(hashed, _blocks(tokens >> _WIDE, tokens & ((1 << _WIDE) - 1)))
    return ordered(Lists(hashes, starts, places)), _joined([near for _, near in found])


def _characters(piece: _Piece, shift: np.int64, hashed: Hashed) -> tuple[Places, _Near]:
    """One number a posting, both characters and the record: no two need be compared by more than that."""
    codes, chinese = piece.codes, piece.chinese
    pairs = np.flatnonzero(chinese[:-1] & chinese[1:])
    singles = np.flatnonzero(chinese)
    wide = codes.astype(np.int64) << (_WIDE + shift)
    second = codes.astype(np.int64) << shift
    second |= piece.of
    second[1:] |= wide[:-1]
    wide |= piece.of
    hashes = _answers(hashed, _blocks(codes[pairs], codes[pairs + 1]))
    shared = np.flatnonzero(pairs[1:] == pairs[:-1] + 1)
    near = _Near(bucket(hashes[shared], hashes[shared + 1]), piece.of[pairs[shared]])
    return np.concatenate([second[pairs + 1], wide[singles]]), near


def _blocks(first: NDArray[Any], second: NDArray[Any]) -> bytes:
    blocks = np.zeros((first.size, _BLOCK // 4), "<u4")
    blocks[:, 0] = first
    blocks[:, 1] = second
    return blocks.tobytes()


def _joined(found: Sequence[_Near]) -> _Near:
    return _Near(np.concatenate([one.buckets for one in found]), np.concatenate([one.where for one in found]))


def _answers(hashed: Hashed, blocks: bytes) -> Hashes:
    return np.frombuffer(hashed.short(blocks), "<u8")[::2].astype(np.uint64)


# --- words, ids and filters


class _Numbers(dict[str, int]):
    """Things numbered as they come."""

    def __missing__(self, one: str) -> int:
        number = self[one] = len(self)
        return number


def _worded(docs: Sequence[Doc], pieces: Sequence[_Piece], hashed: Hashed) -> tuple[Lists, _Near]:
    """Filters, words and ids; and which of these stand beside each other."""
    known = _Numbers()
    found, stand, follow = [], [], []
    for piece in pieces:
        words, where, follows = _words(piece)
        found.append(np.fromiter(map(known.__getitem__, words), np.int64, len(words)))
        stand.append(where)
        follow.append(follows)
    numbers, where = np.concatenate(found), np.concatenate(stand)
    plain = np.fromiter(map(_is_plain_id, known), bool, len(known))
    parts = [_filters(docs, hashed)]
    edges = np.zeros((len(known), 2), np.uint64)
    inner: list[tuple[int, str, str]] = []
    for chosen, tokens in ((plain, _of_ids), (~plain, _of_words)):
        names = [name for name, one in zip(known, chosen, strict=True) if one]
        hashes, counts = tokens(names, hashed)
        parts.append((hashes, *_spread(numbers, where, chosen, counts)))
        if tokens is _of_ids:
            edges[chosen] = hashes[np.cumsum(counts) - counts][:, np.newaxis]
        else:
            rows = [in_word(name) for name in names]
            ends = hashed.many([end for row in rows for end in (row[0], row[-1])])
            edges[chosen] = np.array(ends, np.uint64).reshape(-1, 2)
            at = np.flatnonzero(chosen).tolist()
            inner += [(one, *two) for one, row in zip(at, rows, strict=True) if len(row) > 1 for two in pairwise(row)]
    before = np.cumsum([0, *(hashes.size for hashes, _, _ in parts)])
    lists = gather(
        np.concatenate([hashes for hashes, _, _ in parts]),
        np.concatenate([tokens + at for (_, tokens, _), at in zip(parts, before, strict=False)]),
        np.concatenate([places for _, _, places in parts]),
        len(docs),
    )
    behind = np.flatnonzero(np.concatenate(follow))
    near = _Near(bucket(edges[numbers[behind - 1], 1], edges[numbers[behind], 0]), where[behind])
    return lists, _joined([near, _within(inner, numbers, where, hashed)])


def _within(inner: Sequence[tuple[int, str, str]], numbers: Places, where: Places, hashed: Hashed) -> _Near:
    """What stands beside what within joined words: `inner` are the numbers of such words, with two tokens each."""
    nothing = np.zeros(0, np.int64)
    if not inner:
        return _Near(nothing, nothing)
    hashes = np.array(hashed.many([token for _, *two in inner for token in two]), np.uint64).reshape(-1, 2)
    buckets = bucket(hashes[:, 0], hashes[:, 1])
    order = np.argsort(numbers, kind="stable")
    ascending = numbers[order]
    found, at = [nothing], [nothing]
    for (number, _, _), one in zip(inner, buckets, strict=True):
        low, high = np.searchsorted(ascending, [number, number + 1])
        found.append(np.full(high - low, one))
        at.append(where[order[low:high]])
    return _Near(np.concatenate(found), np.concatenate(at))


def _filters(docs: Sequence[Doc], hashed: Hashed) -> tuple[Hashes, Places, Places]:
    known = _Numbers()
    numbers = [known[token] for doc in docs for token in doc.tokens]
    where = np.repeat(np.arange(len(docs)), [len(doc.tokens) for doc in docs])
    return np.array(hashed.many(list(known)), np.uint64), np.array(numbers, np.int64), where


def _words(piece: _Piece) -> tuple[list[str], Places, NDArray[np.bool_]]:
    """The words and ids in order, joined ones whole; in which record each stands, and which follow the one before."""
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
    where, runs = piece.of[begins], np.cumsum(piece.chinese)[begins]
    follows = np.zeros(begins.size, bool)
    follows[1:] = (where[1:] == where[:-1]) & (runs[1:] == runs[:-1])
    return text.split(), where, follows


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
def _is_chinese() -> NDArray[np.bool_]:
    """Of each code point."""
    found = np.zeros(_CODES, bool)
    for start, end in ranges(CHARACTER):
        found[start:end] = True
    return found


@cache
def _letters() -> NDArray[np.uint8]:
    """Of each code point: 1 of words, 2 joins two, 4 belongs to a word as regular expressions see it."""
    kinds = np.zeros(_CODES, np.uint8)
    kinds[[ord(one) for one in JOINERS]] = 2
    for bit, characters in ((1, LETTER), (4, r"\w")):
        for start, end in ranges(characters):
            kinds[start:end] |= bit
    return kinds
