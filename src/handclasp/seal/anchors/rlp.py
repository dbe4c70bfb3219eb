"""Writing Ethereum's RLP (yellow paper, appendix B): byte strings, whole numbers and lists of them."""

from __future__ import annotations

from collections.abc import Sequence

Item = bytes | int | Sequence["Item"]


def encode(item: Item) -> bytes:
    """The RLP of bytes, of a number ≥ 0 without leading zeroes, or of a list."""
    if isinstance(item, int):
        item = item.to_bytes((item.bit_length() + 7) // 8, "big")
    if isinstance(item, bytes):
        return item if len(item) == 1 and item[0] < 0x80 else _length(len(item), 0x80) + item
    inner = b"".join(encode(one) for one in item)
    return _length(len(inner), 0xC0) + inner


def _length(size: int, offset: int) -> bytes:
    if size < 56:
        return bytes([offset + size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([offset + 55 + len(digits)]) + digits
