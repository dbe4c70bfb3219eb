"""What opens something: recovery phrases, keys of wallets and programs, passwords, codes. None opens a thing."""

from __future__ import annotations

import hashlib
from random import Random

from benchmarks.data.text_fifth.documents import Maker, digits
from benchmarks.data.text_fifth.pools import words
from mnemonic import Mnemonic

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SMALL = "abcdefghijklmnopqrstuvwxyz0123456789"
_ALL = _SMALL + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _base58(data: bytes) -> str:
    number, signs = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        signs = _BASE58[rest] + signs
    return signs


def _checked(data: bytes) -> str:
    return _base58(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])


def _crypto_seed(rng: Random, form: str, _: str) -> str:
    language = "chinese_simplified" if form == "zh" else "english"
    size = {"long": 32, "": 16, "zh": 16, "middle": 24}[form]
    return str(Mnemonic(language).to_mnemonic(rng.randbytes(size)))


def _crypto_key(rng: Random, form: str, _: str) -> str:
    shapes = {
        "hex": lambda: rng.randbytes(32).hex(),
        "ox": lambda: "0x" + rng.randbytes(32).hex(),
        "wif": lambda: _checked(b"\x80" + rng.randbytes(32) + (b"\x01" if rng.random() < 0.7 else b"")),
        "sol": lambda: _base58(b"\x7f" + rng.randbytes(63)),
        "xprv": lambda: _checked(b"\x04\x88\xad\xe4" + bytes(9) + rng.randbytes(32) + b"\x00" + rng.randbytes(32)),
    }
    return shapes[form or rng.choice(("hex", "hex", "ox", "ox", "wif", "wif", "sol"))]()


def _api_key(rng: Random, form: str, _: str) -> str:
    def some(count: int, signs: str = _ALL) -> str:
        return "".join(rng.choices(signs, k=count))

    shapes = {
        "aws": lambda: "AKIA" + some(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        "bot": lambda: digits(rng, 10).replace("0", "7") + ":AA" + some(33, _ALL + "_-"),
        "git": lambda: "ghp" + "_" + some(36),
        "google": lambda: "AI" + "za" + some(35, _ALL + "_-"),
        "model": lambda: "sk" + "-proj-" + some(48),
        "pay": lambda: "sk" + "_live_" + some(24),
        "plain": lambda: some(32, "0123456789abcdef"),
        "short": lambda: "sk" + "-" + some(32, _SMALL),
    }
    return shapes[form or rng.choice(("aws", "bot", "git", "google", "model", "pay", "short"))]()


def _password(rng: Random, form: str, language: str) -> str:
    if form == "pin":
        return digits(rng, 6)
    if form == "door":
        return digits(rng, rng.choice((4, 6)))
    if form == "made":
        return "".join(rng.choices(_ALL, k=rng.randint(9, 14))) + rng.choice("!@#$%&*") + digits(rng, 1)
    stem = rng.choice(words("stems_zh" if language == "zh" else "stems_en"))
    year = rng.choice((str(rng.randint(1978, 2012)), digits(rng, 3), digits(rng, 4), digits(rng, 2)))
    return rng.choice(
        (stem + year, stem + "@" + year, stem + year + rng.choice("!.#*"), stem.capitalize() + "_" + year)
    )


def _otp(rng: Random, form: str, _: str) -> str:
    if form == "backup":
        parts = ["".join(rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=5)) for _ in range(2)]
        return "-".join(parts)
    return digits(rng, {"": 6, "four": 4, "eight": 8}[form])


SECRETS: dict[str, Maker] = {
    "API_KEY": _api_key,
    "CRYPTO_KEY": _crypto_key,
    "CRYPTO_SEED": _crypto_seed,
    "OTP": _otp,
    "PASSWORD": _password,
}
