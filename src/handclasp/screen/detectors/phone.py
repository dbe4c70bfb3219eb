"""Telephone numbers: mainland mobiles however they are spaced, landlines, and numbers with a country code.

Promises that a mobile is found with or without a label. Never reads a number as a telephone's where the text names it
as an order's or a parcel's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import phonenumbers

from handclasp.screen import features
from handclasp.screen.context import NOBODY, owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.numbers import Number, inside_a_word, numbers
from handclasp.screen.pieces import Piece, neighbours, pieces
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_MOBILE: Final = re.compile("(?:0{0,2}86)?0?(1[3-9][0-9]{9})")
_MOBILE_SHAPES: Final = frozenset({(11,), (3, 4, 4), (3, 3, 5), (4, 4, 3), (3, 8), (7, 4), (5, 6), (3, 2, 2, 2, 2)})
_LANDLINE: Final = re.compile("(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-8][0-9]{6,7})")
_TRUNK: Final = re.compile("0[1-9][0-9]{8,10}")
_TRUNK_SHAPES: Final = frozenset(
    {(5, 6), (4, 3, 3), (4, 3, 4), (5, 3, 3), (3, 4, 4), (3, 3, 4), (4, 6), (10,), (11,), (2, 4, 4)}
)
_AMERICAN: Final = re.compile("1?[2-9][0-9]{2}[2-9][0-9]{6}")
_AMERICAN_SHAPES: Final = frozenset({(3, 3, 4), (1, 3, 3, 4)})
_HARBOUR: Final = re.compile("85[23][2-9][0-9]{7}")
_HARBOUR_SHAPES: Final = frozenset({(3, 8), (3, 4, 4)})
_ODDLY_WRITTEN: Final = re.compile(
    "1?[2-9][0-9]{2}[2-9][0-9]{6}|44[17][0-9]{9}|91[6-9][0-9]{9}|61[45][0-9]{8}|639[0-9]{9}|491[0-9]{9,10}"
    "|234[7-9][0-9]{9}|65[689][0-9]{7}|0?7[0-9]{9}|09[0-9]{8}"
)
"""Numbers of several countries that nobody would space so for any other purpose."""
_OUGHT_ONE: Final = re.compile("07[0-9]{9}|0[49][0-9]{8}|0[67][0-9]{8}|08[0-9]{8,9}")
_GLUED: Final = re.compile("(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](1[3-9][0-9]{9})(?![0-9])")
"""Right behind an identity number."""
_HALVES: Final = frozenset({(3, 8), (7, 4), (5, 6), (6, 5), (4, 7), (8, 3), (3, 4, 4), (3, 3, 5), (4, 4, 3)})
_DATED: Final = re.compile("20[0-9]{2}[01][0-9]")
_FEW_GROUPS: Final = 2
_ABROAD: Final = re.compile(r"\+[ ]?\(?[0-9](?:[ ().\-/~_*·—–,]{0,3}[0-9]){6,14}(?![0-9])")
_NOT_FIGURES: Final = re.compile("[^0-9]")
_HOTLINE: Final = re.compile(
    "0(?:80[08]|30[03]|33[03]|345|84[45]|87[01])[0-9]{6,7}$|1?(?:400|800|888|877|866|855|844|833)[0-9]{7}$"
    "|95[0-9]{3}$|1[0-2][0-9]{3}$"
)
"""Lines of companies, which are no secret."""
_IN_A_LINK: Final = frozenset("/=&?#")
_DAY: Final = (4, 2, 2)
_PARCEL: Final = re.compile("[0-9]{4} [0-9]{4} $")
_SAID_PLUS: Final = re.compile(
    f"(?<![a-z])(?:plus|加号)[ ,{FILL}]{{1,3}}([0-9](?:[ ,.{FILL}-]{{0,12}}[0-9]){{8,14}})(?![0-9])", re.IGNORECASE
)
_A_DAY: Final = re.compile(
    "(?:19|20)[0-9]{2}([-./])(?:0?[1-9]|1[0-2])\\1(?:0?[1-9]|[12][0-9]|3[01])"
    "|[0-9]{1,2}([-./])[0-9]{1,2}\\2(?:19|20)[0-9]{2}"
)
_QUAD: Final = re.compile("[0-9]{1,3}([ ]?[\\[(]?[ ]?[.][ ]?[\\])]?[ ]?)[0-9]{1,3}\\1[0-9]{1,3}\\1[0-9]{1,3}")
_PART: Final = re.compile("(?:(?<![0-9A-Za-z])#?(?:[0-9]{0,3}([A-Z]{1,5}))|[0-9]{3}-[0-9]{7})-$")
_CALLED_SO: Final = frozenset("tel t p m ph mob cell phone mobile fax f wa hp sj dh".split())
_LINKED: Final = frozenset("/=")
_OCTETS: Final = 256
_MORE: Final = re.compile("[ -][0-9]{4}")
_MONEY: Final = frozenset("¥￥$€£")
_FEWEST_OF_PIECE: Final = 4
_ENOUGH_ASKED: Final = 40
_NAMED: Final = range(7, 14)
_LONGEST: Final = 15
_MOBILE_LENGTH: Final = 11
_LANDLINE_GROUPS: Final = frozenset({(3, 8), (4, 8), (4, 7), (3, 4, 4), (4, 4, 4), (4, 3, 4), (11,), (12,)})
_OTHERS: Final = frozenset(
    {"BUSINESS", "CARD_SECRET", "BANK_CARD", "CARD_NO", "CN_ID", "SSN_US", "PASSPORT", "QQ", "OTP"}
)


def _look(text: Text) -> Iterator[Found]:
    if "+" in text.plain:
        yield from _abroad(text)
    if text.spoken is not text.plain:
        yield from (Found(said.start(), said.end(), 84, "****") for said in _SAID_PLUS.finditer(text.spoken))
    for glued in _GLUED.finditer(text.plain):
        yield Found(glued.start(1), glued.end(1), 88, f"{glued[1][:3]}****{glued[1][-4:]}")
    yield from _in_pieces(text)
    named = "PHONE" in text.labels.families
    for number in numbers(text, 7, _LONGEST):
        found = _by_shape(number, text) or (_by_name(number, text) if named else None)
        if found:
            start, end = _with_marks(text.plain, found.start, found.end)
            yield found._replace(start=start, end=end)


def _in_pieces(text: Text) -> Iterator[Found]:
    """Mobiles and numbers with their country that words part."""
    named = "PHONE" in text.labels.families
    for run in neighbours(text) if named else pieces(text):
        if named and text.plain[max(0, run[0].start - 1) : run[0].start] == "+" and (number := _abroad_in_pieces(run)):
            yield from number
        if named and tuple(len(piece.value) for piece in run) not in _HALVES:
            continue
        if (match := _MOBILE.fullmatch("".join(piece.value for piece in run))) and run[0].value[:1] in "01+8":
            for piece in run:
                yield Found(piece.start, piece.end, 78, f"****{match[1][-4:]}")


def _abroad_in_pieces(run: tuple[Piece, ...]) -> list[Found]:
    """A number with its country in two pieces."""
    digits = "".join(piece.value for piece in run)
    if (
        len(run) != _FEW_GROUPS
        or not digits.isdigit()
        or len(run[1].value) < _FEWEST_OF_PIECE
        or _longest_valid(f"+{digits}")[0] != len(digits) + 1
    ):
        return []
    return [Found(run[0].start - 1, run[0].end, 78), Found(run[1].start, run[1].end, 78)]


def _by_shape(number: Number, text: Text) -> Found | None:
    found = _shaped(number, text)
    return None if found is None or _otherwise(number, text) else found


def _shaped(number: Number, text: Text) -> Found | None:  # noqa: PLR0911 - one case a line
    digits = number.digits
    if not digits.isdigit() or text.plain[max(0, number.start - 1) : number.start] in _MONEY:
        return None
    if match := _MOBILE.fullmatch(digits):
        return _mobile(number, text, match[1])
    if digits[0] == "0" and not _HOTLINE.match(digits):
        return _landline(number, text) or _mobile_abroad(number, text)
    if _HOTLINE.match(digits):
        return None
    if number.shape in _AMERICAN_SHAPES and _AMERICAN.fullmatch(digits) and number.tight:
        return _unless_business(number, text, 78)
    if _HARBOUR.fullmatch(digits) and (number.shape in _HARBOUR_SHAPES or (number.whole and len(number.shape) > 1)):
        return _unless_business(number, text, 82)
    if (
        number.whole
        and (len(number.shape) > _FEW_GROUPS or number.end - number.start > len(digits) + 3)
        and _ODDLY_WRITTEN.fullmatch(digits)
    ):
        return _unless_business(number, text, 62) if not _DATED.match(digits) else None
    return None


def _mobile_abroad(number: Number, text: Text) -> Found | None:
    """A mobile of a country where they begin with a zero, in whatever groups."""
    whole = number.whole and len(number.shape) > _FEW_GROUPS and not _HOTLINE.match(number.digits)
    return _unless_business(number, text, 66) if whole and _OUGHT_ONE.fullmatch(number.digits) else None


def _otherwise(number: Number, text: Text) -> bool:
    """Tell whether this is a date, an address of the internet, or a part of an order's number."""
    if _A_DAY.match(text.plain, number.start, number.end) or _an_address(text.plain, number):
        return True
    if number.shape == _DAY and number.digits[:2] in {"19", "20"}:
        return True
    if (
        text.plain[max(0, number.start - 1) : number.start] in _LINKED
        and "://" in text.plain[max(0, number.start - 80) : number.start]
    ):
        return True
    part = _PART.search(text.plain, max(0, number.start - 12), number.start)
    return part is not None and (part[1] or "").lower() not in _CALLED_SO


