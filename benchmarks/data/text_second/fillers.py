"""What stands beside sensitive values and is not sensitive: order numbers, amounts, hashes, versions, errors."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

from benchmarks.data.text_second.bank import BANK
from benchmarks.data.text_second.documents import digits
from benchmarks.data.text_second.hand import words

Filler = Callable[[Random, str], str]

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CAPITALS = string.ascii_uppercase + string.digits


def _day(rng: Random) -> str:
    return f"202{rng.randint(4, 6)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def order(rng: Random, language: str) -> str:
    """An order number of one of the large markets, or of the shop."""
    if language == "zh":
        return rng.choice(
            (
                f"{_day(rng)}2200{digits(rng, 16)}",
                f"42000{digits(rng, 5)}{_day(rng)}{digits(rng, 10)}",
                f"2{rng.randint(1, 9)}{digits(rng, 17)}",
                f"{_day(rng)[2:]}-{digits(rng, 15)}",
                f"2{rng.randint(7, 9)}{digits(rng, 10)}",
                f"DD{_day(rng)}{digits(rng, 6)}",
                f"CZ{digits(rng, 10)}",
                f"P{_day(rng)}{digits(rng, 8)}",
            )
        )
    return rng.choice(
        (
            f"#{rng.randint(10_000, 999_999)}",
            f"{rng.randint(100, 114)}-{digits(rng, 7)}-{digits(rng, 7)}",
            f"GPA.{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 5)}",
            f"ORD-{_day(rng)}-{digits(rng, 5)}",
            f"G2-{digits(rng, 8)}",
            f"M{rng.choice('LKQW')}{''.join(rng.choice(_CAPITALS) for _ in range(8))}",
            f"{rng.randint(10, 27)}-{digits(rng, 5)}-{digits(rng, 5)}",
            f"INV{digits(rng, 8)}",
        )
    )


def tracking(rng: Random, language: str) -> str:
    """A parcel's number."""
    if language == "zh":
        return rng.choice(
            (
                f"SF{digits(rng, 13)}",
                f"YT{digits(rng, 13)}",
                f"JT{digits(rng, 13)}",
                f"78{digits(rng, 13)}",
                f"JDV0{digits(rng, 11)}",
                f"43{digits(rng, 13)}",
                f"EMS98{digits(rng, 11)}",
            )
        )
    return rng.choice(
        (
            f"1Z{''.join(rng.choice(_CAPITALS) for _ in range(6))}{digits(rng, 10)}",
            f"9400 1{digits(rng, 3)} {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 2)}",
            f"LX{digits(rng, 9)}CN",
            f"{digits(rng, 12)}",
            f"JD01{digits(rng, 14)}",
        )
    )


def tx(rng: Random, _language: str) -> str:
    """The hash of a transaction."""
    return rng.choice(("0x", "0x", "")) + rng.randbytes(32).hex()


def addr(rng: Random, _language: str) -> str:
    """An address on a chain, which everybody may see."""
    return rng.choice(
        (
            "0x" + rng.randbytes(20).hex(),
            "0x" + "".join(rng.choice("0123456789abcdefABCDEF") for _ in range(40)),
            "T" + "".join(rng.choice(_BASE58) for _ in range(33)),
            "T" + "".join(rng.choice(_BASE58) for _ in range(33)),
            "bc1q" + "".join(rng.choice(_BECH32) for _ in range(38)),
            "1" + "".join(rng.choice(_BASE58) for _ in range(33)),
            "".join(rng.choice(_BASE58) for _ in range(44)),
        )
    )


def uid(rng: Random, _language: str) -> str:
    """A player's number."""
    return rng.choice(
        (
            f"1{digits(rng, 8)}",
            f"{rng.randint(2, 9)}{digits(rng, 8)}",
            f"51{digits(rng, 8)}",
            f"{digits(rng, 9)} ({rng.randint(2000, 15000)})",
            f"#{''.join(rng.choice('0289PYLQGRJCUV') for _ in range(9))}",
            f"8{digits(rng, 7)}",
        )
    )


def amount(rng: Random, language: str) -> str:
    """An amount of money."""
    big = rng.choice((rng.randint(6, 99), rng.randint(100, 999), rng.randint(1000, 28000)))
    if language == "zh":
        return rng.choice(
            (
                f"{big}块",
                f"{big}元",
                f"¥{big}.{digits(rng, 2)}",
                f"{big}",
                f"{big}u",
                f"{big} USDT",
                f"{big}.{digits(rng, 1)}元",
            )
        )
    return rng.choice(
        (
            f"${big}",
            f"${big}.{digits(rng, 2)}",
            f"{big} USDT",
            f"£{big}",
            f"{big} bucks",
            f"€{big},{digits(rng, 2)}",
            f"0.{digits(rng, 4)} ETH",
        )
    )


