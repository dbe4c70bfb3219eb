"""Reads the messages of one conversation together: what is sensitive in each by its neighbours, or by all of them.

What shows in a text alone is found once and remembered, for a while and of short texts only: as a conversation goes on,
the same messages are read again and again beside each new one. Remembered or not, the same is found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from handclasp.screen import Match, find_in_conversation

if TYPE_CHECKING:
    from handclasp.screen.conversation import Looking
    from handclasp.screen.labels import Label

REMEMBERED: Final = 8_192
"""Texts of which it is remembered what shows in them."""

LONGEST: Final = 512
"""Code points; a longer text is looked at anew each time."""

T = TypeVar("T")


class Joining:
    """Finds in several texts (rescreening.Find). `its` looks at one, or says what looks when there is something."""

    def __init__(self, its: Callable[[], Looking]) -> None:
        self._matches = _remembering(lambda text: tuple(its().matches(text)))
        self._labels = _remembering(lambda text: tuple(its().labels(text)))

    def matches(self, text: str) -> list[Match]:
        """What is sensitive in one text."""
        return list(self._matches(text))

    def labels(self, text: str) -> Sequence[Label]:
        """The words of one text that name what stands beside them."""
        return self._labels(text)

    def __call__(self, texts: Sequence[str]) -> list[list[Match]]:
        """What is sensitive in each text by its neighbours, or by all together: a phrase may come a word a message."""
        found = find_in_conversation(texts, self, newest=True)
        at = 0
        whole = self.matches(" ".join(texts))
        for text, its in zip(texts, found, strict=True):
            for match in whole:
                start, end = max(match.start - at, 0), min(match.end - at, len(text))
                if start < end and not any(one.start < end and start < one.end for one in its):
                    its.append(Match(start, end, match.type))
            at += len(text) + 1
        return found


def _remembering(look: Callable[[str], tuple[T, ...]]) -> Callable[[str], tuple[T, ...]]:
    known = lru_cache(REMEMBERED)(look)
    return lambda text: known(text) if len(text) <= LONGEST else look(text)
