"""Staff accounts, their sessions and the count of failed sign-ins, as the control plane keeps them.

Never a customer's words, never a password as such (argon2 hashes), and tries are counted under keyed hashes. The
address of a session is kept as long as the session: its owner is shown where they are signed in.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,39}\Z", "2-40 lower-case letters, digits, dots, dashes, underscores")
ROLE = RegexValidator(r"^[a-z][a-z0-9-]{0,39}\Z", "1-40 lower-case letters, digits, dashes; a letter first")
TEAM = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,39}\Z", "1-40 lower-case letters, digits, dashes")
SELLER = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\Z", "1-64 letters, digits, dots, dashes, underscores, colons"
)
TENANT = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,62}\Z", "1-63 lower-case letters, digits, dashes")


class StaffManager(BaseUserManager["Staff"]):
    """Finds accounts by the name people type, whatever its case and surrounding blanks."""

    def get_by_natural_key(self, username: str | None) -> Staff:
        """Return the account of this name; raises Staff.DoesNotExist."""
        return self.get(username=(username or "").strip().lower())


class Staff(AbstractBaseUser):
    """One person who works at a tenant's desk, with exactly one role there.

    What follows from the role is decided by `access.policy`. `merchant` is the seller whom the role merchant stands
    for, as the shop names it; others have none. `password_reset` is when somebody else last set the account's password,
    `signed_out` when they were last signed out everywhere: what a browser was given before is void.
    """

    username = models.CharField(max_length=40, unique=True, validators=[USERNAME])
    display_name = models.CharField(max_length=60)
    tenant = models.CharField(max_length=63, validators=[TENANT])
    role = models.CharField(max_length=40, validators=[ROLE])
    team = models.CharField(max_length=40, default="desk", validators=[TEAM])
    merchant = models.CharField(max_length=64, blank=True, default="", validators=[SELLER])
    language = models.CharField(max_length=16, blank=True)
    must_change_password = models.BooleanField(default=False)
    password_until = models.DateTimeField(null=True, blank=True)
    password_reset = models.DateTimeField(null=True, blank=True)
    password_reset_by = models.CharField(max_length=80, blank=True, default="")
    signed_out = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "tenant", "role"]

    class Meta:
        """Listed by name, tenant by tenant."""

        ordering: ClassVar[list[str]] = ["tenant", "username"]

    def __str__(self) -> str:
        return self.username


def new_handle() -> str:
    """A name for a session that opens nothing: 64 random bits in hex."""
    return secrets.token_hex(8)


class StaffSession(AbstractBaseSession):
    """One browser's session, with whose it is; deleting the row ends it.

    `handle` names it on pages and in records, where the key itself must never stand. `staff` is empty while nobody is
    signed in yet.
    """

    staff = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="sessions")
    handle = models.CharField(max_length=16, db_index=True, default=new_handle)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    began = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The engine that keeps these."""
        from handclasp.access.sessions import SessionStore  # noqa: PLC0415 -- the engine imports this module

        return SessionStore


class SignInTries(models.Model):
    """How often sign-in failed under one key (account and address, or address), and until when it is locked."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.tries} tries"


class Habit(models.Model):
    """One person's day of looking at conversations, derived from the journal: how many, whose, at which hours (UTC).

    `seen` are the pseudonyms looked at, `last_index` the last journal record counted.
    """

    tenant = models.CharField(max_length=63)
    person = models.CharField(max_length=40)
    day = models.DateField()
    seen = models.JSONField(default=list)
    unrelated = models.PositiveIntegerField(default=0)
    hours = models.JSONField(default=list)
    last_index = models.BigIntegerField(default=-1)

    class Meta:
        """One row a person and day."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "person", "day"], name="access_habit_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.day}"


class Oddity(models.Model):
    """Something unusual about somebody's looking on one day (`access.unusual`); `index` is the record that showed it.

    `dealt_with` is when an auditor put it aside, by whom and why; it stays in the list.
    """

    tenant = models.CharField(max_length=63)
    person = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    day = models.DateField()
    odd = models.CharField(max_length=16)
    seen = models.PositiveIntegerField()
    usual = models.PositiveIntegerField()
    index = models.BigIntegerField()
    at = models.BigIntegerField()
    dealt_with = models.DateTimeField(null=True)
    dealt_by = models.CharField(max_length=40, blank=True)

    class Meta:
        """One row a person, day and kind; the newest first."""

        ordering: ClassVar[list[str]] = ["-day", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "person", "day", "odd"], name="access_oddity_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.day} {self.odd}"
