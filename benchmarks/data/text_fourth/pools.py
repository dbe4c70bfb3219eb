"""Lists of words to draw from: sections of `lists/*.txt`, parted by blanks, or by | where the entries hold blanks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n[")[0:]:
            name, _, body = block.lstrip("[").partition("]\n")
            found[name] = tuple(part for part in (body.strip().split("|") if "|" in body else body.split()) if part)
    return found


def pool(name: str) -> tuple[str, ...]:
    """The entries under the heading [name]."""
    return _sections()[name]
