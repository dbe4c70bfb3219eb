"""What is no evidence but is missed after a fire: accounts, sites, API keys, policies, queues, lists of words.

A dump of these tables and small files, sealed under a key of the house that the recovery kit opens. A new one is put
when something changed, at most once a minute; the newest three stay. What is derived from the log or from accounts is
not in it, nor are sessions: everybody signs in anew.
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import sql

from handclasp.records import HandclaspError
from handclasp.store.database import Connection, Database
from handclasp.store.warm.objects import Damaged, opened, packed, placed, unpressed
from handclasp.store.warm.place import Copy, log_folder

KIND: Final = "control"
KEPT: Final = 3
_EVERY: Final = 60.0
_PIECE: Final = 256 * 1024
_NONCE: Final = 12
_ROWS: Final = 1_000
WALLED: Final = (
    *("roles", "policies", "policy_drafts", "approvals", "approval_votes", "holds", "held_parties"),
    *("rights", "restrictions", "notice_choices", "notice_addresses"),
    *("bin", "bin_files", "extensions"),
    *("anchors", "salvaged", "salvage_nodes", "salvage_heads"),
)
RECORD_PATH: Final = ("tenants", "sites", "api_keys", *WALLED, "predecessors")
LEFT_OUT: Final = (
    *("procrastinate_", "django_", "usersessions_", "access_staffsession", "access_signintries"),
    *("desk_", "access_habit"),
)
"""Tables of the console that begin so stay behind: sessions, jobs, what migrations or the log make anew."""

FOLDERS: Final = ("lexicon", "types", "retention", "notices")
FILES: Final = ("copies.json",)


class ControlDiffers(HandclaspError):
    """The dump holds a table or column that this version does not have."""

    code = "restore-control-differs"


class Control:
    """The control state of a house, shipped to copies."""

    def __init__(
        self,
        database: Database,
        data_dir: Path,
        origin: str,
        mac: bytes,
        key: bytes,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._data = data_dir
        self._origin = origin
        self._mac = mac
        self._aead = AESGCM(key)
        self._monotonic = monotonic
        self._due: dict[str, float] = {}
        self._shipped: dict[str, bytes] = {}

    def ship(self, copy: Copy, *, now: bool = False) -> bool:
        """Put a new dump when something changed; returns whether it did."""
        if not now and self._monotonic() < self._due.get(copy.name, 0.0):
            return False
        self._due[copy.name] = self._monotonic() + _EVERY
        lines = list(self._lines())
        digest = sha256(b"\n".join(lines)).digest()
        if self._shipped.get(copy.name) == digest:
            return False
        folder = f"{log_folder(self._origin)}/control"
        numbers = _numbers(copy, folder)
        number = max(numbers, default=0) + 1
        head = {"kind": KIND, "origin": self._origin, "number": number}
        data = packed(head, self._sealed(lines, number), self._mac)
        copy.erasable.replace(f"{folder}/{number:010}", data)
        for old in numbers[: 1 - KEPT]:
            copy.erasable.remove(f"{folder}/{old:010}")
        self._shipped[copy.name] = digest
        return True

    def _sealed(self, lines: list[bytes], number: int) -> Iterator[bytes]:
        block, at = b"", 0
        for line in [*lines, b""]:
            block += line + b"\n" if line else b""
            if len(block) >= _PIECE or (not line and block):
                nonce = os.urandom(_NONCE)
                sealed = nonce + self._aead.encrypt(nonce, block, _bound(self._origin, number, at))
                yield len(sealed).to_bytes(4, "big") + sealed
                block, at = b"", at + 1

    def _lines(self) -> Iterator[bytes]:
        """One JSON document a line: a table with its columns and rows in PostgreSQL's text form, or a file."""
        with self._database.transaction("shipper", 0, []) as connection:
            for name in RECORD_PATH:
                yield from _table(connection, "handclasp", name)
        with self._database.transaction("console", 0, []) as connection:
            rows = connection.execute(
                "select tablename from pg_tables where schemaname = 'control' order by 1"
            ).fetchall()
            for (name,) in rows:
                if not name.startswith(LEFT_OUT):
                    yield from _table(connection, "control", name)
        for path in [*(self._data / one for one in FILES), *_under(self._data)]:
            if path.is_file():
                content = base64.b64encode(path.read_bytes()).decode()
                yield _line({"file": path.relative_to(self._data).as_posix(), "content": content})


