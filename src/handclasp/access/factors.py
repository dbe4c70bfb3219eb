"""A person's second factors: codes from an authenticator app, passkeys (`passkeys`), and recovery codes.

Kept in django-allauth's tables. A code is good once: the step of every code taken is remembered under a row lock, so
neither a second tab nor a second process takes it again. Recovery codes are 118 random bits each and kept as hashes;
they are shown once and can never be shown again.
"""

from __future__ import annotations

import hmac
import io
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import qrcode
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.utils.crypto import salted_hmac
from qrcode.image.svg import SvgPathImage

from handclasp.access import at_rest
from handclasp.access.staff import LETTERS, end_sessions
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from handclasp.access.models import Staff

STEP: Final = 30
"""Seconds that one code of an authenticator app is shown (RFC 6238)."""
RECOVERY_CODES: Final = 10
TOTP, PASSKEY, RECOVERY = "totp", "passkey", "recovery-code"
_KINDS: Final = {Authenticator.Type.TOTP: TOTP, Authenticator.Type.WEBAUTHN: PASSKEY}


class WrongCode(HandclaspError):
    """The code is not right; nothing was opened."""

    code = "wrong-code"


class UsedCode(WrongCode):
    """The code was right once and has been used."""

    code = "used-code"


class LastFactor(HandclaspError):
    """The only second factor cannot be removed; nothing was changed."""

    code = "last-factor"


class Factor(NamedTuple):
    """One second factor as its owner is shown it; `kind` is totp or passkey."""

    id: int
    kind: str
    name: str
    added: datetime
    used: datetime | None


def factors(staff: Staff) -> list[Factor]:
    """The person's authenticator app and passkeys, oldest first; recovery codes are not among them."""
    rows = Authenticator.objects.filter(user=staff, type__in=_KINDS).order_by("created_at", "pk")
    return [Factor(a.pk, _KINDS[a.type], a.data.get("name", ""), a.created_at, a.last_used_at) for a in rows]


def has_factor(staff: Staff) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user=staff, type__in=_KINDS).exists())


# --- authenticator apps


def new_secret() -> str:
    """160 random bits for an authenticator app, in base 32."""
    return str(generate_totp_secret())


def totp_url(staff: Staff, secret: str, house: str) -> str:
    """The otpauth address that an app reads; `house` is the host people know the desk by."""
    issuer = f"Handclasp {house}"
    label = f"{quote(issuer)}:{quote(staff.username)}"
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def qr_svg(text: str) -> bytes:
    """A QR code as one SVG path, black on white, without style or script."""
    picture = qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=3)
    out = io.BytesIO()
    picture.save(out)
    return out.getvalue()


def add_totp(staff: Staff, secret: str, code: str, now: float) -> None:
    """Take the app whose secret this is, once it shows a right code; raises WrongCode. `now` is in POSIX seconds."""
    step = _step_of(secret, _digits(code), now)
    if step is None:
        raise WrongCode("this code is not right; look at the app again and check the clock of your phone")
    Authenticator.objects.create(
        user=staff, type=Authenticator.Type.TOTP, data={"secret": at_rest.encrypt(secret), "step": step}
    )


def _step_of(secret: str, code: str, now: float) -> int | None:
    """The time step a code belongs to, one step of clock drift either way."""
    current = int(now) // STEP
    fits = [s for s in (current - 1, current, current + 1) if hmac.compare_digest(_code_at(secret, s), code)]
    return max(fits, default=None)


def _code_at(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))


def _digits(code: str) -> str:
    # compare_digest takes ASCII alone; people type blanks between the digits.
    return "".join(code.split()).encode("ascii", "replace").decode()


# --- codes of either kind


def kind_of(code: str) -> str:
    """What a typed code can only be: six digits are an authenticator app's, anything else a recovery code."""
    plain = _digits(code)
    return TOTP if len(plain) == 6 and plain.isdigit() else RECOVERY


def check_code(staff: Staff, code: str, now: float) -> str:
    """Use up a code of the authenticator app or a recovery code; return which it was.

    Raises WrongCode, or UsedCode for a right code that was used before. `now` is in POSIX seconds.
    """
    plain = _digits(code)
    with transaction.atomic():
        if kind_of(code) == TOTP:
            _use_totp(staff, plain, now)
            return TOTP
        _use_recovery(staff, plain)
        return RECOVERY


