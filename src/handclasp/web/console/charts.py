"""Charts as facts for a template that draws them in SVG: columns by day, and rankings. Pure arithmetic, no pixels.

A chart is drawn in its own units and stretched; its words stand beside it in the page, so they are never stretched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STEP, BAR, HEIGHT = 10, 7, 100
_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
_LONG: Final = (
    *(n * _SECOND for n in (10, 30)),
    *(n * _MINUTE for n in (1, 2, 4, 10, 20, 30)),
    *(n * _HOUR for n in (1, 2, 4, 8, 12)),
    *(n * _DAY for n in (1, 2, 4, 10, 20, 40, 60, 90)),
)
"""Tops of a scale of times (ms), each with a half that reads well."""
_EVERY: Final = 7
"""Up to so many days each has its name under it; of more only the first, the middle and the last."""


class Bar(NamedTuple):
    """One part of a column; `kind` is `a` (the lower, the main one) or `b`."""

    kind: str
    y: float
    height: float


class Column(NamedTuple):
    """One day: where it begins, its parts, and what it says."""

    x: int
    bars: tuple[Bar, ...]
    title: str


class Chart(NamedTuple):
    """A picture, the words beside it, and the table behind it."""

    columns: tuple[Column, ...]
    scale: tuple[str, str, str]
    under: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int
    empty: bool

    height: int = HEIGHT
    bar: int = BAR


class Share(NamedTuple):
    """One line of a ranking; `share` is its part of the first one's length, 0-100."""

    name: str
    times: int
    share: float


def chart(
    names: Sequence[str],
    parts: Sequence[tuple[int, int]],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    scale: tuple[int, Callable[[int], str]],
) -> Chart:
    """Columns of two parts standing on each other (the second 0: of one), by day; `scale` is its top and its words."""
    top, words = scale
    columns = tuple(
        Column(place * STEP, _bars(two, top), " · ".join(row))
        for place, (two, row) in enumerate(zip(parts, rows, strict=True))
    )
    under = names if len(names) <= _EVERY else (names[0], names[(len(names) - 1) // 2], names[-1])
    return Chart(
        columns=columns,
        scale=(words(top), words(top // 2), words(0)),
        under=tuple(under),
        head=tuple(head),
        rows=tuple(map(tuple, rows)),
        width=len(names) * STEP,
        empty=not any(map(any, parts)),
    )


def ranking(items: Sequence[tuple[str, int]], name: Callable[[str], str]) -> list[Share]:
    """A ranking, the most frequent first."""
    most = max((count for _, count in items), default=1)
    return [Share(name(code), count, round(100 * count / most, 1)) for code, count in items]


def count_top(most: int) -> int:
    """The top of a scale of counts, at least `most`: an even number that reads well."""
    step = 1
    while True:
        for part in (2, 4, 6, 8, 10) if step == 1 else (2, 3, 4, 5, 6, 8, 10):
            if part * step >= most:
                return part * step
        step *= 10


def time_top(most: int) -> int:
    """The top of a scale of times (ms), at least `most`."""
    return next((one for one in _LONG if one >= most), -(-most // (60 * _DAY)) * 60 * _DAY)


def _bars(parts: tuple[int, int], top: int) -> tuple[Bar, ...]:
    bars, at = [], float(HEIGHT)
    for kind, part in zip("ab", parts, strict=True):
        if part:
            height = max(1.0, round(part / top * HEIGHT, 2))
            at = max(0.0, round(at - height, 2))
            bars.append(Bar(kind, at, height))
    return tuple(bars)
