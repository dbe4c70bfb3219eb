"""Macau resident identity card numbers: seven figures that begin with 1, 5 or 7, and one more in brackets.

Promises to find those in brackets or strokes, and others where the text calls them so. Never shows figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.regional_id import GAP, called, readings
from handclasp.screen.gate import family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_FORM: Final = re.compile("(?<![0-9A-Za-z./-])(?:[157][0-9]{6}[ ]?[(][0-9][)]|[157]/[0-9]{6}/[0-9])(?![0-9A-Za-z/])")
_LOOSE: Final = re.compile(
    f"(?<![0-9A-Za-z])[157lI](?:{GAP}[0-9OoIl]){{6}}{GAP}(?:[(][ ]?[0-9][ ]?[)]|[0-9OoIl])(?![0-9A-Za-z])"
)


def _look(text: Text) -> Iterator[Found]:
    for match in _FORM.finditer(text.plain):
        if not business(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), 84, "****")
    if "MACAU_ID" in text.labels.families:
        for match, _code in readings(text, _LOOSE, 0):
            if called(text, match.start(), match.end(), "MACAU_ID"):
                yield Found(match.start(), match.end(), 78, "****")


DETECTOR: Final = Finder(
    "macau_id",
    "MACAU_ID",
    (
        wake(features.DOCUMENTS),
        family("MACAU_ID", features.SEVEN),
        family("MACAU_ID", features.SAID),
    ),
    _look,
)
