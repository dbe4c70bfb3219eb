"""A push service on loopback, by HTTPS, and a browser's end of it: it checks who sends, and opens what was sealed."""

from __future__ import annotations

import json
import ssl
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from tests.web.console.mail_server import Certificate


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def write(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _mac(key: bytes, data: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()


class Subscription:
    """What a browser makes when it subscribes, and how it opens what it is pushed (RFC 8291, 3 and 4; RFC 8188)."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.auth = bytes(range(16))

    def form(self) -> dict[str, str]:
        """What its page posts."""
        return {"endpoint": self.endpoint, "p256dh": write(self.point), "auth": write(self.auth)}

    def opened(self, body: bytes) -> Any:
        """The message of a body; raises InvalidTag when it was sealed for another."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = _mac(_mac(self.auth, shared), b"WebPush: info\0" + self.point + theirs + b"\x01")
        kept = _mac(salt, secret)
        key = _mac(kept, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = _mac(kept, b"Content-Encoding: nonce\0\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02"
        return json.loads(plain[:-1])


class PushService:
    """The service; `status` is what it answers to the next messages, `bodies` what it took."""

    def __init__(self, certificate: Certificate) -> None:
        self.status = 201
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.asked = 0
        self.subscribed_key = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.status == 201:
                    outer.check(self.headers)
                    outer.bodies.append(body)
                    outer.headers.append(dict(self.headers.items()))
                self.send_response(outer.status)
                self.send_header("Location", f"{outer.address}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = certificate.context().wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://localhost:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def check(self, headers: Any) -> None:
        """Take only what the key that the browser subscribed with vouches for (RFC 8292)."""
        scheme, _, told = headers["Authorization"].partition(" ")
        token, key = (part.partition("=")[2] for part in told.split(", "))
        assert (scheme, key) == ("vapid", self.subscribed_key)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(key))
        # The tests' clock stands still: how long it is good is tests/desk/test_notice_push.py's to say.
        jwt.decode(token, point, ["ES256"], audience=self.address, options={"verify_exp": False})

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


def trusting(certificate: Certificate) -> ssl.SSLContext:
    """What trusts this certificate alone."""
    return ssl.create_default_context(cafile=str(certificate.authority))
