"""Whether this very version has set up this very database, so that a second start need not do it again.

The mark lies in the database: it comes and goes with it. It names everything that setting up depends on; with any other
mark, or none, everything is looked at again.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
from hashlib import sha256
from importlib.resources import files
from typing import Any

import psycopg

from handclasp import __version__
from handclasp.config import Settings
from handclasp.house.places import Paths, open_database, open_keys
from handclasp.store import migrate

_DEPENDS_ON = ("django", "procrastinate")
_MIGRATIONS = ("handclasp.access.migrations", "handclasp.desk.migrations", "handclasp.store.migrations")


def digest(settings: Settings) -> str:
    """Stands for this version of all that sets a database up: migrations, the demo, schemas of libraries.

    So does how many connections the settings ask for.
    """
    seen = sha256(f"{__version__}\0{settings.workers} {settings.database_connections}".encode())
    for name in _DEPENDS_ON:
        seen.update(f"\0{name} {importlib.metadata.version(name)}".encode())
    found = [file for package in _MIGRATIONS for file in _files(package)]
    for file in (*found, files("handclasp.house") / "demo.py"):
        seen.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return seen.hexdigest()


def _files(package: str) -> list[Any]:
    room, _, folder = package.rpartition(".")
    return sorted(
        (file for file in (files(room) / folder).iterdir() if file.name.endswith((".sql", ".py"))),
        key=lambda file: file.name,
    )


def mark(settings: Settings, site_key: str) -> None:
    """Note that everything is there; `site_key` is the demo's."""
    with contextlib.closing(open_database(settings)) as database, database.connect("migrator") as connection:
        connection.execute("set local role handclasp_owner")
        connection.execute("create table if not exists handclasp.set_up (digest text not null, site_key text not null)")
        connection.execute("delete from handclasp.set_up")
        connection.execute(
            "insert into handclasp.set_up (digest, site_key) values (%s, %s)", (digest(settings), site_key)
        )


def marked(settings: Settings) -> str | None:
    """The demo's site key when nothing is missing, else None; the server runs.

    Opens the keys in any case, and raises what is wrong with them or with the database, before anything else starts.
    """
    paths = Paths(settings.data_dir)
    if not paths.passwords.exists() or not (paths.keys / "root.json").exists():
        return None
    open_keys(settings)
    with contextlib.closing(open_database(settings)) as database, database.connect("migrator") as connection:
        if migrate.check(connection):
            return None
        connection.execute("set local role handclasp_owner")
        try:
            row = connection.execute(
                "select site_key from handclasp.set_up where digest = %s", (digest(settings),)
            ).fetchone()
        except psycopg.errors.UndefinedTable:
            return None
    return str(row[0]) if row else None
