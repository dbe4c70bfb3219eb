"""Reads the voices: each line of `voices/*.txt` is one phrasing, under the heading of the voice that says it.

A file is named for its set and language. A heading is `== voice`, and may go on with `bare` (nothing is said before or
after), `lower` (no capitals) and `nopunct` (no marks). Messages of a conversation are parted by ` || `.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from benchmarks.data.labelled import Language

FOLDER = Path(__file__).with_name("voices")


class Phrasing(NamedTuple):
    """Messages with places for values, who says them, and how."""

    messages: tuple[str, ...]
    voice: str
    styles: frozenset[str]
    language: Language


@cache
def phrasings(kind: str) -> tuple[Phrasing, ...]:
    """All phrasings of a set."""
    files = sorted(FOLDER.glob(f"{kind}_*.txt"))
    return tuple(phrasing for file in files for phrasing in _read(file))


def _read(file: Path) -> Iterator[Phrasing]:
    language = cast("Language", file.stem.split("_")[1])
    voice, styles = "", frozenset[str]()
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("== "):
            voice, *rest = line[3:].split()
            styles = frozenset(rest)
        elif line.strip():
            yield Phrasing(tuple(line.strip().split(" || ")), voice, styles, language)


@cache
def around(language: Language, place: str) -> tuple[str, ...]:
    """What people say before (`before`) or after (`after`) what they came to say; none of it is sensitive."""
    return tuple(
        found.messages[0] for found in phrasings("around") if (found.language, found.voice) == (language, place)
    )
