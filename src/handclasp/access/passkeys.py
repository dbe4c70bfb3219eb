"""Passkeys (WebAuthn level 2): adding one, and asking for one, always with the person verified by the device.

So a passkey alone is two factors: the device, and what unlocks it. Each challenge is used once, for one thing, at one
origin. Kept in django-allauth's tables; only public keys are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from handclasp.access.models import Staff
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 20
"""Passkeys one person can have."""
_REQUIRED: Final = UserVerificationRequirement.REQUIRED


class PasskeyRefused(HandclaspError):
    """The passkey or its answer is not right; nothing was opened or added."""

    code = "passkey-refused"


class Place(NamedTuple):
    """Where passkeys are good: the relying party's id (a host name) and the one origin."""

    host: str
    origin: str


def place(public_url: str) -> Place | None:
    """Where passkeys of this house are good; None when its address is a bare IP or plain HTTP (WebAuthn 5.1.2)."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        local = host == "localhost" or host.endswith(".localhost")
        return Place(host, f"{parts.scheme}://{parts.netloc}") if parts.scheme == "https" or local else None
    return None


def begin_adding(staff: Staff, where: Place) -> tuple[dict[str, Any], dict[str, Any]]:
    """(Options for the browser, what must be handed to `add`)."""
    options, state = _server(where).register_begin(
        user=PublicKeyCredentialUserEntity(
            id=_handle(staff), name=staff.username, display_name=staff.display_name or staff.username
        ),
        credentials=[one.credential for one in _known(staff)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_REQUIRED,
    )
    return dict(options), state


def add(staff: Staff, where: Place, state: dict[str, Any], answer: dict[str, Any], name: str) -> None:
    """Take the passkey the browser made; raises PasskeyRefused."""
    checked: Any = _try(lambda: _server(where).register_complete(state, RegistrationResponse.from_dict(answer)))
    data = checked.credential_data
    if Authenticator.objects.filter(data__id=websafe_encode(data.credential_id)).exists():
        raise PasskeyRefused("this passkey is already known here; choose another device")
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=staff.pk)
        if len(_known(staff)) >= MOST:
            raise PasskeyRefused(f"{MOST} passkeys are enough; remove one first")
        row = WebAuthn.add(staff, " ".join(name.split())[:40], _kept(answer)).instance
        row.data |= {"id": websafe_encode(data.credential_id), "count": checked.counter}
        row.save(update_fields=["data"])


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    """Of what the browser sent, that which makes a registration (WebAuthn 5.1) and nothing else."""
    response = {name: answer["response"][name] for name in ("clientDataJSON", "attestationObject")}
    return {"id": answer["id"], "rawId": answer["rawId"], "type": "public-key", "response": response}


def begin_asking(where: Place, staff: Staff | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """(Options for the browser, what must be handed to `check`); for anybody's passkey when `staff` is None."""
    credentials = [one.credential for one in _known(staff)] if staff else None
    options, state = _server(where).authenticate_begin(credentials=credentials, user_verification=_REQUIRED)
    return dict(options), state


def check(where: Place, state: dict[str, Any], answer: dict[str, Any], staff: Staff | None = None) -> Staff:
    """Return whose passkey answered (`staff`'s own if given); raises PasskeyRefused."""
    given: Any = _try(lambda: AuthenticationResponse.from_dict(answer))
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(
            type=Authenticator.Type.WEBAUTHN, data__id=websafe_encode(given.raw_id)
        )
        row: Any = (rows.filter(user=staff) if staff else rows).first()
        if row is None:
            raise PasskeyRefused("this passkey is not known here; use another one, or your password and a code")
        credential = row.wrap().authenticator_data.credential_data
        _try(lambda: _server(where).authenticate_complete(state, [credential], given))
        owner = Staff.objects.get(pk=row.user_id)
        handle = given.response.user_handle
        if handle is not None and handle != _handle(owner):
            raise PasskeyRefused("this passkey belongs to another house; remove it from your device and add a new one")
        _count(row, given.response.authenticator_data.counter)
    return owner


def _count(row: Any, counter: int) -> None:
    # WebAuthn 7.2, step 22: a counter that does not grow is the sign of a copied key; 0 means the device has none.
    last = row.data.get("count", 0)
    if (counter or last) and counter <= last:
        raise PasskeyRefused("this passkey may have been copied; remove it and tell your administrator")
    row.data["count"] = counter
    row.last_used_at = datetime.now(UTC)
    row.save(update_fields=["data", "last_used_at"])


class _Known(NamedTuple):
    id: str
    credential: Any


def _known(staff: Staff) -> list[_Known]:
    rows = Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [_Known(row.data["id"], row.wrap().authenticator_data.credential_data) for row in rows]


def _handle(staff: Staff) -> bytes:
    """Names the account to the device: says nothing of the person, and differs from house to house."""
    return salted_hmac("handclasp/passkey", str(staff.pk), algorithm="sha256").digest()


def _server(where: Place) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=where.host, name="Handclasp")
    return Fido2Server(entity, verify_origin=lambda origin: origin == where.origin)


def _try(step: Callable[[], Any]) -> Any:
    # What comes from a browser may be anything; fido2 raises whatever the shape of it leads to.
    try:
        return step()
    except Exception as error:
        raise PasskeyRefused("the passkey did not answer as it should; try again") from error
