"""What salvage takes: each record that a file proves, at its place in a log, with the proof that puts it there.

Receipts, files of receipts, transcripts and evidence packs, each checked as `handclasp verify` checks it, against the
pinned keys alone. In a file of receipts each item is judged by itself; any other file is good or bad as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .archive import read_archive
from .merkle import leaf_hash, nodes_shown
from .note import Checkpoint, Trust
from .pack import check_files
from .reasons import Fault, Reason
from .receipt import FORMAT as RECEIPT
from .receipt import Receipt, check_receipt
from .receipts import FORMAT as RECEIPTS
from .receipts import check_item, read_items
from .record import Record
from .strict import load, mapping
from .transcript import FORMAT as TRANSCRIPT
from .transcript import Transcript, check_transcript

MAX_FILE: Final = 512 * 1024 * 1024


@dataclass(frozen=True)
class Piece:
    """A record that is proved: its place, the checkpoint over it, the proof's path, in what it came and where there."""

    record: Record
    index: int
    checkpoint: Checkpoint
    path: tuple[bytes, ...]
    subject: str
    where: str

    @property
    def nodes(self) -> dict[tuple[int, int], bytes]:
        """What its proof shows of the tree (merkle.nodes_shown)."""
        return nodes_shown(leaf_hash(self.record.raw_entry), self.index, self.checkpoint.size, self.path)


@dataclass(frozen=True)
class Failed:
    """What in a file does not verify, and why."""

    where: str
    fault: Fault


def read_pieces(data: bytes, trust: Trust) -> tuple[list[Piece], list[Failed]]:
    """Check a file's bytes; never raises for what they may hold."""
    try:
        if data[:2] == b"PK":
            return _of_pack(data, trust), []
        return _of_document(_document(data), trust)
    except Fault as fault:
        return [], [Failed("", fault)]


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_FILE:
        raise Fault(Reason.TOO_LARGE)
    if data.lstrip(b" \t\r\n")[:1] != b"{":
        raise Fault(Reason.NOT_RECOGNISED)
    return mapping(load(data), "file")


def _of_document(document: dict[str, Any], trust: Trust) -> tuple[list[Piece], list[Failed]]:
    form = document.get("format")
    if form == RECEIPT:
        return [_of_receipt(check_receipt(document, trust), "receipt", "")], []
    if form == TRANSCRIPT:
        return _of_transcript(check_transcript(document, trust), "transcript"), []
    if form != RECEIPTS:
        unknown = str(form).startswith("handclasp/")
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(form)[:80]) if unknown else Fault(Reason.NOT_RECOGNISED)
    pieces, failed = [], []
    for n, item in enumerate(read_items(document)[1]):
        where = f"items[{n}]"
        try:
            pieces.append(_of_receipt(check_item(item, trust, where), "receipts", where))
        except Fault as fault:
            failed.append(Failed(where, fault))
    return pieces, failed


def _of_pack(data: bytes, trust: Trust) -> list[Piece]:
    pack = check_files(read_archive(data), trust)
    sealed = [_of_receipt(pack.seal, "pack", "seal.json")] if pack.seal else []
    return _of_transcript(pack.transcript, "pack") + sealed


def _of_receipt(receipt: Receipt, subject: str, where: str) -> Piece:
    return Piece(receipt.record, receipt.index, receipt.checkpoint, receipt.path, subject, where)


def _of_transcript(transcript: Transcript, subject: str) -> list[Piece]:
    shown = zip(transcript.records, transcript.indexes, transcript.paths, strict=True)
    return [
        Piece(record, index, transcript.checkpoint, path, subject, f"records[{n}]")
        for n, (record, index, path) in enumerate(shown)
    ]
