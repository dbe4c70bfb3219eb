"""The bin: what is deleted waits 72 hours, invisible to the desk, before anything of it is erased.

Every deletion is sealed before it happens, and so is every way back. How long it waits is no setting, no parameter and
no role's to say: the database counts from its own clock, and the sealed record names the moment too (decision 28).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, Protocol

from handclasp.access.approvals import Request
from handclasp.access.policy import MANY, Action, Circumstances, Decision, Passed, Reader
from handclasp.records import ApprovalNeeded, Invalid, Kind, NotFound, Receipt, Value, is_reason
from handclasp.store.keeping import Bins, InBin

HOURS: Final = 72
"""How long a deletion waits. The database's own constraint says the same (migration 0014)."""

MOST_A_DAY: Final = 20
"""Whoever deletes more conversations than this by hand within a day needs a second person for each further one."""

TOGETHER: Final = 200
"""How many conversations one record of a deletion names at most."""

BY_HAND: Final = "by-hand"
_HOUR: Final = 3_600_000
_DAY: Final = 24 * _HOUR
_HOUSE: Final = ("system", "handclasp")
_LONGEST: Final = 200


class NotInTheBin(Invalid):
    """It does not lie in the bin, or not any more."""

    code = "bin-not-there"


class TooLate(Invalid):
    """Its keys are dropped already: nobody can bring it back."""

    code = "bin-too-late"


class Binned(NamedTuple):
    """A deletion that waits: by which rule, why, by whom (`role:id`), when and until when (ms), for which request.

    `anew`: a hold on it was lifted, and its 72 hours began anew then.
    """

    conversation: bytes
    rule: str
    reason: str
    by: str
    at: int
    due: int
    request: str
    held: bool
    anew: bool = False


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def passed(self, who: Reader, action: Action, conversation: bytes | None, given: Circumstances, /) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def decision(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ..., /
    ) -> Decision:
        """What would be decided."""

    def number(self, tenant: str, /) -> int:
        """A tenant's number; raises NotFound."""


class Seal(Protocol):
    """Seals a record in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], /) -> Receipt:
        """The record's receipt."""


class Sealed(Protocol):
    """What stands sealed in a journal (disclose.opening.Records.journalled)."""

    def __call__(self, tenant: int, index: int, /) -> Mapping[str, Value] | None:
        """All fields of the record at an index."""


class Approvals(Protocol):
    """What a second person allowed (access.approvals.Approvals)."""

    def stands(self, who: Reader, request: Request, /) -> bool:
        """Whether `use` would let this pass."""

    def use(self, who: Reader, request: Request, /) -> object:
        """Spend the approval of exactly this; raises Refused."""


class OnceMore(Protocol):
    """Counts what must stay rare (store.people.People.once_more)."""

    def __call__(self, tenant: int, what: str, person: str, /, *, most: int, within: int, now: int) -> bool:
        """Whether it was done fewer than `most` times `within` so many ms; then it is counted."""


