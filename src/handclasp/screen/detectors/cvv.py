"""Card security codes (CVV2, CVC2, 安全码): three or four figures right behind their name.

Promises that they are dropped, never kept. Never reads figures without the name beside them as one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import UNITS
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import anchors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_BEHIND: Final = re.compile(
    "(?:2(?![0-9]))?(?:码|碼|号|number|code|no\\.?)?"
    "(?:[ \t\n:=#(\"'“「-]|是|为|為|就是|is|was|it's|of my card|[\u4e00-\u9fff]{1,4}是){0,6}"
    f"([0-9](?:[ -]?[0-9]){{2,3}})(?![0-9A-Za-z]|[ -][0-9]){UNITS}",
    re.IGNORECASE,
)


def _look(text: Text, hits: Sequence[int]) -> Iterator[Found]:
    for view in text.views:
        for hit in hits:
            match = _BEHIND.match(view, hit)
            if match:
                yield Found(match.start(1), match.end(1), 90)


DETECTOR: Final = Finder(
    "cvv",
    "CVV",
    (
        anchors(
            "cvv",
            "cvc",
            "cvn",
            "安全码",
            "安全碼",
            "背面(?:的)?(?:后|末|最后)?(?:三|3)位(?:数字|数|码)?",
            "security code",
        ),
    ),
    _look,
)
