"""Addresses in Latin letters that their postal code or their country's manner tells: blocks, postboxes, codes.

Promises to ask for a number of a house or a flat first and for what only an address ends with; words of a sentence in
between make it none. Never finds a code alone.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIT: Final = (
    "(?:(?:apt|apartment|unit|suite|ste|flat|fl|floor|room|rm|blk|block|building|bldg|shop|level|house|villa|plot|tower"
    "|lot|no)\\.?[ ]?#?(?:[0-9a-z/-]{0,5}[0-9][0-9a-z/-]{0,5}|[a-z])(?![0-9a-z])|[0-9]{1,2}(?:st|nd|rd|th)[ ]floor"
    "|#[ ]?[0-9a-z-]{1,7}|[0-9]{1,3}/f)"
)
STATE: Final = (
    "(?:al|ak|az|ar|ca|co|ct|de|dc|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh"
    "|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy"
    "|nsw|vic|qld|sa|tas|act|nt|on|qc|bc|ab|mb|sk|ns|nb|nl|pe)"
)
SEP: Final = "(?:[ ]?[,\n][ ]?|[ ])"
COUNTRY: Final = (
    "(?:hong kong|usa|u\\.s\\.a?\\.?|us|united states(?: of america)?|uk|u\\.k\\.|united kingdom|great britain|england"
    "|scotland|wales|northern ireland|ireland|canada|australia|new zealand|singapore|malaysia|indonesia|philippines"
    "|thailand|vietnam|china|p\\.?r\\.? ?china|taiwan|japan|south korea|korea|india|pakistan|bangladesh|sri lanka"
    "|nepal|uae|united arab emirates|saudi arabia|qatar|israel|turkey|germany|deutschland|france|spain|españa|italy"
    "|italia|portugal|the netherlands|netherlands|belgium|switzerland|austria|poland|polska|czech republic|czechia"
    "|hungary|romania|bulgaria|greece|sweden|norway|denmark|finland|ukraine|russia|brazil|brasil|mexico|argentina"
    "|chile|colombia|peru|south africa|nigeria|kenya|ghana|egypt|morocco|kowloon|new territories|macau"
    "|guangzhou|shenzhen|beijing|shanghai|hangzhou|nanjing|chengdu|wuhan|chongqing|tianjin|suzhou|taipei|kuala lumpur"
    "|tokyo|london|new york)(?![a-z])"
)
_NUMBER: Final = "[0-9]{1,5}[a-z]?(?:[-/][0-9]{1,4}[a-z]?){0,2}"
_BEFORE: Final = "(?<![0-9a-z$€£#/@-])(?<![0-9][.,])"
_NO_WORD: Final = (
    "(?!(?:minutes?|mins?|hours?|days?|weeks?|months?|years?|times|usd|usdt|euros?|pounds|yuan|rmb|eur|gbp|dollars"
    "|bucks|people|orders?|items?"
    "|codes?|cards?|keys?|is|was|and|for|to|my|i|it|an|am|pm|players?|points?|levels?|from|but|with|then|error|digits?"
    "|version|pls|please|call|tel|phone|name|ref|paid|pay|got|have|has|not|no one|you|in|of|on|at|off|percent|your"
    "|we|are|that|this|if|or"
    "|gift|voucher|balance|amount|region|skus?|ssn|pin|cvv|exp|passport)(?![a-z'’])(?!\\n))"
)
_WORD: Final = f"{_NO_WORD}[a-zÀ-ÿ0-9][a-z0-9À-ÿ'’.&-]{{0,19}}"
_BRITISH: Final = "[a-z]{1,2}[0-9][0-9a-z]?[ ]?[0-9][a-z]{2}"
_CANADIAN: Final = "[a-z][0-9][a-z][ ]?[0-9][a-z][0-9]"
_IRISH: Final = "[a-z][0-9]{2}[ ](?=[a-z]{0,3}[0-9])[a-z][0-9a-z]{3}"
_WITH_STATE: Final = (
    f"{STATE}[ ,]{{1,2}}[0-9]{{5}}(?:-[0-9]{{4}})?|(?:nsw|vic|qld|sa|tas|act|nt|wa)[ ,]{{1,2}}[0-9]{{4}}"
)
_FAR: Final = (
    "singapore[ ,(]{0,2}[0-9]{6}|s[(][0-9]{6}[)]|[a-z]{3,14}[ ,-]{1,3}[0-9]{6}[ ,]{1,2}(?:india|china)"
    "|(?:mumbai|delhi|bengaluru|bangalore|chennai|hyderabad|kolkata|pune|ahmedabad|jaipur|lucknow|gurgaon|gurugram"
    "|noida"
    "|kochi|karnataka|maharashtra|kerala|telangana|gujarat|haryana|tamil nadu|beijing|shanghai|shenzhen|guangzhou)"
    "[ ,-]{1,3}[0-9]{6}|[0-9]{5}[ ,]{1,2}(?:kuala lumpur|petaling jaya|shah alam|subang jaya|johor bahru|george town"
    "|[a-z]{4,12},? (?:selangor|johor|penang|sabah|sarawak|perak|kedah))|tokyo[ ,]{1,2}[0-9]{3}-[0-9]{4}"
    "|(?:dhaka|karachi|lahore|islamabad|manila|jakarta|bangkok|hanoi|colombo|kathmandu|nairobi|johannesburg|cape town)"
    "[ ,-]{1,3}[0-9]{4,6}"
    "|(?:japan|osaka|kyoto|tokyo)[ ,]{1,2}〒?[0-9]{3}-[0-9]{4}"
)
_CODE: Final = f"(?:{_BRITISH}|{_CANADIAN}|{_IRISH}|{_WITH_STATE}|{_FAR})(?![0-9a-z])"
_CODED: Final = re.compile(
    f"{_BEFORE}(?:(?>(?:{UNIT}{SEP}){{1,3}})(?:{_NUMBER}{SEP})?|{_NUMBER}[ ])(?:{_WORD}{SEP}){{2,9}}?{_CODE}",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(
    f"{_BEFORE}(?:(?:apt[ ])?(?:blk|block)[ .]{{0,2}})?[0-9]{{1,4}}[a-z]?[ ](?:{_WORD}[ ,]{{1,2}}){{1,6}}?#"
    f"[ ]?[0-9]{{1,2}}[- ]"
    f"[0-9]{{2,4}}[a-z]?(?:{SEP}(?:{_WORD}{SEP}){{0,4}}?(?:singapore|s)[ ,(]{{0,2}}[0-9]{{6}}[)]?|{SEP}singapore)?",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(
    "(?<![0-9A-Za-z])(?:(?:Blk|BLK|blk)[0-9]{1,4}[A-Z]?[A-Za-z]{3,40}[0-9]{0,2}#[0-9]{1,2}-[0-9]{2,4}(?:[Ss]ingapore"
    "[0-9]{6})?"
    "|[0-9]{1,5}(?:[A-Z][a-z]{1,15}){1,5}(?:,(?:[A-Z][a-z]{1,12}[0-9]{1,5}[A-Z]?|#[0-9A-Z]{1,6}))?,(?:[A-Z]"
    "[a-z]{2,14}){1,3}"
    "(?:,?[A-Z]{2}[0-9]{5}|[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}|,?[A-Z]{2,3}[0-9]{4}|,?(?:[A-Z]{2})?[A-Z][0-9][A-Z]"
    "[0-9][A-Z][0-9]))"
    "(?![0-9A-Za-z])"
)
_POSTBOX: Final = re.compile(
    f"(?<![a-z])(?:p\\.?[ ]?o\\.?[ ]?box|gpo box|locked bag|postfach|apartado)[ ]?#?[0-9]{{1,6}}(?:{SEP}"
    f"(?:{_WORD}{SEP}){{1,4}}?"
    f"(?:{_CODE}|[0-9]{{4,6}}(?![0-9])|{COUNTRY}))?",
    re.IGNORECASE,
)
_MALAY: Final = re.compile(
    f"{_BEFORE}(?:no\\.?[ ]?|lot[ ]|unit[ ])?[0-9]{{1,5}}[a-z]?(?:[-/][0-9a-z]{{1,4}}){{0,2}},?[ ]"
    "(?:jalan|jln\\.?|jl\\.?|lorong|lrg\\.?|persiaran|lebuh)(?:[ ][a-z][a-z'.-]{0,15}){1,4}"
    "(?:[ ][0-9]{1,2}[a-z]?(?:/[0-9a-z]{1,4}){0,2})?"
    f"(?:{SEP}(?:taman|bandar|kampung|kg|seksyen|desa|bukit)[ ]{_WORD}(?:[ ]{_WORD})?)?"
    f"(?:{SEP}[0-9]{{5}}[ ]{_WORD}(?:[ ]{_WORD})?(?:,[ ]?{_WORD})?)?",
    re.IGNORECASE,
)
_HONG_KONG: Final = re.compile(
    f"{_BEFORE}(?<![a-z])(?>(?:{UNIT}{SEP}){{1,4}})(?:{_NUMBER}{SEP})?(?:{_WORD}{SEP}){{1,9}}?"
    "(?:kowloon|new territories|n\\.t\\.|hong kong)(?![a-z])",
    re.IGNORECASE,
)
_JAPANESE: Final = re.compile(
    f"{_BEFORE}[0-9]{{1,2}}-[0-9]{{1,2}}(?:-[0-9]{{1,3}})?,?[ ](?:[a-z0-9-]{{2,20}}{SEP}){{1,6}}?"
    "(?:tokyo|osaka|kyoto|yokohama|nagoya|fukuoka|sapporo|kobe|japan)(?:[ ,]{1,2}(?:〒[ ]?)?[0-9]{3}-[0-9]{4})?",
    re.IGNORECASE,
)
_BRAZILIAN: Final = re.compile(
    "(?<![a-z])(?:av\\.?|avenida|rua|r\\.|travessa|alameda"
    "|praça)[ ][^\n0-9]{3,40}[ ][0-9]{1,5}[^\n0-9]{3,60}[0-9]{5}-[0-9]{3}"
    "(?![0-9])",
    re.IGNORECASE,
)
_A_COUNTRY: Final = re.compile(f"(?:,[ ]?{_WORD}(?:[ ]{_WORD})?,)?{SEP}{COUNTRY}", re.IGNORECASE)
GATE: Final = (
    "\\b[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}(?:[^0-9a-z]|$)|\\b[a-z][0-9][a-z] ?[0-9][a-z][0-9](?:[^0-9a-z]|$)"
    f"|[ ,]{STATE}[ ,]{{1,2}}[0-9]{{4,5}}(?:[^0-9]|$)|#[0-9]{{1,2}}-[0-9]{{2,4}}|\\b[a-z][0-9]{{2}} [a-z][0-9a-z]{{3}}"
    f"(?:[^0-9a-z]|$)"
    "|(?:singapore|[ ,]s|mumbai|delhi|b[ae]ngal[ou]ru|bangalore|chennai|hyderabad|kolkata|pune|india|dhaka|karachi"
    "|lahore|islamabad|manila|jakarta|bangkok|hanoi|colombo|kathmandu|nairobi|[a-z]{3}pur|gaon"
    "|gram"
    "|noida|kochi|bad|pradesh|karnataka|maharashtra|kerala|nadu|haryana|beijing|shanghai|shenzhen|guangzhou)[ ,(-]{1,3}"
    "[0-9]{4,6}(?:[^0-9]|$)|[0-9]{5}-[0-9]{3}(?:[^0-9]|$)|[0-9]{6}, india|\\bbox ?#?[0-9]|[a-z0-9],? (?:jalan|jln|jl"
    "|lorong|persiaran|lebuh)[. ]"
    "|[0-9]{5}[ ,]{1,2}(?:kuala|petaling|shah|subang|johor)|(?:tokyo|japan|osaka|kyoto)[ ,]{1,2}[0-9]{3}-[0-9]{4}"
    "|,(?:[a-z]{2,3},?)?[a-z]{3,14},?[a-z]{1,3}[0-9][0-9a-z]{3,5}(?:[^0-9a-z]|$)"
)
"""Where one may stand, for the gate."""
FAR_EAST: Final = (
    "kowloon|new territories|n[.]t[.]|hong kong|tokyo|osaka|kyoto|yokohama|nagoya|fukuoka|sapporo|kobe|japan"
)
"""The same, where a figure stands in the text as well."""


def coded(plain: str) -> Iterator[tuple[int, int]]:
    """Places of such addresses, with the country behind them."""
    for ends, pattern in _BY_THEIR_ENDS:
        for at in islice(ends.finditer(plain), _MOST):
            match = pattern.search(plain, max(0, at.start() - _REACH), at.end())
            if match:
                yield match.start(), _with_country(plain, match.end())
    for pattern in (_JOINED, _POSTBOX, _MALAY, _BRAZILIAN):
        for match in islice(pattern.finditer(plain), _MOST):
            yield match.start(), _with_country(plain, match.end())


def _with_country(plain: str, end: int) -> int:
    country = _A_COUNTRY.match(plain, end)
    return country.end() if country else end


_REACH: Final = 130
_MOST: Final = 60
"""A text with more postal codes than this is no message; what stands before the rest is not looked at."""
_BY_THEIR_ENDS: Final = (
    (re.compile(f"(?<![0-9a-z]){_CODE}", re.IGNORECASE), _CODED),
    (re.compile("#[ ]?[0-9]{1,2}[- ][0-9]{2,4}[a-z]?[^\n]{0,50}", re.IGNORECASE), _BLOCK),
    (re.compile("kowloon|new territories|n\\.t\\.|hong kong", re.IGNORECASE), _HONG_KONG),
    (
        re.compile(
            "(?:tokyo|osaka|kyoto|yokohama|nagoya|fukuoka|sapporo|kobe|japan)"
            "(?:[ ,]{1,2}(?:〒[ ]?)?[0-9]{3}-[0-9]{4})?",
            re.IGNORECASE,
        ),
        _JAPANESE,
    ),
)
"""What such an address ends with, and the whole of it."""
