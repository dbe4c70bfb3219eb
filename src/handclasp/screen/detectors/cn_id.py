"""Mainland identity numbers: 18 places with a check character (GB 11643-1999), and the older 15 places.

Promises to find one whose check character was mistyped, as its owner is no less exposed. Never reads a number as one
unless its province and birthday exist, or the text says that it is one.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from stdnum.iso7064 import mod_11_2

from handclasp.screen.context import Label, business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import FIGURES, wake
from handclasp.screen.masks import ends
from handclasp.screen.numbers import Number, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_PROVINCE: Final = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_LABEL: Final = Label(
    "身份证",
    "身份證",
    "身分证",
    "证件",
    "證件",
    "实名",
    "公民身份",
    "身份",
    "id card",
    "identity card",
    "national id",
    "resident id",
    "id",
    "sfz",
)
_X_APART: Final = re.compile("[ -]{1,2}[Xx](?![0-9A-Za-z])")
_LONG: Final = 18
_SHORT: Final = 15


def _look(text: Text, _hits: Sequence[int]) -> Iterator[Found]:
    for read in numbers(text, _SHORT, _LONG):
        number = _with_check(read, text.plain)
        if number.digits[:-1].isdigit() and len(number.digits) in {_SHORT, _LONG}:
            sure = _sure(number, text.plain)
            if sure:
                yield Found(number.start, number.end, sure, ends(number.digits, 4, 4))


def _with_check(number: Number, plain: str) -> Number:
    """Take in an X that was written apart."""
    apart = _X_APART.match(plain, number.end) if len(number.digits) == _LONG - 1 else None
    return number._replace(digits=f"{number.digits}X", end=apart.end()) if apart else number


def _sure(number: Number, plain: str) -> int:
    digits, named = number.digits, _LABEL.before(plain, number.start)
    if _plausible(digits):
        if len(digits) == _LONG and mod_11_2.is_valid(digits):
            return 98
        if named:
            return 85
        return 0 if business(plain, number.start) else 65
    return 60 if named else 0


def _plausible(digits: str) -> bool:
    birthday = digits[6:14] if len(digits) == _LONG else "19" + digits[6:12]
    if not _PROVINCE.match(digits) or not birthday.isdigit() or birthday[:2] not in {"18", "19", "20"}:
        return False
    try:
        dt.date(int(birthday[:4]), int(birthday[4:6]), int(birthday[6:]))
    except ValueError:
        return False
    return len(digits) == _LONG or digits.isdigit()


DETECTOR: Final = Finder("cn_id", "CN_ID", (wake(FIGURES),), _look)
