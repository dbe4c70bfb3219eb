"""What a mask tells beside its type, by role: sellers see how the card codes end that they sold, and nothing of people.

A mask keeps what the desk needs (a number's last four, a mailbox's domain, a city). Sellers are no part of the desk:
for them the same record is shown with bare masks, and its receipt leaves closed what would open the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import msgspec

from handclasp.access.policy import Reader
from handclasp.disclose.views import closed
from handclasp.records import Opening, Span, Value, View

OF_SELLERS: Final = frozenset({"CARD_SECRET"})
"""Types whose masks sellers see whole."""

_CLOSED: Final = frozenset({"body", "spans", "masked", "details"})


class Hints:
    """`bare` takes from a text's masks, or from one mask, all but the types' names."""

    def __init__(self, bare: Callable[[str], str]) -> None:
        self._bare = bare

    def view(self, who: Reader, view: View) -> View:
        """A view as it may be shown to `who`."""
        if not sells(who):
            return view
        text, spans = self._words(view)
        facts = {name: self._fact(value) for name, value in view.facts.items()}
        if (text, facts) == (view.body, view.facts):
            return view
        return msgspec.structs.replace(view, body=text, spans=spans, facts=facts)

    def openings(self, who: Reader, view: View, openings: dict[str, Opening]) -> dict[str, Opening]:
        """What of a record a receipt for `who` may open."""
        return openings if self.view(who, view) == view else closed(openings, _CLOSED)

    def _words(self, view: View) -> tuple[str | None, tuple[Span, ...]]:
        text, done, spans = "", 0, []
        body = view.body or ""
        for span in sorted(view.spans, key=lambda one: one.start):
            mask = body[span.start : span.end]
            text += body[done : span.start]
            start = len(text)
            text += mask if span.type in OF_SELLERS else self._bare(mask)
            spans.append(msgspec.structs.replace(span, start=start, end=len(text)))
            done = span.end
        return (view.body and text + body[done:]), tuple(spans)

    def _fact(self, value: Value) -> Value:
        """Facts hold masks where their words were screened (an order's details)."""
        if isinstance(value, str):
            return self._bare(value)
        if isinstance(value, dict):
            return {name: self._fact(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._fact(cast("Any", item)) for item in value]
        return value


def sells(who: Reader) -> bool:
    """Whether this is a seller, by whatever name their role goes."""
    return who.role == "merchant" or bool(who.merchant)
