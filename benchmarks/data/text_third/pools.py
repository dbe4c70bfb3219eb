"""Lists of names and places that values are drawn from, read once from `lists/*.txt`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

FOLDER = Path(__file__).with_name("lists")


@cache
def pools() -> dict[str, tuple[str, ...]]:
    """Name of each list and what is in it; entries are parted by bars, or by spaces where there is no bar."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(FOLDER.glob("*.txt")):
        for section in file.read_text("utf-8").split("== ")[1:]:
            name, _, body = section.partition("\n")
            parts = body.strip().split("|") if "|" in body else body.split()
            found[name.strip()] = tuple(dict.fromkeys(part.strip().replace("\\_", " ") for part in parts))
    return found


def pick(rng: Random, name: str) -> str:
    """One entry of a list."""
    return rng.choice(pools()[name])
