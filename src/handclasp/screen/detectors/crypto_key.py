"""Private keys of wallets: hexadecimal keys named as such, WIF, extended keys, PEM blocks, keystore files.

Promises that they are dropped, never kept. Never takes an address or a transaction's hash for one: 64
hexadecimal digits are a key only where the text says so.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import business
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import anchors, wake

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handclasp.screen.text import Text

_NAMES: Final = ("私钥", "私鑰", "密钥", "密鑰", "priv(?:ate)?[ _-]?key", "secret[ _-]?key", "signing key", "siyao")
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58: Final = f"[{_ALPHABET}]"
_HEX: Final = re.compile("(?<![0-9A-Za-z])(?:0x)?[0-9a-fA-F]{64}(?![0-9A-Za-z])")
_WIF: Final = re.compile(f"(?<![0-9A-Za-z])[5KL9c]{_BASE58}{{50,51}}(?![0-9A-Za-z])")
_EXTENDED: Final = re.compile(f"(?<![0-9A-Za-z])[xyzYZtuvUV]prv{_BASE58}{{90,112}}(?![0-9A-Za-z])")
_PEM: Final = re.compile("-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY-----[A-Za-z0-9+/=\\s:,-]{0,8192}")
_BEHIND: Final = re.compile(
    "(?:[ \t\n:=#(\"'“‘「『\\[<,]|是|为|為|就是|如下|给你|发你了|is|was|->|→|hex|wif){0,8}"
    "((?!bc1|tb1|ltc1|addr1|0x[0-9a-fA-F]{40}(?![0-9a-fA-F]))[0-9A-Za-z+/=_-]{32,256})",
    re.IGNORECASE,
)
_NEAR_BEFORE: Final = 80
_NEAR_BEHIND: Final = 60
_SHORTEST_KEY: Final = 43
_BRACES: Final = re.compile("[{}]")
_KEYSTORE: Final = re.compile('"ciphertext"', re.IGNORECASE)
_WIF_LENGTHS: Final = frozenset({37, 38})


def _look(text: Text, hits: Sequence[int]) -> Iterator[Found]:
    plain = text.plain
    for hit in hits:
        match = _BEHIND.match(plain, hit)
        if match and _like_a_key(match[1]):
            yield Found(match.start(1), match.end(1), 90)
    yield from _near(plain, hits)
    for match in _WIF.finditer(plain):
        yield Found(match.start(), match.end(), 99 if _checks(match[0]) else 60)
    for pattern in (_EXTENDED, _PEM):
        for match in pattern.finditer(plain):
            yield Found(match.start(), match.end(), 97)
    yield from _keystores(plain)


def _near(plain: str, names: Sequence[int]) -> Iterator[Found]:
    """64 hexadecimal digits with a key's name a little before or behind them, unless they are called a hash."""
    if not names:
        return
    at = 0
    for match in _HEX.finditer(plain):
        while at + 1 < len(names) and names[at] < match.start() - _NEAR_BEFORE:
            at += 1
        near = match.start() - _NEAR_BEFORE <= names[at] <= match.end() + _NEAR_BEHIND
        if near and not business(plain, match.start()):
            yield Found(match.start(), match.end(), 75)


def _like_a_key(token: str) -> bool:
    """A long token with figures and letters; a Tron or bitcoin address is shorter, and words have no figures."""
    return (
        any(char.isdigit() for char in token) and any(char.isalpha() for char in token) and len(token) >= _SHORTEST_KEY
    )


def _checks(wif: str) -> bool:
    """Base58Check: the last four bytes are the beginning of the double SHA-256 of the rest."""
    number = 0
    for char in wif:
        number = number * 58 + _ALPHABET.index(char)
    data = number.to_bytes(40, "big").lstrip(b"\0")
    if len(data) not in _WIF_LENGTHS:
        return False
    return hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def _keystores(plain: str) -> Iterator[Found]:
    """JSON objects that hold an encrypted key: the outermost braces around `"ciphertext"`."""
    if '"ciphertext"' not in plain.lower():
        return
    depth = start = 0
    for match in _BRACES.finditer(plain):
        if match[0] == "{":
            start = match.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and _KEYSTORE.search(plain, start, match.end()):
                yield Found(start, match.end(), 95)
    if depth and _KEYSTORE.search(plain, start):
        yield Found(start, len(plain), 80)


DETECTOR: Final = Finder(
    "crypto_key",
    "CRYPTO_KEY",
    (
        anchors(*_NAMES),
        wake(f"[5KL9c]{_BASE58}{{50}}", cased=True),
        wake(f"[xyzYZtuvUV]prv{_BASE58}{{90}}", cased=True),
        wake("PRIVATE KEY-----", cased=True),
        wake('"ciphertext"'),
    ),
    _look,
)
