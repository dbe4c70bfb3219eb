"""What a worker and its keeper say to each other through two pipes: a length, then one MessagePack value.

Promises that nothing is written to disk, and that a length beyond what was agreed ends the talk.
"""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from handclasp.screen.images.judged import Judged

MOST: Final = 256 * 1024 * 1024
_LENGTH: Final = 4


class Task(msgspec.Struct, frozen=True):
    """One file to judge."""

    name: str
    media_type: str
    content: bytes


class Answer(msgspec.Struct, frozen=True):
    """What came of it: `judged`, or the code and words of a refusal; its memory in MiB, and seconds of work."""

    memory: int = 0
    work: float = 0.0
    judged: Judged | None = None
    code: str = ""
    message: str = ""


class Readable(Protocol):
    """What frames are read from."""

    def read(self, size: int, /) -> bytes | None:
        """Up to so many bytes; fewer, or none, at the end."""


def frame(value: Task | Answer) -> bytes:
    """The value as it goes through the pipe."""
    body = msgspec.msgpack.encode(value)
    return len(body).to_bytes(_LENGTH, "big") + body


def read_frame(source: Readable) -> bytes | None:
    """The next value's bytes; None when the other side closed."""
    head = _exactly(source, _LENGTH)
    if head is None or (length := int.from_bytes(head, "big")) > MOST:
        return None
    return _exactly(source, length)


def _exactly(source: Readable, size: int) -> bytes | None:
    parts, missing = [], size
    while missing:
        part = source.read(missing)
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
