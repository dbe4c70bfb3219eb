"""Salvaged records as what they were: for pages that show a conversation to whoever was in it.

Opens and decides nothing. What a salvaged record does not open stays unknown; a file that it speaks of is gone.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from handclasp.records import Author, Kind, Opening, Value, View

UNKNOWN: Final = "?"
_OWN: Final = frozenset({"kind", "author", "received", "sent", "spans", "signature"})


def kinds_of(openings: Mapping[str, Opening]) -> set[str]:
    """A record's kind, and that of the one it brings back: what may not be shown of either is shown of neither."""
    kind = str(openings["kind"].value)
    if kind != Kind.SALVAGED:
        return {kind}
    old = cast("Mapping[str, Any]", openings["old"].value) if "old" in openings else {}
    return {kind, str(old["kind"]["v"]) if "kind" in old else UNKNOWN}


def as_it_was(view: View) -> View:
    """A salvaged record with the kind, author, times and facts of the record it brings back; any other as it is.

    Where the piece did not open those, they stay the salvaged record's own. `facts` keep its `origin` and old `index`.
    """
    if view.kind != Kind.SALVAGED:
        return view
    old = cast("Mapping[str, Any]", view.facts.get("old") or {})
    role, _, name = str(_of(old, "author") or view.author).partition(":")
    facts: dict[str, Value] = {name: _of(old, name) for name in old if name not in _OWN}
    return msgspec.structs.replace(
        view,
        kind=str(_of(old, "kind") or view.kind),
        author=Author(role, name),
        received=cast("int", _of(old, "received") or view.received),
        sent=cast("int | None", _of(old, "sent")),
        facts={**facts, "origin": view.facts["origin"], "index": view.facts["index"]},
    )


def _of(old: Mapping[str, Any], name: str) -> Any:
    value = old.get(name)
    if value is None:
        return None
    return b64decode(value["v"]) if value["t"] == "bytes" else value["v"]
