"""Taiwan identity card numbers: a letter and nine figures, the last of which checks the others.

Promises to find those whose check figure is right, and others where the text calls them so. Never shows figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import taiwan
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.regional_id import GAP, called, readings
from handclasp.screen.gate import family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_FORM: Final = re.compile(f"(?<![0-9A-Za-z_-])[A-Za-z]{GAP}[1289lI](?:{GAP}[0-9OoIl]){{8}}(?![0-9A-Za-z])")
_TIGHT: Final = re.compile("[A-Z][ -]?[12][0-9]{8}")


def _look(text: Text) -> Iterator[Found]:
    for match, code in readings(text, _FORM, 1):
        right = taiwan(code)
        its = owner(text, match.start(), match.end())
        if called(text, match.start(), match.end(), "TW_ID", "CN_ID"):
            yield Found(match.start(), match.end(), 92 if right else 72, f"{code[0]}****")
        elif (
            right and _TIGHT.fullmatch(match[0]) and its.family not in {"BUSINESS", "CARD_SECRET", "WECHAT", "PASSWORD"}
        ):
            yield Found(match.start(), match.end(), 82, f"{code[0]}****")


DETECTOR: Final = Finder(
    "tw_id",
    "TW_ID",
    (
        wake(features.DOCUMENTS),
        family("TW_ID", features.SEVEN),
        family("TW_ID", features.SAID),
        family("CN_ID", "\\b[a-z]{1,2}[ -]?[0-9]{6}", figures=6),
    ),
    _look,
)
