"""Records taken out of a journal (formats.md §6a): each line is held against its receipt, the list against its seal.

A journal's records are no unbroken chain here: the list proves what it shows, not that nothing else was done.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from .archive import show
from .note import Trust
from .pack import same_log
from .reasons import Fault, Reason, Remark
from .receipt import Receipt, read_receipt
from .strict import integer, load, mapping, shape, string

FORMAT: Final = "handclasp/journal/v1"
LIST: Final = "journal.json"
_SEAL: Final = "seal.json"
_RECEIPT: Final = re.compile(r"receipts/(0|[1-9][0-9]{0,15})\.receipt\.json")
_LINE: Final = {"index", "received", "kind", "author", "facts", "receipt"}
_OWN: Final = {"kind", "author", "received", "sent", "body", "spans"}
"""Fields that stand in a line by themselves, or not at all; the others are its facts."""


@dataclass(frozen=True)
class Journal:
    """A list that was checked: its seal, the question it answers in the keeper's words, and a receipt for each line."""

    seal: Receipt
    question: str
    records: tuple[Receipt, ...]
    remarks: tuple[tuple[Remark, str], ...]


def read_journal(files: dict[str, bytes], trust: Trust) -> Journal:
    """Check the files of a zip that holds `journal.json` completely against the pinned keys."""
    for name in files:
        if name not in {LIST, _SEAL} and not _RECEIPT.fullmatch(name):
            raise Fault(Reason.ZIP_UNEXPECTED_FILE, show(name))
    document = _list(files[LIST])
    seal = _seal(files, trust)
    lines = document["records"]
    records = tuple(_line(files, seal, line, trust) for line in lines)
    if len(files) - 2 != len({line["receipt"] for line in lines}) or len(lines) != len(files) - 2:
        raise Fault(Reason.RECEIPTS_INCOMPLETE, "receipts/")
    remarks = () if document["goes_on"] is None else ((Remark.MORE_IN_JOURNAL, f"< {document['goes_on']}"),)
    return Journal(seal, document["question"], records, remarks)


def _list(data: bytes) -> dict[str, Any]:
    try:
        return _read_list(load(data))
    except Fault as fault:
        raise fault.within(LIST) from None


def _read_list(value: Any) -> dict[str, Any]:
    version = string(mapping(value, "journal").get("format", ""), "format")
    if version != FORMAT:
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(version)[:80])
    document = shape(value, {"format", "question", "goes_on", "records"}, "journal")
    string(document["question"], "question")
    if document["goes_on"] is not None:
        integer(document["goes_on"], "goes_on")
    if not isinstance(document["records"], list):
        raise Fault(Reason.JSON_WRONG_TYPE, "records")
    for number, line in enumerate(document["records"]):
        mapping(shape(line, _LINE, f"records[{number}]")["facts"], f"records[{number}].facts")
        string(line["receipt"], f"records[{number}].receipt")
    return document


def _seal(files: dict[str, bytes], trust: Trust) -> Receipt:
    if _SEAL not in files:
        raise Fault(Reason.SEAL_NOT_AN_EXPORT, _SEAL)
    try:
        seal = read_receipt(files[_SEAL], trust)
    except Fault as fault:
        raise fault.within(_SEAL) from None
    if seal.record.get("kind") != "export":
        raise Fault(Reason.SEAL_NOT_AN_EXPORT, _SEAL)
    opening = seal.record.openings.get("digest")
    if opening is None:
        raise Fault(Reason.SEAL_DIGEST_CLOSED, _SEAL)
    if opening.value != ("bytes", hashlib.sha256(files[LIST]).digest()):
        raise Fault(Reason.SEAL_DIGEST_WRONG, LIST)
    return seal


def _line(files: dict[str, bytes], seal: Receipt, line: dict[str, Any], trust: Trust) -> Receipt:
    name = line["receipt"]
    if name not in files or not _RECEIPT.fullmatch(name):
        raise Fault(Reason.RECEIPTS_INCOMPLETE, show(name))
    try:
        receipt = read_receipt(files[name], trust)
    except Fault as fault:
        raise fault.within(name) from None
    same_log(receipt.checkpoint, seal.checkpoint, name)
    record = receipt.record
    said = {field: record.get(field) for field in ("received", "kind", "author")} | {"index": receipt.index}
    facts = {field: _plain(record.get(field)) for field in record.openings if field not in _OWN}
    if any(line[field] != value for field, value in said.items()) or line["facts"] != facts:
        raise Fault(Reason.JOURNAL_DIFFERS, name)
    return receipt


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
