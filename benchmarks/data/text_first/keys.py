"""What opens things: seed phrases, private keys, keys of programs, passwords and codes that are good once."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from functools import cache
from random import Random

from benchmarks.data.text_first.identity import DIGITS, LOWER, UPPER, Maker, digits, some
from benchmarks.data.text_first.phrases import words
from mnemonic import Mnemonic

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
HEX = DIGITS + "abcdef"
LANGUAGES = tuple(sorted(Mnemonic.list_languages()))
ENTROPY = (16, 16, 16, 16, 20, 24, 28, 32, 32)


def base58(data: bytes) -> str:
    """Bytes in the alphabet of Bitcoin."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def base58check(data: bytes) -> str:
    """The same with four bytes that check them."""
    return base58(data + hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4])


@cache
def _book(language: str) -> Mnemonic:
    return Mnemonic(language)


def phrase(rng: Random, language: str) -> list[str]:
    """The words of a valid seed phrase."""
    text = _book(language).to_mnemonic(rng.randbytes(rng.choice(ENTROPY)))
    if rng.random() < 0.75:  # as keyboards write it, and not as the word list does
        text = unicodedata.normalize("NFC", text)
    return text.split("\u3000" if "\u3000" in text else " ")


def seed(rng: Random) -> str:
    """As wallets show it: English most often."""
    language = "english" if rng.random() < 0.7 else rng.choice(LANGUAGES)
    between = "\u3000" if language == "japanese" and rng.random() < 0.6 else " "
    if language.startswith("chinese") and rng.random() < 0.3:
        between = ""
    return between.join(phrase(rng, language))


def hex_key(rng: Random) -> str:
    """The 32 bytes of a private key."""
    return rng.choice(("", "", "0x")) + some(rng, HEX, 64)


def wif(rng: Random) -> str:
    """As Bitcoin wallets export a key."""
    return base58check(b"\x80" + rng.randbytes(32) + rng.choice((b"\x01", b"\x01", b"")))


def extended(rng: Random) -> str:
    """A key out of which others are derived."""
    return base58check(bytes.fromhex("0488ade4") + bytes(9) + rng.randbytes(32) + b"\0" + rng.randbytes(32))


def solana(rng: Random) -> str:
    """As Phantom exports a key."""
    return base58(rng.randbytes(64))


def solana_bytes(rng: Random) -> str:
    """As the command line of Solana keeps it."""
    return "[" + rng.choice((",", ", ")).join(str(byte) for byte in rng.randbytes(64)) + "]"


def keystore(rng: Random) -> str:
    """The file that Ethereum wallets keep a key in."""
    kdf = {"dklen": 32, "n": rng.choice((8192, 262144)), "p": 1, "r": 8, "salt": some(rng, HEX, 64)}
    crypto = {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": some(rng, HEX, 32)},
        "ciphertext": some(rng, HEX, 64),
        "kdf": "scrypt",
        "kdfparams": kdf,
        "mac": some(rng, HEX, 64),
    }
    uuid = "-".join(some(rng, HEX, length) for length in (8, 4, 4, 4, 12))
    whole = {"address": some(rng, HEX, 40), rng.choice(("crypto", "Crypto")): crypto, "id": uuid, "version": 3}
    return json.dumps(whole, separators=(",", ":")) if rng.random() < 0.7 else json.dumps(whole, indent=2)


def crypto_key(rng: Random) -> str:
    """Any of them."""
    roll = rng.random()
    for share, maker in ((0.45, hex_key), (0.7, wif), (0.8, solana), (0.86, extended), (0.9, solana_bytes)):
        if roll < share:
            return maker(rng)
    return keystore(rng)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def jwt(rng: Random) -> str:
    """A signed token."""
    head = {"alg": "HS256", "typ": "JWT"}
    body = {
        "sub": digits(rng, 10),
        "iat": rng.randint(1_700_000_000, 1_790_000_000),
        "role": rng.choice(("user", "admin")),
    }
    parts = [_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (head, body)]
    return ".".join([*parts, _base64url(rng.randbytes(32))])