def _under(data: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((data / folder).rglob("*"))


def _table(connection: Connection, schema: str, name: str) -> Iterator[bytes]:
    columns = [
        row[0]
        for row in connection.execute(
            "select column_name from information_schema.columns "
            "where table_schema = %s and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
            (schema, name),
        )
    ]
    if not columns:
        return
    listed = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    statement = sql.SQL("select to_jsonb(t)::text from (select {} from {} order by 1) t").format(
        listed, sql.Identifier(schema, name)
    )
    with connection.cursor(f"dump_{name}") as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_ROWS):
            yield _line({"table": f"{schema}.{name}", "columns": columns, "rows": [json.loads(row[0]) for row in rows]})


def _line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _bound(origin: str, number: int, at: int) -> bytes:
    return f"handclasp/control/v1/{origin}/{number}/{at}".encode()


def _numbers(copy: Copy, folder: str) -> list[int]:
    names = (found.name.rpartition("/")[2] for found in copy.erasable.names(folder))
    return sorted(int(name) for name in names if name.isdecimal())


def newest(copy: Copy, origin: str, mac: bytes, key: bytes) -> list[dict[str, Any]]:
    """The documents of the newest dump in a copy; empty when there is none. Raises Damaged."""
    folder = f"{log_folder(origin)}/control"
    numbers = _numbers(copy, folder)
    if not numbers:
        return []
    number = numbers[-1]
    name = f"{folder}/{number:010}"
    head, pieces = opened(copy.erasable.read(name), name, mac)
    placed(head, name, KIND, origin=origin, number=number)
    aead, at, found = AESGCM(key), 0, []
    for piece in pieces:
        raw = unpressed(piece, name)
        place = 0
        while place < len(raw):
            length = int.from_bytes(raw[place : place + 4], "big")
            sealed = raw[place + 4 : place + 4 + length]
            place += 4 + length
            try:
                block = aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(origin, number, at))
            except (InvalidTag, ValueError):
                raise Damaged("copy-control-wrong", name, "a part of it does not open in its place") from None
            found += [json.loads(line) for line in block.splitlines()]
            at += 1
    return found


def load_record_path(connection: Connection, documents: list[dict[str, Any]]) -> int:
    """Fill the record path's own tables (as the owner); returns how many rows. Raises ControlDiffers."""
    return _load(connection, "handclasp", documents)


def load_console(connection: Connection, documents: list[dict[str, Any]]) -> int:
    """Fill the console's tables, which its migrations have made (as the console); returns how many rows."""
    return _load(connection, "control", documents)


def _load(connection: Connection, schema: str, documents: list[dict[str, Any]]) -> int:
    """Into an empty table as it is; into one that migrations filled, what is not there yet."""
    count = 0
    with connection.transaction():
        connection.execute("set constraints all deferred")
        for document in documents:
            table = document.get("table", "")
            if table.partition(".")[0] == schema:
                count += _fill(connection, schema, table.partition(".")[2], document)
        if schema == "control":
            _restart_counters(connection)
    return count


def _fill(connection: Connection, schema: str, name: str, document: dict[str, Any]) -> int:
    whole = sql.Identifier(schema, name)
    listed = sql.SQL(", ").join(sql.Identifier(column) for column in document["columns"])
    statement = sql.SQL(
        "insert into {} ({}) overriding system value select {} from jsonb_populate_recordset(null::{}, %s::jsonb) "
        "on conflict do nothing"
    ).format(whole, listed, listed, whole)
    try:
        return connection.execute(statement, (json.dumps(document["rows"]),)).rowcount
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        message = (
            f"the copy holds the table {schema}.{name} in a form that this version does not know: "
            "restore with the version that shipped it, then upgrade"
        )
        raise ControlDiffers(message) from None


def _restart_counters(connection: Connection) -> None:
    """Let the tables' counters go on behind the rows that came."""
    rows = connection.execute(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'control' and (is_identity = 'YES' or column_default like 'nextval(%%')"
    ).fetchall()
    for table, column in rows:
        name = f"control.{table}"
        connection.execute(
            sql.SQL("select setval(pg_get_serial_sequence({}, {}), greatest(1, (select max({}) from {})))").format(
                sql.Literal(name), sql.Literal(column), sql.Identifier(column), sql.Identifier("control", table)
            )
        )


def files(documents: list[dict[str, Any]]) -> dict[str, bytes]:
    """The small files in a dump, by their path below the data directory; none that leads out of it."""
    found: dict[str, bytes] = {}
    for document in documents:
        name = str(document.get("file", ""))
        if name in FILES or (name.split("/", maxsplit=1)[0] in FOLDERS and ".." not in name.split("/")):
            found[name] = base64.b64decode(document["content"])
    return found
