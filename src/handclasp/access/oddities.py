"""What the watch found unusual, for auditors at every door: listed, and put aside by record.

Asking is itself recorded. It sees who looked at how much and when, never a word that was said.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection
from django.utils import timezone

from handclasp.access.governance import Gate, Journal
from handclasp.access.models import Oddity
from handclasp.access.policy import Action, Reader
from handclasp.records import Kind, NotFound, Value

MOST: Final = 500


class Oddities:
    """The oddities of a house, as whoever acts may see them. Every call raises Refused, journalled."""

    def __init__(self, gate: Gate, journal: Journal) -> None:
        self._gate = gate
        self._journal = journal

    def found(self, who: Reader, *, dealt: bool = False) -> list[Oddity]:
        """What waits for an auditor, or what was dealt with; the newest first, at most 500."""
        passed = self._gate.passed(who, Action.AUDIT)
        facts: dict[str, Value] = {
            "purpose": "audit",
            "subjects": [],
            "scope": "journal, what is unusual",
            "policy": passed.decision.version,
        }
        self._journal.seal(who, Kind.ACCESS, facts)
        return list(Oddity.objects.filter(tenant=who.tenant, dealt_with__isnull=not dealt)[:MOST])

    def deal(self, who: Reader, number: int) -> None:
        """Put something aside: sealed first, then kept out of the list; again changes nothing. Raises NotFound."""
        passed = self._gate.passed(who, Action.AUDIT)
        row = Oddity.objects.filter(tenant=who.tenant, pk=number).first()
        if row is None:
            raise NotFound("nothing unusual has this number; `handclasp journal unusual` lists what waits")
        if row.dealt_with is not None:
            return
        details = {"account": row.person, "day": row.day.isoformat(), "odd": row.odd, "seen": row.seen}
        facts: dict[str, Value] = {
            "action": "oddity dealt with",
            "details": details,
            "policy": passed.decision.version,
        }
        self._journal.seal(who, Kind.AGENT_ACTION, facts)
        waiting = Oddity.objects.filter(pk=row.pk, dealt_with__isnull=True)
        waiting.update(dealt_with=timezone.now(), dealt_by=who.id)


def told(gate: Gate, journal: Journal, who: Reader, *, dealt: bool) -> list[dict[str, Any]]:
    """The same as facts, for a thread that is not Django's own: it would keep the connection."""
    try:
        return [facts(row) for row in Oddities(gate, journal).found(who, dealt=dealt)]
    finally:
        connection.close()


def facts(row: Oddity) -> dict[str, Any]:
    """What is known of it, as JSON; times are milliseconds since 1970."""
    names = ("role", "odd", "seen", "usual", "index", "at", "dealt_by")
    return {
        "id": row.pk,
        "account": row.person,
        "day": row.day.isoformat(),
        "dealt_with": int(row.dealt_with.timestamp() * 1000) if row.dealt_with else None,
        **{name: getattr(row, name) for name in names},
    }


def in_words(row: Oddity) -> str:
    """What was odd, in plain English, for terminals."""
    if row.odd == "off-hours":
        return f"looked at {row.seen:02d}:00 UTC, not one of their hours"
    if row.odd == "deleted":
        return f"put {row.seen} conversation{'s' if row.seen != 1 else ''} into the bin"
    whose = " of other people and teams" if row.odd == "unrelated" else ""
    return f"looked at {row.seen} conversations{whose}; usually {row.usual}"
