"""Field commitments and the record hash R (docs/spec/formats.md §3).

Each field is committed alone under a salt that only the holder of its compartment's salt key can make, so any field
can be opened or blacked out without touching the others, and nobody can find a short value by trying them all. Names
are never secret and never say what kind of secret a field holds.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
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


def commit_all(key: bytes, nonce: bytes, fields: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes, bytes]]:
    """(name, `salt`, `commit`) of the fields of one record under one key of 32 bytes.

    The same HMAC (RFC 2104) and the same hashes, with what they have in common made once.
    """
    inner, outer = pads(key)
    inner += nonce
    done: list[tuple[str, bytes, bytes]] = []
    for name, value in fields:
        named = _named(name)
        made = sha256(outer + sha256(inner + named[1:]).digest()).digest()
        done.append((name, made, sha256(_FIELD + made + named + value).digest()))
    return done


def commit(name: str, value: bytes, salt_: bytes) -> bytes:
    """c_f of one field; `value` is its canonical bytes."""
    return sha256(_FIELD + salt_ + _named(name) + value).digest()


def pack(commitments: Iterable[tuple[str, bytes]]) -> bytes:
    """u16 count ‖ (u8 len(name) ‖ name ‖ c_f) …, names ascending: all that R needs beside the version."""
    parts = [_named(name) + c for name, c in sorted(commitments)]
    return struct.pack(">H", len(parts)) + b"".join(parts)


@lru_cache(maxsize=1024)
def _named(name: str) -> bytes:
    """u8 len(name) ‖ name: the same few names again and again."""
    raw = name.encode()
    return b"%c%s" % (len(raw), raw)


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
