"""Addresses in Latin letters: a number and a street, with what stands around them (flat, city, state, code).

Promises to ask for a number beside the street. Never takes "5 minutes away" or "24/7" for one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_SURE: Final = "street|avenue|boulevard|lane|road|drive|terrace|crescent|highway|parkway|blvd|ave|rd|ln|hwy|pkwy|cres"
_UNSURE: Final = (
    "st|dr|ct|court|way|place|pl|square|sq|circle|cir|trail|close|gardens|row|walk|hill|loop|alley|quay|mews"
)
_SURE_ONES: Final = frozenset(_SURE.split("|"))
_KIND: Final = re.compile(
    f"(?<=[ ])(?:{_SURE}|{_UNSURE})(?![a-z])\\.?(?:[ ](?:[ns][ew]|[nsew]|north|south|east|west)(?![a-z]))?",
    re.IGNORECASE,
)
_UNIT: Final = (
    "(?:(?:apt|apartment|unit|suite|ste|flat|fl|floor|room|rm|blk|block|building|bldg|shop|level|no)\\.?[ "
    "]?#?[0-9a-z/-]{1,6}|#[ ]?[0-9a-z-]{1,7}|[0-9]{1,3}/f)"
)
_STATE: Final = (
    "(?:al|ak|az|ar|ca|co|ct|de|dc|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh"
    "|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy"
    "|nsw|vic|qld|sa|tas|act|nt|on|qc|bc|ab|mb|sk|ns|nb|nl|pe)"
)
_CODE: Final = (
    "(?:[0-9]{5}(?:-[0-9]{4})?|[a-z]{1,2}[0-9][0-9a-z]?[ ]?[0-9][a-z]{2}|[a-z][0-9][a-z][ ]?[0-9][a-z][0-9]"
    "|[0-9]{6}|[0-9]{4})"
)
_WORD: Final = "[a-z0-9À-ÿ][a-z0-9À-ÿ'’.-]{0,20}"
_SEP: Final = "(?:[ ]?[,\n][ ]?|[ ])"
_BUILDING: Final = (
    "(?:[a-z0-9][a-z0-9'&.-]{0,16}[ ]){0,4}(?:building|bldg|house|tower|towers|court|centre|center|plaza|mansions?"
    "|city|estate|gardens?"
    "|villas?|heights|apartments?|residences?|lodge|block|hall|terrace|arcade|place|park|the one)(?:[ ][a-z0-9]{1,3})?"
)
_HEAD: Final = re.compile(
    f"(?<![0-9a-z$€£.#/-])(?:(?:{_UNIT}"
    f"|(?<![a-z]){_BUILDING}(?=[ ]?[,\n])){_SEP}){{0,5}}(?:blk[ ])?"
    f"(?:[0-9]{{1,4}}[a-z]?/)?[0-9]{{1,5}}[a-z]?(?:-[0-9]{{1,4}})?[ ]((?:{_WORD}[ "
    f"]){{1,4}})$",
    re.IGNORECASE,
)
_FOREIGN: Final = re.compile(
    "(?:(?<![a-zà-ÿ0-9])[a-zà-ÿ-]{2,20}(?:straße|strasse|gasse|weg|platz|allee|damm|straat|laan)[ ][0-9]{1,4}[a-z]?"
    "|(?<![0-9])[0-9]{1,4}[ ,]{1,2}(?:rue|boulevard|via|calle|jalan|jl\\.?|rua|piazza|ulica|ul\\.)[ ](?:de[ ]|la[ ]"
    "|du[ ])?[a-zà-ÿ'-]{2,20}(?:[ ](?!is|and|or)[a-zà-ÿ'-]{2,20}){0,2}"
    "|(?<![a-z])(?:calle|via|jalan|jl\\.?|rua|ul\\.)[ ][a-zà-ÿ'-]{2,20}(?:[ ][a-zà-ÿ'-]{2,20}){0,2}[ "
    "][0-9]{1,4})(?![0-9])",
    re.IGNORECASE,
)
_AFTER_UNIT: Final = re.compile(f"{_SEP}(?:[0-9]{{1,2}}[ ])?{_UNIT}(?![a-z0-9])", re.IGNORECASE)
_BOX: Final = re.compile("(?<![a-z])p[.]?[ ]?o[.]?[ ]?box:?[ ]?#?[0-9]{1,6}(?![0-9a-z])", re.IGNORECASE)
_NUMBER_BEHIND: Final = re.compile("[ ][0-9]{1,3}(?=[ ]#)")
_CITY_CODE: Final = re.compile(
    f"{_SEP}(?:(?:[a-zÀ-ÿ][a-zÀ-ÿ'’.-]{{1,20}}[ ]?){{1,3}}{_SEP}?)?(?:{_STATE}{_SEP})?{_CODE}(?![0-9a-z])"
    f"|{_SEP}(?:[a-zÀ-ÿ][a-zÀ-ÿ'’.-]{{1,20}}[ ]?){{1,3}}{_SEP}{_STATE}(?![a-z])",
    re.IGNORECASE,
)
_CODE_CITY: Final = re.compile(
    "[ ]?[,\n][ ]?[0-9]{4,5}[ ][A-Za-zÀ-ÿ][a-zÀ-ÿ-]{2,20}(?:[ ][A-Z][a-zÀ-ÿ-]{2,20})?|[ ][0-9]{5}[ "
    "][A-Za-zÀ-ÿ][a-zÀ-ÿ-]{2,20}(?:[ ]lumpur)?",
    re.IGNORECASE,
)
_PLAIN_CITY: Final = re.compile("[ ]?,[ ]?[A-Z][a-zÀ-ÿ]{2,18}(?:[ ][A-Z][a-zÀ-ÿ]{2,18}){0,2}")
_COUNTRY: Final = re.compile(
    "[ ]?,?[ ](?:hong kong|kowloon|new territories|(?:tsim sha tsui|mong kok|wan chai|causeway bay"
    "|central)(?=,? (?:kowloon|hong))"
    "|guangzhou|shenzhen|beijing|shanghai|hangzhou|nanjing|chengdu|wuhan|chongqing|tianjin|suzhou|taipei"
    "|kuala lumpur|tokyo|london"
    "|new york|england|scotland|wales|ireland|spain|italy|japan|taiwan|macau|thailand|india|philippines|mexico"
    "|brazil|usa|u\\.s\\.a\\.?|united states|uk|united kingdom|canada|australia|singapore|china"
    "|germany|france|malaysia)(?![a-z])",
    re.IGNORECASE,
)
_NOT_A_STREET: Final = re.compile(
    "(?<![a-z])(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|times|usd|usdt|dollars|bucks|people|orders?"
    "|items?|codes?|cards?|of|in|on|at|the|is|was|and|for|to|my|i|it|a|am|pm|players?|points?|levels?|from|but"
    "|digits?)[ ]",
    re.IGNORECASE,
)
_REACH: Final = 120
_TRIES: Final = 3
_MOST_STREETS: Final = 300
"""A text with more words for streets is no message."""
_FAMILY: Final = frozenset({"ADDRESS"})


def latin(text: Text) -> Iterator[Found]:
    """Streets with numbers, and what belongs to them."""
    plain = text.plain
    for kind in islice(_KIND.finditer(plain), _MOST_STREETS):
        head = _head(plain, kind.start())
        if not head:
            continue
        end = _extended(plain, kind.end())
        sure = kind[0].rstrip(".").partition(" ")[0].lower() in _SURE_ONES
        titled = head[1][:1].isupper() or head[1][:1].isdigit()
        if (
            sure
            or end > kind.end()
            or (titled and kind[0][:1].isupper())
            or text.labels.near(head.start(), end, 20, _FAMILY)
        ):
            yield Found(head.start(), end, 84 if end > kind.end() else 70, _city(plain[kind.end() : end]))
    for match in (*_FOREIGN.finditer(plain), *_BOX.finditer(plain)):
        end = _extended(plain, match.end())
        if end > match.end() or match[0][0] in "pP":
            yield Found(match.start(), end, 80, _city(plain[match.end() : end]))


def _head(plain: str, end: int) -> re.Match[str] | None:
    """The number and what stands before it, with nothing between it and the street but the street's name."""
    start = max(0, end - _REACH)
    for _ in range(_TRIES):
        head = _HEAD.search(plain, start, end)
        if head is None or not _NOT_A_STREET.search(head[1]):
            return head
        start = head.start() + 1
    return None


def _extended(plain: str, end: int) -> int:
    """Take in flat, city, state, code and country."""
    for pattern in (
        _NUMBER_BEHIND,
        _AFTER_UNIT,
        _AFTER_UNIT,
        _CODE_CITY,
        _CITY_CODE,
        _PLAIN_CITY,
        _CITY_CODE,
        _PLAIN_CITY,
        _CITY_CODE,
        _COUNTRY,
        _COUNTRY,
        _COUNTRY,
    ):
        match = pattern.match(plain, end)
        if match:
            end = match.end()
    while end and plain[end - 1] in " ,":
        end -= 1
    return end


def _city(tail: str) -> str:
    parts = [part.strip() for part in re.split("[,\n]", tail) if re.match("[ ]?[A-Za-z]{3}", part)]
    return f"{parts[-1] if parts else ''}****"
