"""What an import of a file would bring in, without bringing it: counts, people, times, and what would be refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from handclasp.intake import formats
from handclasp.intake.errors import InputError
from handclasp.intake.importing import USUAL, How, Rejected, items_of
from handclasp.records import Raw

SHOWN: Final = 20
"""How many refused lines are told."""


class Preview(msgspec.Struct):
    """What would come in. Times are milliseconds since 1970 (UTC), None without any.

    `people` counts the records of each (role, id); `size` is the bytes of the files; `refused` are the first SHOWN.
    """

    format: str
    conversations: int = 0
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    people: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    first: int | None = None
    last: int | None = None
    files: int = 0
    size: int = 0
    rejected: int = 0
    refused: list[Rejected] = msgspec.field(default_factory=list)


def preview(path: Path, tenant: str, how: How = USUAL) -> Preview:
    """Read a file as an import would; raises Malformed when the file itself is broken, OSError."""
    with formats.opened(path) as opened:
        found = Preview(how.format or formats.recognised(opened.file))
        names: set[str] = set()
        for item in items_of(opened, tenant, path.parent, how):
            if isinstance(item.made, InputError):
                found.rejected += 1
                if len(found.refused) < SHOWN:
                    found.refused.append(Rejected(item.line, item.made.code, str(item.made)))
            else:
                _count(found, item.made)
                names.add(item.made.conversation)
        found.conversations = len(names)
    return found


def _count(found: Preview, raw: Raw) -> None:
    found.kinds[raw.kind] += 1
    found.people[raw.author.role, raw.author.id] += 1
    sent = raw.received if raw.sent is None else raw.sent
    found.first = sent if found.first is None else min(found.first, sent)
    found.last = sent if found.last is None else max(found.last, sent)
    if raw.attached is not None:
        found.files += 1
        found.size += len(raw.attached.content)
