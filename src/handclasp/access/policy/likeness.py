"""Which requests a few policies cannot tell apart, so that one answer of Cedar's serves them all.

Policies that compare values only for equality and look for them in sets answer alike when two requests differ in
nothing they look at but in what things are called. The key of a request says exactly that much: the values looked at,
names replaced by their order of appearance, except names that a policy itself spells out. A policy with any other
construct (`like`, arithmetic, one person's uid …) has no such key, and Cedar is asked each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from cedarpy import pst

from handclasp.access.policy.facts import CONVERSATION, PERSON, Context
from handclasp.access.policy.words import About, Reader

Key = tuple[object, ...]

_SETS: Final = {"scopes", "merchants"}
_ROLES: Final = {"Role", "Original"}


@dataclass(frozen=True, slots=True)
class Looks:
    """What some policies look at: attributes of person, conversation and context, and the strings they spell out."""

    person: tuple[str, ...]
    conversation: tuple[str, ...]
    context: tuple[str, ...]
    spelled: Mapping[str, str]

    def key(self, who: Reader, about: About | None, tenant: str, context: Context) -> Key:
        """The same for two requests only if the policies cannot tell them apart."""
        names: dict[str, object] = dict(self.spelled)
        values: list[Any] = [getattr(who, PERSON[attribute]) for attribute in self.person]
        if about is None:
            values.append(tenant)
        else:
            values += [getattr(about, CONVERSATION[attribute]) for attribute in self.conversation]
        values += [context[attribute] for attribute in self.context]
        key: list[object] = [about is None]
        for value in values:
            if isinstance(value, str):
                key.append(names.setdefault(value, len(names)))
            elif not _is_set(value):
                key.append(value)
        # Sets last, when all names that can be looked for in them are known; the others in them make no difference.
        key += [frozenset(names[name] for name in value if name in names) for value in values if _is_set(value)]
        return tuple(key)


def looks(policies: Iterable[pst.Template]) -> Looks | None:
    """What these policies look at; None when they hold a construct that may tell any two requests apart."""
    chosen = tuple(policies)
    if not all(_plain_scope(policy) and all(_plain(clause.expr) for clause in policy.clauses) for policy in chosen):
        return None
    seen: dict[str, set[str]] = {"principal": set(), "resource": {"tenant"}, "context": set()}
    spelled: dict[str, str] = {}
    for node in walk(chosen):
        if isinstance(node, pst.GetAttr) and isinstance(node.base, pst.Var):
            seen[node.base.name].add(node.attr)
        elif isinstance(node, pst.StringLit):
            spelled[node.value] = node.value
    person, conversation, context = (tuple(sorted(seen[name])) for name in ("principal", "resource", "context"))
    return Looks(person, conversation, context, spelled)


def _plain_scope(policy: pst.Template) -> bool:
    principal = policy.principal
    if not isinstance(policy.resource, pst.ScopeAny | pst.ScopeIs):
        return False
    if isinstance(principal, pst.ScopeIn | pst.ScopeIsIn):
        return isinstance(principal.entity, pst.EntityUid) and str(principal.entity.type) in _ROLES
    return isinstance(principal, pst.ScopeAny | pst.ScopeIs)


def _plain(expression: pst.Expr) -> bool:
    """Whether an expression compares values only for equality, and looks for them only in sets."""
    return _is_value(expression) or _is_question(expression) or _is_made_of_such(expression)


def _is_value(expression: pst.Expr) -> bool:
    match expression:
        case pst.BoolLit() | pst.StringLit():
            return True
        case pst.GetAttr(pst.Var(), attribute):
            return attribute not in _SETS
        case _:
            return False


def _is_question(expression: pst.Expr) -> bool:
    match expression:
        case pst.Is(pst.Var(), _, None):
            return True
        case pst.BinaryOp("contains", pst.GetAttr(pst.Var(), attribute), sought):
            return attribute in _SETS and _is_value(sought)
        case pst.BinaryOp("contains", pst.Set(elements), sought):
            return _is_value(sought) and all(map(_is_value, elements))
        case pst.BinaryOp("in", pst.Var("principal"), roles):
            return _is_uids(roles, _ROLES)
        case pst.BinaryOp("in" | "eq" | "not_eq", pst.Var("action"), actions):
            return _is_uids(actions, {"Action"})
        case _:
            return False


def _is_made_of_such(expression: pst.Expr) -> bool:
    match expression:
        case pst.UnaryOp("not", inner):
            return _plain(inner)
        case pst.BinaryOp("and" | "or" | "eq" | "not_eq", left, right):
            return _plain(left) and _plain(right)
        case _:
            return False


def _is_uids(expression: pst.Expr, types: set[str]) -> bool:
    elements = expression.elements if isinstance(expression, pst.Set) else (expression,)
    return all(isinstance(element, pst.EntityLit) and str(element.value.type) in types for element in elements)


def _is_set(value: object) -> bool:
    return isinstance(value, frozenset)


def walk(node: object) -> Iterator[object]:
    """A parsed policy or expression and everything in it."""
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        if isinstance(found, Mapping):
            stack += found.values()
        elif isinstance(found, tuple):
            stack += found
        elif is_dataclass(found) and not isinstance(found, type):
            stack += [getattr(found, field.name) for field in fields(found)]
