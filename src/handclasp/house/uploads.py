"""A file that somebody brings to the desk, kept in sealed pieces for as long as it takes to be imported.

Nothing of it lies on a disk unsealed, and one piece at a time is open in memory. It is gone when it was imported or let
go, and in any case after a day.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import os
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handclasp.records import HandclaspError
from handclasp.seal.keys import derive

PIECE: Final = 4 << 20
"""Bytes of a piece; the last one of a file may be shorter."""
LARGEST: Final = 256 << 20
"""Bytes of a file."""
KEPT: Final = 24 * 3600
"""Seconds after which a file that nobody went on with is gone."""
_NONCE: Final = 12
_STATE: Final = "state"


class BadUpload(HandclaspError):
    """A file cannot be taken as it was sent; `code` says why."""

    code = "bad-upload"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Upload:
    """One file's folder: `name` is 32 hex digits, `size` the file's bytes."""

    def __init__(self, folder: Path, secret: bytes, name: str, size: int) -> None:
        self._folder = folder / name
        self._aead = AESGCM(derive(secret, f"upload/{name}".encode()))
        self.name = name
        self.size = size

    @property
    def pieces(self) -> int:
        """How many pieces there are to be."""
        return -(-self.size // PIECE)

    def put(self, number: int, content: bytes) -> None:
        """Keep a piece, from 0; raises BadUpload. The same again changes nothing."""
        wanted = min(PIECE, self.size - number * PIECE)
        if not 0 <= number < self.pieces or len(content) != wanted:
            raise BadUpload("bad-piece", "this piece is not one of the file's; send the file again from its start")
        self._write(f"{number:05}", content)

    def missing(self) -> int | None:
        """The first piece that is not here; None when the file is whole."""
        return next((n for n in range(self.pieces) if not (self._folder / f"{n:05}").exists()), None)

    def piece(self, number: int) -> bytes:
        """A piece; raises BadUpload when it is gone or was altered."""
        return self._read(f"{number:05}")

    def digest(self) -> bytes:
        """SHA-256 of the file."""
        found = sha256()
        for number in range(self.pieces):
            found.update(self.piece(number))
        return found.digest()

    def note(self, state: bytes) -> None:
        """Keep how far it came."""
        self._write(_STATE, state)

    def noted(self) -> bytes:
        """What `note` kept; raises BadUpload."""
        return self._read(_STATE)

    def opened(self) -> io.BufferedReader:
        """The file, to be read and sought in."""
        return io.BufferedReader(_Pieces(self), PIECE // 16)

    @contextlib.contextmanager
    def alone(self, tries: int = 1) -> Iterator[bool]:
        """Whether nobody else, in any process, works on it meanwhile; `tries` are a twentieth of a second apart."""
        try:
            descriptor = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            yield False
            return
        try:
            yield _locked(descriptor, tries)
        finally:
            os.close(descriptor)

    def busy(self) -> bool:
        """Whether somebody works on it now."""
        with self.alone() as free:
            return not free and self._folder.exists()

    def empty(self) -> None:
        """Let go of the file, and keep how far it came."""
        for number in range(self.pieces):
            (self._folder / f"{number:05}").unlink(missing_ok=True)

    def drop(self) -> None:
        """Let go of it."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = os.urandom(_NONCE)
        fresh = self._folder / f"{name}.{nonce.hex()}"
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(nonce + self._aead.encrypt(nonce, content, self._bound(name)))
            fresh.replace(self._folder / name)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            if error.errno != errno.ENOSPC:
                raise
            raise BadUpload(
                "storage-full", "there is no room left on the disk; nothing of this piece was kept"
            ) from None

    def _read(self, name: str) -> bytes:
        try:
            sealed = (self._folder / name).read_bytes()
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound(name))
        except (FileNotFoundError, InvalidTag, ValueError):
            raise BadUpload("upload-gone", "the file is not here any more; choose it again") from None

    def _bound(self, name: str) -> bytes:
        return f"handclasp/upload/v1/{self.name}/{name}".encode()


def _locked(descriptor: int, tries: int) -> bool:
    for left in reversed(range(tries)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05 if left else 0)
        else:
            return True
    return False


class _Pieces(io.RawIOBase):
    """An upload as a file; the piece that was read last stays open."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._at = 0
        self._open: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._upload.size}[whence]
        if start + offset < 0:
            raise OSError(22, "before the start of the file")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, within = divmod(self._at, PIECE)
        if number >= self._upload.pieces:
            return 0
        if self._open[0] != number:
            self._open = number, self._upload.piece(number)
        view = memoryview(buffer).cast("B")
        part = self._open[1][within : within + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)


def names(folder: Path) -> list[str]:
    """The uploads that are here."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.is_dir())
    except FileNotFoundError:
        return []


def sweep(folder: Path, now: float | None = None) -> int:
    """Let go of what nobody went on with for a day; returns how many there were."""
    now = time.time() if now is None else now
    gone = 0
    for name in names(folder):
        with contextlib.suppress(FileNotFoundError):
            if now - max(path.stat().st_mtime for path in (folder / name, *(folder / name).iterdir())) > KEPT:
                shutil.rmtree(folder / name, ignore_errors=True)
                gone += 1
    return gone