def _use_totp(staff: Staff, code: str, now: float) -> None:
    row = _locked(staff, Authenticator.Type.TOTP)
    step = _step_of(at_rest.decrypt(row.data["secret"]), code, now) if row else None
    if row is None or step is None:
        raise WrongCode("this code is not right; look at the app again and check the clock of your phone")
    if step <= row.data.get("step", -1):
        raise UsedCode("this code has been used; wait for the next one (at most 30 seconds)")
    _used(row, now, step=step)


def _use_recovery(staff: Staff, code: str) -> None:
    row = _locked(staff, Authenticator.Type.RECOVERY_CODES)
    wanted = _recovery_hash(staff, code)
    kept = row.data.get("hashes", []) if row else []
    if row is None or not any([hmac.compare_digest(one, wanted) for one in kept]):  # noqa: C419 -- in constant time
        raise WrongCode("this code is not right or was used before; each recovery code works once")
    _used(row, None, hashes=[one for one in kept if one != wanted])


def _locked(staff: Staff, type_: Any) -> Any:
    return Authenticator.objects.select_for_update().filter(user=staff, type=type_).first()


def _used(row: Any, now: float | None, **data: Any) -> None:
    row.data |= data
    row.last_used_at = datetime.fromtimestamp(now, UTC) if now is not None else datetime.now(UTC)
    row.save(update_fields=["data", "last_used_at"])


# --- recovery codes


def new_recovery_codes(staff: Staff) -> list[str]:
    """Make ten new recovery codes, void all former ones, and return them: the only time they can be seen."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    # `migrated_codes` keeps allauth's own reading of this row empty.
    data = {"hashes": [_recovery_hash(staff, code) for code in codes], "migrated_codes": []}
    Authenticator.objects.update_or_create(
        user=staff, type=Authenticator.Type.RECOVERY_CODES, defaults={"data": data, "last_used_at": None}
    )
    return codes


def recovery_codes_left(staff: Staff) -> int:
    """How many recovery codes still work."""
    row = Authenticator.objects.filter(user=staff, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.data.get("hashes", [])) if row else 0


def _recovery_code() -> str:
    letters = [secrets.choice(LETTERS) for _ in range(24)]
    return "-".join("".join(letters[i : i + 6]) for i in range(0, 24, 6))


def _recovery_hash(staff: Staff, code: str) -> str:
    plain = code.replace("-", "").lower()
    return salted_hmac("handclasp/recovery-code", f"{staff.pk}\0{plain}", algorithm="sha256").hexdigest()


# --- naming and removing


def rename(staff: Staff, factor: int, name: str) -> bool:
    """Give a factor a name (at most 40 characters); False when the person has no such factor."""
    row = Authenticator.objects.filter(user=staff, pk=factor, type__in=_KINDS).first()
    if row is None:
        return False
    row.data["name"] = " ".join(name.split())[:40]
    row.save(update_fields=["data"])
    return True


def refuse_last(staff: Staff) -> None:
    """Raise LastFactor when the person has but one second factor."""
    if len(factors(staff)) < 2:
        raise LastFactor("this is your only second factor; add another one first, then remove this one")


def remove(staff: Staff, factor: int, keep_session: str = "") -> str | None:
    """Remove a factor and end the person's other sessions; return its kind, None when there is no such factor.

    Raises LastFactor for the only one.
    """
    with transaction.atomic():
        # Two removals at once must not leave nothing.
        rows = list(Authenticator.objects.select_for_update().filter(user=staff, type__in=_KINDS).order_by("pk"))
        row = next((one for one in rows if one.pk == factor), None)
        if row is None:
            return None
        refuse_last(staff)
        row.delete()
        end_sessions(staff, but=keep_session)
    return _KINDS[row.type]


def reset_second_factors(staff: Staff) -> int:
    """Remove all factors and recovery codes and end all sessions: the person must set up a new one at the next sign-in.

    Returns how many factors there were.
    """
    with transaction.atomic():
        count = len(factors(staff))
        Authenticator.objects.filter(user=staff).delete()
        end_sessions(staff)
    return count
