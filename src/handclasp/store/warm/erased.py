"""The list of erasures as it lies in a copy: what a restore must not bring back, however old the keys that it finds.

    row = conversation (16) ‖ u64 index of the deletion ‖ u64 put ‖ u64 due ‖ u64 dropped (ms) ‖ u32 epoch
        ‖ u32 n ‖ n files (16 each)

One small object for each batch, in the lasting store: it may be locked, and is never taken away.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from handclasp.store.warm.objects import Damaged, opened, packed, placed, unpressed

KIND: Final = "erased"
_ROW: Final = struct.Struct(">16sQQQQII")
_BLOB: Final = 16


class ErasedRow(NamedTuple):
    """A conversation that was erased, by the record at `idx`; times in ms, the epoch in which it lost its keys."""

    conversation: bytes
    idx: int
    at: int
    due: int
    dropped: int
    epoch: int
    blobs: tuple[bytes, ...] = ()


def erased(rows: Sequence[ErasedRow], origin: str, tenant: int, key: bytes) -> tuple[str, bytes]:
    """Where the list of these lies below the log's folder, and the object."""
    content = [_ROW.pack(*row[:6], len(row.blobs)) + b"".join(row.blobs) for row in sorted(rows)]
    part = sha256(b"".join(content)).hexdigest()[:32]
    head = {"kind": KIND, "origin": origin, "tenant": tenant, "part": part}
    return f"erased/{tenant:08}/{part}", packed(head, content, key)


def erased_in(data: bytes, name: str, key: bytes, *, origin: str, tenant: int, part: str) -> Iterator[ErasedRow]:
    """The rows of such an object; raises Damaged."""
    head, pieces = opened(data, name, key)
    placed(head, name, KIND, origin=origin, tenant=tenant, part=part)
    for piece in pieces:
        raw, at = unpressed(piece, name), 0
        try:
            while at < len(raw):
                conversation, idx, put, due, dropped, epoch, count = _ROW.unpack_from(raw, at)
                at += _ROW.size
                blobs = tuple(raw[at + n * _BLOB : at + (n + 1) * _BLOB] for n in range(count))
                at += count * _BLOB
                yield ErasedRow(conversation, idx, put, due, dropped, epoch, blobs)
        except struct.error:
            raise Damaged("copy-malformed", name, "a row of it cannot be read") from None
        if at != len(raw):
            raise Damaged("copy-malformed", name, "its last row is cut off")
