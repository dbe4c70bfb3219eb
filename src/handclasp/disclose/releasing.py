"""Who may show something to everybody: whoever has seen it already, or may see it at this moment.

To release is to show. So it takes what a reveal of the same thing takes, and stands in the journal as one, before
anything is opened.
"""

from __future__ import annotations

from handclasp.access.policy import Action, Circumstances, Reader, item_class
from handclasp.disclose.gate import Gate, lacking
from handclasp.disclose.opening import Opened, Records
from handclasp.disclose.views import opened
from handclasp.records import Kind, Refused, Value
from handclasp.seal.keys import Keyring

PURPOSE = "review"
_LOOKED_BACK = 1000


class RevealFirst(Refused):
    """Releasing shows it to everybody: whoever releases has seen it, or could see it now."""

    code = "reveal-first"


class Releasing:
    """Asks and writes down; opens nothing. Thread-safe."""

    def __init__(self, gate: Gate, records: Records, keyring: Keyring) -> None:
        self._gate = gate
        self._records = records
        self._keyring = keyring

    def begin(
        self, who: Reader, number: int, one: Opened, *, type_: str, keeper: bytes, field: str, reason: str
    ) -> None:
        """Seal the reveal of an item (of this type, in `field` of the record `keeper`) of the line `one`.

        Raises RevealFirst, or Refused to whom nothing would help.
        """
        self._may_see(who, number, one, type_, keeper, field)
        facts: dict[str, Value] = {
            "target": keeper,
            "field": field,
            "purpose": PURPOSE,
            "reason": reason,
            "item": type_,
            "subjects": [one.row.conversation.hex()],
        }
        self._gate.journal.seal(who, Kind.REVEAL, facts)

    def _may_see(self, who: Reader, number: int, one: Opened, type_: str, keeper: bytes, field: str) -> None:
        given = Circumstances(old=self._gate.old(one.said), reason=True, item=item_class(type_).value)
        conversation = one.row.conversation
        decision = self._gate.decision(who, Action.REVEAL, conversation, given)
        if decision.allowed or (decision.needs and self._has_seen(who, number, conversation, keeper, field)):
            return
        if not decision.needs:
            self._gate.refuse(who, Action.REVEAL, decision, conversation)
        why = lacking(Action.REVEAL, decision)
        message = f"releasing shows it to everybody: look at it first, with what that takes ({why})"
        raise RevealFirst(message)

    def _has_seen(self, who: Reader, number: int, conversation: bytes, keeper: bytes, field: str) -> bool:
        """Whether the journal has a reveal of exactly this by exactly this person."""
        for row in self._records.reading.about(number, conversation, _LOOKED_BACK):
            fields = {n: o.value for n, o in opened(row, self._keyring.keys(number, row.conversation)).items()}
            same = (fields.get("target"), fields.get("field"), fields["author"]) == (
                keeper,
                field,
                f"{who.role}:{who.id}",
            )
            if fields["kind"] == Kind.REVEAL and same:
                return True
        return False
