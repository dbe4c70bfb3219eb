"""One batch, worked out: the place that each sealed record takes, and the rows that say so.

No database, no threads, no clock: the same batch at the same head gives the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from handclasp.records import HandclaspError, KeyReused, Moved, Sealed
from handclasp.seal.entry import genesis
from handclasp.seal.tree import Tile


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
) -> tuple[list[Placed | HandclaspError], list[tuple[Sealed, Placed]]]:
    """Give every new record its index, seq and predecessor; doubles get the place they have."""
    places: list[Placed | HandclaspError] = []
    fresh: list[tuple[Sealed, Placed]] = []
    for record in records:
        double = known.get(record.idempotency)
        if double is not None:
            places.append(double[1] if double[0] == record.digest else _reused())
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


def writes(log: int, fresh: Sequence[tuple[Sealed, Placed]], tiles: Sequence[Tile]) -> list[tuple[str, dict[str, Any]]]:
    """The inserts of a batch: statement name and parameters."""
    if not fresh:
        return []
    common = {
        "log": log,
        "tenants": [r.tenant for r, _ in fresh],
        "indexes": [p.index for _, p in fresh],
        "conversations": [p.conversation for _, p in fresh],
    }
    writes = [
        (
            "insert_entries",
            common
            | {
                "seqs": [p.seq for _, p in fresh],
                "records": [p.record for _, p in fresh],
                "previous": [p.previous for _, p in fresh],
            },
        ),
        (
            "insert_sealed",
            common
            | {
                "received": [r.received for r, _ in fresh],
                "nonces": [r.nonce for r, _ in fresh],
                "commitments": [r.commitments for r, _ in fresh],
                "bodies": [r.body for r, _ in fresh],
            },
        ),
        (
            "insert_idempotency",
            common | {"keys": [r.idempotency for r, _ in fresh], "digests": [r.digest for r, _ in fresh]},
        ),
        (
            "write_tiles",
            {
                "log": log,
                "levels": [t.level for t in tiles],
                "tiles": [t.index for t in tiles],
                "widths": [t.width for t in tiles],
                "hashes": [t.hashes for t in tiles],
            },
        ),
    ]
    boxes = [(r.tenant, p.index, box) for r, p in fresh for box in r.originals]
    if boxes:
        writes.append(
            (
                "insert_originals",
                {
                    "log": log,
                    "tenants": [tenant for tenant, _, _ in boxes],
                    "indexes": [index for _, index, _ in boxes],
                    "fields": [box.field for _, _, box in boxes],
                    "ciphertexts": [box.ciphertext for _, _, box in boxes],
                },
            )
        )
    about = [(r.tenant, subject, p.index) for r, p in fresh for subject in r.subjects]
    if about:
        tenants, subjects, indexes = (list(column) for column in zip(*about, strict=True))
        writes.append(("insert_subjects", {"log": log, "tenants": tenants, "subjects": subjects, "indexes": indexes}))
    masked = [(r.tenant, token, p.index) for r, p in fresh for token in r.lookups]
    if masked:
        tenants, tokens, indexes = (list(column) for column in zip(*masked, strict=True))
        writes.append(("insert_lookups", {"log": log, "tenants": tenants, "tokens": tokens, "indexes": indexes}))
    return writes


def _reused() -> KeyReused:
    return KeyReused(
        "this id was used before with another content; the first record stands. Use a new id for a new record"
    )


def _moved() -> Moved:
    return Moved("the conversation went on meanwhile; look again and retry")
