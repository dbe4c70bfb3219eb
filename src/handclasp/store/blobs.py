"""Attachment bytes: encrypted, one object each, in a store of their own beside the database.

An object's key is random; its bytes open only in the conversation they came with. They are durable before the record
that names them is sealed. A blob without a record (a crash in between) is harmless and found by fsck.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import obstore
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore

from handclasp.records import Compartment, HandclaspError, Secret
from handclasp.seal import envelope
from handclasp.seal.keys import ConversationKeys, Place

_ID = 16


class BlobMissing(HandclaspError):
    """An attachment's bytes are not in the blob store."""

    code = "blob-missing"


class Blobs:
    """A folder of encrypted objects, by random 16-byte id."""

    def __init__(self, folder: Path, random: Callable[[int], bytes] = os.urandom) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._random = random
        self._store = LocalStore(folder)

    def put(
        self,
        place: Place,
        content: Secret[bytes],
        keys: ConversationKeys,
        compartment: Compartment = Compartment.ORIGINALS,
    ) -> bytes:
        """Encrypt and keep a file's bytes durably; returns the blob's id. What may be shown masked goes to BODY."""
        blob = self._random(_ID)
        sealed = envelope.seal(
            _aead(keys, compartment),
            content.reveal(),
            _bound(place.conversation, blob),
            compartment,
            "blob",
            self._random,
        )
        name = _name(place.tenant, blob)
        try:
            obstore.put(self._store, name, sealed, mode="create")
        except AlreadyExistsError:
            return self.put(place, content, keys, compartment)
        self._sync(name)
        return blob

    def get(
        self,
        tenant: int,
        conversation: bytes,
        blob: bytes,
        keys: ConversationKeys,
        compartment: Compartment = Compartment.ORIGINALS,
    ) -> bytes:
        """A file's bytes; raises BlobMissing or Unreadable, the latter also for another compartment's."""
        try:
            sealed = obstore.get(self._store, _name(tenant, blob)).bytes().to_bytes()
        except FileNotFoundError:
            message = f"the attachment {blob.hex()} is not in the blob store {self._folder}"
            raise BlobMissing(message) from None
        return envelope.open_(_aead(keys, compartment), sealed, _bound(conversation, blob), compartment, "blob")

    def has(self, tenant: int, blob: bytes) -> bool:
        """Whether the bytes are there; they are not opened."""
        return (self._folder / _name(tenant, blob)).is_file()

    def destroy(self, tenant: int, blob: bytes) -> bool:
        """Take a file's bytes away for good; returns whether they were there. Doing it twice changes nothing."""
        path = self._folder / _name(tenant, blob)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        self._sync_folders(path.parent)
        return True

    def _sync(self, name: str) -> None:
        self._sync_folders(self._folder / name)

    def _sync_folders(self, path: Path) -> None:
        for target in dict.fromkeys((path, *path.parents[: len(path.relative_to(self._folder).parts)])):
            handle = os.open(target, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _aead(keys: ConversationKeys, compartment: Compartment) -> AESGCM:
    return (keys.body if compartment is Compartment.BODY else keys.originals).aead


def _name(tenant: int, blob: bytes) -> str:
    return f"{tenant}/{blob.hex()[:2]}/{blob.hex()}"


def _bound(conversation: bytes, blob: bytes) -> bytes:
    return b"handclasp/blob/v1" + conversation + blob
