"""Asks the tenant's policies before anything is opened, and writes down every refusal.

It states the facts of a request (who, whose conversation, held or not, what was given along) and turns the answer into
the error that says what the person lacks. It opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn, Protocol

from handclasp.access.policy import (
    CUSTOMER_KINDS,
    OLD_AFTER_DAYS,
    PARTY_KINDS,
    PLAIN,
    STEP_UP_FOR,
    About,
    Action,
    Circumstances,
    Decision,
    Need,
    Policies,
    Reader,
)
from handclasp.borders import Borders, Crossing, NoBasis
from handclasp.disclose.journal import Journal
from handclasp.disclose.purposes import commercial, table
from handclasp.records import (
    ApprovalNeeded,
    Kind,
    NotFound,
    ReasonNeeded,
    Refused,
    StepUpNeeded,
    Value,
)
from handclasp.seal.keys import KeyMissing, Keyring
from handclasp.store.database import Person
from handclasp.store.read import Assigned

DAY: Final = 86_400_000
_NOT_FOR: Final = "this purpose is in no table of the house, or its table does not carry this"

MACHINES = frozenset({"machine", "service", "operator"})
"""Roles without a person behind them: they read as the machine role, and the policies alone hold them."""

IN_THE_BIN: Final = frozenset(
    {Action.DELETE, Action.RESTORE, Action.EXTEND, Action.HOLD, Action.RIGHTS, Action.ANSWER_RIGHTS}
)
"""What can still be done with a conversation that lies in the bin; to everything else it is not there."""


class Facts(Protocol):
    """What the gate asks of the store (store.read.Reading)."""

    def assigned(self, tenant: int, conversation: bytes) -> Assigned:
        """Whose a conversation is, and whether it is one at all."""


class Passed(NamedTuple):
    """A request that may go on: the tenant's number, what was decided, whether the conversation lies in the bin."""

    tenant: int
    decision: Decision
    binned: bool = False


