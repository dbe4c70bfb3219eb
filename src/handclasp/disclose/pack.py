"""Transcripts and evidence packs as files (docs/spec/formats.md §6).

Builds bytes; decides nothing about who may have them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from handclasp.records import NotFound, Opening
from handclasp.seal.entry import entry
from handclasp.seal.receipt import b64, record_json
from handclasp.seal.tree import Proofs
from handclasp.store.read import Row

_EPOCH = (1980, 1, 1, 0, 0, 0)


class Packed(NamedTuple):
    """What goes into a pack: the transcript's bytes, receipts by seq, attachments by seq, and anchors.

    An attachment's bytes are the original ones, and the transcript opens their record's `digest`; or they are a copy's,
    under the seq of the rescreen record that opens its `copy_digest`. A verifier refuses others, so they carry no mark.
    """

    transcript: bytes
    receipts: Mapping[int, bytes]
    attachments: Mapping[int, bytes] = MappingProxyType({})
    anchors: Sequence[bytes] = ()


def transcript(
    origin: str,
    conversation: bytes,
    checkpoint: str,
    rows: Sequence[Row],
    shown: Mapping[int, Mapping[str, Opening]],
    proofs: Proofs,
) -> bytes:
    """transcript.json: every row proves itself against the checkpoint; openings only where `shown` has them (by seq).

    Raises NotFound when a row was erased: a gap could not be told from a hidden record.
    """
    if any(row.commitments is None for row in rows):
        message = "part of this conversation was erased, so it cannot be exported as a whole"
        raise NotFound(message)
    records = [
        {
            "index": row.index,
            "entry": b64(entry(row.conversation, row.seq, row.record, row.previous)),
            "proof": [b64(h) for h in proofs(row.index)],
            "record": record_json(row.commitments or b"", shown.get(row.seq, {})),
        }
        for row in rows
    ]
    return msgspec.json.encode(
        {
            "format": "handclasp/transcript/v1",
            "origin": origin,
            "conversation": conversation.hex(),
            "checkpoint": checkpoint,
            "records": records,
        }
    )


def build_pack(
    packed: Packed,
    pages: Mapping[str, bytes],
    made_by: str,
    seal: Callable[[bytes], bytes],
    watermark: Mapping[str, Any] | None = None,
) -> bytes:
    """The zip. `pages` are the files for people; `seal` takes H(manifest.json) and gives the export's receipt.

    `watermark` is {"who": text, "when": ms, "why": text}, no text empty: the one that the pages were made with.
    """
    files: dict[str, bytes] = {
        "transcript.json": packed.transcript,
        **pages,
        **{f"receipts/{seq}.receipt.json": document for seq, document in packed.receipts.items()},
        **{f"attachments/{seq}": content for seq, content in packed.attachments.items()},
        **{f"anchors/{number}.anchor.json": content for number, content in enumerate(packed.anchors, 1)},
    }
    listed = {name: sha256(content).hexdigest() for name, content in files.items()}
    document: dict[str, Any] = {"format": "handclasp/manifest/v1", "made_by": made_by, "files": listed}
    if watermark is not None:
        document["watermark"] = dict(watermark)
    manifest = msgspec.json.encode(document)
    files["manifest.json"] = manifest
    files["seal.json"] = seal(sha256(manifest).digest())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
