"""Values, commitments, the record hash and entries (formats.md §1-§4), recomputed from what a file shows.

It believes nothing it has not recomputed: an opening counts only when its commitment matches, a record only when its
commitments give the entry's R.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeGuard

from .reasons import Fault, Reason
from .strict import MAX_SAFE_INT, canonical, has_surrogates, integer, mapping, shape, string, unbase64

_HEIR: Final = re.compile(r"(.+)/(successor|aside)-([1-9][0-9]{0,5})")

ENTRY_SIZE: Final = 89
VERSION: Final = 1
MAX_FIELDS: Final = 65535
TYPES: Final = {"text": 1, "bytes": 2, "int": 3, "bool": 4, "time": 5, "json": 6}
REQUIRED: Final = ("kind", "author", "received")
FIXED_TYPES: Final = {
    "author": "text",
    "body": "text",
    "copy_digest": "bytes",
    "count": "int",
    "hide": "json",
    "id": "text",
    "kind": "text",
    "last": "bytes",
    "masked": "text",
    "received": "time",
    "release": "json",
    "sent": "time",
    "signature": "json",
    "spans": "json",
    "target": "bytes",
}
"""Fields whose meaning this verifier relies on, and the only type each may have."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(/[0-9]+)?")


class Value(NamedTuple):
    """A typed value: its type's name, and the value (str, bytes, int, bool, or anything JSON)."""

    type: str
    value: Any


class Opening(NamedTuple):
    """What opens a commitment: the value and its 32-byte salt."""

    value: Value
    salt: bytes


class Entry(NamedTuple):
    """A log entry (formats.md §4)."""

    conversation: bytes
    seq: int
    record: bytes
    previous: bytes


@dataclass(frozen=True)
class Record:
    """A record whose commitments give `hash` and whose openings all match; `entry` names the same hash."""

    entry: Entry
    raw_entry: bytes
    commitments: Mapping[str, bytes]
    openings: Mapping[str, Opening]

    def get(self, name: str) -> Any:
        """Return an opened field's value, or None when it is closed or absent."""
        opening = self.openings.get(name)
        return opening.value.value if opening else None

    @property
    def closed(self) -> list[str]:
        """Names of the fields that are committed but not opened."""
        return sorted(self.commitments.keys() - self.openings.keys())


def encode(value: Value, where: str = "") -> bytes:
    """Return the type byte and payload of a value (formats.md §1)."""
    kind, held = value
    if kind == "text" and isinstance(held, str) and not has_surrogates(held):
        return b"\x01" + held.encode()
    if kind == "bytes" and isinstance(held, bytes):
        return b"".join((b"\x02", held))
    if kind in ("int", "time") and _is_int(held) and abs(held) <= MAX_SAFE_INT:
        return bytes([TYPES[kind]]) + held.to_bytes(8, "big", signed=True)
    if kind == "bool" and isinstance(held, bool):
        return b"\x04\x01" if held else b"\x04\x00"
    if kind == "json":
        return b"\x06" + canonical(held, where)
    raise Fault(Reason.VALUE_MALFORMED, where)


