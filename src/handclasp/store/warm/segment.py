"""A segment: a range of the log from an index to the size of a signed checkpoint, and all that belongs to its records.

    frame = u8 flags ‖ u32 tenant ‖ entry (89)
            [flags & 1: u64 received ‖ nonce (16) ‖ u32 len ‖ commitments ‖ u32 len ‖ body]
            ‖ u16 count ‖ (u8 len ‖ field ‖ u32 len ‖ ciphertext)…
            [flags & 2: u32 len ‖ nonce (12) ‖ AES-256-GCM(extras)]
    extras = u8 1 ‖ idempotency key (32) ‖ digest (32), or u8 0;
             u16 count ‖ subjects (16 each) ‖ u16 count ‖ lookups (16 each)

The frames stand in the order of the log; a frame's index is the segment's start and its number. What finds a record
(its keyed hashes) is sealed under its conversation's body key, so that it dies with that key even where segments are
locked. A record whose content was erased has neither content nor extras, and keeps its entry.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag

from handclasp.seal.commitment import record_hash
from handclasp.seal.entry import SIZE, VERSION, entry
from handclasp.seal.keys import CompartmentKeys
from handclasp.seal.quick import random
from handclasp.store.warm.objects import Damaged, opened, packed, placed, unpressed

KIND: Final = "segment"
_NONCE: Final = 12
_FIRST: Final = struct.Struct(">BI")
_ENTRY: Final = struct.Struct(">B16sQ32s32s")
_SEALED: Final = struct.Struct(">Q16sI")
_U32: Final = struct.Struct(">I")
_U16: Final = struct.Struct(">H")
_SEALED_FLAG, _EXTRAS_FLAG = 1, 2
_TOKEN: Final = 16


class Copied(msgspec.Struct, frozen=True):
    """One record with all that belongs to it. `nonce`, `commitments`, `body` are None where it was erased."""

    index: int
    tenant: int
    conversation: bytes
    seq: int
    record: bytes
    previous: bytes
    received: int
    nonce: bytes | None
    commitments: bytes | None
    body: bytes | None
    originals: Sequence[tuple[str, bytes]] = ()
    extras: bytes = b""

    @property
    def entry(self) -> bytes:
        """Its 89 bytes in the log."""
        return entry(self.conversation, self.seq, self.record, self.previous)


class Extras(NamedTuple):
    """By what a record is found: its idempotency key and digest (None: none), subjects, hashes of what is masked."""

    idempotency: tuple[bytes, bytes] | None
    subjects: Sequence[bytes]
    lookups: Sequence[bytes]


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a segment says it holds, and under which checkpoint."""

    log: int
    name: str
    origin: str
    start: int
    end: int
    checkpoint: str
    tenants: dict[str, str]


def sealed_extras(extras: Extras, record: bytes, keys: CompartmentKeys) -> bytes:
    """Extras under their conversation's body key."""
    parts = [b"\1" + b"".join(extras.idempotency) if extras.idempotency else b"\0"]
    for tokens in (extras.subjects, extras.lookups):
        parts += [_U16.pack(len(tokens)), *tokens]
    nonce = random(_NONCE)
    return nonce + keys.aead.encrypt(nonce, b"".join(parts), b"handclasp/extras/v1" + record)


def opened_extras(sealed: bytes, record: bytes, keys: CompartmentKeys, name: str) -> Extras:
    """What `sealed_extras` was given; raises Damaged."""
    try:
        raw = keys.aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], b"handclasp/extras/v1" + record)
        idempotency = (raw[1:33], raw[33:65]) if raw[0] else None
        at = 65 if raw[0] else 1
        found: list[list[bytes]] = []
        for _ in range(2):
            (count,) = _U16.unpack_from(raw, at)
            at += 2
            found.append([raw[i : i + _TOKEN] for i in range(at, at + count * _TOKEN, _TOKEN)])
            at += count * _TOKEN
    except (InvalidTag, IndexError, struct.error):
        raise Damaged(
            "copy-extras-wrong", name, "what finds a record does not open under its conversation's key"
        ) from None
    return Extras(idempotency, found[0], found[1])


