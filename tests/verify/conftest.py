"""One small specimen world: a conversation with masks, an attachment, a customer's signature, a head, and its pack."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.verify import forge

from handclasp.verify import Trust, parse_vkey
from handclasp.verify.page import MADE_BY, readme, transcript_html, verify_html
from handclasp.verify.watermark import Watermark

CONVERSATION = hashlib.sha256(b"specimen conversation").digest()[:16]
OTHER = hashlib.sha256(b"another specimen conversation").digest()[:16]
PICTURE = b"\x89PNG specimen picture"
MARK = Watermark("周敏（纠纷专员 zhou.min）", forge.START + 3_600_000, "Arbitration 2026-118 (specimen)")
MAKERS = {"transcript.html": transcript_html, "verify.html": verify_html}
CUSTOMER_KEY = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())


def customer_signature(text: str, said_id: str, sent: int, *, keep_salt: bool) -> dict[str, Any]:
    """Sign what the customer typed, as the widget does (formats.md §8)."""
    said = said_id.encode()
    salt = bytes(range(32))
    message = b"".join(
        [
            b"handclasp/said/v1",
            salt,
            CONVERSATION,
            sent.to_bytes(8, "big"),
            bytes([len(said)]) + said,
            hashlib.sha256(text.encode()).digest(),
        ]
    )
    r, s = decode_dss_signature(CUSTOMER_KEY.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
    point = CUSTOMER_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "alg": "ES256",
        "key": forge.b64(point),
        "salt": forge.b64(salt) if keep_salt else None,
        "sig": forge.b64(r.to_bytes(32, "big") + s.to_bytes(32, "big")),
    }


def signed_message(minute: int, typed: str, masked: str, mask: str | None = None, hidden: str = "") -> forge.Fields:
    """Make a customer's message with a signature over what was typed."""
    said_id = f"w-{minute}"
    spans = [forge.span(masked, mask, "CN_ID", 0)] if mask else None
    fields = forge.message("customer:7F3A", minute, masked, spans, id=("text", said_id))
    signature = customer_signature(typed, said_id, fields["sent"][1], keep_salt=mask is None)
    fields["signature"] = ("json", signature)
    if mask:
        fields["original/0"] = ("text", hidden)
        fields["original/1"] = ("text", forge.b64(bytes(range(32))))
    return fields


@dataclass
class World:
    """A written log and what can be taken from it."""

    log: forge.Log

    @cached_property
    def trust(self) -> Trust:
        """Every key of this world, pinned."""
        witnesses = tuple(parse_vkey(witness.vkey(kind)) for witness in self.log.witnesses for kind in (4, 6))
        return Trust(tuple(parse_vkey(key) for key in self.log.vkeys()), witnesses)

    def record(self, seq: int, conversation: bytes = CONVERSATION) -> forge.Rec:
        """Return the record of that number in a conversation."""
        return next(r for r in self.log.records if r and (r.conversation, r.seq) == (conversation, seq))

    def transcript(self) -> dict[str, Any]:
        """Return the transcript as JSON."""
        return self.log.transcript(CONVERSATION, self.checkpoint)

    @cached_property
    def checkpoint(self) -> str:
        """The checkpoint before the export, the same each time (ML-DSA signatures are random)."""
        return self.log.checkpoint(len(self.log.entries))

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Return all files of the sealed pack."""
        transcript = forge.dumps(self.log.transcript(CONVERSATION, self.checkpoint))
        return forge.pack_files(self.log, CONVERSATION, self.checkpoint, pages(transcript), {5: PICTURE}, MADE_BY)

    @cached_property
    def pack(self) -> bytes:
        """Return the sealed pack."""
        return forge.zipped(self.files)


def pages(transcript: bytes, watermark: Watermark | None = None) -> dict[str, bytes]:
    """Make the pages for a transcript and a watermark."""
    made = {name: make(transcript, watermark and watermark._asdict()) for name, make in MAKERS.items()}
    return made | {"README.txt": readme()}


def make_world() -> World:
    """Write the specimen world; the same every time but for random signatures."""
    log = forge.Log(witnesses=[forge.WITNESS])
    hello = log.append(OTHER, forge.message("customer:Lena", 0, "Is anyone there?"))
    assert hello.seq == 1
    log.append(CONVERSATION, signed_message(1, "你好，我刚买的礼品卡打不开", "你好，我刚买的礼品卡打不开"))
    mask, hidden = "【身份证号 1101********002X】", "11010519491231002X"
    masked = f"我的身份证 {mask}，订单 A1001 的卡密无效 😀"
    log.append(CONVERSATION, signed_message(2, masked.replace(mask, hidden), masked, mask, hidden))
    log.append(OTHER, forge.message("agent:zhou", 3, "Yes, how can I help?"))
    log.append(
        CONVERSATION,
        forge.said(
            "order-event",
            "system:shop",
            3,
            body=("text", "卡密 10:00:41 已发放"),
            order=("text", "A1001"),
            event=("text", "delivered"),
            details=("json", {"first_seen": 1_790_000_055_000, "same_device": True}),
        ),
    )
    log.append(CONVERSATION, forge.message("agent:zhou", 4, "已收到，请问兑换时提示的文字是什么？"))
    log.append(
        CONVERSATION,
        forge.said(
            "attachment",
            "customer:7F3A",
            5,
            body=("text", "IMG_0421.png"),
            blob=("bytes", bytes(16)),
            media_type=("text", "image/png"),
            size=("int", len(PICTURE)),
            digest=("bytes", hashlib.sha256(PICTURE).digest()),
        ),
    )
    last = log.append(
        CONVERSATION, forge.said("consent", "customer:7F3A", 6, purpose=("text", "dispute"), granted=("bool", True))
    )
    log.append(CONVERSATION, forge.head(last, 7))
    return World(log)


@pytest.fixture(scope="session")
def world() -> World:
    """The specimen world."""
    return make_world()
