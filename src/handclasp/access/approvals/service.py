"""Asking, deciding and using: each is a record in the tenant's journal before a row changes, and so is every refusal.

What ends a request (its use, a rejection, a withdrawal, the end of its time) is sealed under one key of the log, so at
most one of them ever happens, whatever the database is made to say. If anything is in doubt, an approval is lost and
never doubled. No text of anybody's leaves the journal.
"""

from __future__ import annotations

import contextlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from handclasp.access.approvals.checks import ASKS, Checks
from handclasp.access.approvals.refusals import (
    AlreadyVoted,
    NotYours,
    RequestChanged,
    RequestClosed,
    RequestUsed,
    RoleLost,
)
from handclasp.access.approvals.words import (
    LIVE,
    Asked,
    Journal,
    Present,
    Request,
    Rules,
    Sealed,
    Shown,
    State,
    Store,
    Used,
    Vote,
)
from handclasp.access.policy import About, Action, Reader, StepUp
from handclasp.records import (
    ApprovalNeeded,
    Invalid,
    KeyReused,
    Kind,
    NotFound,
    ReasonNeeded,
    Receipt,
    Refused,
    Value,
    is_reason,
)

__all__ = ["ASKS", "Approvals"]

_HOUR: Final = 3_600_000
_MOST: Final = 200
_HOUSE: Final = ("system", "handclasp")
_KEY: Final = "service"
_WITH_REASON: Final = frozenset({"guard"})
"""Kinds that nobody approves without saying why."""
_ID: Final = re.compile(r"[0-9a-f]{32}\Z")


