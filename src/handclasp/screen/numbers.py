"""Numbers as people write them: spaced, dashed, spelled one by one, with O for 0; read back as figures.

Promises each plausible reading of a run of figures with its place in the text, in time linear in the text's length.
Never says what a number is: detectors do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_GROUP: Final = re.compile("(?<![0-9A-Za-z])[0-9OoIl]++(?:[Xx×ХхΧχⅩⅹ](?![0-9A-Za-z]))?(?![0-9A-Za-z])")
_GAP: Final = re.compile("[ \t\u200b-\u200f\u2060\ufeff()\\-._/·•]{1,3}")
_LOOKALIKES: Final = str.maketrans("OoIlx×ХхΧχⅩⅹ", "0011XXXXXXXX")
_LEAST, _MOST, _MOST_GROUPS = 7, 19, 6
_CHECK: Final = "X"
_FIGURES_AND_LOOKALIKES: Final = frozenset("0123456789OoIl")


class Number(NamedTuple):
    """A reading: figures (an X may end them), code points of the text, and the lengths of the groups as written."""

    digits: str
    start: int
    end: int
    shape: tuple[int, ...]


def numbers(text: Text, least: int, most: int) -> Iterator[Number]:
    """Every reading of `least` to `most` figures (within 7 to 19), in both views of the text."""
    for number in text.once(_all):
        if least <= len(number.digits) <= most:
            yield number


def _all(text: Text) -> list[Number]:
    plain = text.plain
    return [
        number
        for view in text.views
        for run in _runs(view)
        for number in _readings(run)
        # What the plain view shows already is not read twice.
        if view is plain or plain[number.start : number.end] != view[number.start : number.end]
    ]


def _runs(view: str) -> Iterator[list[Number]]:
    """Groups of figures with nothing but separators between them; figures spelled one by one are one group."""
    run: list[Number] = []
    for match in _GROUP.finditer(view):
        group = _group(view, match.start(), match.end())
        if run and (group is None or not _GAP.fullmatch(view, run[-1].end, group.start)):
            yield _spelled(run)
            run = []
        if group is not None:
            run.append(group)
    if run:
        yield _spelled(run)


def _group(view: str, start: int, end: int) -> Number | None:
    written = view[start:end]
    body = written if written[-1] in _FIGURES_AND_LOOKALIKES else written[:-1]
    figures = sum(map(body.count, "0123456789"))
    # O, o, I and l count as figures only among more real ones; "0." opens a fraction, not a number to call.
    if figures * 2 <= len(body) or view[max(0, start - 2) : start] == "0.":
        return None
    return Number(written.translate(_LOOKALIKES), start, end, (end - start,))


def _spelled(run: list[Number]) -> list[Number]:
    merged: list[Number] = []
    singles: list[Number] = []
    for group in run:
        if len(group.digits) == 1:
            singles.append(group)
            continue
        if singles:
            merged.append(_joined(singles, spelled=True))
            singles = []
        merged.append(group)
    if singles:
        merged.append(_joined(singles, spelled=True))
    return merged


def _joined(groups: list[Number], *, spelled: bool = False) -> Number:
    digits = "".join(group.digits for group in groups)
    shape = (len(digits),) if spelled else tuple(len(group.digits) for group in groups)
    return Number(digits, groups[0].start, groups[-1].end, shape)


def _readings(run: list[Number]) -> Iterator[Number]:
    for first in range(len(run)):
        length = 0
        for last in range(first, min(first + _MOST_GROUPS, len(run))):
            length += len(run[last].digits)
            if length > _MOST:
                break
            if length >= _LEAST:
                yield _joined(run[first : last + 1]) if last > first else run[first]
            if run[last].digits[-1] == _CHECK:
                break
