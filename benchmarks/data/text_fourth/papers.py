"""Numbers of documents, telephones, cards and machines, with the check digits that their standards ask for."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.data.text_fourth.pools import pool
from stdnum import iban as iban_standard
from stdnum import luhn
from stdnum.cn import ric

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青川宁琼"


def digits(rng: Random, count: int) -> str:
    """So many digits, the first not zero."""
    return str(rng.randint(1, 9)) + "".join(rng.choices("0123456789", k=count - 1))


def cn_id(rng: Random, variant: str) -> str:
    """A resident identity number of somebody between 17 and 75."""
    year = rng.randint(1996, 2008) if variant == "young" else rng.randint(1950, 2007)
    born = f"{year}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = f"{rng.choice(pool('districts'))}{born}{rng.randint(1, 999):03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _letters_value(letter: str) -> int:
    return ord(letter) - 55


def hk_id(rng: Random, variant: str) -> str:
    """A Hong Kong identity card's number, check digit in brackets."""
    letter, number = rng.choice("ABCDEGHKMPRVYZ"), f"{rng.randint(100000, 999999)}"
    weighed = (
        36 * 9 + _letters_value(letter) * 8 + sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=True))
    )
    check = "0123456789A"[-weighed % 11]
    return f"{letter}{number}{check}" if variant == "plain" else f"{letter}{number}({check})"


TW_LETTERS = {letter: value for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}


def tw_id(rng: Random, variant: str) -> str:  # noqa: ARG001 - one shape only
    """A Taiwanese identity number."""
    letter, body = rng.choice("ABCDEFGHJKMNPQTUVX"), rng.choice("12") + f"{rng.randint(0, 9999999):07d}"
    tens, ones = divmod(TW_LETTERS[letter], 10)
    weighed = tens + ones * 9 + sum(int(d) * w for d, w in zip(body, range(8, 0, -1), strict=True))
    return f"{letter}{body}{-weighed % 10}"


def macau_id(rng: Random, variant: str) -> str:  # noqa: ARG001 - one shape only
    """A Macau identity card's number; its check digit follows no published rule."""
    return f"{rng.choice('157')}{rng.randint(0, 999999):06d}({rng.randint(0, 9)})"


PHONES: dict[str, Callable[[Random], str]] = {
    "hk": lambda r: f"{r.choice('569')}{r.randint(100, 999)}{r.choice(('', ' '))}{r.randint(1000, 9999)}",
    "hkp": lambda r: f"+852{r.choice(('', ' ', '-'))}{r.choice('569')}{r.randint(100, 999)} {r.randint(1000, 9999)}",
    "tw": lambda r: (
        f"09{r.randint(10, 89)}{(g := r.choice(('-', '', '')))}{r.randint(100, 999)}{g}{r.randint(100, 999)}"
    ),
    "twp": lambda r: f"+886 9{r.randint(10, 89)} {r.randint(100, 999)} {r.randint(100, 999)}",
    "mo": lambda r: f"6{r.randint(100, 999)}{r.choice(('', ' '))}{r.randint(1000, 9999)}",
    "sg": lambda r: (
        r.choice(("+65 ", "", ""))
        + r.choice((" ", "")).join((f"{r.choice('89')}{r.randint(100, 999)}", str(r.randint(1000, 9999))))
    ),
    "my": lambda r: f"{r.choice(('+60 1', '01'))}{r.choice('23467')}-{r.randint(200, 999)} {r.randint(1000, 9999)}",
    "us": lambda r: r.choice(("({}) {}-{}", "{}-{}-{}", "+1 {} {} {}", "{}.{}.{}", "{}{}{}")).format(
        r.choice(("205", "312", "404", "512", "615", "702", "718", "865", "919", "971")),
        r.randint(220, 989),
        r.randint(1000, 9999),
    ),
    "uk": lambda r: r.choice(("07{} {}", "07{}{}", "+44 7{} {}", "+447{}{}")).format(
        r.randint(300, 999), r.randint(100000, 999999)
    ),
    "in": lambda r: f"+91 {r.choice('6789')}{r.randint(1000, 9999)} {r.randint(10000, 99999)}",
    "world": lambda r: r.choice(
        (
            f"+49 15{r.randint(1, 9)} {r.randint(10000000, 99999999)}",
            f"+33 6 {' '.join(f'{r.randint(0, 99):02d}' for _ in range(4))}",
            f"+61 4{r.randint(10, 99)} {r.randint(100, 999)} {r.randint(100, 999)}",
            f"+234 80{r.randint(1, 9)} {r.randint(100, 999)} {r.randint(1000, 9999)}",
            f"+353 8{r.randint(3, 9)} {r.randint(100, 999)} {r.randint(1000, 9999)}",
            f"+63 9{r.randint(10, 99)} {r.randint(100, 999)} {r.randint(1000, 9999)}",
            f"+34 6{r.randint(10, 99)} {r.randint(100, 999)} {r.randint(100, 999)}",
            f"+971 5{r.randint(0, 8)} {r.randint(100, 999)} {r.randint(1000, 9999)}",
        )
    ),
    "land": lambda r: (
        f"{r.choice(('010', '021', '0755', '028', '0571', '0371', '0851'))}-{r.randint(2000000, 89999999)}"
    ),
}


