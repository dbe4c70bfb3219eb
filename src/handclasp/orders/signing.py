"""Signed requests between a shop and this house, in both directions (docs/spec/orders.md): HMAC-SHA-256.

What is signed names the method, the path, the connector, the time, a nonce and the body, so that no signed request can
be used elsewhere, later, twice, or with another body. Comparisons take the same time whatever is wrong.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from handclasp.records import HandclaspError, Secret

SKEW_SECONDS: Final = 300
"""How far the clocks of the two may be apart."""
FEWEST: Final = 32
"""Bytes that a secret has at least."""
CONNECTOR, TIMESTAMP, NONCE, SIGNATURE = (
    "handclasp-connector",
    "handclasp-timestamp",
    "handclasp-nonce",
    "handclasp-signature",
)
_SCHEME: Final = "handclasp/orders/v1"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TIME: Final = re.compile(r"[1-9][0-9]{0,14}")
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SIGNED: Final = re.compile(r"v1=([0-9a-f]{64})")


class NotSigned(HandclaspError):
    """The request is not signed as it must be; the message never says which part would have been right."""

    code = "bad-signature"


class Clock(NotSigned):
    """The request was signed too long ago, or by a clock that is ahead."""

    code = "signature-clock"


class Replayed(NotSigned):
    """A request with this nonce was taken already."""

    code = "signature-replayed"


class Request(NamedTuple):
    """What is signed of a request; `path` with its query, `body` in bytes."""

    method: str
    path: str
    body: bytes


class Signed(NamedTuple):
    """The four headers, read: `at` in seconds since 1970."""

    connector: str
    at: int
    nonce: str
    signature: str


def signature(secret: Secret[str], request: Request, connector: str, at: int, nonce: str) -> str:
    """The signature in hex."""
    lines = (_SCHEME, request.method, request.path, connector, str(at), nonce, sha256(request.body).hexdigest())
    return hmac.new(secret.reveal().encode(), "\n".join(lines).encode(), "sha256").hexdigest()


def headers(secret: Secret[str], request: Request, connector: str, at: int, nonce: str = "") -> dict[str, str]:
    """The headers that sign a request, with a fresh nonce."""
    nonce = nonce or secrets.token_urlsafe(24)
    return {
        CONNECTOR: connector,
        TIMESTAMP: str(at),
        NONCE: nonce,
        SIGNATURE: f"v1={signature(secret, request, connector, at, nonce)}",
    }


def read(given: Mapping[str, str]) -> Signed:
    """The headers of a request; raises NotSigned."""
    connector, at, nonce = (given.get(name, "") for name in (CONNECTOR, TIMESTAMP, NONCE))
    signed = _SIGNED.fullmatch(given.get(SIGNATURE, ""))
    if not (_NAME.fullmatch(connector) and _TIME.fullmatch(at) and _NONCE.fullmatch(nonce) and signed):
        message = f"sign the request: it needs the headers {CONNECTOR}, {TIMESTAMP}, {NONCE} and {SIGNATURE}"
        raise NotSigned(message)
    return Signed(connector, int(at), nonce, signed[1])


def check(secret: Secret[str] | None, request: Request, signed: Signed, now: int) -> None:
    """Let a request pass that the holder of `secret` signed, at `now` (s); raises NotSigned, Clock.

    None is the secret of a connector that is not there: it is refused like a wrong signature.
    """
    made = signature(secret or Secret("?" * FEWEST), request, signed.connector, signed.at, signed.nonce)
    if not hmac.compare_digest(made, signed.signature) or secret is None:
        message = "the signature does not fit: sign method, path, connector, time, nonce and the body's SHA-256"
        raise NotSigned(message)
    if abs(now - signed.at) > SKEW_SECONDS:
        message = f"the request was signed more than {SKEW_SECONDS} seconds from our clock: set the sender's clock"
        raise Clock(message)
