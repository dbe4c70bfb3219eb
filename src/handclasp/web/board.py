"""What the web workers of one port know of each other: who lives, how many connections each has, how much waits there.

A file that all of them map, one line a worker, which only that worker writes. It takes part in no decision that
matters: it spreads new connections evenly, and tells `handclasp status` and /metrics what runs.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, Self

import psutil

_line = struct.Struct("III")
_FILE: Final = "workers"


class Worker(NamedTuple):
    """One worker that lives: its place (from 1), process id, open connections, records that wait there for a commit."""

    place: int
    pid: int
    connections: int
    waiting: int

    @property
    def memory(self) -> int:
        """Bytes that it holds; 0 when it has just ended."""
        with contextlib.suppress(psutil.Error):
            return int(psutil.Process(self.pid).memory_info().rss)
        return 0


class Board:
    """The workers of one port, in a folder of their own. `place` is this process's, or 0 for one that only looks."""

    def __init__(self, folder: Path, place: int = 0) -> None:
        self._place = place
        with (folder / _FILE).open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        self._count = len(self._memory) // _line.size

    @classmethod
    def make(cls, folder: Path, workers: int) -> Self:
        """A fresh board for so many."""
        fresh = folder / f"{_FILE}.new"
        fresh.write_bytes(bytes(workers * _line.size))
        fresh.chmod(0o600)
        fresh.replace(folder / _FILE)
        return cls(folder)

    def tell(self, connections: int, waiting: int) -> None:
        """Write this worker's own line; from the first time on it counts as serving."""
        _line.pack_into(self._memory, (self._place - 1) * _line.size, os.getpid(), connections, waiting)

    def serves(self, place: int) -> bool:
        """Whether the worker at a place takes connections."""
        return any(worker.place == place for worker in self.living())

    def living(self) -> Iterator[Worker]:
        """All that live, this one included."""
        for place in range(1, self._count + 1):
            pid, connections, waiting = _line.unpack_from(self._memory, (place - 1) * _line.size)
            if pid and _lives(pid):
                yield Worker(place, pid, connections, waiting)

    def busier(self, connections: int) -> bool:
        """Whether another worker has fewer connections than these."""
        return any(worker.connections < connections for worker in self.living() if worker.place != self._place)

    @property
    def several(self) -> bool:
        """Whether there may be others."""
        return self._count > 1


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