class Bin:
    """The bins of all tenants. Thread-safe; every call raises Refused and NotFound, which are journalled."""

    def __init__(
        self,
        *,
        gate: Gate,
        seal: Seal,
        sealed: Sealed,
        rows: Bins,
        approvals: Approvals,
        once_more: OnceMore,
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._seal = seal
        self._sealed = sealed
        self._rows = rows
        self._approvals = approvals
        self._once_more = once_more
        self._clock = clock

    def put(self, who: Reader, conversation: bytes, *, rule: str, reason: str, request: str = "") -> Binned:
        """Put a conversation into the bin; one that lies there already stays as it is. `request`: a customer's, if any.

        Raises Invalid, and ApprovalNeeded when it is one too many for one person's day (`to_ask` is what to ask).
        """
        _written(rule, request)
        given = Circumstances(reason=is_reason(reason))
        passed = self._gate.passed(who, Action.DELETE, conversation, given)
        known = self._rows.find(passed.tenant, conversation)
        if known is not None:
            return self._binned(passed.tenant, known)
        passed = self._not_too_many(who, passed, conversation, given, self.to_ask(who, conversation, rule, reason))
        facts: dict[str, Value] = {"subjects": [conversation.hex()], "rule": rule, "due": self._due(), "reason": reason}
        facts["policy"] = passed.decision.version
        if request:
            facts["request"] = request
        receipt = self._seal(who, Kind.DELETION, facts)
        self._rows.put(passed.tenant, [conversation], receipt.stored.index)
        return self._found(passed.tenant, conversation)

    def to_ask(self, who: Reader, conversation: bytes, rule: str, reason: str) -> Request:
        """What a second person is asked where somebody deletes many."""
        return Request(
            kind="delete",
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            subject=conversation.hex(),
            reason=reason,
            purpose="deletion",
            evidence={"item": MANY, "rule": rule},
        )

    def take_back(self, who: Reader, conversation: bytes, *, reason: str = "") -> None:
        """Take a conversation out of the bin, whole; raises NotInTheBin, TooLate."""
        try:
            passed = self._gate.passed(who, Action.RESTORE, conversation, Circumstances(reason=is_reason(reason)))
        except NotFound:
            row = self._rows.find(self._gate.number(who.tenant), conversation)
            if row is not None and row.state:
                raise _too_late() from None
            raise
        self._back(who, passed.tenant, conversation, reason or "taken back", passed.decision.version)

    def came_back(self, tenant: str, conversation: bytes) -> bool:
        """Take out of the bin what somebody writes in again; the record says so. Whether it was in the bin."""
        who = Reader(tenant, *_HOUSE)
        try:
            self._back(who, self._gate.number(tenant), conversation, "somebody wrote in it again", "")
        except (NotInTheBin, TooLate):
            return False
        return True

    def listed(self, who: Reader) -> list[Binned]:
        """What lies in the bin and can be taken out, the most urgent first: all of it, or what is one's own to take."""
        tenant = self._gate.number(who.tenant)
        everything = self._gate.decision(who, Action.SEE_KEEPING).allowed
        return [
            self._binned(tenant, row)
            for row in self._rows.waiting(tenant)
            if everything or self._gate.decision(who, Action.RESTORE, row.conversation).allowed
        ]

    def find(self, who: Reader, conversation: bytes) -> Binned | None:
        """A conversation in the bin, for whoever may take it out or see the bin; None for anybody and anything else."""
        tenant = self._gate.number(who.tenant)
        known = self._rows.find(tenant, conversation)
        if known is None or known.state:
            return None
        may = self._gate.decision(who, Action.SEE_KEEPING).allowed
        may = may or self._gate.decision(who, Action.RESTORE, conversation).allowed
        return self._binned(tenant, known) if may else None

    # --- steps

    def _not_too_many(
        self, who: Reader, passed: Passed, conversation: bytes, given: Circumstances, request: Request
    ) -> Passed:
        if self._once_more(passed.tenant, "delete", who.id, most=MOST_A_DAY, within=_DAY, now=self._clock()):
            return passed
        approved = self._approvals.stands(who, request)
        passed = self._gate.passed(who, Action.DELETE, conversation, given._replace(item=MANY, approved=approved))
        self._approvals.use(who, request)
        return passed

    def _due(self) -> int:
        """The moment that the sealed record names, by the later of two clocks. The row's own comes after it."""
        return max(self._clock(), self._rows.now()) + HOURS * _HOUR

    def _back(self, who: Reader, tenant: int, conversation: bytes, reason: str, policy: str) -> None:
        with self._rows.locked(tenant, conversation) as row:
            if row is None:
                message = "this conversation is not in the bin"
                raise NotInTheBin(message)
            if row.state:
                raise _too_late()
            facts: dict[str, Value] = {"releases": row.idx.to_bytes(8, "big"), "reason": reason}
            facts |= {"subjects": [conversation.hex()]} | ({"policy": policy} if policy else {})
            row.take_back(self._seal(who, Kind.RELEASE, facts).stored.index)

    def _found(self, tenant: int, conversation: bytes) -> Binned:
        row = self._rows.find(tenant, conversation)
        if row is None:
            message = "this conversation was taken out of the bin again meanwhile"
            raise NotInTheBin(message)
        return self._binned(tenant, row)

    def _binned(self, tenant: int, row: InBin) -> Binned:
        facts = begun_by(self._sealed, tenant, row.idx)
        rule, reason, by, request = (str(facts.get(name, "")) for name in ("rule", "reason", "author", "request"))
        anew = "renews" in (self._sealed(tenant, row.idx) or {})
        return Binned(row.conversation, rule, reason, by, row.at, row.due, request, row.held, anew)


def begun_by(sealed: Sealed, tenant: int, index: int) -> Mapping[str, Value]:
    """The deletion by which something came into the bin, as it was sealed, if its wait began anew since (keep.anew)."""
    facts = sealed(tenant, index) or {}
    while isinstance(renews := facts.get("renews"), int) and renews < index:
        index = renews
        facts = sealed(tenant, index) or {}
    return facts


def _too_late() -> TooLate:
    return TooLate("it is too late: its time in the bin is over, and its keys are dropped")


def _written(*texts: str) -> None:
    if any(len(text) > _LONGEST or not text.isprintable() for text in texts) or not texts[0].strip():
        message = f"name the rule, and a request if there is one, in at most {_LONGEST} characters each"
        raise Invalid(message)


__all__ = ["BY_HAND", "HOURS", "MOST_A_DAY", "ApprovalNeeded", "Bin", "Binned", "NotInTheBin", "TooLate"]
