"""What opens something: passwords, codes sent by message, gift cards, keys and phrases of wallets and of programs."""

from __future__ import annotations

import hashlib
from functools import cache
from random import Random

from benchmarks.data.text_fourth.papers import digits
from benchmarks.data.text_fourth.pools import pool
from mnemonic import Mnemonic

CLEAR = "ABCDEFGHJKLMNPQRTVWXYZ2346789"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _groups(rng: Random, count: int, size: int, alphabet: str = CLEAR, gap: str = "-") -> str:
    return gap.join("".join(rng.choices(alphabet, k=size)) for _ in range(count))


def card_secret(rng: Random, variant: str) -> str:
    """The code of a gift card, a game, or a card for topping up."""
    shapes = {
        "steam": lambda: _groups(rng, 3, 5),
        "xbox": lambda: _groups(rng, 5, 5),
        "psn": lambda: _groups(rng, 3, 4),
        "apple": lambda: "X" + "".join(rng.choices(CLEAR, k=15)),
        "google": lambda: rng.choice((_groups(rng, 5, 4), "".join(rng.choices(CLEAR, k=20)))),
        "amazon": lambda: f"{_groups(rng, 1, 4)}-{_groups(rng, 1, 6)}-{_groups(rng, 1, 4)}",
        "razer": lambda: digits(rng, 14),
        "roblox": lambda: _groups(rng, 3, 3, "0123456789") + rng.choice("0123456789"),
        "km": lambda: rng.choice(
            (digits(rng, 16), digits(rng, 18), digits(rng, 17), "".join(rng.choices(CLEAR, k=16)))
        ),
        "kmnum": lambda: digits(rng, rng.choice((16, 18, 19))),
        "jd": lambda: _groups(rng, 4, 4),
        "uuid": lambda: f"{rng.choice(('KM', 'VIP', 'QB', 'MC'))}{_groups(rng, 1, 14, '0123456789ABCDEF', '')}",
    }
    english, chinese = (
        ("steam", "xbox", "psn", "apple", "google", "amazon"),
        ("km", "km", "jd", "uuid", "steam", "apple"),
    )
    return shapes[variant if variant in shapes else rng.choice(english if variant == "en" else chinese)]()


def password(rng: Random, variant: str) -> str:
    """A password as people choose them."""
    if variant == "pin6":
        return digits(rng, 6)
    if variant == "pin4":
        return f"{rng.randint(0, 9999):04d}"
    birth = f"{rng.randint(1970, 2009)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    word, other, number = rng.choice(pool("words_en")), rng.choice(pool("words_en")), rng.randint(1, 999)
    if variant == "en":
        return rng.choice(
            (
                f"{word.title()}{birth[:4]}!",
                f"{word}{number}",
                f"{word.title()}-{other}-{number}",
                f"i<3{word}{birth[2:4]}",
                f"{word[:2].upper()}{word[2:]}${digits(rng, 4)}",
                f"P@ss{word}{rng.randint(10, 99)}",
                "".join(rng.choices(ALNUM + "!#%&*", k=12)) + str(rng.randint(0, 9)),
                f"{word}_{word[::-1]}{rng.randint(1, 9)}",
            )
        )
    name = rng.choice(pool("pinyin")) + rng.choice(pool("syllables"))
    return rng.choice(
        (
            f"{name}{birth}",
            f"{name[0].upper()}{name[1:]}@{number}",
            f"a{digits(rng, 6)}",
            f"{name}520",
            f"woai{name}{rng.randint(1, 99)}",
            f"{name}..{birth[2:]}",
            f"qwe{digits(rng, 5)}",
            f"{birth}{name[:2]}",
        )
    )


def otp(rng: Random, variant: str) -> str:
    """A code for once: six digits mostly."""
    if variant == "backup":
        return rng.choice((f"{digits(rng, 4)} {digits(rng, 4)}", _groups(rng, 2, 5, "abcdefghjkmnpqrstuvwxyz23456789")))
    if variant == "four":
        return digits(rng, 4)
    return "".join(rng.choices("0123456789", k=6)) if variant == "six" else digits(rng, rng.choice((4, 6, 6, 6, 6, 8)))


@cache
def _words(language: str) -> Mnemonic:
    return Mnemonic(language)


def seed_phrase(rng: Random, variant: str) -> str:
    """A recovery phrase with its checksum right, words apart by blanks."""
    size = 32 if variant == "long" or (not variant and rng.random() < 0.25) else 16
    language = "chinese_simplified" if variant == "zh" else "english"
    return str(_words(language).to_mnemonic(rng.randbytes(size)))


def _base58check(payload: bytes) -> str:
    payload += hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(payload, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = BASE58[rest] + text
    return text


def crypto_key(rng: Random, variant: str) -> str:
    """A wallet's private key: hexadecimal, the wallet import format, or an extended key."""
    kind = (
        variant if variant in ("hex", "wif", "xprv", "sol") else rng.choice(("hex", "hex", "hex", "wif", "wif", "xprv"))
    )
    if kind == "hex":
        return rng.choice(("0x", "")) + rng.randbytes(32).hex()
    if kind == "wif":
        return _base58check(b"\x80" + rng.randbytes(32) + rng.choice((b"\x01", b"")))
    if kind == "sol":
        return "".join(rng.choices(BASE58, k=88))
    return _base58check(bytes.fromhex("0488ade4") + b"\x03" + rng.randbytes(40) + b"\x00" + rng.randbytes(32))


def api_key(rng: Random, variant: str) -> str:  # noqa: ARG001 - drawn from all
    """A program's key, in the shape of well-known services; it opens nothing."""
    return rng.choice(
        (
            "sk-proj-" + "".join(rng.choices(ALNUM, k=48)),
            "ghp_" + "".join(rng.choices(ALNUM, k=36)),
            "AKIA" + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
            "sk_" + "live_" + "".join(rng.choices(ALNUM, k=24)),
            f"{digits(rng, 10)}:AA" + "".join(rng.choices(ALNUM + "-_", k=33)),
            "LTAI5t" + "".join(rng.choices(ALNUM, k=18)),
        )
    )
