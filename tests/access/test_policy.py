"""Who may do what: denied unless allowed, with a reason in words."""

from __future__ import annotations

import pytest

from handclasp.access.policy import ALLOWED, CUSTOMER_KINDS, Action, Reader, decide
from handclasp.records import JOURNAL_KINDS, Kind

ROLES = (*ALLOWED, "nobody", "", "Agent", "agent ", "customer:1")


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_and_action_is_decided_by_the_table_alone(role: str, action: Action) -> None:
    decision = decide(Reader("shop", role, "x"), action)
    assert decision.allowed == (action in ALLOWED.get(role, frozenset()))
    assert decision.why


def test_an_administrator_sees_no_conversation() -> None:
    assert not any(decide(Reader("shop", "administrator", "root"), action).allowed for action in Action)


def test_an_auditor_sees_who_looked_and_nothing_that_was_said() -> None:
    allowed = {action for action in Action if decide(Reader("shop", "auditor", "wu"), action).allowed}
    assert allowed == {Action.WHO_LOOKED}


def test_a_customer_exports_nothing_and_sees_no_journal() -> None:
    allowed = {action for action in Action if decide(Reader("shop", "customer", "7F3A"), action).allowed}
    assert allowed == {Action.READ, Action.RECEIPT, Action.REPLY}


def test_a_machine_is_fed_and_nothing_else() -> None:
    allowed = {action for action in Action if decide(Reader("shop", "machine", "risk"), action).allowed}
    assert allowed == {Action.FEED}


def test_what_customers_see_are_known_kinds_and_no_inner_workings() -> None:
    known = {kind.value for kind in Kind}
    assert known > CUSTOMER_KINDS
    inner = JOURNAL_KINDS | {Kind.NOTE, Kind.RISK_VERDICT, Kind.AGENT_ACTION, Kind.CASE_STEP, Kind.GUARDED_ACTION}
    assert not CUSTOMER_KINDS & {kind.value for kind in inner}


def test_a_refusal_says_what_to_do_without_naming_anybody() -> None:
    for role in ROLES:
        for action in Action:
            assert "7F3A" not in decide(Reader("shop", role, "7F3A"), action).why
