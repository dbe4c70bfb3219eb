"""The one scan every message gets: which detectors should look at this text.

Promises a few passes over the UTF-8 bytes whatever the number of detectors, compiled once, safe from any thread, and
the same answers with hyperscan as without it. Never decides that something is sensitive: it only wakes detectors, and a
text that wakes none is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol


class Part(NamedTuple):
    """An expression over UTF-8 bytes that hyperscan and `re` read alike: no look-around, classes of ASCII only.

    It is looked for only in texts that have so many `figures` (without an expression they are all that is asked for),
    and, if `wide`, in none of ASCII alone. Beside something else, only in those that have the sign it `holds`: one
    byte that is in all it matches.
    """

    expression: str
    cased: bool = False
    figures: int = 0
    wide: bool = False
    holds: bytes = b""


class Pattern(NamedTuple):
    """Wakes a detector where each part occurs somewhere in the text, and a word of the family if one is named."""

    parts: tuple[Part, ...]
    family: str = ""


class Word(NamedTuple):
    """A word that the scan tells the places of, in any case."""

    text: str
    family: str


class Scan(Protocol):
    """Compiled words and shapes, as hyperscan or `re` hold them."""

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        """Return (end in bytes, number) of each word wherever it stands, and of each shape once; ascending words."""


Hits = Callable[[bytes], list[tuple[int, int]]]
"""Such a look at some bytes."""
Making = Callable[[Sequence[Word], Sequence[Part]], Scan]
"""How a scan is made of words (numbered first) and shapes (numbered behind them)."""


def wake(*shapes: str | Part, cased: bool = False, figures: int = 0, wide: bool = False) -> Pattern:
    """Wake the detector if each of these occurs somewhere; what is said of those given as text stands at Part."""
    return Pattern(tuple(shape if isinstance(shape, Part) else Part(shape, cased, figures, wide) for shape in shapes))


def family(name: str, *shapes: str | Part, figures: int = 0) -> Pattern:
    """Wake the detector if a word of this family occurs, and each of these shapes."""
    return wake(*shapes, figures=figures)._replace(family=name)


def any_of(words: Iterable[str]) -> str:
    """Any of these words, as they stand."""
    return "(?:" + "|".join(sorted({re.escape(word) for word in words})) + ")"


def chars(characters: Iterable[str]) -> str:
    """One of these characters, as bytes: a class for those that differ only in their last byte."""
    ends: dict[bytes, set[int]] = {}
    for char in characters:
        data = char.encode()
        ends.setdefault(data[:-1], set()).add(data[-1])
    return "(?:" + "|".join(f"{_escaped(head)}{_class(sorted(last))}" for head, last in sorted(ends.items())) + ")"


def _escaped(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def _class(last: list[int]) -> str:
    runs: list[list[int]] = []
    for byte in last:
        if runs and runs[-1][1] == byte - 1:
            runs[-1][1] = byte
        else:
            runs.append([byte, byte])
    return "[" + "".join(f"\\x{a:02x}-\\x{b:02x}" if a != b else f"\\x{a:02x}" for a, b in runs) + "]"


class Plain:
    """The same scan by `re` alone: slower, and needs nothing that is not part of Python."""

    def __init__(self, words: Sequence[Word], shapes: Sequence[Part]) -> None:
        self._words = [(number, word.text.lower().encode()) for number, word in enumerate(words)]
        self._shapes = [
            (number, re.compile(part.expression.encode(), 0 if part.cased else re.IGNORECASE).search)
            for number, part in enumerate(shapes, len(words))
        ]

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        """Return (end in bytes, number) of each word wherever it stands, and of each shape once; ascending words."""
        low = data.lower()
        words = sorted((end, number) for number, word in self._words for end in _ends(low, word))
        return words + [(0, number) for number, search in self._shapes if search(data)]


def _ends(data: bytes, word: bytes) -> Iterable[int]:
    at = data.find(word)
    while at >= 0:
        if len(word) > SHORT or not at or not _INSIDE.match(data, at - 1) or not _INSIDE.match(word):
            yield at + len(word)
        at = data.find(word, at + 1)


BEGINNINGS: Final = "_KEY"
"""Families that begin so have no words but beginnings of words, such as AKIA."""
SHORT: Final = 2
"""Latin words up to this length are told only where a word begins: they stand in too many others."""
_INSIDE: Final = re.compile(rb"\w")


def fastest(words: Sequence[Word], shapes: Sequence[Part]) -> Scan:
    """Compile with hyperscan where it is installed, else with `re`."""
    if not words and not shapes:
        return Plain(words, shapes)
    try:
        from handclasp.screen.fast_gate import Fast  # noqa: PLC0415 - it may not be there
    except ImportError:
        return Plain(words, shapes)
    return Fast(words, shapes)


class Gate:
    """The patterns of some detectors and the words that name what stands beside them.

    A text is scanned for the words and for the shapes that wake somebody by themselves; those that need figures or more
    than ASCII are left out where there are none. Those that count only beside something else are looked for, each by
    itself, once that is there: tables that are seldom read would drive others out of the processor's cache.
    """

    def __init__(self, patterns: Sequence[Sequence[Pattern]], words: Sequence[Word], make: Making = fastest) -> None:
        bits: dict[str | Part, int] = {"": 0}
        for word in words:
            bits.setdefault(word.family, 1 << len(bits))
        shapes = list(dict.fromkeys(part for its in patterns for pattern in its for part in pattern.parts))
        for part in shapes:
            bits[part] = 1 << len(bits)
        enough = {count: 1 << len(bits) + place for place, count in enumerate({part.figures for part in shapes})}
        enough[0] = 0
        self._count: Final = len(words)
        self._alone: Final = [_alone(word) for word in words]
        rules: list[list[tuple[int, int]]] = []
        telling: set[Part] = set()
        for its in patterns:
            rules.append([])
            for pattern in its:
                key = bits[pattern.family]
                if not key:
                    telling.add(pattern.parts[0])
                    key = bits[pattern.parts[0]]
                needed = key
                for part in pattern.parts:
                    needed |= enough[part.figures] | (bits[part] if part.expression else 0)
                rules[-1].append((key, needed))
        # What wakes nobody makes no difference: without it the answers of more texts are known already.
        used = _all_of([needed for its in rules for _key, needed in its])
        self._figures: Final = [
            sum(bit for fewest, bit in enough.items() if fewest <= count) for count in range(max(enough) + 1)
        ]
        first = [part for part in shapes if part in telling and not part.figures and not part.wide]
        wide = [part for part in shapes if part in telling and not part.figures and part.wide]
        numeric = [part for part in shapes if part in telling and part.figures and part.expression]
        beside = [part for part in shapes if part not in telling and part.expression]
        self._bits: Final = [bits[word.family] & used for word in words] + [bits[part] for part in first]
        self._fewest: Final = min((part.figures for part in numeric), default=len(self._figures))
        self._most: Final = len(self._figures)
        self._numeric_bits: Final = [bits[part] for part in numeric]
        self._wide_bits: Final = [bits[part] for part in wide]
        later = _all_of([bits[part] for part in beside])
        judges = [_Judge(detector, its, later) for detector, its in enumerate(rules) if its]
        self._judges: Final = [(judge.keys, judge.mattering, judge.told, judge) for judge in judges]
        self._hits: Final = make(words, first).hits
        self._numeric: Final = make((), numeric).hits
        self._wide: Final = make((), wide).hits
        self._beside: Final[dict[int, tuple[bytes, bool, Hits]]] = {
            bits[part]: (part.holds, part.wide, make((), [part]).hits) for part in beside
        }
        self._known: Final[dict[int, frozenset[int]]] = {}

    def scan(self, text: str) -> tuple[frozenset[int], list[tuple[int, int]]]:
        """Return who should look, and the words with their ends in bytes. Any `str` will do."""
        data = bytes_of(text)
        size = len(data)
        figures = len(data.translate(None, _NO_FIGURES))
        count, bits, alone = self._count, self._bits, self._alone
        features = self._figures[figures if figures < self._most else -1]
        words: list[tuple[int, int]] = []
        for hit in self._hits(data):
            end, number = hit
            if number < count:
                length, whole = alone[number]
                # A Latin word counts only whole: "border" is not "order", nor is "orderly". Figures may follow it.
                if (whole and end < size and _LETTER[data[end]]) or (
                    length and end > length and _LETTER_OR_FIGURE[data[end - length - 1]]
                ):
                    continue
                words.append(hit)
            features |= bits[number]
        if figures >= self._fewest:
            for _, number in self._numeric(data):
                features |= self._numeric_bits[number]
        if size != len(text):
            for _, number in self._wide(data):
                features |= self._wide_bits[number]
        awake = self._known.get(features)
        return (self._asking(features, data) if awake is None else awake), words

    def _asking(self, features: int, data: bytes) -> frozenset[int]:
        """Who is awake where that is not known by heart: companions of what was found are looked for if need be."""
        awake: list[int] = []
        undecided: list[_Judge] = []
        missing = 0
        for keys, mattering, told, judge in self._judges:
            if features & keys:
                verdict = told.get(features & mattering)
                if verdict is None:
                    verdict = judge(features)
                if verdict == _AWAKE:
                    awake.append(judge.detector)
                elif verdict:
                    missing |= verdict
                    undecided.append(judge)
        if not missing:
            known = frozenset(awake)
            if len(self._known) < _MOST_KNOWN:
                self._known[features] = known
            return known
        while missing:
            bit = missing & -missing
            missing ^= bit
            holds, wide, hits = self._beside[bit]
            if holds in data and not (wide and data.isascii()) and hits(data):
                features |= bit
        return frozenset([*awake, *(judge.detector for judge in undecided if judge(features) == _AWAKE)])


class _Judge:
    """Tells whether features wake one detector, and remembers what it `told` of those `mattering`: few do."""

    def __init__(self, detector: int, rules: Sequence[tuple[int, int]], later: int) -> None:
        self.detector: Final = detector
        self.keys: Final = _all_of([key for key, _needed in rules])
        self._rules: Final = rules
        self._later: Final = later
        self.mattering: Final = _all_of([needed for _key, needed in rules])
        self.told: Final[dict[int, int]] = {}

    def __call__(self, features: int) -> int:
        """Return _AWAKE, or the features that are still to be looked for because they might wake it, 0 if none."""
        features &= self.mattering
        verdict = self.told.get(features)
        if verdict is None:
            verdict = self._judged(features)
            if len(self.told) < _MOST_TOLD:
                self.told[features] = verdict
        return verdict

    def _judged(self, features: int) -> int:
        missing = 0
        for key, needed in self._rules:
            if features & key:
                if features & needed == needed:
                    return _AWAKE
                if (features | self._later) & needed == needed:
                    missing |= needed & ~features
        return missing


_AWAKE: Final = -1


def _all_of(bits: Iterable[int]) -> int:
    found = 0
    for some in bits:
        found |= some
    return found


def _alone(word: Word) -> tuple[int, bool]:
    """The length of a word before which no letter or figure may stand (else 0), and whether no letter may follow it."""
    text = word.text
    whole = text[-1].isascii() and text[-1].isalpha() and not word.family.startswith(BEGINNINGS) and text not in _GLUED
    return len(text.encode()) if text[0].isascii() and text[0].isalnum() else 0, whole


_GLUED: Final = frozenset({"圈a", "圈圈a"})
"""Signs that are said, right before a name."""
_LETTER: Final = [bytes([byte]).isalpha() for byte in range(256)]
_LETTER_OR_FIGURE: Final = [bytes([byte]).isalnum() for byte in range(256)]
_MOST_KNOWN: Final = 20_000
_MOST_TOLD: Final = 4_096
_NO_FIGURES: Final = bytes(set(range(256)) - set(b"0123456789"))


def bytes_of(text: str) -> bytes:
    """The text in UTF-8; a lone surrogate becomes "?": one code point for one, so offsets still hold."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace")
