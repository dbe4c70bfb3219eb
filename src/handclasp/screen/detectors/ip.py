"""Internet addresses, of version 4 and 6, also with 点, "dot" or brackets for the dots.

Promises to leave versions of programs and times of day alone. Never shows more than the first half.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FOUR: Final = re.compile(
    rf"(?:(?<![0-9A-Za-z.])|(?<=[iI][pP])){{1}}{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}(?![0-9A-Za-z]|\.[0-9])"
)
_DOTS: Final = "([ ]?(?:[(\\[]?\\.[)\\]]?|点|點|。|·|dot|point|\\(dot\\)|\\[dot\\])[ ]?)"
_SPELLED: Final = re.compile(
    f"(?:(?<![0-9A-Za-z.])|(?<=[iI][pP])){_OCTET}{_DOTS}{_OCTET}\\2{_OCTET}\\2{_OCTET}(?![0-9A-Za-z]|\\.[0-9])",
    re.IGNORECASE,
)
_MARKED: Final = re.compile(
    f"(?<![0-9A-Za-z.]){_OCTET}([,\\- ]){_OCTET}\\2{_OCTET}\\2{_OCTET}(?![0-9A-Za-z]|[.,-][0-9])"
)
_SIX: Final = re.compile(
    "(?:(?<![0-9A-Za-z])(?<![0-9A-Fa-f]:)(?<!::)|(?<=[iI][pP]))(?:[0-9A-Fa-f]{1,4}[ ]?:[ ]?\n?){2,7}(?:[ ]?:[ "
    "]?)?(?:[0-9A-Fa-f]{1,4}[ ]?:[ ]?\n?){0,5}[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:])"
    "|(?:(?<![0-9A-Za-z])(?<![0-9A-Fa-f]:)(?<!::)"
    "|(?<=[iI][pP]))(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4}(?![0-9A-Za-z:])"
)
_PART: Final = "[0-9OolI](?:[0-9OolI]){0,2}"
_SIGN: Final = (
    "(?:[ \\n]{0,2}(?:[.。]{1,3}|[·•,，、/_:*~…|+-]{1,2}|[(\\[（]?(?:dot|point|[.点點])[)\\]）]?)[ \\n]{0,2}|[ ]{1,3})"
)
_ODD: Final = re.compile(
    f"(?:(?<![0-9A-Za-z.])|(?<=[iI][pP]))({_PART})({_SIGN})({_PART})({_SIGN})({_PART})({_SIGN})({_PART})"
    "(?![0-9A-Za-z]|[ ]?[.,:/-][0-9])",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    "(?<![0-9A-Za-z.])"
    + f"[{FILL} ]{{0,6}}[.点點][{FILL} ]{{0,6}}".join([f"([0-9](?:[{FILL} -]{{0,9}}[0-9]){{0,2}}{FILL}{{0,6}})"] * 4)
    + "(?![0-9A-Za-z])"
)
_COUNTED: Final = re.compile("(?:[零〇一二三四五六七八九十百两幺]{1,6}[点點]){3}[零〇一二三四五六七八九十百两幺]{1,6}")
_VERSION: Final = re.compile(
    "(?:v|ver|version|版本|固件|build|驱动|app|ios|android|sku|系统|firmware|kernel|part(?: no)?)[号是:. ]{0,4}$",
    re.IGNORECASE,
)
_OWN_NETWORK: Final = re.compile(
    "(?:192[.]168|127[.]0|10[.][0-9]{1,3}|172[.](?:1[6-9]|2[0-9]|3[01])|169[.]254)[.][0-9]"
)
"""Addresses of everybody's router and computer."""
_SMALL: Final = 30
_LARGEST: Final = 255
_AS_FIGURES: Final = str.maketrans("OoIl", "0011")
_LARGE: Final = 99
_FAR: Final = 14


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    named = "IP" in text.labels.families or bool(text.places("_IP"))
    for match in _FOUR.finditer(plain):
        if _an_address(text, match, named=named):
            yield Found(match.start(), match.end(), 90 if named else 76, f"{match[1]}.{match[2]}.*.*")
    for pattern in (_SPELLED, *((_MARKED,) if named else ())):
        for match in pattern.finditer(plain):
            if _an_address(text, match, named=named) and (named or " " not in match[0] or _apart(match)):
                yield Found(match.start(), match.end(), 80 if named else 66, f"{match[1]}.*.*.*")
    if named:
        yield from _oddly(text)
    for match in _SIX.finditer(plain) if plain.count(":") > 2 else ():
        if _six(match[0]):
            yield Found(match.start(), match.end(), 92, f"{match[0].split(':')[0]}:****")


