"""Private keys of wallets: hexadecimal keys named as such, WIF, extended keys, PEM blocks, keystore files.

Promises that they are dropped, never kept. Never takes an address or a transaction's hash for one: 64
hexadecimal digits are a key only where the text says so.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLACES: Final = {char: place for place, char in enumerate(_ALPHABET)}
_BASE58: Final = f"[{_ALPHABET}]"
_SEP: Final = "[ \t\n·.,_/*…—、-]{0,4}+"  # possessive: a text full of gaps is read once
_HEX: Final = re.compile(f"(?<![0-9A-Za-z])(?:0[xX][ ]?)?(?:[0-9a-fA-F]{_SEP}){{63}}[0-9a-fA-F](?![0-9A-Za-z])")
_WIF: Final = re.compile(f"(?<![0-9A-Za-z])[5KL9c](?:{_SEP}{_BASE58}){{50,51}}(?![0-9A-Za-z])")
_EXTENDED: Final = re.compile(
    f"(?<![0-9A-Za-z])[xyzYZtuvUV]{_SEP}p{_SEP}r{_SEP}v(?:{_SEP}{_BASE58}){{90,112}}(?![0-9A-Za-z])"
)
_SOLANA: Final = re.compile(f"(?<![0-9A-Za-z]){_BASE58}(?:{_SEP}{_BASE58}){{84,87}}(?![0-9A-Za-z])")
_BYTES: Final = re.compile("\\[[ ]?(?:[0-9]{1,3},[ \n]{0,2}){31,63}[0-9]{1,3}[ ]?\\]")
_OTHER_CHAINS: Final = re.compile(
    "(?<![0-9A-Za-z])(?:nsec1[02-9ac-hj-np-z]{58}|suiprivkey1[0-9a-z]{50,70}|edsk[1-9A-HJ-NP-Za-km-z]{50,95}"
    "|S[A-Z2-7]{55}|ed25519:[1-9A-HJ-NP-Za-km-z]{43,90}|p2w?pkh(?:-p2sh)?:[5KL][1-9A-HJ-NP-Za-km-z]{50,51}"
    "|6P[1-9A-HJ-NP-Za-km-z]{56}|PrivateKey-[1-9A-HJ-NP-Za-km-z]{40,60})(?![0-9A-Za-z])"
)
_PEM: Final = re.compile("-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY-----[A-Za-z0-9+/=\\s:,-]{0,8192}")
_BEHIND: Final = re.compile(
    "(?:[ \t\n:=#(\"'“‘「『\\[<,，]|是|为|为|為|係|就是|如下|给你|给了?我|发你了|的|了|这个|is|was|that|me|my|it"
    "|gave|->|→|hex|wif|第?一段|one|part){0,10}"
    "((?!bc1|tb1|ltc1|addr1|0x[0-9a-fA-F]{40}(?![0-9a-fA-F]))[0-9A-Za-z+/=_-]{32,256}(?:\n[0-9A-Za-z]{8,128})?)",
    re.IGNORECASE,
)
_SOFT: Final = re.compile(
    "[, ]key[: ]|import|metamask|phantom|trust wallet|imtoken|tronlink|ledger|能进钱包|用这个导入|导出来的|点导出给"
    "|钱包那个不能给|能动币|很长的乱码|opens the wallet|opens that wallet|secret hex|key to the wallet|click export"
    "|export gave me|owns the coins|never share|copied from the backup|两行|two lines|私yao|私銥|思钥|私 钥|prvkey"
    "|导入|拿这个|能进去|转走币|转走|keypair|paper wallet|能取币|能提币|controls (?:the|my)|的key|只有这个"
    "|secret one|imports? to|导进去|not the address|不是地址",
    re.IGNORECASE,
)
_WALLET: Final = re.compile(
    "wallet|钱包|key|导入|导出|import|export|restore|recover|恢复|备份|backup|secret|metamask|phantom|sweep|冷|seed",
    re.IGNORECASE,
)
_OF_A_CHAIN: Final = re.compile(
    "hash|tx|transaction|transfer|选错|转错|错链|网络|主网|链转|bsc|trc|erc|浏览器|explorer|scan|查到|交易|转账|转帳"
    "|轉|链上"
    "|区块|confirm|block|到账|充值|提币"
    "|提了|充了|withdraw|deposit|sent"
    "|pending|合约|contract|哈希",
    re.IGNORECASE,
)
_NEAR: Final = 80
_SHORTEST_KEY: Final = 43
_BRACES: Final = re.compile("[{}]")
_KEYSTORE: Final = re.compile('["\'“”]ciphertext["\'“”]|ciphertext\\\\?"', re.IGNORECASE)
_WIF_LENGTHS: Final = frozenset({37, 38})
_PROSE: Final = re.compile("[a-z]{2} [a-z]{3}")
_FAMILY: Final = frozenset({"CRYPTO_KEY"})
_NOT: Final = re.compile("[^0-9A-Za-z]")


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    for label in text.labels.of("CRYPTO_KEY"):
        match = _BEHIND.match(plain, label.end)
        if match and _like_a_key(match[1]):
            yield Found(match.start(1), match.end(1), 90)
    yield from _hexes(text)
    for match in _WIF.finditer(plain):
        bare = _NOT.sub("", match[0])
        if any(char.isdigit() for char in bare):
            good = _checks(bare)
            if good or match[0] == bare:
                yield Found(match.start(), match.end(), 99 if good else 62)
    for pattern in (_EXTENDED, _PEM, _BYTES, _OTHER_CHAINS):
        for match in pattern.finditer(plain):
            yield Found(match.start(), match.end(), 97)
    for match in _SOLANA.finditer(plain):
        bare = _NOT.sub("", match[0])
        if bare == match[0] or (_mixed(bare) and not _PROSE.search(match[0])):
            yield Found(match.start(), match.end(), 92)
    yield from _keystores(plain)


def _mixed(bare: str) -> bool:
    return (
        sum(char.isdigit() for char in bare) >= 6
        and any(c.isupper() for c in bare[1:])
        and any(c.islower() for c in bare)
    )


def _hexes(text: Text) -> Iterator[Found]:
    """64 hexadecimal digits with a key's name a little before or behind them, unless they are called a hash."""
    plain = text.plain
    named = bool(text.labels.families & _FAMILY) or any(
        text.lower[label.start : label.end] == "key" for label in text.labels.of("CARD_SECRET")
    )
    soft = bool(text.places("_CRYPTO_KEY"))
    told = _OF_A_CHAIN.search(plain) is not None
    if not named and not soft and told:
        return
    for match in _HEX.finditer(plain):
        start, end = match.span()
        its = owner(text, start, end)
        if its.family == "BUSINESS" and its.tight:
            continue
        if (
            its.family == "CRYPTO_KEY"
            or (named and not text.labels.families & _FAMILY)
            or text.labels.near(start, end, _NEAR, _FAMILY)
        ):
            yield Found(start, end, 88 if its.family == "CRYPTO_KEY" else 75)
        elif not told and its.family != "BUSINESS":
            yield Found(start, end, 60)
        elif soft and not _OF_A_CHAIN.search(plain, max(0, start - 24), end + 3) and _WALLET.search(plain):
            yield Found(start, end, 64)
        elif soft and its.family != "BUSINESS" and _SOFT.search(plain, max(0, start - _NEAR), end + _NEAR):
            yield Found(start, end, 68)


