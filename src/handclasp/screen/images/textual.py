"""Sensitive words in a picture that is no document: found by the text engine in what was read, and placed again.

Promises boxes over the words that a message with this text would have masked, a little wider than they are, so that a
letter's edge does not show. Never returns the words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from handclasp.records import Finding
from handclasp.screen.images.ocr import Corners
from handclasp.screen.images.page import Line, Page
from handclasp.screen.images.words import han

if TYPE_CHECKING:
    from handclasp.screen.engine import Engine

GRAVE: Final = frozenset(
    {"CN_ID", "BANK_CARD", "PASSPORT", "CRYPTO_SEED", "CRYPTO_KEY", "CVV", "PASSWORD", "OTP", "IBAN"}
    | {"SSN_US", "HK_ID", "MACAU_ID", "TW_ID", "API_KEY"}
)
"""Types that make a picture `text`; contact details and what goods a code unlocks are covered too, as `none`."""
COVERED: Final = GRAVE | {"PHONE", "EMAIL", "QQ_WECHAT", "CARD_SECRET"}
_NUMBERS: Final = frozenset({"CN_ID", "BANK_CARD", "OTP", "PHONE", "SSN_US", "CVV", "QQ_WECHAT"})
_PRICE: Final = re.compile(r"[\d,]+\.\d{1,8}")
_GROUP: Final = 4
"""A long number goes on in the next line after as many digits at least."""
_SURE: Final = 60
_DIGITS: Final = re.compile(r"\d[\d \-]{7,}\d")


class Found(NamedTuple):
    """What is sensitive on a page: types, whether any must never be kept, and the corners of the words."""

    types: tuple[str, ...]
    never_kept: bool
    corners: tuple[Corners, ...]

    @property
    def grave(self) -> bool:
        """Whether there is more than contact details."""
        return any(name in GRAVE for name in self.types)


def numeric(line: Line) -> bool:
    """Whether a line holds a long number, which is worth reading once more at full width."""
    return bool(_DIGITS.search(line.text))


@cache
def _engine() -> Engine:
    """Scanned by `re`: pages are few and short, and the faster scan takes seconds to be made ready in each worker."""
    from handclasp.screen.engine import Engine  # noqa: PLC0415 - the screen's front door opens on this package too
    from handclasp.screen.gate import Plain  # noqa: PLC0415

    return Engine(make=Plain)


def sensitive(page: Page, but: frozenset[str] = frozenset()) -> Found:
    """Look at the page's text as at a message's, line by line from top to bottom; but for some types."""
    starts = [0, *accumulate(len(line.text) + 1 for line in page.lines)]
    text = "\n".join(line.text for line in page.lines)
    findings = [one for one in _engine().find(text) if _held(one, text, but)]
    corners = [box for one in findings for box in _places(one, page, starts)]
    types = tuple(sorted({one.type for one in findings}))
    return Found(types, any(one.dropped for one in findings), tuple(corners))


def _held(one: Finding, text: str, but: frozenset[str]) -> bool:
    """Whether the finding counts: prices and the days of a calendar, one below the other, are no long number."""
    if one.type not in COVERED - but or one.sure < _SURE:
        return False
    parts = text[one.start : one.end].split("\n")
    if one.type not in _NUMBERS:
        return True
    if any(_PRICE.fullmatch(part.strip()) for part in parts):
        return False
    return len(parts) == 1 or all(sum(c.isdigit() for c in part) >= _GROUP for part in parts)


def _places(one: Finding, page: Page, starts: list[int]) -> list[Corners]:
    found = []
    for row in range(bisect_right(starts, one.start) - 1, len(page.lines)):
        if starts[row] >= one.end:
            break
        line = page.lines[row]
        begin, end = max(0, one.start - starts[row]), min(len(line.text), one.end - starts[row])
        if begin < end:
            found.append(_part(line, begin, end))
    return found


def _part(line: Line, begin: int, end: int) -> Corners:
    """Where characters begin to end of a line stand: Chinese ones are twice as wide as others."""
    widths = [0, *accumulate(2 if han(c) else 1 for c in line.text)]
    total, pad = max(widths[-1], 1), 1.5
    first, last = max(0.0, (widths[begin] - pad) / total), min(1.0, (widths[end] + pad) / total)
    top_left, top_right, bottom_right, bottom_left = line.corners
    top, bottom = top_right - top_left, bottom_right - bottom_left
    return np.array(
        [top_left + first * top, top_left + last * top, bottom_left + last * bottom, bottom_left + first * bottom],
        np.float32,
    )
