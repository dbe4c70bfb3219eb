"""Addresses in Latin letters: a number and a street, with what stands around them (flat, city, state, code).

Promises to ask for a number beside the street. Never takes "5 minutes away" or "24/7" for one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found
from handclasp.screen.detectors.address_coded import COUNTRY, SEP, STATE, UNIT, coded

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
_CODE: Final = (
    "(?:[0-9]{5}(?:-[0-9]{4})?|[a-z]{1,2}[0-9][0-9a-z]?[ ]?[0-9][a-z]{2}|[a-z][0-9][a-z][ ]?[0-9][a-z][0-9]"
    "|[a-z][0-9]{2}[ ]?[a-z](?=[a-z]?[0-9])[0-9a-z]{3}"
    "|[0-9]{6}|[0-9]{4})"
)
_WORD: Final = "[a-z0-9À-ÿ][a-z0-9À-ÿ'’.-]{0,20}"
_BUILDING: Final = (
    "(?:(?!(?:at|in|is|to|lives?|living|from|my|address|it's|its|she|he"
    "|i)[ ])[a-z0-9][a-z0-9'&.-]{0,16}[ ]){0,4}(?:building|bldg|house|tower|towers|court|centre|center|plaza|mansions?"
    "|city|estate|gardens?"
    "|villas?|heights|apartments?|residences?|lodge|bakery|barn|mill|cottage|rectory|vicarage|farm|farmhouse"
    "|forge|manor|grange|school|chapel|maltings|wharf|block|hall|terrace|arcade|place|park"
    "|the one)(?:[ ][a-z0-9]{1,3})?"
)
_HEAD: Final = re.compile(
    f"(?<![0-9a-z$€£#/-])(?<![0-9]\\.)(?:(?:{UNIT}"
    f"|(?<![a-z]){_BUILDING}(?=[ ]?[,\n])){SEP}){{0,5}}(?:blk[ ])?"
    f"(?:[0-9]{{1,4}}[a-z]?/)?[0-9]{{1,5}}[a-z]?(?:-[0-9]{{1,4}})?[ ]((?:{_WORD}[ "
    f"]){{1,4}})$",
    re.IGNORECASE,
)
_LETTER: Final = "a-zà-ÿąćęłńóśźżßőűčďěňřšťůž"
_FOREIGN: Final = re.compile(
    f"(?:(?<![{_LETTER}0-9])[{_LETTER}-]{{2,24}}"
    "(?:straße|strasse|str\\.|gasse|weg|platz|allee|damm|ufer|ring|straat|laan|plein|gracht|gatan|vägen|gata|veien|gade"
    "|vej|katu|tie|utca)[ ][0-9]{1,4}[a-z]?(?:[ /-][0-9]{1,3}(?![0-9]))?"
    "|(?<![0-9])[0-9]{1,4}[ ,]{1,2}(?:bis[ ])?(?:rue|boulevard|avenue|via|calle|jalan|jl\\.?|rua|piazza|ulica|ul\\.)"
    f"[ ](?:de[ ]|la[ ]|du[ ]|des[ ]|les[ ])?[{_LETTER}'-]{{2,20}}(?:[ ](?!is|and|or)[{_LETTER}'-]{{2,20}}){{0,2}}"
    "|(?<![a-z])(?:calle|c/|carrer|via|viale|corso|piazza|jalan|jl\\.?|rua|avenida|av\\.|ulica|ul\\.|al\\.)[ ]"
    f"[{_LETTER}.'-]{{2,20}}(?:[ ][{_LETTER}.'-]{{1,20}}){{0,3}},?[ ](?:n[º°.][ ]?)?[0-9]{{1,4}}(?:[/-][0-9]{{1,3}})?)"
    f"(?![0-9])",
    re.IGNORECASE,
)
_AFTER_UNIT: Final = re.compile(f"{SEP}(?:[0-9]{{1,2}}[ ])?{UNIT}(?![a-z0-9])", re.IGNORECASE)
_NUMBER_BEHIND: Final = re.compile("[ ][0-9]{1,3}(?=[ ]#)")
_CITY_CODE: Final = re.compile(
    f"{SEP}(?:(?:[a-zÀ-ÿ][a-zÀ-ÿ'’.-]{{1,20}}[ ]?){{1,3}}{SEP}?)?(?:{STATE}{SEP})?{_CODE}(?![0-9a-z])"
    f"|{SEP}(?:[a-zÀ-ÿ][a-zÀ-ÿ'’.-]{{1,20}}[ ]?){{1,3}}{SEP}{STATE}(?![a-z])",
    re.IGNORECASE,
)
_CODE_CITY: Final = re.compile(
    "[ ]?[,\n][ ]?(?:[0-9]{4,5}|[0-9]{4} [A-Z]{2}|[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{3} [0-9]{2})"
    "[ ][A-Za-zÀ-ÿ][a-zÀ-ÿ-]{2,20}"
    "(?:[ ][A-Z][a-zÀ-ÿ-]{2,20})?"
    "|[ ](?:[0-9]{4,5}|[0-9]{4} [a-z]{2}|[0-9]{2}-[0-9]{3})[ ][A-Za-zÀ-ÿ][a-zÀ-ÿ-]{2,20}(?:[ ]lumpur)?",
    re.IGNORECASE,
)
_QUARTER: Final = re.compile(
    f"(?:[ ](?:north|south|east|west|central))?(?:{SEP}[a-z][a-z'-]{{1,14}}(?:[ ][a-z][a-z'-]{{1,14}}){{0,2}}?)?"
    f"{SEP}(?:kowloon|new territories|n\\.t\\.|hong kong island|hong kong|hk|macau)(?![a-z])",
    re.IGNORECASE,
)
_PLAIN_CITY: Final = re.compile("[ ]?,[ ]?[A-Z][a-zÀ-ÿ]{2,18}(?:[ ][A-Z][a-zÀ-ÿ]{2,18}){0,2}")
_COUNTRY: Final = re.compile(f"{SEP}{COUNTRY}", re.IGNORECASE)
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
        head = _head(plain, kind.start(), kind.end())
        if not head:
            continue
        end = extended(plain, kind.end())
        sure = kind[0].rstrip(".").partition(" ")[0].lower() in _SURE_ONES
        titled = head[1][:1].isupper() or head[1][:1].isdigit()
        if (
            sure
            or end > kind.end()
            or (titled and kind[0][:1].isupper())
            or text.labels.near(head.start(), end, 20, _FAMILY)
        ):
            yield Found(head.start(), end, 84 if end > kind.end() else 70, city(plain[kind.end() : end]))
    for start, end in coded(plain):
        yield Found(start, end, 82, city(plain[start:end]))
    for match in _FOREIGN.finditer(plain):
        end = extended(plain, match.end())
        if end > match.end():
            yield Found(match.start(), end, 80, city(plain[match.end() : end]))


def _head(plain: str, end: int, behind: int) -> re.Match[str] | None:
    """The number and what stands before it, with nothing between it and the street but the street's name."""
    start = max(0, end - _REACH)
    for _ in range(_TRIES):
        head = _HEAD.search(plain, start, end)
        if head is None or not _NOT_A_STREET.search(head[1]):
            return head
        if head[1].lower() == "the " and extended(plain, behind) > behind:
            return head
        start = head.start() + 1
    return None


def extended(plain: str, end: int) -> int:
    """Take in flat, city, state, code and country."""
    for pattern in (
        _NUMBER_BEHIND,
        _AFTER_UNIT,
        _AFTER_UNIT,
        _QUARTER,
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


def city(tail: str) -> str:
    """The city of what follows a street, with the rest hidden."""
    parts = [part.strip() for part in re.split("[,\n]", tail) if re.match("[ ]?[A-Za-z]{3}", part)]
    return f"{parts[-1] if parts else ''}****"
