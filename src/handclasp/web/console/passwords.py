"""Words that stand too near to this house to be anybody's password.

They are what somebody who guesses tries first: the product, the desk, the roles, and the address people type. A
password may hold such a word; it may not be little more than one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from handclasp.access.roles import BUILT_IN

if TYPE_CHECKING:
    from handclasp.access.models import Staff

WORDS: Final = frozenset(
    {"handclasp", "password", "passwort", "wordpass", "desk", "support", "kefu", "mima", *BUILT_IN}
)
"""Words of the product, the trade and the roles; the tenant's name and the parts of the address come to them."""
_LEFT: Final = 8
"""Characters that must be left of a password when such words are taken away."""


class LongEnough(password_validation.MinimumLengthValidator):
    """Django's rule of length, said in our words."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 -- Django's signature
        """Raise ValidationError when it is shorter."""
        if len(password) < self.min_length:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """The rule as a person reads it."""
        return gettext("At least %(n)s characters.") % {"n": self.min_length}


class NotTheirName(password_validation.UserAttributeSimilarityValidator):
    """Django's rule of likeness, said in our words."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when it is much like the account's name or its owner's."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(gettext("This password is too much like your name or your account.")) from error

    def get_help_text(self) -> str:
        """The rule as a person reads it."""
        return gettext("Not much like your name or your account.")


class NotCommon(password_validation.CommonPasswordValidator):
    """Django's list of common passwords, in our words."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when many people have chosen it."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(gettext("Many people have this password; it is guessed first.")) from error

    def get_help_text(self) -> str:
        """The rule as a person reads it."""
        return gettext("None that many people use.")


class HouseWords:
    """A Django password validator: little more than words of the house is no password."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        """Raise ValidationError when too little is left without them."""
        rest = password.lower()
        for word in sorted(_near(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W_]+", "", rest)) < _LEFT:
            raise ValidationError(gettext("This password is little more than words everybody here would guess."))

    def get_help_text(self) -> str:
        """The rule as a person reads it."""
        return gettext("Not made of the names of this desk, its address or your role.")


def _near(user: Any) -> set[str]:
    host = urlsplit(getattr(settings, "HANDCLASP_PUBLIC_URL", "")).hostname or ""
    near = WORDS | set(re.split(r"[^a-z0-9]+", host)) | {str(getattr(user, "tenant", "")).lower()}
    return {word for word in near if len(word) > 2}
