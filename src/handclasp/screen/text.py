"""The text as detectors read it: widths folded, spoken digits written as figures, every character in its place.

Promises that each view has exactly one code point for each code point of the original, so a span found in a view is a
span of the original. Never changes what is stored: views are for looking only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SPOKEN: Final = "〇零一二三四五六七八九幺壹贰貳叁參肆伍陆陸柒捌玖"
"""Chinese digits as they are said or written out; 幺 is 1 on the telephone."""

_FIGURES: Final = "001234567891122334566789"
_SPOKEN_TABLE: Final = {ord(spoken): figure for spoken, figure in zip(SPOKEN, _FIGURES, strict=True)}
_SAID: Final = f"[{SPOKEN}]"
_FIGURE: Final = f"[0-9{SPOKEN}]"
# A spoken digit in a row of figures; a lone 一 in prose is no reason for a second view.
_HAS_SPOKEN: Final = re.compile(f"{_SAID}[ .·\\-]{{0,2}}{_FIGURE}|(?<=[0-9]){_SAID}|(?<=[0-9][ .·\\-]){_SAID}")
# 一 before these is the start of a word (一直, 一下, 一共 …), not the last figure of a number.
_NOT_A_FIGURE: Final = re.compile("一(?=[直下共个個样樣起点點些次定般会會边邊块塊张張条條笔筆单單])")
_KEPT: Final = "\u4e8d"  # a rare character that stands in for such a 一 in this view only
_DASHES: Final = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LAST_ASCII: Final = 0x7F
_BLOCKS: Final = (
    range(0x80, 0x3400),  # Latin-1 to CJK letters: superscripts, circled figures, other scripts' digits
    range(0xA620, 0xABFF),
    range(0xFF00, 0xFFF0),  # full-width forms
    range(0x1D400, 0x1D800),  # mathematical letters and figures
    range(0x1F100, 0x1F190),  # enclosed letters
)


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


def _fold_table() -> dict[int, str | int]:
    table: dict[int, str | int] = {}
    for block in _BLOCKS:
        for code in block:
            folded = _folded(chr(code))
            if folded is not None:
                table[code] = folded
    return table


_FOLDS: Final = _fold_table()
FOLDED_ALNUM: Final = "".join(chr(c) for c, to in sorted(_FOLDS.items()) if isinstance(to, str) and to.isalnum())
"""Every character that is folded to an ASCII letter or figure: where there is one, a second look is worthwhile."""

# A missing key costs an exception inside str.translate; common Chinese characters map to themselves instead.
_TABLE: Final = {code: code for code in (*range(0x3001, 0x3012), *range(0x4E00, 0xA000))} | _FOLDS


def fold(text: str) -> str:
    """Full-width and ornamental letters, figures and punctuation as ASCII, one code point for one."""
    return text if text.isascii() else text.translate(_TABLE)


class Text:
    """One text in its views: `raw` as it came, `plain` folded, `spoken` with Chinese digits as figures too."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._known: dict[object, object] = {}

    def once(self, read: Callable[[Text], T]) -> T:
        """Return `read(self)`, worked out once however many detectors ask."""
        if read not in self._known:
            self._known[read] = read(self)
        return cast("T", self._known[read])

    @cached_property
    def plain(self) -> str:
        """The text with widths folded."""
        return fold(self.raw)

    @cached_property
    def spoken(self) -> str:
        """The plain text with spoken digits as figures; the very same object where there are none."""
        plain = _NOT_A_FIGURE.sub(_KEPT, self.plain)
        if not _HAS_SPOKEN.search(plain):
            return self.plain
        return plain.translate(_SPOKEN_TABLE)

    @property
    def views(self) -> tuple[str, ...]:
        """The views in which numbers are looked for."""
        return (self.plain,) if self.spoken is self.plain else (self.plain, self.spoken)
