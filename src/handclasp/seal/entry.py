"""The 89-byte log entry and the genesis value of a conversation's chain (docs/spec/formats.md §4)."""

from __future__ import annotations

import re
import struct
from hashlib import sha256

SIZE = 89
_HEIR = re.compile(r"(.+)/(successor|aside)-([1-9][0-9]{0,5})")
VERSION = 1
_layout = struct.Struct(">B16sQ32s32s")


def entry(conversation: bytes, seq: int, record: bytes, previous: bytes) -> bytes:
    """Version ‖ pseudonym (16) ‖ u64 seq ‖ R (32) ‖ previous R (32)."""
    return _layout.pack(VERSION, conversation, seq, record, previous)


def genesis(origin: str, conversation: bytes) -> bytes:
    """What stands as `previous` in a conversation's first entry: 32 bytes."""
    name = origin.encode()
    return sha256(b"handclasp/genesis/v1" + bytes([len(name)]) + name + conversation).digest()


def lineage(origin: str) -> list[str]:
    """A log's origin and those of the logs it continues, the newest first (docs/spec/formats.md §4)."""
    found = [origin]
    while match := _HEIR.fullmatch(found[-1]):
        base, kind, number = match[1], match[2], int(match[3])
        found.append(f"{base}/successor-{number - 1}" if kind == "successor" and number > 2 else base)
    return found


def begins(origin: str, conversation: bytes, previous: bytes) -> bool:
    """Whether `previous` is how a conversation of this log begins, or of one that it continues."""
    return any(previous == genesis(one, conversation) for one in lineage(origin))


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 §2.1 hash of a leaf."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1 hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()
