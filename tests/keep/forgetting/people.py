"""Who works at the shop, for tests of what is kept."""

from __future__ import annotations

from handclasp.access.policy import Reader, StepUp

AGENT = Reader("shop", "agent", "zhou", "desk")
OTHER = Reader("shop", "agent", "wu", "desk")
LEAD = Reader("shop", "lead", "zheng", "desk")
SPECIALIST = Reader("shop", "specialist", "feng", "disputes")
DIRECTOR = Reader("shop", "director", "chen", "risk")
PRIVACY = Reader("shop", "privacy", "chu", "privacy")
AUDITOR = Reader("shop", "auditor", "wei", "audit")
EVERY = frozenset(one.value for one in StepUp)


def stepped(who: Reader) -> Reader:
    """Somebody whose second factor is fresh for everything."""
    return who._replace(stepped=EVERY)
