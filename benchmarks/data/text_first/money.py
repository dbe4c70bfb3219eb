"""Bank cards, accounts and the secrets of gift cards, as they are written ordinarily."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_first.identity import DIGITS, LOWER, UPPER, Maker, digits, some
from stdnum.iban import is_valid as valid_iban

DEBIT = ("621700", "622202", "622848", "622700", "621226", "621661", "622588", "621483", "622155", "623058", "621799")
DEBIT_16 = ("622588", "621483", "622155", "622575", "628288", "625908", "622908", "621286")
ABROAD = {
    "DE": "18d",
    "GB": "4a14d",
    "FR": "10d11c2d",
    "NL": "4a10d",
    "ES": "20d",
    "IT": "1a10d12c",
    "CH": "5d12c",
    "AT": "16d",
    "BE": "12d",
    "PL": "24d",
    "IE": "4a14d",
    "PT": "21d",
    "AE": "19d",
    "LT": "16d",
}
CODE = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"


def with_luhn(body: str) -> str:
    """The digits, and the one that checks them."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def grouped(text: str, size: int, mark: str) -> str:
    """The same with a mark after every so many characters."""
    return mark.join(text[at : at + size] for at in range(0, len(text), size))


def card(rng: Random, debit: float) -> str:
    """A card number without gaps: of China's UnionPay, or of the others."""
    if rng.random() < debit:
        start, length = (rng.choice(DEBIT), 19) if rng.random() < 0.75 else (rng.choice(DEBIT_16), 16)
    else:
        start, length = rng.choice(
            (
                (f"4{digits(rng, 5)}", 16),
                (f"4{digits(rng, 5)}", 16),
                (f"5{rng.randint(1, 5)}{digits(rng, 4)}", 16),
                (f"5{rng.randint(1, 5)}{digits(rng, 4)}", 16),
                (f"{rng.randint(2221, 2719)}", 16),
                (rng.choice(("34", "37")), 15),
                (f"35{rng.randint(28, 89)}", 16),
                ("6011", 16),
            ),
        )
    return with_luhn(start + some(rng, DIGITS, length - len(start) - 1))


def as_printed(rng: Random, number: str) -> str:
    """In one piece, or in the groups that are on the card."""
    if rng.random() < 0.6:
        return number
    mark = rng.choice((" ", " ", " ", "-"))
    if len(number) == 15:
        return mark.join((number[:4], number[4:10], number[10:]))
    return grouped(number, 4, mark)


def card_zh(rng: Random) -> str:
    """What customers in China have."""
    return as_printed(rng, card(rng, 0.8))


def card_en(rng: Random) -> str:
    """What customers elsewhere have."""
    return as_printed(rng, card(rng, 0.08))


def cvv(rng: Random) -> str:
    """On the back."""
    return digits(rng, 3)


def cvv_amex(rng: Random) -> str:
    """On the front."""
    return digits(rng, 4)


def expiry(rng: Random) -> str:
    """Month and year until which a card is good."""
    month, year = rng.randint(1, 12), rng.randint(26, 34)
    roll = rng.random()
    if roll < 0.6:
        return f"{month:02}/{year}"
    return rng.choice(
        (f"{month:02}/20{year}", f"{month}/{year}", f"{month:02}{year}", f"{month:02}-{year}", f"{month:02} / {year}")
    )


def iban(rng: Random) -> str:
    """Valid by its check digits (those of its country, too), mostly in groups of four."""
    country = rng.choice(list(ABROAD))
    while not valid_iban(whole := any_iban(rng, country)):
        pass
    return grouped(whole, 4, " ") if rng.random() < 0.55 else whole


def any_iban(rng: Random, country: str) -> str:
    """Valid by the international check digits alone."""
    body, pattern = "", ABROAD[country]
    while pattern:
        length = pattern[:2] if pattern[1].isdigit() else pattern[:1]
        alphabet = {"d": DIGITS, "a": UPPER, "c": DIGITS}[pattern[len(length)]]
        body += some(rng, alphabet, int(length))
        pattern = pattern[len(length) + 1 :]
    number = int("".join(str(int(character, 36)) for character in body + country + "00"))
    return f"{country}{98 - number % 97:02}{body}"


def card_secret(rng: Random) -> str:
    """What is under the foil of a gift card, or sent instead of it."""
    return rng.choice(
        (
            lambda: grouped(some(rng, CODE, 15), 5, "-"),
            lambda: grouped(some(rng, CODE, 25), 5, "-"),
            lambda: "X" + some(rng, CODE, 15),
            lambda: grouped(some(rng, CODE, 20), 4, "-"),
            lambda: some(rng, CODE, 16),
            lambda: f"{some(rng, CODE, 4)}-{some(rng, CODE, 6)}-{some(rng, CODE, 4)}",
            lambda: grouped(some(rng, CODE, 12), 4, "-"),
            lambda: grouped(some(rng, DIGITS + "ABCDEF", 16), 4, "-"),
            lambda: digits(rng, rng.choice((15, 16, 18, 20)), "1789"),
            lambda: some(rng, CODE, rng.choice((18, 20, 24))),
            lambda: some(rng, LOWER + DIGITS, rng.choice((16, 20, 32))),
            lambda: grouped(digits(rng, 16, "1789"), 4, rng.choice(" -")),
        ),
    )()


MAKERS: dict[str, Maker] = {
    "BANK_CARD.en": card_en,
    "BANK_CARD.zh": card_zh,
    "CARD_SECRET": card_secret,
    "CVV": cvv,
    "CVV.amex": cvv_amex,
    "EXPIRY": expiry,
    "IBAN": iban,
}
