"""Keys of the search index: one a tenant for its tokens, one a segment for its lists, wrapped like all others.

A token's key stays as long as the index. A segment's key dies with its row: what was wrapped under an epoch that has
been destroyed since opens no more, in no backup either. Keys in the clear live in memory only, in a bounded cache.
"""

from __future__ import annotations

import os
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handclasp.records import Compartment
from handclasp.seal.envelope import padded_size
from handclasp.seal.keys import SIZE, KeyProvider, derive
from handclasp.seal.quick import mac

NONCE: Final = 12
BLOCK: Final = 16
TOKENS: Final = 0
"""The number of no segment: of the key of tokens."""

_CACHE: Final = 4_096
_LENGTH: Final = struct.Struct(">I")
_SHORT: Final = struct.Struct("<II8x")
_ANSWER: Final = struct.Struct("<QQ")
_MOST: Final = 256 * 1024 * 1024


class Wrapped(NamedTuple):
    """A wrapped key and the epoch it is wrapped under."""

    epoch: int
    wrapped: bytes


class Unopened(ValueError):
    """A block does not open in its place: altered, moved, or another's."""


def search_context(log: int, tenant: int, segment: int, epoch: int) -> bytes:
    """What a wrapped key of the index is bound to."""
    return b"handclasp/search-key/v1" + b"%d/%d/%d/%d" % (log, tenant, segment, epoch)


class Locked:
    """Seals and opens the blocks of one segment; `bound` is what a block may not be torn from."""

    def __init__(self, key: bytes, random: Callable[[int], bytes] = os.urandom) -> None:
        self._aead = AESGCM(derive(key, b"search-block"))
        self._random = random

    def seal(self, block: bytes, bound: bytes) -> bytes:
        """Nonce (12) ‖ AES-256-GCM(u32 length ‖ zstd(block) ‖ zeros up to a size class)."""
        data = _zstd.compressor.compress(block)
        nonce = self._random(NONCE)
        padded = (_LENGTH.pack(len(data)) + data).ljust(padded_size(_LENGTH.size + len(data)), b"\0")
        return nonce + self._aead.encrypt(nonce, padded, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """What `seal` was given; raises Unopened."""
        try:
            padded = self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], bound)
        except (InvalidTag, ValueError):
            raise Unopened from None
        (length,) = _LENGTH.unpack_from(padded)
        return _zstd.decompressor.decompress(padded[_LENGTH.size : _LENGTH.size + length], max_output_size=_MOST)


class TokenKey:
    """What stands for a token: 64 bits that nobody without the key can compute.

    Of a short token, which nearly all are, those of an AES-256 block, which is as good as a random function here and is
    made by the thousand in one call; of a longer one the first bits of an HMAC-SHA-256.
    """

    def __init__(self, key: bytes) -> None:
        self._long = derive(key, b"search-token")
        # One block a token, all of them different: there is nothing for a mode of operation to hide.
        self._short = Cipher(algorithms.AES(derive(key, b"search-short-token")), modes.ECB())  # noqa: S305

    def __call__(self, token: str) -> int:
        """Of one token."""
        return self.many([token])[0]

    def many(self, tokens: Sequence[str]) -> list[int]:
        """Of each of these tokens."""
        data = [None if len(one) <= 2 and not one.isascii() else one.encode() for one in tokens]
        blocks = [
            _SHORT.pack(*[*map(ord, token), 0][:2])
            if one is None
            else one[: BLOCK - 1].ljust(BLOCK - 1, b"\0") + bytes([min(len(one), BLOCK)])
            for token, one in zip(tokens, data, strict=True)
        ]
        found = [number for number, _ in _ANSWER.iter_unpack(self.short(b"".join(blocks)))]
        for at, one in enumerate(data):
            if one is not None and len(one) >= BLOCK:
                found[at] = int.from_bytes(mac(self._long, one)[:8], "little")
        return found

    def short(self, blocks: bytes) -> bytes:
        """Of many short tokens at once, 16 bytes each: of 16 bytes answered the first 8, least significant first.

        A block holds one or two Chinese characters (two code points as u32, the second 0 for a single one, 8 zeros), or
        else at most 15 bytes of UTF-8, zeros, and in its last byte how many they are.
        """
        encryptor = self._short.encryptor()
        return encryptor.update(blocks) + encryptor.finalize()


class _Zstd(threading.local):
    """A thread's own pair: making one costs more than using it."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor()
        self.decompressor = zstandard.ZstdDecompressor()


_zstd = _Zstd()


class SearchKeys:
    """Makes and opens keys of one log's index. Thread-safe."""

    def __init__(self, log: int, provider: KeyProvider, random: Callable[[int], bytes] = os.urandom) -> None:
        self._log = log
        self._provider = provider
        self._random = random
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[int, int], Locked] = OrderedDict()

    def fresh(self, tenant: int, segment: int, epoch: int) -> tuple[Wrapped, Locked]:
        """A new key for a segment, wrapped under an epoch."""
        key = self._random(SIZE)
        return self._wrap(tenant, segment, epoch, key), self._kept(tenant, segment, Locked(key))

    def fresh_tokens(self, tenant: int, epoch: int) -> Wrapped:
        """A new key for a tenant's tokens."""
        return self._wrap(tenant, TOKENS, epoch, self._random(SIZE))

    def segment(self, tenant: int, segment: int, epoch: int, wrapped: bytes) -> Locked:
        """The key of a segment; raises KeyMissing."""
        found = self._open.get((tenant, segment))
        return found or self._kept(tenant, segment, Locked(self._unwrap(tenant, segment, Wrapped(epoch, wrapped))))

    def tokens(self, tenant: int, epoch: int, wrapped: bytes) -> TokenKey:
        """What stands for the tokens of a tenant; raises KeyMissing."""
        return TokenKey(self._unwrap(tenant, TOKENS, Wrapped(epoch, wrapped)))

    def rewrap(self, tenant: int, segment: int, wrapped: Wrapped, epoch: int) -> Wrapped:
        """The same key under another epoch; raises KeyMissing."""
        return self._wrap(tenant, segment, epoch, self._unwrap(tenant, segment, wrapped))

    def check(self, tenant: int, segment: int, wrapped: Wrapped) -> None:
        """Raise KeyMissing when a key does not open."""
        self._unwrap(tenant, segment, wrapped)

    def _wrap(self, tenant: int, segment: int, epoch: int, key: bytes) -> Wrapped:
        bound = search_context(self._log, tenant, segment, epoch)
        return Wrapped(epoch, self._provider.wrap(tenant, epoch, Compartment.BODY, key, bound))

    def _unwrap(self, tenant: int, segment: int, wrapped: Wrapped) -> bytes:
        bound = search_context(self._log, tenant, segment, wrapped.epoch)
        return self._provider.unwrap(tenant, wrapped.epoch, Compartment.BODY, wrapped.wrapped, bound)

    def _kept(self, tenant: int, segment: int, locked: Locked) -> Locked:
        with self._lock:
            self._open[tenant, segment] = locked
            while len(self._open) > _CACHE:
                self._open.popitem(last=False)
        return locked
