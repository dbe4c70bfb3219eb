"""Where a house keeps its things, and the opening of its keys and its database: what every command needs first.

Light on purpose: a second `handclasp up` imports nothing heavier than this before it starts the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from handclasp.config import Settings
from handclasp.records import HandclaspError
from handclasp.seal import kit
from handclasp.seal.provider import FileKeys, WrongPassphrase
from handclasp.store.database import Database
from handclasp.store.embedded import Embedded

DATABASE = "handclasp"
LOG = "main"
DEMO = "demo"
"""The tenant with the sample shop."""


class NotSetUp(HandclaspError):
    """This data directory has not been set up."""

    code = "not-set-up"


class Paths:
    """Where things lie in the data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data = data_dir
        self.keys = data_dir / "keys"
        self.passwords = data_dir / "database.json"
        self.kit = data_dir / "kit.json"
        self.sheet = data_dir / "recovery-kit.txt"
        self.signer = data_dir / "signer"
        self.blobs = data_dir / "blobs"
        self.lexicon = data_dir / "lexicon"
        self.types = data_dir / "types"
        self.retention = data_dir / "retention"
        self.notices = data_dir / "notices"
        self.shared = data_dir / "shared"
        self.uploads = data_dir / "uploads"
        self.nonces = data_dir / "nonces"
        self.restoring = data_dir / "restoring.json"
        self.aside = data_dir / "aside"


def refuse_aside(data_dir: Path) -> None:
    """Raise NotSetUp for a copy that was made for a look: it is nobody's house, and is not served."""
    if Paths(data_dir).aside.exists():
        message = f"{data_dir} holds a copy to look at, which is nobody's house; it is not served"
        raise NotSetUp(message)


def passphrase(settings: Settings) -> bytes | None:
    """The passphrase of the key folder, or None: the first line of its file. Raises WrongPassphrase."""
    path = settings.passphrase_file
    if path is None:
        return None
    try:
        first = path.read_bytes().splitlines()[:1]
    except OSError as error:
        message = f"passphrase_file {path} cannot be read ({error.strerror})"
        raise WrongPassphrase(message) from None
    if not first or not first[0]:
        message = f"passphrase_file {path} has nothing in its first line; write the passphrase there"
        raise WrongPassphrase(message)
    return first[0]


def open_keys(settings: Settings) -> FileKeys:
    """The key folder; raises KeyFolder, WrongPassphrase."""
    paths = Paths(settings.data_dir)
    recipient = kit.KitState(paths.kit).recipient()
    escrow: Callable[[bytes], bytes] | None = partial(kit.escrow, recipient) if recipient else None
    return FileKeys(paths.keys, passphrase(settings), escrow)


def database_name(settings: Settings) -> str:
    """The database's name: the one in `database_url`, else `handclasp`."""
    named = urlsplit(settings.database_url or "").path.strip("/")
    return named or DATABASE


def database_url(settings: Settings) -> str:
    """The database without a login: the embedded server's socket, or the configured one."""
    if settings.database_url is None:
        return Embedded(settings.data_dir).url("", "", DATABASE)
    return urlsplit(settings.database_url)._replace(path=f"/{database_name(settings)}").geturl()


def admin_url(settings: Settings, dbname: str) -> str:
    """A login that may make roles and databases, at another database of the same server."""
    if settings.database_url is None:
        return Embedded(settings.data_dir).superuser_url(dbname)
    return urlsplit(settings.database_url)._replace(path=f"/{dbname}").geturl()


def open_database(settings: Settings) -> Database:
    """The database by its roles; raises NotSetUp."""
    path = Paths(settings.data_dir).passwords
    try:
        passwords: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        message = f"{settings.data_dir} is not set up; run `handclasp up` (or `make up`) first"
        raise NotSetUp(message) from None
    return Database(database_url(settings), passwords, settings.database_connections)
