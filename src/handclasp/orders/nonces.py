"""Which nonces were seen: a signed request is taken once, whichever web worker it reaches, also after a restart.

One empty file a nonce, named by a hash, in a folder for each stretch of time; what is too old to pass the clock's check
anyway is removed. Thread-safe, and safe between processes: making a file that is there fails.
"""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Final

from handclasp.orders.signing import SKEW_SECONDS, Replayed, Signed

_STRETCH: Final = 4 * SKEW_SECONDS


class Nonces:
    """In a folder of the data directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._swept = 0

    def take(self, signed: Signed, now: int) -> None:
        """Remember a request that was checked; raises Replayed. `now` in seconds."""
        stretch = signed.at // _STRETCH
        place = self._folder / str(stretch)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = sha256(f"{signed.connector}\0{signed.nonce}".encode()).hexdigest()
        try:
            os.close(os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            message = "a request with this nonce was taken already: make a new nonce for every request"
            raise Replayed(message) from None
        self._sweep(now // _STRETCH)

    def _sweep(self, stretch: int) -> None:
        """Remove stretches that no request can be of any more, once a stretch."""
        if self._swept == stretch:
            return
        self._swept = stretch
        for old in self._folder.iterdir():
            if old.name.isdigit() and int(old.name) < stretch - 1:
                shutil.rmtree(old, ignore_errors=True)
