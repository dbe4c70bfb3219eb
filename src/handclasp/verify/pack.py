"""Evidence packs (formats.md §6): a sealed pack is byte for byte what was exported; a cut-down one says so.

A seal is a receipt of the export record over the manifest. Without a seal only the transcript proves itself, so
everything else in the pack must follow from it; a watermark, which cannot, is told as the pack's own word.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .anchor import Anchor, read_anchor
from .archive import read_archive, show
from .note import Checkpoint, Trust
from .page import MADE_BY, readme, transcript_html, verify_html
from .reasons import Fault, Reason, Remark
from .receipt import Receipt, read_receipt
from .strict import load, mapping, shape, string
from .transcript import Transcript, read_transcript
from .watermark import Watermark, carries, read_watermark

MANIFEST: Final = "handclasp/manifest/v1"
_HTML: Final = ("transcript.html", "verify.html")
_PAGES: Final[dict[str, Callable[[bytes, Mapping[str, Any] | None, Transcript, Sequence[bytes]], bytes]]] = {
    "transcript.html": lambda transcript, mark, document, _: transcript_html(transcript, mark, document),
    "verify.html": verify_html,
    "README.txt": lambda _, __, ___, ____: readme(),
}
_FIXED: Final = {"transcript.json", "manifest.json", "seal.json", *_PAGES}
_RECEIPT: Final = re.compile(r"receipts/([1-9][0-9]{0,15})\.receipt\.json")
_ATTACHMENT: Final = re.compile(r"attachments/([1-9][0-9]{0,15})")
_ANCHOR: Final = re.compile(r"anchors/([1-9][0-9]{0,2})\.anchor\.json")
_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Pack:
    """A pack that was checked; `seal` is None when it was cut down after export."""

    transcript: Transcript
    seal: Receipt | None
    made_by: str
    watermark: Watermark | None
    attachments: tuple[int, ...]
    anchors: tuple[Anchor, ...]
    remarks: tuple[tuple[Remark, str], ...]

    def witnessed(self) -> list[Checkpoint]:
        """Return the checkpoints over all records shown: the transcript's, and those of witnesses among the anchors."""
        last = self.transcript.indexes[-1]
        cosigned = [a.checkpoint for a in self.anchors if a.kind == "witness" and a.checkpoint.size > last]
        return [self.transcript.checkpoint, *cosigned]


def read_pack(data: bytes, trust: Trust) -> Pack:
    """Check a pack's bytes completely against the pinned keys."""
    return check_files(read_archive(data), trust)


def check_files(files: dict[str, bytes], trust: Trust) -> Pack:
    """Check a pack whose zip was already read into its files."""
    for name in files:
        if name not in _FIXED and not any(one.fullmatch(name) for one in (_RECEIPT, _ATTACHMENT, _ANCHOR)):
            raise Fault(Reason.ZIP_UNEXPECTED_FILE, show(name))
    made_by, watermark = _check_manifest(files)
    if "transcript.json" not in files:
        raise Fault(Reason.TRANSCRIPT_MISSING)
    seal = _check_seal(files, trust)
    transcript = _within("transcript.json", read_transcript, files["transcript.json"], trust)
    if seal:
        _check_against_seal(seal, transcript)
        _check_receipts(files, transcript, trust)
    elif any(_RECEIPT.fullmatch(name) for name in files):
        raise Fault(Reason.RECEIPTS_IN_CUT_DOWN_PACK)
    remarks = [] if seal else [(Remark.CUT_DOWN, "")]
    remarks += [(Remark.WATERMARK_UNSEALED, "manifest.json")] if watermark and not seal else []
    remarks += _check_pages(files, made_by, watermark, transcript, sealed=seal is not None)
    attachments, anchors = _check_attachments(files, transcript), _check_anchors(files, transcript, trust)
    return Pack(transcript, seal, made_by, watermark, attachments, anchors, tuple(remarks))


def anchors_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the anchors among a pack's files, by name, in the order of their numbers."""
    found = {int(match[1]): name for name in files if (match := _ANCHOR.fullmatch(name))}
    return {name: files[name] for _, name in sorted(found.items())}


def _within(name: str, read: Any, data: bytes, trust: Trust) -> Any:
    try:
        return read(data, trust)
    except Fault as fault:
        raise fault.within(name) from None


def _check_manifest(files: dict[str, bytes]) -> tuple[str, Watermark | None]:
    if "manifest.json" not in files:
        raise Fault(Reason.MANIFEST_MISSING)
    try:
        made_by, watermark, listed = _read_manifest(load(files["manifest.json"]))
    except Fault as fault:
        raise fault.within("manifest.json") from None
    present = files.keys() - {"manifest.json", "seal.json"}
    if missing := sorted(listed.keys() - present):
        raise Fault(Reason.MANIFEST_FILE_MISSING, show(missing[0]))
    if extra := sorted(present - listed.keys()):
        raise Fault(Reason.MANIFEST_FILE_EXTRA, show(extra[0]))
    for name in sorted(present):
        if hashlib.sha256(files[name]).hexdigest() != listed[name]:
            raise Fault(Reason.FILE_ALTERED, show(name))
    for name in _HTML:
        if name in files and not carries(files[name], watermark):
            raise Fault(Reason.WATERMARK_DIFFERS, name)
    return made_by, watermark


