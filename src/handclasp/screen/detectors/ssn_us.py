"""United States social security numbers: 123-45-6789, or nine figures that the text calls so.

Promises never to take numbers that are not issued (area 000, 666 and 900 up, group 00, serial 0000) unless they are
called so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.numbers import inside_a_word, numbers
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_ISSUED: Final = re.compile("(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}")
_CLAIMS: Final = frozenset({"BUSINESS", "PHONE", "PASSPORT", "BANK_CARD_NO", "QQ", "IBAN"})
_SAID: Final = re.compile(
    f"(?<![0-9A-Za-z{FILL}])(?:[0-9]{FILL}{{1,6}}[ ,-]{{1,2}}){{8}}[0-9]{FILL}{{1,6}}(?![ ,.-]{{0,2}}[0-9])"
)
"""Nine figures that are said one by one in English."""
_OF_PEOPLE: Final = re.compile(
    "(?<![a-z])(?:social|security|ss|my|mine|his|her|husband|wife|tax|irs|w-?2|card|digits|verify|identity)(?![a-z])",
    re.IGNORECASE,
)
_NO_ONES: Final = frozenset({"", "SSN_US", "BANK_CARD", "PERSON", "CODE"})
_SHAPE: Final = (3, 2, 4)
_PLACES: Final = 9


def _look(text: Text) -> Iterator[Found]:
    for said in _SAID.finditer(text.spoken) if text.spoken is not text.plain and _OF_PEOPLE.search(text.plain) else ():
        figures = "".join(filter(str.isdigit, said[0]))
        if (
            _ISSUED.fullmatch(figures)
            and said[0].count(FILL) >= _PLACES
            and owner(text, *said.span()).family in _NO_ONES
        ):
            yield Found(said.start(), said.end(), 61, f"***-**-{figures[-4:]}")
    named = "SSN_US" in text.labels.families or bool(text.places("_SSN"))
    for number in numbers(text, _PLACES, _PLACES):
        if not number.digits.isdigit() or inside_a_word(text.plain, number.start, number.end):
            continue
        its = owner(text, number.start, number.end) if named or number.shape == _SHAPE else None
        if its is not None and its.family == "SSN_US" and number.whole:
            yield Found(number.start, number.end, 92, f"***-**-{number.digits[-4:]}")
        elif its is not None and named and number.whole and not (its.tight and its.family in _CLAIMS):
            yield Found(number.start, number.end, 82, f"***-**-{number.digits[-4:]}")
        elif (
            its is not None
            and number.shape == _SHAPE
            and number.tight
            and _ISSUED.fullmatch(number.digits)
            and (its.family not in {"BUSINESS", "PHONE"} or not its.tight)
        ):
            yield Found(number.start, number.end, 80, f"***-**-{number.digits[-4:]}")


DETECTOR: Final = Finder(
    "ssn_us",
    "SSN_US",
    (
        wake("[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}", figures=9),
        wake("(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|oh)[ ,-]{1,2}){8}"),
        family("SSN_US", features.SEVEN),
        family("SSN_US", features.SAID),
        family("_SSN", features.SEVEN),
        family("_SSN", features.SAID),
    ),
    _look,
)
