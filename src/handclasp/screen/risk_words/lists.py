"""The house's lists, and a tenant's own over them: words added, words taken out, one version for both.

Reads the house's files once; what a tenant wrote is handed in.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, NamedTuple

from handclasp.screen.risk_words.lines import Entry, Parsed, parse
from handclasp.screen.risk_words.matching import Matcher

HOUSE: Final = "words-2"
"""Names the house's own lists; changed with any of their words."""


class Lexicon(NamedTuple):
    """A list in force: its version, what it holds, and the matcher made of it."""

    version: str
    entries: tuple[Entry, ...]
    matcher: Matcher


@cache
def house_text() -> str:
    """The house's lists, one after the other."""
    folder = files("handclasp.screen.risk_words") / "house"
    return "\n".join(file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda file: file.name))


@cache
def _house() -> Parsed:
    return parse(house_text())


def lexicon(text: str = "", number: int = 0) -> Lexicon:
    """The lists in force where a tenant published `text` as its `number`th list; without one, the house's alone.

    Lines with a fault are left out: whoever publishes has checked them.
    """
    return _made(text, number) if text else _alone()


@cache
def _alone() -> Lexicon:
    return _made("", 0)


def _made(text: str, number: int) -> Lexicon:
    house = _house()
    own = parse(text)
    kept = tuple(entry for entry in house.entries if entry.written not in own.removed)
    entries = (*kept, *own.entries)
    version = HOUSE if not number else f"{HOUSE}+{number}-{digest(text)[:12]}"
    return Lexicon(version, entries, Matcher(entries, version))


def digest(text: str) -> str:
    """What names a tenant's list: SHA-256 of its bytes, in hex."""
    return sha256(text.encode()).hexdigest()
