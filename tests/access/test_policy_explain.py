"""Why somebody may or may not is answered for real requests, down to the condition that fails."""

from __future__ import annotations

from hypothesis import given, settings
from tests.access.policy_requests import HERS, LENA, OTHERS, permit, policies, requests, with_policy

from handclasp.access.policy import About, Action, Circumstances, Need, Reader
from handclasp.access.policy.statements import statements
from handclasp.access.policy.wording import ACTIONS, NEEDS
from handclasp.access.policy.writing import written


def test_what_allowed_it_is_named_with_its_place_and_its_words() -> None:
    told = policies().explain(LENA, Action.READ, HERS)
    [named] = told.deciding
    assert (named.id, named.file, named.forbids) == ("agent-own", "agent.cedar", False)
    assert named.text.startswith('@id("agent-own")')
    assert [(condition.text, condition.holds) for condition in named.conditions] == [
        ("resource.agent == principal.name", True)
    ]
    assert told.nearest == ()
    assert told.said("en").startswith("Yes. Agent: read the conversation\nPolicies: built-in/")
    assert told.said("zh").startswith("可以：客服 · 阅读会话\n规则版本：built-in/")


def test_a_denial_shows_the_nearest_policy_and_the_condition_that_fails() -> None:
    told = policies().explain(LENA, Action.READ, OTHERS)
    [named] = told.nearest
    [condition] = named.conditions
    assert (named.id, condition.holds) == ("agent-own", False)
    assert condition.values == {"resource.agent": "bo", "principal.name": "lena"}
    assert '✗ resource.agent == principal.name    [principal.name = "lena", resource.agent = "bo"]' in told.said("en")
    assert "没有规则允许" in told.said("zh")


def test_the_nearest_comes_first() -> None:
    told = policies().explain(LENA, Action.REVEAL, HERS, Circumstances(item="payment"))
    failing = [sum(not condition.holds for condition in named.conditions) for named in told.nearest]
    assert failing == sorted(failing)
    assert {named.id for named in told.nearest} == {"agent-reveal", "agent-reveal-approved"}


def test_a_forbid_is_named_with_what_made_it_hold() -> None:
    told = policies().explain(LENA, Action.READ, HERS, Circumstances(old=True))
    [named] = told.deciding
    assert (named.id, named.forbids) == ("house-old-records", True)
    assert ("context.old", True) in [(condition.text, condition.holds) for condition in named.conditions]
    assert told.decision.needs == {Need.STEP_UP}
    assert "This needs a fresh second factor" in told.said("en")
    assert "需要再做一次第二重验证" in told.said("zh")


def test_conditions_and_exceptions_are_taken_apart() -> None:
    split = (
        'context.old && !(context.reason || resource is Tenant) } unless { principal.name == "x" || !context.approved'
    )
    told = policies(with_policy(permit(split))).explain(LENA, Action.LIST, OTHERS)
    conditions = next(named.conditions for named in told.nearest if named.id == "more")
    assert [(condition.text, condition.holds) for condition in conditions] == [
        ("context.old", False),
        ("!(context.reason || resource is Tenant)", True),
        ('!(principal.name == "x")', True),
        ("context.approved", False),
    ]


def test_a_policy_for_one_person_says_that_it_is_not_for_this_one() -> None:
    own = permit("true").replace("(principal,", '(principal == Person::"shop/agent/wu",')
    told = policies(with_policy(own)).explain(LENA, Action.LIST, OTHERS)
    conditions = next(named.conditions for named in told.nearest if named.id == "more")
    assert [(condition.text, condition.holds) for condition in conditions] == [
        ('(principal == Person::"shop/agent/wu", action, resource)', False),
        ("true", True),
    ]


def test_no_policy_is_shown_where_none_was_asked() -> None:
    broken = policies({}, "9").explain(LENA, Action.READ, HERS)
    assert (broken.deciding, broken.nearest, broken.facts) == ((), (), {})
    assert "broken" in broken.said("en")
    assert "一律拒绝" in broken.said("zh")
    assert "No policy was asked" in policies().explain(LENA._replace(role="owner"), Action.LIST, HERS).said("en")


def test_the_facts_are_those_that_were_decided_on() -> None:
    told = policies().explain(LENA, Action.READ, HERS, Circumstances(old=True))
    assert told.facts["principal"]["team"] == "north"
    assert told.facts["resource"]["agent"] == "lena"
    assert told.facts["context"]["old"] is True


@settings(max_examples=100, deadline=None)
@given(request=requests())
def test_what_decided_holds_and_what_did_not_fails(
    request: tuple[Reader, Action, About | None, Circumstances],
) -> None:
    told = policies().explain(*request)
    assert all(condition.holds for named in told.deciding for condition in named.conditions)
    assert all(any(not condition.holds for condition in named.conditions) for named in told.nearest)
    assert {named.id for named in told.deciding} == set(told.decision.by)
    assert told.said("zh") != told.said("en")


def test_conditions_are_written_as_people_write_them() -> None:
    for condition in (
        'resource.agent == "" || principal.team != "" && resource.team == principal.team',
        "(context.old || context.reason) && !context.stepped",
        '["contact", "goods"].contains(context.item)',
        'principal in [Original::"customer", Original::"service"]',
        "resource is Conversation && !(resource is Tenant)",
        'principal.name like "w*"',
        "(context.old == context.reason) == context.stepped",
    ):
        [statement] = statements("own.cedar", permit(condition))
        [clause] = statement.parsed.clauses
        [again] = statements("own.cedar", permit(written(clause.expr)))
        assert again.parsed.clauses == statement.parsed.clauses, written(clause.expr)


def test_every_action_and_need_has_words() -> None:
    assert set(ACTIONS) == set(Action)
    assert set(NEEDS) == set(Need)
