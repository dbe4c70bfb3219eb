"""Attachments travel one object each, encrypted as they lie here; what is destroyed here is destroyed there.

Which files a copy has is remembered in the database, a row each. A folder is looked through only when something in it
changed. Files are there before the records that name them, so shipping them first leaves no record without its file.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Final

from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.warm.objects import opened, packed, placed, unpressed
from handclasp.store.warm.place import Copy, log_folder

_PIECE: Final = 256 * 1024
_TICK: Final = 2_000_000_000


class Files:
    """The blob folder of a house, shipped to copies."""

    def __init__(self, folder: Path, database: Database, log: int, origin: str, key: bytes) -> None:
        self._folder = folder
        self._database = database
        self._log = log
        self._origin = origin
        self._key = key
        self._seen: dict[tuple[str, Path], int] = {}

    def ship(self, copy: Copy) -> int:
        """Put what the copy lacks, and take out what is gone; returns how many files it put."""
        count = 0
        for folder in sorted(self._folder.glob("*/??")):
            changed = folder.stat().st_mtime_ns
            if self._seen.get((copy.name, folder)) != changed:
                looked = time.time_ns()
                count += self._folder_to(copy, folder)
                # Kernels tick coarsely: what changed just now may change again within the same tick.
                if looked - changed > _TICK:
                    self._seen[copy.name, folder] = changed
        return count

    def _folder_to(self, copy: Copy, folder: Path) -> int:
        tenant, first = int(folder.parent.name), bytes.fromhex(folder.name)
        given = {"log": self._log, "copy": copy.name, "tenant": tenant}
        spanned = given | {"first": first + bytes(15), "last": first + b"\xff" * 15}
        with self._database.transaction("shipper", self._log, []) as connection:
            known = {row[0] for row in connection.execute(load("ship")["known_blobs"], spanned)}
        here = {bytes.fromhex(path.name) for path in folder.iterdir() if len(path.name) == 32}
        for blob in sorted(here - known):
            with contextlib.suppress(FileNotFoundError):  # destroyed meanwhile
                copy.erasable.replace(
                    self.name(tenant, blob), self._packed(tenant, blob, (folder / blob.hex()).read_bytes())
                )
                self._note("blob_shipped", given | {"blob": blob})
        for blob in sorted(known - here):
            copy.erasable.remove(self.name(tenant, blob))
            self._note("blob_gone", given | {"blob": blob})
        return len(here - known)

    def name(self, tenant: int, blob: bytes) -> str:
        """Where a file lies in a copy."""
        return blob_name(self._origin, tenant, blob)

    def _packed(self, tenant: int, blob: bytes, data: bytes) -> bytes:
        head = {"kind": "blob", "origin": self._origin, "tenant": tenant, "blob": blob.hex()}
        return packed(head, (data[i : i + _PIECE] for i in range(0, len(data), _PIECE)), self._key)

    def _note(self, statement: str, given: dict[str, object]) -> None:
        with self._database.transaction("shipper", self._log, []) as connection:
            connection.execute(load("ship")[statement], given)


def blob_name(origin: str, tenant: int, blob: bytes) -> str:
    """Where a file of a log lies in a copy."""
    return f"{log_folder(origin)}/blobs/{tenant}/{blob.hex()[:2]}/{blob.hex()}"


def unpacked(data: bytes, name: str, key: bytes, *, origin: str, tenant: int, blob: str) -> bytes:
    """A file's encrypted bytes out of a copy; raises Damaged."""
    head, pieces = opened(data, name, key)
    placed(head, name, "blob", origin=origin, tenant=tenant, blob=blob)
    return b"".join(unpressed(piece, name) for piece in pieces)
