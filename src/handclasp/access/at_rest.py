"""Keeps the secrets of second factors unreadable in the database: whoever reads a table alone can make no code.

The key is derived from the house's Django secret, which lies with the other keys and never in the database. Nothing a
customer wrote passes here.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from handclasp.records import HandclaspError


class FactorUnreadable(HandclaspError):
    """A second factor was kept under another key; it must be set up anew."""

    code = "factor-unreadable"


def encrypt(text: str) -> str:
    """Return the text under the house's key (Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` was given; raises FactorUnreadable when the key is another one or the token was changed."""
    try:
        return _box(settings.SECRET_KEY).decrypt(token.encode()).decode()
    except InvalidToken:
        raise FactorUnreadable(
            "this second factor cannot be read with this house's key; ask an administrator to reset it"
        ) from None


@cache
def _box(secret: str) -> Fernet:
    derive = HKDF(SHA256(), length=32, salt=None, info=b"handclasp/second-factors/v1")
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))
