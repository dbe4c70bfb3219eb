"""Invented numbers of papers, cards and accounts, with right check digits where the type has them."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_third.people import LETTERS, digits, shaped
from benchmarks.data.text_third.pools import pick


def id_cn(rng: Random) -> str:
    """A resident identity number (GB 11643), grouped now and then."""
    body = f"{pick(rng, 'district')}{rng.randint(1958, 2007)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body += shaped(rng, "###")
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    whole = body + (check if rng.random() < 0.8 else check.lower())
    return whole if rng.random() < 0.93 else f"{whole[:6]} {whole[6:14]} {whole[14:]}"


def id_hk(rng: Random) -> str:
    """A Hong Kong identity number with its check digit in brackets."""
    letter, body = rng.choice("ABCDEGHKMPRVYZ"), shaped(rng, "######")
    total = 36 * 9 + (ord(letter) - 55) * 8 + sum(int(d) * w for d, w in zip(body, range(7, 1, -1), strict=True))
    check = "0123456789A"[-total % 11]
    return f"{letter}{body}({check})"


def id_tw(rng: Random) -> str:
    """A Taiwanese identity number."""
    order = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
    letter, body = rng.choice("ABCDEFGHJKMNPQTUV"), rng.choice("12") + shaped(rng, "#######")
    first = 10 + order.index(letter)
    total = first // 10 + first % 10 * 9 + sum(int(d) * w for d, w in zip(body, range(8, 0, -1), strict=True))
    return f"{letter}{body}{-total % 10}"


def id_macau(rng: Random) -> str:
    """A Macau identity number; its check digit is not published."""
    return rng.choice("157") + shaped(rng, "######(#)")


def passport_zh(rng: Random) -> str:
    """A passport number of mainland China."""
    return rng.choice((shaped(rng, "E########"), "E" + rng.choice("ABCDEFGHJK") + shaped(rng, "#######")))


def passport_en(rng: Random) -> str:
    """A passport number of another country."""
    body = rng.choice(("#########", "@########", "@#######", "@@#######", "@#######@", "@@######"))
    return digits(rng, 1) + shaped(rng, body[1:]) if body[0] == "#" else shaped(rng, body)


def luhn_tail(body: str) -> str:
    """The digit that makes a number pass ISO/IEC 7812."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        double = int(sign) * (2 if place % 2 == 0 else 1)
        total += double - 9 if double > 9 else double
    return str(-total % 10)


def _grouped(number: str, gap: str) -> str:
    return gap.join(number[at : at + 4] for at in range(0, len(number), 4))


def card_zh(rng: Random) -> str:
    """A card of a Chinese bank."""
    prefix, _, length = pick(rng, "card_start").partition(":")
    body = prefix + shaped(rng, "#" * (int(length) - 7))
    return _grouped(body + luhn_tail(body), rng.choice(("", "", "", " ")))


def card_en(rng: Random) -> str:
    """A Visa, Mastercard or American Express card."""
    if rng.random() < 0.15:
        body = rng.choice(("34", "37")) + shaped(rng, "#" * 12)
        whole = body + luhn_tail(body)
        return rng.choice((whole, f"{whole[:4]} {whole[4:10]} {whole[10:]}"))
    body = rng.choice(("4", "4", "51", "52", "53", "54", "55"))
    body += shaped(rng, "#" * (15 - len(body)))
    return _grouped(body + luhn_tail(body), rng.choice(("", " ", " ", "-")))


def cvv(rng: Random) -> str:
    """Three digits."""
    return shaped(rng, "###")


def expiry(rng: Random) -> str:
    """A month and a year to come."""
    month, year = f"{rng.randint(1, 12):02d}", rng.randint(26, 33)
    return rng.choice((f"{month}/{year}", f"{month}/{year}", f"{month}/20{year}", f"{month}-{year}"))


def iban(rng: Random) -> str:
    """An international account number (ISO 13616), in groups of four or in one piece."""
    body = shaped(rng, pick(rng, "iban_shape"))
    country, body = body[:2], body[2:]
    number = int("".join(str(int(sign, 36)) for sign in body + country + "00"))
    whole = f"{country}{98 - number % 97:02d}{body}"
    return _grouped(whole, rng.choice((" ", " ", "")))


def ssn(rng: Random) -> str:
    """A social security number of the United States."""
    area = rng.choice([n for n in range(101, 772) if n != 666])
    return f"{area}-{rng.randint(10, 99)}-{rng.randint(1001, 9998)}"


def otp(rng: Random) -> str:
    """A code for one use, mostly of six digits."""
    return shaped(rng, "#" * rng.choice((4, 6, 6, 6, 6, 8)))


def pin(rng: Random) -> str:
    """A payment password of six digits."""
    return shaped(rng, "######")


def backup(rng: Random) -> str:
    """A spare code for signing in."""
    return rng.choice((shaped(rng, "####-####"), shaped(rng, "#### ####"), shaped(rng, "@#@#@-#@##@").lower()))


def gift(rng: Random) -> str:
    """The secret of a card bought for a shop or game."""
    shape = pick(rng, "gift_shape")
    signs = LETTERS + "23456789"
    return shaped(rng, "".join(rng.choice(signs) if sign == "*" else sign for sign in shape))


def gift_zh(rng: Random) -> str:
    """The secret of a card sold by a Chinese shop."""
    lower = "".join(rng.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(16))
    upper = shaped(rng, "@#@@-##@@-@@#@-#@@#")
    return rng.choice((digits(rng, 18), digits(rng, 16), digits(rng, 19), lower, upper, gift(rng), lower.upper()[:12]))


def gift_number(rng: Random) -> str:
    """The number that is sold together with such a secret."""
    return rng.choice((shaped(rng, "JDV####"), "")) + digits(rng, rng.choice((15, 17, 12)))
