"""Token buckets that all web workers of one port share: how often a key, a visitor, an address, a person may ask.

They lie in memory that the workers map together, so that a limit is the same however many workers there are and
whichever of them is asked, and a worker that crashed does not fill them anew. Names are kept as keyed hashes. The
table has a fixed size: where it is full, whoever has not asked for longest is forgotten. What must not be doubled is
guarded by idempotency keys, and what guards secrets is counted in PostgreSQL, not here.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

_SETS: Final = 8192
_WAYS: Final = 8
_bucket = struct.Struct("16sdd")
_SET: Final = _WAYS * _bucket.size
SIZE: Final = _SETS * _SET
"""Bytes of a table."""


class Table:
    """Of one process alone without a `path`, else of all that open the same file with the same `key`. Thread-safe."""

    def __init__(self, path: Path | None = None, key: bytes = b"") -> None:
        self._key = key
        self._lock = threading.Lock()
        self._file = None if path is None else os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if self._file is not None and os.fstat(self._file).st_size < SIZE:
            # Its room is taken now: a page of a mapped file that has none on a full disk would end the process.
            os.posix_fallocate(self._file, 0, SIZE)
        self._memory = mmap.mmap(-1 if self._file is None else self._file, SIZE)

    def take(self, key: str, rate: float, burst: float, cost: float, now: float) -> float:
        """Take `cost` tokens of a bucket; 0 when they were there, else the seconds to wait (nothing was taken).

        `rate` tokens a second come in, at most `burst` are saved up; `now` counts seconds, alike in all processes. More
        than a full bucket is given when the bucket is full, and owed.
        """
        digest = blake2b(key.encode(), digest_size=16, key=self._key).digest()
        start = int.from_bytes(digest[:4], "big") % _SETS * _SET
        with self._locked(start):
            ways = list(_bucket.iter_unpack(self._memory[start : start + _SET]))
            place = next((n for n, way in enumerate(ways) if way[0] == digest), None)
            level, since = burst, now
            if place is None:
                place = min(range(_WAYS), key=lambda n: ways[n][2])
            else:
                _, level, at = ways[place]
                since = min(at, now)  # a machine that started anew counts from zero
            level = min(burst, level + (now - since) * rate)
            needed = min(cost, burst)
            enough = level >= needed
            self._memory[start + place * _bucket.size : start + (place + 1) * _bucket.size] = _bucket.pack(
                digest, level - cost if enough else level, now
            )
        return 0.0 if enough else (needed - level) / rate

    @contextmanager
    def _locked(self, start: int) -> Iterator[None]:
        """One set at a time: threads by a lock of ours, processes by the file's, which no dead one keeps."""
        with self._lock:
            if self._file is not None:
                fcntl.lockf(self._file, fcntl.LOCK_EX, 1, start)
            try:
                yield
            finally:
                if self._file is not None:
                    fcntl.lockf(self._file, fcntl.LOCK_UN, 1, start)
