"""A provider that lies in one way at a time, to see what is believed: it signs whatever a test tells it to."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


OWN, OTHER = _new_key(), _new_key()


@dataclass
class Rogue:
    """What it will say. `claims` replace those of an honest ID token (None removes one); `nonce` is the client's."""

    issuer: str = ""
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "own"})
    key: Any = OWN
    jwks: list[dict[str, Any]] | None = None
    tokens: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    def id_token(self) -> str:
        """The ID token as told."""
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": "desk",
            "iat": now,
            "exp": now + 600,
            "nonce": self.nonce,
            "roles": ["support"],
        }
        said = {name: value for name, value in (honest | self.claims).items() if value is not None}
        return jwt.encode(said, self.key, self.algorithm, headers=self.header)

    def says(self, path: str) -> Any:
        """The JSON body for a path."""
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
            ends["userinfo_endpoint"] = "me"
            found = {"issuer": self.issuer} | {name: f"{self.issuer}/{end}" for name, end in ends.items()}
            return {name: value for name, value in (found | self.discovery).items() if value is not None}
        if path == "/token":
            return {"access_token": "specimen", "token_type": "Bearer", "id_token": self.id_token()} | self.tokens
        if path == "/jwks":
            return {"keys": self.jwks if self.jwks is not None else [public("own", OWN)]}
        if path == "/me":
            return self.userinfo if self.userinfo is not None else {"sub": "person-1"}
        return None


def public(name: str, key: rsa.RSAPrivateKey, **more: Any) -> dict[str, Any]:
    """The public half as a JWK."""
    told: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return told | {"kid": name, "alg": "RS256", "use": "sig"} | more


def symmetric(name: str, secret: bytes) -> dict[str, Any]:
    """A shared secret, published as if it were a public key."""
    return {"kty": "oct", "k": base64.urlsafe_b64encode(secret).decode().rstrip("="), "kid": name, "alg": "HS256"}


@contextmanager
def running() -> Iterator[Rogue]:
    """A rogue on a free port of 127.0.0.1."""
    rogue = Rogue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            path = urlsplit(self.path).path
            form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            rogue.asked.append((path, {name: values[0] for name, values in form.items()}, dict(self.headers)))
            status, body = rogue.answers.get(path) or (200, json.dumps(rogue.says(path)).encode())
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status == 302:
                self.send_header("Location", body.decode())
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    rogue.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield rogue
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
