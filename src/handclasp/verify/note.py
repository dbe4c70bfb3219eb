"""C2SP signed notes, vkeys, checkpoints and cosignatures: who signed which tree head.

A key is trusted only because the caller pinned it; nothing that comes with a note makes a key trusted. Lines by
unknown keys are never believed, and always reported.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from .reasons import Fault, Reason
from .strict import decimal, unbase64, utf8

if TYPE_CHECKING:
    from .policy import Policy

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
SUBTREE: Final = 0x06
_KEY_SIZE: Final = {ED25519: 32, COSIGNATURE: 32, SUBTREE: 1312}
_SIGNATURE_SIZE: Final = {ED25519: 64, COSIGNATURE: 8 + 64, SUBTREE: 8 + 2420}
MAX_NOTE: Final = 512 * 1024
MAX_LINES: Final = 100
MAX_NAME: Final = 255


class BadKey(ValueError):
    """A vkey given by the caller cannot be read; the message says why."""


@dataclass(frozen=True)
class VKey:
    """A verifier key: name, 4-byte key id, signature type, public key."""

    name: str
    id: bytes
    type: int
    public: bytes

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.type]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"


def parse_vkey(text: str) -> VKey:
    """Read a vkey `name+hex id+base64` of type 1 (Ed25519), 4 (Ed25519 cosignature) or 6 (ML-DSA-44)."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise BadKey("a vkey reads name+id+key, with two plus signs")
    name, key_id, material = parts
    try:
        data = unbase64(material, "vkey")
    except Fault:
        raise BadKey("the key part of the vkey is not base64") from None
    if not _is_name(name) or not data or data[0] not in _KEY_SIZE:
        raise BadKey("the vkey's name is malformed, or its type is none of 1, 4, 6")
    if len(data) != 1 + _KEY_SIZE[data[0]]:
        raise BadKey("the vkey's key has the wrong length")
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if key_id != expected.hex():
        raise BadKey("the vkey's id does not belong to its name and key: a character was lost or changed")
    return VKey(name, expected, data[0], data[1:])


def _is_name(name: str) -> bool:
    return (
        1 <= len(name.encode()) <= MAX_NAME and "+" not in name and not any(c.isspace() or ord(c) < 0x20 for c in name)
    )


@dataclass(frozen=True)
class Signature:
    """One signature line: the key's name and id, and what follows the id."""

    name: str
    id: bytes
    data: bytes


@dataclass(frozen=True)
class Checkpoint:
    """A parsed, not yet checked checkpoint; `text` is what was signed, its last newline included."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Cosigned:
    """A pinned witness that cosigned; `time` is in seconds since 1970 (0: no statement), `id` its key's."""

    name: str
    time: int
    id: bytes


@dataclass(frozen=True)
class Signers:
    """Who signed a checkpoint: pinned log keys, pinned witnesses, and names of lines that were not checked."""

    pinned: tuple[VKey, ...]
    witnesses: tuple[Cosigned, ...]
    unchecked: tuple[Signature, ...]


@dataclass(frozen=True)
class Trust:
    """What the reader pinned: the log's keys (types 1 and 6) and witnesses that must have cosigned (4 and 6).

    For anchors: certificates of time-stampers or of who issued theirs (DER), and hashes of Ethereum blocks (32 bytes).
    `policy`: which witnesses, and how many of them, must have cosigned what covers the records shown.
    """

    keys: tuple[VKey, ...] = ()
    witnesses: tuple[VKey, ...] = ()
    stampers: tuple[bytes, ...] = ()
    blocks: tuple[bytes, ...] = ()
    policy: Policy | None = None

    def signing(self) -> Trust:
        """Return what tells who signed, without demanding that each single witness did."""
        return Trust(self.keys, policy=self.policy)


def parse_note(data: bytes) -> tuple[bytes, tuple[Signature, ...]]:
    """Split a signed note into its text and signature lines."""
    if len(data) > MAX_NOTE:
        raise Fault(Reason.NOTE_MALFORMED, "too long")
    whole = utf8(data, Reason.NOTE_MALFORMED)
    if any(ord(c) < 0x20 and c != "\n" for c in whole):
        raise Fault(Reason.NOTE_MALFORMED, "a control character")
    cut = whole.rfind("\n\n")
    if cut < 0 or not whole.endswith("\n"):
        raise Fault(Reason.NOTE_MALFORMED, "no blank line, or no newline at the end")
    lines = whole[cut + 2 : -1].split("\n")
    if lines == [""] or len(lines) > MAX_LINES:
        raise Fault(Reason.NOTE_MALFORMED, "no signatures, or too many")
    signatures = tuple(_line(line) for line in lines)
    if len({(s.name, s.id) for s in signatures}) != len(signatures):
        raise Fault(Reason.NOTE_MALFORMED, "two lines by one key")
    return whole[: cut + 1].encode(), signatures


