"""Documents, persons and how to reach them, as ordinarily written; check digits are right where there are any."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from benchmarks.data.text_first.phrases import words
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

Maker = Callable[[Random], str]
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = UPPER.lower()
DIGITS = "0123456789"
MOBILE = (
    *(*range(130, 134), *range(135, 140), *range(150, 154), *range(155, 160), 166, 173, *range(175, 179)),
    *(*range(180, 190), 191, 195, 198, 199),
)
AMERICAN = (212, 213, 310, 312, 404, 415, 503, 512, 602, 617, 646, 702, 713, 718, 786, 818, 904, 917, 949)
TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # A is 10, B is 11, …


def some(rng: Random, alphabet: str, length: int) -> str:
    """So many characters of an alphabet."""
    return "".join(rng.choice(alphabet) for _ in range(length))


def digits(rng: Random, length: int, first: str = DIGITS) -> str:
    """So many digits, of which the first is one of these."""
    return rng.choice(first) + some(rng, DIGITS, length - 1)


@cache
def regions(year: int) -> tuple[str, ...]:
    """Where numbers were given out in a year (the first ones were in the eighties, to people of all ages)."""
    return tuple(region for region in words("cn_regions") if _existed(region, year))


def _existed(region: str, year: int) -> bool:
    try:
        return bool(ric.get_birth_place(f"{region}{year}0101000X"))
    except ValidationError:
        return False


def cn_id(rng: Random) -> str:
    """Eighteen digits, the last of which checks the others and may be X; seldom the fifteen of before 1999."""
    born = (rng.randint(1955, 2007), rng.randint(1, 12), rng.randint(1, 28))
    region = rng.choice(regions(max(born[0], 1986)))
    if rng.random() < 0.06:
        return f"{region}{min(born[0], 1998) % 100:02}{born[1]:02}{born[2]:02}{digits(rng, 3)}"
    body = f"{region}{born[0]}{born[1]:02}{born[2]:02}{digits(rng, 3)}"
    check = "10X98765432"[sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body)) % 11]
    return body + (check.lower() if rng.random() < 0.3 else check)


def cn_id_x(rng: Random) -> str:
    """One that ends in X."""
    while not (value := cn_id(rng)).upper().endswith("X"):
        pass
    return value


def hk_id(rng: Random) -> str:
    """A letter (seldom two), six digits, a check digit in brackets."""
    letters = rng.choice("ABCDEGHKMPRSYZ") if rng.random() < 0.92 else rng.choice(("WX", "EC", "XA"))
    body = digits(rng, 6)
    values = [36] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters] + [int(digit) for digit in body]
    check = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    last = "A" if check == 10 else str(check)
    return rng.choice((f"{letters}{body}({last})", f"{letters}{body}({last})", f"{letters}{body}（{last}）"))


def macau_id(rng: Random) -> str:
    """Seven digits of which the first is 1, 5 or 7, and a digit in brackets or after a stroke."""
    body, last = digits(rng, 7, "157"), digits(rng, 1)
    return rng.choice((f"{body}({last})", f"{body}({last})", f"{body[0]}/{body[1:]}/{last}"))


def tw_id(rng: Random) -> str:
    """A letter and nine digits, the last of which checks the others."""
    letter, body = rng.choice(TW_LETTERS), digits(rng, 8, "12")
    number = 10 + TW_LETTERS.index(letter)
    total = (
        number // 10 + number % 10 * 9 + sum(int(d) * weight for d, weight in zip(body, range(8, 0, -1), strict=True))
    )
    return f"{letter}{body}{-total % 10}"


def ssn(rng: Random) -> str:
    """Nine digits as the Social Security Administration hands them out."""
    area = rng.choice([number for number in range(1, 900) if number != 666])
    return f"{area:03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"


def passport_cn(rng: Random) -> str:
    """A Chinese one: E or G, or E and a letter."""
    return rng.choice(
        (f"E{digits(rng, 8)}", f"G{digits(rng, 8)}", f"E{rng.choice('ABCDEFGHJK')}{digits(rng, 7)}"),
    )


def passport_en(rng: Random) -> str:
    """Of other countries: nine digits, or a letter or two and digits."""
    return rng.choice(
        (
            digits(rng, 9, "1234569"),
            f"{rng.choice('ACXY')}{digits(rng, 8)}",
            f"{rng.choice('NKRPM')}{digits(rng, 7)}{rng.choice(UPPER)}",
            f"{rng.choice(('KJ', 'HA', 'GA', 'PA', 'RA'))}{digits(rng, 7)}",
        ),
    )


def plate(rng: Random) -> str:
    """A mainland number plate, of which one in four is a green one with a character more."""
    start = rng.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼") + rng.choice("ABCDEFGHJK")
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if rng.random() < 0.25:
        return start + rng.choice("DF") + digits(rng, 5)
    tail = [rng.choice(DIGITS) for _ in range(5)]
    for place in rng.sample(range(5), rng.choice((0, 0, 1, 1, 2))):
        tail[place] = rng.choice(letters)
    return start + rng.choice(("", "", "", "·", " ")) + "".join(tail)


def mobile(rng: Random) -> str:
    """Eleven digits of a mobile of the mainland."""
    return f"{rng.choice(MOBILE)}{digits(rng, 8)}"


def phone_cn(rng: Random) -> str:
    """A mobile number of the mainland, mostly in one piece."""
    body = mobile(rng)
    split = f"{body[:3]} {body[3:7]} {body[7:]}"
    roll = rng.random()
    if roll < 0.72:
        return body
    if roll < 0.86:
        return rng.choice((split, split.replace(" ", "-")))
    return rng.choice((f"+86{body}", f"+86 {body}", f"+86 {split}", f"86-{body}", f"0086{body}", f"(+86){body}"))


def landline(rng: Random) -> str:
    """A telephone at home or at work."""
    area = rng.choice(("010", "021", "022", "028", "0755", "0571", "0591", "0731", "0371", "0532"))
    return rng.choice((f"{area}-{digits(rng, 8, '2345678')}", f"{area}{digits(rng, 8, '2345678')}"))


def phone_tw(rng: Random) -> str:
    """A mobile of Taiwan."""
    return rng.choice((f"09{digits(rng, 8)}", f"09{digits(rng, 2)}-{digits(rng, 3)}-{digits(rng, 3)}"))


def phone_hk(rng: Random) -> str:
    """A mobile of Hong Kong or Macau."""
    start, end = digits(rng, 4, "569"), digits(rng, 4)
    return rng.choice((f"+852 {start} {end}", f"+852{start}{end}", f"852-{start}{end}", f"+853 6{start[1:]} {end}"))


def phone_en(rng: Random) -> str:
    """As written by those who write English, from several countries."""
    area = rng.choice(
        [
            "212",
            "213",
            "310",
            "312",
            "404",
            "415",
            "503",
            "512",
            "602",
            "617",
            "646",
            "702",
            "713",
            "718",
            "786",
            "818",
            "904",
            "917",
            "949",
        ]
    )
    mid, end = digits(rng, 3, "2345678"), digits(rng, 4)
    roll = rng.random()
    if roll < 0.5:
        return rng.choice(
            (
                f"({area}) {mid}-{end}",
                f"{area}-{mid}-{end}",
                f"{area}.{mid}.{end}",
                f"+1 {area} {mid} {end}",
                f"+1{area}{mid}{end}",
                f"{area}{mid}{end}",
                f"+1-{area}-{mid}-{end}",
                f"1 ({area}) {mid}-{end}",
            )
        )
    if roll < 0.7:
        return f"+86{rng.choice(('', ' '))}{mobile(rng)}"
    return rng.choice(
        (
            f"+44 7700 900{digits(rng, 3)}",
            f"07700 900{digits(rng, 3)}",
            f"+65 {digits(rng, 4, '89')} {digits(rng, 4)}",
            f"+852 {digits(rng, 4, '569')} {digits(rng, 4)}",
            f"+91 {digits(rng, 5, '6789')} {digits(rng, 5)}",
            f"+61 4{digits(rng, 2)} {digits(rng, 3)} {digits(rng, 3)}",
            f"+63 917 {digits(rng, 3)} {digits(rng, 4)}",
            f"+49 151 {digits(rng, 8)}",
            f"+234 803 {digits(rng, 3)} {digits(rng, 4)}",
        ),
    )


def person_zh(rng: Random) -> str:
    """A Chinese name."""
    return rng.choice(words("surnames")) + rng.choice(words("given"))


def person_hant(rng: Random) -> str:
    """A name in traditional characters."""
    return rng.choice(words("hant_names"))


def person_en(rng: Random) -> str:
    """First and last name, sometimes with something between, sometimes in pinyin."""
    if rng.random() < 0.15:
        return rng.choice(words("pinyin", "|"))
    first, last = rng.choice(words("first")), rng.choice(words("last"))
    roll = rng.random()
    if roll < 0.07:
        return f"{first} {rng.choice(UPPER)}. {last}"
    if roll < 0.15:
        return f"{first} {last}-{rng.choice(words('last'))}"
    return f"{first} {last}"


def email(rng: Random) -> str:
    """An address as people choose them."""
    one, two = rng.choice(words("email_words")), rng.choice(words("email_words"))
    local = rng.choice(
        (
            f"{one}{two}{rng.randint(1, 9999)}",
            f"{one}.{two}",
            f"{one}_{two}{rng.randint(1, 99)}",
            f"{one}{rng.randint(1970, 2009)}",
            f"{one}-{two}.{rng.choice(LOWER)}",
            f"{rng.choice(LOWER)}{one}{rng.randint(10, 999)}",
            f"{one}+{rng.choice(('shop', 'games', 'steam'))}",
        ),
    )
    domain = rng.choice(words("email_domains"))
    if domain in {"qq.com", "foxmail.com"} and rng.random() < 0.7:
        local = digits(rng, rng.randint(7, 10), "123456789")
    return f"{local}@{domain}"


def qq(rng: Random) -> str:
    """A QQ number."""
    return digits(rng, rng.choice((6, 8, 9, 9, 10, 10, 10)), "123456789")


def wechat(rng: Random) -> str:
    """A name at WeChat."""
    one, two = rng.choice(words("email_words")), rng.choice(words("email_words"))
    return rng.choice(
        (
            f"{one}{two}{rng.randint(10, 9999)}",
            f"wxid_{some(rng, LOWER + DIGITS, 14)}",
            f"{one}_{two}{rng.randint(1, 999)}",
            f"{rng.choice(LOWER)}{rng.choice(LOWER)}{digits(rng, 6)}",
            f"{one.title()}-{digits(rng, 4)}",
        ),
    )


def ip(rng: Random) -> str:
    """The address of somebody's connection, mostly of version 4."""
    if rng.random() < 0.18:
        parts = [f"{rng.randint(0, 65535):x}" for _ in range(rng.choice((4, 6)))]
        start = rng.choice(("2409:8a", "240e:3b", "2408:84", "2001:4d")) + some(rng, "0123456789abcdef", 2)
        return f"{start}:{':'.join(parts)}" if len(parts) == 6 else f"{start}:{':'.join(parts[:3])}::{parts[3]}"
    first = rng.choice((36, 42, 58, 61, 101, 106, 113, 117, 120, 123, 175, 183, 202, 218, 222, 73, 98, 81, 203))
    return f"{first}.{rng.randint(1, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


MAKERS: dict[str, Maker] = {
    "CN_ID": cn_id,
    "CN_ID.x": cn_id_x,
    "EMAIL": email,
    "HK_ID": hk_id,
    "IP": ip,
    "MACAU_ID": macau_id,
    "PASSPORT.en": passport_en,
    "PASSPORT.zh": passport_cn,
    "PERSON.en": person_en,
    "PERSON.hant": person_hant,
    "PERSON.zh": person_zh,
    "PHONE.en": phone_en,
    "PHONE.hk": phone_hk,
    "PHONE.landline": landline,
    "PHONE.tw": phone_tw,
    "PHONE.zh": phone_cn,
    "PLATE": plate,
    "QQ_WECHAT.qq": qq,
    "QQ_WECHAT.wx": wechat,
    "SSN_US": ssn,
    "TW_ID": tw_id,
}
