"""Hyperscan's compiled tables, kept between processes: compiling takes seconds, reading them back a few milliseconds.

They lie in this user's cache folder, under the digest of what they were compiled from. Promises to read nothing that
anybody else could have written (tables are trusted like code), and to compile wherever reading or writing fails.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import hyperscan

if TYPE_CHECKING:
    from collections.abc import Sequence

READ_ONLY: Final = "HANDCLASP_CACHE_READ_ONLY"
"""Set in the environment of processes that write no file."""

_KEPT: Final = 90 * 86_400
"""Seconds after which tables are taken away when others are written: of versions gone by, or soon made again."""
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def compiled(expressions: Sequence[bytes], flags: Sequence[int]) -> Any:
    """A database of these expressions, numbered from 0 on."""
    name = f"{_digest(expressions, flags)}.hs"
    with contextlib.suppress(OSError, ValueError, RuntimeError, hyperscan.error):
        return hyperscan.loadb(_read(_folder() / name), hyperscan.HS_MODE_BLOCK)
    database = hyperscan.Database()
    database.compile(expressions=list(expressions), ids=list(range(len(expressions))), flags=list(flags))
    if READ_ONLY not in os.environ:
        with contextlib.suppress(OSError, RuntimeError, hyperscan.error):
            _write(_folder() / name, hyperscan.dumpb(database))
    return database


def _folder() -> Path:
    """Raises RuntimeError where there is no home."""
    named = os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "handclasp"


def _digest(expressions: Sequence[bytes], flags: Sequence[int]) -> str:
    hashed = sha256(version("hyperscan").encode())
    for expression, flag in zip(expressions, flags, strict=True):
        hashed.update(b"%d %d\0%s" % (flag, len(expression), expression))
    return hashed.hexdigest()


def _read(path: Path) -> bytes:
    """The file, if it and its folder are this user's alone; raises OSError or ValueError."""
    for place in (path.parent, path):
        seen = place.lstat()
        if seen.st_uid != os.geteuid() or seen.st_mode & _OTHERS_WRITE or stat.S_ISLNK(seen.st_mode):
            message = "somebody else could have written this"
            raise ValueError(message)
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
    for old in path.parent.glob("*.hs"):
        if old.stat().st_mtime < time.time() - _KEPT:
            old.unlink(missing_ok=True)