class Approvals:
    """The approvals of a house. Thread-safe; any number of processes may share the store and the log.

    `tenants` gives a tenant's number, `about` what is known of a conversation (hex), `clock` milliseconds since 1970,
    `random` that many random bytes.
    """

    def __init__(  # noqa: PLR0913 - what is looked up, each named
        self,
        *,
        store: Store,
        policies: Rules,
        journal: Journal,
        sealed: Sealed,
        present: Present,
        about: Callable[[str, str], About],
        tenants: Callable[[str], int | None],
        clock: Callable[[], int],
        random: Callable[[int], bytes],
        asks: Mapping[str, Action] = ASKS,
    ) -> None:
        self._store = store
        self._policies = policies
        self._journal = journal
        self._checks = Checks(policies, sealed, present, about, asks)
        self._tenants = tenants
        self._clock = clock
        self._random = random

    # --- asking

    def request(self, who: Reader, request: Request) -> Asked:
        """Ask; the identical thing asked before is returned while it is live. Raises Refused, Invalid."""
        with self._refusing(who, "ask", request.kind, request.subject):
            number = self._number(who)
            asker = self._checks.now(who)
            _theirs(asker, request)
            decision = self._checks.may_ask(asker, request)
        digest, now = request.digest(), self._clock()
        for asked in self._asked_by(number, asker):
            if asked.state in LIVE and hmac.compare_digest(asked.digest, digest):
                if asked.expires > now:
                    return asked
                self._expire(who.tenant, number, asked, now)
        rule = self._policies.approval(who.tenant, request.kind)
        fresh = Asked(
            request=self._random(16).hex(),
            digest=digest,
            kind=request.kind,
            subject=request.subject,
            requester=asker.id,
            requester_role=asker.role,
            requested=now,
            expires=now + rule.hours * _HOUR,
            people=self._checks.need(who.tenant, request.kind),
            idx=-1,
            state=State.OPEN.value,
        )
        facts = _facts(fresh, "requested", request.reason, decision.version)
        facts |= {"document": request.document(), "until": fresh.expires}
        receipt = self._journal(asker, Kind.APPROVAL, facts, key=_key(fresh, "request"))
        return Asked(*self._store.add(number, fresh._replace(idx=receipt.stored.index)))

    def withdraw(self, who: Reader, request: str) -> State:
        """Take back one's own request, approved or not. Raises Refused, NotFound."""
        with self._refusing(who, "withdraw", request=request):
            number = self._number(who)
            asked = self._found(number, request)
            asker = self._checks.now(who)
            if not _asked_this(asker, asked):
                raise NotYours("only who asked may withdraw a request")
            self._checks.live(asked, self._clock())
            self._end(asker, asked, _facts(asked, "withdrawn"))
        self._store.move(number, request, sorted(LIVE), State.WITHDRAWN.value, self._clock())
        return State.WITHDRAWN

    # --- deciding

    def vote(
        self, who: Reader, request: str, decision: Literal["approve", "reject"], reason: str, seen_digest: bytes
    ) -> State:
        """Say yes or no to what one was shown (`seen_digest`); a rejection needs a reason. Raises Refused, NotFound."""
        if decision not in {"approve", "reject"}:
            raise Invalid("a vote is `approve` or `reject`")
        with self._refusing(who, Action.APPROVE.value, request=request):
            number = self._number(who)
            asked = self._found(number, request)
            voter = self._checks.now(who)
            now = self._clock()
            self._checks.open(asked, now)
            wanted = self._checks.sealed_request(number, asked)
            allowed = self._checks.may_decide(voter, asked, wanted, self._votes(number, asked))
            if not hmac.compare_digest(seen_digest, asked.digest):
                raise RequestChanged("this is not the request that you were shown. Open it again")
            if not is_reason(reason) and (decision == "reject" or asked.kind in _WITH_REASON):
                raise ReasonNeeded(f"say why you {decision} this")
            facts = _facts(asked, decision, reason, allowed.version)
            seal = self._end if decision == "reject" else self._approve
            receipt = seal(voter, asked, facts)
            vote = Vote(voter.id, voter.role, decision, receipt.stored.index, now)
            need = self._checks.need(who.tenant, asked.kind, asked.people)
            state = self._store.vote(number, request, vote, need)
            if state is None:
                raise RequestClosed("this request was decided meanwhile")
        return State(state)

    def waiting(self, who: Reader) -> list[Asked]:
        """The open requests that `who` could decide, after a second factor; the most urgent first."""
        return [asked for asked, _ in self.waiting_whole(who)]

    def waiting_whole(self, who: Reader) -> list[tuple[Asked, Request]]:
        """The same, each with what is asked, as it stands sealed: for a list that says what about."""
        number = self._number(who)
        try:
            voter = self._checks.now(who)
        except Refused:
            return []
        voter = voter._replace(stepped=voter.stepped | {StepUp.APPROVE.value})
        found = []
        for row in self._store.open(number, self._clock(), _MOST):
            asked = Asked(*row)
            with contextlib.suppress(Refused, NotFound):
                wanted = self._checks.sealed_request(number, asked)
                self._checks.may_decide(voter, asked, wanted, self._votes(number, asked))
                found.append((asked, wanted))
        return found

    def show(self, who: Reader, request: str) -> Shown:
        """All that is known of a request, for who asked and for whoever decides on it; the look is sealed first.

        Raises Refused, NotFound.
        """
        with self._refusing(who, "show", request=request):
            number = self._number(who)
            asked = self._found(number, request)
            reader = self._checks.now(who)
            wanted = self._checks.sealed_request(number, asked)
            votes = self._votes(number, asked)
            if not _asked_this(reader, asked) and all(vote.person != reader.id for vote in votes):
                stepped = reader._replace(stepped=reader.stepped | {StepUp.APPROVE.value})
                self._checks.may_decide(stepped, asked, wanted, votes)
        facts: dict[str, Value] = {
            "purpose": "approval",
            "subjects": [asked.subject] if asked.subject else [],
            "scope": f"request {asked.request}",
            "policy": self._policies.version(who.tenant),
        }
        self._journal(reader, Kind.ACCESS, facts)
        return Shown(asked, wanted, tuple(votes))

    def reasons(self, who: Reader, shown: Shown) -> dict[str, str]:
        """What was written with each vote, by person, for somebody whom `show` has shown the request."""
        number = self._number(who)
        return {vote.person: self._checks.said(number, shown.asked, vote) for vote in shown.votes}

    def mine(self, who: Reader) -> list[Asked]:
        """What `who` asked for: the live ones first, then the newest, at most 200."""
        return [asked for asked in self._asked_by(self._number(who), who) if _asked_this(who, asked)]

    # --- using

    def stands(self, who: Reader, request: Request) -> bool:
        """Whether `use` would let this pass, as far as can be seen without using it."""
        try:
            self._usable(self._number(who), who, request)
        except (Refused, NotFound, Invalid):
            return False
        return True

    def use(self, who: Reader, request: Request) -> Used:
        """Spend the approval of exactly this, once, right before it is done. Raises Refused, Invalid.

        When the outcome is unknown the approval is spent.
        """
        with self._refusing(who, "use", request.kind, request.subject):
            number = self._number(who)
            asked, approvers = self._usable(number, who, request)
            facts = _facts(asked, "used", policy=self._policies.version(who.tenant))
            if self._end(who, asked, facts).stored.doubled:
                raise RequestUsed("this approval was used; it is good for one act. Ask again")
            now = self._clock()
            if not self._store.move(number, asked.request, [State.APPROVED.value], State.USED.value, now):
                raise RequestClosed("this request was ended meanwhile. Ask again")
        return Used(asked.request, approvers, asked.idx)

    def _usable(self, number: int, who: Reader, request: Request) -> tuple[Asked, tuple[str, ...]]:
        asker = self._checks.now(who)
        _theirs(asker, request)
        asked = self._of(number, asker, request)
        self._checks.live(asked, self._clock())
        if asked.state != State.APPROVED:
            raise ApprovalNeeded("this request waits for a second person")
        wanted = self._checks.sealed_request(number, asked)
        self._checks.asker(asked, wanted)
        return asked, self._checks.approvers(number, asked, wanted, self._votes(number, asked))

    def _of(self, number: int, asker: Reader, request: Request) -> Asked:
        """The row of exactly this request, or what is wrong: nothing was asked, or something else was."""
        digest, now = request.digest(), self._clock()
        rows = self._asked_by(number, asker)
        found = [asked for asked in rows if hmac.compare_digest(asked.digest, digest)]
        if found:
            return found[0]
        alike = (asked for asked in rows if (asked.kind, asked.subject) == (request.kind, request.subject))
        if any(asked.state == State.APPROVED and asked.expires > now for asked in alike):
            raise RequestChanged("what was approved is not what would be done now. Ask again")
        raise ApprovalNeeded("this needs a second person's approval first")

    # --- by the clock

    def expire(self, tenant: str, now: int | None = None) -> int:
        """Close a tenant's requests whose time is over, each with a record; returns how many."""
        number = self._tenants(tenant)
        if number is None:
            return 0
        at = self._clock() if now is None else now
        return sum(self._expire(tenant, number, Asked(*row), at) for row in self._store.due(number, at, _MOST))

    def _expire(self, tenant: str, number: int, asked: Asked, now: int) -> bool:
        # Already ended in the log when a process died before it changed the row: then the row alone is mended.
        with contextlib.suppress(RequestClosed):
            self._end(Reader(tenant, *_HOUSE), asked, _facts(asked, "expired"))
        return self._store.move(number, asked.request, sorted(LIVE), State.EXPIRED.value, now)

    # --- steps

    def _end(self, who: Reader, asked: Asked, facts: dict[str, Value]) -> Receipt:
        """Seal the one record that ends a request; raises RequestClosed when another one stands."""
        try:
            return self._journal(who, Kind.APPROVAL, facts, key=_key(asked, "end"))
        except KeyReused:
            raise RequestClosed("this request was ended meanwhile. Ask again") from None

    def _approve(self, who: Reader, asked: Asked, facts: dict[str, Value]) -> Receipt:
        """Seal one person's approval; the same words again, after a crash, are the same record. Raises AlreadyVoted."""
        try:
            return self._journal(who, Kind.APPROVAL, facts, key=_key(asked, f"vote/{who.id}"))
        except KeyReused:
            raise AlreadyVoted("you approved this before, in other words; it counts once") from None

    def _number(self, who: Reader) -> int:
        number = self._tenants(who.tenant)
        if number is None:
            raise NotFound("there is no such request")
        return number

    def _found(self, number: int, request: str) -> Asked:
        row = self._store.find(number, request) if _ID.match(request) else None
        if row is None:
            raise NotFound("there is no such request")
        return Asked(*row)

    def _asked_by(self, number: int, who: Reader) -> list[Asked]:
        return [Asked(*row) for row in self._store.asked_by(number, who.id, _MOST)]

    def _votes(self, number: int, asked: Asked) -> list[Vote]:
        return [Vote(*row) for row in self._store.votes(number, asked.request)]

    @contextlib.contextmanager
    def _refusing(
        self, who: Reader, action: str, kind: str = "", subject: str = "", request: str = ""
    ) -> Iterator[None]:
        """Seal every refusal before it is raised."""
        try:
            yield
        except (Refused, NotFound) as refusal:
            if self._tenants(who.tenant) is not None:
                details = {"code": refusal.code, "kind": kind, "request": request if _ID.match(request) else ""}
                facts: dict[str, Value] = {
                    "action": action,
                    "reason": str(refusal),
                    "details": {name: text for name, text in details.items() if text},
                    "policy": self._policies.version(who.tenant),
                }
                self._journal(who, Kind.REFUSAL, facts | ({"subjects": [subject]} if _ID.match(subject) else {}))
            raise


def _theirs(asker: Reader, request: Request) -> None:
    """Pass a request in the asker's own name and present role; raises NotYours, RoleLost."""
    if (request.tenant, request.requester) != (asker.tenant, asker.id):
        raise NotYours("a request is made and used in one's own name alone")
    if request.requester_role != asker.role:
        raise RoleLost("this was asked for in a role that you do not have. Ask again")


def _asked_this(who: Reader, asked: Asked) -> bool:
    """Whether it is somebody's own, whatever their role became; an API key and an account may share a name."""
    return who.id == asked.requester and (who.role == _KEY) == (asked.requester_role == _KEY)


def _key(asked: Asked, what: str) -> str:
    return f"approval/{asked.request}/{what}"


def _facts(asked: Asked, decision: str, reason: str = "", policy: str = "") -> dict[str, Value]:
    """The fields of an approval record, those that have something to say."""
    facts: dict[str, Value] = {
        "request": bytes.fromhex(asked.request),
        "decision": decision,
        "what": asked.kind,
        "digest": asked.digest,
        "subjects": [asked.subject] if asked.subject else [],
    }
    if reason:
        facts["reason"] = reason
    if policy:
        facts["policy"] = policy
    return facts
