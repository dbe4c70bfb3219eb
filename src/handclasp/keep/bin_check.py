"""Whether the bin is what was sealed: a row that somebody took away, shortened or let go by hand is noticed.

No role of the house can do any of that; a superuser of the database can (docs/threat-model.md). Read record by record:
what each sealed deletion names has its row, waits as long as was sealed, and came back only by a sealed release, or
made way for a sealed deletion by which the wait began anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from handclasp.keep.bin import Sealed
from handclasp.records import Kind, Value
from handclasp.store.keeping import BinRow, Bins

Said = Mapping[str, Value]
About = Callable[[int, bytes], Iterable[tuple[int, Said]]]
Lapsed = Callable[[int, int], bool]
Finding = tuple[str, int, str]

_NEVER: Final = 2**53
_NOT_SEALED: Final = "something lies in the bin that no sealed record put there"
_MISSING: Final = (
    "a sealed deletion names a conversation that has no row in the bin: it was taken away by hand, a restore did not "
    "bring it back, or the process ended before it was put there. Delete it again"
)
_SHORTER: Final = "the bin's row says less time than the sealed deletion does"
_BACK: Final = "the bin's row says that it was taken back, and no sealed record does"


def amiss(bins: Bins, sealed: Sealed, about: About, lapsed: Lapsed, tenant: int) -> Iterator[Finding]:
    """What of a tenant's bin is not as it was sealed: (code, index of the deletion, words).

    `lapsed`: whether a record is gone with its journal, by rule.
    """
    last: tuple[int, Said] = (-1, {})
    for row in bins.waiting(tenant):
        # Those of one record lie beside each other.
        last = last if last[0] == row.idx else (row.idx, sealed(tenant, row.idx) or {})
        if not deletes(last[1], row.conversation):
            yield "bin-not-sealed", row.idx, _NOT_SEALED
    for index in bins.deletions(tenant):
        said = sealed(tenant, index) or {}
        if said.get("kind") == Kind.DELETION:
            yield from _of_one(bins, sealed, about, lapsed, tenant, index, said)


def _of_one(
    bins: Bins, sealed: Sealed, about: About, lapsed: Lapsed, tenant: int, index: int, said: Said
) -> Iterator[Finding]:
    """The rows of one sealed deletion."""
    conversations = subjects(said)
    rows: dict[bytes, list[BinRow]] = defaultdict(list)
    for row in bins.rows_of(tenant, conversations):
        rows[row.conversation].append(row)
    for conversation in conversations:
        own = next((row for row in rows[conversation] if row.idx == index), None)
        if own is None:
            if not _lay(rows[conversation], _renewed(said, index)) and not _came_back(
                about(tenant, conversation), index
            ):
                yield "bin-row-missing", index, _MISSING
            continue
        if own.due < due_of(said) or (own.dropped is not None and own.dropped < due_of(said)):
            yield "bin-due-changed", index, _SHORTER
        if own.back is None or _releases(sealed(tenant, own.back) or {}, index, conversation):
            continue
        if not lapsed(tenant, own.back):
            yield "bin-back-not-sealed", index, _BACK


def _lay(rows: Sequence[BinRow], index: int) -> bool:
    """Whether another deletion's row stands for one that has none: it lay in the bin then, or was put there later."""
    return any(row.idx > index or row.back is None or row.back > index for row in rows)


def _came_back(about: Iterable[tuple[int, Said]], index: int) -> bool:
    return any(said.get("kind") == Kind.RELEASE and said.get("releases") == _eight(index) for _, said in about)


def _renewed(said: Said, index: int) -> int:
    """The deletion in whose place this one stands, when its wait began anew; else itself."""
    renews = said.get("renews")
    return renews if isinstance(renews, int) else index


def _releases(said: Said, index: int, conversation: bytes) -> bool:
    """Whether a record took it out of the bin, or let its wait begin anew (keep.anew)."""
    if said.get("renews") == index:
        return deletes(said, conversation)
    right = said.get("kind") == Kind.RELEASE and said.get("releases") == _eight(index)
    return right and names(said, conversation)


def _eight(index: int) -> bytes:
    return index.to_bytes(8, "big")


def deletes(said: Said, conversation: bytes) -> bool:
    """Whether a record's fields are those of a deletion of this conversation."""
    return said.get("kind") == Kind.DELETION and names(said, conversation)


def names(said: Said, conversation: bytes) -> bool:
    """Whether a record's fields name a conversation among those that it is about."""
    found = said.get("subjects")
    return isinstance(found, list) and conversation.hex() in found


def subjects(said: Said) -> list[bytes]:
    """The conversations that a record's fields name."""
    found = said.get("subjects")
    return [bytes.fromhex(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []


def due_of(said: Said) -> int:
    """Until when (ms) a deletion's fields say that it waits; for ever where they say nothing."""
    due = said.get("due")
    return due if isinstance(due, int) else _NEVER
