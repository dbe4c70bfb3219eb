"""What later records say of earlier ones: which fields are hidden, which words stand in whose place, and why.

Rescreen records are folded in the order of the log and the last word wins, field by field (docs/spec/formats.md §9). It
opens nothing and decides nothing: every door asks it, so that none can show what another hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from handclasp.records import Author, Changed, Kind, Opening, Span, Value
from handclasp.store.read import Row

OF_FILES: Final = ("verdict", "copy", "copy_type", "copy_size", "copy_digest")
"""What a rescreen record may say of its target beside its words; shown among the target's facts."""

_WORDS: Final = frozenset({"masked", "spans"})


class Later(NamedTuple):
    """What stands of one record by now.

    `hidden` fields are open at no door. `masked` with its `spans` stands in the body's place (None: nothing does) since
    the record with seq `source`. `facts` are what was said of an attachment, `changed` who spoke of the words last.
    """

    hidden: frozenset[str] = frozenset()
    masked: str | None = None
    spans: tuple[Span, ...] = ()
    source: int = 0
    facts: Mapping[str, Value] = MappingProxyType({})
    changed: Changed | None = None

    def shown(self) -> dict[str, Value]:
        """The facts that no later record hides; without `copy` nothing of the copy."""
        gone = self.hidden | (frozenset(OF_FILES[1:]) if "copy" in self.hidden else frozenset())
        return {name: value for name, value in self.facts.items() if name not in gone}


AS_SEALED: Final = Later()
"""Nothing was said of it."""


def standing(records: Iterable[tuple[Row, Mapping[str, Opening]]]) -> dict[bytes, Later]:
    """What stands of each record (by R) that a rescreen record among these speaks of; `records` ascend by seq.

    Words that stood in a body's place and do so no longer are hidden themselves.
    """
    found: dict[bytes, Later] = {}
    names: dict[int, bytes] = {}
    for row, openings in records:
        if openings["kind"].value != Kind.RESCREEN:
            continue
        names[row.seq] = row.record
        target = cast("bytes", openings["target"].value)
        before = found.get(target, AS_SEALED)
        found[target] = after = _folded(before, row, openings)
        if before.source and before.source != after.source:
            _hide(found, names[before.source], _WORDS)
    return {record: _unless_hidden(later, found, names) for record, later in found.items()}


def target_of(openings: Mapping[str, Opening]) -> bytes | None:
    """R of the record that a rescreen record speaks of; None when it is no rescreen record."""
    return cast("bytes", openings["target"].value) if openings["kind"].value == Kind.RESCREEN else None


def spans_of(listed: object, seq: int) -> tuple[Span, ...]:
    """The spans (json) of a body, or of what the rescreen record with this seq puts in another's place."""
    return tuple(_span(item, seq) for item in cast("list[dict[str, Any]]", listed or []))


def _folded(before: Later, row: Row, openings: Mapping[str, Opening]) -> Later:
    plain = {name: opening.value for name, opening in openings.items()}
    hide = frozenset(cast("list[str]", plain["hide"]))
    release = frozenset(cast("list[str]", plain["release"]))
    after = before._replace(
        hidden=(before.hidden | hide) - release,
        facts=_of_files(before.facts, plain),
    )
    if "masked" not in plain and "body" not in hide | release:
        return after
    role, _, name = str(plain["author"]).partition(":")
    changed = Changed(row.seq, Author(role, name), cast("int", plain["received"]), str(plain["reason"]))
    if "masked" not in plain:
        return after._replace(masked=None, spans=(), source=0, changed=changed)
    spans = spans_of(plain.get("spans"), row.seq)
    return after._replace(masked=str(plain["masked"]), spans=spans, source=row.seq, changed=changed)


def _of_files(before: Mapping[str, Value], plain: Mapping[str, Value]) -> Mapping[str, Value]:
    """What stands of a file. A reviewer's verdict on an `item` of its name is none on the file."""
    said = {name: plain[name] for name in OF_FILES if name in plain}
    known = before.get("verdict")
    if of_words(said.get("verdict")) and known is not None and not of_words(known):
        del said["verdict"]
    return {**before, **said}


def of_words(verdict: object) -> bool:
    """Whether a verdict is on words, and not on a file."""
    return isinstance(verdict, dict) and "item" in verdict


def _hide(found: dict[bytes, Later], record: bytes, fields: frozenset[str]) -> None:
    before = found.get(record, AS_SEALED)
    found[record] = before._replace(hidden=before.hidden | fields)


def _unless_hidden(later: Later, found: Mapping[bytes, Later], names: Mapping[int, bytes]) -> Later:
    """The same, without words that a rescreen of the rescreen record hides."""
    by = found.get(names.get(later.source, b""))
    return later._replace(masked=None, spans=(), source=0) if by and "masked" in by.hidden else later


def _span(item: Mapping[str, Any], seq: int) -> Span:
    start, end = item["at"]
    original, within = item["original"], None
    if isinstance(original, dict):
        original, within = original["later"], original.get("of", seq)
    return Span(item["type"], start, end, item["by"], item["sure"], original, within)
