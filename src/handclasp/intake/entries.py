"""JSON of other desks, cut into entries (a ticket, a conversation, a message), one held at a time.

A file is one entry, an array of them, an object with such an array, or a line of JSON for each.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, Final, NamedTuple

import ijson

from handclasp.intake import ndjson
from handclasp.intake.errors import InputError, Malformed

MOST: Final = 64 << 20
"""Bytes of a line of JSON."""

_HEAVY: Final = 128 << 20
"""About how many bytes of memory one entry may take."""

_EACH: Final = 64
_BLOCK: Final = 1 << 20
_HEAD: Final = 1 << 16


class Entry(NamedTuple):
    """An object of the file, or why its line is none; `number` is its line, or its number in the array, from 1."""

    number: int
    made: dict[str, Any] | InputError


def entries(file: BinaryIO, wrappers: Collection[str]) -> Iterator[Entry]:
    """Yield the entries of a file; `wrappers` are ijson prefixes under which entries may stand in an array.

    Raises Malformed when the file is no such JSON or ends early.
    """
    if _is_lines(file):
        yield from _of_lines(file)
        return
    prefix = _prefix(file, wrappers)
    file.seek(0)
    number = 0
    try:
        for number, made in enumerate(_built(file, prefix), 1):
            yield Entry(number, made)
    except (ijson.JSONError, UnicodeDecodeError):
        reason = f"The file is not well-formed JSON after entry {number}: export it again and let it finish."
        raise Malformed("invalid-json", reason) from None


def _is_lines(file: BinaryIO) -> bool:
    """Whether the first line is a whole object, and not the only thing in the file or more of them follow."""
    file.seek(0)
    first = file.readline(MOST).removeprefix(b"\xef\xbb\xbf").strip()
    while first == b"" and (more := file.readline(_HEAD)):
        first = more.strip()
    rest = b""
    while not rest and (more := file.readline(_HEAD)):
        rest = more.strip()
    file.seek(0)
    if not first.startswith(b"{") or not first.endswith(b"}"):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return rest.startswith(b"{")


def _of_lines(file: BinaryIO) -> Iterator[Entry]:
    for line in ndjson.lines(iter(lambda: file.read(_BLOCK), b""), MOST):
        yield Entry(line.number, _object(line.data))


def _object(data: bytes | InputError) -> dict[str, Any] | InputError:
    if isinstance(data, InputError):
        return data
    try:
        made = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return Malformed("invalid-json", "The line is not one well-formed JSON object.")
    return made if isinstance(made, dict) else InputError("wrong-type", "The line must be one JSON object.")


def _prefix(file: BinaryIO, wrappers: Collection[str]) -> str:
    """Where the entries stand: `item` in an array, one of `wrappers`, or the empty prefix of a single one."""
    try:
        for prefix, event, _ in ijson.parse(_whole(file), use_float=True):
            if prefix == "" and event == "start_array":
                return "item"
            if event == "start_map" and prefix in wrappers:
                return str(prefix)
    except (ijson.JSONError, UnicodeDecodeError):
        raise Malformed("invalid-json", "The file is not well-formed JSON: export it again, let it finish.") from None
    return ""


def _built(file: BinaryIO, prefix: str) -> Iterator[dict[str, Any]]:
    builder: ijson.ObjectBuilder | None = None
    weight = 0
    for at, event, value in ijson.parse(_whole(file), use_float=True):
        if builder is None and event == "start_map" and at == prefix:
            builder, weight = ijson.ObjectBuilder(), 0
        if builder is not None:
            weight += _EACH + (len(value) if isinstance(value, str) else 0)
            if weight > _HEAVY:
                raise Malformed("file-too-large", "An entry of the file is too large to be held: export it in parts.")
            builder.event(event, value)
            if event == "end_map" and at == prefix:
                yield builder.value
                builder = None


def _whole(file: BinaryIO) -> BinaryIO:
    """The file from its start, behind a mark that an editor left there."""
    file.seek(0)
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)
    return file
