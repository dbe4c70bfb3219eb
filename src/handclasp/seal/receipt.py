"""Receipts and openings as documents (docs/spec/formats.md §5): what a party keeps as proof of words at a place."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from handclasp.records import Opening, Stored, Type
from handclasp.seal import commitment
from handclasp.seal.entry import entry
from handclasp.seal.tree import Proofs, ReadTile

FORMAT = "handclasp/receipt/v1"


def opening_json(opening: Opening) -> dict[str, Any]:
    """{"salt": …, "value": {"t": …, "v": …}}."""
    value: Any = opening.value
    if opening.type is Type.BYTES:
        value = b64(opening.value)  # type: ignore[arg-type]  # bytes by its type
    return {"salt": b64(opening.salt), "value": {"t": opening.type.name.lower(), "v": value}}


def record_json(packed: bytes, openings: Mapping[str, Opening]) -> dict[str, Any]:
    """The "record" object of receipts and transcripts."""
    return {
        "version": commitment.VERSION,
        "commitments": {name: b64(c) for name, c in commitment.unpack(packed)},
        "openings": {name: opening_json(opening) for name, opening in sorted(openings.items())},
    }


def tlog_proof(index: int, hashes: Iterable[bytes], checkpoint: str) -> str:
    """A c2sp.org/tlog-proof@v1."""
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{''.join(b64(h) + chr(10) for h in hashes)}\n{checkpoint}"


def receipt(
    stored: Stored, packed: bytes, openings: Mapping[str, Opening], read: ReadTile, proofs: Proofs | None = None
) -> bytes:
    """The receipt of a stored record: its proof is made against `stored.checkpoint`, by `proofs` of the same size."""
    proof = (proofs or Proofs(stored.size, read))(stored.index)
    return msgspec.json.encode(
        {
            "format": FORMAT,
            "entry": b64(entry(stored.conversation, stored.seq, stored.record, stored.previous)),
            "record": record_json(packed, openings),
            "proof": tlog_proof(stored.index, proof, stored.checkpoint),
        }
    )


def b64(data: bytes) -> str:
    """Standard base64 with padding."""
    return b2a_base64(data, newline=False).decode()
