"""One batch, worked out: the place that each sealed record takes, and the rows that say so.

No database, no threads, no clock: the same batch at the same head gives the same places.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec

from handclasp.records import Erased, HandclaspError, KeyReused, Moved, Sealed
from handclasp.seal.entry import genesis
from handclasp.seal.tree import Tile
from handclasp.store.packing import Bytes, Ints, Longs


class Log(NamedTuple):
    """A log's number, name and origin."""

    log_id: int
    name: str
    origin: str


class Placed(msgspec.Struct, frozen=True):
    """Where a record stands after its batch committed."""

    index: int
    conversation: bytes
    seq: int
    record: bytes
    previous: bytes
    doubled: bool


def place(
    origin: str,
    records: Sequence[Sealed],
    size: int,
    known: dict[bytes, tuple[bytes, Placed]],
    chains: dict[bytes, tuple[int, bytes]],
    erased: Collection[bytes] = frozenset(),
) -> tuple[list[Placed | HandclaspError], list[tuple[Sealed, Placed]]]:
    """Give every new record its index, seq and predecessor; doubles get the place they have.

    What belongs to `erased` conversations has none: their keys are gone.
    """
    places: list[Placed | HandclaspError] = []
    fresh: list[tuple[Sealed, Placed]] = []
    for record in records:
        double = known.get(record.idempotency)
        if double is not None:
            places.append(double[1] if double[0] == record.digest else _reused())
            continue
        if record.conversation in erased:
            places.append(_erased())
            continue
        seq, previous = chains.get(record.conversation) or (0, genesis(origin, record.conversation))
        if record.follows is not None and record.follows != previous:
            places.append(_moved())
            continue
        place = Placed(size + len(fresh), record.conversation, seq + 1, record.record, previous, doubled=False)
        chains[record.conversation] = (seq + 1, record.record)
        known[record.idempotency] = (record.digest, msgspec.structs.replace(place, doubled=True))
        fresh.append((record, place))
        places.append(place)
    return places, fresh


class Columns:
    """Records as the columns that do not depend on their places: made before the lock, sent under it."""

    def __init__(self, records: Sequence[Sealed]) -> None:
        self.records = records
        self.tenants = Ints([r.tenant for r in records])
        self.conversations = Bytes([r.conversation for r in records])
        self.keys = Bytes([r.idempotency for r in records])
        self.digests = Bytes([r.digest for r in records])
        self.commits = Bytes([r.record for r in records])
        self.received = Longs([r.received for r in records])
        self.nonces = Bytes([r.nonce for r in records])
        self.commitments = Bytes([r.commitments for r in records])
        self.bodies = Bytes([r.body for r in records])
        self._boxes = [(n, r.tenant, box) for n, r in enumerate(records) for box in r.originals]
        self._about = [(n, r.tenant, subject) for n, r in enumerate(records) for subject in r.subjects]
        self._masked = [(n, r.tenant, token) for n, r in enumerate(records) for token in r.lookups]

    def beside(self, log: int, indexes: Sequence[int]) -> list[tuple[str, dict[str, Any]]]:
        """The inserts that only some records need: statement name and parameters."""
        found: list[tuple[str, dict[str, Any]]] = []

        def add(name: str, rows: Sequence[tuple[int, int, Any]], **columns: Any) -> None:
            if rows:
                common = {"log": log, "tenants": Ints([row[1] for row in rows])}
                found.append((name, common | {"indexes": Longs([indexes[row[0]] for row in rows])} | columns))

        boxes = [box for _, _, box in self._boxes]
        sealed = {"fields": [box.field for box in boxes], "ciphertexts": Bytes([box.ciphertext for box in boxes])}
        add("insert_originals", self._boxes, **sealed)
        add("insert_subjects", self._about, subjects=Bytes([subject for *_, subject in self._about]))
        add("insert_lookups", self._masked, tokens=Bytes([token for *_, token in self._masked]))
        return found


def writes(
    log: int, columns: Columns, fresh: Sequence[tuple[Sealed, Placed]], tiles: Sequence[Tile]
) -> list[tuple[str, dict[str, Any]]]:
    """The inserts of a batch: statement name and parameters. `columns` are those of all its records."""
    if not fresh:
        return []
    if len(fresh) < len(columns.records):
        columns = Columns([record for record, _ in fresh])
    places = [place for _, place in fresh]
    indexes = [place.index for place in places]
    common = {
        "log": log,
        "tenants": columns.tenants,
        "indexes": Longs(indexes),
        "conversations": columns.conversations,
    }
    entries = {
        "seqs": Longs([place.seq for place in places]),
        "records": columns.commits,
        "previous": Bytes([place.previous for place in places]),
    }
    sealed = {
        "received": columns.received,
        "nonces": columns.nonces,
        "commitments": columns.commitments,
        "bodies": columns.bodies,
    }
    grown = {
        "log": log,
        "levels": [tile.level for tile in tiles],
        "tiles": [tile.index for tile in tiles],
        "widths": [tile.width for tile in tiles],
        "hashes": Bytes([tile.hashes for tile in tiles]),
    }
    return [
        ("insert_entries", common | entries),
        ("insert_sealed", common | sealed),
        ("insert_idempotency", common | {"keys": columns.keys, "digests": columns.digests}),
        ("write_tiles", grown),
        *columns.beside(log, indexes),
    ]


def _reused() -> KeyReused:
    return KeyReused(
        "this id was used before with another content; the first record stands. Use a new id for a new record"
    )


def _erased() -> Erased:
    return Erased("the conversation was erased just now; send again, and a new one begins")


def _moved() -> Moved:
    return Moved("the conversation went on meanwhile; look again and retry")
