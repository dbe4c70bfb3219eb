"""The fifth author's labelled messages: twenty-three writers with habits of their own, and what agents answer them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.data.labelled import Kind, Sample
from benchmarks.data.text_fifth.fill import fill
from benchmarks.data.text_fifth.phrasing import phrasings

__all__ = ["generate"]


def generate(seed: int, ordinary: int, hard: int, clean: int, conversations: int) -> Iterator[Sample]:
    """So many samples of each set; the same seed gives the same, and more of a set begins with the same."""
    asked: tuple[tuple[Kind, int], ...] = (
        ("ordinary", ordinary),
        ("hard", hard),
        ("clean", clean),
        ("conversation", conversations),
    )
    for kind, count in asked:
        yield from _set(seed, kind, count)


def _set(seed: int, kind: Kind, count: int) -> Iterator[Sample]:
    """Every phrasing once, in an order of the round's own, before any comes again; later rounds add a greeting."""
    known = phrasings(kind)
    order: list[int] = []
    for at in range(count):
        turn, place = divmod(at, len(known))
        if place == 0:
            order = list(range(len(known)))
            Random(f"fifth {seed} {kind} {turn}").shuffle(order)
        yield fill(Random(f"fifth {seed} {kind} {turn} {place}"), known[order[place]], greeted=turn > 0)
