"""For how long a second factor counts, purpose by purpose.

A door stamps the moment a *local* second factor was given for one purpose; nothing else makes a stamp, and a stamp for
one purpose says nothing about another. Pure: the clock is passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handclasp.access.policy.words import StepUp

OWN_ACCOUNT: Final = "own-account"
"""Changing one's own second factors; asked for by the page of one's own account alone."""

MAX_AGE: Final[Mapping[str, int]] = {
    StepUp.OLD_RECORDS: 1800,
    StepUp.REVEAL: 300,
    StepUp.EXPORT: 300,
    StepUp.POLICY: 300,
    StepUp.KEYS: 300,
    StepUp.PEOPLE: 600,
    StepUp.APPROVE: 600,
    StepUp.IMPORT: 900,
    OWN_ACCOUNT: 300,
}
"""Seconds after which the second factor must be given again, for each purpose there is."""


def fresh(stamps: object, purpose: str, now: float) -> bool:
    """Whether the second factor was given for this purpose recently enough.

    `stamps` is what a session holds (purpose: POSIX seconds); anything else in it, an unknown purpose and a stamp from
    the future count for nothing. `now` is in POSIX seconds.
    """
    age = MAX_AGE.get(purpose)
    given = stamps.get(purpose) if isinstance(stamps, Mapping) else None
    if age is None or isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return 0 <= now - given <= age


def purposes(stamps: object, now: float) -> frozenset[str]:
    """All purposes for which the second factor is fresh (`Reader.stepped`)."""
    return frozenset(str(purpose) for purpose in MAX_AGE if fresh(stamps, purpose, now))
