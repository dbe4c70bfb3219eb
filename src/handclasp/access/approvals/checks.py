"""What an approval must survive, each time anew: it looks up, compares and decides, and changes nothing.

The row of the database is a finding aid. What was asked is read from its sealed record, and so is every vote; who
people are, and whether they may, is asked of the accounts and the policies of now.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from handclasp.access.approvals.refusals import (
    AlreadyVoted,
    MayNotApprove,
    NotSealed,
    OwnRequest,
    RequestClosed,
    RequestExpired,
    RequestUsed,
    RoleLost,
    TooFewApprovals,
)
from handclasp.access.approvals.words import LIVE, Asked, Present, Request, Rules, Sealed, State, Vote
from handclasp.access.policy import (
    ABOUT_CONVERSATIONS,
    STEP_UP_FOR,
    About,
    Action,
    Circumstances,
    Decision,
    Need,
    Reader,
    StepUp,
    item_class,
)
from handclasp.records import Kind, Refused, StepUpNeeded, Value, is_reason

ASKS: Final[dict[str, Action]] = {
    "export": Action.EXPORT,
    "reveal": Action.REVEAL,
    "policy": Action.PUBLISH_POLICY,
    "role": Action.GRANT_ROLE,
    "guard": Action.OVERRIDE_GUARD,
    "release": Action.HOLD,
    "delete": Action.DELETE,
}
"""What each kind of request asks to be allowed to do. A kind that is not here may be asked for by nobody."""

_ASK_AGAIN: Final = "Withdraw the request and ask again"
_OUTSIDE: Final = frozenset({"customer", "machine", "operator", "system"})


class Checks:
    """Holds a request against the journal, the people of now and the policies of now. Thread-safe; raises Refused."""

    def __init__(
        self,
        rules: Rules,
        sealed: Sealed,
        present: Present,
        about: Callable[[str, str], About],
        asks: Mapping[str, Action],
    ) -> None:
        self._rules = rules
        self._sealed = sealed
        self._present = present
        self._about = about
        self._asks = asks

    # --- people

    def now(self, who: Reader) -> Reader:
        """Who asks, with the role they have now; the second factor is the session's. Raises RoleLost."""
        found = None if who.role in _OUTSIDE else self._present(who.tenant, who.role, who.id)
        if found is None:
            raise RoleLost("this account is not active")
        return found._replace(tenant=who.tenant, id=who.id, stepped=who.stepped)

    def may_ask(self, who: Reader, request: Request) -> Decision:
        """Whether somebody could do this at all, once it is approved; raises Refused.

        A second factor is asked for by the act itself, when it comes.
        """
        action = self._asks.get(request.kind)
        if action is None or (action in ABOUT_CONVERSATIONS and not request.subject):
            raise Refused(f"a request of the kind {request.kind} cannot be asked for like that")
        given = Circumstances(reason=is_reason(request.reason), approved=True, item=_item(action, request))
        stepped = {STEP_UP_FOR[action].value} if action in STEP_UP_FOR else set()
        asker = who._replace(stepped=who.stepped | stepped)
        decision = self._rules.decide(asker, action, self._subject(who.tenant, request.subject), given)
        if not decision.allowed:
            raise Refused(decision.why, zh=decision.zh)
        return decision

    def may_decide(self, voter: Reader, asked: Asked, request: Request, votes: Sequence[Vote]) -> Decision:
        """Whether this person may vote now; raises OwnRequest, AlreadyVoted, StepUpNeeded, MayNotApprove, RoleLost."""
        if voter.id in {asked.requester, request.requester}:
            raise OwnRequest("nobody approves their own request")
        if voter.id == request.evidence.get("account"):
            raise OwnRequest("nobody decides on a request that gives themselves something")
        if any(vote.person == voter.id for vote in votes):
            raise AlreadyVoted("one person has one vote on a request")
        self.asker(asked, request)
        decision = self._rules.decide(voter, Action.APPROVE, *self._asked_of(request))
        if decision.allowed:
            return decision
        if Need.STEP_UP in decision.needs:
            raise StepUpNeeded("deciding needs your second factor again", StepUp.APPROVE.value)
        raise MayNotApprove(decision.why, zh=decision.zh)

    def asker(self, asked: Asked, request: Request) -> Reader:
        """The requester as of now: with the same role, and still one who may ask for this. Raises RoleLost."""
        found = self._present(request.tenant, asked.requester_role, asked.requester)
        if found is None or found.role != asked.requester_role:
            raise RoleLost("who asked for this no longer has the role they asked in; the request is void")
        try:
            self.may_ask(found, request)
        except Refused:
            raise RoleLost("who asked for this may no longer ask for it; the request is void") from None
        return found

    # --- requests

    def open(self, asked: Asked, now: int) -> None:
        """Pass a request that may be voted on; raises RequestExpired, RequestClosed, RequestUsed."""
        self.live(asked, now)
        if asked.state != State.OPEN:
            raise RequestClosed("this request is decided already")

    def live(self, asked: Asked, now: int) -> None:
        """Pass a request that is open or approved; raises RequestExpired, RequestClosed, RequestUsed."""
        if asked.state == State.USED:
            raise RequestUsed("this approval was used; it is good for one act. Ask again")
        if asked.state == State.EXPIRED or (asked.state in LIVE and asked.expires <= now):
            raise RequestExpired("the time for this request is over. Ask again")
        if asked.state not in LIVE:
            raise RequestClosed(f"this request was {asked.state}. Ask again")

    def sealed_request(self, tenant: int, asked: Asked) -> Request:
        """What was asked, as it stands sealed; raises NotSealed when the row says anything else."""
        facts = self._sealed(tenant, asked.idx) or {}
        try:
            request = msgspec.convert(facts.get("document"), Request, strict=True)
        except msgspec.ValidationError:
            raise _unsealed() from None
        author = f"{request.requester_role}:{request.requester}"
        same = (
            _is(facts, "requested", asked, author)
            and hmac.compare_digest(request.digest(), asked.digest)
            and facts.get("what") == request.kind == asked.kind
            and facts.get("until") == asked.expires
            and request.subject == asked.subject
            and (request.requester, request.requester_role) == (asked.requester, asked.requester_role)
        )
        if not same:
            raise _unsealed()
        return request

    def said(self, tenant: int, asked: Asked, vote: Vote) -> str:
        """What somebody wrote with their vote, as it stands sealed; empty when they wrote nothing."""
        facts = self._sealed(tenant, vote.idx) or {}
        written = facts.get("reason") if _is(facts, vote.decision, asked, f"{vote.role}:{vote.person}") else None
        return written if isinstance(written, str) else ""

    def need(self, tenant: str, kind: str, people: int = 1) -> int:
        """How many must approve: the rule of now or that of the asking, whichever wants more; never none."""
        return max(self._rules.approval(tenant, kind).people, people, 1)

    def approvers(self, tenant: int, asked: Asked, request: Request, votes: Sequence[Vote]) -> tuple[str, ...]:
        """The people whose approval counts now; raises NotSealed, RequestClosed, RoleLost, TooFewApprovals."""
        counted: list[str] = []
        lost = False
        for vote in votes:
            if not _is(self._sealed(tenant, vote.idx) or {}, vote.decision, asked, f"{vote.role}:{vote.person}"):
                raise _unsealed()
            if vote.decision != "approve":
                raise RequestClosed(f"this request was rejected. {_ASK_AGAIN}")
            if self._still(vote, asked, request):
                counted.append(vote.person)
            else:
                lost = True
        need = self.need(request.tenant, request.kind, asked.people)
        if len(set(counted)) >= need:
            return tuple(counted)
        if lost:
            raise RoleLost(f"somebody who approved this may no longer approve it. {_ASK_AGAIN}")
        raise TooFewApprovals(f"{len(set(counted))} of the {need} approvals that this needs are there. {_ASK_AGAIN}")

    def _still(self, vote: Vote, asked: Asked, request: Request) -> bool:
        """Whether who approved may do so now; their second factor was asked for when they did."""
        found = self._present(request.tenant, vote.role, vote.person)
        if found is None:
            return False
        voter = found._replace(tenant=request.tenant, id=vote.person, stepped=frozenset({StepUp.APPROVE.value}))
        try:
            return self.may_decide(voter, asked, request, ()).allowed
        except Refused:
            return False

    def _asked_of(self, request: Request) -> tuple[About | None, Circumstances]:
        given = Circumstances(
            kind=request.kind, requester=request.requester, requester_role=request.requester_role, reason=True
        )
        return self._subject(request.tenant, request.subject), given

    def _subject(self, tenant: str, subject: str) -> About | None:
        return self._about(tenant, subject) if subject else None


def _item(action: Action, request: Request) -> str:
    """What is to be revealed, by its class; what the guard stopped, or that it is many, by its own name."""
    item = request.evidence.get("item")
    if not isinstance(item, str):
        return ""
    return item if action in {Action.OVERRIDE_GUARD, Action.DELETE} else item_class(item).value


def _is(facts: Mapping[str, Value], decision: str, asked: Asked, author: str) -> bool:
    """Whether a sealed record says this of this request, by this author."""
    digest = facts.get("digest")
    return (
        facts.get("kind") == Kind.APPROVAL
        and facts.get("decision") == decision
        and facts.get("author") == author
        and facts.get("request") == bytes.fromhex(asked.request)
        and isinstance(digest, bytes)
        and hmac.compare_digest(digest, asked.digest)
    )


def _unsealed() -> NotSealed:
    return NotSealed("the journal does not say of this request what the database says. Tell whoever runs this house")
