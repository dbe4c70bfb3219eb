"""Telephone numbers: mainland mobiles however they are spaced, landlines, and numbers with a country code.

Promises that a mobile is found with or without a label. Never reads a number as a telephone's where the text names it
as an order's or a parcel's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import phonenumbers

from handclasp.screen.context import Label, business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import FIGURES, wake
from handclasp.screen.numbers import Number, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_MOBILE: Final = re.compile("(?:(?:00)?86)?0?(1[3-9][0-9]{9})")
_MOBILE_SHAPES: Final = frozenset({(11,), (3, 4, 4), (3, 3, 5), (4, 4, 3), (3, 8), (7, 4), (5, 6)})
_IN_A_WORD: Final = re.compile("(?<![0-9])1[3-9][0-9]{9}(?![0-9])(?![A-Za-z]{1,40}[0-9])")
_STUCK: Final = frozenset(
    {"", "tel", "phone", "mobile", "mob", "call", "cell", "ph", "wx", "vx", "weixin", "wechat", "whatsapp", "sj", "dh"}
)
_LONGEST_BEFORE: Final = len("whatsapp") + 1
_LABEL: Final = Label(
    "电话",
    "電話",
    "手机",
    "手機",
    "联系方式",
    "聯繫方式",
    "联系我",
    "致电",
    "拨打",
    "座机",
    "热线",
    "tel",
    "telephone",
    "phone",
    "mobile",
    "cell",
    "whatsapp",
    "call",
    "call me",
    "reach me",
    "text me",
    "my number",
)
_LANDLINE: Final = re.compile("(010|02[0-9]|0[3-9][0-9]{2})([2-8][0-9]{6,7})")
_AREA_LENGTHS: Final = frozenset({3, 4})
_AMERICAN_SHAPES: Final = frozenset({(3, 3, 4), (1, 3, 3, 4)})
_ABROAD: Final = re.compile(r"\+[ ]?\(?[0-9](?:[ ().\-/]{0,2}[0-9]){6,14}(?![0-9])")
_NOT_FIGURES: Final = re.compile("[^0-9]")
_ENOUGH_ASKED: Final = 100
_LONGEST_MAINLAND: Final = 15
_MOBILE_LENGTH: Final = 11


def _look(text: Text, _hits: Sequence[int]) -> Iterator[Found]:
    yield from _abroad(text)
    for number in numbers(text, 7, _LONGEST_MAINLAND):
        found = _mobile(number, text.plain) or _landline(number, text.plain) or _american(number, text.plain)
        if found or (found := _named(number, text.plain)):
            yield found
    for view in text.views:
        for match in _IN_A_WORD.finditer(view):
            if _starts_well(view, match.start()) and not business(view, match.start()):
                yield Found(match.start(), match.end(), 85, _shown(match[0]))


def _starts_well(view: str, start: int) -> bool:
    """Tell whether no letter stands before the number, or only a word for a telephone (tel138…, wx138…)."""
    first = start
    while first > max(0, start - _LONGEST_BEFORE) and view[first - 1].isascii() and view[first - 1].isalnum():
        first -= 1
    return view[first:start].lower() in _STUCK and view[max(0, start - 2) : start] != "0."


def _mobile(number: Number, plain: str) -> Found | None:
    match = _MOBILE.fullmatch(number.digits)
    if not match or business(plain, number.start):
        return None
    written = _without_prefix(number.shape, len(number.digits) - _MOBILE_LENGTH)
    if written not in _MOBILE_SHAPES and not _LABEL.before(plain, number.start):
        return None
    return Found(number.start, number.end, 95, _shown(match[1]))


def _without_prefix(shape: tuple[int, ...], prefix: int) -> tuple[int, ...]:
    """The groups behind a country code, whether it was written apart (86 138…) or together (86138…)."""
    first, *rest = shape
    return tuple(rest) if first == prefix else (first - prefix, *rest)


def _shown(mobile: str) -> str:
    return f"{mobile[:3]}****{mobile[-4:]}"


def _landline(number: Number, plain: str) -> Found | None:
    match = _LANDLINE.fullmatch(number.digits)
    if not match or business(plain, number.start):
        return None
    apart = len(number.shape) > 1 and number.shape[0] == len(match[1]) in _AREA_LENGTHS
    if not apart and not _LABEL.before(plain, number.start):
        return None
    return Found(number.start, number.end, 80, f"{match[1]}-****{match[2][-4:]}", "LANDLINE")


def _american(number: Number, plain: str) -> Found | None:
    if number.shape not in _AMERICAN_SHAPES or business(plain, number.start):
        return None
    digits = number.digits[-10:]
    if number.digits[:-10] not in {"", "1"} or digits[0] in "01" or digits[3] in "01":
        return None
    return Found(number.start, number.end, 75, f"****{digits[-4:]}", "LANDLINE")


def _named(number: Number, plain: str) -> Found | None:
    if len(number.digits) > _MOBILE_LENGTH + 1 or not _LABEL.before(plain, number.start):
        return None
    return Found(number.start, number.end, 70, f"****{number.digits[-4:]}", "LANDLINE")


def _abroad(text: Text) -> Iterator[Found]:
    asked = 0
    for view in text.views:
        for match in _ABROAD.finditer(view):
            asked += 1
            # A text with hundreds of them is not worth a library call each: all are taken for numbers.
            end, shown = _longest_valid(match[0]) if asked <= _ENOUGH_ASKED else (len(match[0]), match[0][-4:])
            if end:
                yield Found(match.start(), match.start() + end, 92, shown)


def _longest_valid(written: str) -> tuple[int, str]:
    """Cut trailing groups off until a valid number is left: its length as written, and what the mask shows."""
    while written:
        digits = _NOT_FIGURES.sub("", written)
        mobile = _MOBILE.fullmatch(digits)
        if mobile and digits.startswith("86"):
            return len(written), _shown(mobile[1])
        try:
            parsed = phonenumbers.parse(f"+{digits}")
        except phonenumbers.NumberParseException:
            return 0, ""
        if phonenumbers.is_valid_number(parsed):
            return len(written), f"+{parsed.country_code} ****{digits[-4:]}"
        written = written[: max(written.rfind(gap) for gap in " -.(")] if _has_gap(written) else ""
    return 0, ""


def _has_gap(written: str) -> bool:
    return any(gap in written for gap in " -.(")


DETECTOR: Final = Finder("phone", "PHONE", (wake(FIGURES),), _look)