def _an_address(plain: str, number: Number) -> bool:
    """Tell whether this is an address of the internet: four figures, none above 255."""
    quad = _QUAD.fullmatch(plain, number.start, number.end) is not None
    return quad and all(int(part) < _OCTETS for part in re.findall("[0-9]+", plain[number.start : number.end]))


def _mobile(number: Number, text: Text, mobile: str) -> Found | None:
    if inside_a_word(text.plain, number.start, number.end):
        return None
    its = owner(text, number.start, number.end)
    if its.family == "BUSINESS" and its.tight:
        return None
    written = _without_prefix(number.shape, len(number.digits) - _MOBILE_LENGTH)
    usual = written in _MOBILE_SHAPES
    if not usual and not number.whole and its.family != "PHONE":
        return None
    return Found(number.start, number.end, 96 if usual else 86, f"{mobile[:3]}****{mobile[-4:]}")


def _without_prefix(shape: tuple[int, ...], prefix: int) -> tuple[int, ...]:
    """The groups behind a country code, whether it was written apart (86 138…) or together (86138…)."""
    first, *rest = shape
    return tuple(rest) if first == prefix else (first - prefix, *rest)


def _landline(number: Number, text: Text) -> Found | None:
    if text.plain[max(0, number.start - 1) : number.start] in _IN_A_LINK:
        return None
    if not number.whole and _PARCEL.search(text.plain, max(0, number.start - 10), number.start):
        return None
    if _MORE.match(text.plain, number.end):
        return None
    match = _LANDLINE.fullmatch(number.digits)
    if match and number.shape in _LANDLINE_GROUPS and number.tight:
        area, rest = match[1], match[2]
        if len(number.shape) == 1 or number.shape[0] == len(area):
            found = _unless_business(number, text, 84)
            return found and found._replace(shown=f"{area}-****{rest[-4:]}")
    if _TRUNK.fullmatch(number.digits) and number.shape in _TRUNK_SHAPES:
        return _unless_business(number, text, 74)
    return None


