"""From a masked view to what is indexed: its open words, and what it can be filtered by. Masks are blanked first.

What a mask still tells (a number's last digits) is for some roles only, so it is never looked for here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from handclasp.records import SCREENED_KINDS, Kind, View
from handclasp.search.batch import Doc
from handclasp.search.words import fold

DAY: Final = 86_400_000
ANY: Final = "=*"
"""The token of every record."""

NOTHING: Final = "\ufffc"
"""Stands where a mask was; no word has it."""


def kind(name: str) -> str:
    """The token of a kind of record."""
    return f"=kind:{name}"


def role(name: str) -> str:
    """The token of an author's role."""
    return f"=role:{name}"


def found_type(name: str) -> str:
    """The token of a type of sensitive thing that was found."""
    return f"=type:{name.lower()}"


def flag(category: str) -> str:
    """The token of what a text is about, by the lists of risk words."""
    return f"=flag:{category}"


def order(number: str) -> str:
    """The token of an order that a record is an event of."""
    return f"=order:{fold(number.strip())}"


def day(received: int) -> str:
    """The token of a day (UTC) by a time (ms)."""
    return f"=day:{received // DAY}"


def is_indexed(view: View) -> bool:
    """Whether there are words in records of this kind."""
    return view.kind in SCREENED_KINDS


def open_words(view: View) -> str:
    """A view's words with nothing where the masks stand; places hold."""
    parts, done = [], 0
    body = view.body or ""
    for span in sorted(view.spans, key=lambda one: one.start):
        parts += [body[done : span.start], NOTHING * (span.end - max(done, span.start))]
        done = max(done, span.end)
    return "".join([*parts, body[done:]])


def document(view: View) -> Doc:
    """What a view is found by."""
    found = {ANY, kind(_kind_of(view)), role(view.author.role), day(view.received)}
    found.update(found_type(span.type) for span in view.spans)
    found.update(_facts(view))
    return Doc(view.index, view.received, found, open_words(view) if view.spans else view.body or "")


def _kind_of(view: View) -> str:
    """The kind that says who may find it: a salvaged record's is that of the record it brings back."""
    if view.kind != Kind.SALVAGED:
        return view.kind
    old = view.facts.get("old")
    known = old.get("kind") if isinstance(old, dict) else None
    return str(known["v"]) if isinstance(known, dict) else "?"


def _facts(view: View) -> Iterable[str]:
    flags = view.facts.get("flags")
    for one in flags if isinstance(flags, list) else ():
        if isinstance(one, dict) and isinstance(one.get("category"), str):
            yield flag(one["category"])
    verdict = view.facts.get("verdict")
    if isinstance(verdict, dict) and isinstance(verdict.get("type"), str):
        yield found_type(verdict["type"])
    number = view.facts.get("order")
    if view.kind == Kind.ORDER_EVENT and isinstance(number, str):
        yield order(number)
