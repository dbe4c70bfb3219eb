"""The file key provider: wrapping keys as files of mode 0600, under one root key, itself under a passphrase if given.

Good enough for one machine that only its owner can read; `warning()` says what a KMS or HSM would add. Losing the
folder means losing every word, so each key is also sealed to the recovery kit's public key (kit.py) into `escrow/`,
which the warm stores carry. Destroying an epoch removes both. Nothing here logs or prints a key.
"""

from __future__ import annotations

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from handclasp.records import Compartment, HandclaspError
from handclasp.seal.keys import KeyMissing

_SCRYPT_R, _SCRYPT_P = 8, 1
_WORK, _FIRST_WORK, _MOST_WORK = 17, 16, 22
_NONCE = 12
_KEY = 32
_TAG = 16
_SEED = 64


class WrongPassphrase(HandclaspError):
    """The passphrase does not open the root key."""

    code = "wrong-passphrase"


class KeyFolder(HandclaspError):
    """The key folder is missing, incomplete or readable by others."""

    code = "key-folder"


class FileKeys:
    """A KeyProvider over a folder. `passphrase` None means the root key lies in the clear in a 0600 file."""

    def __init__(
        self,
        folder: Path,
        passphrase: bytes | None = None,
        escrow: Callable[[bytes], bytes] | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.folder = folder
        self._random = random
        self._escrow = escrow
        self._passphrase = passphrase
        self._cache: dict[str, bytes] = {}
        self._aeads: dict[tuple[int, int, Compartment], AESGCM] = {}
        self._root = AESGCM(self._load_root())

    @classmethod
    def create(cls, folder: Path, passphrase: bytes | None, random: Callable[[int], bytes] = os.urandom) -> None:
        """Make an empty key folder with a fresh root key; raises KeyFolder where there is one."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / "root.json").exists():
            message = f"{folder} has a root key already; a new one would lose every key under the old"
            raise KeyFolder(message)
        root = random(_KEY)
        document: dict[str, Any] = {"format": "handclasp/root-key/v1"}
        if passphrase is None:
            document["key"] = b64encode(root).decode()
        else:
            salt, nonce = random(16), random(_NONCE)
            sealed = AESGCM(_stretch(passphrase, salt, _WORK)).encrypt(nonce, root, b"handclasp/root-key/v1")
            document |= {
                "salt": b64encode(salt).decode(),
                "sealed": b64encode(nonce + sealed).decode(),
                "work": _WORK,
            }
        _write(folder / "root.json", json.dumps(document).encode())

    @property
    def has_passphrase(self) -> bool:
        """Whether the root key is sealed by a passphrase."""
        return self._passphrase is not None

    def warning(self) -> str:
        """What this provider does not protect against, for `doctor` and the guide."""
        base = (
            "Keys are files on this machine: whoever can read them and the database can read everything, and erased "
            "keys may survive in copies of the disk. A KMS or HSM keeps keys from leaving the device and destroys them "
            "for certain."
        )
        if self.has_passphrase:
            return base
        return f"No passphrase: the root key lies in the clear (mode 0600). {base}"

    # --- the KeyProvider contract

    def index_key(self, tenant: int) -> bytes:
        """32 bytes for the tenant's keyed hashes."""
        return self._read(f"tenant-{tenant}")

    def epoch(self, tenant: int) -> int:
        """The newest epoch of the tenant."""
        epochs = self.epochs(tenant)
        if not epochs:
            message = f"tenant {tenant} has no key-encryption key; run `handclasp doctor`"
            raise KeyMissing(message)
        return epochs[-1]

    def epochs(self, tenant: int) -> list[int]:
        """All epochs whose keys still exist, ascending."""
        prefix = f"kek-{tenant}-"
        return sorted(int(path.stem.removeprefix(prefix)) for path in self.folder.glob(f"{prefix}*.key"))

    def wrap(self, tenant: int, epoch: int, compartment: Compartment, key: bytes, context: bytes) -> bytes:
        """Nonce (12) ‖ AES-256-GCM(key)."""
        nonce = self._random(_NONCE)
        return nonce + self._kek(tenant, epoch, compartment).encrypt(nonce, key, context)

    def unwrap(self, tenant: int, epoch: int, compartment: Compartment, wrapped: bytes, context: bytes) -> bytes:
        """The key; raises KeyMissing when the epoch is destroyed or the wrapping is another's."""
        try:
            return self._kek(tenant, epoch, compartment).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], context)
        except InvalidTag:
            message = (
                "a wrapped key does not open: it was altered or moved, or the key folder is another installation's"
            )
            raise KeyMissing(message) from None

    # --- making and destroying

    def add_tenant(self, tenant: int) -> None:
        """Make the tenant's index key and first epoch, unless they are there."""
        if not (self.folder / f"tenant-{tenant}.key").exists():
            self._make(f"tenant-{tenant}", _KEY)
        if not self.epochs(tenant):
            self.new_epoch(tenant)

    def new_epoch(self, tenant: int, beyond: int = 0) -> int:
        """Make the next epoch's pair of key-encryption keys, numbered past `beyond` too; returns its number."""
        epoch = max(beyond, *self.epochs(tenant), 0) + 1
        self._make(f"kek-{tenant}-{epoch}", 2 * _KEY)
        return epoch

    def destroy_epoch(self, tenant: int, epoch: int) -> None:
        """Overwrite and remove an epoch's keys and their escrow; what they wrapped is gone."""
        name = f"kek-{tenant}-{epoch}"
        self._cache.pop(name, None)
        for compartment in Compartment:
            self._aeads.pop((tenant, epoch, compartment), None)
        for path in (self.folder / "escrow" / f"{name}.age", self.folder / f"{name}.key"):
            if path.exists():
                _overwrite(path)
        _sync(self.folder)

    def log_seed(self, name: str) -> bytes:
        """The 64-byte seed of a log's signing keys, made at first use of the name by `add_log`."""
        return self._read(f"log-{name}")

    def add_log(self, name: str) -> None:
        """Make a log's signing keys, unless they are there."""
        if not (self.folder / f"log-{name}.key").exists():
            self._make(f"log-{name}", _SEED)

    def secret(self, name: str) -> bytes:
        """A 32-byte secret of the installation (sessions, Django), made at first use."""
        path = self.folder / f"secret-{name}.key"
        if not path.exists():
            with _alone(self.folder):  # processes that start together make one
                if not path.exists():
                    self._make(f"secret-{name}", _KEY)
        return self._read(f"secret-{name}")

    # --- a key folder made anew from its escrow

    def has(self, name: str) -> bool:
        """Whether a key of that name is here."""
        return (self.folder / f"{name}.key").exists()

    def adopt(self, name: str, key: bytes, sealed: bytes) -> None:
        """Take a key that came out of escrow, `sealed` as it lay there."""
        (self.folder / "escrow").mkdir(mode=0o700, exist_ok=True)
        _write(self.folder / "escrow" / f"{name}.age", sealed)
        self._keep(name, key)

    def keep(self, name: str, key: bytes) -> None:
        """Take a key as it is, into escrow too."""
        if self._escrow is not None:
            (self.folder / "escrow").mkdir(mode=0o700, exist_ok=True)
            _write(self.folder / "escrow" / f"{name}.age", self._escrow(key))
        self._keep(name, key)

    # --- files

    def _kek(self, tenant: int, epoch: int, compartment: Compartment) -> AESGCM:
        found = self._aeads.get((tenant, epoch, compartment))
        if found is None:
            pair = self._read(f"kek-{tenant}-{epoch}")
            half = pair[:_KEY] if compartment is Compartment.BODY else pair[_KEY:]
            found = self._aeads[tenant, epoch, compartment] = AESGCM(half)
        return found

    def _make(self, name: str, size: int) -> None:
        self.keep(name, self._random(size))

    def _keep(self, name: str, key: bytes) -> None:
        nonce = self._random(_NONCE)
        _write(self.folder / f"{name}.key", nonce + self._root.encrypt(nonce, key, name.encode()))
        self._cache[name] = key

    def _read(self, name: str) -> bytes:
        found = self._cache.get(name)
        if found is None:
            try:
                data = (self.folder / f"{name}.key").read_bytes()
                found = self._cache[name] = self._root.decrypt(data[:_NONCE], data[_NONCE:], name.encode())
            except FileNotFoundError:
                message = f"the key {name} is not in {self.folder}: destroyed, or never made here"
                raise KeyMissing(message) from None
            except (InvalidTag, ValueError):
                message = f"the key {name} in {self.folder} does not open under this root key; restore the key folder"
                raise KeyMissing(message) from None
        return found

    def _load_root(self) -> bytes:
        path = self.folder / "root.json"
        try:
            document = json.loads(path.read_bytes())
        except FileNotFoundError:
            message = f"no root key at {path}; run `handclasp up` or `handclasp setup` first, or restore the key folder"
            raise KeyFolder(message) from None
        except ValueError:
            document = None
        if path.stat().st_mode & 0o077:
            message = f"{path} can be read by others; run: chmod 600 {path}"
            raise KeyFolder(message)
        try:
            return self._open_root(path, document)
        except (KeyError, TypeError, ValueError):
            message = (
                f"the root key at {path} is damaged; restore the key folder, or open the escrow with the recovery kit"
            )
            raise KeyFolder(message) from None

    def _open_root(self, path: Path, document: Any) -> bytes:
        if "key" in document:
            if self._passphrase is not None:
                message = (
                    "a passphrase is configured, but the root key is not sealed by one; "
                    "remove `passphrase_file` from the settings"
                )
                raise KeyFolder(message)
            return _whole(b64decode(document["key"]))
        if self._passphrase is None:
            message = f"the root key at {path} needs a passphrase; set `passphrase_file` in handclasp.toml"
            raise WrongPassphrase(message)
        sealed = _whole(b64decode(document["sealed"]), _NONCE + _KEY + _TAG)
        # The first folders did not say how much work it takes.
        work = document.get("work", _FIRST_WORK)
        if not isinstance(work, int) or not _FIRST_WORK <= work <= _MOST_WORK:
            raise ValueError(work)
        stretched = AESGCM(_stretch(self._passphrase, b64decode(document["salt"]), work))
        try:
            return stretched.decrypt(sealed[:_NONCE], sealed[_NONCE:], b"handclasp/root-key/v1")
        except InvalidTag:
            message = f"the passphrase does not open {path}: check `passphrase_file` (a final line break is ignored)"
            raise WrongPassphrase(message) from None


def _whole(key: bytes, size: int = _KEY) -> bytes:
    if len(key) != size:
        raise ValueError(size)
    return key


def _stretch(passphrase: bytes, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=salt, length=_KEY, n=1 << work, r=_SCRYPT_R, p=_SCRYPT_P).derive(passphrase)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - mode 0600 from the first byte
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync(path.parent)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
