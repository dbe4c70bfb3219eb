"""What an import of a file would bring in, without bringing it: counts, people, times, and what would be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from handclasp.intake import formats
from handclasp.intake.errors import InputError
from handclasp.intake.importing import USUAL, How, Item, Rejected, items_of
from handclasp.records import Raw

SHOWN: Final = 20
"""How many refused lines are told."""
PEOPLE: Final = 10_000
"""How many people are told apart."""

_Name = TypeVar("_Name")
Masks = Callable[[Raw], Iterable[str]]
"""The types of what would be masked in a record, one for each place; raises InputError for a file that is not taken."""


def _none(_raw: Raw) -> Iterable[str]:
    return ()


class Preview(msgspec.Struct):
    """What would come in. Times are milliseconds since 1970 (UTC), None without any.

    `people` counts the records of each (role, id); `size` is the bytes of the files, `bare` those that would not be
    taken; `masked` counts what would be masked, by type; `refused` are the first SHOWN. `names` are short hashes of the
    conversations.
    """

    format: str
    kinds: dict[str, int] = msgspec.field(default_factory=dict)
    people: dict[tuple[str, str], int] = msgspec.field(default_factory=dict)
    masked: dict[str, int] = msgspec.field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    files: int = 0
    size: int = 0
    bare: int = 0
    rejected: int = 0
    refused: list[Rejected] = msgspec.field(default_factory=list)
    names: set[bytes] = msgspec.field(default_factory=set)

    @property
    def conversations(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def speakers(self) -> list[tuple[tuple[str, str], int]]:
        """Who speaks and how often, the most talkative first."""
        return sorted(self.people.items(), key=lambda one: -one[1])

    def count(self, item: Item, masks: Masks = _none, shown: int = SHOWN) -> None:
        """Take one more record of the file into account; `shown` refused lines are kept."""
        if isinstance(item.made, InputError):
            self.rejected += 1
            if len(self.refused) < shown:
                self.refused.append(Rejected(item.line, item.made.code, str(item.made)))
            return
        raw = item.made
        self.names.add(blake2b(raw.conversation.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        _more(self.kinds, raw.kind.value)
        who = raw.author.role, raw.author.id
        if who in self.people or len(self.people) < PEOPLE:
            _more(self.people, who)
        sent = raw.received if raw.sent is None else raw.sent
        self.first = sent if self.first is None else min(self.first, sent)
        self.last = sent if self.last is None else max(self.last, sent)
        if raw.attached is not None:
            self.files += 1
            self.size += len(raw.attached.content)
        try:
            for kind in masks(raw):
                _more(self.masked, kind)
        except InputError:
            self.bare += 1


def preview(path: Path, tenant: str, how: How = USUAL, masks: Masks = _none) -> Preview:
    """Read a file as an import would; raises Malformed when the file itself is broken, OSError."""
    with formats.opened(path) as opened:
        found = Preview(how.format or formats.recognised(opened.file))
        for item in items_of(opened, tenant, how):
            found.count(item, masks)
    return found


def _more(counts: dict[_Name, int], name: _Name) -> None:
    counts[name] = counts.get(name, 0) + 1
