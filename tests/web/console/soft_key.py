"""A passkey device in software (WebAuthn level 2, ES256), whose every byte a test may falsify."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One device with one passkey."""

    origin: str
    host: str
    verified: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes | None = None
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> str:
        """What the browser sends after making a passkey."""
        told = options["publicKey"]
        self.handle = websafe_decode(told["user"]["id"])
        public = cbor.encode(ES256.from_cryptography_key(self._key.public_key()))  # type: ignore[no-untyped-call]
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(ATTESTED) + attested
        return self._sent(
            {
                "clientDataJSON": self._client("webauthn.create", told["challenge"]),
                "attestationObject": cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
            }
        )

    def get(self, options: dict[str, Any]) -> str:
        """What the browser sends after the owner confirmed."""
        self.count += 1 if self.count else 0
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data()
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._sent(response | ({"userHandle": self.handle} if self.handle else {}))

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verified else 0)
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, response: dict[str, bytes]) -> str:
        name = websafe_encode(self.id)
        encoded = {part: websafe_encode(value) for part, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": encoded})
