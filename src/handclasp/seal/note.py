"""Checkpoints as C2SP signed notes: an Ed25519 line, and an ML-DSA-44 line beside it.

Writes what c2sp.org/signed-note, tlog-checkpoint and tlog-cosignature describe. Deciding *whether* a checkpoint may
be signed is the signer's work (signer.py); here are only the bytes.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

ED25519, ML_DSA_44 = 0x01, 0x06


class Head(NamedTuple):
    """A log's size and root: what a checkpoint says."""

    size: int
    root: bytes


class LogKey:
    """The two signing keys of a log; `seed` is 64 bytes: Ed25519's 32, then ML-DSA-44's 32."""

    def __init__(self, origin: str, seed: bytes) -> None:
        self.origin = origin
        self.seed = seed
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(seed[:32])
        self._ml_dsa = MLDSA44PrivateKey.from_seed_bytes(seed[32:])

    def vkeys(self) -> list[str]:
        """The verifier keys to pin, Ed25519 first (c2sp.org/signed-note, "Verifier keys")."""
        return [vkey(self.origin, kind, public) for kind, public in self._publics()]

    def _publics(self) -> list[tuple[int, bytes]]:
        return [
            (ED25519, self._ed25519.public_key().public_bytes_raw()),
            (ML_DSA_44, self._ml_dsa.public_key().public_bytes_raw()),
        ]

    def sign(self, head: Head, now: int) -> str:
        """The signed checkpoint of a head; `now` is POSIX seconds for the ML-DSA line."""
        body = checkpoint_body(self.origin, head)
        (_, ed_public), (_, ml_public) = self._publics()
        lines = [
            signature_line(self.origin, ED25519, ed_public, self._ed25519.sign(body.encode())),
            signature_line(
                self.origin,
                ML_DSA_44,
                ml_public,
                struct.pack(">Q", now) + self._ml_dsa.sign(subtree_message(self.origin, self.origin, now, head)),
            ),
        ]
        return body + "\n" + "".join(lines)

    def signed(self, note: str) -> bool:
        """Whether the note's Ed25519 line is ours and fits its body."""
        body, _, lines = note.partition("\n\n")
        public = self._ed25519.public_key()
        for line in lines.splitlines():
            parts = line.split(" ")
            try:
                signature = b64decode(parts[-1])
            except ValueError:
                continue
            if parts[1:2] == [self.origin] and signature[:4] == key_id(self.origin, ED25519, public.public_bytes_raw()):
                try:
                    public.verify(signature[4:], (body + "\n").encode())
                except InvalidSignature:
                    return False
                return True
        return False


def checkpoint_body(origin: str, head: Head) -> str:
    """The three lines of a checkpoint that are signed."""
    return f"{origin}\n{head.size}\n{b64encode(head.root).decode()}\n"


def subtree_message(cosigner: str, origin: str, timestamp: int, head: Head) -> bytes:
    """What an ML-DSA-44 cosignature signs (c2sp.org/tlog-cosignature)."""
    name, log = cosigner.encode(), origin.encode()
    return (
        b"subtree/v1\n\0"
        + bytes([len(name)])
        + name
        + struct.pack(">Q", timestamp)
        + bytes([len(log)])
        + log
        + struct.pack(">QQ", 0, head.size)
        + head.root
    )


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The 4-byte key ID of a name, signature type and public key."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name: str, kind: int, public: bytes) -> str:
    """The verifier key to publish and pin."""
    return f"{name}+{key_id(name, kind, public).hex()}+{b64encode(bytes([kind]) + public).decode()}"


def signature_line(name: str, kind: int, public: bytes, signature: bytes) -> str:
    """One line of a signed note."""
    return f"— {name} {b64encode(key_id(name, kind, public) + signature).decode()}\n"


def read_head(note: str) -> Head:
    """The head in a checkpoint that this house signed; nothing is verified here."""
    _, size, root, *_ = note.split("\n")
    return Head(int(size), b64decode(root))
