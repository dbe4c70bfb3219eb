"""The words of each family of labels, in Chinese (both scripts), English, pinyin and the abbreviations of chats.

Promises that every word stands in one family only. Latin words are written small and match in any case, as whole words.
The lists are in lexicon/labels.txt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handclasp.screen.lexicon import sections, words

if TYPE_CHECKING:
    from collections.abc import Iterator

AMBIGUOUS: Final = words("english") | words("names_that_are_words")
"""First names that are words or parts of words as well."""
_SHORTEST: Final = 3
_SHORTEST_LAST: Final = 4
_PROVIDERS: Final = (
    "gmail outlook hotmail yahoo icloud proton qq foxmail 163 126 139 live example sina aliyun mail gmx aol me.".split()
)


def _first_names() -> tuple[str, ...]:
    names = words("first_names") | words("first_names_more") | words("first_names_world")
    return tuple(sorted(name for name in names - AMBIGUOUS if len(name) >= _SHORTEST and name[0].isascii()))


def _last_names() -> tuple[str, ...]:
    names = words("last_names") - AMBIGUOUS - words("first_names")
    return tuple(sorted(name for name in names if len(name) >= _SHORTEST_LAST and name.isascii() and name.isalpha()))


_SIMPLIFIED: Final = (
    "码号证护银账户验动录联络话机电邮转汇车个数后备钱词钥导订单编图国际贵达礼换点储启会员务书给邻岁设写实确"
    "认预约发货兑里协议凭资绑费门园区铃线网质语来骗这过报对读让输达现样边还旧处进乱钟称条级转给开关户临时龙马场页"
)
_TRADITIONAL: Final = (
    "碼號證護銀賬戶驗動錄聯絡話機電郵轉匯車個數後備錢詞鑰導訂單編圖國際貴達禮換點儲啟會員務書給鄰歲設寫實確"
    "認預約發貨兌裡協議憑資綁費門園區鈴線網質語來騙這過報對讀讓輸達現樣邊還舊處進亂鐘稱條級轉給開關戶臨時龍馬場頁"
)
_IN_TRADITIONAL: Final = {ord(one): other for one, other in zip(_SIMPLIFIED, _TRADITIONAL, strict=True)}


_OFTEN_MISTYPED: Final = {
    "PASSWORD": "password passcode passphrase",
    "PASSPORT": "passport",
    "WECHAT": "wechat weixin",
    "OTP": "verification authenticator",
    "CRYPTO_SEED": "mnemonic",
    "EXPIRY": "expiration expires",
    "CARD_SECRET": "voucher redemption redeem activation",
    "API_KEY": "secret",
    "PHONE": "telephone cellphone whatsapp",
    "PERSON": "cardholder recipient surname beneficiary",
    "SSN_US": "social",
}


def _mistyped(word: str) -> Iterator[str]:
    """The word with a letter left out, doubled, or changed with the next one; the first two stay."""
    for place in range(2, len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[: place + 1] + word[place:]
        yield word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]


def _with_mistakes(families: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    known = {word for its in families.values() for word in its} | words("english")
    more: dict[str, tuple[str, ...]] = {}
    for family, often in _OFTEN_MISTYPED.items():
        made = dict.fromkeys(wrong for word in often.split() for wrong in _mistyped(word) if wrong not in known)
        known.update(made)
        more[family] = (*families[family], *made)
    return families | more


def _in_both_scripts(families: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each word in traditional characters as well, unless it stands in a list so already."""
    known = {word for its in families.values() for word in its}
    both: dict[str, tuple[str, ...]] = {}
    for family, its in families.items():
        turned = dict.fromkeys(word.translate(_IN_TRADITIONAL) for word in its)
        both[family] = (*its, *(word for word in turned if word not in known))
        known.update(turned)
    return both


_LISTED: Final = _with_mistakes(_in_both_scripts(sections("labels")))
FAMILIES: Final[dict[str, tuple[str, ...]]] = _LISTED | {
    "_AT": (*_LISTED["_AT"], *(f" at {provider}" for provider in _PROVIDERS)),
    "_TITLE": (*_LISTED["_TITLE"], "收 ", "收\n", "收，", "收,"),
    "_LAST": _last_names(),
    "_FIRST": _first_names(),
}
"""Words by family; those of a family that begins with _ name nothing."""
