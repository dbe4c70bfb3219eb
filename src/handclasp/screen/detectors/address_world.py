"""Addresses by how they end: a country, a state with its code, a state of Malaysia; whatever streets are called there.

Promises the whole from the first part with a figure, and a house's name before it. Never takes a figure without a place
behind it for one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found
from handclasp.screen.detectors.address_coded import COUNTRY, STATE
from handclasp.screen.gate import wake

if TYPE_CHECKING:
    from collections.abc import Iterator

_MALAYSIA: Final = (
    "selangor|johor|sarawak|sabah|pulau pinang|penang|perak|kedah|kelantan|terengganu|pahang|melaka|malacca"
    "|negeri sembilan|perlis|kuala lumpur|putrajaya|labuan"
)
_MORE: Final = (
    "türkiye|turkiye|lebanon|jordan|kuwait|oman|bahrain|serbia|croatia|slovenia|slovakia|estonia|latvia|lithuania"
)
_MORE_STILL: Final = (
    "iceland|luxembourg|malta|cyprus|georgia|armenia|kazakhstan|tunisia|algeria|ethiopia|uganda|tanzania|senegal"
)
_END: Final = re.compile(
    f",[ ]?(?:{COUNTRY}(?![0-9$])|(?:{_MORE}|{_MORE_STILL})(?![a-z0-9]))"
    f"|[0-9]{{5}}[ ](?:[a-z]{{3,14}}[ ]?){{1,3}}(?:,[ ]?(?:{_MALAYSIA}))?(?![a-z])(?<=[a-z])"
    f"|,[ ]?{STATE}[ ,]{{1,2}}[0-9]{{5}}(?:-[0-9]{{4}})?(?![0-9])",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(
    "(?:^|\n|(?<!no)(?<! d)[:：]|[;!?。]|(?<!ul)(?<!al)(?<!av)(?<!st)(?<!no)(?<!jl)(?<!rd)(?<!cl)(?<!c)(?<!dr)[.] "
    "|(?<![a-z])(?:at|live|lives|living|in|its|it's|to|is|from|address|addy|adress|alamat|moved|old|new)[ :])[ ]?",
    re.IGNORECASE,
)
_A_MALAY_STREET: Final = re.compile(
    "(?<![a-z])(?:jalan|jln|taman|kampung|kg|lorong|persiaran|residensi|pangsapuri|lebuh|bandar|desa|seksyen"
    "|lot)(?![a-z])",
    re.IGNORECASE,
)
_HOUSE: Final = re.compile(
    "(?:the )?[a-z'’]{3,14}(?: [a-z'’]{3,14}){0,2}(?:bakery|barn|mill|cottage|rectory|vicarage|farm|farmhouse"
    "|forge|stables"
    "|house|manor|grange|hall|school|chapel|brewery|maltings|wharf|works|studios?|lodge|priory|abbey|court|villa|villas"
    "|tower|towers|mansion|mansions|apartments?|building)",
    re.IGNORECASE,
)
_NO_ADDRESS: Final = re.compile(
    "(?<![a-z])(?:paid|pay|sent|order|usd|gbp|eur|dollars|days|hours|minutes|weeks|code|version|players?|card"
    "|phone|tel|number"
    "|i|my|we|you|resident|identity|passport|sku|each|units|servers?|level|lvl|region|ordered|shipped|cards|play"
    "|played|playing|please|thanks|which|because|when|where)(?![a-z])"
    "|[$£€@]|[0-9]{11}",
    re.IGNORECASE,
)
_NUMBER_OF_STREET: Final = re.compile(
    "(?:^|[\\s:,])[0-9]{1,6}[a-z]? [a-z']{2,12}(?: [a-z']{2,12})?[ ]?$", re.IGNORECASE
)
"""Farm to Market 72 is a road."""
_FARTHEST: Final = 110
_MOST: Final = 40
_LEAST: Final = 12
GATE: Final = (
    wake(f"[0-9a-z],? ?(?:{_MALAYSIA})(?:[^a-z]|$)", "[0-9]{5} [a-z]{3}", figures=5),
    wake(f"[a-z0-9], ?(?:{COUNTRY.removesuffix('(?![a-z])')}|{_MORE}|{_MORE_STILL})(?:[^a-z]|$)", figures=1),
)
"""What wakes the look for them."""


def world(plain: str) -> Iterator[Found]:
    """Addresses that end so, from their first part with a figure."""
    done = 0
    for end in islice(_END.finditer(plain), _MOST):
        if end[0][0].isdigit() and not _A_MALAY_STREET.search(plain, max(done, end.start() - _FARTHEST), end.start()):
            continue
        start = _start(plain, max(done, end.start() - _FARTHEST), end.start())
        if start < 0 or end.end() - start < _LEAST or _NO_ADDRESS.search(plain, start, end.start()):
            continue
        done = end.end()
        yield Found(start, end.end(), 83, "****")


def _start(plain: str, least: int, end: int) -> int:
    """Where the first part with a figure begins, or the house before it; -1 if there is none."""
    begins = least
    for begin in _BEGINS.finditer(plain, least, end):
        inside = _NUMBER_OF_STREET.search(plain, least, begin.start())
        if any(map(str.isdigit, plain[begin.end() : end])) and not inside:
            begins = begin.end()
    at, before = begins, -1
    for part in plain[begins:end].split(","):
        if any(map(str.isdigit, part)):
            lead = len(part) - len(part.lstrip())
            house = before >= 0 and _HOUSE.fullmatch(plain[before:at].strip(" ,"))
            return before + (plain[before] == " ") if house else at + lead
        before, at = at, at + len(part) + 1
    return -1
