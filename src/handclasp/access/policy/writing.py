"""Writes a parsed condition as people write Cedar, without the brackets that Cedar's own printer puts everywhere."""

from __future__ import annotations

from typing import Final

import cedarpy
from cedarpy import pst

_BETWEEN: Final = {"and": "&&", "or": "||", "eq": "==", "not_eq": "!=", "in": "in"}


def written(expression: pst.Expr) -> str:
    """The expression as Cedar text."""
    match expression:
        case pst.BinaryOp("contains", left, right):
            text = f"{_tight(left)}.contains({written(right)})"
        case pst.BinaryOp(op, left, right) if op in _BETWEEN:
            text = f"{_tight(left, op)} {_BETWEEN[op]} {_tight(right, op)}"
        case pst.UnaryOp("not", inner):
            text = f"!{_tight(inner)}"
        case pst.GetAttr(base, attribute) if attribute.isidentifier():
            text = f"{_tight(base)}.{attribute}"
        case pst.Is(base, kind, None):
            text = f"{_tight(base)} is {kind}"
        case pst.Set(elements):
            text = f"[{', '.join(map(written, elements))}]"
        case _:
            text = _by_cedar(expression)
    return text


def _tight(expression: pst.Expr, inside: str = "") -> str:
    loose = isinstance(expression, pst.BinaryOp) and expression.op in _BETWEEN
    loose = loose or isinstance(expression, pst.Is | pst.HasAttr | pst.Like | pst.IfThenElse)
    if loose and isinstance(expression, pst.BinaryOp) and inside in {"and", "or"}:
        loose = expression.op in {"and", "or"} and expression.op != inside
    elif loose and inside in {"and", "or"}:
        loose = isinstance(expression, pst.IfThenElse)
    return f"({written(expression)})" if loose else written(expression)


def _by_cedar(expression: pst.Expr) -> str:
    anything = pst.ScopeAny()
    policy = pst.Template("x", "permit", anything, anything, anything, (pst.When(expression),), {})
    text = str(cedarpy.PolicySet.from_pst(pst.PolicySet({}, {"x": policy}, ())))
    inner = text.partition("when { ")[2].rpartition(" }")[0]
    return inner[1:-1] if inner.startswith("(") and inner.endswith(")") and inner.count("(") == 1 else inner
