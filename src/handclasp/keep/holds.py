"""Legal holds: placed by record on a conversation, a customer, an order or what a search found; lifted by two people.

What is on hold is neither deleted nor shown more of by one person alone. The record stands before the hold does, so
that a hold without one cannot be; a crash in between is mended by placing it again. A hold ends only by a release that
a second person approved, and never by a date: when its review is due, it stands and says so.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from handclasp.access.approvals import Approvals, Asked, Request, State
from handclasp.access.policy import Action, Circumstances, Decision, Passed, Reader, StepUp
from handclasp.keep.hold_words import (
    DAY,
    FIRST,
    KIND,
    LISTED,
    LONGEST,
    LONGEST_REVIEW,
    MOST_FOUND,
    REVIEWED_AFTER,
    Around,
    Gate,
    NotReadYet,
    Placed,
    Scope,
    Seal,
    Standing,
    Terms,
    TooLate,
    TooMuch,
)
from handclasp.keep.parties import CUSTOMER, ORDER, token
from handclasp.records import HandclaspError, Invalid, Kind, NotFound, Value, is_reason
from handclasp.store.holds import HoldRows
from handclasp.store.people import Hold, People


class Holds:
    """Legal holds of all tenants. Thread-safe; every call raises Refused, which is journalled."""

    def __init__(
        self, *, gate: Gate, seal: Seal, people: People, rows: HoldRows, approvals: Approvals, around: Around
    ) -> None:
        self._gate = gate
        self._seal = seal
        self._people = people
        self._rows = rows
        self._approvals = approvals
        self._around = around

    # --- placing

    def place(
        self,
        who: Reader,
        conversation: bytes,
        *,
        ground: str,
        reason: str,
        owner: str = "",
        review: int | None = None,
    ) -> int:
        """Put a conversation on hold; returns the hold's number. Raises NotFound, TooLate, Invalid."""
        terms = self._checked(who, Terms(ground, reason, owner, review))
        given = Circumstances(reason=is_reason(terms.reason))
        try:
            passed = self._gate.passed(who, Action.HOLD, conversation, given)
        except NotFound:
            if self._around.erased(self._gate.number(who.tenant), conversation):
                raise _too_late() from None
            raise
        number = self._placed(who, passed, terms, Scope.CONVERSATION, [conversation]).number
        # Its keys may have been dropped between the question and the row: then nobody is told that it is held.
        if self._around.erased(passed.tenant, conversation):
            raise _too_late()
        return number

    def place_by(self, who: Reader, scope: Scope, name: str, terms: Terms) -> Placed:
        """Hold all conversations of a customer or about an order, those to come included.

        Raises NotFound when there is none, NotReadYet, Invalid.
        """
        name = name.strip()
        if scope not in {Scope.CUSTOMER, Scope.ORDER} or not name or len(name) > LONGEST:
            raise Invalid("name the customer or the order, as your shop knows it")
        terms = self._checked(who, terms)
        return self._by_names(who, scope, [name], terms, self._may_at_all(who, terms))

    def place_on_customer(self, who: Reader, conversation: bytes, terms: Terms) -> Placed:
        """The same of whoever is the customer of a conversation. Raises NotFound, Invalid."""
        terms = self._checked(who, terms)
        self._gate.passed(who, Action.HOLD, conversation, Circumstances(reason=is_reason(terms.reason)))
        passed = self._may_at_all(who, terms)
        names = list(self._around.customers(who.tenant, conversation))
        if not names:
            raise NotFound("no customer has written in this conversation yet; hold the conversation itself")
        return self._by_names(who, Scope.CUSTOMER, names, terms, passed)

    def place_found(self, who: Reader, words: str, terms: Terms) -> Placed:
        """Hold what a search finds now, at most MOST_FOUND conversations; what comes later is not held.

        Raises NotFound when there is nothing, Invalid when there is too much, BadSearch, NotReadYet.
        """
        terms = self._checked(who, terms)
        passed = self._may_at_all(who, terms)
        found = self._around.find(who, words, terms.reason, MOST_FOUND)
        if found.behind:
            raise NotReadYet("the search index lacks the newest records; nothing was placed. Try again in a minute")
        if found.more:
            raise TooMuch(
                f"the search finds more than {MOST_FOUND} conversations; nothing was placed. Narrow it, or hold by "
                "customer or order"
            )
        if not found.conversations:
            raise NotFound("the search finds nothing; nothing was placed")
        return self._placed(who, passed, terms, Scope.SEARCH, found.conversations)

    def _by_names(self, who: Reader, scope: Scope, names: Sequence[str], terms: Terms, passed: Passed) -> Placed:
        key = self._around.key(passed.tenant)
        sort = CUSTOMER if scope is Scope.CUSTOMER else ORDER
        parties = [token(key, sort, name) for name in names]
        caught_up = self._around.caught_up(who.tenant, passed.tenant)
        found = self._rows.conversations_of(passed.tenant, parties, FIRST)
        if not found and not caught_up:
            raise NotReadYet(
                "the house has not read all of the log yet, so it cannot say whether there is such a "
                f"{scope}; nothing was placed. Try again in a few minutes"
            )
        if not found:
            raise NotFound(f"there is no conversation {_SUCH[scope]} here; nothing was placed")
        placed = self._placed(who, passed, terms, scope, found, ", ".join(names), parties)
        return placed._replace(conversations=placed.conversations + self._around.join(who.tenant, passed.tenant))

    def _placed(
        self,
        who: Reader,
        passed: Passed,
        terms: Terms,
        scope: Scope,
        found: Sequence[bytes],
        criterion: str = "",
        parties: Sequence[bytes] = (),
    ) -> Placed:
        given = Circumstances(reason=True)
        for conversation in found if scope is not Scope.CONVERSATION else ():
            decision = self._gate.decision(who, Action.HOLD, conversation, given)
            if not decision.allowed:
                self._gate.refuse(who, Action.HOLD, decision, conversation)
        facts: dict[str, Value] = {
            "subjects": [one.hex() for one in found],
            "ground": terms.ground,
            "reason": terms.reason,
            "scope": scope.value,
            "owner": terms.owner,
            "review": terms.review or 0,
            "policy": passed.decision.version,
        }
        if criterion:
            facts["criterion"] = criterion
        number = self._seal(who, Kind.HOLD, facts).stored.index
        if parties:
            self._rows.hold_parties(passed.tenant, number, parties)
        self._people.hold(passed.tenant, found, number)
        self._around.marked()
        return Placed(number, len(found))

    def _checked(self, who: Reader, terms: Terms) -> Terms:
        """The terms, whole; raises Invalid."""
        ground = terms.ground.strip()
        if not ground or len(ground) > LONGEST:
            raise Invalid("say on what ground: a court's order, a regulator's, a dispute")
        now = self._around.clock()
        review = now + REVIEWED_AFTER * DAY if terms.review is None else terms.review
        if not now < review <= now + LONGEST_REVIEW * DAY:
            raise Invalid("say when the hold is to be looked at again: a day to come, within three years")
        owner = terms.owner.strip() or who.id
        if owner != who.id and self._around.present(who.tenant, "", owner) is None:
            raise Invalid("who answers for the hold must be an active account of this house")
        return Terms(ground, terms.reason.strip(), owner, review)

    def _may_at_all(self, who: Reader, terms: Terms) -> Passed:
        """Whether somebody may hold whatever there is: asked as of a conversation that is nobody's."""
        number, nobodys = self._gate.number(who.tenant), secrets.token_bytes(16)
        decision = self._gate.decision(who, Action.HOLD, nobodys, Circumstances(reason=is_reason(terms.reason)))
        if not decision.allowed:
            self._gate.refuse(who, Action.HOLD, decision)
        return _Passed(number, decision)

    # --- ending

    def ask(self, who: Reader, number: int, *, reason: str) -> Asked:
        """Ask for a hold to end; somebody else decides. Raises NotFound when none of that number stands."""
        _, anchor, facts = self._hold(who, number, reason)
        if not is_reason(reason):
            self._gate.passed(who, Action.HOLD, anchor, Circumstances())
        return self._approvals.request(who, self._wanted(who, number, anchor, facts, reason.strip()))

    def release(self, who: Reader, number: int) -> int:
        """End a hold whose end was approved, once; returns on how many conversations it was.

        Raises NotFound when there is none of that number that stands, ApprovalNeeded.
        """
        tenant, anchor, facts = self._hold(who, number, "release")
        passed = self._gate.passed(who, Action.HOLD, anchor, Circumstances(reason=True, approved=True))
        own = self._own(who, number)
        wanted = own[1] if own else self._wanted(who, number, anchor, facts, "")
        used = self._approvals.use(who, wanted)
        subjects = sorted(one.subject for one in self._rows.of(tenant, number))
        told: dict[str, Value] = {
            "releases": number.to_bytes(8, "big"),
            "reason": wanted.reason,
            "subjects": [one.hex() for one in subjects[:FIRST]],
            "request": bytes.fromhex(used.request),
            "policy": passed.decision.version,
        }
        receipt = self._seal(who, Kind.RELEASE, told)
        self._people.release(tenant, number, receipt.stored.index)
        # The hold is lifted, whatever becomes of this: what waits in the bin is not erased before it begins anew.
        with contextlib.suppress(HandclaspError):
            self._around.lifted(who.tenant, tenant, subjects)
        return len(subjects)

    def _hold(self, who: Reader, number: int, reason: str) -> tuple[int, bytes, Mapping[str, Value]]:
        """A hold that stands: the tenant's number, a conversation it is on, its record's fields; raises NotFound."""
        tenant = self._gate.number(who.tenant)
        there = [one for one in self._rows.of(tenant, number) if one.released is None]
        if not there:
            # A number that is no hold's is asked about too, as of a conversation that is none: guessing is on record.
            with contextlib.suppress(NotFound):
                given = Circumstances(reason=is_reason(reason))
                self._gate.passed(who, Action.HOLD, secrets.token_bytes(16), given)
            raise NotFound(f"there is no hold {number} that stands; `handclasp hold list` names them")
        facts = self._facts(tenant, number)
        return tenant, _anchor(facts, there), facts

    def _wanted(self, who: Reader, number: int, anchor: bytes, facts: Mapping[str, Value], reason: str) -> Request:
        evidence = {
            "hold": number,
            "scope": str(facts.get("scope", Scope.CONVERSATION.value)),
            "ground": str(facts.get("ground", "")),
            "owner": str(facts.get("owner", "")),
        }
        return Request(
            kind=KIND,
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            subject=anchor.hex(),
            reason=reason,
            evidence=evidence,
        )

    def _own(self, who: Reader, number: int) -> tuple[Asked, Request] | None:
        """Somebody's own live request to end this hold, an approved one first."""
        now = self._around.clock()
        live = [
            (asked, whole)
            for asked, whole in self._around.asked(who, KIND)
            if whole.evidence.get("hold") == number and _live(asked, now)
        ]
        return min(live, key=lambda one: one[0].state != State.APPROVED, default=None)

    # --- looking

    def may(self, who: Reader) -> bool:
        """Whether somebody could place holds, after a reason and a second factor; nothing is written down."""
        return self._may_hold(who, secrets.token_bytes(16))

    def listed(self, who: Reader) -> list[Standing]:
        """The tenant's holds, those that stand first, then the newest, at most LISTED.

        Whole to whoever may place holds; to others who may list a conversation that one is on, that it stands.
        """
        tenant = self._gate.number(who.tenant)
        now = self._around.clock()
        asked = {whole.evidence.get("hold"): one for one, whole in self._around.asked(who, KIND) if _live(one, now)}
        return [
            told._replace(asked=asked.get(told.number) if told.whole else None)
            for row in self._rows.summed(tenant, LISTED)
            if (told := self._told(who, tenant, row.number, row.one, row.conversations, row.released)) is not None
        ]

    def show(self, who: Reader, number: int) -> tuple[Standing, list[bytes]]:
        """One hold whole, and the conversations it is on, for whoever may place holds; the look is recorded first.

        Raises NotFound, Refused.
        """
        tenant = self._gate.number(who.tenant)
        there = self._rows.of(tenant, number)
        missing = NotFound(f"there is no hold {number}; `handclasp hold list` names them")
        if not there:
            raise missing
        facts = self._facts(tenant, number)
        anchor = _anchor(facts, there)
        released = max((one.released for one in there if one.released is not None), default=None)
        told = self._told(who, tenant, number, anchor, len(there), released)
        if told is None:
            raise missing
        if not told.whole:
            self._gate.passed(who, Action.HOLD, anchor, Circumstances(reason=True))
        decision = self._gate.decision(who, Action.HOLD, anchor)
        looked: dict[str, Value] = {"purpose": "hold", "subjects": [anchor.hex()], "scope": f"hold {number}"}
        self._seal(who, Kind.ACCESS, looked | {"policy": decision.version})
        own, ended = self._own(who, number), released is not None and self._around.sealed(tenant, released)
        told = told._replace(criterion=str(facts.get("criterion", "")), asked=own[0] if own else None)
        if ended:
            at = ended.get("received")
            by, why = str(ended.get("author", "")).partition(":")[2], str(ended.get("reason", ""))
            told = told._replace(ended=at if isinstance(at, int) else 0, ended_by=by, ended_why=why)
        return told, sorted(one.subject for one in there)

    def on(self, tenant: str, conversation: bytes) -> list[int]:
        """The numbers of the holds that stand on a conversation, the newest first."""
        return [one.at for one in self._rows.standing_on(self._gate.number(tenant), conversation)]

    def held(self, tenant: str, conversations: Sequence[bytes]) -> frozenset[bytes]:
        """Which of these conversations are held; whoever shows it has decided that they may be listed."""
        return self._rows.held_among(self._gate.number(tenant), conversations) if conversations else frozenset()

    def tally(self, tenant: str) -> tuple[int, int]:
        """How many holds of a tenant stand (LISTED at most) and how many reviews are due, for who runs the house."""
        number, now = self._gate.number(tenant), self._around.clock()
        standing = [row for row in self._rows.summed(number, LISTED) if row.released is None]
        reviews = [self._facts(number, row.number).get("review") for row in standing]
        return len(standing), sum(isinstance(review, int) and 0 < review <= now for review in reviews)

    def _told(
        self, who: Reader, tenant: int, number: int, one: bytes, conversations: int, released: int | None
    ) -> Standing | None:
        if not self._may_hold(who, one):
            listed = self._gate.decision(who, Action.LIST, one).allowed
            return Standing(number, one, conversations, released) if listed else None
        facts = self._facts(tenant, number)
        review = facts.get("review")
        due = review if isinstance(review, int) and review else None
        placed = facts.get("received")
        return Standing(
            number,
            one,
            conversations,
            released,
            whole=True,
            scope=Scope(str(facts.get("scope", Scope.CONVERSATION.value))),
            placed=placed if isinstance(placed, int) else 0,
            by=str(facts.get("author", "")).partition(":")[2],
            owner=str(facts.get("owner", "")),
            ground=str(facts.get("ground", "")),
            reason=str(facts.get("reason", "")),
            review=due,
            overdue=released is None and due is not None and due <= self._around.clock(),
        )

    def _may_hold(self, who: Reader, conversation: bytes) -> bool:
        stepped = who._replace(stepped=who.stepped | {StepUp.APPROVE.value})
        return self._gate.decision(stepped, Action.HOLD, conversation, Circumstances(reason=True)).allowed

    def _facts(self, tenant: int, number: int) -> Mapping[str, Value]:
        facts = self._around.sealed(tenant, number) or {}
        return facts if facts.get("kind") == Kind.HOLD else {}


_SUCH: Final = {Scope.CUSTOMER: "of such a customer", Scope.ORDER: "about such an order"}


class _Passed(NamedTuple):
    tenant: int
    decision: Decision


def _live(asked: Asked, now: int) -> bool:
    return asked.state in {State.OPEN, State.APPROVED} and asked.expires > now


def _anchor(facts: Mapping[str, Value], there: Sequence[Hold]) -> bytes:
    """The conversation by which a hold is asked about: the first that its record names, which stays the same."""
    subjects = facts.get("subjects")
    first = subjects[0] if isinstance(subjects, list) and subjects else ""
    held = {one.subject for one in there}
    named = bytes.fromhex(first) if isinstance(first, str) else b""
    return named if named in held else min(held)


def _too_late() -> TooLate:
    return TooLate("this conversation was erased before: nothing of it is left to be held, and nothing is held")
