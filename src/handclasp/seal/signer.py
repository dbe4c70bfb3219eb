"""The one who signs checkpoints, with a memory of its own outside the database.

The signer keeps its *floor*: the newest head it ever signed. A head is signed only when the log's tiles prove that
the floor is its beginning. So a database that was rolled back, or rewritten into a longer branch, gets no signature,
whatever wrote it. The floor is on disk before a signature leaves; processes take turns under a file lock, and one
signature serves all whose batches were acknowledged by then.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from handclasp.records import HandclaspError
from handclasp.seal.note import Head, LogKey, read_head
from handclasp.seal.tree import EMPTY_ROOT, ReadTile, consistency_proof, consistent


class Inconsistent(HandclaspError):
    """The log in the database does not continue what was signed before."""

    code = "log-inconsistent"


class RolledBack(Inconsistent):
    """The database holds less than was signed."""

    code = "log-rolled-back"


class Forked(Inconsistent):
    """The database holds another history than the one signed."""

    code = "log-forked"


class FloorDamaged(Inconsistent):
    """What the signer remembers is not what it signed."""

    code = "signer-floor-damaged"


class FloorMissing(Inconsistent):
    """The file that remembers the newest signed head is gone, though the log has signed."""

    code = "signer-floor-missing"


_acknowledged: Final = struct.Struct(">Q32s")


def _head_in(file: int) -> Head:
    found = os.pread(file, _acknowledged.size, 0)
    return Head(*_acknowledged.unpack(found)) if len(found) == _acknowledged.size else Head(0, EMPTY_ROOT)


class Signer:
    """Signs heads of one log. `floor` is the file that remembers; `clock` gives POSIX seconds."""

    def __init__(self, key: LogKey, floor: Path, clock: Callable[[], float]) -> None:
        self.key = key
        self._path = floor
        self._clock = clock
        self._known: str | None = None

    def newest(self) -> str | None:
        """The newest checkpoint ever signed, or None; raises FloorDamaged when it is not this log's own."""
        try:
            note = self._path.read_text(errors="replace")
        except FileNotFoundError:
            return None
        if note != self._known and not self.key.signed(note):
            message = (
                f"{self._path} is not a checkpoint that this log signed: it was damaged or replaced, or the key folder "
                "is another installation's. Nothing more will be signed. Restore what was changed from a copy, or put "
                "the newest checkpoint anybody has in its place."
            )
            raise FloorDamaged(message)
        self._known = note
        return note

    def check(self, head: Head, published: str | None, read: ReadTile) -> None:
        """Prove that the database's head continues the floor; raises FloorMissing, RolledBack or Forked.

        `published` is the newest checkpoint in the database, which shows that there must be a floor. Both are to be
        read within `turn`, or another process that signs meanwhile looks like a database that lost something.
        """
        note = self.newest()
        if note is None:
            if published is not None:
                message = (
                    f"this log has signed checkpoints, but {self._path}, which remembers the newest, is gone: whether "
                    "the database was rolled back cannot be known. Restore that file, or, if you know why it is gone, "
                    "run `handclasp log adopt`. Nothing is signed meanwhile."
                )
                raise FloorMissing(message)
            return
        floor = read_head(note)
        if head.size < floor.size:
            message = (
                f"the database holds {head.size} records, but {floor.size} were signed: it was rolled back or restored "
                "from an old backup. Nothing more will be signed. See the guide, 'When the log refuses'."
            )
            raise RolledBack(message)
        self._prove(floor, head, read)

    def adopt(self, published: str, head: Head, read: ReadTile) -> None:
        """Take a checkpoint that this log signed as the floor; raises FloorDamaged, RolledBack or Forked."""
        with self.turn():
            if not self.key.signed(published):
                message = "the newest checkpoint in the database does not carry this log's signature"
                raise FloorDamaged(message)
            self._prove(read_head(published), head, read)
            self._remember(published)

    def found(self, size: int, root: bytes) -> None:
        """Begin a log that goes on from another's records: its first checkpoint is over them. Raises Forked."""
        with self.turn():
            note = self.newest()
            if note is not None and read_head(note) != (size, root):
                message = f"{self._path} holds another log's beginning already"
                raise Forked(message)
            if note is None:
                self._remember(self.key.sign(Head(size, root), int(self._clock())))

    def sign(self, head: Head, read: ReadTile) -> str:
        """A signed checkpoint of size ≥ head.size that both `head` and the floor are beginnings of.

        `head` was acknowledged. While a process waits for its turn, whoever signs before it signs for it too.
        """
        self._wait_for(head)
        with self.turn():
            note = self.newest()
            if note is not None:
                floor = read_head(note)
                if floor.size >= head.size:
                    # Another process signed a later head first: its checkpoint covers ours if the tiles say so.
                    self._prove(head, floor, read)
                    return note
                self._prove(floor, head, read)
            signed = self.key.sign(self._furthest(head, read), int(self._clock()))
            self._remember(signed)
            return signed

    def _wait_for(self, head: Head) -> None:
        """Tell whoever signs next how far the log is acknowledged: by the process that waits, in its own word."""
        with self._waiting() as file:
            if head.size > _head_in(file).size:
                os.pwrite(file, _acknowledged.pack(head.size, head.root), 0)

    def _furthest(self, head: Head, read: ReadTile) -> Head:
        """The newest head that anybody waits for, when the tiles prove it to go on from ours; else ours.

        Two who write it at once may leave the older, or a torn one, which proves nothing: each still asks for its own.
        """
        with self._waiting() as file:
            further = _head_in(file)
            if further.size <= head.size:
                return head
            try:
                self._prove(head, further, read)
            except Inconsistent:
                os.pwrite(file, _acknowledged.pack(head.size, head.root), 0)
                return head
        return further

    @contextmanager
    def _waiting(self) -> Iterator[int]:
        file = os.open(self._path.with_suffix(".waiting"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield file
        finally:
            os.close(file)

    def _prove(self, old: Head, new: Head, read: ReadTile) -> None:
        try:
            proof = consistency_proof(old.size, new.size, read)
        except KeyError:
            message = f"the log's tiles up to {new.size} are not all there, but a head of that size was signed"
            raise RolledBack(message) from None
        if not consistent(old.size, old.root, new.size, new.root, proof):
            message = (
                f"the log's {new.size} records are not a continuation of the {old.size} that were signed: the history "
                "was changed. Nothing more will be signed. See the guide, 'When the log refuses'."
            )
            raise Forked(message)

    def _remember(self, note: str) -> None:
        fresh = self._path.with_suffix(".new")
        with fresh.open("w") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While this lasts no process moves the floor; `sign` and `adopt` take it themselves."""
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
