"""Number plates: those of the mainland (a province's character, a letter, five or six places; GA 36-2018) and others.

Promises plates with a dot, a gap or small letters too. Never takes words for one: some of its places are figures; and
without a name the plates of other countries are believed only in talk of cars, but for the British form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import business, owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.plate_told import PROVINCES, TALKING, told
from handclasp.screen.gate import Part, chars, family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_FORM: Final = re.compile(
    f"[{PROVINCES}][ \n·.、,_*/-]{{0,2}}[A-Za-z][ \t\n·.•・/_*-]{{0,2}}(?=(?:[A-Za-z][ .-]?){{0,3}}[0-9])"
    f"[A-Za-z0-9](?:[ ·.-]?[A-Za-z0-9]){{3,5}}(?:[学警港澳挂使领學領]|(?<=[0-9A-Za-z][0-9A-Za-z]))(?![0-9A-Za-z])"
)
_ANY: Final = re.compile(
    "(?<![0-9A-Za-z_.-])(?=[A-Z -]{0,8}[0-9])(?=[0-9 -]{0,8}[A-Z])[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,4}(?:[ -][A-Z"
    "0-9]{2,4})?(?![0-9A-Za-z_-])"
)
_BRITISH: Final = re.compile("(?<![0-9A-Za-z_./#-])(?:[A-Z]{2}[0-9]{2} [A-Z]{3})(?![0-9A-Za-z_-]|[ ]?[0-9])")
"""Two letters, the age, three letters."""
_ABROAD: Final = re.compile(
    "(?<![0-9A-Za-z_./#$'’-])(?:[A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z]{2}[- ]?[0-9]{3}[- ]?[A-Z]{2}"
    "|[A-Z]{1,3}-[A-Z]{1,2} ?[0-9]{1,4}"
    "|[A-Z]{2}[- ]?[0-9]{2}[- ]?[A-Z]{1,2}[- ]?[0-9]{4}|[0-9]{2,3}-[A-Z]{1,2}-[0-9]{1,6}"
    "|[A-Z]{2,3}[- ]?[0-9]{3,4}(?: ?[A-Z])?"
    "|[A-Z][0-9]{1,3} ?[A-Z]{3}|[0-9][A-Z]{3}[- ]?[0-9]{3}|[0-9]{4}-[A-Z][A-Z0-9]|[0-9]{3}[- ]?[A-Z]{3}"
    "|[A-Z0-9]{2}-[A-Z0-9]{2,3}-[A-Z0-9]{1,2}|[A-Z0-9](?: [A-Z0-9]){4,7})(?![0-9A-Za-z_-]|[ ]?[0-9]{3})",
    re.IGNORECASE,
)
"""Forms of plates from Taiwan, Hong Kong and Singapore to Ireland and California."""
CARS: Final = (
    "cars?|vehicle|van|truck|lorry|plates?|reg|registration|parked|parking|driver|driving|drove|garage|petrol"
    "|fuel|toll|taxi"
    "|cab|motorbike|motorcycle|scooter|astra|fiesta|golf|polo|corsa|civic|accord|corolla|camry|prius|toyota"
    "|honda|ford|bmw"
    "|tesla|audi|mercedes|merc|nissan|hyundai|kia|mazda|volvo|skoda|vauxhall|peugeot|renault|jeep|suv|hatchback|sedan"
)
_CARS: Final = re.compile(f"(?<![a-z])(?:{CARS})(?![a-z])|[车車]|停在|泊|加油", re.IGNORECASE)
_NO_PLATE: Final = re.compile(
    "(?:ERR|ORD|SKU|INV|REF|NO|ID|VER|LV|PIN|UID|HTTP|USD|EUR|GBP|HKD|SGD|TWD|CNY|ISO|RFC|IOS|RTX|GTX|PS|GPT|ETA"
    "|EST|GMT"
    "|UTC|PM|AM|ERC|BEP|TRC|DAY|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SAVE|CODE|ROOM|UNIT|FLAT|APT|BLK"
    "|GATE|BOX|FEE|TAX|DUE|XL|XXL"
    "|CASE|WIN|MAC|IPX|MAX|PRO|TOP|AGE|THE|AND|FOR|WAS|HAS|PAY|PAID|OF|IN|ON|AT|TO|BY|UP|IS|IT|MY|OR|US|HK|NT|RM|CA)"
    "[- ]?[0-9].*|.*[0-9] ?(?:AM|PM|GB|MB|TB|KM|KG|MM|CM|ML|HP|CC|USD|GBP|EUR)",
    re.IGNORECASE,
)
_AROUND: Final = 64
_TIGHT: Final = re.compile("[^A-Z][A-Z][·.•]?[0-9A-Z]{5,6}")
_FEWEST_FIGURES: Final = 3
_FEWEST_PLACES: Final = 5
_MOST_PLACES: Final = 10
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
    for match in _BRITISH.finditer(text.plain):
        if not business(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), 78, f"****{match[0][-2:]}")
    yield from told(text)
    named = "PLATE" in text.labels.families
    for pattern in (_ANY, _ABROAD) if named or _CARS.search(text.plain) else ():
        yield from _of_a_car(text, pattern)


def _of_a_car(text: Text, pattern: re.Pattern[str]) -> Iterator[Found]:
    """Tokens like a plate that are called one, or stand in talk of cars."""
    for match in pattern.finditer(text.plain):
        start, end = match.span()
        bare = match[0].replace(" ", "").replace("-", "")
        if not _FEWEST_PLACES <= len(bare) <= _MOST_PLACES or _NO_PLATE.fullmatch(match[0]) or bare.isdigit():
            continue
        if bare.isalpha():
            continue
        its = owner(text, start, end)
        called = its.family == "PLATE" and (its.tight or its.distance < _CLOSE)
        abroad = pattern is _ABROAD and (match[0].isupper() or its.family == "PLATE")
        near = abroad and its.family in _MAY_BE and _CARS.search(text.plain, max(0, start - _AROUND), end + _AROUND)
        if called or near:
            yield Found(start, end, 74 if called else 66, f"****{bare[-2:].upper()}")


_MAY_BE: Final = frozenset({"", "PLATE", "PERSON", "ADDRESS", "PHONE"})
DETECTOR: Final = Finder(
    "plate",
    "PLATE",
    (
        wake(
            f"{chars(PROVINCES)}(?:[ \\n./_-]|·|、){{0,2}}[a-z](?:[ .\\n/_*-]|·|•"
            f"|・){{0,2}}[a-z0-9][ .-]?[a-z0-9][ .-]?[a-z0-9][ .-]?[a-z0-9]",
            wide=True,
        ),
        wake(f"{chars(PROVINCES)} ?[a-z]", features.SAID, wide=True),
        family("PLATE", features.FIGURE),
        wake(
            TALKING,
            Part(
                "\\b(?:[a-z]{2}[0-9]{2} ?[a-z]{1,3}|[a-z]{3}[ -]?[0-9]{4} ?[a-z]?|[0-9][a-z]{3}[0-9]{3}"
                "|(?:yue|jing|hu|su|zhe|lu|chuan|yu|xiang|min|gan|wan|liao|ji|jin|gui|dian|qian|hei|meng|xin"
                "|ning|qing)[ .-]?[a-z][0-9a-z]{5}"
                ")(?:[^a-z]|$)",
                figures=2,
            ),
        ),
        wake(
            "\\bpl[ae]i?te?s?\\b|\\b(?:car|vehicle|motor|van|truck|bike) ?(?:n|tag|reg|id)|\\brego?\\b|\\btags?\\b",
            features.MIXED,
        ),
        wake(Part("\\b[A-Z]{2}[0-9]{2} [A-Z]{3}(?:[^0-9A-Za-z]|$)", cased=True, figures=2)),
        wake(
            Part(
                "\\b(?:[A-Z]{2}[0-9]{2}[A-Z]{3}|[A-Z]{2,3}[ -]?[0-9]{3,4}|[A-Z]{2}[- ]?[0-9]{3}[- ]?[A-Z]{2}"
                "|[0-9]{4}-[A-Z]{2}"
                "|[0-9]?[A-Z]{3}[- ]?[0-9]{3})(?:[^0-9A-Za-z]|$)",
                cased=True,
                figures=3,
            ),
            f"\\b(?:{CARS})[^a-z]|(?:车|車|停在|泊|加油)",
        ),
    ),
    _look,
)
