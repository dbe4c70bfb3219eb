"""From a text to what it is found by: Chinese characters and pairs of them, English stems, numbers and ids.

A text is a row of atoms: a run of Chinese (or kana, hangul), a word, an id (whatever has a digit in it, whole, with the
signs that join it). The same atoms serve indexing, asking and checking a hit, so that none can disagree. Folding keeps
every place: offsets in the folded text are offsets in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from handclasp.search.stems import stem

LONGEST: Final = 64
"""Of a longer word or id the beginning is indexed."""

PREFIX: Final = range(3, 13)
"""How long the beginnings of ids are under which they are found."""

_CJK: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002ffff"
)
CHARACTER: Final = f"[{_CJK}]"
LETTER: Final = rf"[^\W_{_CJK}]"
JOINERS: Final = "-_./:"
"""What joins the parts of one word or id."""

_JOIN: Final = re.compile(f"[{JOINERS}]")
_ATOM: Final = re.compile(rf"({CHARACTER}+)|({LETTER}+(?:[{JOINERS}]{LETTER}+)*)(?:['’]s(?!\w))?")
_DIGIT: Final = re.compile(r"\d")
_FOLD: Final[dict[int, int | str]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full-width forms
    0x3000: " ",
    0x130: "i",  # the one letter whose lower case is longer
    **dict.fromkeys((0x3A3, 0x3C2), "σ"),  # and the one whose lower case depends on where it stands
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-"),
}


class Atom(NamedTuple):
    """A part of a text: `text` as it is compared (folded, a word by its stem), where it stands, and what it is."""

    text: str
    start: int
    end: int
    kind: str


CHINESE, WORD, ID = "chinese", "word", "id"


def fold(text: str) -> str:
    """The text with full-width forms and upper case gone; every character keeps its place."""
    return text.translate(_FOLD).lower()


def atoms(folded: str) -> Iterator[Atom]:
    """The atoms of a folded text, in order; a joined word without digits gives its parts, an id stays whole."""
    for match in _ATOM.finditer(folded):
        start = match.start()
        if match.lastindex == 1:
            yield Atom(match[1], start, match.end(1), CHINESE)
        elif match[2].isalpha():  # most words: neither joined nor with a digit
            yield Atom(_stem(match[2][:LONGEST]), start, match.end(2), WORD)
        elif _DIGIT.search(match[2]):
            yield Atom(match[2][:LONGEST], start, match.end(2), ID)
        else:
            for part in _parts(match[2]):
                yield Atom(_stem(part[0][:LONGEST]), start + part[1], start + part[1] + len(part[0]), WORD)


def tokens(text: str) -> set[str]:
    """All tokens under which a text is indexed."""
    found: set[str] = set()
    for run, word in _ATOM.findall(fold(text)):
        if run:
            found.update(map(str.__add__, run, run[1:]))
            found.update(run)
        else:
            found.update(of_word(word))
    return found


class Beside(NamedTuple):
    """Two tokens whose words stand beside each other in a text, or two pairs of Chinese that share a character."""

    first: str
    second: str


def besides(row: Sequence[Atom]) -> list[Beside]:
    """What stands beside what in a row of atoms; of what is Chinese only within its run."""
    found = [
        Beside(*two)
        for atom in row
        if atom.kind == CHINESE and len(atom.text) > 2
        for two in pairwise(of_chinese(atom.text))
    ]
    found += [
        Beside("w" + one.text, "w" + other.text)
        for one, other in pairwise(row)
        if CHINESE not in {one.kind, other.kind}
    ]
    return found


@lru_cache(maxsize=65_536)
def in_word(word: str) -> tuple[str, ...]:
    """The tokens of the atoms of a folded word or id, in order: what may stand beside another."""
    return tuple("w" + atom.text for atom in atoms(word))


def ranges(characters: str) -> list[tuple[int, int]]:
    """The code points of a class of characters (as in a regular expression): where each range begins and ends."""
    every = "".join(map(chr, range(0x110000)))
    return [match.span() for match in re.finditer(f"{characters}+", every)]


def of_chinese(run: str) -> list[str]:
    """The tokens that a text with this run has: all its pairs, or the one character."""
    return [run] if len(run) == 1 else [first + second for first, second in pairwise(run)]


def of_atom(atom: Atom) -> list[str]:
    """The tokens that a text with this atom has."""
    return of_chinese(atom.text) if atom.kind == CHINESE else ["w" + atom.text]


def of_prefix(prefix: str) -> str:
    """The token of all ids that begin like this (its first characters, if it is longer than those indexed)."""
    return "p" + prefix[: PREFIX.stop - 1]


@lru_cache(maxsize=65_536)
def of_word(word: str) -> tuple[str, ...]:
    """The tokens of a text with this word or id in it."""
    if not _DIGIT.search(word):
        return tuple("w" + _stem(part[:LONGEST]) for part, _ in _parts(word))
    whole = word[:LONGEST]
    parts = {part[:LONGEST] for part, _ in _parts(word)} | {whole}
    found = ["w" + (part if _DIGIT.search(part) else _stem(part)) for part in parts]
    found += ["p" + part[:size] for part in parts if _DIGIT.search(part) for size in PREFIX if size <= len(part)]
    return tuple(set(found))


def _parts(word: str) -> list[tuple[str, int]]:
    """The parts of a joined word with their offsets."""
    found, start = [], 0
    for part in _JOIN.split(word):
        found.append((part, start))
        start += len(part) + 1
    return found


_stem = lru_cache(maxsize=65_536)(stem)
