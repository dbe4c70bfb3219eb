"""International bank account numbers (ISO 13616): a country, two check figures and up to thirty places.

Promises to find spaced ones, and mistyped ones where the text says IBAN. Never takes a number without its country.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import mod97
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30,
    "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "XK": 20,
}  # fmt: skip
_FIGURES: Final = frozenset({"AT", "BE", "DE", "ES", "IS", "ME", "NO", "SE"})
"""Countries whose codes are words as well, and whose accounts have figures alone: "the card is 6228… After"."""
_LIKE_FIGURES: Final = frozenset("0123456789OIL")
_GAP: Final = "[ \t\n.·、,_*/…—–~|-]{0,3}"
_START: Final = re.compile(f"(?<![0-9A-Za-z])([A-Za-z]){_GAP}([A-Za-z]){_GAP}[0-9OoIl]{_GAP}[0-9OoIl]")
_PLACE: Final = re.compile(f"{_GAP}([0-9A-Za-z])")
_AFTER: Final = re.compile("[0-9A-Za-z]")
_FIXED: Final = str.maketrans("OI", "01")


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    for match in _START.finditer(plain):
        country = (match[1] + match[2]).upper()
        length = _LENGTHS.get(country)
        if length and (read := _read(plain, match.start(), length)):
            code, end = read
            if country in _FIGURES and not _LIKE_FIGURES.issuperset(code[2:]):
                continue
            sure = _sure(text, code, match.start(), end)
            if sure:
                yield Found(match.start(), end, sure, f"{country}** **** {code[-4:]}")


def _read(plain: str, start: int, length: int) -> tuple[str, int] | None:
    """So many letters and figures from here on, and where they end."""
    places, at = [], start
    for _ in range(length):
        match = _PLACE.match(plain, at)
        if not match:
            return None
        places.append(match[1])
        at = match.end()
    return ("".join(places).upper(), at) if not _AFTER.match(plain, at) else None


def _sure(text: Text, code: str, start: int, end: int) -> int:
    if mod97(code) or mod97(code[:4].translate(_FIXED) + code[4:].translate(_FIXED)) or _mended(code):
        return 97
    its = owner(text, start, end)
    return 72 if its.family == "IBAN" and sum(char.isdigit() for char in code) >= 8 else 0


def _mended(code: str) -> bool:
    """With l and O among figures read as figures, but not in the letters of a bank."""
    return mod97(
        code[:2]
        + code[2:4].translate(_FIXED).replace("L", "1")
        + code[4:8]
        + code[8:].translate(_FIXED).replace("L", "1")
    )


_MARK: Final = "(?:[ ./_~|-]|—|–|·)"
DETECTOR: Final = Finder(
    "iban",
    "IBAN",
    (
        wake(f"\\b(?:{'|'.join(_LENGTHS)}) ?[0-9oil]{{2}}(?: ?[0-9a-z]{{4}}){{2}} ?[0-9a-z]{{3}}"),
        wake(
            f"\\b(?:{'|'.join(_LENGTHS)}){_MARK}{{0,2}}[0-9oil]{{2}}(?:{_MARK}{{1,2}}[0-9a-z]{{2,4}}){{3}}"
            f"|\\b(?:{'|'.join(_LENGTHS)})[0-9]{_MARK}{{1,2}}[0-9]{{2,4}}{_MARK}{{1,2}}[0-9a-z]{{2,4}}"
        ),
        family("IBAN", features.FIGURE),
        family("_IBAN", features.SEVEN),
    ),
    _look,
)
