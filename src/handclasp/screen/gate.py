"""The one scan every message gets: which detectors should look at this text, and where.

Promises a single pass over the UTF-8 bytes whatever the number of detectors, compiled once, safe from any thread. Never
decides that something is sensitive: it only wakes detectors, and a text that wakes none is left alone.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import hyperscan

from handclasp.screen.text import FOLDED_ALNUM, SPOKEN, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SEPARATOR: Final = r"[ \t\x{a0}\x{ad}\x{2000}-\x{2015}\x{2060}\x{2212}\x{3000}\x{feff}()\-._/·•,，．－（）]"
FIGURE: Final = f"[0-9OoIl{SPOKEN}]"
FIGURES: Final = f"{FIGURE}(?:{SEPARATOR}{{0,3}}{FIGURE}){{6}}"
"""Seven figures or more, spelled or spaced: wakes what looks for numbers."""

Hits = dict[int, list[int]]
"""For each detector that was woken (by its place in the list), the ascending offsets where its anchors end."""


class Pattern(NamedTuple):
    """A gate pattern in hyperscan's syntax (UTF-8, no look-around). `every`: report each hit, not just one."""

    expression: str
    every: bool = False
    cased: bool = False


def wake(expression: str, *, cased: bool = False) -> Pattern:
    """Wake the detector once if this occurs anywhere."""
    return Pattern(expression, cased=cased)


def anchors(*keywords: str) -> Pattern:
    """Tell the detector where each of these keywords (expressions, any case) ends."""
    return Pattern("|".join(keywords), every=True)


_FOLDED: Final = Pattern(f"[{FOLDED_ALNUM}]")


def _collect(pattern: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((end, pattern))


class Gate:
    """The compiled patterns of some detectors."""

    def __init__(self, patterns: Sequence[Sequence[Pattern]]) -> None:
        wanted: dict[Pattern, list[int]] = {_FOLDED: []}
        for detector, its in enumerate(patterns):
            for pattern in its:
                wanted.setdefault(pattern, []).append(detector)
        self._wakes = [(pattern.every, detectors) for pattern, detectors in wanted.items()]
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[pattern.expression.encode() for pattern in wanted],
            ids=list(range(len(wanted))),
            flags=[_flags(pattern) for pattern in wanted],
        )
        self._local = threading.local()

    def scan(self, text: str) -> Hits:
        """Return who should look, and where: empty for a clean text. Any `str` will do; offsets are code points."""
        found = self._run(text)
        if not found:
            return {}
        if any(pattern == 0 for _end, pattern in found):
            text = fold(text)
            found = self._run(text)
        return self._hits(text, found)

    def _run(self, text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        self._database.scan(_bytes(text), _collect, context=found, scratch=self._scratch())
        return found

    def _scratch(self) -> Any:
        try:
            return self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
            return scratch

    def _hits(self, text: str, found: list[tuple[int, int]]) -> Hits:
        found.sort()
        offset = _offsets(text, found)
        hits: Hits = {}
        for end, pattern in found:
            every, detectors = self._wakes[pattern]
            for detector in detectors:
                ends = hits.setdefault(detector, [])
                if every and (not ends or ends[-1] != offset[end]):
                    ends.append(offset[end])
        return hits


def _flags(pattern: Pattern) -> int:
    flags = hyperscan.HS_FLAG_UTF8
    if not pattern.every:
        flags |= hyperscan.HS_FLAG_SINGLEMATCH
    if not pattern.cased:
        flags |= hyperscan.HS_FLAG_CASELESS
    return int(flags)


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # A lone surrogate becomes "?": one code point for one, so offsets still hold.
        return text.encode(errors="replace")


def _offsets(text: str, found: list[tuple[int, int]]) -> Mapping[int, int]:
    """Code-point offsets of ascending byte offsets."""
    if text.isascii():
        return {end: end for end, _pattern in found}
    data, known, at, count = _bytes(text), {}, 0, 0
    for end, _pattern in found:
        if end != at:
            count += len(data[at:end].decode())
            at = end
        known[end] = count
    return known
