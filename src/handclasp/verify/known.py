"""What the reader already holds from before (older checkpoints, older receipts), held against what is shown now.

A log or conversation that is shorter than, or differs from, what was signed earlier has been rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .log import Log
from .merkle import leaf_hash
from .note import Checkpoint, Trust, check_signers, parse_checkpoint
from .reasons import Fault, Reason, Remark
from .receipt import Receipt, read_receipt
from .transcript import Transcript

_ELSEWHERE: Final = [(Remark.KNOWN_ELSEWHERE, "")]


@dataclass(frozen=True)
class Known:
    """An older checkpoint, and the receipt it came in, if it did; both were checked against the pinned keys."""

    checkpoint: Checkpoint
    receipt: Receipt | None


def read_known(data: bytes, trust: Trust) -> Known:
    """Read an older checkpoint or receipt."""
    try:
        if data.lstrip()[:1] == b"{":
            receipt = read_receipt(data, trust)
            return Known(receipt.checkpoint, receipt)
        checkpoint = parse_checkpoint(data)
        check_signers(checkpoint, trust)
    except Fault as fault:
        raise fault.within("known") from None
    return Known(checkpoint, None)


def compare_log(log: Log, known: Known) -> list[tuple[Remark, str]]:
    """Check that the log continues what is known."""
    if known.checkpoint.origin != log.checkpoint.origin:
        raise Fault(Reason.ORIGIN_DIFFERS, "known")
    if known.checkpoint.size > log.checkpoint.size:
        raise Fault(Reason.SHORTER_THAN_KNOWN)
    if log.tree.root(known.checkpoint.size) != known.checkpoint.root:
        raise Fault(Reason.HISTORY_REWRITTEN)
    if known.receipt and log.tree.levels[0][known.receipt.index] != leaf_hash(known.receipt.record.raw_entry):
        raise Fault(Reason.KNOWN_RECORD_DIFFERS)
    return []


def compare_checkpoint(checkpoint: Checkpoint, known: Known) -> list[tuple[Remark, str]]:
    """Check that a checkpoint does not contradict what is known; of another size it says nothing about it."""
    if known.checkpoint.origin != checkpoint.origin:
        raise Fault(Reason.ORIGIN_DIFFERS, "known")
    if known.checkpoint.size != checkpoint.size:
        return _ELSEWHERE
    if known.checkpoint.root != checkpoint.root:
        raise Fault(Reason.HISTORY_REWRITTEN)
    return []


def compare_records(shown: Transcript | Receipt, known: Known) -> list[tuple[Remark, str]]:
    """Check that the records shown agree with what is known, as far as they meet."""
    remarks = compare_checkpoint(shown.checkpoint, known)
    if known.receipt is None:
        return remarks
    records = shown.records if isinstance(shown, Transcript) else (shown.record,)
    indexes = shown.indexes if isinstance(shown, Transcript) else (shown.index,)
    entry = known.receipt.record.entry
    if entry.conversation != records[0].entry.conversation:
        return _ELSEWHERE
    if isinstance(shown, Transcript) and entry.seq > records[-1].entry.seq:
        raise Fault(Reason.SHORTER_THAN_KNOWN)
    for record, index in zip(records, indexes, strict=True):
        same = record.raw_entry == known.receipt.record.raw_entry and index == known.receipt.index
        if record.entry.seq == entry.seq and not same:
            raise Fault(Reason.KNOWN_RECORD_DIFFERS)
    return [] if any(record.entry.seq == entry.seq for record in records) else _ELSEWHERE
