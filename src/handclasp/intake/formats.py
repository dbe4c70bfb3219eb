"""The forms of old conversations that can be brought in, how each is known by its look, and how it is read.

A zip is looked into for the one file that holds the messages; the others are the files that came with them.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, BinaryIO, Final, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from handclasp.intake import chatwoot, intercom, table, telegram, whatsapp, zendesk
from handclasp.intake.entries import entries
from handclasp.intake.errors import InputError, Malformed, TooLarge
from handclasp.intake.foreign import records
from handclasp.intake.source import Files, Folder, Source, Zipped
from handclasp.records import Raw

NDJSON: Final = "ndjson"
DESKS: Final[dict[str, ModuleType]] = {"zendesk": zendesk, "intercom": intercom, "chatwoot": chatwoot}
"""Exports of other desks in JSON."""

NAMES: Final = (NDJSON, "telegram", *DESKS, "whatsapp", "csv")
"""What a file can be said to be."""

_HEAD: Final = 1 << 16
_LOOKED_AT: Final = 20
_MOST: Final = 1 << 30
"""Bytes of messages in a zip: what claims to become more is no export but a trap."""
_TELEGRAM: Final = re.compile(rb'\s*\{\s*"(?:name|about|type|id)"\s*:')
_MESSAGES: Final = (".txt", ".json", ".ndjson", ".jsonl", ".csv", ".tsv")
_COPY: Final = re.compile(r"\s?\(\d{1,3}\)$")

Read = Callable[[BinaryIO, Source], Iterator[tuple[int, Raw | InputError]]]


class Opened(NamedTuple):
    """A file of messages, its own name, and the files that came with it."""

    file: BinaryIO
    name: str
    files: Files


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The messages of a file, or those in a zip; raises Malformed, OSError."""
    with path.open("rb") as file, opened_from(file, path.name, Folder(path.parent)) as found:
        yield found


@contextlib.contextmanager
def opened_from(file: BinaryIO, name: str, beside: Files) -> Iterator[Opened]:
    """The same of a file that is open; `name` is what it is called, `beside` has the files next to it."""
    stem = PurePosixPath(name).stem
    if not is_zipfile(file):
        yield Opened(file, _title(stem), beside)
        return
    try:
        with ZipFile(file) as archive:
            inner = _within(archive)
            with archive.open(inner) as messages:
                own = PurePosixPath(inner).stem
                title = stem if own in ("_chat", "messages", "result") else own
                yield Opened(messages, _title(title), Zipped(archive))  # type: ignore[arg-type]
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        message = "The zip is damaged or locked: unpack it, and import the file in it."
        raise Malformed("unknown-format", message) from error


def recognised(file: BinaryIO) -> str:
    """The name of a file's format by its look; what looks like nothing else is NDJSON, whose lines then say why not."""
    file.seek(0)
    head = file.read(_HEAD)
    if is_telegram(head):
        return "telegram"
    if whatsapp.is_it(head):
        return "whatsapp"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _desk(file) or NDJSON
    return "csv" if table.is_it(head) or table.looks_like(head) else NDJSON


def is_telegram(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it is a Telegram export rather than NDJSON."""
    if not _TELEGRAM.match(head):
        return False
    first = head.lstrip().partition(b"\n")[0]
    if b'"conversation"' in first or not (b'"messages"' in head or b'"chats"' in head):
        return False
    return b'"message_type"' not in head


def reader(name: str) -> Read:
    """How a format other than NDJSON is read."""
    if name == "telegram":
        return telegram.read
    if name == "whatsapp":
        return whatsapp.read
    if name == "csv":
        return table.read
    return lambda file, source: _entries(name, file, source)


def _entries(name: str, file: BinaryIO, source: Source) -> Iterator[tuple[int, Raw | InputError]]:
    desk = DESKS[name]
    for number, made in entries(file, desk.WRAPPERS):
        if isinstance(made, InputError):
            yield number, made
        elif not desk.is_it(made):
            yield number, InputError("unknown-kind", f"This entry is none of {name}'s: no message can be found in it.")
        else:
            yield from ((number, one) for one in _entry(desk, made, source))


def _entry(desk: ModuleType, made: dict[str, Any], source: Source) -> Iterator[Raw | InputError]:
    try:
        for said in desk.said(made, source):
            if isinstance(said, InputError):
                yield said
                continue
            try:
                yield from records(said, source)
            except InputError as error:
                yield error
    except InputError as error:
        yield error


def _desk(file: BinaryIO) -> str | None:
    """Whose the first entries of a JSON file are."""
    wrappers = frozenset().union(*(desk.WRAPPERS for desk in DESKS.values()))
    try:
        for number, (_, made) in enumerate(entries(file, wrappers)):
            for name, desk in DESKS.items():
                if isinstance(made, dict) and desk.is_it(made):
                    return name
            if number >= _LOOKED_AT:
                break
    except Malformed:
        return None
    return None


def _within(archive: ZipFile) -> str:
    """The name of the one file of messages in a zip; raises Malformed, TooLarge."""
    names = [one.filename for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
    for most in (1, 2, 3):
        found = [name for name in names if PurePosixPath(name).suffix.lower() in _MESSAGES and _depth(name) <= most]
        chats = [name for name in found if PurePosixPath(name).name == "_chat.txt"]
        if len(chats or found) == 1:
            name = (chats or found)[0]
            if archive.getinfo(name).file_size > _MOST:
                reason = f"The file in the zip is larger than {_MOST >> 30} GiB: export it in parts."
                raise TooLarge("file-too-large", reason)
            return name
        if found:
            break
    message = "The zip holds no file of messages, or several: unpack it, and import them one by one."
    raise Malformed("unknown-format", message)


def _depth(name: str) -> int:
    return len(PurePosixPath(name).parts)


def _title(stem: str) -> str:
    """A file's name without the number that a browser adds to the second copy."""
    return _COPY.sub("", stem).strip() or "chat"
