"""Sending what staff wrote: it leaves, or the outbound guard stops it, or a second person let exactly this leave once.

An approval is bound to the text by a keyed hash, to the conversation and to who asked. What is to be decided stands as
an internal note in the conversation, masked like any: the journal holds no word of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from handclasp.access.approvals import Asked, Request, State, Used
from handclasp.access.policy import Action, Circumstances, Decision, Need, Reader
from handclasp.desk.speaking import Words, spoken
from handclasp.records import Guarded, Invalid, Raw, ReasonNeeded, Receipt, is_reason

KIND: Final = "guard"
RECIPIENT: Final = "customer"


class Approvals(Protocol):
    """Asks and spends (access.approvals.Approvals)."""

    def request(self, who: Reader, request: Request) -> Asked:
        """Ask; raises Refused."""

    def use(self, who: Reader, request: Request) -> Used:
        """Spend the approval of exactly this; raises Refused."""


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def decision(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ..., /
    ) -> Decision:
        """What would be decided."""

    def refuse(self, who: Reader, action: Action, decision: Decision, conversation: bytes | None = None, /) -> None:
        """Seal a refusal and raise it."""

    def passed(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ..., /
    ) -> Any:
        """Let pass, or seal the refusal and raise it."""


class Where(NamedTuple):
    """A conversation, the channel its customer is on, and the policies by which somebody may write there."""

    conversation: bytes
    channel: str
    policy: str


class Standing(NamedTuple):
    """A request about a text that is not over: how it stands, and whole."""

    asked: Asked
    request: Request

    @property
    def approved(self) -> bool:
        """Whether the text may leave now, once."""
        return self.asked.state == State.APPROVED


class Leaving:
    """The way out for what staff write. Thread-safe.

    `check` says why somebody (tenant, conversation, account) may not send a text, `asked` gives somebody's own requests
    of a kind, `keyed` is a keyed hash of texts that nobody outside the house can make.
    """

    def __init__(
        self,
        *,
        append: Callable[[Raw], Receipt],
        check: Callable[[str, str, str, str], Guarded | None],
        gate: Gate,
        approvals: Approvals,
        asked: Callable[[Reader, str], Sequence[tuple[Asked, Request]]],
        keyed: Callable[..., str],
        clock: Callable[[], int],
    ) -> None:
        self._check = check
        self._append = append
        self._gate = gate
        self._approvals = approvals
        self._asked = asked
        self._keyed = keyed
        self._clock = clock

    def stop(self, who: Reader, conversation: bytes, text: str) -> Guarded | None:
        """Why somebody may not send a text in a conversation now; records nothing."""
        return self._check(who.tenant, conversation.hex(), who.id, text)

    def send(self, who: Reader, where: Where, words: Words) -> Receipt:
        """Seal what somebody wrote; raises Guarded once the refusal is sealed, unless an approval of it is spent."""
        raw = self._raw(who, where, words)
        if not words.note and (used := self._allowed(who, where.conversation, words.text)):
            facts = {**raw.facts, "request": bytes.fromhex(used.request)}
            raw = msgspec.structs.replace(raw, cleared=used.request, facts=facts)
        return self._append(raw)

    def _raw(self, who: Reader, where: Where, words: Words) -> Raw:
        hex_ = where.conversation.hex()
        return spoken(who.tenant, hex_, who.id, words, now=self._clock(), channel=where.channel, policy=where.policy)

    def _allowed(self, who: Reader, conversation: bytes, text: str) -> Used | None:
        stop = self.stop(who, conversation, text)
        if stop is None or not stop.ever:
            return None
        standing = self.standing(who, conversation, text)
        return self._approvals.use(who, standing.request) if standing and standing.approved else None

    def standing(self, who: Reader, conversation: bytes, text: str) -> Standing | None:
        """What this person asked for about exactly this text, while anything can come of it."""
        named, now = self._named(who, conversation, text), self._clock()
        for asked, request in self._asked(who, KIND):
            live = asked.state in {State.OPEN, State.APPROVED} and asked.expires > now
            if live and asked.subject == conversation.hex() and request.evidence.get("text") == named:
                return Standing(asked, request)
        return None

    def may_ask(self, who: Reader, conversation: bytes, stop: Guarded) -> Decision:
        """What would be said to whoever asks for a second person to let this leave."""
        given = Circumstances(reason=True, item=stop.category)
        return self._gate.decision(who, Action.OVERRIDE_GUARD, conversation, given)

    def ask(self, who: Reader, where: Where, words: Words, reason: str, heading: str) -> Standing:
        """Ask for a second person: seals the text as a note, under this heading, then the request about it.

        Raises Refused (journalled), Guarded where nobody may allow it, ReasonNeeded, Invalid where nothing stops it.
        """
        stop = self.stop(who, where.conversation, words.text)
        if stop is None:
            raise Invalid("nothing holds this text back; send it")
        decision = self.may_ask(who, where.conversation, stop)
        if not decision.allowed and Need.APPROVAL not in decision.needs:
            self._gate.refuse(who, Action.OVERRIDE_GUARD, decision, where.conversation)
        if not is_reason(reason):
            raise ReasonNeeded("say why the customer must be told exactly this")
        known = self.standing(who, where.conversation, words.text)
        if known is not None:
            return known
        self._gate.passed(who, Action.NOTE, where.conversation)
        note = self._append(self._raw(who, where, Words(f"{words.key}:ask", f"{heading}\n{words.text}", note=True)))
        request = Request(
            kind=KIND,
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            subject=where.conversation.hex(),
            reason=reason.strip(),
            evidence={
                "item": stop.category,
                "categories": list(stop.categories),
                "guard": stop.version,
                "note": note.stored.seq,
                "recipient": RECIPIENT,
                "channel": where.channel,
                "text": self._named(who, where.conversation, words.text),
            },
        )
        return Standing(self._approvals.request(who, request), request)

    def _named(self, who: Reader, conversation: bytes, text: str) -> str:
        return self._keyed(who.tenant, conversation.hex(), RECIPIENT, text)
