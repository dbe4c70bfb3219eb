"""Names and places that people write without saying what they are, one list to a text file beside this one.

Promises small sets that are read once. Never holds anything about anybody: these are names that many have.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list, as they stand in it."""
    return frozenset(listed(name))


@cache
def listed(name: str) -> tuple[str, ...]:
    """The same in their order; a line that begins with # is a remark."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
