"""Bank card numbers: 13 to 19 figures of an issuer's range with a Luhn check figure (ISO/IEC 7812-1).

Promises to find spaced and dashed ones, and mistyped ones where the text says that it is a bank card. Never reads a
number as a card's where the text names it as an order's or a parcel's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stdnum import luhn

from handclasp.screen.context import Label, business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import FIGURES, wake
from handclasp.screen.numbers import Number, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_RANGES: Final = re.compile(
    "62[0-9]{14,17}|81[0-9]{14,17}"  # UnionPay
    "|4[0-9]{15}(?:[0-9]{3})?"  # Visa
    "|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"  # Mastercard
    "|3[47][0-9]{13}"  # American Express
    "|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # JCB
    "|3(?:0[0-59]|[689][0-9])[0-9]{11,16}"  # Diners Club
    "|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12,15}"  # Discover
    "|(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{9,15}"  # Maestro
    "|9558[0-9]{12,15}|103[0-9]{16}|6[08][0-9]{14,17}|690755[0-9]{9,12}|9[048][0-9]{14,17}"  # older mainland cards
)
_LABEL: Final = Label(
    "银行卡",
    "銀行卡",
    "储蓄卡",
    "信用卡",
    "借记卡",
    "卡号",
    "卡號",
    "账号",
    "帳號",
    "账户",
    "收款",
    "打款到",
    "转账到",
    "转到",
    "工行",
    "农行",
    "建行",
    "中行",
    "招行",
    "交行",
    "邮储",
    "bank card",
    "credit card",
    "debit card",
    "card",
    "visa",
    "mastercard",
    "amex",
    "unionpay",
    "account",
)
_LEAST: Final = 13
_MOST: Final = 19


def _look(text: Text, _hits: Sequence[int]) -> Iterator[Found]:
    for number in numbers(text, _LEAST, _MOST):
        sure = _sure(number, text.plain)
        if sure:
            yield Found(number.start, number.end, sure, f"****{number.digits[-4:]}")


def _sure(number: Number, plain: str) -> int:
    if not number.digits.isdigit():
        return 0
    known = _RANGES.fullmatch(number.digits) is not None
    if not known and not _LABEL.before(plain, number.start):
        return 0
    checked = luhn.checksum(number.digits) == 0
    if known and checked:
        return 0 if business(plain, number.start) else 95
    named = _LABEL.before(plain, number.start) and not business(plain, number.start)
    return 70 if named and (known or checked) else 0


DETECTOR: Final = Finder("bank_card", "BANK_CARD", (wake(FIGURES),), _look)
