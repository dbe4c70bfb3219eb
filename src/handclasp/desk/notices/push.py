"""Web Push (RFC 8030): a notice sealed for one browser (RFC 8291), signed by the house (RFC 8292), left at its service.

The service sees that this house tells somebody something, and when; it can read nothing. Only services whose hosts the
settings name are spoken to, by HTTPS, at addresses of the public network, and no redirect is followed.
"""

from __future__ import annotations

import fnmatch
import http.client
import ipaddress
import os
import socket
import ssl
import struct
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from handclasp.desk.notices.ways import NotSent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST: Final = 1_000
"""Characters of an endpoint."""
SECONDS: Final = 15.0
KEEPS: Final = 3_600
"""For how many seconds a service keeps what a browser does not fetch."""
_RECORD: Final = 4_096
_SIZE: Final = 512
"""What is sealed is filled up to this many bytes, so that its length tells nothing."""
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Device(NamedTuple):
    """A browser's subscription: where its service takes messages, its public point (65 bytes), its secret (16)."""

    endpoint: str
    key: bytes
    auth: bytes


def written(data: bytes) -> str:
    """Base64url without padding, as the RFCs have it."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Sender(NamedTuple):
    """This house to push services: its key on P-256; `contact` is where its operator is reached, https: or mailto:."""

    key: ec.EllipticCurvePrivateKey
    contact: str = ""

    @classmethod
    def of(cls, secret: bytes, contact: str = "") -> Sender:
        """The sender of a 32-byte secret."""
        return cls(ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1()), contact)

    @property
    def public(self) -> str:
        """What browsers are told when they subscribe."""
        return written(_point(self.key.public_key()))

    def vouches(self, endpoint: str, now: int) -> str:
        """The `Authorization` of a message (RFC 8292, 3), good for an hour; `now` is in ms since 1970."""
        parts = urlsplit(endpoint)
        claims: dict[str, object] = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now // 1000 + 3_600}
        if self.contact:
            claims["sub"] = self.contact
        return f"vapid t={jwt.encode(claims, self.key, 'ES256')}, k={self.public}"


def sealed(message: bytes, device: Device, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b"") -> bytes:
    """A message for one browser's eyes (RFC 8291 over RFC 8188, one record); `own` and `salt` are made anew.

    Raises ValueError when the device's point is none, or the message is too long.
    """
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device.key)
    mine = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, device.auth, b"WebPush: info\0" + device.key + mine, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    if len(message) + 17 > _RECORD:
        raise ValueError("a message of one record is at most 4,079 bytes")
    head = salt + struct.pack("!LB", _RECORD, len(mine)) + mine
    return head + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def filled(message: bytes) -> bytes:
    """The same JSON, as long as all others: blanks at its end are no part of it."""
    return message.ljust(_SIZE)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_public(address: Address) -> bool:
    """Whether it is an address of the public network: not of this machine, of a private one, or kept for something."""
    plain = getattr(address, "ipv4_mapped", None) or address
    return bool(plain.is_global and not plain.is_multicast)


class Gateway:
    """The way to push services. `hosts` are theirs (`*.` stands for any name below); `allowed` judges an address."""

    def __init__(
        self,
        hosts: Sequence[str],
        *,
        allowed: Callable[[Address], bool] = is_public,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._hosts = tuple(hosts)
        self._allowed = allowed
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds

    def knows(self, endpoint: str) -> bool:
        """Whether an endpoint is one of a service that may be spoken to; nothing is asked over the network."""
        if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
            return False
        try:
            parts = urlsplit(endpoint)
            named = parts.hostname or ""
            plain = parts.scheme == "https" and not parts.username and not parts.fragment and parts.port != 0
        except ValueError:
            return False
        return plain and bool(named) and any(fnmatch.fnmatchcase(named, host) for host in self._hosts)

    def put(self, endpoint: str, body: bytes, headers: dict[str, str]) -> None:
        """Leave a message; raises NotSent, `gone` when the browser has no such subscription any more."""
        if not self.knows(endpoint):
            raise NotSent("host", for_good=True)
        parts = urlsplit(endpoint)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection = _Pinned(parts.hostname or "", parts.port or 443, self._trust, self._allowed, self._seconds)
        try:
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
        except ssl.SSLError:
            raise NotSent("certificate") from None
        except (OSError, http.client.HTTPException):
            raise NotSent("connection") from None
        finally:
            connection.close()
        if status in {404, 410}:
            raise NotSent("gone", for_good=True)
        if not 200 <= status < 300:
            raise NotSent(f"answer-{status}", for_good=status in {400, 413})


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was judged: what a name means is asked once."""

    def __init__(
        self, host: str, port: int, trust: ssl.SSLContext, allowed: Callable[[Address], bool], seconds: float
    ) -> None:
        super().__init__(host, port, timeout=seconds, context=trust)
        self._trust = trust
        self._allowed = allowed

    def connect(self) -> None:
        """Look the name up, and connect if every address it has may be spoken to."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(one[4][0]) for one in found]
        if not addresses or not all(self._allowed(one) for one in addresses):
            raise NotSent("address")
        bare = self._reached(addresses)
        self.sock = self._trust.wrap_socket(bare, server_hostname=self.host)

    def _reached(self, addresses: Sequence[Address]) -> socket.socket:
        failed: OSError = OSError("nowhere to go")
        for one in addresses:
            try:
                return socket.create_connection((str(one), self.port), self.timeout)
            except OSError as error:
                failed = error
        raise failed
