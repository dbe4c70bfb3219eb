"""Hong Kong identity card numbers: a letter or two, six figures and a check character in brackets.

Promises to find those whose check character is right, and others where the text calls them so. Never shows figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import hong_kong
from handclasp.screen.context import business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.regional_id import GAP, called, readings
from handclasp.screen.gate import family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_BRACKETS: Final = re.compile("(?:(?<![0-9A-Za-z])|(?<=HKID)|(?<=hkid))[A-Za-z]{1,2}[ -]?[0-9]{6}[ ]?[(][0-9Aa][)]")
_LOOSE: Final = re.compile(
    f"(?:(?<![0-9A-Za-z])|(?<=HKID)|(?<=hkid))[A-Za-z]{{1,2}}{GAP}[0-9OoIl](?:{GAP}[0-9OoIl]){{5}}{GAP}(?:[(][ "
    f"]?[0-9Aa][ ]?[)]|[0-9Aa])(?![0-9A-Za-z])"
)
_NAMES: Final = frozenset({"HK_ID", "CN_ID"})
_CHECKED: Final = re.compile("[A-Z]{1,2}[0-9]{6}[0-9A]")


def _look(text: Text) -> Iterator[Found]:
    bracketed = {match.start() for match in _BRACKETS.finditer(text.plain)}
    if not bracketed and not text.labels.families & _NAMES:
        return
    for match, code in readings(text, _LOOSE, 1):
        if not _CHECKED.fullmatch(code):
            continue
        right = hong_kong(code)
        named = called(text, match.start(), match.end(), "HK_ID")
        if named or (match.start() in bracketed and (right or called(text, match.start(), match.end(), "CN_ID"))):
            yield _found(match, code, 94 if right else 70)
        elif (
            right
            and called(text, match.start(), match.end(), "CN_ID")
            and not business(text, match.start(), match.end())
        ):
            yield _found(match, code, 74)


def _found(match: re.Match[str], code: str, sure: int) -> Found:
    return Found(match.start(), match.end(), sure, f"{code[:1]}****")


DETECTOR: Final = Finder(
    "hk_id",
    "HK_ID",
    (
        wake(features.DOCUMENTS),
        family("HK_ID", features.FOUR),
        family("HK_ID", features.SAID),
        family("CN_ID", features.SAID),
        family("CN_ID", "\\b[a-z]{1,2}[ -]?[0-9]{6}", figures=6),
    ),
    _look,
)
