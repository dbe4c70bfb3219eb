"""Number plates of the mainland: a province's character, a letter, and five or six places (GA 36-2018).

Promises plates with a dot, a gap or small letters too. Never takes words for one: three of its places are figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import chars, family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使滬遼魯蘇贛陝閩貴粵寧"
_FORM: Final = re.compile(
    f"[{_PROVINCES}][ ·.、,_*-]{{0,2}}[A-Za-z][ \t\n·.•・-]{{0,2}}(?=(?:[A-Za-z][ .-]?){{0,3}}[0-9])[A-Za-z0-9](?:[ "
    f"·.-]?[A-Za-z0-9]){{3,5}}(?:[学警港澳挂使领學領]|(?<=[0-9A-Za-z][0-9A-Za-z]))(?![0-9A-Za-z])"
)
_ANY: Final = re.compile(
    "(?<![0-9A-Za-z_.-])(?=[A-Z -]{0,8}[0-9])(?=[0-9 -]{0,8}[A-Z])[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,4}(?:[ -][A-Z"
    "0-9]{2,4})?(?![0-9A-Za-z_-])"
)
_TIGHT: Final = re.compile("[^A-Z][A-Z][·.•]?[0-9A-Z]{5,6}")
_FEWEST_FIGURES: Final = 3
_FEWEST_PLACES: Final = 5
_MOST_PLACES: Final = 8
_CLOSE: Final = 12


def _look(text: Text) -> Iterator[Found]:
    for view in text.views:
        for match in _FORM.finditer(view):
            places = sum(char.isascii() and char.isalnum() for char in match[0][1:]) + (match[0][-1] > "z")
            figures = sum(char.isdigit() for char in match[0])
            if places > _FEWEST_PLACES and (
                figures >= _FEWEST_FIGURES
                or (figures and ("PLATE" in text.labels.families or _TIGHT.fullmatch(match[0])))
            ):
                yield Found(match.start(), match.end(), 90, f"{text.raw[match.start()]}****{match[0][-2:].upper()}")
    for match in _ANY.finditer(text.plain) if "PLATE" in text.labels.families else ():
        its = owner(text, match.start(), match.end())
        bare = match[0].replace(" ", "").replace("-", "")
        if (
            its.family == "PLATE"
            and (its.tight or its.distance < _CLOSE)
            and _FEWEST_PLACES <= len(bare) <= _MOST_PLACES
        ):
            yield Found(match.start(), match.end(), 74, f"****{bare[-2:]}")


DETECTOR: Final = Finder(
    "plate",
    "PLATE",
    (
        wake(
            f"{chars(_PROVINCES)}(?: |-|[.]|·|、|_){{0,2}}[a-z](?:[ .\\n-]|·|•"
            f"|・){{0,2}}[a-z0-9][ .-]?[a-z0-9][ .-]?[a-z0-9][ .-]?[a-z0-9]",
            wide=True,
        ),
        wake(f"{chars(_PROVINCES)} ?[a-z]", features.SAID, wide=True),
        family("PLATE", features.FIGURE),
    ),
    _look,
)
