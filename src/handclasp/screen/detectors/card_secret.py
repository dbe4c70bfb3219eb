"""Card secrets (卡密): the codes of gift, game and top-up cards, named as such or in a form that only codes have.

Promises the code, and those listed in the lines after it. Never takes an order number, a date or a word for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import UNITS, business, game_card
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import anchors, wake

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_NAMES: Final = (
    "卡密",
    "卡号",
    "卡號",
    "兑换码",
    "兌換碼",
    "激活码",
    "激活碼",
    "充值码",
    "密码",
    "密碼",
    "序列号",
    "礼品码",
    "礼品卡",
    "点卡",
    "券码",
    "cd-?key",
    "cdk",
    "gift ?card(?: code| number| pin)?",
    "gift code",
    "redeem code",
    "redemption code",
    "activation code",
    "voucher(?: code)?",
    "serial(?: key| number)",
    "licen[sc]e key",
    "game key",
    "steam key",
    "product key",
    "claim code",
    "top-?up code",
    "card code",
    "card secret",
    "prepaid code",
    "kami",
)
_GAP: Final = re.compile(
    "(?:[ \t\n:=#(\"'“‘「『【\\[<]|->|→|是|为|為|就是|给的|发的|如下"
    "|这个|号|码|is|was|are|code|number|no\\.?|pin){0,8}",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(
    "((?:[A-Z0-9]{4,5})(?: [A-Z0-9]{4,5}){2,5}"
    "|[0-9A-Za-z]{2,32}(?:-[0-9A-Za-z]{2,32}){1,9}|[0-9A-Za-z]{6,64})(?![0-9A-Za-z-])"
)
_NEXT: Final = re.compile("[ \t\r]{0,3}[\n,;、|/]{1,3}[ \t]{0,3}(?:[0-9]{1,2}[.)、][ ]?)?")
_DATE: Final = re.compile("(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}")
_UNIT: Final = re.compile(UNITS)
_GROUPED: Final = re.compile(
    "(?<![0-9A-Za-z-])(?=[A-Z0-9-]{0,34}[A-Z])"
    "(?:[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2,6}|[A-Z0-9]{5}(?:-[A-Z0-9]{5}){2,5}|[A-Z0-9]{6}(?:-[A-Z0-9]{6}){2,3})(?![0-9A-Za-z-])"
)
_APPLE: Final = re.compile("(?<![0-9A-Za-z])X(?=[A-Z]{0,14}[0-9])[A-Z0-9]{15}(?![0-9A-Za-z])")
_BANK: Final = re.compile("(?:银行|銀行|信用|储蓄|借记)(?:卡号|卡號|卡)$")
_FEWEST_FIGURES: Final = 8
_FEWEST_GROUPS_OF_LETTERS: Final = 4


def _look(text: Text, hits: Sequence[int]) -> Iterator[Found]:
    plain = text.plain
    done = 0
    for hit in hits:
        if hit < done or (plain[hit - 1] in "码碼" and plain[hit - 2] == "密" and not game_card(plain, hit)):
            continue
        if not _BANK.search(plain, max(0, hit - 8), hit):
            for found in _listed(plain, hit):
                done = found.end
                yield found
    for match in (*_GROUPED.finditer(plain), *_APPLE.finditer(plain)):
        if _code_like(match[0]) and not business(plain, match.start()):
            yield _found(plain, match.start(), match.end(), 80)


def _listed(plain: str, hit: int) -> Iterator[Found]:
    """The code behind a name, and more of the same length in the list or lines after it."""
    gap = _GAP.match(plain, hit)
    token: re.Match[str] | None = _TOKEN.match(plain, gap.end()) if gap else None
    if not gap or not token or not _secret(plain, token, named=gap.end() > hit):
        return
    length = token.end() - token.start()
    while token is not None and token.end() - token.start() == length:
        yield _found(plain, token.start(), token.end(), 86)
        between = _NEXT.match(plain, token.end())
        token = _TOKEN.match(plain, between.end()) if between else None


def _secret(plain: str, token: re.Match[str], *, named: bool) -> bool:
    code = token[0]
    if _DATE.match(code) or not _UNIT.match(plain, token.end()):
        return False
    if code.isdigit():
        return len(code) >= _FEWEST_FIGURES
    figures = any(char.isdigit() for char in code)
    return figures or (named and code.isupper() and len(code) >= _FEWEST_FIGURES)


def _code_like(code: str) -> bool:
    """Groups of capitals alone are a code only when there are many of them."""
    return any(char.isdigit() for char in code) or code.count("-") + 1 >= _FEWEST_GROUPS_OF_LETTERS


def _found(plain: str, start: int, end: int, sure: int) -> Found:
    return Found(start, end, sure, f"****-{plain[end - 4 : end]}")


DETECTOR: Final = Finder(
    "card_secret",
    "CARD_SECRET",
    (
        anchors(*_NAMES),
        wake("[A-Z0-9]{4,6}-[A-Z0-9]{4,6}-[A-Z0-9]{4,6}", cased=True),
        wake("X[A-Z0-9]{15}", cased=True),
    ),
    _look,
)
