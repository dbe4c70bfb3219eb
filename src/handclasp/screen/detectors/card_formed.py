"""Codes of cards that nothing names, in groups or runs that only such codes have: X7K2-9QAB-77PD.

Promises to leave alone what is called an order's or a parcel's. Never takes a date, a link or a name for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.checks import luhn
from handclasp.screen.context import business
from handclasp.screen.detector import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_GROUPED: Final = re.compile(
    "(?<![0-9A-Za-z-])(?=[A-Z0-9-]{0,34}[A-Z])"
    "(?:[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2,6}|[A-Z0-9]{5}(?:-[A-Z0-9]{5}){2,5}|[A-Z0-9]{6}(?:-[A-Z0-9]{6}){2,3}"
    "|[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4})(?![0-9A-Za-z-])"
)
_BARE: Final = re.compile("[A-Z0-9]{15,25}")
PARCEL: Final = re.compile(
    "1Z[0-9A-Z]{12,16}|EMS[0-9A-Z]{8,30}|[A-Z]{2,6}[0-9]{8,}(?:[A-Z]{2})?|[A-Z]{1,3}20[0-9]{10,}|[0-9A-F]{16,}"
)
"""Numbers of parcels and the like."""
_FOURS: Final = re.compile(
    "[0-9](?<![0-9A-Za-z-][0-9])[0-9]{3}([ -])[0-9]{4}\\1[0-9]{4}\\1[0-9]{4}(?![0-9A-Za-z]|[ -][0-9])"
)
_SMALL_GROUPS: Final = re.compile(
    "(?<![0-9A-Za-z_./-])(?=[0-9a-z-]{0,20}[a-z])[0-9a-z]{4}(?:-[0-9a-z]{4}){2,5}(?![0-9A-Za-z_-])"
    "|(?<![0-9A-Za-z_./-])(?=[0-9a-z-]{0,20}[a-z])[0-9a-z]{5}(?:-[0-9a-z]{5}){2,4}(?![0-9A-Za-z_-])"
)
_UNEVEN: Final = re.compile(
    "(?<![0-9A-Za-z_./-])(?=[A-Z-]{0,30}[0-9])(?:[0-9A-Z]{3,6}(?:-[0-9A-Z]{1,6}){2,5}"
    "|[0-9a-z]{3,6}(?:-[0-9a-z]{2,6}){2,5})"
    "(?![0-9A-Za-z_-])"
)
_FEWEST_GROUPS_OF_LETTERS: Final = 4


def by_form(text: Text) -> Iterator[Found]:
    """Codes that nothing names, in groups or runs that only codes have."""
    plain = text.plain
    for match in _FOURS.finditer(plain):
        if not luhn("".join(filter(str.isdigit, match[0]))) and not business(text, match.start(), match.end()):
            yield _found(plain, match.start(), match.end(), 64)
    if "-" in plain:
        for match in _SMALL_GROUPS.finditer(plain):
            figures = sum(any(map(str.isdigit, part)) for part in match[0].split("-"))
            if figures > 1 and not business(text, match.start(), match.end()):
                yield _found(plain, match.start(), match.end(), 66)
        yield from _unevenly(text)
        for match in _GROUPED.finditer(plain):
            if _code_like(match[0]) and not business(text, match.start(), match.end()):
                yield _found(plain, match.start(), match.end(), 82)
    for match in _BARE.finditer(plain):
        code = match[0]
        mixed = not code.isdigit() and not code.isalpha() and _code_like(code)
        if (
            mixed
            and not PARCEL.fullmatch(code)
            and _apart(plain, match)
            and not business(text, match.start(), match.end())
        ):
            yield _found(plain, match.start(), match.end(), 68)


def _unevenly(text: Text) -> Iterator[Found]:
    """Groups of different lengths, two of which mix letters and figures."""
    for match in _UNEVEN.finditer(text.plain):
        groups = match[0].split("-")
        mixed = sum(any(map(str.isdigit, group)) and any(map(str.isalpha, group)) for group in groups)
        if mixed > 1 and not business(text, match.start(), match.end()):
            yield _found(text.plain, match.start(), match.end(), 64)


def _apart(plain: str, match: re.Match[str]) -> bool:
    """Tell whether the run stands by itself, in no link, address or name."""
    before, after = plain[max(0, match.start() - 1) : match.start()], plain[match.end() : match.end() + 1]
    return not (before.isascii() and (before.isalnum() or before in tuple("_./=?&#@-"))) and not (
        after.isascii() and (after.isalnum() or after in tuple("_@/-"))
    )


def _code_like(code: str) -> bool:
    """Groups of capitals alone are a code only when there are many of them."""
    if code.count("-"):
        return any(char.isdigit() for char in code) or code.count("-") + 1 >= _FEWEST_GROUPS_OF_LETTERS
    return sum(char.isdigit() for char in code) < len(code) - 1


def _found(plain: str, start: int, end: int, sure: int) -> Found:
    return Found(start, end, sure, f"****-{plain[end - 4 : end]}")