def _an_address(text: Text, match: re.Match[str], *, named: bool) -> bool:
    start = match.start()
    if _VERSION.search(text.plain, max(0, start - 12), start):
        return False
    its = owner(text, start, match.end())
    if _OWN_NETWORK.match(match[0]):
        return False
    if its.family == "IP":
        return True
    figures = [int(part) for part in re.findall("[0-9]+", match[0])]
    if its.family == "BUSINESS" and (its.tight or (its.distance < _FAR and not its.behind)) and max(figures) <= _LARGE:
        return False
    return named or (figures[0] > 0 and max(figures) > _SMALL)


def _oddly(text: Text) -> Iterator[Found]:
    """Addresses with any sign between their parts, letters for figures, or said in words."""
    for match in _ODD.finditer(text.plain):
        signs = {match[place].strip() for place in (2, 4, 6)}
        if len(signs) == 1 and _parts(match, (1, 3, 5, 7)) and _an_address(text, match, named=True):
            yield Found(match.start(), match.end(), 74, f"{match[1]}.*.*.*")
    for match in _SAID.finditer(text.spoken) if text.spoken is not text.plain else ():
        if _parts(match, (1, 2, 3, 4)):
            yield Found(match.start(), match.end(), 80, "")
    for match in _COUNTED.finditer(text.plain):
        yield Found(match.start(), match.end(), 78, "")


def _parts(match: re.Match[str], places: tuple[int, ...]) -> bool:
    """Tell whether each of these groups is a part of an address, and not all are small."""
    read = ["".join(filter(str.isalnum, match[place].translate(_AS_FIGURES))) for place in places]
    parts = [int(part) for part in read if part.isdecimal()]
    return len(parts) == len(places) and max(parts) <= _LARGEST and parts[0] > 0 and max(parts) > _SMALL


def _apart(match: re.Match[str]) -> bool:
    """Tell whether figures with signs between them are so large that only an address has them."""
    return sum(int(part) > _LARGE for part in re.findall("[0-9]+", match[0])) > 1


def _six(written: str) -> bool:
    bare = "".join(written.split())
    if bare.count(":") < 3 or not any(char.isdigit() for char in bare):
        return False
    try:
        ipaddress.IPv6Address(bare)
    except ValueError:
        return False
    return True


DETECTOR: Final = Finder(
    "ip",
    "IP",
    (
        wake(
            "[0-9]\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]|[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:|[0-9a-f]::[0-9a-f]"
            "|[0-9][(\\[][.][)\\]][0-9]"
            "|[0-9] [.] [0-9]{1,3} [.] [0-9]{1,3} [.] [0-9]|[0-9](?:点|點|。| point | dot )[0-9]{1,3}(?:点|點|。"
            "| point | dot )[0-9]"
        ),
        family("IP", features.FOUR),
        family("_IP", features.FOUR),
        family("IP", features.ALIKE),
        family("IP", features.SAID),
        family("_IP", features.SAID),
        family("IP", "(?:点|點)(?:[^0-9a-z]{3}){1,6}(?:点|點)"),
        wake("[0-9a-f]：[0-9a-f]{1,4}：[0-9a-f]", wide=True),
        family("IP", "[0-9a-f] ?:"),
        family("_IP", "[0-9a-f] ?:"),
        family("IP", "[0-9] ?(?:dot|point|点|點|。)"),
        family("_IP", "[0-9] ?(?:dot|point|点|點|。)"),
    ),
    _look,
)
