"""What the desk sees in place of something sensitive: the type's name, and as much of it as the desk needs.

Promises masks in the language of the text. Never shows anything of what is dropped at the door.
"""

from __future__ import annotations

import re
from typing import Final

_LABELS: Final = {
    "CN_ID": ("身份证号", "ID number"),
    "PHONE": ("手机号", "Phone"),
    "LANDLINE": ("电话", "Phone"),
    "BANK_CARD": ("银行卡", "Bank card"),
    "EMAIL": ("邮箱", "Email"),
    "CARD_SECRET": ("卡密", "Card code"),
    "PASSWORD": ("密码", "Password"),
    "OTP": ("验证码", "One-time code"),
    "CVV": ("安全码", "Security code"),
    "CRYPTO_SEED": ("助记词", "Seed phrase"),
    "CRYPTO_KEY": ("私钥", "Private key"),
    "API_KEY": ("接口密钥", "API key"),
    "EXPIRY": ("有效期", "Expiry date"),
    "PASSPORT": ("护照", "Passport"),
    "HK_ID": ("香港身份证", "Hong Kong ID"),
    "MACAU_ID": ("澳门身份证", "Macau ID"),
    "TW_ID": ("台湾身份证", "Taiwan ID"),
    "SSN_US": ("美国社保号", "US SSN"),
    "IBAN": ("国际账号", "IBAN"),
    "ADDRESS": ("地址", "Address"),
    "PERSON": ("姓名", "Name"),
    "QQ": ("QQ号", "QQ"),
    "QQ_WECHAT": ("QQ/微信", "QQ/WeChat"),
    "PLATE": ("车牌", "Number plate"),
    "IP": ("IP地址", "IP address"),
}

DROPPED: Final = frozenset({"PASSWORD", "OTP", "CVV", "CRYPTO_SEED", "CRYPTO_KEY", "API_KEY"})
"""Types whose originals are never stored (design: never stored at all)."""


def types() -> list[str]:
    """The types that are recognised and masked, or dropped."""
    return sorted(_LABELS)


def called(label: str, *, chinese: bool) -> str:
    """What a type is called; any other label is its own name."""
    return _LABELS[label][0 if chinese else 1] if label in _LABELS else label


_NAMES: Final = "|".join(sorted({re.escape(name) for both in _LABELS.values() for name in both}, key=len, reverse=True))
_HINT: Final = re.compile(
    f"【(?:({_NAMES}) (?!已丢弃】|dropped】)[^】]{{0,200}}|([^】]{{1,40}}?) [^】 ]{{0,40}}[*][^】]{{0,200}})】"
)
"""A mask that tells something beside its name; one of a tenant's own type, whose name is not known here, by stars."""

_FEWEST_HIDDEN: Final = 6
_FEWEST_OF_ANY: Final = 2
_CJK: Final = re.compile("[\u3400-\u9fff]")


def chinese(text: str) -> bool:
    """Tell whether there is Chinese in this text, so that its masks are written in Chinese."""
    return _CJK.search(text) is not None


def mask(label: str, shown: str, *, dropped: bool, chinese: bool) -> str:
    """Write a mask: `【手机号 138****5678】`, `【Password dropped】`. `label` is a type or a label of a finding."""
    name = called(label, chinese=chinese)
    if dropped:
        return f"【{name} 已丢弃】" if chinese else f"【{name} dropped】"
    return f"【{name} {shown or '****'}】"


def bare(text: str) -> str:
    """A text, or one mask, with nothing in its masks but what they are called: `【手机号】`, `【Password dropped】`."""
    return _HINT.sub(lambda match: f"【{match[1] or match[2]}】", text)


def told(shown: str, length: int) -> str:
    """What a mask may show of so many code points: nothing at all when that would be nearly all of them."""
    return shown if length - sum(char not in "*-" for char in shown) >= _FEWEST_OF_ANY else ""


def ends(text: str, first: int, last: int) -> str:
    """The first and last characters with a star for each between; nothing at all when too little would stay hidden."""
    hidden = len(text) - first - last
    return text[:first] + "*" * hidden + text[len(text) - last :] if hidden >= _FEWEST_HIDDEN else "****"
