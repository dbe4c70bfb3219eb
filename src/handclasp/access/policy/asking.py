"""One request put to Cedar: as it is, and with what a person can still provide.

It asks and counts; what follows from the answers is said by whoever asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Final

import cedarpy

from handclasp.access.policy.facts import Context, entities, uids
from handclasp.access.policy.likeness import Key
from handclasp.access.policy.slices import Outcome, Slice
from handclasp.access.policy.words import STEP_UP_FOR, About, Action, Need, Reader

PROVIDED: Final = {Need.REASON: "reason", Need.STEP_UP: "stepped", Need.APPROVAL: "approved"}
"""What a person can still provide, each with the part of the context that says it was."""


@dataclass(frozen=True)
class Asked:
    """A request and the policies that can matter to it. `about` is None when it is decided on the tenant."""

    slice: Slice
    who: Reader
    original: str
    action: Action
    about: About | None
    tenant: str
    context: Context

    def key(self) -> Key | None:
        """The same for requests that the policies cannot tell apart; None when they might tell any two apart."""
        looks = self.slice.looks
        return None if looks is None else looks.key(self.who, self.about, self.tenant, self.context)

    def answer(self, *granted: Need) -> Outcome:
        """Cedar's answer, with some of what a person can provide granted besides."""
        more: Context = {PROVIDED[need]: True for need in granted}
        return self.slice.answer(self.uids, {**self.context, **more}, self.entities)

    @cached_property
    def uids(self) -> dict[str, Any]:
        """Principal, action and resource."""
        return uids(self.who, self.action, self.about, self.tenant)

    @cached_property
    def entities(self) -> cedarpy.Entities:
        """Person and resource with their attributes."""
        return entities(self.who, self.original, self.about, self.tenant)


def needed(asked: Asked) -> tuple[frozenset[Need], Outcome]:
    """The smallest set of needs that would allow a denied request, and the answer then.

    Without one: nothing, and the answer with all of them.
    """
    missing = [
        need
        for need, name in PROVIDED.items()
        if not asked.context[name]
        and name in asked.slice.mentions
        and (need is not Need.STEP_UP or asked.action in STEP_UP_FOR)
    ]
    most = asked.answer(*missing)
    if not most.allowed:
        return frozenset(), most
    for size in range(1, len(missing)):
        for some in combinations(missing, size):
            outcome = asked.answer(*some)
            if outcome.allowed:
                return frozenset(some), outcome
    return frozenset(missing), most