class Gate:
    """The first wall. Thread-safe."""

    def __init__(
        self,
        *,
        tenants: Callable[[str], int | None],
        policies: Policies,
        facts: Facts,
        keyring: Keyring,
        journal: Journal,
        borders: Borders,
        clock: Callable[[], int],
    ) -> None:
        self.journal = journal
        self._borders = borders
        self._clock = clock
        self._tenants = tenants
        self._policies = policies
        self._facts = facts
        self._keyring = keyring

    def passed(
        self,
        who: Reader,
        action: Action,
        conversation: bytes | None = None,
        given: Circumstances = PLAIN,
        known: Assigned | None = None,
    ) -> Passed:
        """Let a request pass; raises NotFound, or Refused after the refusal is sealed in the journal.

        `known`: what was just looked up of the conversation, for many requests at once.
        """
        number = self.number(who.tenant)
        if conversation is not None and known is None:
            known = self._facts.assigned(number, conversation)
        about = None if conversation is None else _about(who.tenant, conversation, known)
        decision = self._policies.decide(who, action, about, given)
        if not decision.allowed:
            self.refuse(who, action, decision, conversation)
        if conversation is not None:
            self._exists(who, action, number, conversation, known)
        return Passed(number, decision, known is not None and known.binned)

    def adds(self, who: Reader) -> None:
        """Let a machine add records to its tenant; raises Refused after the refusal is sealed.

        Asked once a request, whatever conversations it names, as of one that is nobody's: a key writes or does not.
        """
        decision = self._policies.decide(who, Action.REPLY, About(who.tenant, ""))
        if not decision.allowed:
            self.refuse(who, Action.REPLY, decision)

    def passed_anywhere(self, who: Reader, action: Action, given: Circumstances = PLAIN) -> Passed:
        """Let pass what is about no conversation yet, as if about one that is nobody's; raises as `passed` does."""
        number = self.number(who.tenant)
        decision = self._policies.decide(who, action, About(who.tenant, ""), given)
        if not decision.allowed:
            self.refuse(who, action, decision)
        return Passed(number, decision)

    def anywhere(self, who: Reader, action: Action, given: Circumstances = PLAIN) -> Decision:
        """What `passed_anywhere` would decide, for pages that say so before the click; nothing is written down."""
        return self._policies.decide(who, action, About(who.tenant, ""), given)

    def decision(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = PLAIN
    ) -> Decision:
        """What would be decided, for pages that say so before the click; nothing is written down."""
        about = None if conversation is None else self.about(who.tenant, conversation)
        return self._policies.decide(who, action, about, given)

    def exists(self, who: Reader, action: Action, conversation: bytes) -> int:
        """The tenant's number, when it has this conversation; raises NotFound after the guess is sealed."""
        number = self.number(who.tenant)
        self._exists(who, action, number, conversation, self._facts.assigned(number, conversation))
        return number

    def about(self, tenant: str, conversation: bytes) -> About:
        """What is known of a conversation apart from its words."""
        return _about(tenant, conversation, self._facts.assigned(self.number(tenant), conversation))

    def refuse(self, who: Reader, action: Action, decision: Decision, conversation: bytes | None = None) -> None:
        """Seal the refusal, then raise it in the form that says what is lacking."""
        facts: dict[str, Value] = {"action": action.value, "reason": decision.why, "policy": decision.version}
        if conversation is not None:
            facts["subjects"] = [conversation.hex()]
        details: dict[str, Value] = {"needs": sorted(decision.needs)} if decision.needs else {}
        if decision.zh:
            details["zh"] = decision.zh
        if details:
            facts["details"] = details
        self.journal.seal(who, Kind.REFUSAL, facts)
        raise lacking(action, decision)

    def feeds(self, who: Reader, purpose: str, needs: str = "") -> Passed:
        """Let a machine read for a purpose of the house's table, which carries the class of fields that it `needs`."""
        passed = self.passed(who, Action.FEED)
        known = table("feeds").get(purpose)
        if known is None or (needs and needs not in known.fields):
            self.refuse_purpose(who, Action.FEED, purpose)
        return passed

    def is_for(self, who: Reader, action: Action, purpose: str, conversation: bytes | None = None) -> None:
        """Refuse a purpose that nothing here is for, whatever the policies say; the refusal is sealed."""
        if commercial(purpose):
            self.refuse_purpose(who, action, purpose, conversation)

    def refuse_purpose(self, who: Reader, action: Action, purpose: str, conversation: bytes | None = None) -> NoReturn:
        """Seal that somebody wanted data for what it is not for, then raise Refused. The purpose itself is not kept."""
        commercial_ = commercial(purpose)
        why = "nothing here is for marketing or profiles" if commercial_ else _NOT_FOR
        zh = "这里的数据不用于营销或画像" if commercial_ else "用途表中没有这个用途，或者它不包含这类内容"
        self.seal_refusal(who, action, why, {"zh": zh}, conversation)
        raise Refused(why, zh=zh)

    def seal_refusal(
        self, who: Reader, action: Action, why: str, details: dict[str, Value], conversation: bytes | None = None
    ) -> None:
        """Seal that something was refused that no policy decides about; whoever calls raises it."""
        facts: dict[str, Value] = {"action": action.value, "reason": why, "policy": self._policies.version(who.tenant)}
        facts |= {"details": details} | ({"subjects": [conversation.hex()]} if conversation is not None else {})
        self.journal.seal(who, Kind.REFUSAL, facts)

    def has_borders(self, tenant: str) -> bool:
        """Whether whoever takes something of a tenant's out has to say where it goes."""
        return self._borders.residence(tenant) is not None

    def crossing(
        self, who: Reader, action: Action, to: str, consent: str | None = None, conversation: bytes | None = None
    ) -> Crossing:
        """What it takes to let something go to a region; raises BadDestination, or NoBasis, which is sealed first."""
        try:
            return self._borders.crossing(who.tenant, to, consent)
        except NoBasis as error:
            self.seal_refusal(who, action, str(error), {"to": to, "zh": error.zh}, conversation)
            raise

    def number(self, tenant: str) -> int:
        """A tenant's number; raises NotFound."""
        number = self._tenants(tenant)
        if number is None:
            message = "there is no such tenant here; `handclasp tenant list` names them"
            raise NotFound(message)
        return number

    def old(self, received: int) -> bool:
        """Whether a record of that time (ms) is old by now."""
        return received < self._clock() - OLD_AFTER_DAYS * DAY

    def kinds(self, who: Reader) -> frozenset[str] | None:
        """The kinds of records that may be shown to this role at all; None: every kind."""
        if who.role == "customer":
            return CUSTOMER_KINDS
        role = self._policies.roles(who.tenant).get(who.role)
        return PARTY_KINDS if role is not None and role.reach == "merchant" else None

    def _exists(self, who: Reader, action: Action, number: int, conversation: bytes, known: Assigned | None) -> None:
        try:
            self._keyring.keys(number, conversation)
            missing = known is not None and known.journal  # its pseudonym stands in every pack's seal
        except KeyMissing:
            missing = True
        hidden = not missing and known is not None and known.binned and not _reaches(who, action)
        if missing or hidden:
            message = "there is no such conversation"
            if hidden and self.decision(who, Action.RESTORE, conversation).allowed:
                message = (
                    "this conversation lies in the bin; whoever takes it out (`handclasp keep restore`) can see it"
                )
            # Nobody meets such a pseudonym by accident: guessing is written down like any refusal.
            facts: dict[str, Value] = {"action": action.value, "reason": message, "subjects": [conversation.hex()]}
            facts["policy"] = self._policies.version(who.tenant)
            self.journal.seal(who, Kind.REFUSAL, facts)
            raise NotFound(message)


def _reaches(who: Reader, action: Action) -> bool:
    """Whether an action goes into the bin. A customer who writes takes the conversation out of it by that."""
    return action in IN_THE_BIN or (action is Action.REPLY and who.role == "customer")


def _about(tenant: str, conversation: bytes, known: Assigned | None) -> About:
    known = known or Assigned()
    return About(tenant, conversation.hex(), known.agent, known.team, known.merchants, known.held, known.restricted)


def lacking(action: Action, decision: Decision) -> Refused:
    """The error of a denial: what would make it allowed, the easiest first; plain Refused when nothing would."""
    if Need.REASON in decision.needs:
        return ReasonNeeded(f"say why: {decision.why}", zh=f"请说明理由：{decision.zh}")
    if Need.STEP_UP in decision.needs:
        purpose = STEP_UP_FOR[action].value
        words = f"this needs your second factor again: {decision.why}"
        return StepUpNeeded(words, purpose, zh=f"请再做一次第二重验证：{decision.zh}")
    if Need.APPROVAL in decision.needs:
        return ApprovalNeeded(f"this needs a second person: {decision.why}", zh=f"需要另一人批准：{decision.zh}")
    return Refused(decision.why, zh=decision.zh)


def on_behalf(who: Reader) -> Person | None:
    """Whose wall stands in the database: the person's, the customer's one conversation, or none for machines."""
    if who.role in MACHINES:
        return None
    if who.role == "customer":
        return Person(conversation=who.conversation)
    return Person(name=who.id)
