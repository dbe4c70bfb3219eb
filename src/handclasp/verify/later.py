"""What later records of a transcript say of earlier ones (formats.md §9): words hidden, others put in their place.

It reads only what is open, judges nobody's right to hide, and says which record did it: whoever reads decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from .reasons import Remark
from .record import Record

RESCREEN: Final = "rescreen"


class Later(NamedTuple):
    """What stands of one record: the seq and author of the last rescreen record that spoke of its words, and those.

    `body` is None when nothing that is open stands in the place of the words as sealed. `hidden` says that these were
    hidden, whether the file opens them or not.
    """

    seq: int
    author: str
    body: str | None
    spans: Any
    hidden: bool


def later(records: Iterable[Record]) -> dict[bytes, Later]:
    """Return what is said of each record (by its hash) that a rescreen record speaks of, the last word winning."""
    found: dict[bytes, Later] = {}
    for record in records:
        target = record.get("target")
        if record.get("kind") != RESCREEN or not isinstance(target, bytes):
            continue
        hide, release = _names(record, "hide"), _names(record, "release")
        # Whoever cut the pack down may have closed the words: that they were replaced still shows.
        replaced = "masked" in record.commitments
        if not replaced and "body" not in hide | release:
            continue
        before = found.get(target)
        hidden = bool(before and before.hidden)
        hidden = ("body" in hide or hidden) and "body" not in release
        author = str(record.get("author") or "")
        found[target] = Later(record.entry.seq, author, record.get("masked"), record.get("spans"), hidden)
    return found


def remarks(records: Iterable[Record]) -> list[tuple[Remark, str]]:
    """Return a remark for each record shown whose words a later record hid or replaced."""
    records = list(records)
    said = later(records)
    found = []
    for record in records:
        one = said.get(record.entry.record)
        if one is None or not (one.hidden or one.body is not None):
            continue
        remark = Remark.HIDDEN_LATER if one.hidden else Remark.SHOWN_OTHERWISE
        found.append((remark, f"#{record.entry.seq}: #{one.seq}, {_printable(one.author)}"))
    return found


def _names(record: Record, field: str) -> frozenset[str]:
    listed = record.get(field)
    return frozenset(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else frozenset()


def _printable(author: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in author)[:200]
