"""Canonical bytes of field values (docs/spec/formats.md §1).

The same value always gives the same bytes, on every machine and in every language, or is refused. Nothing here
hashes, encrypts or stores.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import msgspec

from handclasp.records import MAX_SAFE_INT, Invalid, Type, Value

_KEY = re.compile(r"[a-z0-9_/.:-]{1,64}\Z")
_i64 = struct.Struct(">q")
_BY_BYTE = {int(kind): kind for kind in Type}
_TEXT, _BYTES, _INT, _BOOL, _TIME, _JSON = (bytes([t]) for t in Type)
_IS_TEXT, _IS_TIME = Type.TEXT, Type.TIME
_DEEPEST = 32
_canonical = msgspec.json.Encoder(order="sorted")


class NotCanonical(Invalid):
    """A value has no canonical form: a float, a number too large, a key with odd characters, a lone surrogate."""

    code = "not-canonical"


def encode(kind: Type, value: Value) -> bytes:
    """Type byte ‖ payload. Raises NotCanonical when the value is not one of that type."""
    if kind is _IS_TEXT and isinstance(value, str):
        try:
            return _TEXT + value.encode()
        except UnicodeEncodeError:
            message = "a text holds half of a surrogate pair; send valid Unicode"
            raise NotCanonical(message) from None
    if kind is _IS_TIME and type(value) is int:
        return _TIME + _i64.pack(_safe(value))
    if kind is Type.BYTES and isinstance(value, bytes):
        return _BYTES + value
    if kind is Type.JSON:
        _check(value, 0)
        return _JSON + _canonical.encode(value)
    if kind is Type.INT and type(value) is int:
        return _INT + _i64.pack(_safe(value))
    if kind is Type.BOOL and isinstance(value, bool):
        return _BOOL + (b"\x01" if value else b"\x00")
    message = f"a field of type {kind.name.lower()} cannot hold a {type(value).__name__}"
    raise NotCanonical(message)


def decode(data: bytes) -> tuple[Type, Value]:
    """The inverse of `encode`, for bytes that this house wrote and authenticated."""
    kind = _BY_BYTE[data[0]]
    payload = data[1:]
    if kind is Type.TEXT:
        return kind, payload.decode()
    if kind is Type.BYTES:
        return kind, payload
    if kind is Type.BOOL:
        return kind, payload == b"\x01"
    if kind is Type.JSON:
        return kind, msgspec.json.decode(payload)
    return kind, int(_i64.unpack(payload)[0])


def _safe(value: int) -> int:
    if -MAX_SAFE_INT <= value <= MAX_SAFE_INT:
        return value
    message = "an integer or time is outside ±(2^53 - 1)"
    raise NotCanonical(message)


def _check(value: Any, depth: int) -> None:
    """Refuse what canonical JSON has no place for; depth is bounded so that no input can exhaust the stack."""
    if depth > _DEEPEST:
        message = "JSON is nested more than 32 deep"
        raise NotCanonical(message)
    if isinstance(value, str):
        if not value.isascii():
            encode(Type.TEXT, value)
    elif type(value) is int:
        _safe(value)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        _check_object(value, depth)
    elif value is not None and not isinstance(value, bool):
        message = f"canonical JSON has no {type(value).__name__}"
        raise NotCanonical(message)


def _check_object(value: dict[Any, Any], depth: int) -> None:
    for key, item in value.items():
        if not isinstance(key, str) or not _KEY.match(key):
            message = "a JSON key may hold only a-z 0-9 _ / . : - and 1 to 64 of them"
            raise NotCanonical(message)
        _check(item, depth + 1)