def phone(rng: Random, variant: str) -> str:
    """A telephone number of the place that the variant names."""
    if variant == "en":
        variant = rng.choice(("us", "us", "uk", "uk", "in", "world", "world"))
    if variant in PHONES:
        return PHONES[variant](rng)
    number = rng.choice(pool("mobile_zh")) + f"{rng.randint(0, 99999999):08d}"
    if variant == "plain":
        return number
    if rng.random() < 0.22:
        gap = rng.choice((" ", "-"))
        number = gap.join((number[:3], number[3:7], number[7:]))
    return rng.choice(("+86 ", "+86", "86-")) + number if rng.random() < 0.1 else number


def bank_card(rng: Random, variant: str) -> str:
    """A payment card's number that passes Luhn's test, plain or in groups of four."""
    prefix = rng.choice(
        pool("bins_zh" if variant in ("zh", "plain") else "bins_amex" if variant == "amex" else "bins_en")
    )
    length = 19 if prefix[0] == "6" and prefix != "601100" and rng.random() < 0.8 else 16
    length = 15 if prefix[:2] == "37" else length
    body = prefix + "".join(rng.choices("0123456789", k=length - 7))
    number = body + str(luhn.calc_check_digit(body))
    if variant == "plain" or rng.random() < 0.5:
        return number
    if length == 15:
        return f"{number[:4]} {number[4:10]} {number[10:]}"
    gap = " " if rng.random() < 0.8 else "-"
    return gap.join(number[at : at + 4] for at in range(0, length, 4))


def passport(rng: Random, variant: str) -> str:
    """A passport's number."""
    if variant == "zh":
        return rng.choice(("E1", "E3", "E8", "EJ", "EA", "G5")) + digits(rng, 7)
    shapes = (
        digits(rng, 9),
        "AX"[rng.randint(0, 1)] + digits(rng, 8),
        f"{rng.choice('KMNPRZ')}{digits(rng, 7)}",
        f"{rng.choice(('PA', 'FE', 'LR', 'AB'))}{digits(rng, 7)}",
        f"C{rng.choice('0FGHJ')}{digits(rng, 7)}",
    )
    return {"hk": f"K{digits(rng, 8)}", "tw": digits(rng, 9), "my": f"A{digits(rng, 8)}"}.get(variant) or rng.choice(
        shapes
    )


IBANS = {  # letters that the number begins with, and the digits after them
    "DE": ("", 18),
    "FR": ("", 23),
    "ES": ("", 20),
    "NL": ("ABNA", 10),
    "GB": ("BARC", 14),
    "IE": ("AIBK", 14),
    "IT": ("X", 22),
    "PL": ("", 24),
    "BE": ("", 12),
    "LT": ("", 16),
}


def iban(rng: Random, variant: str) -> str:
    """An international bank account number, in groups of four or plain."""
    country = rng.choice(list(IBANS))
    bank, size = IBANS[country]
    body = bank + "".join(rng.choices("0123456789", k=size))
    check: str = iban_standard.calc_check_digits(f"{country}00{body}")
    number = f"{country}{check}{body}"
    if variant == "plain" or rng.random() < 0.35:
        return number
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def ssn(rng: Random, variant: str) -> str:
    """An American social security number, of an area that is given out."""
    area = rng.choice([n for n in range(1, 773) if n != 666])
    gap = "" if variant == "plain" else "-"
    return f"{area:03d}{gap}{rng.randint(1, 99):02d}{gap}{rng.randint(1, 9999):04d}"


def plate(rng: Random, variant: str) -> str:
    """A vehicle's number plate."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if variant == "zh":
        city = rng.choice(PROVINCES) + rng.choice("ABCDEFGH")
        if rng.random() < 0.3:
            return f"{city}{rng.choice('DF')}{digits(rng, 5)}"
        return city + rng.choice(("", "·")) + "".join(rng.choices("ABCDEFGHJKLMNPQRST0123456789", k=2)) + digits(rng, 3)
    two, three = "".join(rng.sample(letters, 2)), "".join(rng.sample(letters, 3))
    shapes = {
        "hk": f"{two} {rng.randint(100, 9999)}",
        "tw": f"{three}-{rng.randint(1000, 9999)}",
        "sg": f"S{two}{rng.randint(100, 9999)}{rng.choice(letters)}",
        "my": f"{rng.choice(('W', 'J', 'V'))}{two} {rng.randint(100, 9999)}",
        "uk": f"{two}{rng.choice(('17', '19', '21', '23', '68', '72'))} {three}",
        "us": f"{three}-{rng.randint(1000, 9999)}",
    }
    return shapes[variant if variant in shapes else rng.choice(("uk", "us"))]


def ip(rng: Random, variant: str) -> str:
    """An address of a machine on the public network."""
    if variant == "v6" or (not variant and rng.random() < 0.12):
        groups = [f"{rng.randint(1, 65535):x}" for _ in range(5)]
        return f"{rng.choice(('2409:8a', '240e:3', '2a02:c', '2600:17'))}{rng.randint(10, 99)}:{':'.join(groups)}"
    first = rng.choice((36, 39, 49, 58, 61, 81, 86, 101, 112, 116, 121, 175, 183, 203, 218, 223))
    return f"{first}.{rng.randint(1, 254)}.{rng.randint(1, 254)}.{rng.randint(2, 254)}"


def cvv(rng: Random, variant: str) -> str:
    """The three digits on a card's back, or the four on an American Express card's face."""
    return f"{rng.randint(0, 9999):04d}" if variant == "four" else f"{rng.randint(0, 999):03d}"


def expiry(rng: Random, variant: str) -> str:
    """Month and year a card ends with."""
    month, year = f"{rng.randint(1, 12):02d}", rng.randint(27, 34)
    return f"{month}{year}" if variant == "plain" else f"{month}/{rng.choice((str(year), f'20{year}'))}"
