"""Receipts (formats.md §5): one record at its place under one signed checkpoint.

A receipt proves those commitments at that place, and the fields it opens; never that nothing else was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .merkle import leaf_hash, root_from_inclusion
from .note import Checkpoint, Signers, Trust, check_signers, parse_checkpoint
from .reasons import Fault, Reason
from .record import Record, begins, read_record
from .strict import decimal, load, mapping, shape, string, unbase64

FORMAT: Final = "handclasp/receipt/v1"
MAX_PROOF: Final = 63


@dataclass(frozen=True)
class Receipt:
    """A receipt that was checked: the record, its index, the checkpoint over it with its signers, the proof's path."""

    record: Record
    index: int
    checkpoint: Checkpoint
    signers: Signers
    path: tuple[bytes, ...] = ()


def read_receipt(data: bytes, trust: Trust) -> Receipt:
    """Check a receipt's bytes completely against the pinned keys."""
    return check_receipt(load(data), trust)


def check_receipt(document: Any, trust: Trust) -> Receipt:
    """Check a receipt that was already read as JSON."""
    version = string(mapping(document, "receipt").get("format", ""), "receipt.format")
    if version != FORMAT:
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(version)[:80])
    parts = shape(document, {"format", "entry", "record", "proof"}, "receipt")
    index, path, checkpoint = _parse_proof(string(parts["proof"], "receipt.proof"))
    signers = check_signers(checkpoint, trust)
    record = read_record(parts["entry"], parts["record"], "receipt")
    check_place(record, index, path, checkpoint, "receipt")
    return Receipt(record, index, checkpoint, signers, tuple(path))


def check_place(record: Record, index: int, path: list[bytes], checkpoint: Checkpoint, where: str) -> None:
    """Check that an entry stands at its index in the checkpoint's tree, and a first record follows its genesis."""
    if index >= checkpoint.size:
        raise Fault(Reason.INDEX_BEYOND_TREE, where)
    if root_from_inclusion(leaf_hash(record.raw_entry), index, checkpoint.size, path) != checkpoint.root:
        raise Fault(Reason.INCLUSION_WRONG, where)
    entry = record.entry
    if entry.seq == 1 and not begins(checkpoint.origin, entry.conversation, entry.previous):
        raise Fault(Reason.GENESIS_WRONG, where)


def _parse_proof(text: str) -> tuple[int, list[bytes], Checkpoint]:
    """Read a C2SP tlog-proof without `extra`."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) < 2 or len(lines) > 2 + MAX_PROOF:
        raise Fault(Reason.PROOF_MALFORMED, "receipt.proof")
    word, _, number = lines[1].partition(" ")
    index = decimal(number)
    if word != "index" or index is None:
        raise Fault(Reason.PROOF_MALFORMED, "receipt.proof: index")
    try:
        path = [unbase64(line, "receipt.proof", 32) for line in lines[2:]]
    except Fault:
        raise Fault(Reason.PROOF_MALFORMED, "receipt.proof: a hash") from None
    return index, path, parse_checkpoint(note.encode())
