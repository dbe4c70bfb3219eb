"""Using an approval: exactly what was approved, once, by who asked; and never on the word of a row alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from tests.access.approval_stand import CONVERSATION, HOUR, START, Stand, at_once

from handclasp.access.approvals import (
    Asked,
    NotSealed,
    NotYours,
    RequestChanged,
    RequestClosed,
    RequestUsed,
    RoleLost,
    State,
    TooFewApprovals,
    Used,
    Vote,
)
from handclasp.access.policy import Reader
from handclasp.records import ApprovalNeeded, Kind, OutcomeUnknown, Refused


@pytest.fixture
def stand() -> Stand:
    return Stand()


# --- using


def test_what_was_approved_is_done_and_named(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    assert stand.stands()
    used = stand.use()
    assert used == (asked.request, ("he",), asked.idx)
    assert stand.row(asked).state == "used"
    assert [facts["author"] for facts in stand.records(Kind.APPROVAL, "used")] == ["specialist:lin"]


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": {"records": 8, "last": "ab" * 32}},
        {"evidence": {"records": 7, "last": "ac" * 32}},
        {"evidence": {"records": 7, "last": "ab" * 32, "more": True}},
        {"evidence": {"records": 7}},
        {"reason": "chargeback 4412 (specimen)"},
        {"reason": "chargeback 4411 (specimen) "},
        {"purpose": "court"},
    ],
)
def test_any_change_voids_an_approval(stand: Stand, changes: dict[str, Any]) -> None:
    stand.approve(stand.asked())
    changed = stand.export(**changes)
    assert not stand.approvals.stands(stand.who("lin"), changed)
    stand.refused(RequestChanged, stand.approvals.use, stand.who("lin"), changed)
    assert stand.use()


@pytest.mark.parametrize("changes", [{"subject": "f" * 32}, {"kind": "reveal"}])
def test_an_approval_of_one_thing_is_none_of_another(stand: Stand, changes: dict[str, Any]) -> None:
    stand.approve(stand.asked())
    stand.abouts["f" * 32] = stand.abouts[CONVERSATION]
    changed = stand.export(**changes)
    stand.refused(ApprovalNeeded, stand.approvals.use, stand.who("lin"), changed)


def test_without_an_approval_nothing_is_done(stand: Stand) -> None:
    stand.refused(ApprovalNeeded, stand.use)
    stand.asked()
    stand.refused(ApprovalNeeded, stand.use)
    assert not stand.stands()


def test_what_was_never_approved_did_not_change(stand: Stand) -> None:
    asked = stand.asked()
    changed = stand.export(reason="another case (specimen)")
    stand.refused(ApprovalNeeded, stand.use, changed)
    stand.approve(asked)
    stand.now = asked.expires
    stand.refused(ApprovalNeeded, stand.use, changed)


def test_an_approval_is_good_once(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    stand.use()
    assert not stand.stands()
    stand.refused(RequestUsed, stand.use)
    fresh = stand.asked()
    assert fresh.request != asked.request
    stand.refused(ApprovalNeeded, stand.use)


def test_an_approval_whose_row_was_set_back_is_still_good_once(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    stand.use()
    stand.forge(asked, state="approved")
    stand.refused(RequestUsed, stand.use)


@pytest.mark.parametrize("end", ["withdrawn", "rejected", "expired"])
def test_what_ended_otherwise_is_not_used_whatever_its_row_says(stand: Stand, end: str) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    stand.approve(asked)
    if end == "withdrawn":
        stand.approve(asked, "gu")
        stand.approvals.withdraw(stand.who("lin"), asked.request)
    elif end == "rejected":
        stand.approvals.vote(stand.who("tan"), asked.request, "reject", "no", asked.digest)
        stand.store.said[1, asked.request].pop()
        stand.forge(asked, state="open")
        stand.approve(asked, "gu")
    else:
        stand.approve(asked, "gu")
        stand.approvals.expire("shop", asked.expires)
    assert stand.row(asked).state == (end if end != "rejected" else "approved")
    stand.forge(asked, state="approved")
    stand.refused(RequestClosed, stand.use)


def test_of_two_processes_at_the_same_moment_one_uses_it(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    outcomes = at_once(*[partial(process.use, stand.who("lin"), stand.export()) for process in stand.meeting(6)])
    assert sum(isinstance(outcome, Used) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 5
    assert len(stand.records(Kind.APPROVAL, "used")) == 1


def test_when_the_outcome_is_unknown_the_approval_is_spent(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)

    def lost(*given: Any, **named: Any) -> Any:
        stand.seal(*given, **named)
        raise OutcomeUnknown("no answer")

    with pytest.raises(OutcomeUnknown):
        stand.process(journal=lost).use(stand.who("lin"), stand.export())
    stand.refused(RequestUsed, stand.use)
    stand.approvals.expire("shop", asked.expires)
    assert stand.row(asked).state == "expired"
    assert not stand.records(Kind.APPROVAL, "expired")


def test_only_who_asked_uses_it(stand: Stand) -> None:
    stand.approve(stand.asked())
    for name in ("ye", "he", "gu"):
        stand.refused(NotYours, stand.approvals.use, stand.who(name), stand.export())
        stand.refused(ApprovalNeeded, stand.approvals.use, stand.who(name), stand.export(name))


@pytest.mark.parametrize("now", [None, ("agent", "north"), ("auditor", ""), ("lead", "south"), ("administrator", "")])
def test_an_approval_after_a_role_was_lost_counts_for_nothing(stand: Stand, now: tuple[str, str] | None) -> None:
    asked = stand.asked()
    stand.approve(asked)
    if now:
        stand.people["shop", "he"] = now
    else:
        del stand.people["shop", "he"]
    assert not stand.stands()
    stand.refused(RoleLost, stand.use)


def test_an_approver_with_another_role_that_may_approve_still_counts(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    stand.people["shop", "he"] = ("privacy", "")
    assert stand.use().approvers == ("he",)


def test_a_rule_that_became_stricter_holds_for_what_was_approved_before(stand: Stand) -> None:
    stand.approve(stand.asked())
    stand.rules.people = 2
    stand.refused(TooFewApprovals, stand.use)


def test_a_rule_that_became_laxer_does_not(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    stand.rules.people = 1
    assert stand.approve(asked) is State.OPEN
    stand.refused(ApprovalNeeded, stand.use)


@pytest.mark.parametrize("people", [0, -1])
def test_a_rule_of_nobody_is_a_rule_of_one(stand: Stand, people: int) -> None:
    stand.rules.people = people
    asked = stand.asked()
    assert asked.people == 1
    stand.forge(asked, state="approved", people=people)
    stand.refused(TooFewApprovals, stand.use)


# --- the row alone is never enough


def test_a_row_set_to_approved_without_a_vote_is_not_used(stand: Stand) -> None:
    stand.forge(stand.asked(), state="approved")
    assert not stand.stands()
    stand.refused(TooFewApprovals, stand.use)


def sealed_vote(
    stand: Stand,
    asked: Asked,
    by: str = "he",
    role: str = "director",
    tenant: str = "shop",
    of: Kind = Kind.APPROVAL,
    **facts: Any,
) -> int:
    """A record that is a vote of he's but for one thing; its index."""
    vote = {"request": bytes.fromhex(asked.request), "decision": "approve", "digest": asked.digest, **facts}
    return stand.seal(Reader(tenant, role, by), of, vote).stored.index


