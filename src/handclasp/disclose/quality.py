"""The door to what reviewers said of somebody's work: to reviewers, and to the one it is about; to nobody else.

These records stand in the conversation and are shown at no other door. Whose work one is about is what the sealed
record says, not what a list says; they have them however the conversation was handed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from handclasp.access.policy import Action, Reader
from handclasp.disclose.gate import Gate
from handclasp.disclose.opening import Records
from handclasp.records import Kind, NotFound, Value, View

PURPOSE: Final = "quality"
_HOUSE: Final = "quality"


class QualityWords:
    """Reads reviews of work, and answers to them. Thread-safe."""

    def __init__(self, *, gate: Gate, records: Records) -> None:
        self._gate = gate
        self._records = records

    def reviewed(self, who: Reader, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        """These records of a conversation, for a reviewer. Raises Refused, NotFound."""
        passed = self._gate.passed(who, Action.REVIEW_QUALITY, conversation)
        return self._read(who, passed.tenant, passed.decision.version, conversation, seqs)

    def own(self, who: Reader, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        """These records of a conversation, for the one whose work they are about. Raises Refused, NotFound."""
        passed = self._gate.passed(who, Action.OWN_QUALITY)
        found = self._opened(who, passed.tenant, conversation, seqs)
        if not found or not all(_about(one) == who.id for one in found):
            raise NotFound("there is no such review of your work")
        return self._read(who, passed.tenant, passed.decision.version, conversation, seqs)

    def _read(self, who: Reader, tenant: int, policy: str, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        subjects: list[str] = [conversation.hex()]
        scope = f"records {', '.join(map(str, sorted(seqs)))}: a review of work"
        facts: dict[str, Value] = {"purpose": PURPOSE, "subjects": subjects, "scope": scope, "policy": policy}
        standing = self._gate.journal.begin(who, Kind.ACCESS, facts)
        found = self._opened(who, tenant, conversation, seqs)
        standing.stands()
        return found

    def _opened(self, who: Reader, tenant: int, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        wanted = set(seqs)
        if not wanted:
            return []
        # On behalf of the house: the one it is about may not have the conversation any more.
        house = Reader(who.tenant, "machine", _HOUSE)
        rows = self._records.rows(house, tenant, conversation, min(wanted) - 1)
        pairs = self._records.openings(house, tenant, conversation, [row for row in rows if row.seq in wanted], rows)
        return [view for one in pairs if (view := one.view()).kind == Kind.QUALITY]


def _about(view: View) -> str:
    details = view.facts.get("details")
    told: Mapping[str, Value] = details if isinstance(details, dict) else {}
    return str(told.get("agent", ""))
