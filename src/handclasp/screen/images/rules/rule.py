"""What a rule is: the words and numbers by which a paper shows which one it is, and how much each of them weighs."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from handclasp.screen.images.words import tight

TITLE_ALONE = 4
"""A title that is a line of its own."""
TITLE_WITHIN = 2
"""A title in a longer line; and each title more."""
MARK = 2
LABEL = 1
MOST_LABELS = 6


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """How one type of document is told.

    A title alone is never enough: `need` is more than any title weighs, so that labels or numbers must come with it.
    `titles` name the paper; `marks` are words that hardly anything else carries; `labels` name its fields; `signs` are
    numbers (numbers.SIGNS) and machine-readable zones (`mrz:…`, see evidence.py) with their weight; `against` are words
    that belong to another paper (they weigh like a title, the other way).
    """

    type: str
    titles: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    signs: Mapping[str, int] = {}
    against: tuple[str, ...] = ()
    need: int = 6


def words(text: str) -> tuple[str, ...]:
    """The phrases of a table cell, separated by `|`, as rules compare them."""
    return tuple(dict.fromkeys(one for part in text.split("|") if (one := tight(part))))
