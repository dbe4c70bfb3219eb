"""HMAC and random bytes for the hot path, without giving up the interpreter between two records.

`hmac.digest` and `os.urandom` release the interpreter lock at every call; with several busy threads each call then
costs a change of threads, several times the work itself. Same algorithm (RFC 2104), same source of randomness, asked
for less often.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from hashlib import sha256

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_POOL = 4096


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer pad of a key of at most 64 bytes."""
    block = key.ljust(_BLOCK, b"\0")
    return block.translate(_INNER), block.translate(_OUTER)


_kept_pads = lru_cache(maxsize=4096)(pads)


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 under a key of at most 64 bytes that is used again and again (a tenant's index key)."""
    inner, outer = _kept_pads(key)
    return sha256(outer + sha256(inner + message).digest()).digest()


class _Pool(threading.local):
    """A thread's own stock of random bytes; each byte is handed out once."""

    def __init__(self) -> None:
        self.stock = b""
        self.at = 0


_pool = _Pool()


def random(count: int) -> bytes:
    """`count` random bytes of the operating system, fetched a page at a time: for nonces, not for keys."""
    at = _pool.at
    end = at + count
    if end > len(_pool.stock):
        _pool.stock, at, end = os.urandom(max(_POOL, count)), 0, count
    _pool.at = end
    return _pool.stock[at:end]
