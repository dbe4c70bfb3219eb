"""What labelled messages say of matches: found, missed, invented, leaked.

A match is right when it has the type of a labelled span and covers half of it or more; each span is found once. A span
leaks when any character of it is left uncovered by matches of whatever type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

Matches = Sequence[tuple[int, int, str]]
Spans = Sequence[tuple[int, int, str]]


class Score:
    """Adds up over messages, by type."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.invented: Counter[str] = Counter()
        self.leaked: Counter[str] = Counter()
        self.messages = 0
        self.alarmed = 0

    def add(self, matches: Matches, spans: Spans) -> None:
        """Count one message: what was found in it, and what is labelled in it."""
        self.messages += 1
        self.alarmed += bool(matches) and not spans
        covered = {place for start, end, _type in matches for place in range(start, end)}
        left = list(matches)
        for start, end, kind in spans:
            self.leaked[kind] += not covered.issuperset(range(start, end))
            right = next((match for match in left if _right(match, start, end, kind)), None)
            if right is None:
                self.missed[kind] += 1
            else:
                left.remove(right)
                self.found[kind] += 1
        for _start, _end, kind in left:
            self.invented[kind] += 1

    def f1(self, kinds: Iterable[str] | None = None) -> float:
        """The harmonic mean of precision and recall over these types (default: all)."""
        named = set(kinds) if kinds is not None else {*self.found, *self.missed, *self.invented}
        found, wrong = (sum(map(counter.__getitem__, named)) for counter in (self.found, self.missed + self.invented))
        return 2 * found / (2 * found + wrong) if found else 0.0

    def leak(self) -> float:
        """The share of labelled spans of which anything is left uncovered."""
        spans = self.found.total() + self.missed.total()
        return self.leaked.total() / spans if spans else 0.0

    def alarms(self) -> float:
        """The share of messages without any label in which something was found."""
        return self.alarmed / self.messages if self.messages else 0.0


def _right(match: tuple[int, int, str], start: int, end: int, kind: str) -> bool:
    return match[2] == kind and 2 * (min(match[1], end) - max(match[0], start)) >= end - start
