"""The words that name what stands beside them, by family: 手机号 names a telephone, "order no." a number of business.

Promises that what a number or a token is called is looked up in one place by all detectors. Never finds anything by
itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.gate import Word, bytes_of
from handclasp.screen.words import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORDS: Final = tuple(
    sorted([Word(word, family) for family, its in FAMILIES.items() for word in its], key=lambda word: -len(word.text))
)
"""Every word with its family, the longest first."""
_SILENT: Final = frozenset(family for family in FAMILIES if family.startswith("_"))
"""Families that name nothing by themselves: they are only places to look at."""


class Label(NamedTuple):
    """A word that names something: code points of the text, and its family."""

    start: int
    end: int
    family: str


class Labels:
    """The labels of one text, ascending, none inside another."""

    def __init__(self, found: Sequence[Label]) -> None:
        self.all = found
        self._starts = [label.start for label in found]
        self._ends = [label.end for label in found]
        self.families = frozenset([label.family for label in found])

    def of(self, *families: str) -> Iterable[Label]:
        """Those of these families, in order."""
        return (label for label in self.all if label.family in families)

    def before(self, place: int) -> Label | None:
        """The last one that ends at or before this place."""
        at = bisect_right(self._ends, place)
        return self.all[at - 1] if at else None

    def after(self, place: int) -> Label | None:
        """The first one that starts at or behind this place."""
        at = bisect_left(self._starts, place)
        return self.all[at] if at < len(self.all) else None

    def near(self, start: int, end: int, reach: int, families: frozenset[str]) -> bool:
        """Tell whether one of these families stands within so many code points before or behind."""
        return any(
            label.family in families
            for label in self.all[bisect_left(self._ends, start - reach) : bisect_right(self._starts, end + reach)]
        )


def chosen(text: str, found: Sequence[tuple[int, int]]) -> tuple[Labels, dict[str, list[int]]]:
    """The labels among the words that were found (ends in bytes, ascending), and the places of the others.

    Of labels that share a place, the longest; the places (ends) are those of words of families that name nothing.
    """
    kept: list[Label] = []
    keep, kinds = kept.append, _KINDS
    places: dict[str, list[int]] = {}
    data = b"" if text.isascii() else bytes_of(text)
    at = end = 0
    for byte, number in sorted(found):  # of words that end together, the longest first, whoever scanned
        if not data:
            end = byte
        elif byte != at:
            end += len(data[at:byte].decode())
            at = byte
        family, length, silent, numbered = kinds[number]
        if silent:
            if family in places:
                places[family].append(end)
            else:
                places[family] = [end]
            continue
        start = end - length
        while kept and kept[-1].start >= start:
            kept.pop()  # a part of this longer word
        if kept and start < kept[-1].end:
            if kept[-1].family == family:
                kept[-1] = Label(kept[-1].start, end, family)  # 加微 and 微信 in 加微信
            continue
        # 护照编号 is a passport's number, and no business's.
        if numbered and kept and (kept[-1].end == start or (text[start - 1] == " " and kept[-1].end == start - 1)):
            kept[-1] = Label(kept[-1].start, end, kept[-1].family)
        else:
            keep(Label(start, end, family))
    return Labels(kept), places


_NUMBERED: Final = frozenset(
    ("account", "账号", "帐号", "賬號", "账户", "帐户", "编号", "編號", "单", "高度", "型号", "号码", "號碼")
)
_KINDS: Final = [(word.family, len(word.text), word.family in _SILENT, word.text in _NUMBERED) for word in WORDS]
"""Of each word: its family, its length, does its family name nothing, does it go with the word before it."""
