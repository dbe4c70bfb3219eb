"""Anchors (formats.md §10): a checkpoint that was known outside the house, and how what is shown goes with it.

Who stamped and which block it was are trusted only when the reader pinned the certificate or the block's hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from .block import check_block
from .content import check_content
from .merkle import consistent
from .note import Checkpoint, Signers, Trust, check_signers, parse_checkpoint
from .reasons import Fault, Reason
from .receipt import MAX_PROOF
from .strict import array, load, mapping, shape, string, unbase64
from .timestamp import check_token

FORMAT: Final = "handclasp/anchor/v1"
KINDS: Final = ("witness", "rfc3161", "ethereum", "ipfs")


@dataclass(frozen=True)
class Anchor:
    """An anchor that holds together. `time` is in seconds since 1970, None where none is proved.

    `pinned`: the reader's own pins vouch for the time (always False for ipfs, which has none).
    """

    kind: str
    checkpoint: Checkpoint
    time: int | None
    pinned: bool
    authority: str
    facts: dict[str, Any]


def read_anchor(data: bytes, trust: Trust, shown: Checkpoint | None = None) -> Anchor:
    """Check an anchor's bytes; with `shown`, also that its checkpoint and that one are of one history."""
    return check_anchor(load(data), trust, shown)


def check_anchor(document: Any, trust: Trust, shown: Checkpoint | None = None) -> Anchor:
    """Check an anchor that was already read as JSON; without `shown` its `consistency` must be empty."""
    version = string(mapping(document, "anchor").get("format", ""), "format")
    if version != FORMAT:
        raise Fault(Reason.FORMAT_UNKNOWN, ascii(version)[:80])
    parts = shape(document, {"format", "kind", "checkpoint", "consistency", "proof"}, "anchor")
    note = string(parts["checkpoint"], "checkpoint").encode()
    checkpoint = parse_checkpoint(note)
    signers = check_signers(checkpoint, trust.signing())
    steps = array(parts["consistency"], "consistency")
    if len(steps) > 2 * MAX_PROOF:
        raise Fault(Reason.PROOF_MALFORMED, "consistency")
    path = [unbase64(step, f"consistency[{i}]", 32) for i, step in enumerate(steps)]
    _check_history(checkpoint, shown or checkpoint, path)
    if parts["kind"] == "witness":
        shape(parts["proof"], set(), "proof")
        return _witnessed(checkpoint, signers, trust)
    return _check_kind(string(parts["kind"], "kind"), parts["proof"], note, trust)


def _check_history(anchored: Checkpoint, shown: Checkpoint, path: list[bytes]) -> None:
    if anchored.origin != shown.origin:
        raise Fault(Reason.ORIGIN_DIFFERS, "checkpoint")
    old, new = sorted((anchored, shown), key=lambda one: one.size)
    if anchored.size == 0 or not consistent(old.size, old.root, new.size, new.root, path):
        raise Fault(Reason.ANCHOR_INCONSISTENT, "consistency")


def _witnessed(checkpoint: Checkpoint, signers: Signers, trust: Trust) -> Anchor:
    """A cosigned checkpoint: pinned when the reader's policy is met; the time is the latest that its witnesses say."""
    times = [one.time for one in signers.witnesses]
    met = trust.policy is not None and trust.policy.quorum is not None and trust.policy.met(signers.witnesses)
    told = sorted({one.name for one in checkpoint.signatures if one.name != checkpoint.origin})
    authority = ", ".join(sorted({one.name for one in signers.witnesses}) or told)
    facts = {"cosigned": told}
    return Anchor("witness", checkpoint, (max(times, default=0) or None) if met else None, met, authority, facts)


def _check_kind(kind: str, proof: Any, note: bytes, trust: Trust) -> Anchor:
    checkpoint = parse_checkpoint(note)
    digest = hashlib.sha256(checkpoint.text).digest()
    if kind == "rfc3161":
        token = unbase64(shape(proof, {"token"}, "proof")["token"], "proof.token")
        stamp = check_token(token, digest, trust.stampers)
        facts = {"serial": str(stamp.serial), "certificate": stamp.fingerprint}
        return Anchor(kind, checkpoint, int(stamp.time.timestamp()), stamp.pinned, stamp.authority, facts)
    if kind == "ethereum":
        block = check_block(proof, digest)
        told = {"chain": block.chain, "number": block.number, "block": block.hash.hex()}
        return Anchor(kind, checkpoint, block.time, block.hash in trust.blocks, f"eip155:{block.chain}", told)
    if kind == "ipfs":
        facts = {"cid": check_content(proof, note)}
        return Anchor(kind, checkpoint, None, pinned=False, authority="", facts=facts)
    raise Fault(Reason.ANCHOR_KIND_UNKNOWN, ascii(kind)[:80])
