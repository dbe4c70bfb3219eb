"""What the identity cards of Hong Kong, Macau and Taiwan have in common for their detectors.

Promises one way of reading a letter, figures and a check figure however they are spaced. Never finds anything itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import owner
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

GAP: Final = f"[ \t\n{FILL}.·、,_*/…-]{{0,9}}"
_OTHERS: Final = frozenset(
    {"BUSINESS", "QQ", "WECHAT", "PASSWORD", "CARD_SECRET", "PLATE", "BANK_CARD", "CARD_NO", "PASSPORT"}
)
_NOT: Final = re.compile("[^0-9A-Za-z]")
_LOOKALIKES: Final = str.maketrans("OoIl", "0011")


def readings(text: Text, pattern: re.Pattern[str], letters: int) -> Iterator[tuple[re.Match[str], str]]:
    """Each match in both views with its bare code in capitals; behind the first `letters` places O is 0 and l is 1."""
    for view in text.views:
        for match in pattern.finditer(view):
            bare = _NOT.sub("", match[0])
            yield match, (bare[:letters] + bare[letters:].translate(_LOOKALIKES)).upper()


def called(text: Text, start: int, end: int, *families: str) -> bool:
    """Tell whether one of these families names it, near enough."""
    its = owner(text, start, end)
    if its.family in families:
        return its.tight or its.distance <= 30
    if its.tight and its.family in _OTHERS:
        return False
    return text.labels.near(start, end, 40, frozenset(families))