def api_key(rng: Random) -> str:
    """Keys of programs, each in the shape of who hands it out."""
    letters = UPPER + LOWER + DIGITS
    return rng.choice(
        (
            lambda: f"sk_live_{some(rng, letters, 24)}",
            lambda: f"rk_live_{some(rng, letters, 24)}",
            lambda: f"AKIA{some(rng, UPPER + '234567', 16)}",
            lambda: f"ghp_{some(rng, letters, 36)}",
            lambda: f"github_pat_{some(rng, letters, 22)}_{some(rng, letters, 59)}",
            lambda: f"glpat-{some(rng, letters, 20)}",
            lambda: f"xoxb-{digits(rng, 11)}-{digits(rng, 12)}-{some(rng, letters, 24)}",
            lambda: f"AIza{some(rng, letters + '_-', 35)}",
            lambda: f"SG.{some(rng, letters, 22)}.{some(rng, letters, 43)}",
            lambda: f"sk-{some(rng, letters, 48)}",
            lambda: f"whsec_{some(rng, letters, 32)}",
            lambda: f"{digits(rng, 10, '5678')}:AA{some(rng, letters + '_-', 33)}",
            lambda: jwt(rng),
            lambda: jwt(rng),
        ),
    )()


def api_key_bare(rng: Random) -> str:
    """A key that only the words around it tell: of an exchange, say."""
    return rng.choice(
        (
            lambda: some(rng, UPPER + LOWER + DIGITS, 64),
            lambda: some(rng, HEX, 32),
            lambda: some(rng, UPPER + LOWER + DIGITS + "/+", 40),
            lambda: "-".join(some(rng, HEX, length) for length in (8, 4, 4, 4, 12)),
        ),
    )()


def password(rng: Random) -> str:
    """What people choose, and what programs choose for them."""
    one, two = rng.choice(words("email_words")), rng.choice(words("email_words"))
    year, mark = rng.randint(1975, 2012), rng.choice("!@#$*.?_")
    return rng.choice(
        (
            lambda: f"{one}{rng.randint(100, 99999)}",
            lambda: f"{one.title()}{year}{mark}",
            lambda: f"{one.title()}{mark}{rng.randint(10, 9999)}",
            lambda: f"{one}{two}{rng.randint(1, 99)}",
            lambda: f"{one}{mark}{two}{year % 100:02}",
            lambda: (
                rng.choice(("qwe", "asd", "abc", "aa", "woaini")) + rng.choice(("123", "520", "1314", "666888")) + mark
            ),
            lambda: f"{rng.choice(('woaini', 'a', 'zx', 'qq', 'wo'))}{digits(rng, rng.randint(6, 8))}",
            lambda: some(rng, UPPER + LOWER + DIGITS, rng.randint(8, 14)) + rng.choice(("", mark)),
            lambda: some(rng, UPPER + LOWER + DIGITS + "!@#$%^&*", rng.randint(10, 16)),
            lambda: (
                one.title().replace("o", "0").replace("i", "1").replace("e", "3") + f"{two}{mark}{rng.randint(1, 99)}"
            ),
        ),
    )()


def pin(rng: Random) -> str:
    """A password of six digits, for payments."""
    return digits(rng, 6)


def passphrase(rng: Random) -> str:
    """Some words that are one password."""
    return rng.choice((" ", "-", ".")).join(rng.sample(words("email_words"), 4))


def otp(rng: Random) -> str:
    """Six digits, at times four or eight, or as some services write them."""
    roll = rng.random()
    if roll < 0.74:
        return digits(rng, 6)
    if roll < 0.94:
        return digits(rng, rng.choice((4, 4, 8)))
    return rng.choice((some(rng, "BCDFGHJKMNPQRTVWXY23456789", 5), f"{digits(rng, 3)}-{digits(rng, 3)}"))


MAKERS: dict[str, Maker] = {
    "API_KEY": api_key,
    "API_KEY.bare": api_key_bare,
    "CRYPTO_KEY": crypto_key,
    "CRYPTO_KEY.hex": hex_key,
    "CRYPTO_KEY.keystore": keystore,
    "CRYPTO_KEY.solana": solana,
    "CRYPTO_KEY.wif": wif,
    "CRYPTO_SEED": seed,
    "OTP": otp,
    "OTP.six": lambda rng: digits(rng, 6),
    "PASSWORD": password,
    "PASSWORD.pin": pin,
    "PASSWORD.words": passphrase,
}
