"""Cards, accounts and the codes of prepaid cards, drawn at random, with right check digits."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_fifth.documents import Maker, digits
from benchmarks.data.text_fifth.pools import words

_IBANS = {
    "DE": (18, ""),
    "FR": (23, ""),
    "NL": (10, "INGB"),
    "GB": (14, "BARC"),
    "ES": (20, ""),
    "IT": (22, "X"),
    "AT": (16, ""),
    "PL": (24, ""),
    "BE": (12, ""),
    "CH": (17, ""),
    "IE": (14, "AIBK"),
    "LT": (16, ""),
    "PT": (21, ""),
    "AE": (19, ""),
}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def luhn(body: str) -> str:
    """The digit that completes these (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _bank_card(rng: Random, form: str, language: str) -> str:
    if form == "amex":
        body = rng.choice(("34", "37")) + digits(rng, 12)
        whole = body + luhn(body)
        return f"{whole[:4]} {whole[4:10]} {whole[10:]}"
    if language == "zh" and form != "world":
        start = rng.choice(words("bins_zh"))
        length = 16 if start in {"622588", "621483", "625912", "628288"} else 19
    else:
        start, length = rng.choice(words("bins_en")), 16
    body = start + digits(rng, length - 1 - len(start))
    whole = body + luhn(body)
    return whole if form == "bare" or rng.random() < 0.4 else _fours(whole)


def _cvv(rng: Random, form: str, _: str) -> str:
    return digits(rng, 4 if form == "amex" else 3)


def _expiry(rng: Random, form: str, _: str) -> str:
    month, year = f"{rng.randint(1, 12):02}", rng.randint(27, 33)
    return f"{month}/20{year}" if form == "long" else f"{month}{'' if form == 'bare' else '/'}{year}"


def _iban(rng: Random, form: str, _: str) -> str:
    country = rng.choice(sorted(_IBANS))
    count, bank = _IBANS[country]
    account = bank + digits(rng, count)
    number = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    whole = f"{country}{98 - int(number) % 97:02}{account}"
    return whole if form == "bare" else _fours(whole)


def _card_secret(rng: Random, form: str, _: str) -> str:
    signs = _LETTERS + "23456789"

    def groups(*sizes: int) -> str:
        return "-".join("".join(rng.choices(signs, k=size)) for size in sizes)

    shapes = {
        "steam": lambda: groups(5, 5, 5),
        "keys": lambda: groups(5, 5, 5, 5, 5),
        "fours": lambda: groups(4, 4, 4, 4),
        "amazon": lambda: groups(4, 6, 4),
        "apple": lambda: "X" + groups(15),
        "long": lambda: groups(20),
        "digits": lambda: digits(rng, 16),
        "number": lambda: rng.choice(("80", "10", "23", "96")) + digits(rng, rng.choice((13, 14, 15))),
        "mobile": lambda: digits(rng, 18),
        "short": lambda: groups(10),
    }
    drawn = form or rng.choice(("steam", "steam", "fours", "amazon", "apple", "long", "keys", "digits", "short"))
    return shapes[drawn]()


MONEY: dict[str, Maker] = {
    "BANK_CARD": _bank_card,
    "CARD_SECRET": _card_secret,
    "CVV": _cvv,
    "EXPIRY": _expiry,
    "IBAN": _iban,
}