def _is_int(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def commitment(name: str, salt: bytes, value: bytes) -> bytes:
    """Return c_f over an encoded value (formats.md §3)."""
    label = name.encode()
    return hashlib.sha256(b"handclasp/field/v1" + salt + bytes([len(label)]) + label + value).digest()


def record_hash(commitments: Mapping[str, bytes]) -> bytes:
    """Return R over all commitments, names ascending (formats.md §3)."""
    parts = [b"handclasp/record/v1", bytes([VERSION]), len(commitments).to_bytes(2, "big")]
    for name in sorted(commitments):
        parts += [bytes([len(name)]), name.encode(), commitments[name]]
    return hashlib.sha256(b"".join(parts)).digest()


def genesis(origin: str, conversation: bytes) -> bytes:
    """Return the `previous` of a conversation's first record (formats.md §4)."""
    label = origin.encode()
    return hashlib.sha256(b"handclasp/genesis/v1" + bytes([len(label)]) + label + conversation).digest()


def begins(origin: str, conversation: bytes, previous: bytes) -> bool:
    """Whether a conversation of this log begins so, or one of a log that it continues (formats.md §4)."""
    while previous != genesis(origin, conversation):
        heir = _HEIR.fullmatch(origin)
        if heir is None:
            return False
        number = int(heir[3])
        origin = f"{heir[1]}/successor-{number - 1}" if heir[2] == "successor" and number > 2 else heir[1]
    return True


def parse_entry(data: bytes, where: str = "entry") -> Entry:
    """Read an 89-byte entry."""
    if len(data) != ENTRY_SIZE:
        raise Fault(Reason.ENTRY_MALFORMED, where)
    if data[0] != VERSION:
        raise Fault(Reason.ENTRY_VERSION_UNKNOWN, f"{where}: version {data[0]}")
    seq = int.from_bytes(data[17:25], "big")
    if not 1 <= seq <= MAX_SAFE_INT:
        raise Fault(Reason.ENTRY_MALFORMED, where)
    return Entry(data[1:17], seq, data[25:57], data[57:])


def read_record(entry: Any, document: Any, where: str) -> Record:
    """Read and check one `entry` and one `record` object of a receipt or transcript."""
    raw = unbase64(entry, f"{where}.entry")
    parsed = parse_entry(raw, f"{where}.entry")
    fields = shape(document, {"version", "commitments", "openings"}, f"{where}.record")
    version = integer(fields["version"], f"{where}.record.version")
    if version != VERSION:
        raise Fault(Reason.RECORD_VERSION_UNKNOWN, f"{where}.record: version {version}")
    commitments = _commitments(fields["commitments"], f"{where}.record.commitments")
    openings = _openings(fields["openings"], commitments, f"{where}.record.openings")
    if record_hash(commitments) != parsed.record:
        raise Fault(Reason.RECORD_HASH_WRONG, where)
    return Record(parsed, raw, commitments, openings)


def _commitments(document: Any, where: str) -> dict[str, bytes]:
    found = mapping(document, where)
    if len(found) > MAX_FIELDS:
        raise Fault(Reason.FIELD_NAME_MALFORMED, where)
    for name in found:
        if len(name) > 64 or not _NAME.fullmatch(name):
            raise Fault(Reason.FIELD_NAME_MALFORMED, f"{where}: {ascii(name)[:80]}")
    for name in REQUIRED:
        if name not in found:
            raise Fault(Reason.FIELD_REQUIRED_MISSING, f"{where}.{name}")
    return {name: unbase64(value, f"{where}.{name}", 32) for name, value in found.items()}


def _openings(document: Any, commitments: Mapping[str, bytes], where: str) -> dict[str, Opening]:
    openings = {}
    for name, held in mapping(document, where).items():
        at = f"{where}.{name if name in commitments else ascii(name)[:80]}"
        if name not in commitments:
            raise Fault(Reason.OPENING_WITHOUT_COMMITMENT, at)
        opening = _opening(held, at)
        if commitment(name, opening.salt, encode(opening.value, at)) != commitments[name]:
            raise Fault(Reason.OPENING_WRONG, at)
        if FIXED_TYPES.get(name, opening.value.type) != opening.value.type:
            raise Fault(Reason.FIELD_WRONG_TYPE, at)
        openings[name] = opening
    return openings


def _opening(document: Any, where: str) -> Opening:
    parts = shape(document, {"salt", "value"}, where)
    held = shape(parts["value"], {"t", "v"}, f"{where}.value")
    salt = unbase64(parts["salt"], f"{where}.salt", 32)
    kind = string(held["t"], f"{where}.value.t")
    if kind not in TYPES:
        raise Fault(Reason.VALUE_MALFORMED, f"{where}.value.t")
    value = unbase64(held["v"], f"{where}.value.v") if kind == "bytes" else held["v"]
    return Opening(Value(kind, value), salt)
