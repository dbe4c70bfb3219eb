"""Counts failed sign-ins and codes, so that guessing ends after a few tries.

A try is counted before the password or code is looked at, so that parallel guesses cannot slip past the limit. Names
and addresses are kept as keyed hashes alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from handclasp.access.models import SignInTries
from handclasp.records import HandclaspError

WINDOW: Final = timedelta(minutes=15)
LOCKED_FOR: Final = timedelta(minutes=15)
TRIES_PER_ACCOUNT: Final = 5
TRIES_PER_ADDRESS: Final = 50
CODES_PER_ACCOUNT: Final = 10
"""Codes tried for one account from all addresses together: only who knows the password gets as far as that."""


class Locked(HandclaspError):
    """Too many failed tries; `until` says when the next one counts."""

    code = "locked"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many failed sign-ins; try again after {until.isoformat(timespec='minutes')}")
        self.until = until


def count_try(username: str, address: str) -> None:
    """Count a password about to be tried; raises Locked when account+address or the address had too many."""
    _count_all(_by_address(address), (_key(f"account\0{_one(username, address)}"), TRIES_PER_ACCOUNT))


def forget_tries(username: str, address: str) -> None:
    """Clear the count of account+address after a success, and take this one try back from the address's count."""
    SignInTries.objects.filter(key=_key(f"account\0{_one(username, address)}")).delete()
    take_back(address)


def count_code(username: str, address: str) -> None:
    """Count a code about to be tried; raises Locked. A right password does not clear this count, a right code does."""
    _count_all(
        _by_address(address),
        (_key(f"code\0{_one(username, address)}"), TRIES_PER_ACCOUNT),
        (_key(f"codes\0{_named(username)}"), CODES_PER_ACCOUNT),
    )


def forget_codes(username: str, address: str) -> None:
    """Clear the counts of codes after a right one."""
    keys = [_key(f"code\0{_one(username, address)}"), _key(f"codes\0{_named(username)}")]
    SignInTries.objects.filter(key__in=keys).delete()
    take_back(address)


def count_address(address: str) -> None:
    """Count a passkey about to be tried, which cannot be guessed; raises Locked when the address had too many."""
    _count_all(_by_address(address))


def take_back(address: str) -> None:
    """Take one try back from the address's count after a success."""
    SignInTries.objects.filter(key=_by_address(address)[0], tries__gt=0).update(tries=F("tries") - 1)


def _count_all(*limits: tuple[str, int]) -> None:
    now = timezone.now()
    with transaction.atomic():
        until = [_count(key, limit, now) for key, limit in limits]
    locked = max((moment for moment in until if moment), default=None)
    if locked:
        raise Locked(locked)


def _by_address(address: str) -> tuple[str, int]:
    return _key(f"address\0{_network(address)}"), TRIES_PER_ADDRESS


def _one(username: str, address: str) -> str:
    return f"{_named(username)}\0{_network(address)}"


def _named(username: str) -> str:
    return username.strip().lower()


def _count(key: str, limit: int, now: datetime) -> datetime | None:
    row = _row(key, now)
    if row.locked_until and row.locked_until > now:
        return row.locked_until
    if row.locked_until or now - row.since > WINDOW:
        row.tries, row.since, row.locked_until = 0, now, None
    row.tries += 1
    if row.tries > limit:
        row.locked_until = now + LOCKED_FOR
    row.save()
    return row.locked_until


def _row(key: str, now: datetime) -> SignInTries:
    """The count of a key, locked: one that a success somewhere else clears in between is made anew."""
    while True:
        SignInTries.objects.bulk_create([SignInTries(key=key, since=now)], ignore_conflicts=True)
        row = SignInTries.objects.select_for_update().filter(key=key).first()
        if row is not None:
            return row


def _key(what: str) -> str:
    return salted_hmac("handclasp/sign-in", what, algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """One household is one IPv6 /64; counting single addresses there would count nothing."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return ip.exploded[:19] if isinstance(ip, IPv6Address) and not ip.ipv4_mapped else str(ip)
