"""In whose hand a value is written: the language of the writer, and whether the writing is hard to read."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple


class Hand(NamedTuple):
    """Who writes a value, and how."""

    language: str
    hard: bool = False


Maker = Callable[[Random, Hand], str]


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())
