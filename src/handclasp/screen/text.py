"""The text as detectors read it: widths folded, signs without width taken out, spoken digits written as figures.

Promises that each view has exactly one code point for each code point of the text that detectors see, and that every
place of that text can be told in the text as it came. Never changes what is stored: views are for looking only.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, TypeVar, cast

from handclasp.screen import spoken
from handclasp.screen.gate import Pattern, chars, wake
from handclasp.screen.labels import Labels, chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

INVISIBLE: Final = frozenset(
    map(
        chr,
        (
            0xAD,
            0x61C,
            0x180E,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            0x20E3,  # the cap of a key: 1️⃣
            *range(0xFE00, 0xFE10),
            0xFEFF,
        ),
    )
)
"""Signs that show nothing of their own."""

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ZEROS: Final = "○◯"
_LAST_ASCII: Final = 0x7F
_BLOCKS: Final = (
    range(0x80, 0x3400),  # Latin-1 to CJK letters: superscripts, circled figures, other scripts' digits
    range(0xA620, 0xABFF),
    range(0xFF00, 0xFFF0),  # full-width forms
    range(0x1D400, 0x1D800),  # mathematical letters and figures
    range(0x1F100, 0x1F190),  # enclosed letters
)
_TWINS: Final = dict(
    zip(
        "АВЕКМНОРСТУХЅІЈԚԜасеорухѕіјԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρυι",
        "ABEKMHOPCTYXSIJQWaceopyxsijdqwhlABEZHIKMNOPTYXaovpui",
        strict=True,
    )
)
"""Cyrillic and Greek letters that look like Latin ones; read so only in a word that has Latin letters or figures."""


def _folded(char: str) -> str | None:
    if char in _DASHES:
        return "-"
    if char in _SPACES:
        return " "
    figure = unicodedata.decimal(char, None)
    if figure is None:
        figure = unicodedata.digit(char, None)
    if figure is not None:
        return str(figure)
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 and ord(wide) <= _LAST_ASCII else None


def _fold_table() -> dict[int, str]:
    table = {code: folded for block in _BLOCKS for code in block if (folded := _folded(chr(code))) is not None}
    return table | dict.fromkeys(map(ord, _ZEROS), "0")


_FOLDS: Final = _fold_table()
_ALNUM: Final = "".join(chr(c) for c, to in sorted(_FOLDS.items()) if to.isalnum() or to == "@")
_STOPS: Final = "．｡－／" + _DASHES + _SPACES

# A missing key costs an exception inside str.translate; common Chinese characters map to themselves instead.
_TABLE: Final = {code: code for code in (*range(0x3001, 0x3012), *range(0x4E00, 0xA000))} | _FOLDS
_SPLIT_WORD: Final = re.compile(
    f"[0-9A-Za-z._@-]{{1,64}}[{''.join(_TWINS)}][0-9A-Za-z._@{''.join(_TWINS)}-]{{0,64}}"
    f"|[{''.join(_TWINS)}]{{1,64}}[0-9A-Za-z._@-]{{1,64}}[{''.join(_TWINS)}0-9A-Za-z._@-]{{0,64}}"
)

ODD: Final[tuple[Pattern, ...]] = (
    wake(
        f"{chars((*_ALNUM, *INVISIBLE))}|{chars(_STOPS)}[0-9a-z]|[0-9a-z]{chars(_STOPS)}"
        f"|[0-9a-z.@]{chars(_TWINS)}|{chars(_TWINS)}[0-9a-z.@]",
        wide=True,
    ),
)
"""What wakes the second, careful look at a text that is written oddly."""


def quick_fold(text: str) -> str:
    """Full-width punctuation as ASCII: the little that ordinary Chinese needs."""
    if text.isascii():
        return text
    return (
        text.replace("，", ",")
        .replace("：", ":")
        .replace("（", "(")
        .replace("）", ")")
        .replace("；", ";")
        .replace("！", "!")
        .replace("？", "?")
        .replace("\u3000", " ")
    )


def fold(text: str) -> str:
    """Full-width and ornamental letters, figures and punctuation as ASCII, one code point for one."""
    if text.isascii():
        return text
    return _SPLIT_WORD.sub(_untwinned, text.translate(_TABLE))


def _untwinned(match: re.Match[str]) -> str:
    return "".join(_TWINS.get(char, char) for char in match[0])


def visible(text: str) -> tuple[str, list[int]]:
    """The text without signs that show nothing, and where each of its characters (and its end) stood before."""
    places = [place for place, char in enumerate(text) if char not in INVISIBLE]
    if len(places) == len(text):
        return text, [*places, len(text)]
    return "".join([text[place] for place in places]), [*places, len(text)]


class Text:
    """One text in its views: `raw` as detectors get it, `plain` folded, `spoken` with spoken digits as figures too.

    `odd`: fold it with care; `said`: there may be spoken digits; `alike`: there may be letters for figures; `found`:
    the words that the gate found in it. What detectors ask for is worked out once, when the first of them asks.
    """

    __slots__ = ("_found", "_known", "_lower", "_named", "_said", "_spoken", "alike", "oddly", "plain", "raw", "told")

    def __init__(
        self,
        raw: str,
        *,
        odd: bool = True,
        said: bool = True,
        alike: bool = True,
        oddly: bool = True,
        told: bool = True,
        found: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.raw = raw
        self.plain = fold(raw) if odd else quick_fold(raw)
        self.alike = alike
        self.oddly = oddly
        self.told = told
        self._said = said
        self._found = found
        self._spoken: str | None = None if said else self.plain
        self._lower: str | None = None
        self._named: tuple[Labels, dict[str, list[int]]] | None = None
        self._known: dict[object, object] = {}

    def once(self, read: Callable[[Text], T]) -> T:
        """Return `read(self)`, worked out once however many detectors ask."""
        if read not in self._known:
            self._known[read] = read(self)
        return cast("T", self._known[read])

    @property
    def spoken(self) -> str:
        """The plain text with spoken digits as figures; the very same object where there are none."""
        if self._spoken is None:
            self._spoken = spoken.figures(self.plain)
        return self._spoken

    @property
    def views(self) -> tuple[str, ...]:
        """The views in which numbers are looked for."""
        return (self.plain,) if self.spoken is self.plain else (self.plain, self.spoken)

    @property
    def lower(self) -> str:
        """The plain text in small letters, one code point for one."""
        if self._lower is None:
            low = self.plain.lower()
            one_for_one = len(low) == len(self.plain)
            self._lower = low if one_for_one else "".join(c.lower() if c.isascii() else c for c in self.plain)
        return self._lower

    def names(self, numbers: frozenset[int]) -> bool:
        """Tell whether the gate found any of these words (their places in `labels.WORDS`), cheaper than `labels`."""
        return not numbers.isdisjoint([number for _end, number in self._found])

    def _words(self) -> tuple[Labels, dict[str, list[int]]]:
        if self._named is None:
            self._named = chosen(self.raw, self._found)
        return self._named

    @property
    def labels(self) -> Labels:
        """The words that name what stands beside them."""
        return self._words()[0]

    def places(self, family: str) -> Sequence[int]:
        """Where the words of a family that names nothing end."""
        return self._words()[1].get(family, ())