def cash(rng: Random, language: str) -> str:
    """An amount of ordinary money."""
    big = rng.choice((rng.randint(6, 99), rng.randint(100, 999), rng.randint(1000, 9000)))
    if language == "zh":
        return rng.choice((f"{big}块", f"{big}元", f"¥{big}.{digits(rng, 2)}", f"{big}块钱"))
    return rng.choice((f"${big}", f"${big}.{digits(rng, 2)}", f"£{big}", f"{big} bucks", f"{big} euros"))


def date(rng: Random, language: str) -> str:
    """A day."""
    year, month, day = rng.randint(2024, 2026), rng.randint(1, 12), rng.randint(1, 28)
    if language == "zh":
        return rng.choice(
            (
                f"{month}月{day}号",
                f"{year}年{month}月{day}日",
                f"{year}-{month:02}-{day:02}",
                f"{month}.{day}",
                "前天",
                "上周五",
                f"{day}号晚上",
            )
        )
    return rng.choice(
        (
            f"{_MONTHS[month - 1]} {day}",
            f"{year}-{month:02}-{day:02}",
            f"{month:02}/{day:02}/{year}",
            "Tuesday",
            "May 2",
            f"the {rng.randint(4, 20)}th",
        )
    )


_MONTHS = words("Jan Feb March April May June July Aug Sept Oct Nov Dec")


def clock(rng: Random, _language: str) -> str:
    """A time of the day."""
    hour, minute = rng.randrange(24), rng.randrange(60)
    return rng.choice((f"{hour}:{minute:02}", f"{hour:02}:{minute:02}:{rng.randrange(60):02}"))


def stamp(rng: Random, _language: str) -> str:
    """A moment, as logs write it."""
    second = f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
    day = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return rng.choice(
        (
            f"{day} {second}",
            f"{day}T{second}Z",
            f"17{digits(rng, 8)}",
            f"17{digits(rng, 11)}",
            f"[{day} {second}.{digits(rng, 3)}]",
        )
    )


def version(rng: Random, _language: str) -> str:
    """A version of some software."""
    a, b, c = rng.randint(1, 12), rng.randint(0, 30), rng.randint(0, 40)
    return rng.choice(
        (
            f"{a}.{b}.{c}",
            f"v{a}.{b}",
            f"{a}.{b}.{c}.{rng.randint(300, 9999)}",
            f"V{a}.{b}.{c}",
            f"{a}.{b}.{c}-beta.{b}",
            f"build {digits(rng, 5)}",
        )
    )


def error(rng: Random, _language: str) -> str:
    """What a programme says when it fails."""
    return rng.choice(
        (
            f"E{digits(rng, 4)}",
            f"0x8007{digits(rng, 4)}",
            f"-{rng.randint(1000, 30000)}",
            f"ERR_{rng.choice(('TIMEOUT', 'LIMIT', 'KYC', 'RISK'))}_{digits(rng, 3)}",
            f"{rng.choice((400, 403, 429, 500, 502, 504))}",
            f"{digits(rng, 5)}",
            f"ACCESS-{digits(rng, 6)}",
        )
    )


def url(rng: Random, _language: str) -> str:
    """A page's address."""
    return rng.choice(
        (
            f"https://store.steampowered.com/app/{digits(rng, 6)}/",
            f"https://etherscan.io/block/{rng.randint(18_000_000, 23_000_000)}",
            f"https://item.taobao.com/item.htm?id={digits(rng, 12)}",
            f"https://help.example.com/hc/articles/{digits(rng, 12)}",
            f"http://shop.example.com/p/{digits(rng, 7)}?from=chat",
            f"https://pay.example.net/faq#q{rng.randint(1, 40)}",
            f"https://www.bilibili.com/video/BV1{''.join(rng.choice(_BASE58) for _ in range(9))}",
        )
    )


def tail(rng: Random, _language: str) -> str:
    """The last four of something."""
    return digits(rng, 4)


def few(rng: Random, _language: str) -> str:
    """A small number."""
    return str(rng.randint(2, 9))


def nth(rng: Random, language: str) -> str:
    """Which time it is."""
    return str(rng.randint(2, 9)) if language == "zh" else rng.choice(["2nd", "3rd", "4th", "5th", "6th", "tenth"])


def some(rng: Random, _language: str) -> str:
    """A number of two or three places."""
    return str(rng.randint(11, 480))


def _bank(name: str) -> Filler:
    return lambda rng, language: rng.choice(BANK[name, language])


FILLERS: dict[str, Filler] = {
    "order": order,
    "tracking": tracking,
    "tx": tx,
    "addr": addr,
    "uid": uid,
    "amount": amount,
    "cash": cash,
    "date": date,
    "clock": clock,
    "stamp": stamp,
    "version": version,
    "error": error,
    "url": url,
    "tail": tail,
    "few": few,
    "nth": nth,
    "some": some,
    **{name: _bank(name) for name, _language in BANK},
}
