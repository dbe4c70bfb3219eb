"""The customer's own signature over the words as typed (docs/spec/formats.md §8), checked before anything is masked."""

from __future__ import annotations

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from handclasp.records import Signature

_COORDINATE = 32


def message(conversation: bytes, sent: int, message_id: str, text: str, salt: bytes) -> bytes:
    """The bytes that are signed."""
    raw = message_id.encode()
    return (
        b"handclasp/said/v1"
        + salt
        + conversation
        + sent.to_bytes(8, "big")
        + bytes([len(raw)])
        + raw
        + sha256(text.encode()).digest()
    )


def check(signature: Signature, conversation: bytes, sent: int, message_id: str, text: str) -> bool:
    """Whether the signature is by its key over exactly these words."""
    if len(signature.sig) != 2 * _COORDINATE or len(signature.salt.reveal()) != 32 or sent < 0:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature.sig[:_COORDINATE], signature.sig[_COORDINATE:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), signature.key)
        signed = message(conversation, sent, message_id, text, signature.salt.reveal())
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
