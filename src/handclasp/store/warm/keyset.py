"""Wrapped keys as they travel: apart from segments, never locked, in one folder a tenant and key epoch.

    row = conversation (16) ‖ name hash (32) ‖ u8 journal ‖ u64 opened (ms) ‖ u8 len ‖ body key ‖ u8 len ‖ originals key

When an epoch's key-encryption key is destroyed its folder opens nothing any more, wherever somebody kept a copy of it.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from handclasp.store.warm.objects import Damaged, opened, packed, placed, unpressed
from handclasp.store.warm.vault import Vault

KIND: Final = "keys"
_FIRST: Final = struct.Struct(">16s32sBQ")


class KeyRow(NamedTuple):
    """A conversation with its wrapped keys; `opened` in milliseconds since 1970."""

    tenant: int
    epoch: int
    conversation: bytes
    name_hash: bytes
    journal: bool
    opened: int
    body: bytes
    originals: bytes


def place(tenant: int, epoch: int, part: str) -> str:
    """Where a part of an epoch's keys lies, below the log's folder."""
    return f"keys/{tenant:08}/{epoch:08}/{part}"


def over(store: Vault, folder: str, tenant: int, epoch: int) -> list[str]:
    """The names of all keys of a tenant's epochs before `epoch` below a log's folder; raises StoreUnreachable."""
    listed = store.names(f"{folder}/keys/{tenant:08}")
    return [one.name for one in listed if int(one.name.split("/")[-2]) < epoch]


def grouped(rows: Iterable[KeyRow]) -> dict[tuple[int, int], list[KeyRow]]:
    """Rows by tenant and epoch."""
    found: dict[tuple[int, int], list[KeyRow]] = defaultdict(list)
    for row in rows:
        found[row.tenant, row.epoch].append(row)
    return found


def keyset(rows: Sequence[KeyRow], origin: str, part: str, key: bytes) -> bytes:
    """The object of some keys of one tenant and epoch."""
    head = {"kind": KIND, "origin": origin, "tenant": rows[0].tenant, "epoch": rows[0].epoch, "part": part}
    return packed(head, (_row(row) for row in rows), key)


def _row(row: KeyRow) -> bytes:
    first = _FIRST.pack(row.conversation, row.name_hash, row.journal, row.opened)
    return b"%s%c%s%c%s" % (first, len(row.body), row.body, len(row.originals), row.originals)


def keys_in(data: bytes, name: str, key: bytes, *, origin: str, tenant: int, epoch: int, part: str) -> Iterator[KeyRow]:
    """The rows of such an object; raises Damaged."""
    head, pieces = opened(data, name, key)
    placed(head, name, KIND, origin=origin, tenant=tenant, epoch=epoch, part=part)
    for piece in pieces:
        raw = unpressed(piece, name)
        at = 0
        try:
            while at < len(raw):
                conversation, name_hash, journal, since = _FIRST.unpack_from(raw, at)
                at += _FIRST.size
                wrapped: list[bytes] = []
                for _ in range(2):
                    wrapped.append(raw[at + 1 : at + 1 + raw[at]])
                    at += 1 + raw[at]
                yield KeyRow(tenant, epoch, conversation, name_hash, bool(journal), since, wrapped[0], wrapped[1])
        except (struct.error, IndexError):
            raise Damaged("copy-malformed", name, "a row of it cannot be read") from None
        if at != len(raw):
            raise Damaged("copy-malformed", name, "its last row is longer than its piece")
