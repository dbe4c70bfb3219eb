"""A transcript as lines: what every document tells of a record, read from the transcript once it was checked.

What a later record hides or says otherwise stands as it is now, as on a pack's pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from handclasp.verify.later import RESCREEN, later
from handclasp.verify.note import Trust
from handclasp.verify.page import masks
from handclasp.verify.record import Record
from handclasp.verify.strict import load
from handclasp.verify.transcript import Transcript, check_transcript

SAID: Final = frozenset({"message", "correction", "transcript-line"})
"""Kinds that are words between the people of a conversation."""

_APART: Final = frozenset({"kind", "author", "received", "sent", "body", "spans", "id", "masked"})


class Mask(NamedTuple):
    """Where something is masked in a text (code points, end excluded), and of what type it is."""

    start: int
    end: int
    type: str


class Line(NamedTuple):
    """One record; `place` is its index in the log, times are milliseconds since 1970 (UTC).

    `text` is None where there is none or it is closed.
    `by` and `by_whom` are the seq and author of the record because of which the text is not the one that was sealed;
    `hidden` says that the sealed one was hidden. `about` is the seq of the record that this one speaks of.
    """

    seq: int
    place: int
    hash: str
    kind: str
    role: str
    author: str
    received: int
    sent: int | None
    text: str | None
    masks: tuple[Mask, ...]
    facts: Mapping[str, Any]
    closed: bool = False
    by: int | None = None
    by_whom: str = ""
    hidden: bool = False
    about: int | None = None


class Told(NamedTuple):
    """A checked transcript and its lines, in order."""

    transcript: Transcript
    lines: tuple[Line, ...]


def told(transcript: bytes) -> Told:
    """Read a transcript's bytes; raises Fault when it is not consistent."""
    document = check_transcript(load(transcript), Trust())
    said, seqs = later(document.records), {record.entry.record: record.entry.seq for record in document.records}
    lines = []
    for record, index in zip(document.records, document.indexes, strict=True):
        one = said.get(record.entry.record)
        text, spans = record.get("body"), record.get("spans")
        replaced = one is not None and (one.hidden or one.body is not None)
        if one is not None and replaced:
            text, spans = one.body, one.spans
        role, _, author = str(record.get("author") or "").partition(":")
        lines.append(
            Line(
                seq=record.entry.seq,
                place=index,
                hash=record.entry.record.hex(),
                kind=str(record.get("kind") or ""),
                role=role,
                author=author,
                received=int(record.get("received") or 0),
                sent=record.get("sent"),
                text=text,
                masks=tuple(Mask(*found) for found in masks(text or "", spans)),
                facts=_facts(record),
                closed=text is None and "body" in record.commitments,
                by=one.seq if one is not None and replaced else None,
                by_whom=one.author if one is not None and replaced else "",
                hidden=one is not None and one.hidden,
                about=seqs.get(record.get("target")) if record.get("kind") == RESCREEN else None,
            )
        )
    return Told(document, tuple(lines))


def _facts(record: Record) -> dict[str, Any]:
    """Opened fields beside those that have a place of their own; bytes as hex."""
    values = {name: opening.value.value for name, opening in record.openings.items() if name not in _APART}
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in sorted(values.items())}
