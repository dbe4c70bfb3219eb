"""Who an OpenID provider's people are here: accounts tied to (issuer, subject) and to nothing else.

An e-mail or a name never ties anybody to an account. No token and no claim is kept; a subject longer than its column is
kept as a hash.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from handclasp.access.models import Staff
from handclasp.access.oidc import Mapped, Reason, Refusal, SingleSignOn, mapped
from handclasp.access.staff import StaffError, change_role, create_staff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST: Final = 191
_NAMES: Final = 50


class TakenIdentity(StaffError):
    """Somebody else's account is tied to this person at the provider, or this account to another person there."""

    code = "identity-taken"


def known_as(issuer: str, subject: str) -> Staff | None:
    """The account tied to this person at the provider; None when there is none."""
    row = SocialAccount.objects.select_related("user").filter(provider=issuer, uid=_kept(subject)).first()
    return row.user if row else None


def is_tied(staff: Staff, issuer: str) -> bool:
    """Whether this account is tied to somebody at the provider."""
    return bool(SocialAccount.objects.filter(user=staff, provider=issuer).exists())


def tie(staff: Staff, issuer: str, subject: str) -> None:
    """Tie an account to one person at the provider; raises TakenIdentity."""
    try:
        with transaction.atomic():
            # One at the provider for one here: the row lock keeps two browsers from tying two.
            Staff.objects.select_for_update().get(pk=staff.pk)
            if is_tied(staff, issuer):
                raise TakenIdentity("this account is already connected; disconnect it first")
            SocialAccount.objects.create(user=staff, provider=issuer, uid=_kept(subject))
    except IntegrityError:
        raise TakenIdentity("another account here is connected to this person") from None


def untie(staff: Staff, issuer: str) -> bool:
    """Cut the tie; False when there was none. Raises StaffError when there would be no way in any more."""
    if not staff.has_usable_password():
        raise StaffError("this account has no password; ask an administrator for a one-time password first")
    return bool(SocialAccount.objects.filter(user=staff, provider=issuer).delete()[0])


def judged(claims: Mapping[str, Any], known: SingleSignOn, staff: Staff | None) -> Mapped | Refusal:
    """The role a person whom the provider vouched for has from now on, or why they do not get in."""
    if staff is None:
        return mapped(claims, known.roles, None) if known.new_accounts else Refusal(Reason.UNKNOWN)
    if not staff.is_active or staff.tenant != known.tenant:
        return Refusal(Reason.CLOSED)
    return mapped(claims, known.roles, staff.role)


def settle(
    claims: Mapping[str, Any], known: SingleSignOn, staff: Staff | None, role: str, known_role: Callable[[str], bool]
) -> Staff:
    """Return the account with this role, made and tied when there was none; raises StaffError.

    A changed role ends the sessions that were opened under the old one.
    """
    if staff is None:
        return _made(claims, known, role, known_role)
    if staff.role != role:
        if Staff.objects.select_for_update().get(pk=staff.pk).role != staff.role:
            raise StaffError("the role of this account was changed a moment ago; sign in once more")
        change_role(staff, role, known_role=known_role)
    return staff


def _made(claims: Mapping[str, Any], known: SingleSignOn, role: str, known_role: Callable[[str], bool]) -> Staff:
    subject = str(claims["sub"])
    with transaction.atomic():
        name = _free_name(claims, known.issuer, subject)
        create_staff(name, known.tenant, role, _shown_name(claims) or name, known_role=known_role)
        staff = Staff.objects.get(username=name)
        staff.set_unusable_password()
        staff.must_change_password, staff.password_until = False, None
        staff.save()
        tie(staff, known.issuer, subject)
    return staff


def _free_name(claims: Mapping[str, Any], issuer: str, subject: str) -> str:
    """A name nobody has, like the one the provider uses: it tells people apart and opens nothing."""
    wished = re.sub(r"[^a-z0-9._-]+", "-", str(claims.get("preferred_username") or "").partition("@")[0].lower())
    wished = wished.strip("._-")[:30]
    if len(wished) < 2:
        wished = f"sso-{sha256(f'{issuer} {subject}'.encode()).hexdigest()[:8]}"
    names = [wished, *(f"{wished}-{n}" for n in range(2, _NAMES))]
    taken = set(Staff.objects.filter(username__in=names).values_list("username", flat=True))
    free = next((name for name in names if name not in taken), None)
    if free is None:
        raise StaffError(f"all names like {wished!r} are taken; ask an administrator")
    return free


def _shown_name(claims: Mapping[str, Any]) -> str:
    given = claims.get("name")
    text = "".join(c if c.isprintable() else " " for c in given) if isinstance(given, str) else ""
    return " ".join(text.split())[:60]


def _kept(subject: str) -> str:
    return subject if len(subject) <= _LONGEST else f"sha256:{sha256(subject.encode()).hexdigest()}"
