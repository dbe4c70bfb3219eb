"""What a customer may see of a record: the masked words, who spoke, when, and where it stands.

Kinds that are not listed are never shown, whatever they are; notes and the house's own steps stay inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from handclasp.records import Author, Kind, View
from handclasp.web.widget.session import Session

SHOWN: Final = frozenset(
    {Kind.MESSAGE, Kind.ATTACHMENT, Kind.ORDER_EVENT, Kind.NOTICE, Kind.CORRECTION, Kind.CLOSE},
)
"""The kinds a customer may see."""

_FACTS: Final[dict[str, tuple[str, ...]]] = {
    Kind.ATTACHMENT: ("media_type", "size"),
    Kind.ORDER_EVENT: ("order", "event"),
    Kind.NOTICE: ("notice", "version", "language"),
    Kind.CLOSE: ("outcome",),
}


def customer_view(view: View, session: Session, name_of: Callable[[str, Author], str]) -> dict[str, Any] | None:
    """The record as this customer sees it, ready for JSON; None when it is not for customers."""
    if view.kind not in SHOWN:
        return None
    own = view.author.role == "customer"
    shown: dict[str, Any] = {
        "seq": view.seq,
        "index": view.index,
        "record": view.record.hex(),
        "author": {"role": view.author.role, "name": None if own else name_of(session.tenant, view.author)},
        "kind": str(view.kind),
        "body": view.body,
        "spans": [{"type": s.type, "start": s.start, "end": s.end, "kept": s.original is not None} for s in view.spans],
        "sent": view.sent,
        "received": view.received,
        "facts": {name: view.facts[name] for name in _FACTS.get(view.kind, ()) if name in view.facts},
    }
    if own and isinstance(view.facts.get("id"), str):
        shown["id"] = view.facts["id"]
    corrects = view.facts.get("corrects")
    if view.kind == Kind.CORRECTION and isinstance(corrects, bytes):
        shown["corrects"] = corrects.hex()
    return shown
