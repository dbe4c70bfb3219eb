"""The request desk: takes requests about one's own data in, and brings them to their answer.

Each step is a record in the journal, about the conversations concerned and the request itself; a request is what its
steps say. What an answer does (restrict, correct, put into the bin) is safe to repeat and is done before the step is
sealed, so a crash in between is cured by answering again. Thread-safe; every call raises Refused, which is journalled.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from handclasp.access.policy import PLAIN, About, Action, Circumstances, Decision, Passed, Reader
from handclasp.keep.rights.clocks import Clocks
from handclasp.keep.rights.words import (
    BY_STAFF,
    DONE,
    Answer,
    BadRequest,
    Case,
    Ground,
    Identity,
    Law,
    RequestMoved,
    Right,
    State,
    Step,
    case,
)
from handclasp.records import (
    Author,
    HandclaspError,
    KeyReused,
    Kind,
    NotFound,
    Raw,
    Receipt,
    Secret,
    Value,
    is_reason,
)
from handclasp.store.rights import Rights, Standing

MOST: Final = 20
"""Conversations that one request may be about."""
_LONGEST: Final = 2_000
_HELD: Final = "it is on legal hold: while that stands nothing is erased"
_HELD_ZH: Final = "处于法律保全：保全期间什么也不删除"
_ENDS: Final = frozenset({State.VERIFIED})


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def passed(self, who: Reader, action: Action, conversation: bytes, given: Circumstances = ..., /) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def decision(self, who: Reader, action: Action, conversation: bytes, given: Circumstances = ..., /) -> Decision:
        """What would be decided."""

    def refuse(self, who: Reader, action: Action, decision: Decision, conversation: bytes, /) -> None:
        """Seal the refusal and raise it."""

    def about(self, tenant: str, conversation: bytes, /) -> About:
        """What is known of a conversation apart from its words."""

    def number(self, tenant: str, /) -> int:
        """A tenant's number; raises NotFound."""


class Seal(Protocol):
    """Seals a record in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(
        self, who: Reader, kind: Kind, facts: dict[str, Value], /, *, key: str, about: Sequence[bytes]
    ) -> Receipt:
        """The record's receipt."""


class Binned(Protocol):
    """What lies in the bin, and until when (ms)."""

    @property
    def due(self) -> int:
        """When it is erased."""


class Bin(Protocol):
    """The bin (keep.bin): everything that is deleted waits there."""

    def put(self, who: Reader, conversation: bytes, *, rule: str, reason: str, request: str) -> Binned:
        """Put a conversation into the bin; raises HandclaspError."""


class Correcting(Protocol):
    """Finds the record that is to be corrected."""

    def __call__(self, tenant: int, conversation: bytes, seq: int, /) -> bytes | None:
        """R of a conversation's record; None when there is none."""


Steps = Callable[[int, bytes], Sequence[tuple[int, Mapping[str, Any]]]]
"""A tenant's sealed steps of a request, in the order of the log, with their index: kind RIGHTS, all fields."""

AskedBy = Callable[[int, Reader], Sequence[bytes]]
"""The numbers of the requests that somebody asked for themselves, by a tenant's journals, the newest first."""

Back = Callable[[int, bytes], bool]
"""Whether a conversation that was put into the bin is neither there nor erased."""

Certificates = Callable[[int, bytes], int | None]
"""The log index of the certificate that says a conversation is erased; None while there is none."""