def _unless_business(number: Number, text: Text, sure: int) -> Found | None:
    if inside_a_word(text.plain, number.start, number.end):
        return None
    its = owner(text, number.start, number.end)
    if its.family in _OTHERS and its.tight:
        return None
    return Found(number.start, number.end, sure + 8 * (its.family == "PHONE"), f"****{number.digits[-4:]}", "LANDLINE")


def _by_name(number: Number, text: Text) -> Found | None:
    if not number.whole or len(number.digits) not in _NAMED or _HOTLINE.match(number.digits):
        return None
    if _otherwise(number, text):
        return None
    if inside_a_word(text.plain, number.start, number.end) or "X" in number.digits:
        return None
    its = owner(text, number.start, number.end)
    if its is NOBODY and len(number.shape) == 1 and _AMERICAN.fullmatch(number.digits):
        return Found(number.start, number.end, 64, f"****{number.digits[-4:]}", "LANDLINE")
    if its.family != "PHONE" or (not its.tight and its.distance > 24):
        return None
    return Found(number.start, number.end, 76 if its.tight else 66, f"****{number.digits[-4:]}", "LANDLINE")


def _with_marks(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take in a plus and a bracket that belong to the number."""
    if plain[start - 2 : start] in {"+ ", "(+"}:
        return start - 2, end
    if start and (plain[start - 1] == "+" or (plain[start - 1] == "(" and ")" in plain[start:end])):
        return start - 1, end
    return start, end


def _abroad(text: Text) -> Iterator[Found]:
    for asked, match in enumerate(_ABROAD.finditer(text.plain)):
        # A text with hundreds of them is not worth a library call each: all are taken for numbers.
        end, shown = _longest_valid(match[0]) if asked < _ENOUGH_ASKED else (len(match[0]), match[0][-4:])
        if end:
            yield Found(match.start(), match.start() + end, 94, shown)


def _longest_valid(written: str) -> tuple[int, str]:
    """Cut trailing groups off until a valid number is left: its length as written, and what the mask shows."""
    while written:
        digits = _NOT_FIGURES.sub("", written)
        mobile = _MOBILE.fullmatch(digits)
        if mobile and digits.startswith("86"):
            return len(written), f"{mobile[1][:3]}****{mobile[1][-4:]}"
        try:
            parsed = phonenumbers.parse(f"+{digits}")
        except phonenumbers.NumberParseException:
            return 0, ""
        if phonenumbers.is_possible_number(parsed):
            return len(written), f"+{parsed.country_code} ****{digits[-4:]}"
        written = written[: max(written.rfind(gap) for gap in " -.(")] if any(g in written for g in " -.(") else ""
    return 0, ""


DETECTOR: Final = Finder(
    "phone",
    "PHONE",
    (
        wake(features.PHONES),
        wake(features.GAPPED, features.ELEVEN),
        wake(features.ALIKE_RUN),
        wake(features.ODDLY),
        wake(features.PIECES, features.APART, features.enough(10)),
        wake(features.ALIKE, features.FOUR),
        family("_PLUS", features.SEVEN),
        family("PHONE", features.SEVEN),
        family("PHONE", features.APART),
        wake(*features.SAID_ROW),
    ),
    _look,
)
