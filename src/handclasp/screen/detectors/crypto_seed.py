"""Seed phrases (BIP-39) in all its languages: 12 to 24 words, in a row, numbered, one a line, or run together.

Promises that they are dropped, never kept, and that a mistyped word does not save the phrase: eleven of twelve words
are enough. Never takes prose for one: prose does not keep to the list for that long.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import re
import unicodedata
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from mnemonic import Mnemonic

from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.spoken import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_LENGTHS: Final = (24, 21, 18, 15, 12)
_WINDOW: Final = 12
_ENOUGH_ASKED: Final = 400
_FEWEST_HITS: Final = 11
_FEWEST_NAMED: Final = 9
"""Where the text says that it is a phrase, three mistyped words do not save it."""
_WORDS_AROUND: Final = range(3)
_CHINESE: Final = ("chinese_simplified", "chinese_traditional")
_EAST: Final = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\ua960-\ud7ff\uf900-\ufaff"
_KANA_HANGUL: Final = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\ua960-\ud7ff\uf900-\ufaff"
_MARKS: Final = "\u0300-\u036f\u3099\u309a"
# A word ends where the script changes: "yellow这个价格" is the word "yellow" and then something else.
_WORD: Final = re.compile(
    f"[^\\W\\d_{_EAST}](?:[^\\W\\d_{_EAST}]|[{_MARKS}])*|[\u3400-\u9fff](?=[^\u3400-\u9fff]|$)"
    f"|[\u3400-\u9fff]+(?=[\u3400-\u9fff](?:[ ,、，\n/.-]{{1,3}}[\u3400-\u9fff](?:[^\u3400-\u9fff]|$)))"
    f"|[\u3400-\u9fff]+"
    f"|[{_KANA_HANGUL}](?:[{_KANA_HANGUL}]|[{_MARKS}])*"
)
_LATIN_WORD: Final = re.compile("[a-z]+")
_FIRST_NUMBER: Final = re.compile("(?:^|[\\s:：，,是])((?:#|no\\.? ?|第|word ?)?[(（\\[]?1[.)）、:：=\\] -]{1,3})$")
_JOIN: Final = re.compile("[ \t\n:=(\"'“「『【是为如下就]{0,6}")
_RUN: Final = re.compile("[\u4e00-\u9fff]{12,40}")
_HAN_RUN: Final = re.compile("[\u4e00-\u9fff]+")
_DIGITS: Final = frozenset("zero one two three four five six seven eight nine double triple".split())
_CLOSE: Final = 0.75
_SHORTEST_MENDED: Final = 3
_GAP: Final = "(?:[ \\t\\r\\n0-9.,:;()|/_\"'\\[\\]#=>+*~-]|、|　|。|，|：|）|．|·|•|-|—|–){1,8}"


_PARTING: Final = re.compile(
    "(?<![0-9])[:：)）.](?=\\s|[^.\\s0-9])|[\"“”'‘’(（「」。！？!?;；]|\n(?![ ]?[#(（]?[0-9]{1,2}[ .)）、:：])"
    "|[,，](?=[ ]?[a-z]{1,20}['’])"
)
"""Marks that part a phrase from what is said around it."""


class _Token(NamedTuple):
    word: str
    start: int
    end: int


@functools.cache
def _languages() -> tuple[str, ...]:
    return tuple(sorted(Mnemonic.list_languages()))


@functools.cache
def _lists() -> dict[str, int]:
    """Every word (NFKD, lower case) with the languages it belongs to, one bit each."""
    words: dict[str, int] = {}
    for bit, language in enumerate(_languages()):
        for word in _mnemonic(language).wordlist:
            key = _key(word)
            words[key] = words.get(key, 0) | 1 << bit
    return words


@functools.cache
def _mnemonic(language: str) -> Mnemonic:
    return Mnemonic(language)


def _a_figure(word: str) -> bool:
    """Tell whether this word of a list is a figure too, as it is said."""
    return word in SPOKEN or word in _DIGITS


def _key(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFKD", word).lower()


_OWN: Final = frozenset({"CRYPTO_SEED"})
_GUESSED: Final = 85
_SENTENCES: Final = re.compile("[.!?]\\s[A-Z][a-z]{1,20} [a-z]")


def _look(text: Text) -> Iterator[Found]:
    lists = _lists()
    # Most of what the gate lets through is prose in short words: counting first spares it the careful look.
    named = "CRYPTO_SEED" in text.labels.families or bool(text.places("_SEED"))
    words = _LATIN_WORD.findall(text.lower) if text.plain.isascii() else list(map(_key, _WORD.findall(text.plain)))
    before = [0, *accumulate([word in lists for word in words])]
    most = max([its - before[max(0, place - _WINDOW)] for place, its in enumerate(before)])
    if most >= (_FEWEST_NAMED if named else _FEWEST_HITS):
        whole = list(_by_themselves(text.plain, lists))
        yield from whole or _phrases(text, lists, named=named)
    if text.places("_SEED") and most < _FEWEST_NAMED:
        for run in _HAN_RUN.finditer(text.plain):
            if len(run[0]) in _LENGTHS and any(_checks(list(run[0]), language) for language in _CHINESE):
                yield Found(run.start(), run.end(), 95)
    labels = list(text.labels.of("CRYPTO_SEED"))
    for label in labels[:_ENOUGH_ASKED] if most < _FEWEST_NAMED or not named else ():
        yield from _run_together(text.plain, label.end)
    if len(labels) > _ENOUGH_ASKED:
        yield from _every_run(text.plain)


def _by_themselves(plain: str, lists: dict[str, int]) -> Iterator[Found]:
    """Just as many words as a phrase has between marks or ends of lines, at most one of them mistyped."""
    at = 0
    for end in (*(mark.end() for mark in _PARTING.finditer(plain)), len(plain)):
        words = list(_WORD.finditer(plain, at, end))
        if len(words) in _LENGTHS:
            members = [lists.get(_key(word[0]), 0) for word in words]
            most = max(sum(member >> bit & 1 for member in members) for bit, _ in enumerate(_languages()))
            said = sum(_a_figure(_key(word[0])) for word in words)
            if most >= len(words) - 1 and said * 2 < len(words) and all(len(word[0]) > 1 for word in words):
                keys = [_key(word[0]) for word in words]
                checked = any(_checks(keys, its) for its in _languages())
                yield _with_its_number(plain, Found(words[0].start(), words[-1].end(), 99 if checked else 97))
        at = end


def _phrases(text: Text, lists: dict[str, int], *, named: bool) -> Iterator[Found]:
    tokens = [_Token(_key(match[0]), match.start(), match.end()) for match in _WORD.finditer(text.plain)]
    members = [lists.get(token.word, 0) for token in tokens]
    said = [_a_figure(token.word) for token in tokens]
    for bit, language in enumerate(_languages()):
        marks = [member >> bit & 1 for member in members]
        if sum(marks) < (_FEWEST_NAMED if named else _FEWEST_HITS):
            continue
        strict = list(_stretches(marks, said, _FEWEST_HITS))
        loose = _stretches(marks, said, _FEWEST_NAMED) if named and language not in _CHINESE and not strict else ()
        for first, last in (*strict, *loose):
            if language not in _CHINESE or named or _stands_alone(tokens, first, last):
                first += text.labels.near(tokens[first].start + 1, tokens[first].start, 0, _OWN)  # noqa: PLW2901
                phrase = _phrase(tokens, first, last, language)
                if phrase.sure > _GUESSED or not _SENTENCES.search(text.plain, phrase.start, phrase.end):
                    yield _with_its_number(text.plain, phrase)


def _phrase(tokens: list[_Token], first: int, last: int, language: str) -> Found:
    checked = _checked(tokens[first : last + 1], language)
    if checked:
        first += checked[0]
        last = first + checked[1] - 1
    else:
        first, last = _mended(tokens, first, last, language)
    return Found(tokens[first].start, tokens[last].end, 99 if checked else _GUESSED)


def _with_its_number(plain: str, found: Found) -> Found:
    """Take in the figure before the first word of a numbered phrase."""
    number = _FIRST_NUMBER.search(plain, max(0, found.start - 6), found.start)
    return found._replace(start=number.start(1)) if number else found


def _stretches(marks: list[int], said: list[bool], fewest: int) -> Iterator[tuple[int, int]]:
    """Places (first, last) of stretches in which eleven (or fewer) of any twelve neighbours are on the list.

    Nor are most of the twelve figures said one by one, which are on the list too.
    """
    window, figures, begin, end = 0, 0, -1, -1
    for place, mark in enumerate(marks):
        window += mark - (marks[place - _WINDOW] if place >= _WINDOW else 0)
        figures += said[place] - (said[place - _WINDOW] if place >= _WINDOW else 0)
        if window < fewest or figures * 2 > _WINDOW:
            continue
        start = max(0, place - _WINDOW + 1)
        if begin >= 0 and start > end:
            yield _trimmed(marks, begin, end)
            begin = -1
        begin = start if begin < 0 else begin
        end = place
    if begin >= 0:
        yield _trimmed(marks, begin, end)


def _trimmed(marks: list[int], first: int, last: int) -> tuple[int, int]:
    while not marks[first]:
        first += 1
    while not marks[last]:
        last -= 1
    return first, last


def _mended(tokens: list[_Token], first: int, last: int, language: str) -> tuple[int, int]:
    """Take in a mistyped first or last word that makes the count right."""
    if last - first + 2 not in _LENGTHS:
        return first, last
    behind = _likeness(tokens[last + 1].word, language) if last + 1 < len(tokens) else 0.0
    before = _likeness(tokens[first - 1].word, language) if first else 0.0
    if max(behind, before) < _CLOSE:
        return first, last
    return (first, last + 1) if behind >= before else (first - 1, last)


def _likeness(word: str, language: str) -> float:
    """How much a word is like the word of the list that it is most like, 0 to 1; 0 when none is close."""
    if len(word) < _SHORTEST_MENDED:
        return 0.0
    word = word[:_WINDOW]
    letters = set(word)
    likeness = 0.0
    for listed, its in _letters(language):
        # A letter that the other lacks cannot match: hardly any word of the list needs the careful, slow comparison.
        if 2 * (len(word) - len(letters - its)) >= _CLOSE * (len(word) + len(listed)):
            likeness = max(likeness, difflib.SequenceMatcher(None, word, listed).ratio())
    return likeness if likeness >= _CLOSE else 0.0


@functools.cache
def _letters(language: str) -> list[tuple[str, frozenset[str]]]:
    return [(listed, frozenset(listed)) for listed in _mnemonic(language).wordlist]


def _stands_alone(tokens: list[_Token], first: int, last: int) -> bool:
    """Are these Chinese characters, written one by one, just as many as a phrase has? Prose seldom is."""
    most = max(_LENGTHS)
    while first and last - first < most and len(tokens[first - 1].word) == 1:
        first -= 1
    while last + 1 < len(tokens) and last - first < most and len(tokens[last + 1].word) == 1:
        last += 1
    return last - first + 1 in _LENGTHS


def _checked(tokens: list[_Token], language: str) -> tuple[int, int] | None:
    """The place and length of a phrase with a right checksum, up to two words of the list standing around it.

    Lengths are three words apart, so a mistyped phrase is never cut down to a shorter one that happens to check.
    """
    words = [token.word for token in tokens]
    for length in _LENGTHS:
        if len(words) - length in _WORDS_AROUND:
            for first in range(len(words) - length + 1):
                if _checks(words[first : first + length], language):
                    return first, length
    return None


def _checks(words: list[str], language: str) -> bool:
    """Tell whether the last word carries the right checksum (BIP-39, "Generating the mnemonic").

    Not `Mnemonic.check`: it does not know its own words where a list is kept in another normal form (Turkish, Russian).
    """
    places = _places(language)
    if any(word not in places for word in words):
        return False
    bits = functools.reduce(lambda number, word: number << 11 | places[word], words, 0)
    size = len(words) // 3
    entropy = (bits >> size).to_bytes(size * 4, "big")
    return hashlib.sha256(entropy).digest()[0] >> (8 - size) == bits & ((1 << size) - 1)


@functools.cache
def _places(language: str) -> dict[str, int]:
    return {_key(word): place for place, word in enumerate(_mnemonic(language).wordlist)}


def _run_together(plain: str, hit: int) -> Iterator[Found]:
    """Chinese phrases without spaces behind their name: by checksum, or by being exactly as long as a phrase."""
    joined = _JOIN.match(plain, hit)
    for start in {hit, joined.end()} if joined else {hit}:
        run = _RUN.match(plain, start)
        if run:
            yield from _chinese_phrase(run[0], start)


def _every_run(plain: str) -> Iterator[Found]:
    """A text that names hundreds of phrases is not worth the sums: whatever could be one is taken for one."""
    lists = _lists()
    for run in _HAN_RUN.finditer(plain):
        at = run.start()
        for listed, chars in groupby(run[0], lists.__contains__):
            begin, at = at, at + len(list(chars))
            if listed and at - begin >= _WINDOW:
                yield Found(begin, at, 75)


def _chinese_phrase(run: str, start: int) -> Iterator[Found]:
    for language in _CHINESE:
        bit = 1 << _languages().index(language)
        for length in _LENGTHS:
            if length <= len(run) and _checks(list(run[:length]), language):
                yield Found(start, start + length, 97)
                return
        if len(run) in _LENGTHS and sum(_lists().get(char, 0) & bit > 0 for char in run) >= len(run) - 1:
            yield Found(start, start + len(run), 75)


_HAN: Final = "[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf]"
DETECTOR: Final = Finder(
    "crypto_seed",
    "CRYPTO_SEED",
    (
        family("CRYPTO_SEED", f"(?:{_HAN}){{12}}"),
        family("_SEED", f"(?:{_HAN}){{12}}"),
        wake(
            f"(?:[a-z\\xc3-\\xd3][a-z\\xc3-\\xd3\\x80-\\xbf]{{2,20}}{_GAP}){{10}}[a-z\\xc3-\\xd3]"
            f"|(?:(?:\\xe3[\\x81-\\x83][\\x80-\\xbf]){{2,12}}{_GAP}){{10}}"
            f"|(?:(?:[\\xe1\\xea-\\xed][\\x80-\\xbf][\\x80-\\xbf]){{1,12}}{_GAP}){{10}}"
            f"|{_GAP}(?:{_HAN}{_GAP}){{9}}{_HAN}"
        ),
    ),
    _look,
)