class RequestDesk:
    """Requests of all tenants."""

    def __init__(  # noqa: PLR0913 - what it puts together, each named
        self,
        *,
        gate: Gate,
        seal: Seal,
        rows: Rights,
        steps: Steps,
        asked_by: AskedBy,
        append: Callable[[Raw], Receipt],
        record_at: Correcting,
        certificate: Certificates,
        is_back: Back,
        bin: Callable[[], Bin],  # noqa: A002 - the house's word
        clocks: Clocks,
        law: Law,
        clock: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        self._gate = gate
        self._seal = seal
        self._rows = rows
        self._steps = steps
        self._asked_by = asked_by
        self._append = append
        self._record_at = record_at
        self._certificate = certificate
        self._is_back = is_back
        self._bin = bin
        self._clocks = clocks
        self._law = law
        self._clock = clock
        self._random = random

    # --- asking

    def ask(
        self,
        who: Reader,
        conversations: Sequence[bytes],
        right: Right,
        *,
        law: Law | None = None,
        words: str = "",
        seq: int = 0,
        identity: Identity | None = None,
    ) -> Case:
        """Take a request in. A customer asks about their own conversation, and is who their session says they are.

        `words` (what should be done, in the customer's words) go masked into the conversation itself; `seq` is the
        record that a correction is about. Raises BadRequest, NotFound.
        """
        subjects = tuple(dict.fromkeys(conversations))
        if not 0 < len(subjects) <= MOST:
            raise BadRequest(f"name 1 to {MOST} conversations")
        if len(words) > _LONGEST:
            raise BadRequest(f"say it in at most {_LONGEST} characters")
        given = Circumstances(reason=True)
        passed, *_ = [self._gate.passed(who, Action.RIGHTS, one, given) for one in subjects]
        self._refuse_twice(passed.tenant, subjects, right)
        if right is Right.CORRECTION and (
            not words.strip() or self._record_at(passed.tenant, subjects[0], seq) is None
        ):
            raise BadRequest("say which record is to be corrected, by its number, and what it should say")
        request, now, under = self._random(16), self._clock(), law or self._law
        details: dict[str, Any] = {"seq": seq} if right is Right.CORRECTION else {}
        if words.strip():
            said = self._say(who, subjects[0], request, Step.ASKED, words)
            details["words"] = said.stored.seq
        begun = Case(request, right, under, State.OPEN, subjects, now, 0, ())
        due = self._clocks.due(under, now)
        case_ = self._take(who, begun, Step.ASKED, passed.decision, details=details, due=due)
        if who.role == "customer":
            method = identity if identity in {Identity.SESSION, Identity.VOUCHED} else Identity.SESSION
            case_ = self._take(who, case_, Step.VERIFIED, passed.decision, details={"identity": str(method)})
        return case_

    def _refuse_twice(self, tenant: int, subjects: Sequence[bytes], right: Right) -> None:
        for one in subjects:
            for row in self._rows.about(tenant, one):
                if row.right == right and State(row.state) not in DONE:
                    raise BadRequest(
                        f"the same was asked for before and is not answered yet: request {row.request.hex()}"
                    )

    def _say(self, who: Reader, conversation: bytes, request: bytes, step: Step, words: str) -> Receipt:
        return self._append(
            Raw(
                tenant=who.tenant,
                conversation=conversation.hex(),
                by_pseudonym=True,
                key=f"rights/{request.hex()}/{step}",
                kind=Kind.CASE_STEP,
                author=Author(who.role, who.id),
                received=self._clock(),
                text=Secret(words),
                facts={"case": request.hex(), "step": str(step)},
            )
        )

    def verify(self, who: Reader, request: bytes, identity: Identity, *, reason: str) -> Case:
        """Say how it was checked who asks; raises BadRequest, NotFound."""
        found, decision = self._found(who, request, Action.ANSWER_RIGHTS, reason)
        if identity not in BY_STAFF:
            raise BadRequest(f"say how it was checked: {', '.join(sorted(BY_STAFF))}")
        if found.state is not State.OPEN:
            raise BadRequest("it was checked already who asks, or the request has ended")
        return self._take(who, found, Step.VERIFIED, decision, details={"identity": str(identity)}, reason=reason)

    def withdraw(self, who: Reader, request: bytes) -> Case:
        """Take a request back, as long as it is not answered; raises BadRequest, NotFound."""
        found, decision = self._found(who, request, Action.RIGHTS)
        if found.state not in {State.OPEN, State.VERIFIED}:
            raise BadRequest("this request has been answered, or its erasure has begun: nothing is left to take back")
        return self._take(who, found, Step.WITHDRAWN, decision)

    # --- answering

    def extend(self, who: Reader, request: bytes, *, reason: str) -> Case:
        """Give the clock more time, once, and say why; raises BadRequest, NotFound."""
        found, decision = self._found(who, request, Action.ANSWER_RIGHTS, reason)
        if found.state in DONE:
            raise BadRequest("this request has ended")
        if found.extended:
            raise BadRequest("the clock of a request is extended once")
        due = self._clocks.extended(found.law, found.due)
        return self._take(who, found, Step.EXTENDED, decision, reason=reason, due=due)

    def refuse(self, who: Reader, request: bytes, ground: Ground, *, reason: str) -> Case:
        """Refuse a request as a whole, with its ground; raises BadRequest, NotFound."""
        found, decision = self._found(who, request, Action.ANSWER_RIGHTS, reason)
        if found.state not in {State.OPEN, State.VERIFIED}:
            raise BadRequest("this request has been answered, or its erasure has begun")
        told = {"refused": {one.hex(): str(ground) for one in found.subjects}}
        return self._take(who, found, Step.REFUSED, decision, details=told, reason=reason)

    def answer(
        self,
        who: Reader,
        request: bytes,
        *,
        reason: str,
        refuse: Mapping[bytes, Ground] | None = None,
        correction: str = "",
    ) -> Case:
        """Do what was asked for, but for the conversations that are refused; what is on hold is never erased.

        `correction` is what the corrected record should say. An erasure is answered only once certificates say that all
        is gone: until then the request is `waiting`; where a hold alone refuses it the step says that, not `reason`.
        Raises BadRequest, NotFound, and what the bin says.
        """
        found, decision = self._found(who, request, Action.ANSWER_RIGHTS, reason)
        if found.state not in _ENDS:
            raise BadRequest(
                "it has to be checked first who asks" if found.state is State.OPEN else "this request has ended"
            )
        answer = self._answered(who, found, dict(refuse or {}))
        details: dict[str, Any] = {"done": [one.hex() for one in answer.done]}
        details |= {"refused": {one.hex(): str(why) for one, why in answer.refused.items()}} if answer.refused else {}
        if not answer.done:
            # Who meant to erase gave no reason for refusing: a hold refuses in the house's own words.
            told = reason if refuse else _HELD
            details |= {} if refuse else {"zh": _HELD_ZH}
            return self._take(who, found, Step.REFUSED, decision, details=details, reason=told)
        details |= self._act(who, found, answer, reason, correction)
        step = Step.WAITING if found.right is Right.ERASURE else Step.ANSWERED
        return self._take(who, found, step, decision, details=details, reason=reason)

    def _answered(self, who: Reader, found: Case, refuse: dict[bytes, Ground]) -> Answer:
        if strange := set(refuse) - set(found.subjects):
            raise BadRequest(f"the request is not about {min(strange).hex()}")
        if found.right is Right.ERASURE:
            held = [one for one in found.subjects if self._gate.about(who.tenant, one).held]
            refuse |= dict.fromkeys(held, Ground.LEGAL_HOLD)
        return Answer(tuple(one for one in found.subjects if one not in refuse), refuse)

    def _act(self, who: Reader, found: Case, answer: Answer, reason: str, text: str) -> dict[str, Any]:
        """Do what was asked for; returns what the step says of it. Safe to repeat."""
        tenant = self._gate.number(who.tenant)
        if found.right in {Right.RESTRICTION, Right.OBJECTION}:
            self._rows.restrict(tenant, str(found.right), answer.done, found.request)
        if found.right is Right.CORRECTION:
            return {"corrected": self._correct(who, tenant, found, text, reason)}
        if found.right is Right.ERASURE:
            put = self._bin().put
            until = [put(who, one, rule="request", reason=reason, request=found.number).due for one in answer.done]
            return {"until": max(until)}
        return {}

    def _correct(self, who: Reader, tenant: int, found: Case, text: str, reason: str) -> int:
        """Add the correction as a record; the seq it got."""
        seq = int(found.steps[0].details.get("seq", 0))
        target = self._record_at(tenant, found.subjects[0], seq)
        if target is None or not text.strip():
            raise BadRequest("say what the record should say: --text")
        receipt = self._append(
            Raw(
                tenant=who.tenant,
                conversation=found.subjects[0].hex(),
                by_pseudonym=True,
                key=f"rights/{found.number}/correction",
                kind=Kind.CORRECTION,
                author=Author(who.role, who.id),
                received=self._clock(),
                text=Secret(text),
                facts={"corrects": target, "reason": reason},
            )
        )
        return receipt.stored.seq

    def lift(self, who: Reader, request: bytes, *, reason: str) -> Case:
        """End a restriction or objection that stands; raises BadRequest, NotFound."""
        found, decision = self._found(who, request, Action.ANSWER_RIGHTS, reason)
        if found.right not in {Right.RESTRICTION, Right.OBJECTION} or found.state is not State.ANSWERED or found.lifted:
            raise BadRequest("nothing is restricted because of this request")
        # The record stands before the restriction ends: one that ended without a record cannot be.
        ended = self._take(who, found, Step.LIFTED, decision, reason=reason)
        self._rows.lift(self._gate.number(who.tenant), request)
        return ended

    def certify(self, who: Reader) -> list[Case]:
        """Answer each erasure of a tenant whose certificates all stand; returns those that were answered now."""
        tenant = self._gate.number(who.tenant)
        found = []
        for row in self._rows.listed(tenant):
            one = self._read(tenant, row.request) if row.state == State.WAITING else None
            if one is None or one.state is not State.WAITING:
                continue
            if any(self._is_back(tenant, name) for name in one.binned):
                # Taken out of the bin: nothing is erased, and what becomes of the request is decided anew.
                self._take(who, one, Step.BACK, None)
                continue
            certificates = {name.hex(): self._certificate(tenant, name) for name in one.binned}
            if all(certificates.values()):
                details = {"done": list(certificates), "certificates": certificates}
                found.append(self._take(who, one, Step.ANSWERED, None, details=details))
        return found

    # --- looking

    def show(self, who: Reader, request: bytes) -> Case:
        """A request with all its steps; raises NotFound."""
        return self._found(who, request, Action.RIGHTS)[0]

    def listed(self, who: Reader) -> list[Standing]:
        """The requests about conversations that somebody may handle requests of; the most urgent first."""
        tenant = self._gate.number(who.tenant)
        return [one for one in self._rows.listed(tenant) if self._handles(who, one)]

    def mine(self, who: Reader, conversation: bytes) -> list[Case]:
        """A customer's requests about their own conversation, the newest first, and those they asked for themselves.

        The latter outlive the conversation: who had it erased still sees what became of the request.
        """
        passed = self._gate.passed(who, Action.RIGHTS, conversation, PLAIN)
        about = [row.request for row in self._rows.about(passed.tenant, conversation)]
        own = self._asked_by(passed.tenant, who) if who.role == "customer" else ()
        found = (self._read(passed.tenant, request) for request in dict.fromkeys((*about, *own)))
        return sorted((one for one in found if one is not None), key=lambda one: -one.opened)

    def late(self, tenant: int, now: int) -> int:
        """How many requests of a tenant should have been answered by now (ms)."""
        return sum(State(one.state) not in DONE and one.due < now for one in self._rows.listed(tenant))

    # --- steps

    def _handles(self, who: Reader, one: Standing) -> bool:
        return all(
            self._gate.decision(who, Action.RIGHTS, name, Circumstances(reason=True)).allowed for name in one.subjects
        )

    def _found(self, who: Reader, request: bytes, action: Action, reason: str = "") -> tuple[Case, Decision]:
        """A request whose every conversation lets `who` do this; raises NotFound, Refused."""
        found = self._read(self._gate.number(who.tenant), request)
        missing = NotFound("there is no such request; `handclasp request list` names them")
        # A number that is no request's is asked about too, as of a conversation that is none: guessing is on record.
        given = Circumstances(reason=is_reason(reason) or action is Action.RIGHTS)
        if found is None:
            with contextlib.suppress(NotFound):
                self._gate.passed(who, action, request, given)
            raise missing
        # Conversations that are erased by now are decided about like any: the request outlives them.
        for one in found.subjects:
            decision = self._gate.decision(who, action, one, given)
            if not decision.allowed:
                self._gate.refuse(who, action, decision, one)
        return found, decision

    def _read(self, tenant: int, request: bytes) -> Case | None:
        return case(self._steps(tenant, request))

    def _take(
        self,
        who: Reader,
        before: Case,
        step: Step,
        decision: Decision | None,
        *,
        details: Mapping[str, Any] | None = None,
        reason: str = "",
        due: int = 0,
    ) -> Case:
        """Seal a step, unless another stands in its place; then keep where the request stands now."""
        facts: dict[str, Value] = {
            "request": before.request,
            "right": str(before.right),
            "step": str(step),
            "law": str(before.law),
            "subjects": [one.hex() for one in before.subjects],
        }
        facts |= {"details": dict(details)} if details else {}
        facts |= {"reason": reason} if reason else {}
        facts |= {"due": due} if due else {}
        facts |= {"policy": decision.version} if decision is not None else {}
        key = f"rights/{before.number}/{len(before.steps)}"
        tenant = self._gate.number(who.tenant)
        try:
            self._seal(who, Kind.RIGHTS, facts, key=key, about=(before.request,))
        except KeyReused:
            raise RequestMoved("somebody else went on with this request just then; look at it again") from None
        after = self._read(tenant, before.request)
        if after is None:
            raise HandclaspError("the step was sealed and cannot be read yet; look at the request again in a moment")
        self._rows.put(tenant, standing(after))
        return after


def standing(one: Case) -> Standing:
    """The row that leads to a request."""
    return Standing(
        one.request, str(one.right), str(one.law), str(one.state), one.subjects, one.opened, one.due,
        len(one.steps), one.steps[-1].place,
    )  # fmt: skip
