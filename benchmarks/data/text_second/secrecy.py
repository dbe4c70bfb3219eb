"""Invented secrets: seed phrases, private keys, passwords as people choose them, one-time codes, interface keys."""

from __future__ import annotations

import functools
import hashlib
import json
import string
from random import Random

from benchmarks.data.text_second.documents import digits
from benchmarks.data.text_second.hand import Hand, words
from mnemonic import Mnemonic

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ALNUM = string.ascii_letters + string.digits
_PINYIN = words(
    """
    wang li zhang liu chen yang huang zhao wu zhou xiaoyu haoran zixuan mengmeng dapeng feifei baobao laopo xiaobai
    tiantian wuhan chengdu longge aiwo woaini jiushini niubi shunfeng
    """
)
_WORDS = words(
    """
    tiger banana pepper sunny dragon coffee rocket buster purple monkey winter shadow guitar ginger matrix hunter
    falcon daisy copper maple marlin noodle cricket harbor pickle willow tango bishop
    """
)


@functools.cache
def _list(language: str) -> Mnemonic:
    return Mnemonic(language)


def seed(rng: Random, hand: Hand, *, words_in: str = "") -> str:
    """A phrase whose checksum holds; in the hard set sometimes misspelt, numbered, listed, or of another language."""
    name = words_in or "english"
    if not words_in and hand.hard and rng.random() < 0.3:
        name = rng.choice(("spanish", "french", "italian", "portuguese", "japanese", "korean", "chinese_traditional"))
    if not words_in and hand.language == "zh" and rng.random() < 0.15:
        name = "chinese_simplified"
    sizes = (16, 16, 16, 32, 32, 20, 24) if hand.hard else (16, 16, 16, 32)
    words = _list(name).to_mnemonic(rng.randbytes(rng.choice(sizes))).split()
    if not hand.hard:
        return " ".join(words)
    if name == "english" and rng.random() < 0.25:
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(words))
            words[at] = _misspelt(rng, words[at])
    return _laid_out(rng, words, hand)


def _misspelt(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


def _laid_out(rng: Random, words: list[str], hand: Hand) -> str:
    many = list(enumerate(words, start=1))
    ways = (
        " ".join(words),
        " ".join(words),
        ", ".join(words),
        "\n".join(words),
        "\n".join(f"{n}. {w}" for n, w in many),
        " ".join(f"{n}.{w}" for n, w in many),
        "\n".join(f"{n}) {w}" for n, w in many),
        "-".join(words),
        ("、" if hand.language == "zh" else " / ").join(words),
        " ".join(w.capitalize() for w in words),
        " ".join(words).upper(),
        "\n".join(" ".join(words[n : n + 4]) for n in range(0, len(words), 4)),
        json.dumps(words, ensure_ascii=False),
        "  ".join(f"{n} {w}" for n, w in many),
    )
    return rng.choice(ways)


def _base58(data: bytes) -> str:
    number = int.from_bytes(data)
    text = ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def _checked(data: bytes) -> str:
    return _base58(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])


def crypto_key(rng: Random, hand: Hand) -> str:
    """Hexadecimal, with or without 0x; Bitcoin's import format; what Solana's wallets and extended keys look like."""
    key = rng.randbytes(32)
    roll = rng.random()
    if roll < 0.6:
        text = key.hex().upper() if hand.hard and rng.random() < 0.2 else key.hex()
        return rng.choice(("0x", "0x", "")) + text
    if roll < 0.78:
        return _checked(b"\x80" + key + b"\x01") if rng.random() < 0.7 else _checked(b"\x80" + key)
    if roll < 0.93 or not hand.hard:
        return _base58(rng.randbytes(64))
    if rng.random() < 0.5:
        return json.dumps(list(rng.randbytes(64)), separators=(",", ":"))
    return _checked(bytes.fromhex("0488ade4") + rng.randbytes(41) + b"\0" + key)


def password(rng: Random, hand: Hand) -> str:
    """What people choose: a name and a year, a walk over the keyboard, a word and a sign, a manager's gibberish."""
    name, word = rng.choice(_PINYIN), rng.choice(_WORDS)
    year = str(rng.choice((*range(1978, 2009), 520, 1314, 666, 888, 2023, 2024)))
    sign = rng.choice("@!#*_$&")
    ways = [
        f"{name}{year}",
        f"{name.capitalize()}{sign}{year}",
        f"{name[0].upper()}{rng.choice(_PINYIN)}{digits(rng, 3)}{sign}",
        f"{word}{digits(rng, 2)}{sign}",
        f"{word.capitalize()}{rng.choice(_WORDS).capitalize()}{digits(rng, 2)}",
        f"{rng.choice(('qwe', 'asd', 'zxc', 'Aa', 'Qq', 'abc', 'q1w2e3', '1qaz'))}{digits(rng, 6)}",
        "".join(rng.choice(_ALNUM) for _ in range(rng.randint(9, 14))) + sign + digits(rng, 1),
        f"{year}{sign}{name}",
        f"{word.replace('o', '0').replace('a', '@').replace('i', '1')}{digits(rng, 3)}",
    ]
    if hand.hard:
        ways += [
            "-".join(rng.sample(_WORDS, 3)) + digits(rng, 1),
            f"{name}{sign}{sign}{name}{digits(rng, 2)}",
            "".join(rng.choice(_ALNUM + "!@#$%^&*+=?~") for _ in range(rng.randint(12, 20))) + rng.choice(_ALNUM),
            f"{sign}{word.upper()}{sign}{digits(rng, 4)}",
        ]
    return rng.choice(ways)


def named(rng: Random) -> str:
    """A pet's name and a day or year."""
    name = rng.choice(("wangcai", "mimi", "doudou", "Lucky", "Rex", "huahua", "Bella", "niuniu"))
    return name + rng.choice((f"{rng.randint(1, 12):02}{rng.randint(1, 28):02}", str(rng.randint(2009, 2023))))


def pin(rng: Random) -> str:
    """A password of six digits."""
    return rng.choice((digits(rng, 6), digits(rng, 6), digits(rng, 2) * 3, digits(rng, 3) * 2))


def otp(rng: Random, _hand: Hand) -> str:
    """Four to eight digits, six most of the time."""
    code = digits(rng, rng.choice((6, 6, 6, 6, 6, 4, 5, 8)))
    if len(code) == 6 and rng.random() < 0.1:
        return rng.choice((f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}", f"G-{code}"))
    return code


def api_key(rng: Random, _hand: Hand) -> str:
    """Keys as several services hand them out: exchanges, payment, messengers, clouds."""

    def run(length: int, alphabet: str = _ALNUM) -> str:
        return "".join(rng.choice(alphabet) for _ in range(length))

    return rng.choice(
        (
            run(64),
            run(64),
            rng.randbytes(16).hex(),
            rng.randbytes(32).hex(),
            f"sk_live_{run(24)}",
            f"rk_live_{run(24)}",
            f"AKIA{run(16, string.ascii_uppercase + '234567')}",
            f"ghp_{run(36)}",
            f"AIza{run(35, _ALNUM + '-_')}",
            f"{digits(rng, 10)}:AA{run(33, _ALNUM + '-_')}",
            f"sk-{run(48)}",
            f"LTAI{run(20)}",
            f"whsec_{run(32)}",
            f"xoxb-{digits(rng, 12)}-{run(24)}",
            "-".join(
                (
                    run(8, "0123456789abcdef"),
                    run(8, "0123456789abcdef"),
                    run(8, "0123456789abcdef"),
                    run(5, "0123456789abcdef"),
                )
            ),
        )
    )
