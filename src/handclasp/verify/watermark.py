"""Watermarks of packs (formats.md §6): who took a pack out, when and why, as its manifest says and its pages show.

It never says that this is true: the export record's seal holds the words fast, and nothing holds those of a pack
without one. Who and why were typed by people, so here they become text that cannot reorder or break a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final, NamedTuple

from .reasons import Fault, Reason
from .strict import canonical, integer, shape, string
from .times import show_time

_ROWS: Final = 40
_IN_PATTERN: Final = 48
_META: Final = re.compile(rb'<meta name="handclasp-watermark" content="[^"]*">')
_NO_PLAIN_TEXT: Final = re.compile("[\x00-\x20\x7f-\xa0\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


class Watermark(NamedTuple):
    """Who took a pack out, when (ms since 1970, UTC) and why."""

    who: str
    when: int
    why: str


def read_watermark(value: Mapping[str, Any]) -> Watermark:
    """Read a manifest's `watermark`; anything but the three in their form is a fault."""
    parts = shape(value, {"who", "when", "why"}, "watermark")
    for name in ("who", "why"):
        if not string(parts[name], f"watermark.{name}"):
            raise Fault(Reason.VALUE_MALFORMED, f"watermark.{name}")
    return Watermark(parts["who"], integer(parts["when"], "watermark.when"), parts["why"])


def one_line(text: str) -> str:
    """Return a text with every run of spaces, control characters and marks of direction as one space."""
    return _NO_PLAIN_TEXT.sub(" ", text).strip()


def short(text: str, most: int) -> str:
    """Return a text as one line of at most `most` code points, its end cut off with a sign."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[:most]}…"


def meta(watermark: Watermark | None) -> str:
    """Return the element that carries a watermark in a page's head; empty without one."""
    if watermark is None:
        return ""
    return f'<meta name="handclasp-watermark" content="{escape(canonical(watermark._asdict()).decode())}">'


def carries(page: bytes, watermark: Watermark | None) -> bool:
    """Tell whether a page, of whatever version, carries this watermark and no other."""
    return _META.findall(page) == ([meta(watermark).encode()] if watermark else [])


def pattern(watermark: Watermark) -> str:
    """Return the rows of the pattern; the style repeats each row's text along it."""
    row = f'<i data-mark="{escape(short(watermark.who, _IN_PATTERN))} · {show_time(watermark.when)}"></i>'
    return f'<div class="pattern" aria-hidden="true"><div>{row * _ROWS}</div></div>'
