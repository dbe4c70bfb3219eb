"""Numbers of papers and plates, drawn at random, with the check digits that their issuers compute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from benchmarks.data.text_fifth.pools import words

Maker = Callable[[Random, str, str], str]

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def digits(rng: Random, count: int) -> str:
    """So many random digits."""
    return "".join(rng.choices("0123456789", k=count))


def _cn_id(rng: Random, form: str, _: str) -> str:
    born = date(1958, 1, 1) + timedelta(days=rng.randrange(49 * 365))
    while True:
        body = f"{rng.choice(words('districts_cn'))}{born:%Y%m%d}{rng.randrange(1, 1000):03}"
        total = sum(
            int(digit) * weight for digit, weight in zip(body, (2**k % 11 for k in range(17, 0, -1)), strict=True)
        )
        last = "10X98765432"[total % 11]
        if form != "x" or last == "X":
            return body + last


def _hk_id(rng: Random, form: str, _: str) -> str:
    letter, six = rng.choice("ABCDEFGHKMPRSVYZ"), digits(rng, 6)
    values = [36, int(letter, 36), *(int(digit) for digit in six)]
    rest = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    last = "0123456789A"[rest]
    return f"{letter}{six}{last}" if form == "bare" else f"{letter}{six}({last})"


def _macau_id(rng: Random, form: str, _: str) -> str:
    body, last = rng.choice("1557") + digits(rng, 6), digits(rng, 1)
    if form == "bare":
        return body + last
    return rng.choice((f"{body}({last})", f"{body[0]}/{body[1:]}/{last}", body + last))


def _tw_id(rng: Random, _: str, __: str) -> str:
    letter = rng.choice("ABCDEFGHJKMNPQTUVX")
    first = 10 + _TAIWAN.index(letter)
    body = rng.choice("12") + digits(rng, 7)
    total = first // 10 + first % 10 * 9 + sum(int(d) * w for d, w in zip(body, range(8, 0, -1), strict=True))
    return f"{letter}{body}{-total % 10}"


def _passport(rng: Random, form: str, language: str) -> str:
    country = form or rng.choice(
        ("cn", "cn", "cn", "hk", "tw") if language == "zh" else ("us", "uk", "in", "de", "cn", "ph")
    )
    return {
        "cn": lambda: (
            rng.choice("EEG") + digits(rng, 8) if rng.random() < 0.5 else "E" + rng.choice("ABCDEFGH") + digits(rng, 7)
        ),
        "hk": lambda: rng.choice("HK") + digits(rng, 8),
        "tw": lambda: "3" + digits(rng, 8),
        "us": lambda: rng.choice((rng.choice("56") + digits(rng, 8), rng.choice("AY") + digits(rng, 8))),
        "uk": lambda: rng.choice("15") + digits(rng, 8),
        "in": lambda: rng.choice("LMNPRSTUVWZ") + str(rng.randint(1, 9)) + digits(rng, 6),
        "de": lambda: "C" + "".join(rng.choices("CFGHJKLMNPRTVWXYZ0123456789", k=8)),
        "ph": lambda: "P" + digits(rng, 7) + rng.choice("ABC"),
        "sg": lambda: rng.choice("EK") + digits(rng, 7) + rng.choice("ABCDEFGHJKLMN"),
    }[country]()


def _ssn(rng: Random, form: str, _: str) -> str:
    area = rng.choice([number for number in range(1, 900) if number != 666])
    parts = f"{area:03}", f"{rng.randint(1, 99):02}", f"{rng.randint(1, 9999):04}"
    return "".join(parts) if form == "bare" else (" " if form == "gaps" else "-").join(parts)


def _plate(rng: Random, form: str, _: str) -> str:
    head = rng.choice(_PROVINCES) + rng.choice(_PLATE[:11])
    if form == "border":
        return f"粤Z{rng.choice(('', '·'))}{rng.choice(_PLATE)}{digits(rng, 3)}{rng.choice('港澳')}"
    if form == "green" or (not form and rng.random() < 0.3):
        tail = rng.choice("DDFAB") + rng.choice(_PLATE + "0123456789") + digits(rng, 4)
    else:
        tail = "".join(rng.choices("0123456789" * 3 + _PLATE, k=4)) + digits(rng, 1)
    return head + rng.choice(("", "", "·", " ")) + tail if form != "bare" else head + tail


DOCUMENTS: dict[str, Maker] = {
    "CN_ID": _cn_id,
    "HK_ID": _hk_id,
    "MACAU_ID": _macau_id,
    "PASSPORT": _passport,
    "PLATE": _plate,
    "SSN_US": _ssn,
    "TW_ID": _tw_id,
}
