"""IPFS: a checkpoint as one raw block, its CID recomputed. It proves no time, only under which name it is found."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from typing import Any, Final

from .reasons import Fault, Reason
from .strict import shape, string

RAW_SHA256: Final = b"\x01\x55\x12\x20"
"""CIDv1, codec raw, multihash sha2-256 of 32 bytes."""


def cid_of(block: bytes) -> str:
    """Return the CIDv1 (base32, raw, sha2-256) of a block."""
    return "b" + b32encode(RAW_SHA256 + hashlib.sha256(block).digest()).decode().rstrip("=").lower()


def check_content(proof: Any, block: bytes) -> str:
    """Check a proof `{cid}` against the block it names; returns the CID."""
    cid = string(shape(proof, {"cid"}, "proof")["cid"], "proof.cid")
    if cid != cid_of(block):
        raise Fault(Reason.CID_WRONG, "proof.cid")
    return cid
