"""A tenant's tokens as numbers: keyed, so that whoever has the index but not the key can try no word on it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from handclasp.search.batch import Hashed
from handclasp.search.segments import Locked
from handclasp.store.search import SearchRows

_MOST: Final = 300_000
"""How many tokens are remembered, of all tenants: some fifty megabytes."""


class WrappedKey(Protocol):
    """A wrapped key as it is kept."""

    @property
    def epoch(self) -> int:
        """Which key-encryption key wraps it."""

    @property
    def wrapped(self) -> bytes:
        """The key, wrapped."""


class Keys(Protocol):
    """What this room needs of the seal (seal/search_keys.py)."""

    def fresh(self, tenant: int, segment: int, epoch: int) -> tuple[WrappedKey, Locked]:
        """A new key of a segment."""

    def fresh_tokens(self, tenant: int, epoch: int) -> WrappedKey:
        """A new key of a tenant's tokens."""

    def segment(self, tenant: int, segment: int, epoch: int, wrapped: bytes) -> Locked:
        """A segment's key."""

    def tokens(self, tenant: int, epoch: int, wrapped: bytes) -> Hashed:
        """What stands for a token."""


class Tokens:
    """Tokens of all tenants; remembers those often used. Thread-safe."""

    def __init__(self, rows: SearchRows, keys: Keys) -> None:
        self._rows = rows
        self._keys = keys
        self._lock = threading.Lock()
        self._hashed: dict[int, Hashed] = {}
        self._known: dict[int, dict[str, int]] = {}

    def of(self, tenant: int) -> Hashed | None:
        """A tenant's tokens; None while nothing was ever indexed."""
        found = self._hashed.get(tenant)
        if found is None:
            kept = self._rows.token_key(tenant)
            if kept is None:
                return None
            found = self._hashed[tenant] = self._keys.tokens(tenant, *kept)
        return found

    def made(self, tenant: int) -> Hashed | None:
        """A tenant's tokens, the key made at first use; None when the key epoch turns just now."""
        if self.of(tenant) is None:
            epoch = self._rows.epoch(tenant)
            self._rows.keep_key(tenant, 0, epoch, self._keys.fresh_tokens(tenant, epoch).wrapped)
        hashed = self.of(tenant)
        return hashed and self._remembering(tenant, hashed)

    def _remembering(self, tenant: int, hashed: Hashed) -> Hashed:
        with self._lock:
            if sum(map(len, self._known.values())) > _MOST:
                self._known.clear()
            known = self._known.setdefault(tenant, {})

        return _Remembering(hashed, known)


class _Remembering:
    """The same, for words that come again and again."""

    def __init__(self, hashed: Hashed, known: dict[str, int]) -> None:
        self._hashed = hashed
        self._known = known
        self.short = hashed.short

    def __call__(self, token: str) -> int:
        return self.many([token])[0]

    def many(self, tokens: Sequence[str]) -> list[int]:
        known = self._known
        fresh = list({token for token in tokens if token not in known})
        known |= zip(fresh, self._hashed.many(fresh), strict=True)
        return [known[token] for token in tokens]


class Index(NamedTuple):
    """One log's index: its rows, its keys, its tokens."""

    rows: SearchRows
    keys: Keys
    tokens: Tokens
