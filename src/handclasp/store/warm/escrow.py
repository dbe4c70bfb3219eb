"""The keys in escrow travel as they are: each sealed to the recovery kit, one object each.

Whatever is destroyed here is destroyed there. But a folder that is empty by mistake takes nothing out of a copy: only
epochs that the database says are over go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from handclasp.store.warm.place import Copy

_KEK: Final = re.compile(r"kek-(\d+)-(\d+)\.age\Z")


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
