"""Turns views into the lines a thread shows: bubbles with masks as chips, notes, sealed files, system lines.

It only arranges what `disclose` handed over; it shows a mask as the record has it and never looks behind one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext

from handclasp.records import Kind
from handclasp.web.console import words
from handclasp.web.console.tags import day_label, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handclasp.records import Span, View

SILENT: Final = frozenset({Kind.HEAD, Kind.RESCREEN})
"""Kinds a thread does not show: they speak about records, not to people."""

BUBBLES: Final = frozenset({Kind.MESSAGE, Kind.TRANSCRIPT_LINE})
_STARS: Final = re.compile(r"\*{4,}")
# What a mask leaves readable begins at the first word with a digit, a star or an @.
_SHOWN: Final = re.compile(r"\S*[\d*•@].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chip:
    """A mask: what kind of thing it hides, what it leaves readable, whether the original exists at all."""

    type: str
    shown: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, or a chip."""

    text: str = ""
    chip: Chip | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One record as the thread draws it; `shape` is bubble, note, file or system, `side` in or out."""

    shape: str
    side: str
    seq: int
    index: int
    who: str
    role: str
    at: int
    sent: int | None
    day: str
    day_label: str
    pieces: tuple[Piece, ...]
    label: str
    facts: dict[str, Any]
    new_day: bool = True


def pieces(body: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a masked body at its spans (code points); spans that overlap or lie outside are left as plain text."""
    cut: list[Piece] = []
    at = 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < at or span.end > len(body) or span.end <= span.start:
            continue
        if span.start > at:
            cut.append(Piece(text=body[at : span.start]))
        cut.append(Piece(chip=_chip(body[span.start : span.end], span)))
        at = span.end
    if at < len(body):
        cut.append(Piece(text=body[at:]))
    return tuple(cut)


def _chip(mask: str, span: Span) -> Chip:
    kept = span.original is not None
    shown = _SHOWN.search(mask.strip("【】[]")) if kept else None
    return Chip(type=span.type, shown=_STARS.sub("····", shown.group()) if shown else "", kept=kept)


def lines(views: Iterable[View], last_day: str = "", *, names: bool = True) -> Iterator[Line]:
    """The lines to draw, oldest first; `last_day` is the day of the line above the first one.

    Without `names` those who work at the desk are called by what they are.
    """
    for view in views:
        if view.kind in SILENT:
            continue
        line = _line(view, last_day, names=names)
        last_day = line.day
        yield line


def _line(view: View, last_day: str, *, names: bool) -> Line:
    at = local(view.received)
    day = at.date().isoformat()
    return Line(
        shape=_shape(view.kind),
        side="in" if view.author.role in {"customer", "merchant"} else "out",
        seq=view.seq,
        index=view.index,
        who=view.author.id if names and view.author.role in {"agent", "staff"} else "",
        role=view.author.role,
        at=view.received,
        sent=view.sent,
        day=day,
        day_label=day_label(at),
        pieces=pieces(view.body or "", view.spans),
        label=_label(view),
        facts=view.facts,
        new_day=day != last_day,
    )


def _shape(kind: str) -> str:
    if kind in BUBBLES:
        return "bubble"
    return {Kind.NOTE: "note", Kind.CORRECTION: "note", Kind.ATTACHMENT: "file"}.get(Kind(kind), "system")


def _label(view: View) -> str:
    """The words of a system line beside its body."""
    facts = view.facts
    if view.kind == Kind.NOTICE:
        told = {"notice": words.name(words.NOTICES, str(facts.get("notice", ""))), "version": facts.get("version", "")}
        return gettext("The customer was shown: %(notice)s (version %(version)s)") % told
    if view.kind == Kind.CONSENT:
        purpose = facts.get("purpose", "")
        granted = bool(facts.get("granted"))
        return (
            gettext("The customer agreed: %(purpose)s") if granted else gettext("The customer declined: %(purpose)s")
        ) % {"purpose": purpose}
    if view.kind == Kind.ORDER_EVENT:
        return gettext("Order %(order)s · %(event)s") % {
            "order": facts.get("order", ""),
            "event": facts.get("event", ""),
        }
    if view.kind == Kind.AGENT_ACTION and facts.get("action") in words.ACTS:
        details = facts.get("details")
        agent = details.get("agent", "") if isinstance(details, dict) else ""
        return str(words.ACTS[str(facts["action"])]) % {"who": view.author.id, "agent": agent}
    name = words.name(words.KINDS, view.kind)
    told_more = facts.get("action") or facts.get("step") or facts.get("outcome")
    return f"{name} · {told_more}" if isinstance(told_more, str) else name


def was_told(views: Iterable[View]) -> bool:
    """Whether a notice about recording was shown in these views."""
    return any(view.kind == Kind.NOTICE for view in views)


@dataclass(frozen=True, slots=True)
class Look:
    """One or several acts of looking in a row by one person for one purpose; `at` is the newest."""

    at: int
    who: str
    role: str
    purpose: str
    reason: str
    times: int


MOST_LOOKS: Final = 20


def looks(views: Iterable[View]) -> list[Look]:
    """Who looked, newest first: the same person's acts for the same purpose in a row are one line with a count.

    Asking who looked is in the journal too, but is no look at the conversation.
    """
    found: list[Look] = []
    for view in views:
        purpose = str(view.facts.get("purpose") or view.kind)
        if purpose == "who looked":
            continue
        # A customer's id is a pseudonym that tells a reader nothing; the role says enough.
        who = "" if view.author.role == "customer" else view.author.id
        look = Look(view.received, who, view.author.role, purpose, str(view.facts.get("reason") or ""), 1)
        last = found[-1] if found else None
        if last and (last.who, last.role, last.purpose, last.reason) == (look.who, look.role, purpose, look.reason):
            found[-1] = replace(last, times=last.times + 1)
        elif len(found) == MOST_LOOKS:
            break
        else:
            found.append(look)
    return found
