"""The engine: some detectors behind one gate, and what they find settled to spans that do not overlap.

Promises that a clean text costs one scan, and that spans hold for the text as it was typed. Never raises on any text.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.records import Finding
from handclasp.screen import beside, features, spoken
from handclasp.screen.detectors import DETECTORS
from handclasp.screen.gate import Gate, Making, fastest, wake
from handclasp.screen.labels import WORDS
from handclasp.screen.masks import chinese, mask, told
from handclasp.screen.overlap import Named, resolve
from handclasp.screen.text import ODD, Text, fold, visible
from handclasp.screen.tuning import DEFAULT, Tuning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handclasp.screen.detector import Detector, Found
    from handclasp.screen.labels import Label
    from handclasp.screen.types import Custom


Words = Sequence[tuple[int, int]]


class Match(NamedTuple):
    """Code points `start` to `end` (the end not included) are something sensitive of this type."""

    start: int
    end: int
    type: str


class Engine:
    """Some detectors behind one gate; safe from any thread. `make` is how the gate is scanned (default: fastest)."""

    def __init__(self, detectors: Sequence[Detector] = DETECTORS, *, make: Making = fastest) -> None:
        self._detectors: Final = tuple(detectors)
        count = len(self._detectors)
        self._odd, self._said, self._alike, self._oddly, self._told = range(count, count + 5)
        readings = (
            ODD,
            (wake(spoken.SAID),),
            (wake(features.ALIKE),),
            (wake(features.ODDLY),),
            (wake(features.PIECES, "[0-9a-z]{3}[^0-9a-z].{1,90}[0-9]{2}"),),
        )
        self._gate: Final = Gate([*(detector.gate for detector in self._detectors), *readings], WORDS, make)

    def matches(self, text: str, tuning: Tuning = DEFAULT, more: Sequence[Custom] = ()) -> list[Match]:
        """Return what is sensitive as (start, end, type), in order, not overlapping."""
        awake, words = self._gate.scan(text)
        if not awake and not more:
            return []
        settled = self._settled(text, awake, words, tuning, more)
        return [Match(one.found.start, one.found.end, one.type) for one in settled]

    def labels(self, text: str) -> Sequence[Label]:
        """Return the words of a text that name what stands beside them."""
        _awake, words = self._gate.scan(text)
        return (
            Text(text, odd=False, said=False, alike=False, oddly=False, told=False, found=words).labels.all
            if words
            else ()
        )

    def find(self, text: str, tuning: Tuning = DEFAULT, more: Sequence[Custom] = ()) -> list[Finding]:
        """Return what is sensitive, in order, not overlapping; offsets are code points of `text`.

        `more` are a tenant's own detectors (types.py): they look at every text.
        """
        awake, words = self._gate.scan(text)
        if not awake and not more:
            return []
        settled = list(self._settled(text, awake, words, tuning, more))
        if not settled:
            return []
        in_chinese = chinese(text)
        return [_finding(one, in_chinese=in_chinese) for one in settled]

    def _settled(
        self, text: str, awake: frozenset[int], words: Words, tuning: Tuning, more: Sequence[Custom]
    ) -> Iterable[Named]:
        places = None
        if self._odd in awake:
            text, places = visible(text)
            text = fold(text)
            awake, words = self._gate.scan(text)
        view = Text(
            text,
            odd=places is not None,
            said=self._said in awake,
            alike=self._alike in awake,
            oddly=self._oddly in awake,
            told=self._told in awake,
            found=words,
        )
        named = self._found(view, awake, more)
        if tuning.least:
            named = [one for one in named if tuning.masks(one.detector, one.found.sure)]
        if not named:
            return ()
        settled = resolve(named) if len(named) > 1 else named
        return settled if places is None else [_placed(one, places) for one in settled]

    def _found(self, view: Text, awake: frozenset[int], more: Sequence[Custom]) -> list[Named]:
        count = len(self._detectors)
        looking = [self._detectors[place] for place in awake if place < count]
        named = [Named(found, detector.name, detector.type) for detector in looking for found in detector.spans(view)]
        named += [Named(found, one.name, one.type, one.dropped) for one in more for found in one.spans(view)]
        if view.spoken is not view.plain:
            named = [one._replace(found=_whole_words(view.spoken, one.found)) for one in named]
        if named:
            named += beside.named(view, named)
        return named


def _whole_words(spoken_view: str, found: Found) -> Found:
    """A figure that was said as a word takes the whole word."""
    start, end = found.start, found.end
    while end < len(spoken_view) and spoken_view[end] == spoken.FILL:
        end += 1
    while start and spoken_view[start] == spoken.FILL:
        start -= 1
    return found if (start, end) == (found.start, found.end) else found._replace(start=start, end=end)


def _placed(one: Named, places: list[int]) -> Named:
    """A span of what can be seen as a span of the text as it came, with the signs that follow it and show nothing."""
    found = one.found
    return one._replace(found=found._replace(start=places[found.start], end=places[found.end]))


def _finding(one: Named, *, in_chinese: bool) -> Finding:
    found = one.found
    dropped = one.dropped
    return Finding(
        type=one.type,
        start=found.start,
        end=found.end,
        detector=one.detector,
        sure=found.sure,
        mask=mask(
            found.label or one.type, told(found.shown, found.end - found.start), dropped=dropped, chinese=in_chinese
        ),
        dropped=dropped,
    )


def engine() -> Engine:
    """The engine with all detectors, compiled once per process (seconds, beside other threads)."""
    return _compiled.get("engine") or _compile()


def _compile() -> Engine:
    with _compiling:
        if "engine" not in _compiled:
            _compiled["engine"] = Engine()
        return _compiled["engine"]


_compiled: Final[dict[str, Engine]] = {}
_compiling: Final = threading.Lock()


def find(text: str) -> list[Match]:
    """Return what is sensitive in `text` as (start, end, type), in order, not overlapping; offsets are code points."""
    return engine().matches(text)
