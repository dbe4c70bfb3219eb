"""Invented means of payment: bank cards, their codes and dates, IBANs, and the codes of gift and top-up cards."""

from __future__ import annotations

import string
from random import Random

from benchmarks.data.text_second.documents import digits, mistyped
from benchmarks.data.text_second.hand import Hand, words

_UNIONPAY = words(
    """
    621700 622202 621226 622848 621483 622588 621661 622262 622700 621790 622908 622155 623668 621098 622622 621282
    622252 622909
    """
)
_ABROAD = (
    ("4", 16),
    ("4147", 16),
    ("4539", 16),
    ("4916", 16),
    ("51", 16),
    ("54", 16),
    ("5425", 16),
    ("2223", 16),
    ("37", 15),
    ("34", 15),
    ("3530", 16),
    ("6011", 16),
)
_CODE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_APPLE = "CDFGHJKLMNPQRTVWXYZ234679"
_IBANS = {
    "DE": "nnnnnnnnnnnnnnnnnn",
    "GB": "aaaannnnnnnnnnnnnn",
    "FR": "nnnnnnnnnnccccccccccnnn",
    "ES": "nnnnnnnnnnnnnnnnnnnn",
    "NL": "aaaannnnnnnnnn",
    "IT": "annnnnnnnnncccccccccccc",
    "CH": "nnnnncccccccccccc",
    "LT": "nnnnnnnnnnnnnnnn",
    "PL": "nnnnnnnnnnnnnnnnnnnnnnnn",
    "PT": "nnnnnnnnnnnnnnnnnnnnn",
    "TR": "nnnnnncccccccccccccccc",
    "AE": "nnnnnnnnnnnnnnnnnnn",
    "IE": "aaaannnnnnnnnnnnnn",
    "AT": "nnnnnnnnnnnnnnnn",
    "RO": "aaaacccccccccccccccc",
}


def _luhn(body: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def bank_card(rng: Random, hand: Hand) -> str:
    """UnionPay for Chinese, the others for English (most of the time)."""
    if rng.random() < (0.88 if hand.language == "zh" else 0.1):
        first, length = rng.choice(_UNIONPAY), rng.choice((16, 19, 19, 19))
    else:
        first, length = rng.choice(_ABROAD)
    number = _luhn(first + digits(rng, length - len(first) - 1))
    if hand.hard and rng.random() < 0.06:
        number = mistyped(rng, number)
    if rng.random() < 0.4:
        if length == 15:
            return f"{number[:4]} {number[4:10]} {number[10:]}"
        return rng.choice((" ", " ", "-")).join(number[n : n + 4] for n in range(0, length, 4))
    return number


def cvv(rng: Random, _hand: Hand) -> str:
    """Three digits on the back."""
    return digits(rng, 3)


def expiry(rng: Random, hand: Hand) -> str:
    """Month and year, as printed or as said."""
    month, year = rng.randint(1, 12), rng.randint(26, 33)
    ways = [f"{month:02}/{year}", f"{month:02}/{year}", f"{month:02}/20{year}", f"{month:02}-{year}"]
    if hand.hard:
        ways += [f"{month:02}{year}", f"{month:02} / {year}", f"{month}/{year}", f"{month:02}.{year}"]
    if hand.language == "zh":
        ways += [f"20{year}年{month}月", f"{year}年{month:02}月"]
    elif hand.hard:
        ways += [f"{_MONTHS[month - 1]} 20{year}", f"{_MONTHS[month - 1][:3].lower()} {year}"]
    return rng.choice(ways)


_MONTHS = words("January February March April May June July August September October November December")


def iban(rng: Random, hand: Hand) -> str:
    """An account number with its two check digits, in fours or in one go."""
    country = rng.choice(list(_IBANS))
    sets = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits}
    body = "".join(rng.choice(sets[c]) for c in _IBANS[country])
    rest = int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
    number = f"{country}{98 - rest:02}{body}"
    if hand.hard and rng.random() < 0.06:
        number = mistyped(rng, number)
    if rng.random() < 0.5:
        return " ".join(number[n : n + 4] for n in range(0, len(number), 4))
    return number


def _letters(rng: Random, alphabet: str, sizes: tuple[int, ...], mark: str = "-") -> str:
    return mark.join("".join(rng.choice(alphabet) for _ in range(size)) for size in sizes)


def card_secret(rng: Random, hand: Hand) -> str:
    """The code of a gift card, a game's points card or a prepaid card."""
    west = (
        "X" + _letters(rng, _APPLE, (15,)),
        _letters(rng, _CODE, (5, 5, 5)),
        _letters(rng, _CODE, (5, 5, 5, 5, 5)),
        _letters(rng, string.ascii_uppercase + string.digits, (4, 4, 4)),
        _letters(rng, string.ascii_uppercase + string.digits, (4, 6, 4)),
        _letters(rng, _CODE, (4, 4, 4, 4, 4)),
        _letters(rng, _CODE, (16,)),
        _letters(rng, string.digits, (4, 4, 4, 4), " "),
        _letters(rng, _CODE, (5, 4, 5)),
        digits(rng, 14),
    )
    east = (
        digits(rng, 18),
        digits(rng, 19),
        digits(rng, 16),
        _letters(rng, "0123456789ABCDEF", (4, 4, 4, 4)),
        _letters(rng, _CODE, (4, 4, 4, 4)),
        _letters(rng, string.ascii_lowercase + string.digits, (12,)),
        _letters(rng, string.ascii_uppercase + string.digits, (10,)),
        _letters(rng, _CODE, (20,)),
        _letters(rng, _CODE, (15,)),
    )
    return rng.choice(east if hand.language == "zh" and rng.random() < 0.7 else west)
