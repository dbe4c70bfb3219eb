"""Deciding: by somebody else, in the role they have now, once each, on what they were shown."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest
from tests.access.approval_stand import ASKERS, START, STEPPED, Stand, at_once

from handclasp.access.approvals import (
    AlreadyVoted,
    MayNotApprove,
    OwnRequest,
    RequestChanged,
    RequestClosed,
    RoleLost,
    State,
    Vote,
)
from handclasp.access.policy import Action
from handclasp.records import Invalid, Kind, OutcomeUnknown, ReasonNeeded, StepUpNeeded


@pytest.fixture
def stand() -> Stand:
    return Stand()


# --- who decides


def test_one_approval_of_somebody_else_is_enough_when_the_rule_wants_one(stand: Stand) -> None:
    asked = stand.asked()
    assert stand.approve(asked) is State.APPROVED
    sealed = stand.records(Kind.APPROVAL, "approve")
    assert [(facts["author"], facts["reason"], facts["digest"]) for facts in sealed] == [
        ("director:he", "in order", asked.digest)
    ]
    assert stand.store.votes(1, asked.request) == [Vote("he", "director", "approve", 1, START)]


def test_a_vote_is_sealed_before_the_row_changes(stand: Stand) -> None:
    asked = stand.asked()
    stand.broken = OutcomeUnknown("no answer")
    with pytest.raises(OutcomeUnknown):
        stand.approve(asked)
    assert stand.row(asked).state == "open"
    assert not stand.store.votes(1, asked.request)


def test_a_vote_that_died_between_the_journal_and_the_row_is_given_again(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = stand.asked()
    with monkeypatch.context() as dying:
        dying.setattr(stand.store, "vote", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            stand.approve(asked)
    assert stand.approve(asked) is State.APPROVED
    assert len(stand.records(Kind.APPROVAL, "approve")) == 1
    assert stand.use().approvers == ("he",)


@pytest.mark.parametrize("stepped", [STEPPED, STEPPED | {"export", "reveal"}])
def test_nobody_approves_their_own_request_in_any_session(stand: Stand, stepped: frozenset[str]) -> None:
    asked = stand.asked(stand.export("he"))
    again = stand.who("he")._replace(stepped=stepped)
    stand.refused(OwnRequest, stand.vote, again, asked)
    assert not stand.approvals.stands(again, stand.export("he"))


def test_nobody_approves_their_own_request_after_a_change_of_role(stand: Stand) -> None:
    asked = stand.asked(stand.export("ye"))
    stand.people["shop", "ye"] = ("director", "")
    stand.refused(OwnRequest, stand.approve, asked, "ye")


def test_nobody_decides_on_a_grant_to_themselves(stand: Stand) -> None:
    grant = stand.export("root", kind="role", subject="", evidence={"account": "tan", "role": "director"})
    asked = stand.asked(grant)
    stand.refused(OwnRequest, stand.approve, asked, "tan")
    assert stand.approvals.waiting(stand.who("tan")) == []
    assert stand.approve(asked, "he") is State.APPROVED
    assert stand.approvals.use(stand.who("root"), grant)


def test_one_person_has_one_vote(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    assert stand.approve(asked) is State.OPEN
    for decision in ("approve", "reject"):
        stand.refused(AlreadyVoted, stand.vote, stand.who("he"), asked, decision)
    assert stand.approve(asked, "gu") is State.APPROVED
    assert stand.use().approvers == ("he", "gu")


def test_one_person_in_two_processes_at_once_has_one_vote(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    acts = [
        partial(process.vote, stand.who("he"), asked.request, "approve", reason, asked.digest)
        for process, reason in zip(stand.meeting(2), ("so", "and so"), strict=True)
    ]
    outcomes = at_once(*acts)
    assert sorted(map(str, map(type, outcomes))) == sorted(map(str, (State, AlreadyVoted)))
    assert len(stand.store.votes(1, asked.request)) == 1
    assert len(stand.records(Kind.APPROVAL, "approve")) == 1


def test_of_two_who_decide_at_the_same_moment_one_is_told_that_it_is_done(stand: Stand) -> None:
    asked = stand.asked()
    acts = [
        partial(process.vote, stand.who(name), asked.request, "approve", "so", asked.digest)
        for process, name in zip(stand.meeting(2), ("he", "gu"), strict=True)
    ]
    assert {type(outcome) for outcome in at_once(*acts)} == {State, RequestClosed}
    assert len(stand.store.votes(1, asked.request)) == 1


def test_one_rejection_closes_it(stand: Stand) -> None:
    stand.rules.people = 2
    asked = stand.asked()
    stand.approve(asked)
    assert stand.approvals.vote(stand.who("gu"), asked.request, "reject", "too much", asked.digest) is State.REJECTED
    stand.refused(RequestClosed, stand.approve, asked, "tan")
    stand.refused(RequestClosed, stand.use)


def test_a_rejection_says_why(stand: Stand) -> None:
    asked = stand.asked()
    stand.refused(ReasonNeeded, stand.approvals.vote, stand.who("he"), asked.request, "reject", "", asked.digest)


@pytest.mark.parametrize("decision", ["Approve", "", "approved", "yes", "requested"])
def test_a_vote_is_yes_or_no(stand: Stand, decision: Any) -> None:
    asked = stand.asked()
    with pytest.raises(Invalid):
        stand.approvals.vote(stand.who("he"), asked.request, decision, "so", asked.digest)
    assert not stand.store.votes(1, asked.request)


def test_what_was_not_shown_is_not_approved(stand: Stand) -> None:
    asked = stand.asked()
    for seen in (stand.export(reason="another").digest(), b"", asked.digest[:-1]):
        stand.refused(RequestChanged, stand.approvals.vote, stand.who("he"), asked.request, "approve", "", seen)


def test_what_is_decided_is_not_decided_again(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    for decision in ("approve", "reject"):
        stand.refused(RequestClosed, stand.vote, stand.who("gu"), asked, decision)


@pytest.mark.parametrize("stepped", [frozenset(), {"export"}, {"reveal", "policy", "people"}])
def test_deciding_needs_a_second_factor_for_that_purpose(stand: Stand, stepped: set[str]) -> None:
    asked = stand.asked()
    who = stand.who("he")._replace(stepped=frozenset(stepped))
    stand.refused(StepUpNeeded, stand.vote, who, asked)


@pytest.mark.parametrize("name", ["zhou", "wu", "root", "su"])
def test_whom_the_policies_do_not_let_decide_does_not(stand: Stand, name: str) -> None:
    asked = stand.asked()
    stand.refused(MayNotApprove, stand.approve, asked, name)


def test_the_two_share_no_exclusive_group_as_they_are_now(stand: Stand) -> None:
    policy = stand.export("root", kind="policy", subject="", evidence={"digest": "cd" * 32})
    asked = stand.asked(policy)
    stand.refused(MayNotApprove, stand.approve, asked, "deputy")
    session = stand.who("he")
    stand.people["shop", "he"] = ("steward", "")
    stand.refused(MayNotApprove, stand.vote, session, asked)
    question = stand.rules.questions[-1]
    assert (question.who.role, question.given.requester_role, question.given.kind) == (
        "steward",
        "administrator",
        "policy",
    )


def test_a_session_says_nothing_of_the_present_role_or_team(stand: Stand) -> None:
    asked = stand.asked()
    lead = stand.who("ye")
    stand.people["shop", "ye"] = ("lead", "south")
    stand.refused(MayNotApprove, stand.vote, lead, asked)
    del stand.people["shop", "ye"]
    stand.refused(RoleLost, stand.vote, lead, asked)


@pytest.mark.parametrize("now", [None, ("agent", "north"), ("lead", "north"), ("director", "")])
def test_a_request_is_void_once_who_asked_has_another_role(stand: Stand, now: tuple[str, str] | None) -> None:
    asked, request, session = stand.asked(), stand.export(), stand.who("lin")
    approved = stand.asked(stand.export(reason="another case (specimen)"))
    stand.approve(approved)
    if now:
        stand.people["shop", "lin"] = now
    else:
        del stand.people["shop", "lin"]
    stand.refused(RoleLost, stand.approve, asked)
    assert stand.approvals.waiting(stand.who("he")) == []
    spent = msgspec.structs.replace(request, reason="another case (specimen)")
    stand.refused(RoleLost, stand.approvals.use, session, spent)
    stand.refused(RoleLost, stand.approvals.use, session, request)


def test_a_request_is_void_once_its_role_may_not_ask_any_more(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stand.asked()
    stand.approve(asked)
    monkeypatch.setitem(ASKERS, Action.EXPORT, {"lead"})
    assert "who asked" in stand.refused(RoleLost, stand.use)["reason"]
