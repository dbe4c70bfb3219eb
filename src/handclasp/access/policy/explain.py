"""Why somebody may, or may not: the policies that decided, the nearest that did not, and what of them fails.

It takes a decision apart with the same Cedar and the same facts that made it; it never makes one. What it tells names
people and conversations, so it is for those who may see the policies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import cedarpy
from cedarpy import pst

from handclasp.access.policy.asking import Asked
from handclasp.access.policy.facts import facts_of
from handclasp.access.policy.likeness import walk
from handclasp.access.policy.statements import Statement
from handclasp.access.policy.tables import Role
from handclasp.access.policy.wording import ACTIONS, Both, Language, needs_said, role_named
from handclasp.access.policy.words import Action, Decision
from handclasp.access.policy.writing import written

_TRIED: Final = "tried"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a policy, as Cedar, whether it holds here, and the values it looks at ("resource.agent": …)."""

    text: str
    holds: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """A policy that decided or nearly did: where it stands, what it says, and how its conditions stand here."""

    id: str
    file: str
    line: int
    forbids: bool
    says: Both
    text: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision taken apart.

    `deciding` allowed or forbade; `nearest` would have permitted this action of this role, had its conditions held.
    `facts` are person, conversation and circumstances as the policies see them.
    """

    decision: Decision
    role: Both
    action: Action
    deciding: tuple[Named, ...]
    nearest: tuple[Named, ...]
    facts: Mapping[str, Mapping[str, Any]]

    def said(self, language: Language) -> str:
        """In plain words, several lines."""
        return "\n".join(_lines(self, language)) + "\n"


def explain(
    decision: Decision, asked: Asked | None, action: Action, role: str, roles: Mapping[str, Role]
) -> Explanation:
    """Take a decision apart; `asked` is None when no policy was asked (a broken set, a role that is not there)."""
    called = role_named(role, roles)
    if asked is None:
        return Explanation(decision, called, action, (), (), {})
    deciding = tuple(_named(asked.slice.statements[id_], asked) for id_ in decision.by)
    nearest: tuple[Named, ...] = ()
    if not decision.allowed:
        found = [_named(statement, asked) for statement in asked.slice.statements.values() if not statement.forbids]
        # A policy that permits all is no help where a forbid denied; those that fail least come first.
        found = [named for named in found if any(not condition.holds for condition in named.conditions)]
        nearest = tuple(sorted(found, key=lambda named: sum(not condition.holds for condition in named.conditions)))
    return Explanation(decision, called, action, deciding, nearest, _facts(asked))


def _facts(asked: Asked) -> dict[str, dict[str, Any]]:
    person, resource = facts_of(asked.who, asked.about, asked.tenant)
    return {"principal": person, "resource": resource, "context": dict(asked.context)}


def _named(statement: Statement, asked: Asked) -> Named:
    values = _facts(asked)
    conditions = [_scope(statement, asked)] if _narrow(statement) else []
    conditions += [
        Condition(written(expression), _holds((pst.When(expression),), asked), _values(expression, values))
        for expression in _conditions(statement)
    ]
    says = Both(statement.says("zh"), statement.says("en"))
    return Named(
        statement.id, statement.file, statement.line, statement.forbids, says, statement.text, tuple(conditions)
    )


def _conditions(statement: Statement) -> Iterator[pst.Expr]:
    for clause in statement.parsed.clauses:
        if isinstance(clause, pst.When):
            yield from _all_of(clause.expr)
        else:
            yield from _none_of(clause.expr)


def _all_of(expression: pst.Expr) -> Iterator[pst.Expr]:
    match expression:
        case pst.BinaryOp("and", left, right):
            yield from _all_of(left)
            yield from _all_of(right)
        case _:
            yield expression


def _none_of(expression: pst.Expr) -> Iterator[pst.Expr]:
    match expression:
        case pst.BinaryOp("or", left, right):
            yield from _none_of(left)
            yield from _none_of(right)
        case pst.UnaryOp("not", inner):
            yield from _all_of(inner)
        case _:
            yield pst.UnaryOp("not", expression)


def _narrow(statement: Statement) -> bool:
    """Whether its scope says more than a role and actions, which the policies asked have in common."""
    principal, resource = statement.parsed.principal, statement.parsed.resource
    of_a_role = isinstance(principal, pst.ScopeIn) and str(getattr(principal.entity, "type", "")) in {
        "Role",
        "Original",
    }
    return not (of_a_role or isinstance(principal, pst.ScopeAny)) or not isinstance(resource, pst.ScopeAny)


def _scope(statement: Statement, asked: Asked) -> Condition:
    scope = replace(statement.parsed, id=_TRIED, effect="permit", clauses=(), annotations={})
    text = str(cedarpy.PolicySet.from_pst(pst.PolicySet({}, {_TRIED: scope}, ())))
    return Condition(text.removeprefix("permit").removesuffix(";"), _answers(scope, asked), {})


def _holds(clauses: tuple[pst.Clause, ...], asked: Asked) -> bool:
    anything = pst.ScopeAny()
    return _answers(pst.Template(_TRIED, "permit", anything, anything, anything, clauses, {}), asked)


def _answers(policy: pst.Template, asked: Asked) -> bool:
    # A condition that cannot be evaluated does not hold: Cedar skips such a policy.
    policies = cedarpy.PolicySet.from_pst(pst.PolicySet({}, {_TRIED: policy}, ()))
    return bool(cedarpy.is_authorized({**asked.uids, "context": dict(asked.context)}, policies, asked.entities).allowed)


def _values(expression: pst.Expr, values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        f"{node.base.name}.{node.attr}": values[node.base.name][node.attr]
        for node in walk(expression)
        if isinstance(node, pst.GetAttr) and isinstance(node.base, pst.Var) and node.attr in values[node.base.name]
    }


def _lines(explanation: Explanation, language: Language) -> Iterator[str]:
    decision, zh = explanation.decision, language == "zh"
    role, action = explanation.role.said(language), ACTIONS[explanation.action].said(language)
    if decision.allowed:
        yield f"可以：{role} · {action}" if zh else f"Yes. {role}: {action}"
    elif decision.needs:
        needs = needs_said(decision.needs).said(language)
        yield f"还不可以：{role} · {action}。需要{needs}" if zh else f"Not yet. {role}: {action}. This needs {needs}"
    else:
        yield f"不可以：{role} · {action}" if zh else f"No. {role}: {action}"
    yield f"规则版本：{decision.version}" if zh else f"Policies: {decision.version}"
    for named in explanation.deciding:
        verb = ("禁止" if named.forbids else "允许") if zh else ("Forbidden" if named.forbids else "Allowed")
        yield from _told(named, f"{verb}：" if zh else f"{verb} by", language)
    if not explanation.deciding:
        if explanation.facts:
            yield "没有规则允许" if zh else "No policy allows it"
        else:
            yield f"没有询问规则：{decision.zh}" if zh else f"No policy was asked: {decision.why}"
    for named in explanation.nearest:
        yield from _told(named, "最接近的规则：" if zh else "Nearest:", language)


def _told(named: Named, verb: str, language: Language) -> Iterator[str]:
    where = f"{named.file}:{named.line}"
    if language == "zh":
        yield f"{verb}{named.says.zh}（{named.id}，{where}）"
    else:
        yield f"{verb} {named.id} ({where}): {named.says.en}"
    for condition in named.conditions:
        values = ", ".join(
            f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in condition.values.items()
        )
        yield f"  {'✓' if condition.holds else '✗'} {condition.text}{f'    [{values}]' if values else ''}"
