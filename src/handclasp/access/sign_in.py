"""Signing in without a browser: an account's password and a second factor, for one command at the command line.

The same limits hold as at the desk, and every try is journalled before it takes effect. It keeps no session: what was
given counts for this one command.
"""

from __future__ import annotations

import getpass
import socket
import time
from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.contrib.auth import authenticate
from django.utils import timezone

from handclasp.access.factors import WrongCode, check_code, has_factor
from handclasp.access.models import Staff
from handclasp.access.step_up import MAX_AGE
from handclasp.access.tries import Locked, count_code, count_try, forget_codes, forget_tries
from handclasp.records import HandclaspError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from handclasp.records import Value

    Journal = Callable[[str | None, str, str, dict[str, Value]], Any]
    """`journal(tenant, kind, actor, facts)`, as the console's `Services.journal`; returns once sealed."""

UNKNOWN: Final = "?"
"""Who tried to sign in when no account has the typed name; no account can be called this."""


class NotSignedIn(HandclaspError):
    """The account was not signed in; nothing was done."""

    code = "not-signed-in"


def facts(method: str, outcome: str, address: str, purpose: str = "", factor: str = "") -> dict[str, Value]:
    """What a sign-in record says: `method` is password, totp, passkey, recovery-code, oidc, cli or step-up."""
    details = {"address": address, "purpose": purpose, "factor": factor}
    return {"method": method, "outcome": outcome, "details": {name: said for name, said in details.items() if said}}


def signed_in(
    username: str, password: str, code: str, purposes: Collection[str] = (), *, journal: Journal, now: float = 0.0
) -> Staff:
    """Return the account whose password and code (authenticator app or recovery code) these are.

    `purposes` are those of `step_up.MAX_AGE` that the second factor is given for; they are journalled, and the caller
    may put them into `Reader.stepped` for this command. Raises NotSignedIn with what is wrong in words, Locked, and
    what the journal raises.
    """
    unknown = [purpose for purpose in purposes if purpose not in MAX_AGE]
    if unknown:
        raise NotSignedIn(f"there is no purpose {unknown[0]!r}; there are {', '.join(MAX_AGE)}")
    door = _Door(username, ", ".join(purposes), journal)
    staff = door.password(password)
    door.code(staff, code, now or time.time())
    return staff


def second_factor_ok(staff: Staff, code: str, now: float = 0.0) -> bool:
    """Use up a code of the account's; False when it is not right. Raises Locked after too many.

    `now` is in POSIX seconds.
    """
    here = command_line()
    count_code(staff.username, here)
    try:
        check_code(staff, code, now or time.time())
    except WrongCode:
        return False
    forget_codes(staff.username, here)
    return True


def command_line() -> str:
    """What stands for an address: this machine and its account."""
    return f"command-line/{getpass.getuser()}@{socket.gethostname()}"[:120]


class _Door:
    """One try to sign in."""

    def __init__(self, username: str, purpose: str, journal: Journal) -> None:
        self._username, self._purpose, self._journal = username, purpose, journal
        self._here = command_line()

    def password(self, password: str) -> Staff:
        known = Staff.objects.filter(username=self._username.strip().lower()).first()
        try:
            count_try(self._username, self._here)
        except Locked:
            self._note(known, "locked")
            raise
        found: Any = authenticate(None, username=self._username, password=password)
        if not isinstance(found, Staff):
            self._refuse(known, "failed", "name or password is not right")
        if found.must_change_password:
            late = found.password_until and found.password_until < timezone.now()
            self._refuse(found, "expired" if late else "unready", "sign in at the desk first and choose a password")
        if not has_factor(found):
            self._refuse(found, "unready", "sign in at the desk first and set up a second factor")
        forget_tries(self._username, self._here)
        return found

    def code(self, staff: Staff, code: str, now: float) -> None:
        try:
            count_code(staff.username, self._here)
        except Locked:
            self._note(staff, "locked")
            raise
        try:
            factor = check_code(staff, code, now)
        except WrongCode as wrong:
            self._refuse(staff, "replayed" if wrong.code == "used-code" else "failed", str(wrong))
        self._note(staff, "ok", factor)
        forget_codes(staff.username, self._here)

    def _refuse(self, staff: Staff | None, outcome: str, why: str) -> NoReturn:
        self._note(staff, outcome)
        raise NotSignedIn(why)

    def _note(self, staff: Staff | None, outcome: str, factor: str = "") -> None:
        # The typed name of an unknown account is not kept: people type passwords into the wrong field.
        told = facts("cli", outcome, self._here, self._purpose, factor)
        self._journal(staff.tenant if staff else None, Kind.SIGN_IN.value, staff.username if staff else UNKNOWN, told)
