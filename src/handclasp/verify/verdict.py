"""The verdict: one of three, its reason, and the facts found. Types only; the words are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .anchor import Anchor
from .journal import Journal
from .later import remarks as later_remarks
from .log import Log
from .note import Checkpoint, Signers
from .pack import Pack
from .reasons import Fault, Reason, Remark
from .receipt import Receipt
from .receipts import Receipts
from .record import Record
from .said import check_said
from .transcript import Transcript


class Status(StrEnum):
    """What is said about a file as a whole."""

    VALID = "valid"
    UNKNOWN_SIGNER = "consistent, signer unknown"
    INVALID = "invalid"


@dataclass(frozen=True)
class Verdict:
    """What was found. `subject` is receipt, receipts, transcript, pack, journal, log or file; `facts` is plain JSON."""

    status: Status
    subject: str
    reason: Reason | None = None
    where: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[tuple[Remark, str], ...] = ()

    @property
    def exit_code(self) -> int:
        """0 valid, 1 invalid, 3 consistent but signer unknown."""
        return {Status.VALID: 0, Status.INVALID: 1, Status.UNKNOWN_SIGNER: 3}[self.status]

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain JSON; keys are stable."""
        return {
            "verdict": str(self.status),
            "subject": self.subject,
            "reason": self.reason and str(self.reason),
            "where": self.where,
            "facts": self.facts,
            "remarks": [{"remark": str(remark), "where": where} for remark, where in self.remarks],
        }


def invalid(subject: str, fault: Fault) -> Verdict:
    """Return the verdict on something that failed."""
    return Verdict(Status.INVALID, subject, fault.reason, fault.where)


def of_receipt(receipt: Receipt) -> Verdict:
    """Return the verdict on a receipt that passed."""
    record = receipt.record
    remarks = _closed_remarks((record,))
    if not record.openings:
        remarks = [(Remark.NOTHING_OPEN, "")]
    remarks += _said_remarks((record,)) + _signature_remarks(receipt.checkpoint, receipt.signers)
    facts = {
        **_signing(receipt.checkpoint, receipt.signers),
        "conversation": record.entry.conversation.hex(),
        "records": [_record_facts(record, receipt.index)],
    }
    return Verdict(_status(receipt.signers), "receipt", facts=facts, remarks=tuple(remarks))


def of_receipts(several: Receipts) -> Verdict:
    """Return the verdict on a file of receipts that passed; who signed is told of the newest checkpoint."""
    records, newest = tuple(one.record for one in several.receipts), several.newest
    remarks = _closed_remarks(records) + _said_remarks(records)
    remarks += _signature_remarks(newest.checkpoint, newest.signers)
    facts = {
        **_signing(newest.checkpoint, newest.signers),
        "kept_by": several.kept_by,
        "conversations": len({record.entry.conversation for record in records}),
        "records": [_record_facts(one.record, one.index) for one in several.receipts],
    }
    pinned = all(one.signers.pinned for one in several.receipts)
    return Verdict(Status.VALID if pinned else Status.UNKNOWN_SIGNER, "receipts", facts=facts, remarks=tuple(remarks))


def of_transcript(transcript: Transcript, subject: str = "transcript", *, sealed: bool = False) -> Verdict:
    """Return the verdict on a transcript that passed; `sealed`: a seal says that it is as it was exported."""
    records, head = transcript.records, transcript.head
    remarks: list[tuple[Remark, str]] = []
    if records[0].entry.seq > 1:
        remarks.append((Remark.STARTS_LATE, f"#{records[0].entry.seq}"))
    if head is None:
        remarks.append((Remark.NO_HEAD, ""))
    elif head < records[-1].entry.seq:
        remarks.append((Remark.AFTER_HEAD, f"#{head}"))
    remarks += (
        _closed_remarks(records, sealed=sealed)
        + later_remarks(records)
        + _said_remarks(records)
        + _signature_remarks(transcript.checkpoint, transcript.signers)
    )
    facts = {
        **_signing(transcript.checkpoint, transcript.signers),
        "conversation": transcript.conversation.hex(),
        "first": records[0].entry.seq,
        "last": records[-1].entry.seq,
        "head": head,
        "records": [_record_facts(r, i) for r, i in zip(records, transcript.indexes, strict=True)],
    }
    return Verdict(_status(transcript.signers), subject, facts=facts, remarks=tuple(remarks))


def of_pack(pack: Pack) -> Verdict:
    """Return the verdict on a pack that passed."""
    seal = pack.seal
    inner = of_transcript(pack.transcript, "pack", sealed=seal is not None)
    facts = {
        **inner.facts,
        "made_by": pack.made_by,
        "watermark": pack.watermark and pack.watermark._asdict(),
        "attachments": list(pack.attachments),
        "anchors": [_anchor_facts(one, pack.transcript) for one in pack.anchors],
        "seal": seal and {**_record_facts(seal.record, seal.index), "size": seal.checkpoint.size},
    }
    remarks = (*pack.remarks, *inner.remarks, *_anchor_remarks(pack.anchors, pack.transcript))
    return Verdict(inner.status, "pack", facts=facts, remarks=remarks)


