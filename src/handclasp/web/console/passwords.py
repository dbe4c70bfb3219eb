"""Words that stand too near to this house to be anybody's password.

They are what somebody who guesses tries first: the product, the desk, the roles, and the address people type. A
password may hold such a word; it may not be little more than one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
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
