"""The customer's own signature over what was typed (formats.md §8), checked when enough of the record is open.

It proves that the holder of one key wrote those words; never who that person is.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from .reasons import Fault, Remark
from .record import Record
from .strict import shape, unbase64

LABEL: Final = b"handclasp/said/v1"


def check_said(record: Record) -> Remark | None:
    """Say whether the customer's signature fits the words; None if the record carries none."""
    if "signature" not in record.commitments:
        return None
    held = record.get("signature")
    if held is None:
        return Remark.SAID_CLOSED
    try:
        parts = shape(held, {"alg", "key", "salt", "sig"}, "signature")
        key, sig = unbase64(parts["key"], "key", 65), unbase64(parts["sig"], "sig", 64)
        if parts["alg"] != "ES256":
            return Remark.SAID_WRONG
        typed = _typed(record, parts["salt"])
    except (Fault, ValueError, OverflowError):
        return Remark.SAID_WRONG
    if typed is None:
        return Remark.SAID_CLOSED
    return Remark.SAID_BY_KEY if _verifies(key, sig, typed) else Remark.SAID_WRONG


def _typed(record: Record, salt: Any) -> bytes | None:
    """Rebuild the signed message; None when a field it takes is closed."""
    sent, said_id, text = record.get("sent"), record.get("id"), record.get("body")
    if sent is None or said_id is None or text is None:
        return None
    if any(name == "spans" or name.startswith("original/") for name in record.closed):
        return None
    originals = _originals(record)
    if salt is None:
        if not originals:
            raise ValueError
        salt = originals.pop()
    return b"".join(
        [
            LABEL,
            unbase64(salt, "salt", 32),
            record.entry.conversation,
            sent.to_bytes(8, "big"),
            len(said_id.encode()).to_bytes(1, "big") + said_id.encode(),
            hashlib.sha256(_unmask(text, record.get("spans") or [], originals).encode()).digest(),
        ]
    )


def _originals(record: Record) -> list[Any]:
    count = sum(name.startswith("original/") for name in record.commitments)
    found = [record.get(f"original/{n}") for n in range(count)]
    if any(not isinstance(text, str) for text in found):
        raise ValueError
    return found


def _unmask(masked: str, spans: Any, originals: list[Any]) -> str:
    """Put the originals back where the masks stand."""
    text, done = "", 0
    for span in spans if isinstance(spans, list) else [None]:
        start, end, number = _span(span)
        if not done <= start <= end <= len(masked) or not 0 <= number < len(originals):
            raise ValueError
        text += masked[done:start] + originals[number]
        done = end
    return text + masked[done:]


def _span(span: Any) -> tuple[int, int, int]:
    at = span.get("at") if isinstance(span, dict) else None
    numbers = [*at, span.get("original")] if isinstance(at, list) and len(at) == 2 else []
    if len(numbers) != 3 or any(not isinstance(n, int) or isinstance(n, bool) for n in numbers):
        raise ValueError
    return numbers[0], numbers[1], numbers[2]


def _verifies(key: bytes, sig: bytes, typed: bytes) -> bool:
    r, s = int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big")
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key).verify(
            encode_dss_signature(r, s), typed, ECDSA(SHA256())
        )
    except (InvalidSignature, ValueError):
        return False
    return True
