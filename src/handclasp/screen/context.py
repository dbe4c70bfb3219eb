"""What stands around a candidate: labels that make it sensitive, and labels that make it an order's.

Promises looks of bounded length, so cost never grows with the text. Never finds anything by itself.
"""

from __future__ import annotations

import re
from typing import Final

from stdnum import luhn

REACH: Final = 40
"""How many code points before a candidate are read for its label."""

UNITS: Final = (
    "(?![ \t]{0,2}(?:位|次|个|個|天|分|秒|小时|年|月|日|号楼|元|块|%|折|件|张|人"
    "|(?:minutes?|mins?|hours?|days?|seconds?|secs?|times|digits?|characters|chars|letters|usd|usdt|items?)(?![a-z])))"
)
"""Not followed by what makes a figure a quantity (a piece of a regular expression)."""

_JOINTS: Final = " \t\n:#.=(「“‘『《<\"'【[+-_,是为為就"
_LINKS: Final = (
    "我的",
    " is",
    " was",
    " at",
    " on",
    " to",
    "'s",
    "number",
    "num",
    "code",
    " no",
    " id",
    "_no",
    "_id",
    " sn",
)
_NUMBERED: Final = ("号码", "號碼", "号", "號", "码", "碼", *_LINKS)
_MOST_LINKS: Final = 4


class Label:
    """Words that name the number right behind them, e.g. 手机号: or "my phone is"."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def before(self, view: str, start: int) -> bool:
        """Tell whether one of the words stands right before `start`, with nothing but joining words between."""
        if view[max(0, start - 2) : start].rstrip(" -")[-1:].isdigit():
            return False  # the middle of a longer number has no label of its own
        tail = view[max(0, start - REACH) : start].lower().rstrip(_JOINTS)
        for _ in range(_MOST_LINKS):
            if self._ends(tail):
                return True
            if not tail.endswith(_NUMBERED):
                return False
            tail = next(tail.removesuffix(link) for link in _NUMBERED if tail.endswith(link)).rstrip(_JOINTS)
        return self._ends(tail)

    def _ends(self, tail: str) -> bool:
        if not tail.endswith(self._words):
            return False
        # A Latin word counts only whole: "category" is not "ry", "border" is not "order".
        return any(not _inside_a_word(tail, word) for word in self._words if tail.endswith(word))


def _inside_a_word(tail: str, word: str) -> bool:
    before = tail[-len(word) - 1 : -len(word)]
    return word.isascii() and before.isascii() and before.isalpha()


BUSINESS: Final = Label(
    "订单",
    "訂單",
    "单号",
    "單號",
    "运单",
    "運單",
    "快递",
    "快遞",
    "物流",
    "包裹",
    "流水",
    "交易",
    "编号",
    "編號",
    "哈希",
    "批次",
    "商户",
    "发票",
    "积分",
    "订单编号",
    "单子",
    "order",
    "orders",
    "tracking",
    "parcel",
    "shipment",
    "waybill",
    "invoice",
    "receipt",
    "transaction",
    "trade",
    "txid",
    "tx",
    "hash",
    "reference",
    "ref",
    "ticket",
    "sku",
    "batch",
    "order_no",
    "order_id",
)
"""Names of numbers that are nobody's secret and must stay visible."""


def business(view: str, start: int) -> bool:
    """Tell whether the number at `start` is named as an order's, parcel's or transaction's right before it."""
    return BUSINESS.before(view, start)


_CARD_THEN: Final = re.compile(
    "(银行|銀行|信用|储蓄|借记)?(?:卡号|卡號)[^0-9A-Za-z\n]{0,6}([0-9A-Za-z-]{6,40})"
    "[ \t\n,;。、]{1,3}(?:卡|充值)?(?:密码|密碼)$"
)


def game_card(view: str, end: int) -> bool:
    """Tell whether the 密码 that ends at `end` belongs to a gift card whose 卡号 stands before it, not to a bank."""
    match = _CARD_THEN.search(view, max(0, end - 2 * REACH), end)
    if not match or match[1]:
        return False
    number = match[2].replace("-", "")
    return not (number.isdigit() and len(number) >= 13 and luhn.checksum(number) == 0)
