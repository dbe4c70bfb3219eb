"""Phrases as they stand in the text files beside this one, and how one of them is opened out.

A file has sections (`== name`) with one phrase a line. In a phrase `[a|b|]` is a choice (of nothing, too), `{order}` is
filled with something harmless, `{PHONE}` with a value that is labelled, `{PHONE~}` with one written plainly even where
others are written oddly, and a backslash and n end a line. Choices stand inside choices; values never contain phrases.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

FOLDER = Path(__file__).with_name("wordings")
MARKS = "[|]{}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message: words of a phrase, or what stands in a slot (and which slot that was)."""

    text: str
    slot: str = ""

    @property
    def type(self) -> str:
        """The type that this piece is labelled with, if it is."""
        return self.slot.split(".")[0].rstrip("~") if self.slot[:1].isupper() else ""

    def with_text(self, text: str) -> Piece:
        """The same piece, written otherwise."""
        return replace(self, text=text)


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """All sections of a file, each with its lines."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            lines = found.setdefault(line[3:].strip(), [])
        elif line.strip() and not line.startswith("# "):
            lines.append(line.replace("\\n", "\n"))
    return {section: tuple(lines) for section, lines in found.items()}


@cache
def words(section: str, between: str | None = None) -> tuple[str, ...]:
    """A list of names.txt or fillers.txt: single words, or what stands between such marks."""
    lines = sections("names").get(section) or sections("fillers")[section]
    return tuple(word for line in lines for word in line.split(between) if word)


def count(phrase: str) -> int:
    """In how many ways the choices of a phrase can be taken."""
    ways, done, here = [0], [1], 0
    for mark in phrase:
        if mark == "[":
            ways.append(0)
            done.append(1)
            here += 1
        elif here and mark == "|":
            ways[here] += done[here]
            done[here] = 1
        elif here and mark == "]":
            inner = ways.pop() + done.pop()
            here -= 1
            done[here] *= inner
    return done[0]


def opened(rng: Random, phrase: str) -> list[Piece]:
    """Take one way through the choices: words and empty slots, in order."""
    pieces: list[Piece] = []
    end = _sequence(rng, phrase, 0, pieces)
    if end != len(phrase):
        raise ValueError(f"a | or ] outside of brackets in: {phrase}")
    return pieces


def _sequence(rng: Random, phrase: str, at: int, into: list[Piece]) -> int:
    """Read up to the end of this choice; return where that is."""
    while at < len(phrase) and phrase[at] not in "|]":
        if phrase[at] == "[":
            at = _choice(rng, phrase, at + 1, into)
        elif phrase[at] == "{":
            end = phrase.index("}", at)
            into.append(Piece("", phrase[at + 1 : end]))
            at = end + 1
        else:
            end = next((place for place in range(at, len(phrase)) if phrase[place] in MARKS), len(phrase))
            into.append(Piece(phrase[at:end]))
            at = end
    return at


def _choice(rng: Random, phrase: str, at: int, into: list[Piece]) -> int:
    """Read all ways of a choice, and take one."""
    ways: list[list[Piece]] = []
    while True:
        way: list[Piece] = []
        at = _sequence(rng, phrase, at, way)
        ways.append(way)
        if at >= len(phrase):
            raise ValueError(f"a [ that is never closed in: {phrase}")
        if phrase[at] == "]":
            into.extend(rng.choice(ways))
            return at + 1
        at += 1
