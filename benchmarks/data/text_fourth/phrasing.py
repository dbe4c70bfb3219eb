"""The phrasings of `desks/*.txt`, one a line: ⏎ breaks a line, ¶ parts messages, <a|b> is a choice, {…} a value.

`{PHONE}` is labelled; after a colon come the maker's variant and then ways of writing (`{PHONE:hk,dots}`); `@key`
keeps the value for the rest of the sample, `~` takes it with a slip, `.1/2` is the first of two parts;
`{PASSWORD=literal}` is labelled as it stands; a name in small letters is filler without a label. A line after `= ` is
said without greeting.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.data.labelled import Kind, Language

FOLDER = Path(__file__).parent / "desks"


class Phrasing(NamedTuple):
    """Messages with places for values."""

    language: Language
    messages: tuple[str, ...]
    greeted: bool


def _messages(line: str) -> tuple[str, ...]:
    return tuple(part.strip().replace("⏎", "\n") for part in line.split("¶"))


@cache
def phrasings(kind: Kind) -> tuple[Phrasing, ...]:
    """Every phrasing of one set."""
    languages: tuple[Language, ...] = ("zh", "en", "mixed")
    return tuple(
        Phrasing(language, _messages(line.removeprefix("= ")), not line.startswith("= ") and kind != "conversation")
        for language in languages
        for line in (FOLDER / f"{kind}_{language}.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("# ")
    )
