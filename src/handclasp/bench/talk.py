"""Talk with a large vocabulary, for measuring search: made up from a seed, words by Zipf's law as in real languages.

The workload of other benchmarks says a few dozen sentences over and over; an index of those would look far too small.
Here are some twenty thousand Chinese and English words, order ids, amounts and now and then a phone number, about 250
bytes a message. Nothing in it means anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from handclasp.search.words import COMMON

PER_CONVERSATION: Final = 10
OPEN: Final = 1_000
_CHARACTERS: Final = 3_000
_WORDS: Final = 20_000
_CHINESE: Final = 0.6
_SYLLABLES: Final = [
    first + vowel + last for first in "bcdfglmnprst" for vowel in "aeiou" for last in ("", "n", "r", "t")
]


class Said(NamedTuple):
    """One message: its conversation's name, who says it, and what."""

    conversation: str
    role: str
    text: str


class Talk:
    """Messages without end. Each `part` is talk of its own, in conversations of its own, with the seed's words."""

    def __init__(self, seed: int, part: int = 0) -> None:
        self._source = source = random.Random(seed)  # noqa: S311 - a workload, not a secret
        # The commonest in front, as in real texts.
        characters = [*sorted(COMMON), *(chr(0x4E00 + source.randrange(0x5000)) for _ in range(_CHARACTERS))]
        del characters[_CHARACTERS:]
        often = list(accumulate(1 / (rank + 20) for rank in range(_CHARACTERS)))
        self._chinese = [
            "".join(source.choices(characters, cum_weights=often, k=source.choice((1, 2, 2, 2, 3))))
            for _ in range(_WORDS)
        ]
        self._english = ["".join(source.choices(_SYLLABLES, k=source.choice((1, 2, 2, 3)))) for _ in range(_WORDS)]
        self._often = list(accumulate(1 / (rank + 10) for rank in range(_WORDS)))
        self._name = f"talk-{part}" if part else "talk"
        if part:
            self._source = random.Random(f"{seed}/{part}")  # noqa: S311 - as above

    def messages(self) -> Iterator[Said]:
        """What is said, in conversations that open and close."""
        source = self._source
        opened = 0
        waiting: list[tuple[str, bool]] = []
        while True:
            while len(waiting) < OPEN:
                opened += 1
                waiting.append((f"{self._name}-{opened}", source.random() < _CHINESE))
            place = source.randrange(OPEN)
            name, chinese = waiting[place]
            yield Said(name, "customer" if source.random() < 0.5 else "agent", self._text(chinese=chinese))
            if source.random() < 1 / PER_CONVERSATION:
                waiting[place] = waiting[-1]
                waiting.pop()

    def _text(self, *, chinese: bool) -> str:
        source = self._source
        words = source.choices(
            self._chinese if chinese else self._english,
            cum_weights=self._often,
            k=max(1, int(source.lognormvariate(3.5, 0.5) * (1.0 if chinese else 1.15))),
        )
        if source.random() < 0.4:
            words.insert(source.randrange(len(words)), f" A{source.randrange(10**8):08d} ")
        if source.random() < 0.2:
            words.append(f" {source.randrange(900)}.{source.randrange(100):02d} ")
        if source.random() < 0.05:
            words.append(f" 138{source.randrange(10**8):08d} ")
        if not chinese:
            return " ".join(words)
        for at in range(8, len(words), 9):
            words[at] += source.choice("，。！？")
        return "".join(words)
