"""Shortcuts answer exactly as the whole set does: fewer policies asked, and one answer for requests that are alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.access.policy_requests import HERS, LENA, OTHERS, permit, policies, requests, with_policy

from handclasp.access.policy import About, Action, Circumstances, Reader, built_in, copied
from handclasp.access.policy.asking import Asked
from handclasp.access.policy.engine import Policies, Published
from handclasp.access.policy.likeness import looks
from handclasp.access.policy.sets import Loaded
from handclasp.access.policy.slices import whole
from handclasp.access.policy.statements import statements

ONE = f'Conversation::"shop/{"0b" * 16}"'


def of_one(effect: str, id_: str, role: str = '"agent"') -> str:
    """A policy whose scope names a role and one conversation."""
    scope = f"(principal in Role::{role}, action, resource == {ONE})"
    return permit("true", id_).replace("permit (principal, action, resource)", f"{effect} {scope}")


RICH = {
    **copied(built_in(), "agent", "night-agent", {"zh": "夜班客服", "en": "Night agent"}),
    "own.cedar": "\n".join(
        [
            permit('principal.team == "north" && context.reason', "north"),
            permit('resource is Conversation && resource.merchants.contains("seller-7") && !context.old', "seller"),
            permit('principal.name == "lena" && context == context', "lena").replace(
                "(principal,", "(principal is Person,"
            ),
            permit('principal in Role::"agent" || principal.role == principal.name', "odd"),
            permit("9223372036854775807 + 1 == 0", "fails").replace("action,", 'action == Action::"note",'),
            permit("true", "bo").replace("(principal,", '(principal == Person::"shop/lead/bo",'),
            of_one("permit", "one"),
            of_one("forbid", "but-one", '"specialist"'),
        ]
    ),
}
BUILT_IN, OWN = Loaded("built-in", built_in()), Loaded("own", RICH)
UNCUT = {loaded.version: whole(loaded.statements) for loaded in (BUILT_IN, OWN)}


def test_the_sets_of_these_tests_are_in_order() -> None:
    assert not BUILT_IN.broken
    assert not OWN.broken


@pytest.mark.parametrize("loaded", [BUILT_IN, OWN], ids=["built-in", "own"])
@settings(max_examples=300, deadline=None)
@given(request=requests())
def test_a_slice_answers_as_the_whole_set(
    loaded: Loaded, request: tuple[Reader, Action, About | None, Circumstances]
) -> None:
    asked = loaded.asked(*request)
    uncut = Asked(UNCUT[loaded.version], *(getattr(asked, name) for name in _FACTS))
    assert asked.answer() == uncut.answer()


_FACTS = ("who", "original", "action", "about", "tenant", "context")


@pytest.mark.parametrize("everybody", [policies(), policies(RICH)], ids=["built-in", "own"])
@settings(max_examples=300, deadline=None)
@given(request=requests())
def test_a_remembered_answer_is_the_one_cedar_gives_now(
    everybody: Policies, request: tuple[Reader, Action, About | None, Circumstances]
) -> None:
    afresh = everybody.explain(*request).decision
    assert everybody.decide(*request) == afresh
    assert everybody.decide(*request) == afresh


def test_a_slice_leaves_out_other_roles_and_other_actions() -> None:
    ids = set(BUILT_IN.slice("list", "agent").statements)
    assert ids == {"agent-own", "agent-unassigned", "house-one-tenant", "house-nobody"}


def test_requests_that_differ_in_names_alone_are_decided_once() -> None:
    everybody = policies(built_in(), "of this test alone")
    everybody.decide(LENA, Action.READ, HERS)
    known = everybody.loaded("shop").slice("read", "agent").known
    before = len(known)
    wu = LENA._replace(id="wu", team="east")
    assert everybody.decide(wu, Action.READ, HERS._replace(agent="wu", conversation="0c" * 16)).allowed
    assert len(known) == before
    assert not everybody.decide(wu, Action.READ, OTHERS).allowed
    assert len(known) == before + 1


def test_a_name_that_a_policy_spells_out_is_told_apart() -> None:
    only_wu = with_policy(permit('principal.name == "wu"'))
    everybody = policies(only_wu)
    assert not everybody.decide(LENA, Action.READ, OTHERS).allowed
    assert everybody.decide(LENA._replace(id="wu"), Action.READ, OTHERS).allowed
    assert not everybody.decide(LENA._replace(id="li"), Action.READ, OTHERS).allowed


@pytest.mark.parametrize(
    "condition",
    [
        'principal.name like "w*"',
        'principal == Person::"shop/agent/wu"',
        'principal in [Person::"shop/agent/wu"]',
        "resource is Conversation && principal.scopes == resource.merchants",
        'principal.scopes.containsAny(["read"])',
        "context == context",
        "[principal] == [principal]",
        "1 < 2",
        "if context.old then context.reason else context.approved",
    ],
)
def test_what_may_tell_any_two_people_apart_is_asked_each_time(condition: str) -> None:
    [statement] = statements("own.cedar", permit(condition))
    assert looks([statement.parsed]) is None


@pytest.mark.parametrize(
    "scope",
    [
        f'principal in Role::"agent", action, resource == {ONE}',
        f'principal in Role::"agent", action, resource in {ONE}',
        f"principal, action, resource == {ONE}",
        'principal == Person::"shop/agent/wu", action, resource',
    ],
)
def test_a_scope_that_names_one_thing_is_asked_each_time(scope: str) -> None:
    [statement] = statements("own.cedar", permit("true").replace("principal, action, resource", scope))
    assert looks([statement.parsed]) is None


def test_a_role_let_into_one_conversation_is_let_into_no_other() -> None:
    everybody = policies(with_policy(of_one("permit", "one")))
    one = OTHERS._replace(conversation="0b" * 16)
    assert everybody.decide(LENA, Action.READ, one).allowed
    assert not everybody.decide(LENA, Action.READ, one._replace(conversation="0d" * 16)).allowed


def test_a_pattern_in_a_policy_is_not_answered_from_memory() -> None:
    everybody = policies(with_policy(permit('principal.name like "w*"')))
    assert not everybody.decide(LENA, Action.READ, OTHERS).allowed
    assert everybody.decide(LENA._replace(id="wu"), Action.READ, OTHERS).allowed
    assert not everybody.loaded("shop").slice("read", "agent").known


def test_a_condition_on_the_whole_context_is_given_the_whole_context() -> None:
    nothing = ", ".join(
        ["old: false", "stepped: false", "approved: false", "exclusive: false"]
        + [f'{name}: ""' for name in ("item", "kind", "requester", "requester_role")]
    )
    everybody = policies(with_policy(permit(f"context == {{{nothing}, reason: true}}")))
    assert everybody.decide(LENA, Action.LIST, OTHERS, Circumstances(reason=True)).allowed
    assert not everybody.decide(LENA, Action.LIST, OTHERS, Circumstances(reason=True, item="other")).allowed


def test_a_conversation_and_the_tenant_are_told_apart() -> None:
    director = Reader("shop", "director", "ma", stepped=frozenset({"approve"}))
    given = Circumstances(kind="export", requester="bo", requester_role="specialist")
    only_conversations = permit("resource is Tenant").replace("permit", "forbid")
    everybody = policies(with_policy(only_conversations))
    assert everybody.decide(director, Action.APPROVE, HERS, given).allowed
    assert not everybody.decide(director, Action.APPROVE, None, given).allowed
    assert everybody.decide(director, Action.APPROVE, HERS, given).allowed


def test_every_built_in_policy_allows_answers_to_be_remembered() -> None:
    roles = [*BUILT_IN.roles, "customer", "service", "machine", "operator"]
    assert all(BUILT_IN.slice(action.value, role).looks is not None for action in Action for role in roles)


def test_memory_does_not_outlive_its_version() -> None:
    now, sets = [0.0], {"shop": Published("1", with_policy(permit("true")))}
    everybody = Policies(sets.get, lambda: now[0])
    assert everybody.decide(LENA, Action.READ, OTHERS).allowed
    sets["shop"], now[0] = Published("2", built_in()), 10.0
    assert not everybody.decide(LENA, Action.READ, OTHERS).allowed
