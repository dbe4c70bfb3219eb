"""Numbers that say what a paper is: ids, cards, codes of companies and vehicles, by pattern and check digit.

Promises to report a number only where it stands as one, in the text of one line. Never returns it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

_ID: Final = re.compile(
    r"(?<!\d)([1-8]\d{5})((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}([\dX])(?![\dA-Z])"
)
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD: Final = re.compile(
    r"(?<![\dA-Z*])\d{4}(?: ?\d{4}){2} ?\d{1,4}(?: ?\d{1,3})?(?![\dA-Z*])|(?<!\d)3[47]\d{2} ?\d{6} ?\d{5}(?!\d)"
)
_HK: Final = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d{6} ?[(（\[]? ?[0-9A] ?[)）\]]?(?![A-Z0-9])")
_MACAU: Final = re.compile(r"(?<!\d)[1578]/?\d{6}[(/]\d\)?(?!\d)")
_USCC: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{2}\d{6}[0-9A-Z]{10}(?![0-9A-Z])")
_USCC_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SSN: Final = re.compile(r"(?<![\d-])\d{3} ?- ?\d{2} ?- ?\d{4}(?![\d-])")
_UK: Final = re.compile(r"(?<![A-Z0-9])[A-Z9]{5} ?\d{6} ?[A-Z9]{2}[A-Z0-9]{1,3}(?: ?\d{2})?(?![A-Z0-9])")
_PLATE: Final = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_VIN: Final = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9]*\d{4})[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])")
_RANGE: Final = re.compile(r"\d{4}[.\-/年]\d{1,2}[.\-/月]\d{1,2}日?[-—–~至到一]+(?:\d{4}|长期)|\d{8}[-—–]\d{8}")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d ?[.\-/年] ?\d{1,2} ?[.\-/月] ?\d{1,2}"
    r"|(?<!\d)\d{1,2} ?[.\-/ ] ?\d{1,2} ?[.\-/ ] ?(?:19|20)\d\d(?!\d)"
    r"|\d{1,2} ?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[./ ]*(?:19|20)?\d\d"
)
_PASSPORT: Final = re.compile(r"(?<![A-Z0-9])(?:E[A-HJ-NP-Z0-9]\d{7}|G\d{8}|[DSP]E?\d{7})(?![A-Z0-9])")
_PERMIT: Final = re.compile(r"(?<![A-Z0-9])(?:[HMC][A-Z0-9]?\d{8,10}|[TL]?\d{8}|T\d{10})(?![A-Z0-9])")
_CVV: Final = re.compile(r"(?<!\d)\d{3,4}(?: \d{3})?(?!\d)")
_EXPIRY: Final = re.compile(r"(?<![\d/])(?:0[1-9]|1[0-2]) ?/ ?(?:2\d|3\d|20[23]\d)(?![\d/])")
_LONG: Final = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9-]*\d{4})[A-Z0-9-]{7,}(?![A-Z0-9])")


def flat(text: str) -> str:
    """Half width, upper case, and the spellings of one sign made one."""
    return unicodedata.normalize("NFKC", text).upper().replace("—", "-").replace("–", "-")


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    doubled = (int(c) * (2 if place % 2 else 1) for place, c in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _cn_id(text: str) -> bool:
    """GB 11643."""
    for found in _ID.finditer(text.replace(" ", "")):
        body, last = found.group(0)[:17], found.group(0)[17]
        if "10X98765432"[sum(int(c) * w for c, w in zip(body, _ID_WEIGHTS, strict=True)) % 11] == last:
            return True
    return False


def _like_cn_id(text: str) -> bool:
    return bool(_ID.search(text.replace(" ", "")))


def _card(text: str) -> bool:
    for found in _CARD.finditer(text):
        digits = found.group(0).replace(" ", "")
        if 14 <= len(digits) <= 19 and digits[0] in "234569" and luhn(digits):
            return True
    return False


def _like_card(text: str) -> bool:
    return any(14 <= len(found.group(0).replace(" ", "")) <= 19 for found in _CARD.finditer(text))


def _hk(text: str) -> bool:
    return bool(_HK.search(text)) and any(c in text for c in "(（[)）]")


def _uscc(text: str) -> bool:
    """GB 32100."""
    for found in _USCC.finditer(text.replace(" ", "")):
        code = found.group(0)
        if any(c not in _USCC_LETTERS for c in code):
            continue
        total = sum(_USCC_LETTERS.index(c) * pow(3, place, 31) for place, c in enumerate(code[:17]))
        if _USCC_LETTERS[(31 - total % 31) % 31] == code[17]:
            return True
    return False


def _found(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.search(text))


SIGNS: Final[Mapping[str, Callable[[str], bool]]] = {
    "cn-id": _cn_id,
    "like-cn-id": _like_cn_id,
    "hmt-id": _found(re.compile(r"(?<!\d)8[123]0000(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dX](?![\dA-Z])")),
    "card": _card,
    "like-card": _like_card,
    "expiry": _found(_EXPIRY),
    "hk-id": _hk,
    "macau-id": _found(_MACAU),
    "uscc": _uscc,
    "ssn": _found(_SSN),
    "uk-licence": _found(_UK),
    "plate": _found(_PLATE),
    "vin": _found(_VIN),
    "dates": _found(_RANGE),
    "date": _found(_DATE),
    "cn-passport": _found(_PASSPORT),
    "permit": _found(_PERMIT),
    "cvv": _found(_CVV),
    "number": _found(_LONG),
    "long-number": _found(re.compile(r"(?<!\d)\d{4} ?\d{4} ?\d{4}(?!\d)")),
    "kr-id": _found(re.compile(r"(?<!\d)\d{6} ?- ?[1-4]\d{6}(?!\d)")),
}
"""What a line of text may hold, by name; each is asked with `flat` text."""


def signs(text: str) -> frozenset[str]:
    """Which of SIGNS the line holds."""
    line = flat(text)
    if not any(c.isdigit() for c in line):
        return frozenset()
    return frozenset(name for name, holds in SIGNS.items() if holds(line))
