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


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The parts of a list, each begun by `== NAME`, with their words, which are parted by | and may hold spaces."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("== "):
            part = found.setdefault(line[3:], [])
        elif line and not line.startswith("# "):
            part += line.split("|")
    return {part: tuple(its) for part, its in found.items()}
