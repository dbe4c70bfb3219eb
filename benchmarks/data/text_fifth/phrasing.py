r"""The phrasings as they are written down in `voices/LANGUAGE_WRITER.txt`.

A file opens with a line about its writer; `[ordinary]`, `[hard]`, `[clean]` and `[conversation]` head its parts. A line
is one phrasing: `[this|that]` is a choice, `{TOKEN}` a value or something harmless, `\n` a line break, and ` >> `
stands between two messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.data.labelled import Kind, Language

FOLDER = Path(__file__).with_name("voices")
_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en", "mixed": "mixed"}


class Phrasing(NamedTuple):
    """What somebody writes, before values are put into it."""

    kind: Kind
    language: Language
    messages: tuple[str, ...]


@cache
def phrasings(kind: Kind) -> tuple[Phrasing, ...]:
    """All phrasings of a set, in the order of the files' names."""
    return tuple(
        Phrasing(kind, _LANGUAGES[path.stem.split("_")[0]], tuple(line.replace("\\n", "\n").split(" >> ")))
        for path in sorted(FOLDER.glob("*.txt"))
        for part, line in _lines(path)
        if part == kind
    )


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    part = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line in {"[ordinary]", "[hard]", "[clean]", "[conversation]"}:
            part = line[1:-1]
        elif line:
            yield part, line