def _line(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _is_name(parts[1]):
        raise Fault(Reason.NOTE_MALFORMED, "a signature line")
    try:
        data = unbase64(parts[2], "signature")
    except Fault:
        raise Fault(Reason.NOTE_MALFORMED, "a signature line's base64") from None
    if len(data) <= 4:
        raise Fault(Reason.NOTE_MALFORMED, "an empty signature")
    return Signature(parts[1], data[:4], data[4:])


@lru_cache(maxsize=16)
def parse_checkpoint(data: bytes) -> Checkpoint:
    """Read a checkpoint of exactly three lines (origin, size, root) from a signed note."""
    text, signatures = parse_note(data)
    lines = text.decode().split("\n")
    if len(lines) != 4 or not 1 <= len(lines[0].encode()) <= MAX_NAME:
        raise Fault(Reason.CHECKPOINT_MALFORMED, "not three lines, or no fit origin")
    size = decimal(lines[1])
    try:
        root = unbase64(lines[2], "root", 32)
    except Fault:
        raise Fault(Reason.CHECKPOINT_MALFORMED, "root") from None
    if size is None:
        raise Fault(Reason.CHECKPOINT_MALFORMED, "size")
    checkpoint = Checkpoint(lines[0], size, root, text, signatures)
    if not any(s.name == checkpoint.origin for s in signatures):
        raise Fault(Reason.LOG_SIGNATURE_MISSING)
    return checkpoint


@lru_cache(maxsize=16)
def check_signers(checkpoint: Checkpoint, trust: Trust) -> Signers:
    """Check every line by a pinned key; `pinned` is empty when no log key was pinned at all.

    With pinned log keys, one key of each pinned type must have signed; each pinned witness must have cosigned. Of a
    policy's witnesses those that did are told; whether they are enough is asked where all of a file is known.
    """
    pinned = _log_keys(checkpoint, trust.keys) if trust.keys else ()
    asked = dict.fromkeys(one.key for one in trust.policy.witnesses) if trust.policy else {}
    witnesses = []
    for key in dict.fromkeys((*trust.witnesses, *asked)):
        line = _find(checkpoint, key)
        if line is None and key in trust.witnesses:
            raise Fault(Reason.WITNESS_MISSING, key.name)
        if line is None:
            continue
        if not verifies(checkpoint, key, line):
            raise Fault(Reason.COSIGNATURE_WRONG, key.name)
        witnesses.append(Cosigned(key.name, int.from_bytes(line.data[:8], "big"), key.id))
    known = {(k.name, k.id) for k in (*pinned, *trust.witnesses, *asked)}
    unchecked = tuple(s for s in checkpoint.signatures if (s.name, s.id) not in known)
    return Signers(pinned, tuple(witnesses), unchecked)


def check_quorum(trust: Trust, *checkpoints: Checkpoint) -> None:
    """Check that the policy, if there is one, is met by the cosignatures on one of these checkpoints."""
    if trust.policy is None:
        return
    for checkpoint in checkpoints:
        if trust.policy.met(check_signers(checkpoint, trust.signing()).witnesses):
            return
    raise Fault(Reason.WITNESS_QUORUM_MISSING, checkpoints[0].origin)


def _log_keys(checkpoint: Checkpoint, keys: tuple[VKey, ...]) -> tuple[VKey, ...]:
    ours = [key for key in keys if key.name == checkpoint.origin]
    if not ours:
        raise Fault(Reason.ORIGIN_NOT_PINNED, checkpoint.origin)
    signed = []
    for key in ours:
        line = _find(checkpoint, key)
        if line is None:
            continue
        if not verifies(checkpoint, key, line):
            raise Fault(Reason.SIGNATURE_WRONG, f"{key.name} {key.id.hex()}")
        signed.append(key)
    if {key.type for key in ours} != {key.type for key in signed}:
        raise Fault(Reason.PINNED_KEY_DID_NOT_SIGN, checkpoint.origin)
    return tuple(signed)


def _find(checkpoint: Checkpoint, key: VKey) -> Signature | None:
    return next((s for s in checkpoint.signatures if s.name == key.name and s.id == key.id), None)


def verifies(checkpoint: Checkpoint, key: VKey, line: Signature) -> bool:
    """Check one signature line with one key (signed-note Ed25519; tlog-cosignature Ed25519 and ML-DSA-44)."""
    if len(line.data) != _SIGNATURE_SIZE[key.type]:
        return False
    try:
        if key.type == ED25519:
            Ed25519PublicKey.from_public_bytes(key.public).verify(line.data, checkpoint.text)
            return True
        time, signature = int.from_bytes(line.data[:8], "big"), line.data[8:]
        if time >= 2**63:
            return False
        if key.type == COSIGNATURE:
            message = f"cosignature/v1\ntime {time}\n".encode() + checkpoint.text
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
        else:
            MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, _subtree(checkpoint, key, time))
    except (InvalidSignature, ValueError):
        return False
    return True


def _subtree(checkpoint: Checkpoint, key: VKey, time: int) -> bytes:
    name, origin = key.name.encode(), checkpoint.origin.encode()
    return b"".join(
        [
            b"subtree/v1\n\0",
            len(name).to_bytes(1, "big") + name,
            time.to_bytes(8, "big"),
            len(origin).to_bytes(1, "big") + origin,
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        ]
    )
