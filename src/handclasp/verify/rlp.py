"""Ethereum's RLP, read strictly: one spelling for each item, nothing after it."""

from __future__ import annotations

from typing import Final

from .reasons import Fault, Reason

Item = bytes | list["Item"]
MAX_DEPTH: Final = 16


def decode(data: bytes, reason: Reason) -> Item:
    """Return the one item that `data` spells: bytes, or a list of items. Anything else is a fault of `reason`."""
    item, end = _item(data, 0, len(data), reason, 0)
    if end != len(data):
        raise Fault(reason, "bytes after the RLP item")
    return item


def strings(item: Item, reason: Reason) -> list[bytes]:
    """Return a list whose items are all strings."""
    if isinstance(item, bytes):
        raise Fault(reason, "RLP: not a list")
    return [string(one, reason) for one in item]


def string(item: Item, reason: Reason) -> bytes:
    """Return an item that is a string."""
    if not isinstance(item, bytes):
        raise Fault(reason, "RLP: not a string")
    return item


def number(item: Item, reason: Reason) -> int:
    """Return a whole number below 2²⁵⁶: no leading zeroes, zero is empty."""
    digits = string(item, reason)
    if len(digits) > 32 or digits[:1] == b"\0":
        raise Fault(reason, "RLP: not a number")
    return int.from_bytes(digits, "big")


def encode_number(value: int) -> bytes:
    """Return the RLP of a whole number that has at most 55 bytes."""
    digits = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return digits if len(digits) == 1 and digits[0] < 0x80 else bytes([0x80 + len(digits)]) + digits


def _item(data: bytes, at: int, end: int, reason: Reason, depth: int) -> tuple[Item, int]:
    if at >= end or depth > MAX_DEPTH:
        raise Fault(reason, "RLP cut off, or too deep")
    first = data[at]
    if first < 0x80:
        return data[at : at + 1], at + 1
    start, size = _extent(data, at, end, reason)
    if first < 0xC0:
        if size == 1 and data[start] < 0x80:
            raise Fault(reason, "RLP: a byte spelt long")
        return data[start : start + size], start + size
    items: list[Item] = []
    inner = start
    while inner < start + size:
        item, inner = _item(data, inner, start + size, reason, depth + 1)
        items.append(item)
    return items, start + size


def _extent(data: bytes, at: int, end: int, reason: Reason) -> tuple[int, int]:
    """Where the payload of a string or list begins, and its size."""
    short = data[at] - (0x80 if data[at] < 0xC0 else 0xC0)
    start, size = at + 1, short
    if short > 55:
        digits = data[at + 1 : at + 1 + short - 55]
        start, size = at + 1 + short - 55, int.from_bytes(digits, "big")
        if len(digits) < short - 55 or digits[:1] == b"\0" or size < 56:
            raise Fault(reason, "RLP: a length spelt wrongly")
    if start + size > end:
        raise Fault(reason, "RLP cut off")
    return start, size
