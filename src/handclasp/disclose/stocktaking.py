"""Whether the files that records speak of are in the blob store, and those gone that had to be destroyed.

Reads masked views, with one access record; opens no file. A missing original is sound only where a sealed verdict says
that it was destroyed, and then it must be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from handclasp.disclose.door import Disclose
from handclasp.disclose.files import verdict_of
from handclasp.records import Kind, View

MACHINE: Final = "fsck"
_BATCH: Final = 500


class Amiss(NamedTuple):
    """Something wrong with one file: a stable code, the index of its record, and words."""

    code: str
    at: int
    words: str


def check(
    disclose: Disclose, tenant: str, has: Callable[[bytes], bool], done: Callable[[int], None]
) -> Iterator[Amiss]:
    """Yield what is amiss with a tenant's files; `has` asks the blob store, `done` is told of each record's index."""
    after = -1
    while views := disclose.feed(tenant, MACHINE, "check", after, _BATCH):
        for view in views:
            if view.kind == Kind.ATTACHMENT:
                yield from _one(view, has)
        after = views[-1].index
        done(after)


def _one(view: View, has: Callable[[bytes], bool]) -> Iterator[Amiss]:
    verdict = verdict_of(view.facts) or {}
    blob, copy, gone = view.facts.get("blob"), view.facts.get("copy"), verdict.get("destroyed")
    if gone and has(bytes.fromhex(gone)):
        yield Amiss(
            "original-not-destroyed", view.index, "a file that must never be kept is still there: start the worker"
        )
    if not gone and isinstance(blob, bytes) and not has(blob):
        yield Amiss(
            "blob-missing", view.index, "the file's original is gone, and no verdict says that it was destroyed"
        )
    if isinstance(copy, bytes) and not has(copy):
        yield Amiss("copy-missing", view.index, "the copy of the file that may be shown is gone")
