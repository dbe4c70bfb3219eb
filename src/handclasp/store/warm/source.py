"""What the shipper reads of a log: where a range may end, its records with all that belongs to them, its keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from handclasp.seal.keys import ConversationKeys
from handclasp.store.batch import Log
from handclasp.store.database import Connection, Database
from handclasp.store.queries import load
from handclasp.store.warm.keyset import KeyRow
from handclasp.store.warm.segment import Copied, Extras, sealed_extras

_CHUNK: Final = 2_000
MOST_BYTES: Final = 64 * 1024 * 1024
"""A segment ends sooner, at a checkpoint, where its content would be more than this."""

KeysOf = Callable[[int, Sequence[bytes]], Mapping[bytes, ConversationKeys]]
"""(tenant, conversations) -> the keys of those that have any (Keyring.fetch)."""


class End(NamedTuple):
    """Where a range ends: a checkpoint's size, and the checkpoint."""

    size: int
    note: str


class Ended(NamedTuple):
    """A log that this one goes on from: its origin, and how many records of it were recovered."""

    origin: str
    size: int


class Source:
    """Reads one log as the shipper. `keys` are the conversations' keys, under which extras are sealed."""

    def __init__(self, database: Database, log: Log, keys: KeysOf) -> None:
        self.log = log
        self._database = database
        self._keys = keys

    def newest(self) -> End | None:
        """The newest published checkpoint."""
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            row = connection.execute(load("ship")["newest"], {"log": self.log.log_id}).fetchone()
        return End(*row) if row else None

    def end(self, start: int, records: int) -> End | None:
        """The furthest checkpoint within `records` and MOST_BYTES of `start`, else the next one; None at the end."""
        given = {"log": self.log.log_id, "start": start}
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            while True:
                row = connection.execute(load("ship")["end_within"], given | {"most": start + records}).fetchone()
                if row is None:
                    row = connection.execute(load("ship")["next_end"], given).fetchone()
                    return End(*row) if row else None
                tenants = list(self._tenants(connection, start, row[0]))
                asked = given | {"tenants": tenants, "end": row[0]}
                weight = connection.execute(load("ship")["weight"], asked).fetchone()
                if weight is None or weight[0] <= MOST_BYTES or records <= 1:
                    return End(*row)
                records = (row[0] - start) // 2

    def tenants(self, start: int, end: int) -> dict[int, str]:
        """The names of the tenants that have records in a range, by number."""
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            return self._tenants(connection, start, end)

    def _tenants(self, connection: Connection, start: int, end: int) -> dict[int, str]:
        given = {"log": self.log.log_id, "start": start, "end": end}
        return {row[0]: row[1] for row in connection.execute(load("ship")["tenants_between"], given)}

    def records(self, start: int, end: int, tenants: Sequence[int]) -> Iterator[Copied]:
        """The records [start, end), in order, in bounded memory."""
        for first in range(start, end, _CHUNK):
            last = min(first + _CHUNK, end)
            yield from self._chunk(first, last, tenants)

    def _chunk(self, first: int, last: int, tenants: Sequence[int]) -> list[Copied]:
        given = {"log": self.log.log_id, "start": first, "end": last, "tenants": list(tenants)}
        queries = load("ship")
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            rows = connection.execute(queries["records"], given, binary=True).fetchall()
            originals: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
            for index, field, ciphertext in connection.execute(queries["originals"], given, binary=True):
                originals[index].append((field, ciphertext))
            found: list[dict[int, list[bytes]]] = [defaultdict(list), defaultdict(list)]
            for kind, name in enumerate(("subjects", "lookups")):
                for index, token in connection.execute(queries[name], given, binary=True):
                    found[kind][index].append(token)
        keys = self._keys_of((row[1], row[2]) for row in rows)
        chunk: list[Copied] = []
        for row in rows:
            index, tenant, conversation, seq, record, previous, received, nonce, commitments, body, key, digest = row
            extras = Extras((key, digest) if key else None, found[0].get(index, ()), found[1].get(index, ()))
            its = keys.get((tenant, conversation))
            sealed = b""
            if body is not None and its is not None and any(extras):
                sealed = sealed_extras(extras, record, its.body)
            chunk.append(
                Copied(
                    index,
                    tenant,
                    conversation,
                    seq,
                    record,
                    previous,
                    received or 0,
                    nonce,
                    commitments,
                    body,
                    originals.get(index, ()),
                    sealed,
                )
            )
        return chunk

    def _keys_of(self, wanted: Iterator[tuple[int, bytes]]) -> dict[tuple[int, bytes], ConversationKeys]:
        by_tenant: dict[int, dict[bytes, None]] = defaultdict(dict)
        for tenant, conversation in wanted:
            by_tenant[tenant][conversation] = None
        return {
            (tenant, conversation): keys
            for tenant, conversations in by_tenant.items()
            for conversation, keys in self._keys(tenant, list(conversations)).items()
        }

    def first_keys(self, start: int, end: int) -> list[KeyRow]:
        """The wrapped keys of the conversations that begin in a range."""
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            rows = connection.execute(
                load("ship")["keys_first_used"], {"log": self.log.log_id, "start": start, "end": end}
            ).fetchall()
        return [KeyRow(*row) for row in rows]

    def all_keys(self, tenant: int, size: int) -> Iterator[list[KeyRow]]:
        """The wrapped keys of all of a tenant's conversations, `size` at a time."""
        after = b""
        while True:
            given = {"log": self.log.log_id, "tenant": tenant, "after": after, "limit": size}
            with self._database.transaction("shipper", self.log.log_id, []) as connection:
                rows = [KeyRow(*row) for row in connection.execute(load("ship")["all_keys"], given)]
            if not rows:
                return
            yield rows
            after = rows[-1].conversation

    def ended(self) -> list[Ended]:
        """The logs before this one, the oldest first."""
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            rows = connection.execute(load("ship")["predecessors"], {"log": self.log.log_id}).fetchall()
        return [Ended(row[1], row[2]) for row in rows]

    def epochs(self) -> dict[int, int]:
        """The current key epoch of each tenant."""
        with self._database.transaction("shipper", self.log.log_id, []) as connection:
            return dict(connection.execute(load("ship")["epochs"], {"log": self.log.log_id}).fetchall())
