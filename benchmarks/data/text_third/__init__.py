"""The third author's labelled messages, written as voices: who speaks, to whom, in what hurry, with what keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.data.labelled import Kind, Sample
from benchmarks.data.text_third.fill import Filling
from benchmarks.data.text_third.phrasings import Phrasing, around, phrasings

__all__ = ["generate"]

LONGEST = 5  # messages in a conversation


def generate(seed: int, ordinary: int, hard: int, clean: int, conversations: int) -> Iterator[Sample]:
    """So many samples of each set; the same seed gives the same, and more of a set begins with the same."""
    yield from _set(seed, "ordinary", ordinary)
    yield from _set(seed, "hard", hard)
    yield from _set(seed, "clean", clean)
    yield from _set(seed, "conversation", conversations)


def _set(seed: int, kind: Kind, count: int) -> Iterator[Sample]:
    everything = phrasings(kind)
    order: list[Phrasing] = []
    for at in range(count):
        if not order:  # every phrasing once before any comes again
            order = list(everything)
            Random(f"{seed}/{kind}/order/{at}").shuffle(order)
        yield _sample(Random(f"{seed}/{kind}/{at}"), kind, order.pop())


def _sample(rng: Random, kind: Kind, phrasing: Phrasing) -> Sample:
    messages = list(phrasing.messages)
    language = phrasing.language
    who = "agent_" if phrasing.voice == "agent_quoting" else ""
    before = rng.choice(around(language, f"{who}before")) if rng.random() < 0.45 else ""
    after = rng.choice(around(language, f"{who}after")) if rng.random() < 0.4 else ""
    if kind == "conversation":
        messages = [part for part in (before.rstrip("，,"), *messages, after) if part][:LONGEST]
    elif "bare" not in phrasing.styles:
        gap = "" if language == "zh" else " "
        messages = [(f"{before}{gap}" if before else "") + messages[0]]
        if after:
            messages = [f"{_ended(messages[0], language)}{gap}{after}"]
    filling = Filling(rng, language, phrasing.styles)
    for message in messages:
        filling.add(message)
    return filling.sample(kind)


def _ended(message: str, language: str) -> str:
    if message[-1] in "。！？!?.~…）":
        return message
    return message + ("，" if language == "zh" else ".")
