"""Several receipts in one file (formats.md §5): a customer's transcript with receipts, a browser's cache.

Each receipt proves itself; the words for reading beside it must be what it opens. They show no chain: that nothing is
missing in between is not said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from .note import Trust
from .reasons import Fault, Reason
from .receipt import Receipt, check_receipt
from .strict import array, mapping, shape, string

FORMAT: Final = "handclasp/receipts/v1"
KEPT_BY: Final = ("customer", "staff")
_TOLD: Final = {"who": "author", "at": "received", "text": "body"}
"""What may stand beside a receipt, to be read: each the opened field of that name."""


@dataclass(frozen=True)
class Receipts:
    """Receipts that were checked, in the order of the file, and who says they kept them."""

    kept_by: str
    receipts: tuple[Receipt, ...]

    @property
    def newest(self) -> Receipt:
        """The one with the largest checkpoint."""
        return max(self.receipts, key=lambda one: one.checkpoint.size)


def check_receipts(document: Any, trust: Trust) -> Receipts:
    """Check a file of receipts that was already read as JSON, completely, against the pinned keys."""
    kept_by, listed = read_items(document)
    receipts = tuple(check_item(item, trust, f"items[{n}]") for n, item in enumerate(listed))
    if not receipts:
        raise Fault(Reason.NO_RECORDS)
    _agree(receipts)
    return Receipts(kept_by, receipts)


def read_items(document: Any) -> tuple[str, list[Any]]:
    """Read the file's own frame: who kept it, and its items, unchecked."""
    version = string(mapping(document, "receipts").get("format", ""), "receipts.format")
    if version != FORMAT:
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(version)[:80])
    parts = shape(document, {"format", "kept_by", "items"}, "receipts")
    kept_by = string(parts["kept_by"], "receipts.kept_by")
    if kept_by not in KEPT_BY:
        raise Fault(Reason.VALUE_MALFORMED, "receipts.kept_by")
    return kept_by, array(parts["items"], "receipts.items")


def check_item(item: Any, trust: Trust, where: str) -> Receipt:
    """Check one item: its receipt, and that what stands beside it is what the receipt opens."""
    told = mapping(item, where).keys() & _TOLD.keys()
    parts = shape(item, {"receipt"} | told, where)
    try:
        receipt = check_receipt(parts["receipt"], trust)
    except Fault as fault:
        raise fault.within(where) from None
    for name in sorted(told):
        if parts[name] != receipt.record.get(_TOLD[name]):
            raise Fault(Reason.TEXT_DIFFERS, f"{where}.{name}")
    return receipt


def _agree(receipts: Iterable[Receipt]) -> None:
    """One log tells one story: no size with two roots, no place with two entries."""
    roots: dict[tuple[str, int], bytes] = {}
    entries: dict[tuple[str, int], bytes] = {}
    for n, one in enumerate(receipts):
        checkpoint = one.checkpoint
        if roots.setdefault((checkpoint.origin, checkpoint.size), checkpoint.root) != checkpoint.root:
            raise Fault(Reason.CHECKPOINTS_CONFLICT, f"items[{n}]")
        if entries.setdefault((checkpoint.origin, one.index), one.record.raw_entry) != one.record.raw_entry:
            raise Fault(Reason.KNOWN_RECORD_DIFFERS, f"items[{n}]")
