"""Keys of an index without a key provider."""

from __future__ import annotations

import os

from handclasp.seal.search_keys import Locked, TokenKey

hashed = TokenKey(bytes(32))
"""What stands for a token here."""


def locked() -> Locked:
    """A fresh one."""
    return Locked(os.urandom(32))