def frame(record: Copied) -> bytes:
    """A record as a segment holds it."""
    flags = (_SEALED_FLAG if record.body is not None else 0) | (_EXTRAS_FLAG if record.extras else 0)
    parts = [_FIRST.pack(flags, record.tenant), record.entry]
    if record.body is not None:
        nonce, commitments = record.nonce or b"", record.commitments or b""
        parts += [_SEALED.pack(record.received, nonce, len(commitments)), commitments]
        parts += [_U32.pack(len(record.body)), record.body]
    parts.append(_U16.pack(len(record.originals)))
    for field, ciphertext in record.originals:
        raw = field.encode()
        parts += [bytes([len(raw)]), raw, _U32.pack(len(ciphertext)), ciphertext]
    if record.extras:
        parts += [_U32.pack(len(record.extras)), record.extras]
    return b"".join(parts)


def frames(raw: bytes, first: int, name: str) -> Iterator[Copied]:
    """The records in one piece; `first` is the index of its first. Raises Damaged."""
    at, index = 0, first
    try:
        while at < len(raw):
            record, at = _frame(raw, at, index)
            if at > len(raw):
                raise Damaged("copy-malformed", name, f"record {index} is longer than its piece")
            yield record
            index += 1
    except (struct.error, UnicodeDecodeError, IndexError, ValueError):
        raise Damaged("copy-malformed", name, f"record {index} cannot be read") from None


def _frame(raw: bytes, at: int, index: int) -> tuple[Copied, int]:
    flags, tenant = _FIRST.unpack_from(raw, at)
    version, conversation, seq, record, previous = _ENTRY.unpack_from(raw, at + _FIRST.size)
    if flags > 3 or version != VERSION:
        raise ValueError(flags)
    at += _FIRST.size + SIZE
    received, nonce, commitments, body = 0, None, None, None
    if flags & _SEALED_FLAG:
        received, nonce, length = _SEALED.unpack_from(raw, at)
        at += _SEALED.size
        commitments, at = raw[at : at + length], at + length
        body, at = _bytes(raw, at)
    (count,) = _U16.unpack_from(raw, at)
    at += 2
    originals: list[tuple[str, bytes]] = []
    for _ in range(count):
        length = raw[at]
        field = raw[at + 1 : at + 1 + length].decode()
        ciphertext, at = _bytes(raw, at + 1 + length)
        originals.append((field, ciphertext))
    extras = b""
    if flags & _EXTRAS_FLAG:
        extras, at = _bytes(raw, at)
    return (
        Copied(
            index, tenant, conversation, seq, record, previous, received, nonce, commitments, body, originals, extras
        ),
        at,
    )


def _bytes(raw: bytes, at: int) -> tuple[bytes, int]:
    (length,) = _U32.unpack_from(raw, at)
    at += _U32.size
    return raw[at : at + length], at + length


def segment(about: Range, records: Iterator[Copied], key: bytes) -> bytes:
    """The object of a range."""
    head: dict[str, Any] = {"kind": KIND, **msgspec.to_builtins(about)}
    return packed(head, (frame(record) for record in records), key)


class Segment:
    """A segment that was read: its digests are right and it stands in its place; records are read from it in order."""

    def __init__(self, data: bytes, name: str, key: bytes, *, origin: str, start: int) -> None:
        head, self._pieces = opened(data, name, key)
        placed(head, name, KIND, origin=origin, start=start)
        try:
            self.about = msgspec.convert({k: v for k, v in head.items() if k != "kind"}, Range)
        except msgspec.ValidationError:
            raise Damaged("copy-malformed", name, "its header lacks something") from None
        if self.about.end <= start:
            raise Damaged("copy-malformed", name, "it ends before it begins")
        self.name = name

    def records(self) -> Iterator[Copied]:
        """Its records, each one's commitments held against its entry; raises Damaged."""
        index = self.about.start
        for piece in self._pieces:
            for record in frames(unpressed(piece, self.name), index, self.name):
                if record.commitments is not None and record_hash(record.commitments) != record.record:
                    raise Damaged("copy-commitments-differ", self.name, f"record {index} is not the one in the log")
                yield record
                index += 1
        if index != self.about.end:
            raise Damaged("copy-malformed", self.name, f"it should end at {self.about.end}, but ends at {index}")
