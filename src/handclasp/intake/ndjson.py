"""Lines of JSON become records, each line on its own: a bad line is a refusal at its number and never stops the rest.

Memory is bounded by the longest line a message can be; blank lines are skipped, the last line needs no newline. It does
not know where lines come from, and whether a body was cut short is for the door that counted its bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handclasp.intake.errors import InputError, TooLarge
from handclasp.intake.message import LIVE, Limits, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from handclasp.records import Raw


class Line(NamedTuple):
    """A line that is not blank: its number from 1, the offset after it in bytes, its bytes or why they are refused."""

    number: int
    end: int
    data: bytes | TooLarge


def lines(chunks: Iterable[bytes], max_line_bytes: int, *, number: int = 0, offset: int = 0) -> Iterator[Line]:
    """Cut chunks of bytes into lines; `number` and `offset` say how much came before the first chunk."""
    held = b""
    skipping = False
    for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            number += 1
            offset += len(held) + len(piece) + 1
            line = _line(held + piece, max_line_bytes, number, offset, skipping=skipping)
            held, skipping = b"", False
            if line is not None:
                yield line
        held += rest
        if len(held) > max_line_bytes:
            # Keep counting, stop keeping: the refusal is given when the line ends.
            offset += len(held)
            held, skipping = b"", True
    line = _line(held, max_line_bytes, number + 1, offset + len(held), skipping=skipping)
    if line is not None:
        yield line


def _line(data: bytes, max_line_bytes: int, number: int, end: int, *, skipping: bool) -> Line | None:
    if skipping or len(data) > max_line_bytes:
        reason = f"The line is longer than {max_line_bytes} bytes: one message cannot be that long."
        return Line(number, end, TooLarge("line-too-long", reason))
    if not data or data.isspace():
        return None
    return Line(number, end, data)


def read(
    chunks: Iterable[bytes], tenant: str, clock: Callable[[], int], limits: Limits = LIVE
) -> Iterator[tuple[int, Raw | InputError]]:
    """Decode each line as one message of `tenant`, stamped by `clock` (ms, UTC)."""
    for number, _, data in lines(chunks, limits.max_line_bytes):
        yield number, decode_line(data, tenant, clock(), limits)


def decode_line(data: bytes | TooLarge, tenant: str, now: int, limits: Limits = LIVE) -> Raw | InputError:
    """Decode one line; a refusal is returned, not raised."""
    if isinstance(data, TooLarge):
        return data
    try:
        return decode(data, tenant, now, limits)
    except InputError as error:
        return error
