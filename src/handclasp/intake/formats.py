"""The forms of old conversations that can be brought in, how each is known by its look, and how it is read.

A zip is looked into for the one file that holds the messages; the others are the files that came with them.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, BinaryIO, Final, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from handclasp.intake import chatwoot, intercom, table, telegram, whatsapp, zendesk
from handclasp.intake.entries import entries
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.foreign import records
from handclasp.intake.source import Files, Source, Zipped
from handclasp.records import Raw

NDJSON: Final = "ndjson"
DESKS: Final[dict[str, ModuleType]] = {"zendesk": zendesk, "intercom": intercom, "chatwoot": chatwoot}
"""Exports of other desks in JSON."""

NAMES: Final = (NDJSON, "telegram", *DESKS, "whatsapp", "csv")
"""What a file can be said to be."""

_HEAD: Final = 1 << 16
_LOOKED_AT: Final = 20
_TELEGRAM: Final = re.compile(rb'\s*\{\s*"(?:name|about|type|id)"\s*:')
_MESSAGES: Final = (".txt", ".json", ".ndjson", ".jsonl", ".csv", ".tsv")
_COPY: Final = re.compile(r"\s?\(\d{1,3}\)$")

Read = Callable[[BinaryIO, Source], Iterator[tuple[int, Raw | InputError]]]


class Opened(NamedTuple):
    """A file of messages, its own name, and the files that came with it when those lie in a zip."""

    file: BinaryIO
    name: str
    files: Files | None


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The messages of a file, or those in a zip; raises Malformed, OSError."""
    if not is_zipfile(path):
        with path.open("rb") as file:
            yield Opened(file, _title(path.stem), None)
        return
    try:
        with ZipFile(path) as archive:
            name = _within(archive)
            with archive.open(name) as file:
                stem = PurePosixPath(name).stem
                title = path.stem if stem in ("_chat", "messages", "result") else stem
                yield Opened(file, _title(title), Zipped(archive))  # type: ignore[arg-type]
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
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
    return "csv" if table.is_it(head) else NDJSON


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
    """The name of the one file of messages in a zip; raises Malformed."""
    names = [one.filename for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
    for most in (1, 2, 3):
        found = [name for name in names if PurePosixPath(name).suffix.lower() in _MESSAGES and _depth(name) <= most]
        chats = [name for name in found if PurePosixPath(name).name == "_chat.txt"]
        if len(chats or found) == 1:
            return (chats or found)[0]
        if found:
            break
    message = "The zip holds no file of messages, or several: unpack it, and import them one by one."
    raise Malformed("unknown-format", message)


def _depth(name: str) -> int:
    return len(PurePosixPath(name).parts)


def _title(stem: str) -> str:
    """A file's name without the number that a browser adds to the second copy."""
    return _COPY.sub("", stem).strip() or "chat"
