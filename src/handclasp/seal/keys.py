"""Keys of conversations: made at random, wrapped under the tenant's key of the current epoch, unwrapped when needed.

Each conversation has two independent keys (body, originals); each gives an encryption key and a salt key. Wrapped
keys are bound to their log, tenant, conversation, compartment and epoch. Keys in the clear live in memory only, in a
bounded cache. Where the wrapping keys live is the provider's business (provider.py).
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from handclasp.records import Compartment, HandclaspError
from handclasp.seal.quick import mac

SIZE = 32
PSEUDONYM = 16
_CACHE = 65_536
_TRIES = 5
K = TypeVar("K")
V = TypeVar("V")


class KeyMissing(HandclaspError):
    """A key that is needed is not there: destroyed with its epoch, or not in this key provider."""

    code = "key-missing"


class Place(NamedTuple):
    """Where a record will stand: its log and tenant (numbers), its conversation's pseudonym, the tenant's index key."""

    log: int
    tenant: int
    conversation: bytes
    index_key: bytes


class CompartmentKeys(NamedTuple):
    """The two keys derived from a compartment's key, for AES-256-GCM and for salts (32 bytes each)."""

    encrypt: bytes
    salt: bytes

    @property
    def aead(self) -> AESGCM:
        """The cipher, made anew: that takes a microsecond, and one that is kept takes 2.5 kB for each conversation."""
        return AESGCM(self.encrypt)


class ConversationKeys(NamedTuple):
    """The unwrapped keys of one conversation."""

    body: CompartmentKeys
    originals: CompartmentKeys


class WrappedKeys(NamedTuple):
    """A conversation's row in the key table."""

    conversation: bytes
    epoch: int
    body: bytes
    originals: bytes


class KeyProvider(Protocol):
    """What holds the keys that wrap others. Implementations: file (provider.py); PKCS#11 and cloud KMS later.

    Tenants and epochs are numbers. `wrap` and `unwrap` bind `context`; a wrong context or destroyed epoch raises
    KeyMissing.
    """

    def index_key(self, tenant: int) -> bytes:
        """32 bytes for the tenant's keyed hashes (names, idempotency)."""

    def wrap(self, tenant: int, epoch: int, compartment: Compartment, key: bytes, context: bytes) -> bytes:
        """Wrap a 32-byte key."""

    def unwrap(self, tenant: int, epoch: int, compartment: Compartment, wrapped: bytes, context: bytes) -> bytes:
        """Unwrap what `wrap` gave."""


class EpochTurned(HandclaspError):
    """The tenant's key epoch turned while a conversation was being opened."""

    code = "epoch-turned"


class Directory(Protocol):
    """Where conversations and their wrapped keys stand (store/conversations.py)."""

    def epoch(self, tenant: int) -> int:
        """The epoch that new conversations of a tenant belong to."""

    def find(self, tenant: int, names: Sequence[bytes]) -> Mapping[bytes, WrappedKeys]:
        """Rows by keyed hash of the name (32 bytes); absent names are absent."""

    def create(
        self, tenant: int, epoch: int, rows: Mapping[bytes, WrappedKeys], *, journal: bool
    ) -> Mapping[bytes, WrappedKeys]:
        """Insert those that are not there, and return what stands for every name: the first one wins.

        Raises EpochTurned when `epoch` is not the current one any more.
        """

    def by_pseudonyms(self, tenant: int, conversations: Sequence[bytes]) -> Sequence[WrappedKeys]:
        """The rows of these pseudonyms; absent ones are absent."""


def context(log: int, tenant: int, conversation: bytes, compartment: Compartment, epoch: int) -> bytes:
    """What a wrapped key is bound to."""
    return b"handclasp/wrap/v1" + b"%d/%d/%d/%d/" % (log, tenant, compartment, epoch) + conversation


def derive(key: bytes, purpose: bytes) -> bytes:
    """HKDF-Expand (RFC 5869 §2.3): 32 bytes for one purpose from a uniformly random key."""
    return HKDFExpand(SHA256(), SIZE, b"handclasp/" + purpose + b"/v1").derive(key)


def compartment_keys(key: bytes) -> CompartmentKeys:
    """The keys that a compartment's key gives."""
    return CompartmentKeys(derive(key, b"encrypt"), derive(key, b"salt"))