def _read_manifest(document: Any) -> tuple[str, Watermark | None, dict[str, str]]:
    version = string(mapping(document, "manifest").get("format", ""), "format")
    if version != MANIFEST:
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(version)[:80])
    marked = {"watermark"} & document.keys()
    parts = shape(document, {"format", "made_by", "files"} | marked, "manifest")
    watermark = read_watermark(parts["watermark"]) if marked else None
    listed = mapping(parts["files"], "files")
    for digest in listed.values():
        if not isinstance(digest, str) or not _HEX.fullmatch(digest):
            raise Fault(Reason.JSON_WRONG_TYPE, "files")
    return string(parts["made_by"], "made_by"), watermark, listed


def _check_seal(files: dict[str, bytes], trust: Trust) -> Receipt | None:
    if "seal.json" not in files:
        return None
    seal: Receipt = _within("seal.json", read_receipt, files["seal.json"], trust)
    if seal.record.get("kind") != "export":
        raise Fault(Reason.SEAL_NOT_AN_EXPORT, "seal.json")
    opening = seal.record.openings.get("digest")
    if opening is None:
        raise Fault(Reason.SEAL_DIGEST_CLOSED, "seal.json")
    if opening.value != ("bytes", hashlib.sha256(files["manifest.json"]).digest()):
        raise Fault(Reason.SEAL_DIGEST_WRONG, "manifest.json")
    return seal


def _check_against_seal(seal: Receipt, transcript: Transcript) -> None:
    same_log(seal.checkpoint, transcript.checkpoint, "seal.json")
    if seal.checkpoint.size < transcript.checkpoint.size:
        raise Fault(Reason.SEAL_OLDER, "seal.json")


def same_log(one: Checkpoint, other: Checkpoint, where: str) -> None:
    """Check that two checkpoints name one origin, share a log key's id, and do not contradict."""
    if one.origin != other.origin:
        raise Fault(Reason.ORIGIN_DIFFERS, where)
    keys = [{s.id for s in c.signatures if s.name == c.origin} for c in (one, other)]
    if keys[0].isdisjoint(keys[1]):
        raise Fault(Reason.SEAL_OTHER_KEY, where)
    if one.size == other.size and one.root != other.root:
        raise Fault(Reason.CHECKPOINTS_CONFLICT, where)


def _check_receipts(files: dict[str, bytes], transcript: Transcript, trust: Trust) -> None:
    found = {int(match[1]): name for name in files if (match := _RECEIPT.fullmatch(name))}
    if found.keys() != {record.entry.seq for record in transcript.records}:
        raise Fault(Reason.RECEIPTS_INCOMPLETE, "receipts/")
    for record, index in zip(transcript.records, transcript.indexes, strict=True):
        name = found[record.entry.seq]
        receipt: Receipt = _within(name, read_receipt, files[name], trust)
        same_log(receipt.checkpoint, transcript.checkpoint, name)
        if receipt.record.raw_entry != record.raw_entry or receipt.index != index:
            raise Fault(Reason.RECEIPT_DIFFERS, name)


def _check_attachments(files: dict[str, bytes], transcript: Transcript) -> tuple[int, ...]:
    records = {record.entry.seq: record for record in transcript.records}
    found = {int(match[1]): name for name in files if (match := _ATTACHMENT.fullmatch(name))}
    for seq, name in sorted(found.items()):
        record = records.get(seq)
        opening = None if record is None else record.openings.get("digest") or record.openings.get("copy_digest")
        if opening is None:
            raise Fault(Reason.ATTACHMENT_UNBOUND, name)
        if opening.value != ("bytes", hashlib.sha256(files[name]).digest()):
            raise Fault(Reason.ATTACHMENT_WRONG, name)
    return tuple(sorted(found))


def _check_anchors(files: dict[str, bytes], transcript: Transcript, trust: Trust) -> tuple[Anchor, ...]:
    """Each anchor's checkpoint is of the transcript's log and history, and its proof holds together."""
    found = []
    for name, data in anchors_of(files).items():
        try:
            anchor = read_anchor(data, trust, transcript.checkpoint)
        except Fault as fault:
            raise fault.within(name) from None
        same_log(anchor.checkpoint, transcript.checkpoint, name)
        found.append(anchor)
    return tuple(found)


def _check_pages(
    files: dict[str, bytes], made_by: str, watermark: Watermark | None, transcript: Transcript, *, sealed: bool
) -> list[tuple[Remark, str]]:
    """Re-make the pages from transcript and watermark; those of another version can't be and need a seal."""
    present = [name for name in _PAGES if name in files]
    anchors = tuple(anchors_of(files).values())
    mark = watermark and watermark._asdict()
    if made_by != MADE_BY:
        if present and not sealed:
            raise Fault(Reason.PAGE_OF_OTHER_VERSION, present[0])
        return [(Remark.PAGES_NOT_CHECKED, show(made_by))] if present else []
    for name in present:
        if name == "README.txt" and sealed:
            continue
        if files[name] != _PAGES[name](files["transcript.json"], mark, transcript, anchors):
            raise Fault(Reason.PAGE_DIFFERS, name)
    return []
