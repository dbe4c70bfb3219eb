"""Texts cut into runs that a page can set: words, masks, breaks, and characters that can only be spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from handclasp.documents.glyphs import is_drawn, is_nothing, spelt
from handclasp.documents.lines import Mask

Run = tuple[str, str]
"""What it is (`text`, `mask`, `piece` of a long word, `spelt`, `line`) and its words."""

_LONGEST: Final = 28
_LONG: Final = re.compile(r"[!-~]{29,}")  # without a space, no line could break there
_TAB: Final = "    "


def runs(text: str, masks: Sequence[Mask] = ()) -> list[Run]:
    """Cut a text into runs, in order."""
    found: list[Run] = []
    done = 0
    for mask in masks:
        found += _plain(text[done : mask.start])
        found += [("mask" if kind == "text" else kind, words) for kind, words in _plain(text[mask.start : mask.end])]
        done = mask.end
    return [*found, *_plain(text[done:])]


def _plain(text: str) -> Iterator[Run]:
    held = ""
    for character in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB):
        if is_drawn(character):
            held += character
            continue
        if is_nothing(character):
            continue
        yield from _words(held)
        held = ""
        yield ("line", "") if character == "\n" else ("spelt", spelt(character))
    yield from _words(held)


def _words(text: str) -> Iterator[Run]:
    done = 0
    for long in _LONG.finditer(text):
        if done < long.start():
            yield "text", text[done : long.start()]
        pieces = [long[0][at : at + _LONGEST] for at in range(0, len(long[0]), _LONGEST)]
        yield from (("piece", piece) for piece in pieces)
        done = long.end()
    if done < len(text):
        yield "text", text[done:]
