"""The lists that values are drawn from, as they are written down in `lists/NAME.txt`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("lists")


@cache
def pool(name: str) -> tuple[str, ...]:
    """The lines of this list."""
    return tuple(line for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line)


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of this list."""
    return tuple(word for line in pool(name) for word in line.split())
