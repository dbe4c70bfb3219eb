"""Legal holds: placed and released by record; what is on hold is neither deleted nor shown more of by one person alone.

The record stands before the hold does, so that a hold without one cannot be; a crash in between is mended by placing it
again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Protocol

from handclasp.access.policy import Action, Circumstances, Decision, Reader
from handclasp.records import Invalid, Kind, NotFound, Receipt, Value, is_reason
from handclasp.store.people import Hold, People


class Passed(Protocol):
    """A request that may go on (disclose.gate.Passed)."""

    @property
    def tenant(self) -> int:
        """The tenant's number."""

    @property
    def decision(self) -> Decision:
        """What was decided."""


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def passed(self, who: Reader, action: Action, conversation: bytes, given: Circumstances, /) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def decision(self, who: Reader, action: Action, conversation: bytes, /) -> Decision:
        """What would be decided."""

    def number(self, tenant: str, /) -> int:
        """A tenant's number; raises NotFound."""


class Seal(Protocol):
    """Seals a record in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], /) -> Receipt:
        """The record's receipt."""


class Holds:
    """Legal holds of all tenants. Thread-safe; every call raises Refused, which is journalled.

    `marked` is called when a conversation became evidence.
    """

    def __init__(self, gate: Gate, seal: Seal, people: People, marked: Callable[[], object]) -> None:
        self._gate = gate
        self._seal = seal
        self._people = people
        self._marked = marked

    def place(self, who: Reader, conversation: bytes, *, ground: str, reason: str) -> int:
        """Put a conversation on hold; returns the hold's number, the index of its record. Raises NotFound, Invalid."""
        if not ground.strip():
            message = "say on what ground: a court's order, a regulator's, a dispute"
            raise Invalid(message)
        passed = self._gate.passed(who, Action.HOLD, conversation, Circumstances(reason=is_reason(reason)))
        facts: dict[str, Value] = {"subjects": [conversation.hex()], "ground": ground, "reason": reason}
        facts["policy"] = passed.decision.version
        receipt = self._seal(who, Kind.HOLD, facts)
        self._people.hold(passed.tenant, [conversation], receipt.stored.index)
        self._marked()
        return receipt.stored.index

    def release(self, who: Reader, number: int, *, reason: str) -> None:
        """End a hold; raises NotFound when there is none of that number that stands."""
        tenant = self._gate.number(who.tenant)
        hold = next((one for one in self._people.holds(tenant) if one.at == number and one.released is None), None)
        missing = NotFound(f"there is no hold {number} that stands; `handclasp hold list` names them")
        # A number that is no hold's is asked about too, as of a conversation that is none: guessing is on record.
        subject = hold.subject if hold else secrets.token_bytes(16)
        try:
            passed = self._gate.passed(who, Action.HOLD, subject, Circumstances(reason=is_reason(reason)))
        except NotFound:
            raise missing from None
        if hold is None:
            raise missing
        facts: dict[str, Value] = {"releases": hold.at.to_bytes(8, "big"), "reason": reason}
        facts |= {"subjects": [hold.subject.hex()], "policy": passed.decision.version}
        receipt = self._seal(who, Kind.RELEASE, facts)
        self._people.release(tenant, number, receipt.stored.index)

    def listed(self, who: Reader) -> list[Hold]:
        """All holds of the tenant, the newest first, for those who may list the conversations that they are on."""
        tenant = self._gate.number(who.tenant)
        return [
            hold for hold in self._people.holds(tenant) if self._gate.decision(who, Action.LIST, hold.subject).allowed
        ]
