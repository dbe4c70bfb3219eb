"""Tools to change one thing in a document: its leaves, its members, its bytes."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from typing import Any, TypeVar

Path = tuple[str | int, ...]
AnyDocument = TypeVar("AnyDocument")


def leaves(document: Any, path: Path = ()) -> Iterator[Path]:
    """Every path that leads to a value that holds no others."""
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    inner = list(items)
    if not inner:
        yield path
    for key, value in inner:
        yield from leaves(value, (*path, key))


def members(document: Any, path: Path = ()) -> Iterator[Path]:
    """Every path to a member of an object or array, inner ones too."""
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in items:
        yield (*path, key)
        yield from members(value, (*path, key))


def at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def changed(document: AnyDocument, path: Path, value: Any) -> AnyDocument:
    """A copy with another value at a path."""
    made = copy.deepcopy(document)
    at(made, path[:-1])[path[-1]] = value
    return made


def without(document: AnyDocument, path: Path) -> AnyDocument:
    """A copy with a member left away."""
    made = copy.deepcopy(document)
    del at(made, path[:-1])[path[-1]]
    return made


def others(value: Any) -> Iterator[Any]:
    """Values that differ from a leaf's value in one thing each."""
    if isinstance(value, bool):
        yield not value
        yield int(value)
    elif isinstance(value, int):
        yield value + 1
        yield str(value)
        yield float(value) + 0.5
    elif value is None:
        yield False
    elif isinstance(value, str):
        yield value + " "
        yield None
        if value:
            middle = len(value) // 2
            yield value[:middle] + chr(ord(value[middle]) ^ 1) + value[middle + 1 :]
            yield value[:-1]
        yield from flipped_base64(value)
    else:
        yield "x"


def flipped_base64(text: str) -> Iterator[str]:
    """The same base64 with one bit changed: in the first, the middle and the last byte."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return
    for place in sorted({0, len(data) // 2, len(data) - 1}) if data else ():
        yield base64.b64encode(flip(data, place)).decode()


def flip(data: bytes, place: int, bit: int = 0) -> bytes:
    """The same bytes with one bit changed."""
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def dump(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=True).encode()
