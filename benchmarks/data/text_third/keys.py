"""Invented passwords, recovery phrases and keys that open nothing."""

from __future__ import annotations

import hashlib
from functools import cache
from random import Random

from benchmarks.data.text_third.people import digits, plain_letters, shaped
from benchmarks.data.text_third.pools import pick
from mnemonic import Mnemonic

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
WORDS = "tiger banana sunset dragon coffee summer cookie purple monkey falcon winter rocket pepper shadow ginger marble"


@cache
def phrases(language: str) -> Mnemonic:
    """The word list of BIP-39 in a language."""
    return Mnemonic(language)


def _seed(rng: Random, language: str, sizes: tuple[int, ...]) -> str:
    return str(phrases(language).to_mnemonic(rng.randbytes(rng.choice(sizes))))


def seed(rng: Random) -> str:
    """A recovery phrase of 12, 18 or 24 English words."""
    return _seed(rng, "english", (16, 16, 16, 24, 32))


def seed_short(rng: Random) -> str:
    """A recovery phrase of 12 English words."""
    return _seed(rng, "english", (16,))


def seed_zh(rng: Random) -> str:
    """A recovery phrase of 12 Chinese words."""
    return _seed(rng, "chinese_simplified", (16,))


def base58(data: bytes) -> str:
    """Bytes in base 58."""
    number, out = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = BASE58[rest] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def checked58(data: bytes) -> str:
    """Bytes in base 58 with Bitcoin's check."""
    return base58(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])


def key(rng: Random) -> str:
    """The private key of an Ethereum, Bitcoin, Tron or Solana wallet, or the root of a wallet."""
    kind = rng.random()
    if kind < 0.35:
        return "0x" + rng.randbytes(32).hex()
    if kind < 0.6:
        return rng.randbytes(32).hex()
    if kind < 0.75:
        return checked58(b"\x80" + rng.randbytes(32) + b"\x01")
    if kind < 0.93:
        return base58(rng.randbytes(64))
    return checked58(bytes.fromhex("0488ade4") + rng.randbytes(41) + b"\0" + rng.randbytes(32))


def api_key(rng: Random) -> str:
    """A key of a program, with the prefix of a common service."""
    signs = BASE58.replace("1", "")
    body = "".join(rng.choice(signs) for _ in range(36))
    return rng.choice((f"sk-proj-{body}{body[:8]}", f"ghp_{body}", f"sk_live_{body[:24]}", f"AIzaSy{body[:33]}"))


def password(rng: Random) -> str:
    """A password as people choose them."""
    word = rng.choice(WORDS.split())
    name = plain_letters(pick(rng, "pinyin_surname")) + plain_letters(pick(rng, "pinyin_given"))
    year = str(rng.randint(1970, 2012))
    mark = rng.choice("!@#$%&*")
    odd = "".join(rng.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789!@#%^&*") for _ in range(11))
    other = rng.choice(WORDS.split())
    return rng.choice(
        (
            f"{word.title()}{year}{mark}",
            f"{name}{year}",
            f"{word}{digits(rng, 4)}",
            f"{mark}{word.title()}_{digits(rng, 2)}",
            f"{name.title()}@{digits(rng, 3)}",
            f"{odd}{digits(rng, 1)}",
            f"{word}-{other}-{digits(rng, 2)}",
            f"{name[:3]}{digits(rng, 6)}",
            shaped(rng, "Qw##@@##") + mark,
            f"{word.title()}{other.title()}{year[2:]}",
        )
    )
