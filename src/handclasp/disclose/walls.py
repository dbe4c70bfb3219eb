"""Both walls for many records at once: what of a search's candidates somebody may read, before anything is opened.

The database shows what is theirs (row-level security); of that, the policies are asked conversation by conversation.
Only what passed both is counted, and only that is ever opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from handclasp.access.policy import About, Action, Circumstances, Policies, Reader
from handclasp.disclose.gate import Gate, on_behalf
from handclasp.search.postings import Places
from handclasp.store.search import Place, SearchRows, Whose

_SOMEBODY: Final = "?"
"""No account, team or seller is called this."""


class Seen(NamedTuple):
    """A record that may be read."""

    idx: int
    conversation: bytes
    seq: int


class Conditions(NamedTuple):
    """What conversations and times are looked at; None or empty: any. Times are ms, both included.

    `within` are the only conversations that are looked at.
    """

    since: int | None = None
    until: int | None = None
    team: str = ""
    agent: str | None = None
    state: str = ""
    within: frozenset[bytes] | None = None

    @property
    def of_conversations(self) -> bool:
        """Whether they ask for more than a time."""
        return bool(self.team or self.state or self.agent is not None or self.within is not None)

    def fit(self, place: Place) -> bool:
        """Whether a record is looked at."""
        return (
            (self.since is None or place.received >= self.since)
            and (self.until is None or place.received <= self.until)
            and (not self.state or place.closed == (self.state == "closed"))
            and (self.within is None or place.conversation in self.within)
        )

    def theirs(self, whose: Whose) -> bool:
        """Whether a conversation is looked at."""
        return (not self.team or whose.team == self.team) and (self.agent is None or whose.agent == self.agent)


class Walls:
    """One person's walls, for one search. `held_back`: something older was left out for want of a second factor."""

    def __init__(
        self, gate: Gate, policies: Policies, rows: SearchRows, who: Reader, given: Circumstances, number: int
    ) -> None:
        self.number = number
        self.person = on_behalf(who)
        self._gate = gate
        self._policies = policies
        self._rows = rows
        self._who = who
        self._given = given
        self.version = self._may_at_all()
        anything = given._replace(old=True)
        self.recent_only = not any(
            self._policies.decide(who, Action.READ, about, anything).allowed for about in examples(who)
        )
        self.held_back = False
        self._known: dict[bytes, Whose | None] = {}

    def open_to_all(self) -> bool:
        """Whether neither wall tells one conversation from another, for this person."""
        return self._reach() == "all" and self._policies.alike(self._who, Action.READ)

    def own(self) -> Places | None:
        """The indexes of all that is theirs, where that is all they may see; None where they may see more."""
        if self.person is None or self._reach() != "own":
            return None
        return np.array(sorted(self._rows.assigned_to(self.number, self.person.name)), np.int64)

    def _reach(self) -> str:
        """How far the database lets them see; machines, who have no wall there, all."""
        return "all" if self.person is None else self._rows.reach(self.number, self.person)

    def passed(self, indexes: Sequence[int], conditions: Conditions) -> list[Seen]:
        """Those of these records that may be read and that fit, the newest first."""
        return self.placed(self._rows.places(self.number, indexes) if indexes else [], conditions)

    def placed(self, places: Sequence[Place], conditions: Conditions) -> list[Seen]:
        """The same, of records whose places are known."""
        fitting = [place for place in places if conditions.fit(place)]
        unknown = {place.conversation for place in fitting} - self._known.keys()
        if unknown:
            shown = self._rows.whose(self.number, sorted(unknown), self.person)
            self._known |= {conversation: shown.get(conversation) for conversation in unknown}
        allowed = [place for place in fitting if self._allowed(place, conditions)]
        return sorted((Seen(*place[:3]) for place in allowed), key=lambda seen: -seen.idx)

    def _allowed(self, place: Place, conditions: Conditions) -> bool:
        whose = self._known[place.conversation]
        if whose is None or not conditions.theirs(whose):
            return False
        about = About(self._who.tenant, place.conversation.hex(), *whose)
        old = self._gate.old(place.received)
        if self._policies.decide(self._who, Action.READ, about, self._given._replace(old=old)).allowed:
            return True
        if old and self._policies.decide(self._who, Action.READ, about, self._given).allowed:
            self.held_back = True
        return False

    def _may_at_all(self) -> str:
        """The name of the policy set that lets them read something; raises Refused, journalled, where none does."""
        decisions = [self._policies.decide(self._who, Action.READ, about, self._given) for about in examples(self._who)]
        allowed = next((one for one in decisions if one.allowed), None)
        if allowed is None:
            refusal = next((one for one in decisions if one.needs), decisions[0])
            self._gate.refuse(self._who, Action.READ, refusal)
        return self._policies.version(self._who.tenant)


def examples(who: Reader) -> list[About]:
    """One conversation of each sort: their own, nobody's, the team's, a seller's, others'."""
    nobodys = About(who.tenant, who.conversation or "00" * 16)
    return [
        nobodys._replace(agent=who.id, team=who.team),
        nobodys,
        nobodys._replace(agent=_SOMEBODY, team=who.team),
        nobodys._replace(agent=_SOMEBODY, team=_SOMEBODY, merchants=frozenset({who.merchant}) - {""}),
        nobodys._replace(agent=_SOMEBODY, team=_SOMEBODY),
    ]
