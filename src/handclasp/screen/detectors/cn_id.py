"""Mainland identity numbers: 18 places with a check character (GB 11643-1999), and the older 15 places.

Promises to find one whose check character was mistyped, as its owner is no less exposed. Never reads a number as one
unless its province and birthday exist, or the text says that it is one.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import mod11
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.masks import ends
from handclasp.screen.numbers import Number, inside_a_word, numbers
from handclasp.screen.pieces import neighbours, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_PROVINCE: Final = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_LONG: Final = 18
_SHORT: Final = 15
_NAME_STUCK: Final = re.compile("(?<![0-9a-z])(?:id|sfz|idcard|idno|no|number|shenfenzheng)$")
_IN_TWO: Final = re.compile("[1-9][0-9]{5,13}[^0-9]{2,60}[0-9]{4,12}")
_GLUED: Final = re.compile("(?<![0-9])([1-9][0-9]{16}[0-9Xx])1[3-9][0-9]{9}(?![0-9])")
"""With a telephone right behind it."""
_X_STUCK: Final = re.compile("[ -]{0,2}[Xx×Χχ](?![0-9A-Za-z])")


def _look(text: Text) -> Iterator[Found]:
    for run in neighbours(text) if _IN_TWO.search(text.spoken) else pieces(text):
        digits = "".join(piece.value for piece in run).upper()
        if len(digits) == _LONG and _plausible(digits) and mod11(digits):
            for piece in run:
                yield Found(piece.start, piece.end, 90, ends(digits, 4, 4))
    for match in _GLUED.finditer(text.plain):
        digits = match[1].upper()
        if _plausible(digits) and mod11(digits):
            yield Found(match.start(1), match.end(1), 90, ends(digits, 4, 4))
    for read in numbers(text, _SHORT, _LONG):
        number = _with_check(read, text.plain)
        if len(number.digits) in {_SHORT, _LONG}:
            sure = _sure(number, text)
            if sure:
                yield Found(number.start, number.end, sure, ends(number.digits, 4, 4))


def _with_check(number: Number, plain: str) -> Number:
    """Take in an X behind seventeen figures."""
    if len(number.digits) != _LONG - 1:
        return number
    check = _X_STUCK.match(plain, number.end)
    return number._replace(digits=f"{number.digits}X", end=check.end()) if check else number


def _sure(number: Number, text: Text) -> int:
    digits = number.digits
    if not _plausible(digits):
        return _by_name(number, text)
    checked = mod11(digits)
    if inside_a_word(text.plain, number.start, number.end) and not (
        checked and _NAME_STUCK.search(text.lower, max(0, number.start - 10), number.start)
    ):
        return 0
    if checked:
        return 98 if number.tight or number.whole else 86
    its = owner(text, number.start, number.end)
    if its.family == "CN_ID" and (its.tight or its.distance < 16):
        return 86
    if its.family in {"BUSINESS", "CARD_SECRET", "BANK_CARD", "CARD_NO"} and (its.tight or its.distance < 8):
        return 0
    return 66 if number.whole and (len(digits) == _LONG or number.tight) else 0


def _by_name(number: Number, text: Text) -> int:
    if "CN_ID" not in text.labels.families or not number.whole or inside_a_word(text.plain, number.start, number.end):
        return 0
    its = owner(text, number.start, number.end)
    return 62 if its.family == "CN_ID" and its.tight else 0


def _plausible(digits: str) -> bool:
    birthday = digits[6:14] if len(digits) == _LONG else "19" + digits[6:12]
    if not _PROVINCE.match(digits) or birthday[:2] not in {"18", "19", "20"} or not birthday.isdigit():
        return False
    try:
        dt.date(int(birthday[:4]), int(birthday[4:6]), int(birthday[6:]))
    except ValueError:
        return False
    return len(digits) == _LONG or digits.isdigit()


DETECTOR: Final = Finder(
    "cn_id",
    "CN_ID",
    (
        wake(features.IDENTITIES),
        wake(features.GAPPED, features.FIFTEEN),
        wake(features.ALIKE_RUN, features.enough(8)),
        wake(features.ODDLY, features.enough(15)),
        wake(features.PIECES, features.APART, features.enough(15)),
        wake(features.ALIKE, features.FOUR, features.enough(8)),
        family("CN_ID", features.FIFTEEN),
        family("CN_ID", features.APART),
        wake(*features.SAID_ROW),
    ),
    _look,
)
