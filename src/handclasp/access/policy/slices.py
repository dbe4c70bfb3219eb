"""A policy set cut into the few policies that can matter to one action of one role, so that a decision is quick.

A policy is left out only when its scope names another action or another role: Cedar would skip it without looking at
its conditions, so the answer, its reasons and its errors are those of the whole set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import cedarpy
from cedarpy import pst

from handclasp.access.policy.facts import Context
from handclasp.access.policy.likeness import Key, Looks, looks, walk
from handclasp.access.policy.statements import Statement
from handclasp.access.policy.words import Decision

_ROLES: Final = {"Role", "Original"}


class Outcome(NamedTuple):
    """What Cedar answered: the ids that permitted or forbade, and those of policies that could not be evaluated.

    With any of the latter nothing is allowed.
    """

    allowed: bool
    by: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Policies by id, parsed for evaluation; `mentions` are the parts of the context that they look at.

    `known` are decisions by key, for requests that the policies cannot tell apart.
    """

    statements: Mapping[str, Statement]
    policies: cedarpy.PolicySet
    mentions: frozenset[str]
    looks: Looks | None
    known: dict[Key, Decision] = field(default_factory=dict, compare=False)

    def answer(self, uids: Mapping[str, Any], context: Context, entities: cedarpy.Entities) -> Outcome:
        """Let Cedar decide."""
        seen = {name: value for name, value in context.items() if name in self.mentions}
        result = cedarpy.is_authorized({**uids, "context": seen}, self.policies, entities)
        reasons, errors = result.diagnostics.reasons, result.diagnostics.errors
        # Of an error no more than the policy's id: Cedar's words may name the person.
        failed = tuple(sorted({id_ for id_ in self.statements for error in errors if f"`{id_}`" in str(error)}))
        return Outcome(result.allowed and not errors, tuple(sorted(reasons)), failed or ("?",) * bool(errors))


def cut(statements: Iterable[Statement], action: str, role: str, original: str) -> Slice:
    """The policies that can matter to an action of a role."""
    roles = {"Role": role, "Original": original}
    return whole(
        statement
        for statement in statements
        if _names_action(statement.parsed.action, action) and _can_be(statement.parsed.principal, roles)
    )


def whole(statements: Iterable[Statement]) -> Slice:
    """All of these policies, uncut."""
    chosen = {statement.id: statement for statement in statements}
    nodes = {id_: replace(statement.parsed, id=id_) for id_, statement in chosen.items()}
    parsed = cedarpy.PolicySet.from_pst(pst.PolicySet({}, nodes, ()))
    mentions: frozenset[str] = frozenset().union(*(mentioned(node) for node in nodes.values()))
    return Slice(chosen, parsed, mentions, looks(nodes.values()))


def _names_action(constraint: pst.ActionConstraint, action: str) -> bool:
    # The schema has no groups of actions, so `in` is equality here.
    if isinstance(constraint, pst.ActionEq):
        return constraint.entity.id == action
    if isinstance(constraint, pst.ActionIn):
        return any(entity.id == action for entity in constraint.entities)
    return True


def _can_be(constraint: pst.PrincipalOrResourceConstraint, roles: Mapping[str, str]) -> bool:
    if isinstance(constraint, pst.ScopeIn | pst.ScopeIsIn) and isinstance(constraint.entity, pst.EntityUid):
        kind = str(constraint.entity.type)
        return kind not in _ROLES or constraint.entity.id == roles[kind]
    return True


_ALL: Final = frozenset(
    {"old", "reason", "stepped", "approved", "item", "kind", "requester", "requester_role", "exclusive"}
)


def mentioned(policy: pst.Template) -> frozenset[str]:
    """The parts of the context that a policy looks at; all of them, when it takes the context as a whole."""
    found: set[str] = set()
    wholes = 0
    for node in walk(policy):
        match node:
            case pst.GetAttr(pst.Var("context"), attr):
                found.add(attr)
                wholes -= 1
            case pst.HasAttr(pst.Var("context"), attrs):
                found.update(attrs)
                wholes -= 1
            case pst.Var("context"):
                wholes += 1
    return _ALL if wholes else frozenset(found)
