"""Who is at the other end: session tokens of ours, and short-lived ones by which a shop vouches for a customer.

Promises: a session token that was changed, has expired or belongs to another site is refused with a name; a shop's
token is taken only as HS256 under that site's secret, for us, and for ten minutes at most. Nothing is stored. A token
never belongs in a URL, and no error repeats one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any, Final

import jwt
import msgspec

from handclasp.access.machines import Site
from handclasp.records import HandclaspError, Secret

VOUCHER_LIFE: Final = 600
"""Seconds a shop's token may be valid."""
LEEWAY: Final = 30
"""Seconds by which the shop's clock may differ from ours."""
AUDIENCE: Final = "handclasp"
MAX_TOKEN: Final = 4096
_MIN_SECRET = 32
_INVALID = "This chat session is not valid. Open the chat again."
_MAX_SUBJECT, _MAX_NAME = 128, 80
_OPTIONS: Final[jwt.types.Options] = {
    "require": ["exp", "aud", "sub"],
    "verify_exp": False,  # times are checked against the clock we were given
    "verify_nbf": False,
    "verify_iat": False,
    "verify_sub": False,  # length and letters are checked below, with better words
    "verify_jti": False,
}


class SessionRefused(HandclaspError):
    """The session token is not one of ours, or belongs to another site."""

    code = "session-invalid"


class SessionExpired(HandclaspError):
    """The session was ours and is over."""

    code = "session-expired"


class VoucherRefused(HandclaspError):
    """The shop's token does not vouch for anybody; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Voucher(msgspec.Struct, frozen=True):
    """What a shop says about its customer: a reference of its own, and perhaps a name to greet by."""

    subject: Secret[str]
    name: str | None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One visitor of one site: `visitor` is 32 hex digits, `notice` names the one shown last, times are ms."""

    tenant: str
    site: str
    visitor: str
    language: str
    notice: str
    vouched: bool
    name: str | None
    issued: int
    expires: int

    @property
    def conversation(self) -> str:
        """The tenant's own name for this visitor's conversation."""
        return f"widget/{self.visitor}"


class Tokens:
    """Makes and reads session tokens: base64url JSON, a dot, base64url HMAC-SHA-256."""

    def __init__(self, secret: Secret[bytes]) -> None:
        if len(secret) < _MIN_SECRET:
            message = f"the widget's session secret must have at least {_MIN_SECRET} bytes"
            raise ValueError(message)
        self._key = hmac.digest(secret.reveal(), b"handclasp/widget/session/v1", hashlib.sha256)

    def issue(self, session: Session) -> str:
        """Write a session down as a token."""
        payload = _encode(msgspec.json.encode(session))
        return f"{payload}.{_encode(self._sign(payload))}"

    def read(self, token: str, now: int) -> Session:
        """Read a token back. Raises SessionRefused, SessionExpired."""
        payload, _, signature = token.partition(".")
        if not token.isascii() or len(token) > MAX_TOKEN:
            raise SessionRefused(_INVALID)
        if not hmac.compare_digest(_decode(signature), self._sign(payload)):
            raise SessionRefused(_INVALID)
        session = msgspec.json.decode(_decode(payload), type=Session)
        if now >= session.expires:
            raise SessionExpired("This chat session has expired. Open the chat again; your words are kept.")
        return session

    def _sign(self, payload: str) -> bytes:
        return hmac.digest(self._key, payload.encode(), hashlib.sha256)


def visitor_of(site: Site, subject: Secret[str]) -> str:
    """The visitor id of a vouched customer: the same on each device, and the shop can compute it too (docs/guide)."""
    message = b"handclasp/widget/customer/v1\0" + subject.reveal().encode()
    return hmac.digest(_secret(site), message, hashlib.sha256)[:16].hex()


def read_voucher(site: Site, token: str, now: int) -> Voucher:
    """Check a shop's token (RFC 7519): HS256, aud `handclasp`, exp at most ten minutes ahead, sub 1-128 characters.

    Raises VoucherRefused with a code of its own for each reason.
    """
    claims = _claims(token, _secret(site))
    seconds = now // 1000
    expires = _number(claims, "exp")
    if expires <= seconds - LEEWAY:
        raise VoucherRefused("voucher-expired", "The shop's token has expired. Let the shop's page fetch a new one.")
    if expires > seconds + VOUCHER_LIFE + LEEWAY:
        raise VoucherRefused("voucher-too-long", "The shop's token is valid for more than 10 minutes. Shorten exp.")
    if "nbf" in claims and _number(claims, "nbf") > seconds + LEEWAY:
        raise VoucherRefused("voucher-not-yet", "The shop's token is not valid yet. Check the shop's clock.")
    subject, name = claims.get("sub"), claims.get("name")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT or not _is_plain(subject):
        raise VoucherRefused("voucher-subject", f"The shop's token needs a sub of 1 to {_MAX_SUBJECT} characters.")
    if name is not None and (not isinstance(name, str) or len(name) > _MAX_NAME or not _is_plain(name)):
        raise VoucherRefused("voucher-name", f"The shop's token needs a name of up to {_MAX_NAME} characters, or none.")
    return Voucher(Secret(subject), name or None)


def _claims(token: str, secret: bytes) -> dict[str, Any]:
    if len(token) > MAX_TOKEN or not token.isascii():
        raise VoucherRefused("voucher-malformed", f"The shop's token is not ASCII of up to {MAX_TOKEN} characters.")
    try:
        return jwt.decode(token, secret, algorithms=["HS256"], audience=AUDIENCE, options=_OPTIONS)
    except jwt.InvalidAlgorithmError:
        raise VoucherRefused("voucher-algorithm", "The shop's token must be signed with HS256.") from None
    except jwt.InvalidSignatureError:
        raise VoucherRefused("voucher-signature", "The shop's token is not signed with this site's secret.") from None
    except jwt.InvalidAudienceError:
        raise VoucherRefused("voucher-audience", f"The shop's token must have aud {AUDIENCE!r}.") from None
    except jwt.MissingRequiredClaimError as error:
        raise VoucherRefused("voucher-claim", f"The shop's token lacks {error.claim}.") from None
    except jwt.InvalidTokenError:
        raise VoucherRefused("voucher-malformed", "The shop's token is not a signed JWT.") from None


def _secret(site: Site) -> bytes:
    if site.shop_secret is None or len(site.shop_secret) < _MIN_SECRET:
        raise VoucherRefused("voucher-not-set-up", f"This site has no shop secret of {_MIN_SECRET} bytes; set one up.")
    return site.shop_secret.reveal()


def _number(claims: dict[str, Any], name: str) -> int:
    value = claims[name]
    if type(value) is not int:
        raise VoucherRefused("voucher-malformed", f"The shop's token has an {name} that is not a whole number.")
    return value


def _is_plain(text: str) -> bool:
    return text.isprintable() and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SessionRefused(_INVALID) from None
