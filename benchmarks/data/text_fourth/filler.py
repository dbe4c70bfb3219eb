"""What stands in messages and is nobody's secret: orders, parcels, prices, hashes, players, versions, heroes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.data.text_fourth.papers import digits
from benchmarks.data.text_fourth.pools import pool

BECH = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BASE = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def _of(alphabet: str, count: int) -> Callable[[Random], str]:
    return lambda rng: "".join(rng.choices(alphabet, k=count))


def _one(name: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(pool(name))


def _day(rng: Random) -> str:
    return f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _time(rng: Random) -> str:
    return f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"


def _order(rng: Random) -> str:
    day = f"{rng.choice((2025, 2026))}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    return rng.choice(
        (
            f"{day}{digits(rng, 10)}",
            f"{day}{rng.randint(0, 23):02d}{digits(rng, 8)}",
            f"{rng.choice(('DD', 'NO', 'XS', 'T'))}{day[2:]}{digits(rng, 6)}",
            digits(rng, 19),
            f"{digits(rng, 6)}-{digits(rng, 15)}",
        )
    )


def _order_en(rng: Random) -> str:
    return rng.choice(
        (
            f"#{digits(rng, 7)}",
            f"{digits(rng, 3)}-{digits(rng, 7)}-{digits(rng, 7)}",
            f"GM-{digits(rng, 8)}",
            f"ORD{digits(rng, 10)}",
            "".join(rng.choices(UPPER, k=10)),
        )
    )


def _track(rng: Random) -> str:
    carrier = rng.choice(("SF", "YT", "JDVA", "ZTO", "EMS"))
    return f"{carrier}{digits(rng, 13 if carrier != 'JDVA' else 11)}"


def _track_en(rng: Random) -> str:
    return rng.choice(
        (
            "1Z" + "".join(rng.choices(UPPER, k=6)) + digits(rng, 10),
            f"9400 {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 4)} {digits(rng, 2)}",
            f"{rng.choice(('RR', 'LX', 'CP'))}{digits(rng, 9)}{rng.choice(('GB', 'SG', 'HK', 'CN', 'DE'))}",
            f"JD00{digits(rng, 14)}",
            digits(rng, 12),
        )
    )


FILLERS: dict[str, Callable[[Random], str]] = {
    "order": _order,
    "ordere": _order_en,
    "track": _track,
    "tracke": _track_en,
    "yuan": lambda r: str(
        r.choice((r.randint(5, 99), r.randint(100, 999), f"{r.randint(9, 300)}.{r.randint(10, 99)}"))
    ),
    "price": lambda r: f"{r.choice('$£€')}{r.randint(4, 299)}{r.choice(('', '.99', '.50', '.00'))}",
    "coin": lambda r: (
        f"{r.randint(1, 4999)}{r.choice(('', f'.{r.randint(1, 99)}'))} {r.choice(('USDT', 'USDC', 'TRX'))}"
    ),
    "btc": lambda r: f"0.{r.randint(1, 99999):05d} BTC",
    "datezh": lambda r: r.choice((f"{r.randint(1, 12)}月{r.randint(1, 28)}号", _day(r))),
    "dateen": lambda r: f"{r.randint(1, 28)} {r.choice(pool('months'))}",
    "iso": _day,
    "time": _time,
    "stamp": lambda r: f"{_day(r)} {_time(r)}:{r.randint(0, 59):02d}",
    "eleven": lambda r: digits(r, 11),
    "n": lambda r: str(r.randint(2, 9)),
    "nn": lambda r: str(r.randint(10, 99)),
    "last": lambda r: f"{r.randint(0, 9999):04d}",
    "tx": lambda r: r.choice(("0x", "")) + r.randbytes(32).hex(),
    "eth": lambda r: "0x" + r.randbytes(20).hex(),
    "tron": lambda r: "T" + "".join(r.choices(BASE, k=33)),
    "btcaddr": lambda r: "bc1q" + "".join(r.choices(BECH, k=38)),
    "player": lambda r: digits(r, r.choice((8, 9, 10))),
    "ticket": lambda r: f"{r.choice(('TK', 'CS', 'INC', 'Case '))}{digits(r, 7)}",
    "version": lambda r: f"{r.randint(1, 15)}.{r.randint(0, 30)}.{r.randint(0, 9)}",
    "error": lambda r: r.choice(
        (
            f"E{digits(r, 4)}",
            f"0x8{r.randint(0, 9)}{r.randbytes(3).hex().upper()}",
            f"ERR_{digits(r, 5)}",
            f"-{digits(r, 4)}",
        )
    ),
    "serial": lambda r: f"{r.choice('CFGH')}{''.join(r.choices(UPPER, k=11))}",
    "imei": lambda r: "86" + digits(r, 13),
    "ean": lambda r: "69" + digits(r, 11),
    "block": lambda r: f"{r.randint(17000000, 25000000)}",
    "nick": lambda r: r.choice(pool("nick")),
    "nicken": lambda r: r.choice(pool("nick_en")) + r.choice(("", str(r.randint(1, 99)))),
    "game": _one("game"),
    "gamee": _one("gamee"),
    "card": _one("card"),
    "carde": _one("carde"),
    "face": _one("face"),
    "hero": _one("hero"),
    "heroe": _one("heroe"),
    "brand": _one("brand"),
    "brande": _one("brande"),
    "city": _one("city"),
    "citye": _one("citye"),
    "model": _one("model"),
    "hanzi": _one("hanzi"),
}
