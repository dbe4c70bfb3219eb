"""The names of roles. Names only: what a role may do is said by policies."""

from __future__ import annotations

import re
from typing import Final

BUILT_IN: Final = (
    "agent",
    "lead",
    "specialist",
    "director",
    "privacy",
    "auditor",
    "merchant",
    "administrator",
)
"""The roles every house has; a tenant may keep edited copies under names of its own."""

MERCHANT: Final = "merchant"
"""The role that stands for one seller, whose id the account names."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


def is_name(role: str) -> bool:
    """Whether a role can be called this: 1-40 lower-case letters, digits and dashes, a letter first."""
    return _NAME.fullmatch(role) is not None


def is_built_in(role: str) -> bool:
    """Whether every house has this role."""
    return role in BUILT_IN
