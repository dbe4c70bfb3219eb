"""Cutting a list of conversations down: to a topic, to how they stand, to a tag.

What a conversation is about, and how it stands, is told only of those of which more may be told than that somebody
waits; the others are left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from handclasp.desk.models import Conversation
    from handclasp.desk.visible import Lists

MOST: Final = 999
"""How many conversations are looked at; nobody works through more."""


def tagged(rows: QuerySet[Conversation], lists: Lists, names: Sequence[str]) -> Counter[str]:
    """How many of these conversations have each of some tags, of those that pass a sieve; counted up to MOST in all."""
    found = rows.filter(tags__overlap=list(names)).only("tenant", "pseudonym", "agent", "team", "merchants", "tags")
    return Counter(name for row in found.order_by("-pk")[:MOST] if lists.readable(row) for name in row.tags)


class Sieve(NamedTuple):
    """What is wanted of a conversation; empty: anything."""

    topic: str = ""
    state: str = ""
    tag: str = ""

    def sift(self, rows: QuerySet[Conversation], lists: Lists) -> QuerySet[Conversation]:
        """Those that pass, in the order they come in; about one topic the gravest first."""
        if not any(self):
            return rows
        wanted = Q(topics__contains=[self.topic]) if self.topic else Q()
        wanted &= Q(state=self.state) if self.state else Q()
        wanted &= Q(tags__contains=[self.tag]) if self.tag else Q()
        found = rows.filter(wanted).values_list("pk", "agent", "team", "merchants")[:MOST]
        told = rows.filter(pk__in=[key for key, agent, team, sellers in found if lists.tells(agent, team, sellers)])
        return told.order_by("-gravity", "waiting_since", "-last_at", "-id") if self.topic else told
