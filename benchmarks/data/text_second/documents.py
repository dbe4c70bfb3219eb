"""Invented papers with check digits that hold, and number plates; in the hard set a few are mistyped."""

from __future__ import annotations

import string
from random import Random

from benchmarks.data.text_second.hand import Hand, words

_REGIONS = words(
    """
    110105 110108 120103 130102 140105 150102 210102 210211 220104 230103 310110 310115 320106 320583 330106 330281
    340104 341221 350203 350582 360103 370202 371302 410105 411381 420106 421083 430104 430602 440106 440305 440783
    450103 460105 500108 510107 511602 520102 522121 530102 530381 540102 610113 620102 630104 640104 650102 652801
    """
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TW_FIRST = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤川青琼宁藏"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def digits(rng: Random, count: int) -> str:
    """So many digits."""
    return "".join(rng.choice(string.digits) for _ in range(count))


def mistyped(rng: Random, value: str) -> str:
    """The value with one digit wrong, as a hasty hand leaves it."""
    places = [n for n, c in enumerate(value) if c.isdecimal()]
    at = rng.choice(places[len(places) // 2 :])
    return value[:at] + str((int(value[at]) + rng.randint(1, 9)) % 10) + value[at + 1 :]


def _birthday(rng: Random) -> str:
    return f"{rng.randint(1951, 2008)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def cn_id(rng: Random, hand: Hand) -> str:
    """Eighteen places, the last a check digit or X; now and then the fifteen of old cards."""
    region, birthday = rng.choice(_REGIONS), _birthday(rng)
    if hand.hard and rng.random() < 0.04:
        return f"{region}{birthday[2:]}{digits(rng, 3)}"
    body = f"{region}{birthday}{rng.randint(1, 499):03}"
    number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]
    if hand.hard and rng.random() < 0.06:
        return mistyped(rng, number)
    if number.endswith("X") and rng.random() < 0.4:
        number = number[:-1] + "x"
    if rng.random() < 0.12:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    return number


def hk_id(rng: Random, hand: Hand) -> str:
    """A letter or two, six digits, and the check digit in brackets or without."""
    letters = rng.choice("ABCDEGHKMPRSVYZ") if rng.random() < 0.85 else rng.choice(("WX", "XA", "EC", "XD"))
    body = digits(rng, 6)
    total = sum(w * (ord(c) - 55) for w, c in zip((9, 8), letters.rjust(2, "["), strict=True))
    total += sum(int(d) * w for d, w in zip(body, (7, 6, 5, 4, 3, 2), strict=True))
    check = "0123456789A"[-total % 11]
    if hand.hard and rng.random() < 0.06:
        check = "0123456789A"[(int(check, 16) + 3) % 11]
    return letters + body + rng.choice((f"({check})", f"({check})", f"（{check}）", check, f" ({check})"))


def macau_id(rng: Random, _hand: Hand) -> str:
    """One, five or seven first; the authority does not publish how its last digit comes about."""
    body, check = rng.choice("1157") + digits(rng, 6), digits(rng, 1)
    return rng.choice((f"{body}({check})", f"{body}({check})", f"{body}（{check}）", f"{body[0]}/{body[1:]}/{check}"))


def tw_id(rng: Random, hand: Hand) -> str:
    """A letter for the place, one or two for the sex, and a check digit."""
    letter = rng.choice("ABCDEFGHJKLMNPQTUVX")
    body = rng.choice("12") + digits(rng, 7)
    code = _TW_FIRST.index(letter) + 10
    total = code // 10 + code % 10 * 9 + sum(int(d) * w for d, w in zip(body, range(8, 0, -1), strict=True))
    number = f"{letter}{body}{-total % 10}"
    return mistyped(rng, number) if hand.hard and rng.random() < 0.06 else number


def passport(rng: Random, hand: Hand) -> str:
    """Numbers as the books of several countries carry them."""
    china = (f"E{digits(rng, 8)}", f"E{rng.choice('ABCDEFGHJKLMNP')}{digits(rng, 7)}", f"G{digits(rng, 8)}")
    abroad = (
        digits(rng, 9),
        f"{rng.choice('ABCDEFXYZ')}{digits(rng, 8)}",
        f"K{digits(rng, 8)}",
        f"{rng.choice('PSTUVWZ')}{digits(rng, 7)}",
        f"C{''.join(rng.choice('CFGHJKLMNPRTVWXYZ0123456789') for _ in range(8))}",
        f"P{digits(rng, 7)}{rng.choice('ABCD')}",
        f"A{digits(rng, 8)}",
        f"{rng.choice('ABK')}{rng.choice('KMTSR')}{digits(rng, 7)}",
    )
    return rng.choice(china if hand.language == "zh" and rng.random() < 0.85 else abroad)


def ssn_us(rng: Random, hand: Hand) -> str:
    """Area, group and serial number that can be issued."""
    area = rng.choice([n for n in range(1, 773) if n != 666])
    parts = (f"{area:03}", f"{rng.randint(1, 99):02}", f"{rng.randint(1, 9999):04}")
    marks = ("-", "-", " ", "", ".") if hand.hard else ("-", "-", "-", " ", "")
    return rng.choice(marks).join(parts)


def plate(rng: Random, hand: Hand) -> str:
    """A mainland plate: petrol, electric, or one that crosses to Hong Kong."""
    roll = rng.random()
    if roll < 0.22:
        return plate_green(rng)
    if roll < 0.26:
        return plate_both(rng)
    tail = "".join(rng.choice(string.digits if rng.random() < 0.7 else _PLATE_LETTERS) for _ in range(5))
    mark = rng.choice(("", "", "·", " ", "-", "•", ".") if hand.hard else ("", "", "", "·"))
    return f"{rng.choice(_PROVINCES)}{rng.choice('ABCDEFGHJ')}{mark}{tail}"


def plate_green(rng: Random) -> str:
    """An electric car's, with one place more."""
    tail = rng.choice("DF") + rng.choice(_PLATE_LETTERS + string.digits) + digits(rng, 4)
    return f"{rng.choice(_PROVINCES)}{rng.choice('ABCDEFGHJ')}{tail}"


def plate_both(rng: Random) -> str:
    """One that may drive in Guangdong and over the border."""
    return f"粤Z{rng.choice(_PLATE_LETTERS)}{digits(rng, 3)}{rng.choice('港澳')}"
