"""From everything that was found to spans that do not overlap.

Promises that every code point of every finding is covered by exactly one result: the most certain (then the longest) is
taken first, and what a beaten finding leaves uncovered is added to its neighbour. Findings that must be dropped come
before all others: a secret that is never stored must not ride along in another's original; but what is hardly more
than a guess at one, well inside something that is sure, is that something's.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.masks import DROPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handclasp.screen.detector import Found


_LONG: Final = 40
_DOUBTED: Final = 60
_GUESS: Final = 74
_SURE: Final = 80
_MANY: Final = 60


class Named(NamedTuple):
    """A found span with its detector's name and type."""

    found: Found
    detector: str
    type: str
    never_kept: bool = False

    @property
    def dropped(self) -> bool:
        """Whether its original must never be stored."""
        return self.never_kept or self.type in DROPPED


class _Taken:
    """Spans that do not overlap, ascending: parallel lists of starts, ends and what they are."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.named: list[Named] = []

    def take(self, one: Named) -> bool:
        start, end = one.found.start, one.found.end
        place = bisect_right(self.starts, start)
        if (place and self.ends[place - 1] > start) or (place < len(self.starts) and self.starts[place] < end):
            return False
        self.starts.insert(place, start)
        self.ends.insert(place, end)
        self.named.insert(place, one)
        return True

    def cover(self, start: int, end: int) -> None:
        """Add what is uncovered of a span that overlaps at least one taken span to its neighbours."""
        place = max(0, bisect_right(self.starts, start) - 1)
        if self.ends[place] <= start:
            place += 1
        self.starts[place] = min(self.starts[place], start)
        while self.ends[place] < end:
            following = self.starts[place + 1] if place + 1 < len(self.starts) else end
            self.ends[place] = max(self.ends[place], min(following, end))
            place += 1
            if following >= end:
                break


def resolve(named: list[Named]) -> Iterable[Named]:
    """Settle what overlaps; the results are in the order of the text."""
    best: dict[tuple[int, int, str], Named] = {}
    for one in named:
        found = one.found
        key = found.start, found.end, one.type
        known = best.get(key)
        if known is None or known.found.sure < found.sure:
            best[key] = one
    ordered = _less_guesses([best[key] for key in sorted(best)])
    if all(a.found.end <= b.found.start for a, b in pairwise(ordered)):
        return ordered
    return chain.from_iterable(map(_settled, _heaps(ordered)))


def _less_guesses(named: list[Named]) -> list[Named]:
    """Without secrets that are hardly more than a guess and lie inside something much longer that is sure."""
    if len(named) > _MANY:
        return named
    sure = [one for one in named if not one.dropped and one.found.sure >= _SURE]
    return [
        one
        for one in named
        if not one.dropped
        or not _DOUBTED <= one.found.sure <= _GUESS
        or not any(
            other.found.start <= one.found.start
            and one.found.end <= other.found.end
            and other.found.end - other.found.start > 2 * (one.found.end - one.found.start)
            for other in sure
        )
    ]


def _heaps(ordered: list[Named]) -> Iterator[list[Named]]:
    """What overlaps directly or through others, apart from the rest: few each, however many there are in all."""
    heap, end = ordered[:1], ordered[0].found.end
    for one in ordered[1:]:
        if one.found.start < end:
            heap.append(one)
            end = max(end, one.found.end)
        else:
            yield heap
            heap, end = [one], one.found.end
    yield heap


def _settled(named: list[Named]) -> Iterable[Named]:
    """Settle one heap."""
    if len(named) == 1:
        return named
    taken = _Taken()
    for droppable in (True, False):
        candidates = sorted([one for one in named if one.dropped is droppable], key=_weight)
        beaten = [one for one in candidates if not taken.take(one)]
        for one in beaten:
            taken.cover(one.found.start, one.found.end)
    return [
        one._replace(found=one.found._replace(start=start, end=end))
        for start, end, one in zip(taken.starts, taken.ends, taken.named, strict=True)
    ]


def _weight(one: Named) -> tuple[int, int, int]:
    length = one.found.end - one.found.start
    # What is much longer wins over what is a little surer: a name inside an address, figures inside a key.
    return -one.found.sure - min(length, _LONG) // 2, -length, one.found.start
