"""A strict zip reader: the bytes of a pack are its files and nothing else.

Every byte is accounted for (local headers, data, directory, end, in this order, without gaps, extras or comments), so
two programs cannot see different files in one pack. Sizes are bounded before anything is inflated.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import Final, NamedTuple

from .reasons import Fault, Reason
from .strict import utf8

MAX_TOTAL: Final = 512 * 1024 * 1024
MAX_FILES: Final = 200_000
MAX_RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_ALLOWED_FLAGS: Final = 0x0806
_BAD_NAME: Final = re.compile(r"(^|/)\.{1,2}(/|$)|^/|/$|//|\\|:|[\x00-\x1f\x7f]|^$")


class Member(NamedTuple):
    """One file as the directory lists it."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    common: tuple[int, ...]


def read_archive(data: bytes) -> dict[str, bytes]:
    """Return all files of a zip (stored or deflated) by name, or a fault naming what is wrong with it."""
    start, count, members_end = _find_end(data)
    members = _directory(data, start, count, members_end)
    _check_bounds(members, len(data))
    files, at = {}, 0
    for member in sorted(members, key=lambda m: m.offset):
        if member.offset != at:
            raise Fault(Reason.ZIP_HIDDEN_DATA if member.offset > at else Reason.ZIP_MALFORMED, show(member.name))
        content, at = _read(data, member, start)
        files[member.name] = content
    if at != start:
        raise Fault(Reason.ZIP_HIDDEN_DATA)
    return files


def show(name: str) -> str:
    """Return a file's name, made safe to print."""
    return name if name.isascii() and name.isprintable() and len(name) < 80 else ascii(name)[:80]


def _find_end(data: bytes) -> tuple[int, int, int]:
    at = len(data) - _END.size
    if at < 0 or data[at : at + 4] != b"PK\x05\x06":
        hidden = data.rfind(b"PK\x05\x06") >= 0
        raise Fault(Reason.ZIP_HIDDEN_DATA if hidden else Reason.ZIP_MALFORMED, "end of the zip")
    _, disk, start_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if disk or start_disk or here != count or comment or not count or count == 0xFFFF:
        raise Fault(Reason.ZIP_MALFORMED, "end of the zip")
    if start + size != at:
        raise Fault(Reason.ZIP_HIDDEN_DATA, "directory of the zip")
    return start, count, at


def _directory(data: bytes, start: int, count: int, end: int) -> list[Member]:
    members, at, names = [], start, set()
    for _ in range(min(count, MAX_FILES)):
        if at + _CENTRAL.size > end or data[at : at + 4] != b"PK\x01\x02":
            raise Fault(Reason.ZIP_MALFORMED, "directory of the zip")
        head = _CENTRAL.unpack_from(data, at)
        name_size, extra, comment, disk, inner, mode, offset = head[10:]
        at += _CENTRAL.size
        name = _name(data[at : at + name_size], head[3])
        at += name_size
        if extra or comment:
            raise Fault(Reason.ZIP_HIDDEN_DATA, show(name))
        if disk or inner & 0xFFFE or mode >> 28 not in (0, 0o10) or mode & 0x18:
            raise Fault(Reason.ZIP_BAD_NAME, show(name))
        if name in names:
            raise Fault(Reason.ZIP_DUPLICATE_NAME, show(name))
        names.add(name)
        members.append(Member(name, head[3], head[4], head[7], head[8], head[9], offset, head[2:10]))
    if at != end or len(members) != count:
        raise Fault(Reason.ZIP_HIDDEN_DATA, "directory of the zip")
    return members


def _name(raw: bytes, flags: int) -> str:
    name = utf8(raw, Reason.ZIP_BAD_NAME)
    if _BAD_NAME.search(name) or (not name.isascii() and not flags & 0x0800):
        raise Fault(Reason.ZIP_BAD_NAME, show(name))
    return name


def _check_bounds(members: list[Member], length: int) -> None:
    total = sum(member.size for member in members)
    if total > MAX_TOTAL or (total > RATIO_FROM and total > MAX_RATIO * length):
        raise Fault(Reason.ZIP_BOMB)
    for member in members:
        if member.flags & 0x2041:
            raise Fault(Reason.ZIP_ENCRYPTED, show(member.name))
        if member.flags & ~_ALLOWED_FLAGS or member.method not in (0, 8):
            raise Fault(Reason.ZIP_METHOD, show(member.name))


def _read(data: bytes, member: Member, end: int) -> tuple[bytes, int]:
    at = member.offset
    if at + _LOCAL.size > end or data[at : at + 4] != b"PK\x03\x04":
        raise Fault(Reason.ZIP_MALFORMED, show(member.name))
    head = _LOCAL.unpack_from(data, at)
    at += _LOCAL.size
    name = data[at : at + head[9]]
    if head[1:9] != member.common or name != member.name.encode():
        raise Fault(Reason.ZIP_HEADER_DIFFERS, show(member.name))
    if head[10]:
        raise Fault(Reason.ZIP_HIDDEN_DATA, show(member.name))
    at += head[9]
    if at + member.packed > end:
        raise Fault(Reason.ZIP_MALFORMED, show(member.name))
    content = _inflate(data[at : at + member.packed], member)
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise Fault(Reason.ZIP_DAMAGED, show(member.name))
    return content, at + member.packed


def _inflate(packed: bytes, member: Member) -> bytes:
    if member.method == 0:
        return packed
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, member.size + 1)
    except zlib.error:
        raise Fault(Reason.ZIP_DAMAGED, show(member.name)) from None
    if not stream.eof or stream.unused_data or stream.unconsumed_tail:
        raise Fault(Reason.ZIP_DAMAGED, show(member.name))
    return content
