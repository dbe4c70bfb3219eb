"""Staff accounts and the count of failed sign-ins, as the control plane keeps them.

Never a customer's words, never a password or an address as such: passwords are argon2 hashes, and the tries are
counted under keyed hashes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,39}\Z", "2-40 lower-case letters, digits, dots, dashes, underscores")
TENANT = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,62}\Z", "1-63 lower-case letters, digits, dashes")


class StaffManager(BaseUserManager["Staff"]):
    """Finds accounts by the name people type, whatever its case and surrounding blanks."""

    def get_by_natural_key(self, username: str | None) -> Staff:
        """Return the account of this name; raises Staff.DoesNotExist."""
        return self.get(username=(username or "").strip().lower())


class Staff(AbstractBaseUser):
    """One person who works at a tenant's desk, with exactly one role there."""

    class Role(models.TextChoices):
        """What a person is at the desk; what follows from it is decided by `access.policy`."""

        AGENT = "agent"
        LEAD = "lead"
        AUDITOR = "auditor"
        ADMINISTRATOR = "administrator"

    username = models.CharField(max_length=40, unique=True, validators=[USERNAME])
    display_name = models.CharField(max_length=60)
    tenant = models.CharField(max_length=63, validators=[TENANT])
    role = models.CharField(max_length=16, choices=Role.choices)
    language = models.CharField(max_length=16, blank=True)
    must_change_password = models.BooleanField(default=False)
    password_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "tenant", "role"]

    class Meta:
        """Listed by name, tenant by tenant."""

        ordering: ClassVar[list[str]] = ["tenant", "username"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(role__in=["agent", "lead", "auditor", "administrator"]), name="staff_role_known"
            )
        ]

    def __str__(self) -> str:
        return self.username


class SignInTries(models.Model):
    """How often sign-in failed under one key (account and address, or address), and until when it is locked."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.tries} tries"
