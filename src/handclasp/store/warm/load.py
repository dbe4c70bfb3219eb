"""Writes what was read from a copy into a fresh database, a segment a transaction: what is there counts as done.

As the owner, with row-level security not forced on it while it loads (`begin`) and forced again at the end (`finish`).
Rows go in by COPY in binary form. What finds a segment's records goes in beside them, over a second connection: it
stands before the segment counts, and what a crash left of it without its segment is taken away at the next `begin`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from psycopg import sql

from handclasp.records import HandclaspError
from handclasp.seal.tree import EMPTY_ROOT, Edge, Tile
from handclasp.store.batch import Log
from handclasp.store.database import Connection, Database
from handclasp.store.queries import load
from handclasp.store.warm.keyset import KeyRow
from handclasp.store.warm.segment import Copied, Extras

_FORCED: Final = [
    "entries",
    "sealed",
    "originals",
    "conversations",
    "epochs",
    "idempotency",
    "subjects",
    "lookups",
    "log_heads",
    "tiles",
    "checkpoints",
]
_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = struct.pack(">h", -1)
_NULL: Final = struct.pack(">i", -1)
_ENTRY: Final = struct.Struct(">h iI iI iQ i16s iQ i32s i32s".replace(" ", ""))
_POSTGRES_EPOCH_MS: Final = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1000)
_COLUMNS: Final = {
    "entries": "log_id, tenant_id, idx, conversation, seq, record, previous",
    "sealed": "log_id, tenant_id, idx, conversation, received, nonce, commitments, body",
    "originals": "log_id, tenant_id, idx, field, ciphertext",
    "idempotency": "log_id, tenant_id, key_hash, digest, idx, conversation",
    "subjects": "log_id, tenant_id, subject, idx",
    "lookups": "log_id, tenant_id, token, idx",
    "arriving_keys": "tenant_id, epoch, conversation, name_hash, journal, opened_at, body_key, originals_key",
}


class NotEmpty(HandclaspError):
    """There are records already where a log is to be restored to."""

    code = "restore-not-empty"


_FINDING: Final = ("idempotency", "subjects", "lookups")


class Loader:
    """Loads one log, over two connections of its own; `close` it."""

    def __init__(self, database: Database, log: Log, successor: str = "") -> None:
        self.log = log
        self._successor = successor
        self._connection = _connected(database)
        self._beside = _connected(database)
        self._pool = ThreadPoolExecutor(1, "restore-beside")

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.shutdown()
        self._beside.close()
        self._connection.close()

    def begin(self) -> Edge:
        """Make the log unless it is there, and say how far an earlier try came. Raises NotEmpty."""
        connection = self._connection
        with connection.transaction():
            self._forced(on=False)
            others = connection.execute(
                "select name, origin from handclasp.logs where log_id <> %s or origin <> all (%s)",
                (self.log.log_id, [self.log.origin, self._successor]),
            ).fetchone()
            if others:
                message = f"this database holds the log {others[0]} of {others[1]} already; restore into an empty one"
                raise NotEmpty(message)
            connection.execute(
                "insert into handclasp.logs (log_id, name, origin) values (%s, %s, %s) on conflict do nothing",
                tuple(self.log),
            )
            connection.execute(
                "insert into handclasp.log_heads (log_id, size, root) values (%s, 0, %s) on conflict do nothing",
                (self.log.log_id, EMPTY_ROOT),
            )
            row = connection.execute(
                "select size from handclasp.log_heads where log_id = %s", (self.log.log_id,)
            ).fetchone()
            size = int(row[0]) if row else 0
            for table in _FINDING:
                left = sql.SQL("delete from handclasp.{} where log_id = %s and idx >= %s").format(sql.Identifier(table))
                connection.execute(left, (self.log.log_id, size))
        return Edge.load(size, self._tile)

    def checkpoint(self) -> str | None:
        """The newest checkpoint that was reached."""
        given = {"log": self.log.log_id}
        row = self._connection.execute(load("read")["newest_checkpoint"], given).fetchone()
        return str(row[1]) if row else None

    def _tile(self, level: int, index: int, _width: int) -> bytes:
        given = {"log": self.log.log_id, "level": level, "tile": index}
        row = self._connection.execute(load("read")["tile"], given).fetchone()
        if row is None:
            raise KeyError((level, index))
        return bytes(row[0])

    def segment(
        self,
        records: Sequence[Copied],
        extras: Sequence[Extras | None],
        tiles: Iterable[Tile],
        edge: Edge,
        note: str | None,
        tenants: Mapping[int, str],
    ) -> None:
        """Write a range that was verified; `edge` is the tree after it, `note` its checkpoint, if any."""
        log, connection = self.log.log_id, self._connection
        beside = self._pool.submit(self._finding, records, extras)
        with connection.transaction():
            self.tenants(tenants)
            _copy(connection, "entries", _entries(log, records))
            _copy(connection, "sealed", _sealed(log, records))
            _copy(connection, "originals", _originals(log, records))
            self._tiles(tiles)
            beside.result()
            self._connection.execute(load("commit")["move_head"], {"log": log, "size": edge.size, "root": edge.root()})
            if note is not None:
                given = {"log": log, "size": edge.size, "note": note}
                self._connection.execute(load("commit")["publish"], given)

    def _finding(self, records: Sequence[Copied], extras: Sequence[Extras | None]) -> None:
        """Write what finds these records."""
        log, connection = self.log.log_id, self._beside
        pairs = [(r, e) for r, e in zip(records, extras, strict=True) if e is not None]
        with connection.transaction():
            _copy(connection, "idempotency", _idempotency(log, pairs))
            subjects = ((_i(log), _i(r.tenant), s, _q(r.index)) for r, e in pairs for s in e.subjects)
            _copy(connection, "subjects", subjects)
            lookups = ((_i(log), _i(r.tenant), t, _q(r.index)) for r, e in pairs for t in e.lookups)
            _copy(connection, "lookups", lookups)

    def tenants(self, tenants: Mapping[int, str]) -> None:
        """Make tenants by number and name, unless they are there."""
        for number, name in tenants.items():
            self._connection.execute(
                "insert into handclasp.tenants (tenant_id, name, log_id) values (%s, %s, %s) on conflict do nothing",
                (number, name, self.log.log_id),
            )

    def keys(self, rows: Iterable[KeyRow], epochs: Mapping[int, int]) -> int:
        """Write wrapped keys, of each conversation those of its newest epoch; returns how many conversations have any.

        Of two conversations of one name the older was erased before the newer began.
        """
        log, connection = self.log.log_id, self._connection
        with connection.transaction():
            connection.execute(
                "create temporary table arriving_keys (tenant_id integer, epoch integer, conversation bytea, "
                "name_hash bytea, journal boolean, opened_at timestamptz, body_key bytea, originals_key bytea) "
                "on commit drop"
            )
            _copy(connection, "arriving_keys", (_key_row(row) for row in rows), schema="pg_temp")
            connection.execute("delete from handclasp.conversations where log_id = %s", (log,))
            connection.execute(
                "insert into handclasp.conversations (log_id, tenant_id, conversation, name_hash, journal, epoch, "
                "body_key, originals_key, opened_at) "
                "select distinct on (tenant_id, name_hash) %s, tenant_id, conversation, name_hash, journal, epoch, "
                "body_key, originals_key, opened_at from (select distinct on (tenant_id, conversation) * "
                "from arriving_keys order by tenant_id, conversation, epoch desc) newest "
                "order by tenant_id, name_hash, opened_at desc",
                (log,),
            )
            connection.execute("delete from handclasp.epochs where log_id = %s", (log,))
            for tenant, epoch in epochs.items():
                connection.execute(
                    "insert into handclasp.epochs (log_id, tenant_id, epoch) values (%s, %s, %s)", (log, tenant, epoch)
                )
            row = connection.execute(
                "select count(*) from handclasp.conversations where log_id = %s", (log,)
            ).fetchone()
        return int(row[0]) if row else 0

    def only_what_it_has(self) -> None:
        """Take away the keys of conversations that have no record here: those of a later log came with the others."""
        with self._connection.transaction():
            self._connection.execute(load("restore")["only_what_it_has"], {"log": self.log.log_id})

    def succeed(self, origin: str, size: int, note: str, vkeys: Sequence[str], lost_until: int | None) -> None:
        """Close the log for ever at `size`, where it stands, and let one of another origin go on from there."""
        log, connection = self.log.log_id, self._connection
        with connection.transaction():
            connection.execute(
                "insert into handclasp.predecessors (log_id, generation, origin, size, note, vkeys, lost_until) "
                "select l.log_id, 1 + (select count(*) from handclasp.predecessors p where p.log_id = l.log_id), "
                "l.origin, %s, %s, %s, %s from handclasp.logs l where l.log_id = %s and l.origin <> %s",
                (size, note, list(vkeys), lost_until, log, origin),
            )
            connection.execute("update handclasp.logs set origin = %s where log_id = %s", (origin, log))

    def finish(self) -> None:
        """Force the walls on the owner again, and let the planner see what is there."""
        self._connection.execute("set synchronous_commit = on")
        with self._connection.transaction():
            self._forced(on=True)
        for name in (*_FORCED, "tenants"):
            self._connection.execute(sql.SQL("analyze handclasp.{}").format(sql.Identifier(name)))

    def _forced(self, *, on: bool) -> None:
        how = sql.SQL("force" if on else "no force")
        for name in _FORCED:
            statement = sql.SQL("alter table handclasp.{} {} row level security")
            self._connection.execute(statement.format(sql.Identifier(name), how))

    def _tiles(self, tiles: Iterable[Tile]) -> None:
        last = {(tile.level, tile.index): tile for tile in tiles}
        self._connection.execute(
            load("commit")["write_tiles"],
            {
                "log": self.log.log_id,
                "levels": [t.level for t in last.values()],
                "tiles": [t.index for t in last.values()],
                "widths": [t.width for t in last.values()],
                "hashes": [t.hashes for t in last.values()],
            },
        )


def _connected(database: Database) -> Connection:
    """As the owner. A segment that a power cut takes is loaded again; `finish` makes all of them durable."""
    connection = database.connect("migrator")
    connection.autocommit = True
    connection.execute("set role handclasp_owner")
    connection.execute("set synchronous_commit = off")
    return connection


def _copy(
    connection: Connection, table: str, rows: Iterable[bytes | tuple[bytes | None, ...]], schema: str = "handclasp"
) -> None:
    out = bytearray(_HEADER)
    statement = f"copy {schema}.{table} ({_COLUMNS[table]}) from stdin (format binary)"
    with closing(connection.cursor()) as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            out += row if isinstance(row, bytes) else _tuple(row)
            if len(out) > 1 << 20:
                copy.write(bytes(out))
                out.clear()
        copy.write(bytes(out) + _END)


def _i(value: int) -> bytes:
    return struct.pack(">i", value)


def _q(value: int) -> bytes:
    return struct.pack(">q", value)


def _tuple(fields: tuple[bytes | None, ...]) -> bytes:
    parts = [struct.pack(">h", len(fields))]
    for field in fields:
        parts += [_NULL] if field is None else [struct.pack(">i", len(field)), field]
    return b"".join(parts)


def _entries(log: int, records: Sequence[Copied]) -> Iterable[bytes]:
    pack = _ENTRY.pack
    for r in records:
        yield pack(7, 4, log, 4, r.tenant, 8, r.index, 16, r.conversation, 8, r.seq, 32, r.record, 32, r.previous)


def _sealed(log: int, records: Sequence[Copied]) -> Iterable[tuple[bytes | None, ...]]:
    head = _i(log)
    for r in records:
        if r.body is not None:
            yield head, _i(r.tenant), _q(r.index), r.conversation, _q(r.received), r.nonce, r.commitments, r.body


def _originals(log: int, records: Sequence[Copied]) -> Iterable[tuple[bytes, ...]]:
    for r in records:
        for field, ciphertext in r.originals:
            yield _i(log), _i(r.tenant), _q(r.index), field.encode(), ciphertext


def _idempotency(log: int, pairs: Sequence[tuple[Copied, Extras]]) -> Iterable[tuple[bytes, ...]]:
    for r, extras in pairs:
        if extras.idempotency:
            yield _i(log), _i(r.tenant), *extras.idempotency, _q(r.index), r.conversation


def _key_row(row: KeyRow) -> tuple[bytes, ...]:
    opened = _q((row.opened - _POSTGRES_EPOCH_MS) * 1000)
    journal = b"\1" if row.journal else b"\0"
    return _i(row.tenant), _i(row.epoch), row.conversation, row.name_hash, journal, opened, row.body, row.originals
