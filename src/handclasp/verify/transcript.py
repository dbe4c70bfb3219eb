"""Transcripts (formats.md §6): a conversation's records, each at its place, chained without a gap.

It proves one unbroken chain under one checkpoint, complete up to the last head record shown; never that nothing was
said after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .note import Checkpoint, Signers, Trust, check_signers, parse_checkpoint
from .reasons import Fault, Reason
from .receipt import MAX_PROOF, check_place
from .record import Record, read_record
from .strict import array, integer, load, mapping, shape, string, unbase64

FORMAT: Final = "handclasp/transcript/v1"


@dataclass(frozen=True)
class Transcript:
    """A transcript that was checked; `indexes[i]` is the place of `records[i]` in the log, proved by `paths[i]`."""

    origin: str
    conversation: bytes
    records: tuple[Record, ...]
    indexes: tuple[int, ...]
    checkpoint: Checkpoint
    signers: Signers
    paths: tuple[tuple[bytes, ...], ...] = ()

    @property
    def head(self) -> int | None:
        """Seq of the last head record shown, or None."""
        heads = [r.entry.seq for r in self.records if r.get("kind") == "head"]
        return heads[-1] if heads else None


def read_transcript(data: bytes, trust: Trust) -> Transcript:
    """Check a transcript's bytes completely against the pinned keys."""
    return check_transcript(load(data), trust)


def check_transcript(document: Any, trust: Trust) -> Transcript:
    """Check a transcript that was already read as JSON."""
    version = string(mapping(document, "transcript").get("format", ""), "transcript.format")
    if version != FORMAT:
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(version)[:80])
    parts = shape(document, {"format", "origin", "conversation", "checkpoint", "records"}, "transcript")
    checkpoint = parse_checkpoint(_text(parts["checkpoint"], "transcript.checkpoint"))
    signers = check_signers(checkpoint, trust)
    if string(parts["origin"], "transcript.origin") != checkpoint.origin:
        raise Fault(Reason.ORIGIN_DIFFERS, "transcript.origin")
    conversation = _hex(parts["conversation"])
    shown = [_record(item, f"records[{i}]", checkpoint) for i, item in enumerate(array(parts["records"], "records"))]
    records, indexes = tuple(record for record, _, _ in shown), tuple(index for _, index, _ in shown)
    check_chain(records, indexes, conversation)
    paths = tuple(path for _, _, path in shown)
    return Transcript(checkpoint.origin, conversation, records, indexes, checkpoint, signers, paths)


def _text(value: Any, where: str) -> bytes:
    return string(value, where).encode()


def _hex(value: Any) -> bytes:
    text = string(value, "transcript.conversation")
    if len(text) != 32 or any(c not in "0123456789abcdef" for c in text):
        raise Fault(Reason.VALUE_MALFORMED, "transcript.conversation")
    return bytes.fromhex(text)


def _record(item: Any, where: str, checkpoint: Checkpoint) -> tuple[Record, int, tuple[bytes, ...]]:
    parts = shape(item, {"index", "entry", "proof", "record"}, where)
    index = integer(parts["index"], f"{where}.index")
    steps = array(parts["proof"], f"{where}.proof")
    if index < 0 or len(steps) > MAX_PROOF:
        raise Fault(Reason.PROOF_MALFORMED, where)
    path = [unbase64(step, f"{where}.proof[{i}]", 32) for i, step in enumerate(steps)]
    record = read_record(parts["entry"], parts["record"], where)
    check_place(record, index, path, checkpoint, where)
    return record, index, tuple(path)


def check_chain(records: tuple[Record, ...], indexes: tuple[int, ...], conversation: bytes) -> None:
    """Check that records are one conversation's, in order, without gap, double or branch, and heads count right."""
    if not records:
        raise Fault(Reason.NO_RECORDS)
    for i, record in enumerate(records):
        if record.entry.conversation != conversation:
            raise Fault(Reason.CONVERSATION_DIFFERS, f"records[{i}]")
    _check_order([record.entry.seq for record in records])
    for i, record in enumerate(records):
        if i and record.entry.previous != records[i - 1].entry.record:
            raise Fault(Reason.CHAIN_BROKEN, f"records[{i}]")
        if i and indexes[i] <= indexes[i - 1]:
            raise Fault(Reason.INDEX_ORDER, f"records[{i}]")
        _check_head(record, f"records[{i}]")


def _check_order(seqs: list[int]) -> None:
    seen: set[int] = set()
    for i, seq in enumerate(seqs):
        if seq in seen:
            raise Fault(Reason.SEQUENCE_DOUBLED, f"records[{i}]")
        seen.add(seq)
    steps = [(i, seqs[i] - seqs[i - 1]) for i in range(1, len(seqs))]
    for i, step in steps:
        if step < 0:
            raise Fault(Reason.SEQUENCE_ORDER, f"records[{i}]")
    for i, step in steps:
        if step > 1:
            raise Fault(Reason.SEQUENCE_GAP, f"records[{i}]")


def _check_head(record: Record, where: str) -> None:
    """A head names how many records precede it and the R of the one before it."""
    if record.get("kind") != "head":
        return
    if record.get("count") not in (None, record.entry.seq - 1):
        raise Fault(Reason.HEAD_WRONG, f"{where}.count")
    if record.get("last") not in (None, record.entry.previous):
        raise Fault(Reason.HEAD_WRONG, f"{where}.last")