class Keyring:
    """Conversations' pseudonyms and keys, by the tenant's own name or by pseudonym. Thread-safe."""

    def __init__(
        self,
        log: int,
        provider: KeyProvider,
        directory: Directory,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.provider = provider
        self._log = log
        self._directory = directory
        self._random = random
        self._lock = threading.Lock()
        self._names: OrderedDict[tuple[int, bytes], bytes] = OrderedDict()
        self._keys: OrderedDict[tuple[int, bytes], ConversationKeys] = OrderedDict()

    def name_hash(self, tenant: int, name: str, *, journal: bool = False) -> bytes:
        """The keyed hash under which a name is filed; no conversation's name can reach a journal."""
        space = b"journal\0" if journal else b"name\0"
        return mac(self.provider.index_key(tenant), space + name.encode())

    def places(self, tenant: int, names: Sequence[str], *, journal: bool = False) -> dict[str, Place]:
        """The place of each named conversation; those not yet known are created with fresh keys."""
        index_key = self.provider.index_key(tenant)
        hashes = {name: self.name_hash(tenant, name, journal=journal) for name in dict.fromkeys(names)}
        known = {h: p for h in hashes.values() if (p := self._names.get((tenant, h))) is not None}
        missing = [h for h in hashes.values() if h not in known]
        if missing:
            rows = dict(self._directory.find(tenant, missing))
            fresh = [h for h in missing if h not in rows]
            if fresh:
                rows |= self._create(tenant, fresh, journal=journal)
            for h, row in rows.items():
                self._remember(tenant, h, row)
                known[h] = row.conversation
        return {name: Place(self._log, tenant, known[h], index_key) for name, h in hashes.items()}

    def find(self, tenant: int, name: str) -> bytes | None:
        """The pseudonym of a conversation that exists, without making one."""
        hashed = self.name_hash(tenant, name)
        known = self._names.get((tenant, hashed))
        row = None if known else self._directory.find(tenant, [hashed]).get(hashed)
        return known or (row.conversation if row else None)

    def person(self, tenant: int, name: str) -> bytes:
        """The subject (16 bytes, a keyed hash) under which the journal finds what somebody did."""
        return mac(self.provider.index_key(tenant), b"person\0" + name.encode())[:PSEUDONYM]

    def token(self, tenant: int, word: str) -> bytes:
        """What stands for a searched word in the journal (16 bytes, a keyed hash): alike for the same word alone."""
        return mac(self.provider.index_key(tenant), b"searched\0" + word.encode())[:PSEUDONYM]

    def place(self, tenant: int, conversation: bytes) -> Place:
        """The place of a conversation known by its pseudonym; raises KeyMissing."""
        self.keys(tenant, conversation)
        return Place(self._log, tenant, conversation, self.provider.index_key(tenant))

    def keys(self, tenant: int, conversation: bytes) -> ConversationKeys:
        """The keys of a conversation; raises KeyMissing when it was erased or never was."""
        found = self._keys.get((tenant, conversation)) or self.fetch(tenant, [conversation]).get(conversation)
        if found is None:
            message = f"conversation {conversation.hex()} has no keys here: it does not exist, or it was erased"
            raise KeyMissing(message)
        return found

    def fetch(self, tenant: int, conversations: Sequence[bytes]) -> dict[bytes, ConversationKeys]:
        """The keys of several conversations at once, of those that have any."""
        known = {one: keys for one in conversations if (keys := self._keys.get((tenant, one))) is not None}
        missing = [one for one in dict.fromkeys(conversations) if one not in known]
        for row in self._directory.by_pseudonyms(tenant, missing) if missing else ():
            known[row.conversation] = self._unwrap(tenant, row)
            self._put(self._keys, (tenant, row.conversation), known[row.conversation])
        return known

    def forget(self, tenant: int, *conversations: bytes) -> None:
        """Drop the keys and names of conversations from memory."""
        gone = frozenset(conversations)
        with self._lock:
            for conversation in gone:
                self._keys.pop((tenant, conversation), None)
            for name in [n for n, c in self._names.items() if c in gone]:
                del self._names[name]

    def _create(self, tenant: int, hashes: Sequence[bytes], *, journal: bool) -> Mapping[bytes, WrappedKeys]:
        for _ in range(_TRIES):
            try:
                return self._create_in(self._directory.epoch(tenant), tenant, hashes, journal=journal)
            except EpochTurned:
                continue
        message = "the tenant's key epoch keeps turning; try again in a moment"
        raise EpochTurned(message)

    def _create_in(
        self, epoch: int, tenant: int, hashes: Sequence[bytes], *, journal: bool
    ) -> Mapping[bytes, WrappedKeys]:
        rows: dict[bytes, WrappedKeys] = {}
        for name in hashes:
            conversation = self._random(PSEUDONYM)
            wrapped = [
                self.provider.wrap(
                    tenant, epoch, c, self._random(SIZE), context(self._log, tenant, conversation, c, epoch)
                )
                for c in (Compartment.BODY, Compartment.ORIGINALS)
            ]
            rows[name] = WrappedKeys(conversation, epoch, *wrapped)
        return self._directory.create(tenant, epoch, rows, journal=journal)

    def _unwrap(self, tenant: int, row: WrappedKeys) -> ConversationKeys:
        return ConversationKeys(
            *(
                compartment_keys(
                    self.provider.unwrap(
                        tenant, row.epoch, c, wrapped, context(self._log, tenant, row.conversation, c, row.epoch)
                    )
                )
                for c, wrapped in ((Compartment.BODY, row.body), (Compartment.ORIGINALS, row.originals))
            )
        )

    def _remember(self, tenant: int, name: bytes, row: WrappedKeys) -> None:
        self._put(self._names, (tenant, name), row.conversation)
        if (tenant, row.conversation) not in self._keys:
            self._put(self._keys, (tenant, row.conversation), self._unwrap(tenant, row))

    def _put(self, cache: OrderedDict[K, V], key: K, value: V) -> None:
        with self._lock:
            cache[key] = value
            while len(cache) > _CACHE:
                cache.popitem(last=False)
