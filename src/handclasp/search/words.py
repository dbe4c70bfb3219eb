"""From a text to what it is found by: pairs of Chinese characters, rare single ones, English stems, numbers and ids.

A text is a row of atoms: a run of Chinese (or kana, hangul), a word, an id (whatever has a digit in it, whole, with the
signs that join it). The same atoms serve indexing, asking and checking a hit, so that none can disagree. Folding keeps
every place: offsets in the folded text are offsets in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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

COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体"
    "政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及"
    "比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接"
    "必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且"
    "权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    "请您吗吧呢啊嗯谢哦麻烦帮查快慢店商客服买卖订单货款退付钱元号码账户收到卡充值"
)
"""Characters so common that looking for one alone would find nearly everything; beside others they are looked for."""


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
        elif _DIGIT.search(match[2]):
            yield Atom(match[2][:LONGEST], start, match.end(2), ID)
        else:
            for part in _parts(match[2]):
                yield Atom(_stem(part[0][:LONGEST]), start + part[1], start + part[1] + len(part[0]), WORD)


def tokens(text: str) -> set[str]:
    """All tokens under which a text is indexed."""
    found: set[str] = set()
    singles: set[str] = set()
    for run, word in _ATOM.findall(fold(text)):
        if run:
            found.update(map(str.__add__, run, run[1:]))
            singles.update(run)
        else:
            found.update(of_word(word))
    return found | (singles - COMMON)


def ranges(characters: str) -> list[tuple[int, int]]:
    """The code points of a class of characters (as in a regular expression): where each range begins and ends."""
    every = "".join(map(chr, range(0x110000)))
    return [match.span() for match in re.finditer(f"{characters}+", every)]


def of_chinese(run: str) -> list[str]:
    """The tokens that a text with this run has: all its pairs, or the one character."""
    return [run] if len(run) == 1 else [first + second for first, second in pairwise(run)]


def of_atom(atom: Atom) -> list[str]:
    """The tokens that a text with this atom has. A lone common character has none."""
    if atom.kind == CHINESE:
        return [] if len(atom.text) == 1 and atom.text in COMMON else of_chinese(atom.text)
    return ["w" + atom.text]


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