def test_a_vote_that_is_sealed_as_it_stands_is_enough(stand: Stand) -> None:
    asked = stand.asked()
    stand.store.said[1, asked.request] = [Vote("he", "director", "approve", sealed_vote(stand, asked), START)]
    stand.forge(asked, state="approved")
    assert stand.use().approvers == ("he",)


FORGED: dict[str, Callable[[Stand, Asked], int]] = {
    "no record": lambda _stand, _asked: 999,
    "the request's own record": lambda _stand, asked: asked.idx,
    "another's vote": lambda stand, asked: sealed_vote(stand, asked, by="gu"),
    "a vote in another role": lambda stand, asked: sealed_vote(stand, asked, role="privacy"),
    "a rejection": lambda stand, asked: sealed_vote(stand, asked, decision="reject"),
    "a vote of another request": lambda stand, asked: sealed_vote(stand, asked, request=bytes(16)),
    "a vote on another text": lambda stand, asked: sealed_vote(stand, asked, digest=bytes(32)),
    "a vote that names no text": lambda stand, asked: sealed_vote(stand, asked, digest=""),
    "a record of another kind": lambda stand, asked: sealed_vote(stand, asked, of=Kind.AGENT_ACTION),
    "another tenant's record": lambda stand, asked: sealed_vote(stand, asked, tenant="wallet"),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_vote_that_is_not_sealed_as_it_stands_spoils_the_request(stand: Stand, forged: str) -> None:
    asked = stand.asked()
    stand.store.said[1, asked.request] = [Vote("he", "director", "approve", FORGED[forged](stand, asked), START)]
    stand.forge(asked, state="approved")
    assert not stand.stands()
    stand.refused(NotSealed, stand.use)


def test_the_vote_of_one_person_counts_once_however_often_it_stands_there(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    stand.approve(asked)
    stand.store.said[1, asked.request] *= 2
    stand.forge(asked, state="approved")
    stand.refused(TooFewApprovals, stand.use)


@pytest.mark.parametrize(
    "changes",
    [
        {"expires": START + 1000 * HOUR},
        {"kind": "reveal"},
        {"subject": "f" * 32},
        {"requester": "gu"},
        {"requester_role": "lead"},
        {"digest": bytes(32)},
        {"idx": 999},
        {"idx": 1},
    ],
    ids=repr,
)
def test_a_row_that_says_other_things_than_the_journal_is_not_voted_on(stand: Stand, changes: dict[str, Any]) -> None:
    asked = stand.asked()
    stand.asked(stand.export("ye"))
    stand.forge(asked, **changes)
    digest = changes.get("digest", asked.digest)
    stand.refused(NotSealed, stand.approvals.vote, stand.who("he"), asked.request, "approve", "", digest)
    assert asked.request not in {row.request for row in stand.approvals.waiting(stand.who("he"))}


def sealed_request(stand: Stand, asked: Asked, **facts: Any) -> int:
    """A record of the same request but for one thing; its index."""
    whole: dict[str, Any] = {
        "by": "lin",
        "role": "specialist",
        "decision": "requested",
        "what": "export",
        "until": asked.expires,
        "document": stand.export().document(),
    }
    return sealed_vote(stand, asked, **(whole | facts))


@pytest.mark.parametrize(
    "facts",
    [
        {"decision": "approve"},
        {"digest": bytes(32)},
        {"request": bytes(16)},
        {"what": "reveal"},
        {"until": START},
        {"document": {}},
        {"document": "export"},
        {"document": Stand().export(reason="another case (specimen)").document()},
        {"of": Kind.AGENT_ACTION},
        {"by": "ye"},
        {"role": "lead"},
        {"tenant": "wallet"},
    ],
    ids=" ".join,
)
def test_only_what_was_sealed_as_it_stands_was_asked(stand: Stand, facts: dict[str, Any]) -> None:
    asked = stand.asked()
    stand.forge(asked, idx=sealed_request(stand, asked))
    assert stand.approvals.waiting(stand.who("he"))
    stand.forge(asked, idx=sealed_request(stand, asked, **facts))
    stand.refused(NotSealed, stand.approve, asked)


def test_a_rejection_that_stands_there_is_heard_whatever_the_state_says(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    stand.approve(asked)
    stand.vote(stand.who("gu"), asked, "reject")
    stand.forge(asked, state="approved")
    assert not stand.stands()
    stand.refused(RequestClosed, stand.use)


def test_a_row_with_another_end_than_the_journals_is_not_used(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    stand.forge(asked, expires=asked.expires + HOUR)
    stand.refused(NotSealed, stand.use)


def test_a_row_that_wants_fewer_people_does_not_lower_the_rule(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    stand.forge(asked, people=0)
    assert stand.approve(asked) is State.OPEN
    assert stand.approve(asked, "gu") is State.APPROVED
