"""Makes staff accounts and their one-time passwords, and counts failed sign-ins.

A one-time password is returned once and kept only as a hash; it must be changed at the first sign-in and is worthless
after 72 hours. A try is counted before the password is looked at, so that parallel guesses cannot slip past the limit.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from handclasp.access.models import SignInTries, Staff, StaffSession
from handclasp.access.roles import BUILT_IN, MERCHANT, is_built_in
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Callable

ONE_TIME_FOR: Final = timedelta(hours=72)
WINDOW: Final = timedelta(minutes=15)
LOCKED_FOR: Final = timedelta(minutes=15)
TRIES_PER_ACCOUNT: Final = 5
TRIES_PER_ADDRESS: Final = 50
_ROLES: Final = f"every house has {', '.join(BUILT_IN)}"
# No 0/O, 1/l/I: read aloud and typed from paper.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class StaffError(HandclaspError):
    """The account cannot be made or changed as asked; nothing was changed."""

    code = "staff"


class Locked(HandclaspError):
    """Too many failed tries; `until` says when the next one counts."""

    code = "locked"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many failed sign-ins; try again after {until.isoformat(timespec='minutes')}")
        self.until = until


def one_time_password(choice: Callable[[str], str] = secrets.choice) -> str:
    """Return 20 random characters in groups of five (99 bits), easy to read from paper."""
    letters = [choice(_ALPHABET) for _ in range(20)]
    return "-".join("".join(letters[i : i + 5]) for i in range(0, 20, 5))


def create_staff(
    username: str,
    tenant: str,
    role: str,
    display_name: str,
    language: str = "",
    team: str = "desk",
    merchant: str = "",
    *,
    known_role: Callable[[str], bool] = is_built_in,
) -> str:
    """Make an account and return its one-time password; raises StaffError when something about it is not allowed.

    `known_role` tells whether the tenant has a role of this name; `merchant` is the seller's id, for that role alone.
    """
    staff = Staff(
        username=username.strip().lower(),
        tenant=tenant,
        role=role,
        display_name=display_name,
        language=language,
        team=team,
        merchant=merchant,
    )
    password = _give_one_time(staff)
    _check(staff, known_role)
    staff.save(force_insert=True)
    return password


def _check(staff: Staff, known_role: Callable[[str], bool]) -> None:
    try:
        staff.full_clean()
    except ValidationError as error:
        raise StaffError(f"staff account {staff.username!r}: {_in_words(error)}") from error
    if not known_role(staff.role):
        raise StaffError(f"staff account {staff.username!r}: there is no role {staff.role!r}; {_ROLES}")
    if (staff.role == MERCHANT) != bool(staff.merchant):
        raise StaffError(
            f"staff account {staff.username!r}: the role merchant needs the seller's id, and no other role has one"
        )


def reset_password(username: str) -> str:
    """Give the account a new one-time password, end its sessions, return the password; raises StaffError."""
    try:
        staff = Staff.objects.get_by_natural_key(username)
    except Staff.DoesNotExist:
        raise StaffError(f"there is no staff account {username!r}; check the spelling of the name") from None
    password = _give_one_time(staff)
    staff.save()
    end_sessions(staff)
    return password


def end_sessions(staff: Staff, but: str = "") -> int:
    """Sign the person out everywhere, except in the session whose key is `but`; return how many sessions ended."""
    return StaffSession.objects.filter(staff=staff).exclude(session_key=but).delete()[0]


def _give_one_time(staff: Staff) -> str:
    password = one_time_password()
    staff.set_password(password)
    staff.must_change_password = True
    staff.password_until = timezone.now() + ONE_TIME_FOR
    return password


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())


def count_try(username: str, address: str) -> None:
    """Count a sign-in about to be tried; raises Locked when account+address or the address had too many."""
    now = timezone.now()
    with transaction.atomic():
        until = [
            _count(_key(f"address\0{_network(address)}"), TRIES_PER_ADDRESS, now),
            _count(_key(f"account\0{username.strip().lower()}\0{_network(address)}"), TRIES_PER_ACCOUNT, now),
        ]
    locked = max((moment for moment in until if moment), default=None)
    if locked:
        raise Locked(locked)


def forget_tries(username: str, address: str) -> None:
    """Clear the count of account+address after a success, and take this one try back from the address's count."""
    SignInTries.objects.filter(key=_key(f"account\0{username.strip().lower()}\0{_network(address)}")).delete()
    SignInTries.objects.filter(key=_key(f"address\0{_network(address)}"), tries__gt=0).update(tries=F("tries") - 1)


def _count(key: str, limit: int, now: datetime) -> datetime | None:
    SignInTries.objects.bulk_create([SignInTries(key=key, since=now)], ignore_conflicts=True)
    row = SignInTries.objects.select_for_update().get(key=key)
    if row.locked_until and row.locked_until > now:
        return row.locked_until
    if row.locked_until or now - row.since > WINDOW:
        row.tries, row.since, row.locked_until = 0, now, None
    row.tries += 1
    if row.tries > limit:
        row.locked_until = now + LOCKED_FOR
    row.save()
    return row.locked_until


def _key(what: str) -> str:
    return salted_hmac("handclasp/sign-in", what, algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """One household is one IPv6 /64; counting single addresses there would count nothing."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return ip.exploded[:19] if isinstance(ip, IPv6Address) and not ip.ipv4_mapped else str(ip)
