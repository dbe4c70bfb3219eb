"""Texts made of bytes: letters as they are, pieces that detectors look for, repetitions; and planted values.

Each byte says one thing, so mutation moves, doubles and drops whole words, and a few bytes make a very long text.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from mnemonic import Mnemonic

LONGEST: Final = 262_144
_PIECES: Final = (
    "一二三", "零", "两", "幺", "洞", "一三八", "○", "０", "１２", "😀", "\u200b", "1️⃣", "а", "aа1", "O0", "l1",
    "one ", "double ", "twenty ", "ling ", "slash ", "abandon ", "zoo ", "的一是在", "不了有和 ", "password",
    "密码", "pwd=", "：", "，", "。", "；", "、", "（", "）", "／", "．", "－", "·", "…", "—", "验证码", "code ",
    "otp:", "手机号", "电话", "身份证", "卡号", "银行卡", "cvv", "有效期", "exp ", "地址：", "北京市朝阳区", "路",
    "号", " street ", "QQ", "微信", "wx:", "护照", "passport ", "sk-", "AKIA", "ghp_", "eyJ", "-----BEGIN ", "0x",
    "xprv", "DE89 3704 ", "1.1.1.", "fe80::", "京A", "A123456(", "123-45-", "6222 ", "4111 1111 ", "13800138000",
    "110101 1990 ", "110101199003077", "+86 ", "卡密", "gift card ", "ABCD-1234-", "姓名", "我叫王", "name is ",
    "Mr John ", "先生", "王小明", "O'Brien ", "后面", "前四位", "then ", "last part ", "元", "个", "第",
    "2024-01-01", "1/26", "order no. ", "订单号", "tel ", "id: ", "iban ", "账号", "助记词", "私钥", "api key ",
    "token ", "兑换码", "pin ", "是", "is ", "@qq", ".com", "é", "ß", "İ", "\ud800", "\x1f", "🄰", "𝟎", "1234 ",
)  # fmt: skip
_FIRST_PIECE: Final = 0x80
_FIRST_REPEAT: Final = _FIRST_PIECE + len(_PIECES)
_POOL: Final = Random(20261128)
_AROUND: Final = ("。\n", "\n\n", "；", "！")


class Plant(NamedTuple):
    """A value, and the words before it that say what it is (if it needs any)."""

    label: str
    value: str


def text_of(data: bytes, most: int) -> str:
    """The text that these bytes stand for, of at most so many code points."""
    text = ""
    for byte in data:
        if byte < _FIRST_PIECE:
            text += chr(byte)
        elif byte < _FIRST_REPEAT:
            text += _PIECES[byte - _FIRST_PIECE]
        else:
            power = byte - _FIRST_REPEAT
            text += text[-(1 << power % 8) :] * (7 if power < 8 else 63)
        if len(text) >= most:
            break
    return text[:most]


def planted(text: str, how: bytes) -> tuple[str, int, int]:
    """The text with a value put into it, and where the value stands; `how` says which, where and between what."""
    which, where, around, _ = how.ljust(4, b"\0")[:4]
    plant, parting = PLANTS[which % len(PLANTS)], _AROUND[around % len(_AROUND)]
    place = len(text) * where // 255
    before = text[:place] + parting + plant.label
    return before + plant.value + parting + text[place:], len(before), len(before) + len(plant.value)


def _figures(count: int) -> str:
    return "".join(_POOL.choices("0123456789", k=count))


def _card(start: str) -> str:
    body = start + _figures(15 - len(start))
    doubled = sum(int(d) if at % 2 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(body))
    return body + str(-doubled % 10)


def _identity() -> str:
    body = (
        f"{_POOL.choice(['110105', '310101', '440305'])}{_POOL.randint(1950, 2005)}0{_POOL.randint(1, 9)}1{_figures(4)}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _token(letters: str, count: int) -> str:
    return "".join(_POOL.choices(letters, k=count))


def _seed_phrase(language: str) -> str:
    phrase: str = Mnemonic(language).to_mnemonic(_POOL.randbytes(16))
    return phrase


_ALNUM: Final = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
PLANTS: Final = (
    *(Plant("银行卡号：", _card(start)) for start in ("622202", "4111", "5500", "622848")),
    *(Plant("bank card: ", _card("4")) for _ in range(2)),
    *(Plant("", _identity()) for _ in range(4)),
    *(Plant("", f"{name}@example.com") for name in ("lena.park", "wang_1990", "zhou-min7")),
    *(Plant("密码：", f"{_token(_ALNUM, 6)}#{_figures(3)}") for _ in range(3)),
    *(Plant("password: ", f"{_token(_ALNUM, 5)}!{_figures(4)}") for _ in range(2)),
    *(Plant("验证码：", "4" + _figures(5)) for _ in range(2)),
    *(Plant("手机号：", "138" + _figures(8)) for _ in range(2)),
    *(Plant("私钥：", _token("0123456789abcdef", 64)) for _ in range(2)),
    *(Plant("", "sk_live_" + _token(_ALNUM, 23) + "7") for _ in range(2)),
    *(Plant("助记词：", _seed_phrase("english")) for _ in range(2)),
)  # fmt: skip
"""What must be found wherever it stands between marks, because nothing around can take its meaning from it.

A checksum or a form of its own (identity number, address of mail, key of a program, seed phrase) makes a value known by
itself. The others stand right behind their name: it is nearer than any word around, so no other word may claim them.
Not here: names, postal addresses, bare figures and reversed orders, which are told by what stands around them, so other
words around may rightly tell otherwise.
"""
