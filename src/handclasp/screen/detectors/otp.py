"""One-time codes: the four to eight figures of a text message or an authenticator, beside the words that name them.

Promises that they are dropped, never kept. Never takes an error code, an amount or an order number for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import UNITS
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import anchors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_CODE: Final = (
    "(?<![0-9A-Za-z-])((?:[A-Z]{1,3}-)?[0-9](?:[ -]?[0-9]){3,7})(?![0-9A-Za-z]|[ .:/][0-9]|-[0-9A-Za-z])" + UNITS
)
_BEHIND: Final = re.compile(
    "(?:(?!订单|訂單|单号|order|电话|手机|phone|qq|http)[^0-9,，.。!！?？;；\n]){0,16}?"
    "(?:,[ ]{0,2}(?:是|为|就是|it's|it is|is)[ ]{0,2}|[\n]{1,2}|[,.] ?)?" + _CODE,
    re.IGNORECASE,
)
_LETTERED: Final = re.compile(
    "(?:[ \t:=\"'“「(]|是|为|is){1,6}((?=[A-Z]{0,7}[0-9])[0-9A-Z]{4,8})(?![0-9A-Za-z])" + UNITS
)
_BEFORE: Final = re.compile(
    "(?<![0-9A-Za-z.-])([0-9](?:[ -]?[0-9]){3,7})[\"'”」)]?[ ,]{0,2}"
    "(?:就?是|为|is|as|[(])(?:[ ]|[\u4e00-\u9fff]{1,6}(?=验证码|校验码|动态码)"
    "|我的|我收到的|你的|您的|这个|本次|短信|手机|登录|my|the|your|(?:[a-z]{1,12}[ ])){0,4}"
    "(?:验证码|驗證碼|校验码|动态码|otp|one[- ]?time|verification|code)",
    re.IGNORECASE,
)
_OTHER_CODES: Final = re.compile(
    "(?:error|status|discount|promo|coupon|product|zip|postal|post|area|country|order|tracking|source|qr|bar|dress|exit"
    "|http|response|invite|referral|gift|card|redeem|redemption|activation|voucher|currency|sort|swift|bank|color|colour"
    "|claim|item|model|reason|state|region|dial|dialing|game|access)[ -]?(?:code)[ :]?(?:is|was|:)?$",
    re.IGNORECASE,
)
_JUST_CODE: Final = re.compile("code ?(?:is|was|:)$", re.IGNORECASE)
_FIGURE: Final = re.compile("[0-9]")
_REACH: Final = 40


def _look(text: Text, hits: Sequence[int]) -> Iterator[Found]:
    for hit in hits:
        if not _FIGURE.search(text.spoken, max(0, hit - _REACH), hit + _REACH):
            continue
        if _OTHER_CODES.search(text.plain, max(0, hit - _REACH), hit):
            continue
        for view in text.views:
            match = _BEHIND.match(view, hit)
            if match:
                yield Found(match.start(1), match.end(1), 88)
            match = _BEFORE.search(view, max(0, hit - _REACH), hit + len("verification"))
            if match:
                yield Found(match.start(1), match.end(1), 88)
        # "code: A1001" is more likely an order's; with letters in it only a name of its own makes it a code.
        match = None if _JUST_CODE.search(text.plain, max(0, hit - _REACH), hit) else _LETTERED.match(text.plain, hit)
        if match:
            yield Found(match.start(1), match.end(1), 80)


DETECTOR: Final = Finder(
    "otp",
    "OTP",
    (
        anchors(
            "验证码",
            "驗證碼",
            "校验码",
            "校驗碼",
            "动态码",
            "动态口令",
            "動態碼",
            "短信码",
            "确认码",
            "认证码",
            "验证吗",
            "verification code",
            "verify code",
            "confirmation code",
            "auth(?:entication|orization)? code",
            "security code",
            "login code",
            "sign-?in code",
            "sms code",
            "one[- ]?time(?: pass)?(?: )?code",
            "one[- ]time pass(?:word|code)",
            "otp",
            "2fa(?: code)?",
            "code (?:is|was)",
            "code ?:",
            "code i (?:got|received|was sent)(?: is| was)?",
            "google authenticator",
            "yzm",
        ),
    ),
    _look,
)
