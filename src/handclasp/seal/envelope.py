"""Encryption of a compartment's fields: compress, pad to a size class, AES-256-GCM, bound to the record they belong to.

The associated data is R ‖ compartment ‖ field, so a ciphertext opens only in its own record, compartment and field.
Nonces are random, never counters: a restored database would replay them. Nothing is compressed together with another
record's text, and no dictionary is trained on customers' words.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterable, Iterator

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handclasp.records import Compartment, HandclaspError

NONCE = 12
_COMPRESS_FROM = 512
_MIN_CLASS = 64
_HEADER = struct.Struct(">BI")
_STORED, _ZSTD = 0, 1
_MAX_PLAIN = 64 * 1024 * 1024


class _Compressing(threading.local):
    """A thread's own compressor: it remembers nothing from one text to the next but its memory."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor()


_compressing = _Compressing()


class Unreadable(HandclaspError):
    """A ciphertext does not open: it was altered, moved to another record, or its key is not the right one."""

    code = "ciphertext-unreadable"


def padded_size(length: int) -> int:
    """The Padmé size class of a length (Nikitin et al. 2019): at most 12 % more, O(log log n) bits leaked."""
    if length <= _MIN_CLASS:
        return _MIN_CLASS
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


def seal(
    aead: AESGCM, plain: bytes, record: bytes, compartment: Compartment, field: str, random: Callable[[int], bytes]
) -> bytes:
    """Nonce (12) ‖ AES-256-GCM(u8 how ‖ u32 length ‖ data ‖ zeros)."""
    how, data = _STORED, plain
    if len(plain) >= _COMPRESS_FROM:
        packed = _compressing.compressor.compress(plain)
        if len(packed) < len(plain):
            how, data = _ZSTD, packed
    size = padded_size(_HEADER.size + len(data))
    block = (_HEADER.pack(how, len(data)) + data).ljust(size, b"\0")
    nonce = random(NONCE)
    return nonce + aead.encrypt(nonce, block, _associated(record, compartment, field))


def open_(aead: AESGCM, ciphertext: bytes, record: bytes, compartment: Compartment, field: str) -> bytes:
    """The plaintext of `seal`; raises Unreadable."""
    try:
        block = aead.decrypt(ciphertext[:NONCE], ciphertext[NONCE:], _associated(record, compartment, field))
    except (InvalidTag, ValueError):
        message = (
            f"a {compartment.name.lower()} ciphertext does not open in its record: altered, moved, or the wrong key"
        )
        raise Unreadable(message) from None
    how, length = _HEADER.unpack_from(block)
    data = block[_HEADER.size : _HEADER.size + length]
    if how == _ZSTD:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_PLAIN)
    return data


def _associated(record: bytes, compartment: Compartment, field: str) -> bytes:
    return record + _COMPARTMENTS[compartment] + field.encode()


_COMPARTMENTS = {compartment: bytes([compartment]) for compartment in Compartment}


_name_and_size = struct.Struct(">BI")


def pack_fields(fields: Iterable[tuple[str, bytes]]) -> bytes:
    """The body block: u8 len(name) ‖ u32 len(value) ‖ name ‖ value, field after field."""
    parts: list[bytes] = []
    pack = _name_and_size.pack
    for name, value in fields:
        raw = name.encode()
        parts += (pack(len(raw), len(value)), raw, value)
    return b"".join(parts)


def unpack_fields(block: bytes) -> Iterator[tuple[str, bytes]]:
    """The inverse of `pack_fields`."""
    at = 0
    while at < len(block):
        name_size, value_size = _name_and_size.unpack_from(block, at)
        at += _name_and_size.size
        yield block[at : at + name_size].decode(), block[at + name_size : at + name_size + value_size]
        at += name_size + value_size
