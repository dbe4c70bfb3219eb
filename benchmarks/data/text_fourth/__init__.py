"""The fourth author's labelled messages: a week of chats at four desks, each value inside its story."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.data.labelled import Kind, Sample
from benchmarks.data.text_fourth.fill import fill
from benchmarks.data.text_fourth.phrasing import Phrasing, phrasings

__all__ = ["generate"]


def generate(seed: int, ordinary: int, hard: int, clean: int, conversations: int) -> Iterator[Sample]:
    """So many samples of each set; the same seed gives the same, and more of a set begins with the same."""
    yield from _set(seed, "ordinary", ordinary)
    yield from _set(seed, "hard", hard)
    yield from _set(seed, "clean", clean)
    yield from _set(seed, "conversation", conversations)


def _set(seed: int, kind: Kind, count: int) -> Iterator[Sample]:
    left: list[Phrasing] = []
    for at in range(count):
        if not left:  # every phrasing comes once before any comes again
            left = list(phrasings(kind))
            Random(f"{seed}/{kind}/round/{at}").shuffle(left)
        yield fill(Random(f"{seed}/{kind}/{at}"), kind, left.pop())
