"""A word that no other test uses and no detector takes for a number of a customer's."""

from __future__ import annotations

import secrets
from typing import Final

_LETTERS: Final = "bcdfghjkmnpqrstvwxz"


def word() -> str:
    """Twelve consonants."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))
