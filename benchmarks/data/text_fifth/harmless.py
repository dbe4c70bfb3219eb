"""Figures and names that give nobody away: orders, parcels, prices, hashes, wallets, players, versions, brands."""

from __future__ import annotations

import hashlib
from random import Random

from benchmarks.data.text_fifth.documents import Maker, digits
from benchmarks.data.text_fifth.pools import words

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _one(name: str) -> Maker:
    """A word of this pool in the language of the message."""
    return lambda rng, _, language: rng.choice(words(f"{name}_{'zh' if language == 'zh' else 'en'}")).replace("_", " ")


def _order(rng: Random, _: str, language: str) -> str:
    day = f"20{rng.randint(25, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    if language == "zh":
        return rng.choice((day + digits(rng, 10), "DD" + day + digits(rng, 6), f"{rng.randint(1, 9)}{digits(rng, 18)}"))
    return rng.choice(
        (
            f"#{digits(rng, 6)}",
            f"ORD-{digits(rng, 8)}",
            f"{digits(rng, 3)}-{digits(rng, 7)}-{digits(rng, 7)}",
            "HC" + digits(rng, 9),
        )
    )


def _track(rng: Random, _: str, language: str) -> str:
    if language == "zh":
        return rng.choice(("SF1", "YT88", "JDVA", "7731", "4327", "JT51")) + digits(rng, 11)
    return rng.choice(
        ("1Z" + "".join(rng.choices(_UPPER, k=6)) + digits(rng, 10), "9400" + digits(rng, 18), f"RR{digits(rng, 9)}CN")
    )


def _price(rng: Random, _: str, language: str) -> str:
    amount = f"{rng.randint(3, 900)}{rng.choice(('', '', '.5', '.90', '.00'))}"
    if language == "zh":
        return rng.choice((f"{amount}元", f"{amount}块", f"¥{amount}"))
    return rng.choice((f"${amount}", f"${amount}", f"£{amount}", f"{amount} USD", f"€{amount}"))


def _wallet(rng: Random, _: str, __: str) -> str:
    return rng.choice(
        (
            "0x" + rng.randbytes(20).hex(),
            "T" + "".join(rng.choices(_BASE58, k=33)),
            "bc1q" + "".join(rng.choices("023456789acdefghjklmnpqrstuvwxyz", k=38)),
        )
    )


def _hash(rng: Random, form: str, _: str) -> str:
    if form == "md":
        return hashlib.md5(rng.randbytes(8), usedforsecurity=False).hexdigest()
    return "0x" + rng.randbytes(32).hex()


def _date(rng: Random, _: str, language: str) -> str:
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    if language == "zh":
        return rng.choice((f"{month}月{day}号", f"{month}月{day}日", f"2026-{month:02}-{day:02}"))
    name = words("months_en")[month - 1]
    return rng.choice((f"{name} {day}", f"{day} {name}", f"{month}/{day}/2026"))


def _masked(rng: Random, form: str, _: str) -> str:
    if form == "card":
        return rng.choice((f"**** **** **** {digits(rng, 4)}", f"6222********{digits(rng, 4)}"))
    return f"1{rng.choice('35789')}{digits(rng, 1)}****{digits(rng, 4)}"


HARMLESS: dict[str, Maker] = {
    "amount": lambda rng, _, __: rng.choice(
        (str(rng.randint(2, 5000)), f"0.{digits(rng, 4)}", f"{rng.randint(1, 90)}.{digits(rng, 2)}")
    ),
    "brand": _one("brands"),
    "coin": lambda rng, _, __: rng.choice(words("coins")),
    "date": _date,
    "error": lambda rng, _, __: rng.choice(
        (
            f"E{digits(rng, 4)}",
            f"0x8{digits(rng, 7)}",
            f"ERR_{digits(rng, 3)}",
            f"{rng.randint(400, 599)}",
            f"-{digits(rng, 5)}",
        )
    ),
    "game": _one("games"),
    "hash": _hash,
    "hero": _one("heroes"),
    "last": lambda rng, _, __: digits(rng, 4),
    "masked": _masked,
    "model": _one("models"),
    "order": _order,
    "player": lambda rng, _, __: str(rng.randint(1, 9)) + digits(rng, rng.choice((7, 8, 9))),
    "price": _price,
    "quantity": lambda rng, _, __: str(rng.randint(2, 60)),
    "time": lambda rng, _, __: f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}",
    "track": _track,
    "version": lambda rng, _, __: f"{rng.randint(1, 14)}.{rng.randint(0, 30)}.{rng.randint(0, 9)}",
    "wallet": _wallet,
}
