"""What a customer may see of a record: the masked words, who spoke, when, and where it stands.

Kinds that are not listed are never shown, whatever they are; notes and the house's own steps stay inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from handclasp.disclose.files import VOICE, verdict_of
from handclasp.disclose.salvaged import as_it_was
from handclasp.records import Author, Kind, View
from handclasp.web.widget.session import Session

SHOWN: Final = frozenset(
    {Kind.MESSAGE, Kind.ATTACHMENT, Kind.ORDER_EVENT, Kind.NOTICE, Kind.CONSENT, Kind.CORRECTION, Kind.CLOSE}
    | {Kind.RATING},
)
"""The kinds a customer may see."""

_FACTS: Final[dict[str, tuple[str, ...]]] = {
    Kind.ATTACHMENT: ("media_type", "size", "copy_type"),
    Kind.ORDER_EVENT: ("order", "event"),
    Kind.NOTICE: ("notice", "version", "language"),
    Kind.CONSENT: ("purpose", "granted", "matter", "step", "asked"),
    Kind.CLOSE: ("outcome",),
    Kind.RATING: ("step", "score", "asked"),
}


def customer_view(view: View, session: Session, name_of: Callable[[str, Author], str]) -> dict[str, Any] | None:
    """The record as this customer sees it, ready for JSON; None when it is not for customers.

    A salvaged one is shown as what it brings back, with `salvaged`; a file is not back with its record.
    """
    salvaged = view.kind == Kind.SALVAGED
    view = as_it_was(view)
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
    if salvaged:
        return shown | {"salvaged": True, "kind": str(Kind.MESSAGE if view.kind == Kind.ATTACHMENT else view.kind)}
    if view.kind == Kind.ATTACHMENT:
        shown["facts"] |= _file(view, own=own)
    if own and isinstance(view.facts.get("id"), str):
        shown["id"] = view.facts["id"]
    corrects = view.facts.get("corrects")
    if view.kind == Kind.CORRECTION and isinstance(corrects, bytes):
        shown["corrects"] = corrects.hex()
    return shown


def _file(view: View, *, own: bool) -> dict[str, Any]:
    """How a file stands: held, or what it was taken for; `open`: it may be fetched, as a copy or as one's own voice."""
    verdict = verdict_of(view.facts)
    if verdict is None:
        return {"state": "held"}
    type_ = str(verdict["type"])
    return {
        "state": "judged",
        "type": type_,
        "sealed": bool(verdict.get("sealed")),
        "kept": "destroyed" not in verdict,
        "open": "copy" in view.facts or (own and type_ == VOICE),
    }


MOST_LOOKS: Final = 100
_SITTING: Final = 3_600_000
_OWN: Final = frozenset({"customer", "machine", "system"})
"""Whose looks are not told: the customer's own, and programs that read everything masked."""
_ROLES: Final = frozenset(
    {"agent", "lead", "specialist", "director", "privacy", "auditor", "administrator", "merchant", "service"}
)
_PURPOSES: Final = frozenset(
    {
        "support",
        "dispute",
        "risk",
        "customer-request",
        "court",
        "regulator",
        "internal-review",
        "audit",
        "approval",
        "review",
    }
    | {"receipt", "search"}
)
_NO_LOOK: Final = frozenset({"who looked", "policy"})


def looks_shown(views: Iterable[View]) -> list[dict[str, Any]]:
    """Who looked, ready for JSON, newest first: role, what was done, what for, when; never a name or a reason.

    Roles that a shop made for itself are `staff`, purposes in a machine's own words are left out. The same within an
    hour is one look with a count: `at` is its newest time, `since` its oldest. Asking who looked, or what the rules
    would say, is none.
    """
    found: list[dict[str, Any]] = []
    for view in views:
        if view.author.role in _OWN or view.facts.get("purpose") in _NO_LOOK:
            continue
        look = _look(view)
        last = found[-1] if found else None
        if last and last["since"] - view.received < _SITTING and all(last[name] == look[name] for name in look):
            last |= {"times": last["times"] + 1, "since": view.received}
        elif len(found) == MOST_LOOKS:
            break
        else:
            found.append({**look, "at": view.received, "since": view.received, "times": 1})
    return found


def _look(view: View) -> dict[str, Any]:
    purpose, item = view.facts.get("purpose"), view.facts.get("item")
    return {
        "role": view.author.role if view.author.role in _ROLES else "staff",
        "kind": str(view.kind),
        "purpose": purpose if purpose in _PURPOSES else None,
        "item": item if isinstance(item, str) else None,
    }
