"""What a reader of old conversations is given: whose they become, what lies beside the file, how to read it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, tzinfo
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol
from zipfile import BadZipFile, ZipFile

from handclasp.intake.message import Limits


class Files(Protocol):
    """The files that came with an export."""

    def has(self, named: str) -> bool:
        """Whether there is such a file."""

    def take(self, named: str, most: int) -> bytes | None:
        """The bytes of a file by its name or path; None when it is not there, or larger than `most`."""


class Folder:
    """Files beside an export, never outside its folder."""

    def __init__(self, folder: Path) -> None:
        self._root = folder

    def has(self, named: str) -> bool:
        """See Files."""
        return self._path(named) is not None

    def take(self, named: str, most: int) -> bytes | None:
        """See Files."""
        path = self._path(named)
        try:
            return path.read_bytes() if path is not None and path.stat().st_size <= most else None
        except OSError:
            return None

    def _path(self, named: str) -> Path | None:
        root = self._root.resolve()
        try:
            path = (root / named).resolve()
            return path if path.is_relative_to(root) and path.is_file() else None
        except (OSError, ValueError):
            return None


class Nowhere:
    """No files at all: what an export names lies on somebody else's machine."""

    def has(self, named: str) -> bool:  # noqa: ARG002 - the contract's
        """See Files."""
        return False

    def take(self, named: str, most: int) -> bytes | None:  # noqa: ARG002 - the contract's
        """See Files."""
        return None


class Zipped:
    """Files within a zip, by their last name."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._named = {PurePosixPath(one.filename).name: one for one in archive.infolist() if not one.is_dir()}

    def has(self, named: str) -> bool:
        """See Files."""
        return PurePosixPath(named).name in self._named

    def take(self, named: str, most: int) -> bytes | None:
        """See Files."""
        found = self._named.get(PurePosixPath(named).name)
        if found is None or found.file_size > most:
            return None
        try:
            with self._archive.open(found) as file:
                content = file.read(most + 1)
        except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
            return None  # locked, damaged, or packed in a way that nobody else would open either
        return content if len(content) <= most else None


def bare_alias(name: str) -> str:
    """An id in a name's place, where there is no key: for reading alone, since a short name can be found by trying."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


class Reading(NamedTuple):
    """How to read a file that does not say it all by itself.

    `zone` is that of times without one; `dates` the order of day and month (`dmy`, `mdy`, `ymd`; empty: found out);
    `columns` which column of a table is what; `conversation` the name of a file that is one conversation; `alias` makes
    an id of a person's name or number, the same each time.
    """

    zone: tzinfo = UTC
    dates: str = ""
    columns: Mapping[str, str] = MappingProxyType({})
    conversation: str = ""
    alias: Callable[[str], str] = bare_alias


PLAIN: Final = Reading()


class Source(NamedTuple):
    """Where an export lies and whose it becomes: `agents` are those who spoke for the tenant, as the export names them.

    Without `agents`, each reader goes by what the export says of its people.
    """

    tenant: str
    files: Files
    clock: Callable[[], int]
    limits: Limits
    agents: Collection[str] = ()
    reading: Reading = PLAIN

    def take(self, named: str) -> bytes | None:
        """A file that came with the export, when it is there and not too large."""
        return self.files.take(named, self.limits.max_attachment_bytes)

    def has(self, named: str) -> bool:
        """Whether a file came with the export."""
        return self.files.has(named)
