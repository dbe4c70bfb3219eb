"""Strict reading of JSON, base64 and numbers: one spelling each, everything else is a named fault.

It never guesses, repairs, strips or skips: what it returns is all that stood there.
"""

from __future__ import annotations

import binascii
import json
import re
from typing import Any, Final

from .reasons import Fault, Reason

MAX_SAFE_INT: Final = 2**53 - 1
MAX_DEPTH: Final = 100
_KEY: Final = re.compile(r"[a-z0-9_/.:-]{1,64}")
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_ESCAPES: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_TO_ESCAPE: Final = re.compile(r'["\\\x00-\x1f]')


def _refuse(_: str) -> Any:
    raise Fault(Reason.JSON_MALFORMED, "a number that is no whole number")


def _integer(digits: str) -> int:
    if digits == "-0" or len(digits) > len("-9007199254740991"):
        raise Fault(Reason.JSON_MALFORMED, "a number out of range")
    value = int(digits)
    if abs(value) > MAX_SAFE_INT:
        raise Fault(Reason.JSON_MALFORMED, "a number out of range")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Fault(Reason.JSON_DUPLICATE_KEY)
    return found


_decoder = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse, parse_int=_integer, strict=True
)


def utf8(data: bytes, reason: Reason) -> str:
    """Decode UTF-8; anything else is a fault of the given reason."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault(reason, "not UTF-8") from None


def load(data: bytes) -> Any:
    """Read one JSON value from UTF-8 bytes: no duplicate keys, no floats, integers within ±(2⁵³-1), depth ≤ 100."""
    text = utf8(data, Reason.JSON_MALFORMED)
    if text.startswith("\ufeff"):
        raise Fault(Reason.JSON_MALFORMED, "a byte order mark")
    try:
        value = _decoder.decode(text)
    except RecursionError:
        raise Fault(Reason.JSON_TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise Fault(Reason.JSON_MALFORMED, f"line {error.lineno}, column {error.colno}") from None
    _limit_depth(value)
    return value


def _limit_depth(value: Any) -> None:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(item.values())
            elif isinstance(item, list):
                deeper.extend(item)
        if not deeper:
            return
        level = deeper
    raise Fault(Reason.JSON_TOO_DEEP)


def mapping(value: Any, where: str) -> dict[str, Any]:
    """Return value if it is an object."""
    if not isinstance(value, dict):
        raise Fault(Reason.JSON_WRONG_TYPE, where)
    return value


def shape(value: Any, keys: set[str], where: str) -> dict[str, Any]:
    """Return value if it is an object with exactly these keys."""
    found = mapping(value, where)
    if found.keys() == keys:
        return found
    if extra := sorted(found.keys() - keys):
        raise Fault(Reason.JSON_UNKNOWN_KEY, f"{where}: {ascii(extra[0])[:80]}")
    raise Fault(Reason.JSON_MISSING_KEY, f"{where}: {min(keys - found.keys())}")


def string(value: Any, where: str) -> str:
    """Return value if it is a string without lone surrogates."""
    if not isinstance(value, str):
        raise Fault(Reason.JSON_WRONG_TYPE, where)
    if has_surrogates(value):
        raise Fault(Reason.JSON_MALFORMED, f"{where}: a lone surrogate")
    return value


def integer(value: Any, where: str) -> int:
    """Return value if it is an integer (true and false are not)."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault(Reason.JSON_WRONG_TYPE, where)
    return value


def array(value: Any, where: str) -> list[Any]:
    """Return value if it is an array."""
    if not isinstance(value, list):
        raise Fault(Reason.JSON_WRONG_TYPE, where)
    return value


def has_surrogates(text: str) -> bool:
    """Tell whether a string has surrogates, which UTF-8 cannot hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def unbase64(text: Any, where: str, size: int | None = None) -> bytes:
    """Decode standard base64 with padding in its only canonical spelling; `size` bytes if given."""
    if not isinstance(text, str):
        raise Fault(Reason.JSON_WRONG_TYPE, where)
    try:
        data = binascii.a2b_base64(text)
    except ValueError:  # binascii.Error is one, too, and so is what it says of text that is not ASCII
        raise Fault(Reason.BASE64_MALFORMED, where) from None
    # What it skipped or ignored is not there again when it is written anew.
    if binascii.b2a_base64(data, newline=False).decode() != text or (size is not None and len(data) != size):
        raise Fault(Reason.BASE64_MALFORMED, where)
    return data


def decimal(text: str) -> int | None:
    """Read a decimal number without sign or leading zeroes, below 2⁶³; None if it is none."""
    if not _DECIMAL.fullmatch(text):
        return None
    value = int(text)
    return value if value < 2**63 else None


def canonical(value: Any, where: str = "") -> bytes:
    """Write canonical JSON as in formats.md §1; a value that has none is a fault."""
    return _canonical(value, where).encode("utf-8")


def _canonical(value: Any, where: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) <= MAX_SAFE_INT:
        return str(value)
    if isinstance(value, str) and not has_surrogates(value):
        return '"' + _TO_ESCAPE.sub(_escape, value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item, where) for item in value) + "]"
    if isinstance(value, dict) and all(isinstance(key, str) and _KEY.fullmatch(key) for key in value):
        return "{" + ",".join(f'"{key}":{_canonical(value[key], where)}' for key in sorted(value)) + "}"
    raise Fault(Reason.VALUE_MALFORMED, where)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"