def _like_a_key(token: str) -> bool:
    """A long token with figures and letters; a Tron or bitcoin address is shorter, and words have no figures."""
    return (
        any(char.isdigit() for char in token) and any(char.isalpha() for char in token) and len(token) >= _SHORTEST_KEY
    )


def _checks(wif: str) -> bool:
    """Base58Check: the last four bytes are the beginning of the double SHA-256 of the rest."""
    number = 0
    for char in wif:
        number = number * 58 + _PLACES[char]
    data = number.to_bytes(40, "big").lstrip(b"\0")
    if len(data) not in _WIF_LENGTHS:
        return False
    return hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def _keystores(plain: str) -> Iterator[Found]:
    """JSON objects that hold an encrypted key: the outermost braces around `"ciphertext"`."""
    if not _KEYSTORE.search(plain):
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
        family("CRYPTO_KEY", features.FIGURE),
        family("_CRYPTO_KEY", features.LONG_TOKEN),
        family("_CRYPTO_KEY", "[0-9a-f]{2,5}(?:[ .,*/_-]{1,3}[0-9a-f]{1,5}){6}"),
        wake(
            f"{_BASE58}{{50}}|[0-9]{_BASE58}{{4,30}} ?\\n ?{_BASE58}{{6}}|\\[ ?[0-9]{{1,3}}, ?\\n?[0-9]{{1,3}}, "
            f"?\\n?[0-9]{{1,3}},",
            cased=True,
            figures=1,
        ),
        family("CARD_SECRET", "[0-9a-f]{60}"),
        family("CRYPTO_SEED", features.LONG_TOKEN),
        family("API_KEY", "0x[0-9a-f]{60}"),
        family("_KEY_FILE"),
        family("_KEY_PREFIX"),
    ),
    _look,
)
