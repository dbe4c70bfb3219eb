"""The text with values put together again that were pulled apart: G 9 6 7 1, x7k2/q9ab/77pd, codes cut by line ends.

Promises a reading whose characters all stand in the text, in the same order, and the places they stood at; takes time
linear in the text's length. Never finds anything: detectors read the result, and only what lies across a gap that was
closed counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.gate import Pattern, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK: Final = "[ \t.·、,_*/…—–|~+-]"
_LONE: Final = re.compile(
    f"(?<![0-9A-Za-z])[0-9A-Za-z](?:{_MARK}{{1,4}}[0-9A-Za-z](?![0-9A-Za-z])){{5,140}}(?:{_MARK}?[(][0-9A-Za-z][)])?"
)
_BETWEEN: Final = re.compile(f"{_MARK}{{1,4}}")
_GROUPS: Final = re.compile(
    "(?<![0-9A-Za-z./:=?&-])[0-9A-Za-z]{1,6}([ ]{2}|[ ]?[/*·…—_、|][ ]?|[ ][-.][ ])[0-9A-Za-z]{1,8}"
    "(?:\\1[0-9A-Za-z.]{1,8}){2,60}(?![0-9A-Za-z])"
)
_LINES: Final = re.compile(
    "(?<![0-9A-Za-z+/=_:.-])[0-9A-Za-z+/=_:.-]{2,120}[ ]?\n[ ]?[0-9A-Za-z+/=_:.-]{2,120}(?![0-9A-Za-z])"
)
_END_OF_LINE: Final = re.compile("[ ]?\n[ ]?")
_LISTED: Final = re.compile("\n[ ]?[0-9A-Za-z-]{0,40}[0-9][0-9A-Za-z-]{0,40}(?:[ ]?(?:\n|$))")
_LISTED_BEFORE: Final = re.compile("(?:^|\n)[0-9A-Za-z-]{0,40}[0-9][0-9A-Za-z-]{0,40}[ ]?\n$")
_LINE: Final = 84
_FIGURES_ALONE: Final = 12
"""Figures alone are read with their gaps by numbers.py; so many are a code's."""


class Rejoined(NamedTuple):
    """The reading; where each of its characters (and its end) stands in the text; the gaps that were closed."""

    text: str
    places: list[int]
    gaps: list[tuple[int, int]]

    def across(self, start: int, end: int) -> tuple[int, int] | None:
        """The place in the text of a span of the reading, if a closed gap lies in it."""
        first, last = self.places[start], self.places[end - 1] + 1
        at = bisect_left(self.gaps, (first, 0))
        return (first, last) if at < len(self.gaps) and self.gaps[at][1] < last else None


def rejoined(text: str) -> Rejoined | None:
    """Put together what is pulled apart; None where nothing is."""
    gaps = sorted({*_lone(text), *_grouped(text), *_lines(text)})
    if not gaps:
        return None
    places: list[int] = []
    at = 0
    for start, end in gaps:
        places += range(at, start)
        at = max(at, end)
    places += range(at, len(text))
    return Rejoined("".join([text[place] for place in places]), [*places, len(text)], gaps)


def _lone(text: str) -> Iterator[tuple[int, int]]:
    """Gaps between single letters and figures; wider ones among them are kept, as they part groups."""
    for run in _LONE.finditer(text):
        bare = [char for char in run[0] if char.isascii() and char.isalnum()]
        if not any(map(str.isdigit, bare)) or (all(map(str.isdigit, bare)) and len(bare) < _FIGURES_ALONE):
            continue
        gaps = list(_BETWEEN.finditer(text, run.start(), run.end()))
        usual = min(len(gap[0]) for gap in gaps)
        for gap in gaps:
            if len(gap[0]) == usual or gap[0].isspace():
                yield gap.span()
            else:
                # One mark is left of it: 7 P J C - E L X N is 7PJC-ELXN.
                place = gap.start() + len(gap[0]) // 2
                yield from ((a, b) for a, b in ((gap.start(), place), (place + 1, gap.end())) if a < b)


def _grouped(text: str) -> Iterator[tuple[int, int]]:
    """Gaps between short groups that are always the same."""
    for run in _GROUPS.finditer(text):
        if not any(map(str.isdigit, run[0])) or not any(map(str.isalpha, run[0])):
            continue
        at = run.start()
        mark = run[1]
        while (place := text.find(mark, at, run.end())) >= 0:
            at = place + len(mark)
            yield place, at


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Ends of lines in the middle of what may be one code."""
    at = 0
    while (pair := _LINES.search(text, at)) is not None:
        gap = _END_OF_LINE.search(text, pair.start(), pair.end())
        if gap is None:
            break
        at = gap.end()
        before, behind = text[pair.start() : gap.start()], text[gap.end() : pair.end()]
        if _one_code(before, behind) and not (
            _LISTED.match(text, pair.end()) or _LISTED_BEFORE.search(text, max(0, pair.start() - _LINE), pair.start())
        ):
            yield gap.span()


def _one_code(before: str, behind: str) -> bool:
    """Tell whether both lines have figures or capitals, as parts of a code do, and none is a word."""
    return all(
        any(map(str.isdigit, part)) or (part.upper() == part and any(map(str.isalpha, part))) or _WORDLESS.search(part)
        for part in (before, behind)
    )


_WORDLESS: Final = re.compile("[a-z][A-Z]|[A-Z]{2}[a-z]")
_BYTES: Final = "(?:[ \\t.,_*/|~+-]|·|…|—|–|、|，)"
APART: Final[tuple[Pattern, ...]] = (
    wake(f"\\b[0-9a-z](?:{_BYTES}{{1,4}}[0-9a-z]){{5}}(?:[^0-9a-z]|$)"),
    wake("(?:[0-9a-z]{1,6}(?:  | ?(?:[*/_|]|·|…|—|、) ?| [-.] )){3}[0-9a-z]"),
    wake(
        "[0-9A-Z-]{2} ?\\n ?-?[0-9A-Z-]{2}|[0-9][0-9A-Za-z]{0,40} ?\\n ?[:.]?[0-9A-Za-z]{0,30}[0-9]"
        "|[0-9A-Za-z]{16} ?\\n ?[0-9A-Za-z]{4}",
        cased=True,
    ),
)
"""What wakes this reading."""
