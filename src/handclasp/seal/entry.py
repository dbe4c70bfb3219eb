"""The 89-byte log entry and the genesis value of a conversation's chain (docs/spec/formats.md §4)."""

from __future__ import annotations

import struct
from hashlib import sha256

SIZE = 89
VERSION = 1
_layout = struct.Struct(">B16sQ32s32s")


def entry(conversation: bytes, seq: int, record: bytes, previous: bytes) -> bytes:
    """Version ‖ pseudonym (16) ‖ u64 seq ‖ R (32) ‖ previous R (32)."""
    return _layout.pack(VERSION, conversation, seq, record, previous)


def genesis(origin: str, conversation: bytes) -> bytes:
    """What stands as `previous` in a conversation's first entry: 32 bytes."""
    name = origin.encode()
    return sha256(b"handclasp/genesis/v1" + bytes([len(name)]) + name + conversation).digest()


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 §2.1 hash of a leaf."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1 hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()
