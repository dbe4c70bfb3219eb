"""Makes staff accounts, changes what they are, puts them out of service, and ends their sessions.

A one-time password is returned once and kept only as a hash; it must be changed at the first sign-in and is worthless
after 72 hours. Nothing here decides who may do this: that is asked of the policies before.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils import timezone

from handclasp.access.models import Staff, StaffSession
from handclasp.access.roles import BUILT_IN, MERCHANT, is_built_in
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ONE_TIME_FOR: Final = timedelta(hours=72)
_ROLES: Final = f"every house has {', '.join(BUILT_IN)}"
# No 0/O, 1/l/I: read aloud and typed from paper.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


PROBLEMS: Final[dict[str, str]] = {
    "account-taken": "this account name is taken; choose another",
    "account-form": "an account name has 2 to 40 small letters, digits, dots, dashes or underscores, and begins with a "
    "letter or digit",
    "name-missing": "write the person's name",
    "name-form": "a person's name has at most 60 characters",
    "role-unknown": f"there is no role of this name; {_ROLES}",
    "team-form": "a team has 1 to 40 small letters, digits or dashes",
    "seller-form": "a seller's id has 1 to 64 letters, digits, dots, dashes, underscores or colons",
    "seller-needed": "a seller needs its seller's id, as the shop names it",
    "seller-not": "only a seller has a seller's id; leave it empty",
}
"""What can be wrong with an account, by code; each is about one field."""

_CODES: Final = {
    "username": "account-form",
    "display_name": "name-form",
    "role": "role-unknown",
    "team": "team-form",
    "merchant": "seller-form",
}


class StaffError(HandclaspError):
    """The account cannot be made or changed as asked; nothing was changed.

    `problems` are the codes of what is wrong, by field: those of PROBLEMS, empty when it is none of them.
    """

    code = "staff"

    def __init__(self, message: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = dict(problems or {})


def one_time_password(choice: Callable[[str], str] = secrets.choice) -> str:
    """Return 20 random characters in groups of five (99 bits), easy to read from paper."""
    letters = [choice(LETTERS) for _ in range(20)]
    return "-".join("".join(letters[i : i + 5]) for i in range(0, 20, 5))


def is_seller(role: str) -> bool:
    """Whether a role stands for one seller; a tenant's policies may know copies that do so too."""
    return role == MERCHANT


def create_staff(  # noqa: PLR0913 - the fields of an account, each named
    username: str,
    tenant: str,
    role: str,
    display_name: str,
    language: str = "",
    team: str = "desk",
    merchant: str = "",
    *,
    known_role: Callable[[str], bool] = is_built_in,
    sells: Callable[[str], bool] = is_seller,
) -> str:
    """Make an account and return its one-time password; raises StaffError when something about it is not allowed.

    `known_role` tells whether the tenant has a role of this name, `sells` whether it stands for a seller; `merchant` is
    the seller's id, for such roles alone.
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
    _check(staff, known_role, sells)
    staff.save(force_insert=True)
    return password


def _check(staff: Staff, known_role: Callable[[str], bool], sells: Callable[[str], bool]) -> None:
    problems: dict[str, str] = {}
    try:
        staff.full_clean()
    except ValidationError as error:
        problems = {name: _problem(name, found) for name, found in error.error_dict.items() if name in _CODES}
        if not problems:
            raise StaffError(f"staff account {staff.username!r}: {_in_words(error)}") from error
    if "role" not in problems and not known_role(staff.role):
        problems["role"] = "role-unknown"
    if not problems and sells(staff.role) != bool(staff.merchant):
        problems["merchant"] = "seller-not" if staff.merchant else "seller-needed"
    if problems:
        told = "; ".join(PROBLEMS[problem] for problem in problems.values())
        raise StaffError(f"staff account {staff.username!r}: {told}", problems)


def _problem(name: str, found: Iterable[ValidationError]) -> str:
    codes = {one.code for one in found}
    if name == "username" and "unique" in codes:
        return "account-taken"
    return "name-missing" if name == "display_name" and codes & {"blank", "required"} else _CODES[name]


def find(username: str, tenant: str | None = None) -> Staff:
    """The account of this name, in this tenant if one is given; raises StaffError."""
    try:
        staff = Staff.objects.get_by_natural_key(username)
    except Staff.DoesNotExist:
        staff = None
    if staff is None or tenant not in (None, staff.tenant):
        raise StaffError(f"there is no staff account {username!r}; check the spelling of the name")
    return staff


def list_staff(tenant: str) -> list[Staff]:
    """The tenant's accounts by name, the suspended ones among them."""
    return list(Staff.objects.filter(tenant=tenant).order_by("username"))


def reset_password(username: str, by: str = "") -> str:
    """Give the account a new one-time password, end its sessions, return the password; raises StaffError.

    When, and `by` whom, is kept: it matters to who approves that the account's second factors go too.
    """
    staff = find(username)
    password = _give_one_time(staff)
    staff.password_reset, staff.password_reset_by = timezone.now(), by[:80]
    staff.save()
    end_sessions(staff)
    return password


def suspend(staff: Staff) -> None:
    """Put the account out of service and end its sessions at once."""
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    end_sessions(staff)


def resume(staff: Staff) -> None:
    """Let the person sign in again, with the password and second factors they had."""
    staff.is_active = True
    staff.save(update_fields=["is_active"])


def change_role(
    staff: Staff,
    role: str,
    team: str | None = None,
    merchant: str = "",
    *,
    known_role: Callable[[str], bool] = is_built_in,
    sells: Callable[[str], bool] = is_seller,
) -> None:
    """Give the person another role (and team) and end their sessions, so that nothing open goes on under the old one.

    Raises StaffError; nothing is changed then.
    """
    changed = Staff.objects.get(pk=staff.pk)
    changed.role, changed.merchant = role, merchant
    changed.team = changed.team if team is None else team
    _check(changed, known_role, sells)
    changed.save(update_fields=["role", "team", "merchant"])
    end_sessions(staff)
    staff.refresh_from_db()


def end_sessions(staff: Staff, but: str = "") -> int:
    """Sign the person out everywhere, except in the session whose key is `but`; return how many sessions ended."""
    staff.signed_out = timezone.now()
    Staff.objects.filter(pk=staff.pk).update(signed_out=staff.signed_out)
    return StaffSession.objects.filter(staff=staff).exclude(session_key=but).delete()[0]


def _give_one_time(staff: Staff) -> str:
    password = one_time_password()
    staff.set_password(password)
    staff.must_change_password = True
    staff.password_until = timezone.now() + ONE_TIME_FOR
    return password


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
