"""Field commitments and the record hash R (docs/spec/formats.md §3).

Each field is committed alone under a salt that only the holder of its compartment's salt key can make, so any field
can be opened or blacked out without touching the others, and nobody can find a short value by trying them all. Names
are never secret and never say what kind of secret a field holds.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from handclasp.records import HandclaspError
from handclasp.seal.quick import pads

VERSION = 1
_FIELD = b"handclasp/field/v1"
_RECORD = b"handclasp/record/v1"


class CommitmentBroken(HandclaspError):
    """A stored field is not the one that was committed."""

    code = "commitment-broken"


def salt(key: bytes, nonce: bytes, name: str) -> bytes:
    """The 32-byte salt of one field; `key` is its compartment's salt key."""
    return hmac.digest(key, nonce + name.encode(), "sha256")


def salts(key: bytes, nonce: bytes) -> Callable[[str], bytes]:
    """`salt` for all fields of one record: the same HMAC (RFC 2104), its two pads made once. `key` has 32 bytes."""
    inner, outer = pads(key)
    inner += nonce
    return lambda name: sha256(outer + sha256(inner + name.encode()).digest()).digest()


def commit(name: str, value: bytes, salt_: bytes) -> bytes:
    """c_f of one field; `value` is its canonical bytes."""
    raw = name.encode()
    return sha256(b"%s%s%c%s%s" % (_FIELD, salt_, len(raw), raw, value)).digest()


def pack(commitments: Iterable[tuple[str, bytes]]) -> bytes:
    """u16 count ‖ (u8 len(name) ‖ name ‖ c_f) …, names ascending: all that R needs beside the version."""
    parts = [b"%c%s%s" % (len(raw := name.encode()), raw, c) for name, c in sorted(commitments)]
    return struct.pack(">H", len(parts)) + b"".join(parts)


def unpack(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """The (name, c_f) pairs of `pack`."""
    at = 2
    while at < len(packed):
        size = packed[at]
        yield packed[at + 1 : at + 1 + size].decode(), packed[at + 1 + size : at + 33 + size]
        at += 33 + size


def record_hash(packed: bytes) -> bytes:
    """R over the packed commitments."""
    return sha256(_RECORD + bytes([VERSION]) + packed).digest()
