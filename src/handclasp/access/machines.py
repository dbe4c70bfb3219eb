"""API keys and widget sites: how machines are recognised. Keys are shown once and kept only as a hash.

A key is `hc_<id>_<secret>`: the id finds the row, the secret (256 random bits) is compared in constant time. Answers
are cached for a few seconds, so revoking takes at most that long.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from handclasp.records import HandclaspError, Secret

_CACHE_SECONDS = 3.0
_TOLD_AGAIN_AFTER = 60.0
SCOPES = frozenset({"write", "read", "export", "audit", "cases"})
DAYS = 90
"""How long an API key works unless another time is named."""
MOST_DAYS = 366
"""How long it may work at most."""


class BadSetting(HandclaspError):
    """A site, key or tenant cannot be made like that."""

    code = "bad-setting"


class Caller(NamedTuple):
    """Who an API key stands for."""

    tenant: str
    key: str
    scopes: frozenset[str]


class Site(NamedTuple):
    """A web site that embeds the widget: its key is public, its shop secret signs visitors' tokens."""

    tenant: str
    site_key: str
    name: str
    origins: tuple[str, ...]
    shop_secret: Secret[bytes] | None
    languages: tuple[str, ...] = ("zh", "en")


class KeyRow(NamedTuple):
    """A stored API key: everything but the secret."""

    key_id: str
    tenant: str
    hash: bytes
    scopes: frozenset[str]
    usable: bool
    revoked: bool = False


def _nothing(_row: KeyRow, _why: str) -> None:
    pass


class ApiKeys:
    """Checks presented keys; `find` looks a key id up in the database.

    `refused(row, why)` is told of a key that is known and does not open: at most once a minute for each key and reason,
    so that nobody fills the journal by asking. What it raises is raised to the caller, who is not let in either way.
    """

    def __init__(
        self,
        find: Callable[[str], KeyRow | None],
        clock: Callable[[], float] = time.monotonic,
        refused: Callable[[KeyRow, str], None] = _nothing,
    ) -> None:
        self._find = find
        self._clock = clock
        self._refused = refused
        self._told: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        self._cache: dict[str, tuple[float, KeyRow | None]] = {}

    def check(self, presented: str) -> Caller | None:
        """The caller a key stands for; None when it is malformed, unknown, wrong, expired or revoked."""
        key_id, secret = _parts(presented)
        row = self._row(key_id) if key_id else None
        if row is None:
            return None
        if not hmac.compare_digest(row.hash, hashed(secret)):
            self._turn_away(row, "an API key of this id was shown with a wrong secret")
            return None
        if not row.usable:
            self._turn_away(row, f"the API key {'is revoked' if row.revoked else 'has expired'}")
            return None
        return Caller(row.tenant, key_id, row.scopes)

    def at_hand(self, presented: str) -> Caller | None:
        """The caller of a key that was looked up a moment ago, without asking anybody; None: `check` must say."""
        key_id, secret = _parts(presented)
        row = self._kept(key_id)
        if row is None or not row.usable or not hmac.compare_digest(row.hash, hashed(secret)):
            return None
        return Caller(row.tenant, key_id, row.scopes)

    def _turn_away(self, row: KeyRow, why: str) -> None:
        now = self._clock()
        with self._lock:
            told = self._told.get((row.key_id, why))
            if told is not None and now - told < _TOLD_AGAIN_AFTER:
                return
            self._told[row.key_id, why] = now
        try:
            self._refused(row, why)
        except HandclaspError:
            with self._lock:
                self._told.pop((row.key_id, why), None)
            raise

    def _row(self, key_id: str) -> KeyRow | None:
        now = self._clock()
        found = self._cache.get(key_id)
        if found is not None and now - found[0] < _CACHE_SECONDS:
            return found[1]
        if len(self._cache) > 10_000:
            self._cache.clear()
        row = self._find(key_id)
        self._cache[key_id] = (now, row)
        return row

    def _kept(self, key_id: str) -> KeyRow | None:
        found = self._cache.get(key_id)
        return found[1] if found is not None and self._clock() - found[0] < _CACHE_SECONDS else None


def _parts(presented: str) -> tuple[str, str]:
    """Id and secret of what looks like a key; ("", "") of anything else."""
    if not (presented.isascii() and presented.isprintable()):
        return "", ""
    prefix, _, rest = presented.partition("_")
    key_id, _, secret = rest.partition("_")
    if prefix != "hc" or not key_id or not secret or len(presented) > 200:
        return "", ""
    return key_id, secret


def new_key() -> tuple[str, str, bytes]:
    """(key id, the key to show once, its hash)."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return key_id, f"hc_{key_id}_{secret}", hashed(secret)


def hashed(secret: str) -> bytes:
    """The stored form of a key's secret: it is 256 random bits, so one SHA-256 is enough."""
    return sha256(b"handclasp/api-key/v1" + secret.encode()).digest()
