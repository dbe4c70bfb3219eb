"""Ready words that ask a customer for what a case lacks, in the customer's language; they may be changed.

Nothing here asks for a code, a password or a document: what is asked for can be told in the open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from handclasp.desk.cases.words import Want
from handclasp.records import View

Language = Literal["zh", "en"]

_CHINESE: Final = re.compile("[\u3400-\u9fff]")

WORDS: Final[Mapping[Want, Mapping[Language, str]]] = {
    Want.ORDER: {
        "zh": "订单号（付款成功页或邮件里可以找到）",
        "en": "the order number (it is on the page after payment and in the e-mail)",
    },
    Want.PAYMENT: {
        "zh": "付款时间和付款方式（截图即可，请盖住银行卡号）",
        "en": "when and how you paid (a screenshot will do; please cover the card number)",
    },
    Want.LOOKED: {
        "zh": "您在哪里查找过卡密：订单查询页、邮箱，还是垃圾邮件箱",
        "en": "where you looked for the code: the order page, your mailbox, or its spam folder",
    },
    Want.ERROR: {
        "zh": "兑换时提示的原文或截图（请盖住卡密）",
        "en": "the error message you see when you redeem it (cover the card code in a screenshot)",
    },
    Want.WHERE: {
        "zh": "在哪个平台、哪个地区的账号兑换",
        "en": "where you redeem it: which platform, and the account's region",
    },
    Want.WHEN: {"zh": "第一次尝试兑换的时间", "en": "when you first tried to redeem it"},
}

_AROUND: Final[Mapping[Language, tuple[str, str]]] = {
    "zh": ("为了尽快处理，请告诉我们：\n", "\n我们不会向您索要验证码、密码或证件照片。"),
    "en": ("To settle this quickly, please tell us:\n", "\nWe never ask for one-time codes, passwords or documents."),
}


def language_of(views: Sequence[View]) -> Language:
    """The language a customer writes in, by their newest words; Chinese where they said nothing."""
    theirs = [one.body for one in views if one.author.role == "customer" and one.body]
    return "zh" if not theirs or any(_CHINESE.search(text) for text in theirs[-3:]) else "en"


def ready(wants: Iterable[Want], language: Language) -> str:
    """The words that ask for all of these."""
    begin, end = _AROUND[language]
    lines = [f"{number}. {WORDS[want][language]}" for number, want in enumerate(wants, 1)]
    return begin + "\n".join(lines) + end
