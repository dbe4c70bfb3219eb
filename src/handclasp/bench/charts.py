"""Draws charts as SVG: bars that compare, and lines over time; nothing but text goes in, and nothing is fetched.

Each picture has its own background and takes the viewer's light or dark scheme. Ours is told from what it is compared
with by colour and by where it stands, first; every bar bears its figure, so no colour must be seen to read it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

_WIDTH: Final = 760
_LABELS: Final = 230
_RIGHT: Final = 120
_ROW: Final = 36
_TOP: Final = 64
_STYLE: Final = (
    ":root{--page:#fff;--ink:#1f2328;--soft:#59636e;--grid:#d8dee4;--ours:#0b6e4f;--theirs:#8c959f;--third:#b35900}"
    "@media(prefers-color-scheme:dark){:root{--page:#171b21;--ink:#e6edf3;--soft:#9da7b3;--grid:#343b44;"
    "--ours:#4cc38a;--theirs:#7d8794;--third:#f0a04b}}"
    "text{font-family:system-ui,'Segoe UI','Noto Sans','Noto Sans CJK SC',sans-serif;fill:var(--ink);font-size:13px}"
    ".title{font-size:16px;font-weight:600}.soft{fill:var(--soft);font-size:12px}.end{text-anchor:end}"
    ".mid{text-anchor:middle}.page{fill:var(--page)}.grid{stroke:var(--grid);stroke-width:1}"
    ".ours{fill:var(--ours)}.theirs{fill:var(--theirs)}.third{fill:var(--third)}"
    ".line{fill:none;stroke-width:2}.line.ours{stroke:var(--ours)}.line.theirs{stroke:var(--theirs)}"
    ".line.third{stroke:var(--third)}.line.ours,.line.theirs,.line.third{fill:none}"
)
_CLASSES: Final = ("ours", "theirs", "third")


class Bar(NamedTuple):
    """One bar: what it is, how long, and whether it is ours."""

    label: str
    value: float
    ours: bool


class Series(NamedTuple):
    """One line: its name and its points, x ascending."""

    name: str
    points: Sequence[tuple[float, float]]


class Span(NamedTuple):
    """A stretch of x with a name."""

    name: str
    start: float
    end: float


def bars(title: str, axis: str, rows: Sequence[Bar], *, logarithmic: bool = False) -> str:
    """Horizontal bars under a title; `axis` names what is measured and its unit."""
    most = max((row.value for row in rows), default=1.0) or 1.0
    least = min((row.value for row in rows if row.value > 0), default=1.0)
    scale = _Scale(10 ** math.floor(math.log10(least)) / 2 if logarithmic else 0.0, most, logarithmic=logarithmic)
    wide = _WIDTH - _LABELS - _RIGHT
    bottom = _TOP + len(rows) * _ROW
    parts = [_text(20, 28, title, "title"), _text(_LABELS, _TOP - 12, axis, "soft")]
    for tick in scale.ticks():
        x = _LABELS + scale.place(tick) * wide
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 4}" y2="{bottom}"/>')
        parts.append(_text(x, bottom + 16, short(tick), "soft mid"))
    for number, row in enumerate(rows):
        y = _TOP + number * _ROW
        long = max(2.0, scale.place(row.value) * wide) if row.value > 0 else 0.0
        kind = "ours" if row.ours else "theirs"
        parts.append(_text(_LABELS - 10, y + 21, row.label, "end"))
        parts.append(f'<rect class="{kind}" x="{_LABELS}" y="{y + 6}" width="{long:.1f}" height="22" rx="2"/>')
        parts.append(_text(_LABELS + long + 8, y + 21, short(row.value), ""))
    said = "; ".join(f"{row.label}: {short(row.value)}" for row in rows)
    return _picture(title, f"{axis}. {said}", bottom + 34, parts)


def lines(
    title: str, axes: tuple[str, str], series: Sequence[Series], spans: Sequence[tuple[str, float, float]]
) -> str:
    """Lines over time; `axes` name x and y with their units, `spans` are shaded stretches of x."""
    points = [point for one in series for point in one.points]
    across, up = max((x for x, _ in points), default=1.0), _Scale(0, max((y for _, y in points), default=1.0))
    wide, high, left = _WIDTH - 110, 260, 80
    bottom = _TOP + 24 + high
    parts = [
        _text(20, 28, title, "title"),
        _text(20, 50, axes[1], "soft"),
        _text(left + wide, bottom + 34, axes[0], "soft end"),
    ]
    for tick in up.ticks():
        y = bottom - up.place(tick) * high
        parts.append(f'<line class="grid" x1="{left}" x2="{left + wide}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(left - 8, y + 4, short(tick), "soft end"))
    parts += [
        _text(left + tick / across * wide, bottom + 16, short(tick), "soft mid") for tick in _Scale(0, across).ticks()
    ]
    for name, start, end in spans:
        x, stop = left + start / across * wide, left + end / across * wide
        parts.append(
            f'<rect class="theirs" opacity="0.15" x="{x:.1f}" y="{_TOP + 24}" width="{stop - x:.1f}" height="{high}"/>'
        )
        parts.append(_text((x + stop) / 2, _TOP + 40, name, "soft mid"))
    for number, one in enumerate(series):
        kind = _CLASSES[number % len(_CLASSES)]
        path = " ".join(f"{left + x / across * wide:.1f},{bottom - up.place(y) * high:.1f}" for x, y in one.points)
        parts.append(f'<polyline class="line {kind}" points="{path}"/>')
        parts.append(f'<rect class="{kind}" x="{left + number * 220}" y="{bottom + 44}" width="14" height="4"/>')
        parts.append(_text(left + number * 220 + 20, bottom + 50, one.name, ""))
    said = "; ".join(f"{one.name}: at most {short(max((y for _, y in one.points), default=0))}" for one in series)
    return _picture(title, f"{axes[1]} over {axes[0]}. {said}", bottom + 68, parts)


def short(value: float) -> str:
    """A figure as people read it: three digits that matter, thousands apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    said = f"{value:.{min(6, max(0, digits))}f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


class _Scale:
    """From a value to its place between 0 and 1."""

    def __init__(self, least: float, most: float, *, logarithmic: bool = False) -> None:
        self._least, self._most, self._logarithmic = least, most or 1.0, logarithmic

    def place(self, value: float) -> float:
        if not self._logarithmic:
            return value / self._most
        return math.log(max(value, self._least) / self._least) / math.log(self._most / self._least)

    def ticks(self) -> list[float]:
        if self._logarithmic:
            powers = range(math.ceil(math.log10(self._least)), math.floor(math.log10(self._most)) + 1)
            return [10.0**power for power in powers]
        step = 10 ** math.floor(math.log10(self._most))
        step = next(step * part for part in (0.2, 0.5, 1, 2) if self._most / (step * part) <= 6)
        return [step * number for number in range(math.floor(self._most / step * (1 + 1e-9)) + 1)]


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def _picture(title: str, said: str, high: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {high:g}" width="{_WIDTH}" height="{high:g}" '
        f'role="img" aria-labelledby="t d"><title id="t">{escape(title)}</title><desc id="d">{escape(said)}</desc>'
        f'<style>{_STYLE}</style><rect class="page" width="100%" height="100%" rx="6"/>{"".join(parts)}</svg>\n'
    )
