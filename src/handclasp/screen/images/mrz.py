"""Machine-readable zones of ICAO Doc 9303: passports (TD3), visas (MRV), cards (TD1, TD2), with their check digits.

Promises to say how many check digits held, and to read through what OCR does to `<` and to letters where digits belong.
Never returns the holder's data: only which document it is and who issued it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

_FILLERS: Final = str.maketrans(dict.fromkeys("《〈«‹＜≤く〱ㄑ", "<"))
_NOT_MRZ: Final = re.compile(r"[^A-Z0-9<]")
_DIGITS: Final = str.maketrans("OQDUILZSBGT", "00001125867")
_LETTERS: Final = str.maketrans("0158", "OISB")
_WEIGHTS: Final = (7, 3, 1)
_REMAINS: Final = 10

_TD3_FIRST: Final = re.compile(r"^(P[A-Z<]|V[A-Z<])([A-Z0-9]{3})[A-Z<0-9]*<[A-Z<0-9]*$")
_TD1_FIRST: Final = re.compile(r"^([IACO][A-Z<0-9])([A-Z0-9]{3}|D[<K]{2})([A-Z0-9<]{9})([0-9OQDILSBG<])")
_TD2_FIRST: Final = re.compile(r"^(?=.*<<)([IACOPV][A-Z<])([A-Z0-9]{3}|D[<K]{2})[A-Z0-9<]{10,}$")
_NUMBER: Final = r"[0-9OQDUILZSBGT]"
_TD3_SECOND: Final = re.compile(
    rf"^([A-Z0-9<]{{9}})({_NUMBER}|<)([A-Z0-9]{{3}}|D[<K]{{2}})({_NUMBER}{{6}})({_NUMBER})([MFXHN<])({_NUMBER}{{6}})({_NUMBER})"
)
_FRENCH_SECOND: Final = re.compile(
    rf"^({_NUMBER}{{12}})({_NUMBER})([A-Z0-9<]{{9,16}}?)({_NUMBER}{{6}})({_NUMBER})([MF]){_NUMBER}?$"
)
"""National identity card of France until 2021, which has an order of its own."""
_TD1_SECOND: Final = re.compile(
    rf"^({_NUMBER}{{6}})({_NUMBER})([MFXHN<])({_NUMBER}{{6}})({_NUMBER})([A-Z0-9]{{3}}|D[<K]{{2}})"
)


class Zone(NamedTuple):
    """What a zone is: `TD1 TD2 TD3 MRV`, its document code, its issuer, and how many check digits held of how many."""

    form: str
    code: str
    issuer: str
    held: int
    checked: int

    @property
    def sure(self) -> bool:
        """Two check digits do not hold by accident."""
        return self.held >= 2


def check_digit(text: str) -> int:
    """ICAO Doc 9303-3 §4.9: weights 7 3 1 over 0-9 and A=10…Z=35, `<` is 0."""
    return sum(_value(letter) * _WEIGHTS[place % 3] for place, letter in enumerate(text)) % 10


def _value(letter: str) -> int:
    return 0 if letter == "<" else int(letter) if letter.isdigit() else ord(letter) - 55


def looks_like_row(text: str) -> bool:
    """Whether the text may be a row of a zone, or what a hasty reading left of one."""
    return text.translate(_FILLERS).count("<") >= 2 and len(text) >= _REMAINS


def rows(texts: Iterable[str]) -> list[str]:
    """Texts that may be rows of a zone, in their order, written as a zone is."""
    found = []
    for text in texts:
        row = unicodedata.normalize("NFKC", text).upper().translate(_FILLERS)
        row = _NOT_MRZ.sub("", row)
        if len(row) >= 22 and ("<" in row or re.search(r"\d{6}", row)) and not re.search(r"[一-鿿]", text):
            found.append(row)
    return found


def zone(texts: Sequence[str]) -> Zone | None:
    """The zone that lines from top to bottom hold, if any; two rows, or one row whose check digits hold."""
    candidates = rows(texts)
    best: Zone | None = None
    for place, first in enumerate(candidates):
        for second in (*candidates[place + 1 : place + 3], ""):
            found = _td3(first, second) or _td1(first, second)
            if found and (best is None or found.held > best.held):
                best = found
        if (alone := _second_alone(first)) and best is None:
            best = alone
    return best


def _td3(first: str, second: str) -> Zone | None:
    """Passports, visas and TD2 cards: names in the first row, numbers in the second."""
    head = _TD3_FIRST.match(first) or _TD2_FIRST.match(first)
    if not head:
        return None
    held, checked = _second(second)
    long = max(len(first), len(second)) >= 40
    code, issuer = head.group(1), _issuer(head.group(2))
    if code[0] == "V":
        return Zone("MRV", code, issuer, held, checked)
    if long or code[0] == "P":
        return Zone("TD3", code, issuer, held, checked) if code[0] == "P" else None
    return Zone("TD2", code, issuer, held, checked) if checked else None


def _second(row: str) -> tuple[int, int]:
    if french := _FRENCH_SECOND.match(row):
        number, check, _, born, born_check, _ = french.groups()
        return _held((number, check), (born, born_check)), 2
    tail = _TD3_SECOND.match(row)
    if not tail:
        return 0, 0
    number, check, _, born, born_check, _, until, until_check = tail.groups()
    return _held((number, check), (born, born_check), (until, until_check)), 3


def _second_alone(row: str) -> Zone | None:
    """A second row whose check digits hold is a zone even when the names above it were not read."""
    tail = _TD3_SECOND.match(row)
    held, checked = _second(row)
    if tail and held == 3:
        return Zone(
            "TD3" if len(row) >= 40 else "TD2", "P<" if len(row) >= 40 else "I<", _issuer(tail.group(3)), held, checked
        )
    return None


def _td1(first: str, second: str) -> Zone | None:
    """Cards with three rows: the number in the first, dates in the second."""
    head, tail = _TD1_FIRST.match(first), _TD1_SECOND.match(second)
    if not tail or len(first) > 33 or len(second) > 33:
        return None
    born, born_check, _, until, until_check, nation = tail.groups()
    held, checked = _held((born, born_check), (until, until_check)), 2
    if not head:
        return Zone("TD1", "I<", _issuer(nation), held, checked) if held == 2 and first[:1] in "IACO1" else None
    held += _held((head.group(3), head.group(4)))
    return Zone("TD1", head.group(1), _issuer(head.group(2)), held, checked + 1)


def _issuer(text: str) -> str:
    return "D" if re.fullmatch(r"D[<K]{2}", text) else text.translate(_LETTERS)


def _held(*pairs: tuple[str, str]) -> int:
    held = 0
    for text, check in pairs:
        digit = check.translate(_DIGITS)
        # A date holds digits only; a number may hold both, so it is tried as read and as digits.
        readings = {text, text.translate(_DIGITS)} if len(text) > 6 else {text.translate(_DIGITS)}
        held += digit.isdigit() and any(check_digit(reading) == int(digit) for reading in readings)
    return held
