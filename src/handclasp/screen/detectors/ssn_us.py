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
_LIKE: Final = re.compile(
    "(?<![a-z])(?:so(?:ci?[ae]?i?l|sh[aeu]?l|sia?l|cal|cila|ciale?)[ ]?(?:sec[a-z]{2,8})?(?:n[a-z]{2,6})?"
    "|s[.] ?s[.]?(?: ?n[.]?)?|tax ?payer[a-z]{0,2}|w-?2"
    "|uncle sam[a-z']{0,2}|(?:nine|9)[ -]?digits?|(?:government|federal|us|american) (?:id|number|no|one)|irs"
    "|ssnum[a-z]{0,3}"
    "|seguro social)(?![a-z])"
    "|税号|稅號|报税|報稅|工卡|[蓝藍]白卡|社会安全|社會安全|社保|社安|美国(?:身份|那个|的)|美國(?:身份|那個|的)"
    "|九位|9位",
    re.IGNORECASE,
)
"""What may be meant for its name."""
_SHAPE: Final = (3, 2, 4)
_PLACES: Final = 9
_BEFORE: Final = 36
_BEHIND: Final = 24


def _look(text: Text) -> Iterator[Found]:
    for said in _SAID.finditer(text.spoken) if text.spoken is not text.plain and _OF_PEOPLE.search(text.plain) else ():
        figures = "".join(filter(str.isdigit, said[0]))
        if (
            _ISSUED.fullmatch(figures)
            and said[0].count(FILL) >= _PLACES
            and owner(text, *said.span()).family in _NO_ONES
        ):
            yield Found(said.start(), said.end(), 61, f"***-**-{figures[-4:]}")
    like = [match.span() for match in _LIKE.finditer(text.plain)]
    named = "SSN_US" in text.labels.families or bool(text.places("_SSN"))
    for number in numbers(text, _PLACES, _PLACES):
        if not number.digits.isdigit() or inside_a_word(text.plain, number.start, number.end):
            continue
        near = any(
            number.start - _BEFORE < end <= number.start or number.end <= at < number.end + _BEHIND for at, end in like
        )
        its = owner(text, number.start, number.end) if named or near or number.shape == _SHAPE else None
        if its is not None and its.family == "SSN_US" and number.whole:
            yield Found(number.start, number.end, 92, f"***-**-{number.digits[-4:]}")
        elif its is not None and (named or near) and number.whole and not (its.tight and its.family in _CLAIMS):
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
        wake(
            "\\b(?:so(?:c|sh|si)[a-z]{0,4}l|s[.] ?s|tax ?payer|w-?2|uncle sam|(?:nine|9)[ -]?digit"
            "|(?:government|federal|us|american)"
            " (?:id|n|one)|irs\\b|seguro|ssnum)|税号|稅號|报税|報稅|工卡|白卡|社会安全|社會安全|社保|社安|美国"
            "|美國|九位|9位",
            features.SEVEN,
        ),
        family("SSN_US", features.ALIKE),
        wake("(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|oh)[ ,-]{1,2}){8}"),
        family("SSN_US", features.SEVEN),
        family("SSN_US", features.SAID),
        family("_SSN", features.SEVEN),
        family("_SSN", features.SAID),
    ),
    _look,
)
