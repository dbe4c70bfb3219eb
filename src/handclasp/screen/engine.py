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
from handclasp.screen.gate import Gate, Making, Part, fastest, wake
from handclasp.screen.labels import WORDS
from handclasp.screen.masks import chinese, mask, told
from handclasp.screen.overlap import Named, resolve
from handclasp.screen.rejoined import APART, rejoined
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
        self._odd, self._said, self._alike, self._oddly, self._told, self._apart = range(count, count + 6)
        readings = (
            ODD,
            (wake(spoken.SAID),),
            (wake(features.ALIKE),),
            (wake(features.ODDLY),),
            (wake(features.PIECES, Part("[0-9a-z]{3}[^0-9a-z].{1,90}[0-9]{2}", figures=2)),),
            APART,
        )
        # A text that wakes nothing but readings has nothing that could be read in them.
        self._idle: Final = frozenset({self._said, self._alike, self._oddly, self._told})
        self._gate: Final = Gate([*(detector.gate for detector in self._detectors), *readings], WORDS, make)

    def matches(self, text: str, tuning: Tuning = DEFAULT, more: Sequence[Custom] = ()) -> list[Match]:
        """Return what is sensitive as (start, end, type), in order, not overlapping."""
        awake, words = self._gate.scan(text)
        if awake <= self._idle and not more:
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
        if awake <= self._idle and not more:
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
        named = self._found(self._view(text, awake, words, odd=places is not None), awake, more)
        if self._apart in awake:
            named += self._across(text, named, odd=places is not None)
        if tuning.least:
            named = [one for one in named if tuning.masks(one.detector, one.found.sure)]
        if not named:
            return ()
        settled = resolve(named) if len(named) > 1 else named
        return settled if places is None else [_placed(one, places) for one in settled]

    def _view(self, text: str, awake: frozenset[int], words: Words, *, odd: bool) -> Text:
        return Text(
            text,
            odd=odd,
            said=self._said in awake,
            alike=self._alike in awake,
            oddly=self._oddly in awake,
            told=self._told in awake,
            found=words,
        )

    def _across(self, text: str, known: list[Named], *, odd: bool) -> list[Named]:
        """What shows only when values that are pulled apart are put together."""
        read = rejoined(text)
        if read is None:
            return []
        awake, words = self._gate.scan(read.text)
        more: list[Named] = []
        for one in self._found(self._view(read.text, awake, words, odd=odd), awake, ()):
            place = read.across(one.found.start, one.found.end)
            if place and not _apart(text, *place, known):
                more.append(one._replace(found=one.found._replace(start=place[0], end=place[1])))
        return more

    def _found(self, view: Text, awake: frozenset[int], more: Sequence[Custom]) -> list[Named]:
        count = len(self._detectors)
        looking = [self._detectors[place] for place in awake if place < count]
        named = [Named(found, detector.name, detector.type) for detector in looking for found in detector.spans(view)]
        named += [Named(found, one.name, one.type, one.dropped) for one in more for found in one.spans(view)]
        if named:
            named += beside.named(view, named)
        if view.spoken is not view.plain:
            named = [one._replace(found=_whole_words(view.spoken, one.found)) for one in named]
        return named


def _apart(text: str, start: int, end: int, known: list[Named]) -> bool:
    """Tell whether each line of what was put together is something by itself already."""
    cut = text.find("\n", start, end)
    if cut < 0:
        return False
    return any(start <= one.found.start and one.found.end <= cut for one in known) and any(
        cut < one.found.start and one.found.end <= end for one in known
    )


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