def of_anchor(anchor: Anchor, signers: Signers) -> Verdict:
    """Return the verdict on an anchor that came alone and passed."""
    facts = {**_signing(anchor.checkpoint, signers), "anchors": [_anchor_facts(anchor, None)]}
    return Verdict(_status(signers), "anchor", facts=facts, remarks=tuple(_anchor_remarks((anchor,), None)))


def of_journal(journal: Journal) -> Verdict:
    """Return the verdict on records of a journal that passed."""
    seal = journal.seal
    facts = {
        **_signing(seal.checkpoint, seal.signers),
        "question": journal.question,
        "records": [_record_facts(one.record, one.index) for one in journal.records],
        "seal": {**_record_facts(seal.record, seal.index), "size": seal.checkpoint.size},
    }
    remarks = (*journal.remarks, *_signature_remarks(seal.checkpoint, seal.signers))
    return Verdict(_status(seal.signers), "journal", facts=facts, remarks=remarks)


def of_log(log: Log) -> Verdict:
    """Return the verdict on a log directory that passed."""
    facts = {**_signing(log.checkpoint, log.signers), "conversations": log.conversations}
    remarks = (*log.remarks, *_signature_remarks(log.checkpoint, log.signers))
    return Verdict(_status(log.signers), "log", facts=facts, remarks=remarks)


def _status(signers: Signers) -> Status:
    return Status.VALID if signers.pinned else Status.UNKNOWN_SIGNER


def _signing(checkpoint: Checkpoint, signers: Signers) -> dict[str, Any]:
    ours = [s.id.hex() for s in checkpoint.signatures if s.name == checkpoint.origin]
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "key_ids": ours,
        "pinned": [key.id.hex() for key in signers.pinned],
        "witnesses": [{"name": w.name, "time": w.time} for w in signers.witnesses],
    }


def _record_facts(record: Record, index: int) -> dict[str, Any]:
    spans = record.get("spans")
    return {
        "index": index,
        "seq": record.entry.seq,
        "record": record.entry.record.hex(),
        "kind": record.get("kind"),
        "author": record.get("author"),
        "received": record.get("received"),
        "sent": record.get("sent"),
        "masks": len(spans) if isinstance(spans, list) else 0,
        "opened": sorted(record.openings),
        "closed": record.closed,
    }


def _covered(anchor: Anchor, transcript: Transcript) -> int | None:
    """The last of the records shown that stood in the log when the anchor's checkpoint was made."""
    shown = zip(transcript.records, transcript.indexes, strict=True)
    return max((record.entry.seq for record, index in shown if index < anchor.checkpoint.size), default=None)


def _anchor_facts(anchor: Anchor, transcript: Transcript | None) -> dict[str, Any]:
    return {
        "kind": anchor.kind,
        "size": anchor.checkpoint.size,
        "covers": None if transcript is None else _covered(anchor, transcript),
        "time": anchor.time,
        "pinned": anchor.pinned,
        "authority": anchor.authority,
        **anchor.facts,
    }


def _anchor_remarks(anchors: tuple[Anchor, ...], transcript: Transcript | None) -> list[tuple[Remark, str]]:
    told = []
    for one in anchors:
        if one.kind != "ipfs" and not one.pinned:
            told.append((Remark.ANCHOR_UNPINNED, _anchor_name(one)))
        if transcript is not None and _covered(one, transcript) is None:
            told.append((Remark.ANCHOR_OLDER, _anchor_name(one)))
    return told


def _anchor_name(anchor: Anchor) -> str:
    number = f" {anchor.facts['number']}" if anchor.kind == "ethereum" else ""
    shown = "".join(c if c.isprintable() else "?" for c in anchor.authority)[:120]
    return f"{anchor.kind} {shown}{number}".strip()


def _closed_remarks(records: tuple[Record, ...], *, sealed: bool = False) -> list[tuple[Remark, str]]:
    """What is withheld beside masked originals, which always are; one line of it where nobody took it out later."""
    told = [one for record in records if (one := _withheld(record))]
    if sealed:
        return [(Remark.WITHHELD, "; ".join(told))] if told else []
    return [(Remark.FIELDS_CLOSED, one) for one in told]


def _withheld(record: Record) -> str:
    names = [name for name in record.closed if not name.startswith("original/")]
    if not record.openings:
        return f"#{record.entry.seq}"
    return f"#{record.entry.seq}: {', '.join(names)}" if names else ""


def _said_remarks(records: tuple[Record, ...]) -> list[tuple[Remark, str]]:
    return [(said, f"#{record.entry.seq}") for record in records if (said := check_said(record))]


def _signature_remarks(checkpoint: Checkpoint, signers: Signers) -> list[tuple[Remark, str]]:
    told = signers.pinned or signers.witnesses
    lines = [s for s in signers.unchecked if told or s.name != checkpoint.origin]
    names = ", ".join(f"{s.name} {s.id.hex()}" for s in lines)
    return [(Remark.UNKNOWN_SIGNATURES, names)] if names else []
