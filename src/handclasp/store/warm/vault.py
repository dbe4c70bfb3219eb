"""One store of a copy, behind one small interface: S3, Azure Blob, Google Cloud Storage or a folder, through obstore.

What is created is never overwritten (conditional put) and is read back before it counts. A store that says it keeps
conditions and does not would let two writers destroy each other's work: `probe` finds out, and such a store is
refused. Errors name the store and what to do, never an address or a key.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import httpx
import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from handclasp.records import HandclaspError
from handclasp.store.warm.objects import MOST

SCHEMES: Final = {"file", "s3", "az", "azure", "abfs", "gs"}
_SECONDS: Final = 30
_LOCKS: Final = (
    "x-amz-object-lock-retain-until-date",
    "x-ms-immutability-policy-until-date",
    "x-goog-retention-expiration",
)
_CLIENT: Final = {"timeout": f"{_SECONDS}s", "connect_timeout": "5s"}
_RETRY: Final = {"max_retries": 2, "retry_timeout": timedelta(seconds=15)}
_AT_ONCE: Final = {"max_retries": 0, "retry_timeout": timedelta(seconds=5)}


class StoreUnreachable(HandclaspError):
    """A store of a copy does not answer as it should; nothing was lost, it is tried again."""

    code = "copy-unreachable"


class StoreLies(HandclaspError):
    """A store does not keep what it confirms; it is not used."""

    code = "copy-store-lies"


class BadStore(HandclaspError):
    """This cannot be the place of a copy."""

    code = "copy-bad-store"


class Taken(HandclaspError):
    """An object of that name is there already."""

    code = "copy-taken"


class Missing(HandclaspError):
    """An object that a copy needs is not in its store."""

    code = "copy-object-missing"


class Found(NamedTuple):
    """An object in a listing."""

    name: str
    size: int


class Vault:
    """A store by its URL. Thread-safe.

    `options` are obstore's (endpoint, access_key_id …); what is absent comes from the vendor's environment variables.
    """

    def __init__(self, name: str, url: str, options: Mapping[str, Any] | None = None, *, patient: bool = True) -> None:
        self.name = name
        self._retry = _RETRY if patient else _AT_ONCE
        self.url = url
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or parts.username or parts.query or parts.fragment:
            message = (
                f"copy {name}: its place must look like file:///mnt/nas/handclasp, s3://bucket/folder, "
                "az://container/folder or gs://bucket/folder, without secrets in it"
            )
            raise BadStore(message)
        self.folder = Path(unquote(parts.path)) if parts.scheme == "file" else None
        try:
            self._store: Any = self._open(url, dict(options or {}))
        except (BaseError, ValueError, TypeError, OSError) as error:
            message = f"copy {name}: its settings are not complete or not known ({type(error).__name__})"
            raise BadStore(message) from None

    def _open(self, url: str, options: dict[str, Any]) -> Any:
        if self.folder is not None:
            if not self.folder.is_absolute():
                raise ValueError(url)
            return LocalStore(self.folder) if self.folder.is_dir() else None
        client: dict[str, Any] = dict(_CLIENT)
        if str(options.get("endpoint", "")).startswith("http://"):
            client["allow_http"] = True
        opening: Any = from_url
        return opening(url, client_options=client, retry_config=self._retry, **options)

    # --- writing

    def create(self, name: str, data: bytes) -> str | None:
        """Put an object that must not be there yet, and read it back; returns its version where the store keeps any.

        Raises Taken, StoreLies, StoreUnreachable.
        """
        version = self._put(name, data, "create")
        self._read_back(name, data)
        return version

    def replace(self, name: str, data: bytes) -> str | None:
        """Put an object over whatever is there, and read it back; raises StoreLies, StoreUnreachable."""
        version = self._put(name, data, "overwrite")
        self._read_back(name, data)
        return version

    def _put(self, name: str, data: bytes, mode: Any) -> str | None:
        try:
            done = obstore.put(self._reached(), name, data, mode=mode, use_multipart=False)
        except AlreadyExistsError:
            message = f"copy {self.name}: {name} is there already"
            raise Taken(message) from None
        except (BaseError, OSError) as error:
            raise self._unreachable(error) from None
        if self.folder is not None:
            _sync(self.folder, name)
        return done.get("version")

    def _read_back(self, name: str, data: bytes) -> None:
        try:
            same = self.read(name, len(data)) == data
        except Missing:
            same = False
        if not same:
            message = f"copy {self.name}: {name} does not read back as it was written; this store is not used"
            raise StoreLies(message)

    def remove(self, name: str) -> None:
        """Take an object away, unless it is gone already."""
        try:
            obstore.delete(self._reached(), name)
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise self._unreachable(error) from None

    # --- reading

    def read(self, name: str, most: int = MOST) -> bytes:
        """An object's bytes; raises Missing, StoreUnreachable (also for one of more than `most` bytes)."""
        try:
            answer = obstore.get(self._reached(), name)
            if answer.meta["size"] > most:
                message = f"copy {self.name}: {name} is larger than anything of a copy can be"
                raise StoreUnreachable(message)
            return bytes(answer.bytes())
        except (NotFoundError, FileNotFoundError):
            message = f"copy {self.name}: {name} is missing"
            raise Missing(message) from None
        except (BaseError, OSError) as error:
            raise self._unreachable(error) from None

    def beginning(self, name: str, size: int) -> bytes:
        """An object's first bytes, at most `size`; raises Missing, StoreUnreachable."""
        try:
            known = obstore.head(self._reached(), name)["size"]
            return bytes(obstore.get_range(self._reached(), name, start=0, end=min(size, known)))
        except (NotFoundError, FileNotFoundError):
            message = f"copy {self.name}: {name} is missing"
            raise Missing(message) from None
        except (BaseError, OSError) as error:
            raise self._unreachable(error) from None

    def names(self, folder: str, after: str = "") -> list[Found]:
        """What lies under a folder, with names beyond `after`, ascending; raises StoreUnreachable."""
        try:
            listing = obstore.list(self._reached(), folder + "/", offset=after or None, chunk_size=1000)
            found = [Found(one["path"], one["size"]) for page in listing for one in page]
        except (BaseError, OSError) as error:
            raise self._unreachable(error) from None
        return sorted(one for one in found if one.name > after)

    def folders(self) -> list[str]:
        """The names of the folders at the top; raises StoreUnreachable."""
        try:
            listed = obstore.list_with_delimiter(self._reached())
        except (BaseError, OSError) as error:
            raise self._unreachable(error) from None
        return sorted(prefix.rstrip("/").rpartition("/")[2] for prefix in listed["common_prefixes"])

    # --- finding out

    def locked_until(self, name: str) -> str:
        """Until when the store lets nobody delete an object, as it says itself; empty: it does not say so."""
        if self.folder is not None:
            return ""
        try:
            url = obstore.sign(self._reached(), "HEAD", name, timedelta(minutes=1))
            answer = httpx.head(url, timeout=10)
        except (BaseError, httpx.HTTPError, OSError) as error:
            raise self._unreachable(error) from None
        return next((answer.headers[name] for name in _LOCKS if name in answer.headers), "")

    def probe(self) -> bool:
        """Whether the store keeps what is deleted, or old versions of it. Raises StoreLies, StoreUnreachable."""
        name, first, second = f"probe/{secrets.token_hex(8)}", secrets.token_bytes(32), secrets.token_bytes(32)
        version = self.create(name, first)
        try:
            try:
                self._put(name, second, "create")
            except Taken:
                pass
            else:
                message = (
                    f"copy {self.name}: the store confirmed a conditional put that it must refuse: two writers could "
                    "destroy each other's work. It is not used; choose one that keeps `If-None-Match`"
                )
                raise StoreLies(message)
            self._read_back(name, first)
            if name not in {one.name for one in self.names("probe")}:
                message = f"copy {self.name}: the store does not list what it keeps; it is not used"
                raise StoreLies(message)
        finally:
            with contextlib.suppress(StoreUnreachable):
                self.remove(name)
        return version not in (None, "", "null") or self._still_there(name)

    def _still_there(self, name: str) -> bool:
        try:
            self.read(name)
        except Missing:
            return False
        return True

    def _reached(self) -> Any:
        if self._store is None and self.folder is not None and self.folder.is_dir():
            self._store = LocalStore(self.folder)
        if self._store is None:
            message = f"copy {self.name}: its folder is not there; is the disk mounted?"
            raise StoreUnreachable(message)
        return self._store

    def _unreachable(self, error: Exception) -> StoreUnreachable:
        return StoreUnreachable(f"copy {self.name}: the store does not answer as it should ({type(error).__name__})")


def _sync(folder: Path, name: str) -> None:
    """Make a file and the folders above it durable."""
    path = folder / name
    for target in (path, *path.parents[: len(path.relative_to(folder).parts)]):
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
