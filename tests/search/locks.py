"""A segment's key without a key provider."""

from __future__ import annotations

import os
from hashlib import sha256

from handclasp.seal.search_keys import Locked


def locked() -> Locked:
    """A fresh one."""
    return Locked(os.urandom(32))


def hashed(token: str) -> int:
    """What stands for a token here."""
    return int.from_bytes(sha256(token.encode()).digest()[:8], "big")
