"""The keys in escrow travel as they are: each sealed to the recovery kit, one object each.

Whatever is destroyed here is destroyed there. But a folder that is empty by mistake takes nothing out of a copy: only
epochs that the database says are over go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from handclasp.store.warm.place import Copy

_KEK: Final = re.compile(r"kek-(\d+)-(\d+)\.age\Z")
_MOST: Final = 1 << 20


class Escrow:
    """The escrow folder of a key folder; `epochs` gives each tenant's current epoch."""

    def __init__(self, folder: Path, epochs: Callable[[], Mapping[int, int]]) -> None:
        self._folder = folder
        self._epochs = epochs
        self._known: dict[str, set[str]] = {}

    def ship(self, copy: Copy, log: str) -> None:
        """Put what the copy lacks, and sweep what is over."""
        here = {path.name for path in self._folder.glob("*.age")}
        there = self._known.get(copy.name)
        if there is None:
            there = self._known[copy.name] = {
                one.name.rpartition("/")[2] for one in copy.erasable.names(f"{log}/escrow")
            }
        for name in sorted(here - there):
            copy.erasable.replace(f"{log}/escrow/{name}", (self._folder / name).read_bytes())
            there.add(name)
        if there - here:
            self.sweep(copy, log, self._epochs())
            self._known.pop(copy.name, None)

    def sweep(self, copy: Copy, log: str, epochs: Mapping[int, int]) -> None:
        """Take out of the copy the keys of epochs before the current ones, unless they are still here."""
        for found in copy.erasable.names(f"{log}/escrow"):
            name = found.name.rpartition("/")[2]
            match = _KEK.match(name)
            over = match is not None and int(match[2]) < epochs.get(int(match[1]), 0)
            if over and not (self._folder / name).exists():
                copy.erasable.remove(found.name)

    def epochs_in(self, copy: Copy, log: str, tenant: int) -> list[int]:
        """The epochs of which a tenant's keys lie in a log's folder; raises StoreUnreachable."""
        matches = (_KEK.search(one.name) for one in copy.erasable.names(f"{log}/escrow"))
        return [int(match[2]) for match in matches if match is not None and int(match[1]) == tenant]

    def held(self, copy: Copy, log: str, tenant: int) -> Iterator[tuple[int, bool]]:
        """The same, each with whether the key is the one that this house has under that number."""
        for epoch in self.epochs_in(copy, log, tenant):
            name = f"kek-{tenant}-{epoch}.age"
            here = self._folder / name
            yield epoch, here.exists() and copy.erasable.read(f"{log}/escrow/{name}", _MOST) == here.read_bytes()
