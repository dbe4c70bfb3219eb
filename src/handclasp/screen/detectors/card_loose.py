"""Codes of cards however they are written, where cards are talked of: said figures, odd gaps, letters of any case.

Promises to ask for many places and for nobody else's claim. Never takes the number of an order, a telephone, a bank
card, a device or an address of a wallet for one.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.checks import luhn
from handclasp.screen.context import owner
from handclasp.screen.detector import Found
from handclasp.screen.detectors.card_told import called_otherwise
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.lexicon import words
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_LATIN_TALK: Final = (
    "cards?|gift ?cards?|codes?|keys?|vouchers?|scratch(?:ed)?|strip|foil|redeem(?:ed)?|redemption|activat(?:e"
    "|ed|ion)|pins?"
    "|psn|xbox|steam|robux|roblox|razer|itunes|apple|play|amaz[io]?n|nintendo|eshop|netflix|spotify|game ?pass|bundle"
    "|egift|e-gift|serial|make out|smudged|faded|torn|rubbed|unreadable"
)
_TALK: Final = re.compile(
    f"(?<![a-z])(?:{_LATIN_TALK})(?![a-z])|卡|码|碼|密(?!码错)|兑|兌|激活|刮|券|点数|點數|序列|面值|好使|充值"
    f"|听写|串|看不清|猜|糊了",
    re.IGNORECASE,
)
_MARK: Final = f"[ \t.·,，、_*/…|~{FILL}—–-]"
_FIGURES: Final = re.compile(
    f"[0-9](?<![0-9A-Za-z$¥￥#/@=?&_-][0-9])(?<![0-9A-Za-z]:[0-9])(?<![0-9][.,][0-9])(?:(?:{_MARK}{{1,12}}"
    f"|\n)?[0-9]){{9,23}}(?![0-9A-Za-z@%]"
    f"|{_MARK}{{1,3}}[0-9]"
    "|[ ]?(?:usd|usdt|btc|eth|元|块|次))",
    re.IGNORECASE,
)
_GROUPS: Final = re.compile(
    "[0-9A-Za-z](?<![0-9A-Za-z@#$._/=?&-][0-9A-Za-z])(?<![0-9A-Za-z]:[0-9A-Za-z])"
    "[0-9A-Za-z]{0,6}(?:(?:[ ]?(?:-{1,2}|·|[.]{3}|…|—|–|_|/)[ ]?"
    "|[ ]{2,3})[0-9A-Za-z]{1,7}){2,9}"
    "(?![0-9A-Za-z@]|[-_./:][0-9A-Za-z])"
)
_MARKS: Final = ("-", "·", "...", "…", "—", "–", "_", "/", "  ")
"""What stands between such groups."""
_RUN: Final = re.compile(
    "[0-9A-Za-z](?<![0-9A-Za-z@#$._/=?&+-][0-9A-Za-z])(?<![0-9A-Za-z]:[0-9A-Za-z])[0-9A-Za-z]{11,29}(?![0-9A-Za-z@_=/+-]|[.:][0-9A-Za-z])"
)
_LETTERS: Final = re.compile("[A-Z0-9](?<![0-9A-Za-z][A-Z0-9])(?:[ .·-][A-Z0-9]){9,29}(?![0-9A-Za-z])")
_DATE: Final = re.compile("(?:19|20)[0-9]{2}[-./ ]?[01][0-9][-./ ]?[0-3][0-9]")
_NOBODYS: Final = re.compile(
    "1Z[0-9A-Z]{12,16}|[T13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1.*|0x.*|[0-9a-f]{24,}|[A-Z]{2}[0-9]{9}[A-Z]{2}"
    "|(?:SF|YT|JT|ZTO|JD|LP|DPK|ORD|INV|NO|XS|VSM|DD|UID|C02)[A-Z]{0,3}[0-9]{6,18}[A-Z]{0,3}|[A-Z]{1,6}[0-9]{8,20}"
    "|[0-9a-f]{8}-[0-9a-f]{4}-.*|2[0-9]{5}-[0-9]{9,}|4200[0-9]{16,}|1[67][0-9]{11}"
    "|[A-Z]{2,12}(?:_[A-Z]{2,12}){1,3}_[0-9]{1,6}|(?:19|20)[0-9]{12,20}|(?:86)?1[3-9][0-9]{9}",
    re.IGNORECASE,
)
"""Parcels, wallets, hashes, numbers that begin with a day, mobile telephones."""
_ROBLOX: Final = re.compile("(?:robux|roblox)[^0-9\n]{0,40}$", re.IGNORECASE)
_OTHERS: Final = frozenset(
    (
        "BUSINESS PHONE BANK_CARD CN_ID QQ WECHAT PASSWORD ACCOUNT EMAIL IBAN PASSPORT SSN_US API_KEY CRYPTO_KEY HK_ID"
        " TW_ID MACAU_ID IP CVV EXPIRY PLATE CRYPTO_SEED"
    ).split()
)
_ENGLISH: Final = words("english")
_VOWEL: Final = re.compile("[aeiouAEIOU]")
_REACH: Final = 48
_LONGEST: Final = 400
_FEWEST: Final = 10
_FEWEST_FIGURES: Final = 13
_OF_A_ROBLOX_CARD: Final = 10
_OF_A_BANK_CARD: Final = frozenset({15, 16, 18, 19})
_MOBILE: Final = 11

_SHAPES: Final = (
    Part("[0-9A-Z]{3}[0-9a-z]{0,4}-[0-9A-Za-z]{3,7}-[0-9A-Za-z]{3,7}", cased=True, figures=2, holds=b"-"),
    Part("[a-z]{4}-[0-9a-z]{4,6}-[0-9a-z]{4}|[A-Z]{4,6}-[A-Z]{4,6}-[A-Z]{4,6}", cased=True, holds=b"-"),
    Part("[a-z][0-9][a-z][0-9a-z]{9}|[0-9][a-z]{2}[0-9a-z]{9}", figures=2),
    Part("[A-Z0-9](?: [A-Z0-9]){9}", cased=True, holds=b" "),
    features.figures(13),
    features.SAID,
)
SHAPES: Final = (
    *(family(its, shape) for its in ("CARD_SECRET", "CODE", "_CARD", "_CARD_SECRET") for shape in _SHAPES),
    wake("robux|roblox", features.SEVEN),
    wake(Part("[0-9A-Z]{2,4}(?:[.]{3}|·|…)[0-9A-Z]{2,4}(?:[.]{3}|·|…)[0-9A-Z]{2,4}", cased=True, figures=1)),
)
"""What wakes this look: the forms of codes, beside talk of cards."""


def loose(text: Text) -> Iterator[Found]:
    """Codes that nothing names, in whatever form."""
    if len(text.plain) > _LONGEST:
        return
    found = list(_formed(text))
    if found and _TALK.search(text.plain):
        yield from found


def _formed(text: Text) -> Iterator[Found]:
    plain, view = text.plain, text.spoken
    for match in _FIGURES.finditer(view):
        yield from _figures(text, view, match)
    for pattern in (_GROUPS, _RUN, _LETTERS) if any(mark in plain for mark in _MARKS) else (_RUN, _LETTERS):
        for match in pattern.finditer(plain):
            if _a_code(match[0], pattern) and _free(text, match.start(), match.end()):
                yield _found(plain, match.start(), match.end(), 70)


def _figures(text: Text, view: str, match: re.Match[str]) -> Iterator[Found]:
    bare = "".join(filter(str.isdigit, match[0]))
    start, end = match.span()
    if len(bare) == _OF_A_ROBLOX_CARD and _ROBLOX.search(view, max(0, start - _REACH), start):
        yield _found(text.plain, start, end, 96)
    if len(bare) < _FEWEST_FIGURES or _DATE.match(match[0]) or _NOBODYS.fullmatch(bare):
        return
    if len(bare) in _OF_A_BANK_CARD and bare[0] in "3456" and luhn(bare):
        return
    if _free(text, start, end):
        yield _found(text.plain, start, end, 70)


def _a_code(written: str, pattern: re.Pattern[str]) -> bool:
    bare = "".join(filter(str.isalnum, written))
    figures = sum(map(str.isdigit, bare))
    others = _NOBODYS.fullmatch(bare) or _NOBODYS.fullmatch(written) or _DATE.match(written)
    if len(bare) < _FEWEST or others or not set(bare) - set("0123456789OIl"):
        return False
    parts = re.split("[^0-9A-Za-z]+", written)
    if pattern is _LETTERS:
        return True
    if not figures:
        return bare.isupper() and len(parts) > 2 and len(parts[0]) > 3 and len(set(map(len, parts))) == 1
    if any(part.isalpha() and part.lower() in _ENGLISH and len(part) > 1 for part in parts):
        return False
    if pattern is _RUN:
        return 1 < figures < len(bare) - 1 and _changes(bare)
    mixed = sum(not _VOWEL.search(part) for part in parts)
    return figures < len(bare) and (figures > 1 or bare.isupper() or mixed > 1)


def _changes(bare: str) -> bool:
    """Tell whether letters and figures take turns, as in no word with a number behind it."""
    return sum(a.isdigit() != b.isdigit() for a, b in pairwise(bare)) > 3


def _free(text: Text, start: int, end: int) -> bool:
    """Tell whether nothing else lays claim to it."""
    if called_otherwise(text.plain, start):
        return False
    its = owner(text, start, end)
    return its.family not in _OTHERS or not (its.tight or its.distance <= 6)


def _found(plain: str, start: int, end: int, sure: int) -> Found:
    return Found(start, end, sure, f"****-{plain[end - 4 : end]}")
