"""Check digits of invented numbers, so that a detector that verifies them meets what it would meet in earnest.

ISO 7064 MOD 11-2 (Chinese resident ids), Luhn (bank cards), ISO 7064-like weights of Hong Kong ids, GB 32100 (unified
social credit codes), ISO 3779 (vehicle numbers), ICAO 9303 (machine-readable zones), Romanian, Spanish and Polish ids.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from benchmarks.data.pictures.people import Person

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SPECIAL = {"ß": "SS", "Ø": "OE", "Ł": "L", "Æ": "AE", "Đ": "D", "Ä": "AE", "Ö": "OE", "Ü": "UE"}


def cn_id(first17: str) -> str:
    """Return the last character of an 18-digit resident id."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first17))
    return "10X98765432"[total % 11]


def luhn(body: str) -> str:
    """Return the check digit that makes body + digit pass Luhn."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def hk_id(letter: str, digits: str) -> str:
    """Return the bracketed character of a Hong Kong id with one letter and six digits."""
    values = [36, ord(letter) - 55, *map(int, digits)]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return "0123456789A"[-total % 11]


def organisation(first8: str) -> str:
    """Return the check character of an eight-character organisation code (GB 11714)."""
    values = [int(char, 36) for char in first8]
    total = sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_code(first17: str) -> str:
    """Return the last character of a unified social credit code (GB 32100)."""
    total = sum(_CREDIT.index(char) * pow(3, place, 31) for place, char in enumerate(first17))
    return _CREDIT[-total % 31]


def vin(body: str) -> str:
    """Return a 17-character vehicle number made from 16 characters, with the check character in ninth place."""
    letters = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
    whole = body[:8] + "0" + body[8:]
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(int(letters.get(char, char)) * weight for char, weight in zip(whole, weights, strict=True))
    return body[:8] + "0123456789X"[total % 11] + body[8:]


def romanian(first12: str) -> str:
    """Return the last digit of a Romanian personal number."""
    total = sum(int(digit) * int(weight) for digit, weight in zip(first12, "279146358279", strict=True))
    return "01234567891"[total % 11]


def spanish(digits: str) -> str:
    """Return the letter of a Spanish identity number."""
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23]


def polish(first10: str) -> str:
    """Return the last digit of a Polish PESEL."""
    total = sum(int(digit) * int(weight) for digit, weight in zip(first10, "1379137913", strict=True))
    return str(-total % 10)


def mrz_check(text: str) -> str:
    """Return the ICAO 9303 check digit of a part of a machine-readable zone."""
    weights = (7, 3, 1)
    total = sum((0 if char == "<" else int(char, 36)) * weights[place % 3] for place, char in enumerate(text))
    return str(total % 10)


def latin(name: str) -> str:
    """Spell a name in the letters that machine-readable zones know."""
    upper = "".join(_SPECIAL.get(char, char) for char in name.upper())
    plain = unicodedata.normalize("NFKD", upper)
    return "".join(char if "A" <= char <= "Z" or char == " " else "" for char in plain.replace("-", " "))


def _names(who: Person, width: int) -> str:
    words = f"{latin(who.surname)}<<{latin(who.given)}".replace(" ", "<")
    return words[:width].ljust(width, "<")


def _dates(who: Person, expiry: date) -> tuple[str, str]:
    born, ends = f"{who.birth:%y%m%d}", f"{expiry:%y%m%d}"
    return born + mrz_check(born), ends + mrz_check(ends)


def _number(number: str) -> str:
    padded = number[:9].ljust(9, "<")
    return padded + mrz_check(padded)


def td1(document: str, number: str, who: Person, expiry: date, optional: str = "", issuer: str = "") -> list[str]:
    """Return the three lines of 30 characters of a card (ICAO 9303-5)."""
    first = (document.ljust(2, "<") + (issuer or who.nation).ljust(3, "<") + _number(number) + optional)[:30]
    first = first.ljust(30, "<")
    born, ends = _dates(who, expiry)
    second = (born + who.sex + ends + who.nation.ljust(3, "<")).ljust(29, "<")
    check = mrz_check(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second + check, _names(who, 30)]


def td2(document: str, number: str, who: Person, expiry: date, optional: str = "") -> list[str]:
    """Return the two lines of 36 characters of an older card (ICAO 9303-6)."""
    first = document.ljust(2, "<") + who.nation.ljust(3, "<") + _names(who, 31)
    born, ends = _dates(who, expiry)
    head = _number(number)
    optional = optional[:7].ljust(7, "<")
    check = mrz_check(head + born + ends + optional)
    return [first, head + who.nation.ljust(3, "<") + born + who.sex + ends + optional + check]


def td3(document: str, number: str, who: Person, expiry: date, optional: str = "", issuer: str = "") -> list[str]:
    """Return the two lines of 44 characters of a passport (ICAO 9303-4)."""
    first = document.ljust(2, "<") + (issuer or who.nation).ljust(3, "<") + _names(who, 39)
    born, ends = _dates(who, expiry)
    head = _number(number)
    optional = optional[:14].ljust(14, "<")
    optional += mrz_check(optional)
    check = mrz_check(head + born + ends + optional)
    return [first, head + who.nation.ljust(3, "<") + born + who.sex + ends + optional + check]


def visa(issuer: str, number: str, who: Person, expiry: date, optional: str = "") -> list[str]:
    """Return the two lines of 44 characters of a visa (ICAO 9303-7, MRV-A)."""
    first = "V<" + issuer.ljust(3, "<") + _names(who, 39)
    born, ends = _dates(who, expiry)
    second = _number(number) + who.nation.ljust(3, "<") + born + who.sex + ends + optional[:16].ljust(16, "<")
    return [first, second]


def old_french(number: str, who: Person, department: str) -> list[str]:
    """Return the two lines of the French card issued until 2021, which follow a rule of their own."""
    first = "IDFRA" + latin(who.surname).replace(" ", "<")[:25].ljust(25, "<") + department.ljust(6, "<")
    born = f"{who.birth:%y%m%d}"
    given = latin(who.given).replace(" ", "<")[:14].ljust(14, "<")
    second = number + mrz_check(number) + given + born + mrz_check(born) + who.sex
    return [first, second + mrz_check(first + second)]
