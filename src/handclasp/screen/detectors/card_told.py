"""Codes of cards that nothing names, where other words of the message tell: dead, scratched off, both used, 先充先得.

Promises to ask for the form of a code: letters with figures, groups, or many figures. Never takes the number of an
order, a parcel or a bank card for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.checks import luhn
from handclasp.screen.context import business, owner
from handclasp.screen.detector import Found
from handclasp.screen.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_GROUPS: Final = re.compile(
    "(?<![0-9A-Za-z@#$._/:-])(?:[A-Z0-9]{2,6}(?:[ \n.-][A-Z0-9]{2,6}){2,9}(?:[ \n.-][A-Z0-9])?"
    "|[a-z0-9]{2,6}(?:[ \n.-][a-z0-9]{2,6}){1,9}(?:[ \n.-][a-z0-9])?"
    "|[0-9]{3,4}(?:[ \n.-][0-9]{3,4}){2,6}(?:[ \n.-][0-9]{1,2})?)(?![0-9A-Za-z@:/])"
)
_RUN: Final = re.compile(
    "(?<![0-9A-Za-z@#$._/:=?&-])([0-9A-Za-z]{5,40}(?:\n[0-9A-Za-z-]{4,20}(?![0-9A-Za-z]))?)"
    "(?![0-9A-Za-z@_/:-]|[.][0-9A-Za-z])"
)
_TOKEN: Final = "([0-9A-Za-z]{8,40}|[0-9A-Za-z]{2,8}(?:[- ][0-9A-Za-z]{1,8}){2,12})"  # noqa: S105 - an expression
_BOTH: Final = (
    re.compile(f"(?:卡?密码?|pin)[: ]{{1,2}}{_TOKEN}[ ,;/|\n]{{1,3}}卡号?[: ]{{1,2}}{_TOKEN}", re.IGNORECASE),
    re.compile(f"卡号?[: ]{{1,2}}{_TOKEN}[ ,;/|\n]{{1,3}}卡?密码?[: ]{{1,2}}{_TOKEN}", re.IGNORECASE),
    re.compile(
        "(?:[eE]卡|京东卡|礼品卡|电子卡|购物卡|充值卡|点卡|gift ?card|steam|itunes|razer)[ :：号]{0,3}"
        f"{_TOKEN}[ ,，;/|\n]{{1,3}}(?:卡?密码?|pin|code)[: ]{{0,2}}{_TOKEN}",
        re.IGNORECASE,
    ),
    re.compile("(?<![0-9A-Za-z_@-])([0-9A-Z]{10,24})----([0-9A-Za-z-]{7,40})(?![0-9A-Za-z_@])"),
)
"""The number of a card and its secret."""
_NUMBERED: Final = ("卡:", "卡 ", "卡号:", "卡号 ")
_CARDS: Final = (
    *("e卡", "京东卡", "礼品卡", "电子卡", "购物卡", "充值卡", "点卡"),
    *("gift card", "giftcard", "steam", "itunes", "razer"),
)
"""What stands in small letters in the first two of them, and in the third."""
_DATE: Final = re.compile("(?:19|20)[0-9]{2}[-. ][01]?[0-9][-. ][0-3]?[0-9]")
_PARCEL: Final = re.compile(
    "0x.*|uid[0-9]+|1Z[0-9A-Z]{12,16}|EMS[0-9A-Z]{8,30}|C02[0-9A-Z]{9,10}|[T13][1-9A-HJ-NP-Za-km-z]{25,34}|[A-Z]{2}[0-9]{9}[A-Z]{2}|(?:SF|YT|JT|ZTO|JD|LP|DPK)[A-Z]{0,3}[0-9]{10,15}"
)
_DOCUMENT: Final = re.compile("[A-Z]{1,2}[0-9]{7,8}")
_ERROR: Final = re.compile("[A-Z]{1,6}-[0-9]{3,8}(?:-[0-9]{1,2})?")
_CONSONANTS: Final = re.compile("[b-df-hj-np-tv-xz]{4}")
_CALLED: Final = re.compile(
    "(?:usps|ups|dhl|fedex|ems|trk|track(?:ing)?|极兔|極兔|圆通|中通|申通|韵达|顺丰|順豐|百世|邮政|快递|菜鸟|ref(?:erence)?|inv?oice|po|gpa[.]"
    "|orders?|订单|單|单号?|ticket|serial|s/n|sn|序列[号號]|imei|流水|编号|hash|tx(?:id)?|uid|id|build|err(?:or)?|sku|model"
    "|型号|check|opened"
    "|binding|shortcut"
    "|friend|team|party|lobby|invite|referral|upc|ean|isbn|条码|logs?)"
    "(?: (?:no|num|number|nr|was|is))?[ :：#.,，是\\[]{0,4}$",
    re.IGNORECASE,
)
"""What such a number is called instead."""
_ENGLISH: Final = words("english")
_CLOSE: Final = 24
_FEWEST: Final = 9
_FEWEST_FIGURES: Final = 12
_MOBILE: Final = re.compile("(?:86)?1[3-9][0-9]{9}")
_OTHERS: Final = frozenset(
    (
        "PHONE BANK_CARD CARD_NO CN_ID QQ WECHAT PASSWORD OTP ACCOUNT EMAIL IBAN PASSPORT SSN_US API_KEY CRYPTO_KEY"
    ).split()
)


def told(text: Text) -> Iterator[Found]:
    """Codes in a message whose other words tell of cards."""
    plain = text.plain
    for pair in _both(text.lower):
        for match in pair.finditer(plain):
            if not (_MOBILE.fullmatch(match[1]) or _bank(match[1]) or _DATE.fullmatch(match[1])):
                yield from (
                    _found(plain, *match.span(group)) for group in (1, 2) if any(map(str.isdigit, match[group]))
                )
    if not (text.places("_CARD") or text.places("_CARD_SECRET")):
        return
    for pattern in (_GROUPS, _RUN):
        for match in pattern.finditer(plain):
            start, end = _without_words(plain, *match.span())
            if end > start and _a_code(plain[start:end]) and not _anothers(text, start, end):
                yield _found(plain, start, end)


def _both(lower: str) -> Iterator[re.Pattern[str]]:
    """Those of the pairs that the words of the text allow: to look for words costs next to nothing."""
    if "密" in lower or "pin" in lower or "code" in lower:
        if "卡" in lower and any(name in lower for name in _NUMBERED):
            yield from _BOTH[:2]
        if any(name in lower for name in _CARDS):
            yield _BOTH[2]
    if "----" in lower:
        yield _BOTH[3]


def _without_words(plain: str, start: int, end: int) -> tuple[int, int]:
    """Without words of the sentence at either side."""
    parts = list(re.finditer("[0-9A-Za-z]+", plain[start:end]))
    while parts and _a_word(parts[0][0]):
        parts.pop(0)
    for at, part in enumerate(parts):
        if _a_word(part[0]) and len(part[0]) > 1:
            parts = parts[:at]
            break
    return (start + parts[0].start(), start + parts[-1].end()) if parts else (start, start)


def _a_word(part: str) -> bool:
    if part.isalpha() and part.isupper() and len(part) > len("abc"):
        return part.lower() in _ENGLISH
    return part.isalpha() and part.islower() and (part in _ENGLISH or not _CONSONANTS.search(part)) and part.isascii()


def _a_code(written: str) -> bool:
    bare = "".join(filter(str.isalnum, written))
    figures = sum(map(str.isdigit, bare))
    if len(bare) < _FEWEST or _DATE.fullmatch(written) or _PARCEL.fullmatch(bare) or _ERROR.fullmatch(written):
        return False
    if figures == len(bare):
        return figures >= _FEWEST_FIGURES and not _MOBILE.fullmatch(bare) and not _bank(bare)
    if not figures:
        return len(bare) >= _FEWEST_FIGURES and (bare.isupper() or _CONSONANTS.search(bare) is not None)
    return bare.upper() == bare or bare.lower() == bare


def _bank(code: str) -> bool:
    bare = "".join(filter(str.isdigit, code))
    return len(bare) in {15, 16, 19} and len(bare) == sum(map(str.isalnum, code)) and bare[0] in "3456" and luhn(bare)


def _anothers(text: Text, start: int, end: int) -> bool:
    its, before = owner(text, start, end), text.labels.before(start)
    if (before is not None and before.family == "BUSINESS") or _DOCUMENT.fullmatch(text.plain, start, end):
        return True
    if called_otherwise(text.plain, start):
        return True
    return business(text, start, end) or (its.tight and its.family in _OTHERS)


def called_otherwise(plain: str, start: int) -> bool:
    """Tell whether what begins here is called a parcel's, an order's or a device's right before."""
    return _CALLED.search(plain, max(0, start - _CLOSE), start) is not None


def _found(plain: str, start: int, end: int) -> Found:
    return Found(start, end, 86, f"****-{plain[end - 4 : end]}")
