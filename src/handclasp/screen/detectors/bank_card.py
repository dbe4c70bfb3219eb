"""Bank card numbers: 13 to 19 figures of an issuer's range with a Luhn check figure (ISO/IEC 7812-1).

Promises to find spaced and dashed ones, and mistyped ones where the text says that it is a bank card. Never reads a
number as a card's where the text names it as an order's or a parcel's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import luhn
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.numbers import Number, inside_a_word, numbers
from handclasp.screen.pieces import neighbours, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_RANGES: Final = re.compile(
    "62[0-9]{14,17}|81[0-9]{14,17}"  # UnionPay
    "|4[0-9]{15}(?:[0-9]{3})?"  # Visa
    "|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"  # Mastercard
    "|3[47][0-9]{13}"  # American Express
    "|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # JCB
    "|3(?:0[0-59]|[689][0-9])[0-9]{11,16}"  # Diners Club
    "|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12,15}"  # Discover
    "|(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{9,15}"  # Maestro
    "|9558[0-9]{12,15}|103[0-9]{16}|6[08][0-9]{14,17}|690755[0-9]{9,12}|9[048][0-9]{14,17}"  # older mainland cards
)
_USUAL: Final = re.compile("62|4|5[1-5]|3[47]|2[2-7]|35|6011|65")
_LEAST: Final = 13
_MOST: Final = 19
_SAID: Final = frozenset({"BANK_CARD", "CARD_NO", "ACCOUNT"})
_CARDS: Final = frozenset({"BANK_CARD", "CARD_NO"})
_SHAPES: Final = frozenset(
    {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (6, 13), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (8, 8), (4, 4, 4, 7), (6, 10)}
)
_IN_TWO: Final = re.compile("(?:4|5[1-5]|62|3[47]|35)[0-9]{2,13}[^0-9]{2,60}[0-9]{3,12}")
_WITH_MONTH: Final = re.compile(
    "[ ]?[|/, ][ ]?(?:0?[1-9]|1[0-2]|[a-z]{3,9})[ ]?[/|. -][ ]?(?:20)?[2-3][0-9][ ]?[|/, ][ ]?[0-9]", re.IGNORECASE
)
_BOOKS: Final = frozenset({"978", "979"})
_DENIED: Final = re.compile("不是|并非|not ")
_NOT_A_CARD: Final = frozenset({"BUSINESS", "CARD_SECRET", "API_KEY", "CRYPTO_KEY"})


def _look(text: Text) -> Iterator[Found]:
    for run in neighbours(text) if _IN_TWO.search(text.spoken) else pieces(text):
        digits = "".join(piece.value for piece in run)
        if digits.isdigit() and len(run[0].value) > 3 and _RANGES.fullmatch(digits) and luhn(digits):
            for piece in run:
                yield Found(piece.start, piece.end, 80, f"****{digits[-4:]}")
    for number in numbers(text, _LEAST, _MOST):
        sure = _sure(number, text)
        if sure:
            yield Found(number.start, number.end, sure, f"****{number.digits[-4:]}")


def _sure(number: Number, text: Text) -> int:  # noqa: PLR0911 - one case a line
    digits = number.digits
    if not digits.isdigit():
        return 0
    known = _RANGES.fullmatch(digits) is not None
    if known and luhn(digits):
        usual = len(number.shape) == 1 or number.shape in _SHAPES
        if (not (usual and _USUAL.match(digits)) and not number.whole) or inside_a_word(
            text.plain, number.start, number.end
        ):
            return 0
        its = owner(text, number.start, number.end)
        strong = its.family in _NOT_A_CARD and (its.tight or its.distance < 8)
        if strong and (its.family != "CARD_SECRET" or not text.labels.families & _CARDS):
            return 0
        return 96 if _USUAL.match(digits) and (usual or its.family in _SAID) else 82
    if known and _WITH_MONTH.match(text.spoken, number.end):
        return 78
    if not number.whole or not text.labels.families & _SAID or inside_a_word(text.plain, number.start, number.end):
        return 0
    its = owner(text, number.start, number.end)
    if digits[:3] in _BOOKS or _DENIED.search(text.plain, number.end, number.end + 8):
        return 0
    named = its.family in _SAID and (its.tight or (its.family in _CARDS and its.distance < 12))
    return 72 if named and (known or its.family in _CARDS or luhn(digits)) else 0


DETECTOR: Final = Finder(
    "bank_card",
    "BANK_CARD",
    (
        wake(features.CARDS),
        wake(features.GAPPED, features.THIRTEEN),
        wake(features.ALIKE_RUN, features.enough(7)),
        wake(features.ODDLY, features.enough(13)),
        wake(features.PIECES, features.APART, features.enough(13)),
        wake(features.ALIKE, features.FOUR, features.enough(7)),
        family("BANK_CARD", features.THIRTEEN),
        family("BANK_CARD", features.APART),
        family("CARD_NO", features.THIRTEEN),
        family("ACCOUNT", features.THIRTEEN),
        wake(*features.SAID_ROW),
    ),
    _look,
)
