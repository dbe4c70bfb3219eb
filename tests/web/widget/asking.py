"""A customer without a browser: opens sessions, signs words by the specification, and asks as the frame would."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.web.widget.house import SHOP_SECRET, SITE, House

HOST = "https://chat.example"


def shop_token(house: House, *, secret: bytes = SHOP_SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """A token as the shop signs it; a claim given as None is left out."""
    usual = {"sub": "lin", "aud": "handclasp", "exp": house.now // 1000 + 300} | claims
    kept = {name: value for name, value in usual.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


class Visitor:
    """One visitor with a key of its own."""

    def __init__(self, client: httpx.AsyncClient, house: House) -> None:
        self.client = client
        self.house = house
        self.key = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
        self.session = ""
        self.conversation = b""

    async def open(self, **body: Any) -> httpx.Response:
        """Ask for a session, and take it when it is given."""
        answer = await self.client.post("/v1/widget/sessions", json={"site": SITE, "language": "zh"} | body)
        if answer.status_code == 201:
            self.session = answer.json()["session"]
            self.conversation = bytes.fromhex(answer.json()["conversation"])
        return answer

    def message(self, text: str, **changed: Any) -> dict[str, Any]:
        """A signed message (formats.md §8)."""
        body: dict[str, Any] = {"id": uuid.uuid4().hex, "sent": self.house.now, "text": text} | changed
        return {"signature": self.sign(body["id"], body["sent"], text)} | body

    def sign(self, message_id: str, sent: int, text: str, salt: bytes = bytes(32)) -> dict[str, str]:
        """The signature, made here from the specification."""
        name = message_id.encode()
        said = b"".join(
            [
                b"handclasp/said/v1",
                salt,
                self.conversation,
                sent.to_bytes(8, "big"),
                bytes([len(name)]),
                name,
                hashlib.sha256(text.encode()).digest(),
            ]
        )
        r, s = decode_dss_signature(self.key.sign(said, ec.ECDSA(SHA256())))
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        parts = {"key": point, "sig": signature, "salt": salt}
        return {name: base64.b64encode(part).decode() for name, part in parts.items()}

    @property
    def headers(self) -> dict[str, str]:
        """The session, where it belongs."""
        return {"Authorization": f"Bearer {self.session}"}

    async def post(self, body: Any) -> httpx.Response:
        """Send a message body as it is."""
        if isinstance(body, (bytes, str)):
            return await self.client.post("/v1/widget/messages", content=body, headers=self.headers)
        return await self.client.post("/v1/widget/messages", json=body, headers=self.headers)

    async def say(self, text: str, **changed: Any) -> httpx.Response:
        """Say something."""
        return await self.post(self.message(text, **changed))

    async def attach(self, content: bytes, **headers: str) -> httpx.Response:
        """Send a file."""
        usual = {
            "Content-Type": "image/png",
            "Handclasp-Name": "shot.png",
            "Handclasp-Id": uuid.uuid4().hex,
            "Handclasp-Sent": str(self.house.now),
        }
        return await self.client.post("/v1/widget/attachments", content=content, headers=self.headers | usual | headers)
