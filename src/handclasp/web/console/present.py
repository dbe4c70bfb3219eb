"""Turns views into the lines a thread shows: bubbles with masks as chips, notes, sealed files, system lines.

It only arranges what `disclose` handed over; it shows a mask as the record has it and never looks behind one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from django.utils.translation import gettext

from handclasp.desk import merging
from handclasp.desk.acts import HOUSE
from handclasp.desk.cases.words import told as case_told
from handclasp.desk.plan import CLOSED
from handclasp.desk.queue import ASSIGN, MISSED, NEAR, topics
from handclasp.desk.states import says_state
from handclasp.disclose.door import without_kept_open
from handclasp.disclose.export import FILE
from handclasp.disclose.files import VOICE, state_of, verdict_of
from handclasp.disclose.picture import SHOWN
from handclasp.disclose.reveal import file_type
from handclasp.disclose.salvaged import as_it_was
from handclasp.records import Kind
from handclasp.web.console import state_words, words
from handclasp.web.console.case_words import says as case_says
from handclasp.web.console.tags import clock, day_label, local, moment
from handclasp.web.console.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from handclasp.records import Changed, Span, View
    from handclasp.web.console.masks import Takes

    Masks = Callable[[str, int], Takes]

SILENT: Final = frozenset({Kind.HEAD, Kind.RESCREEN})
"""Kinds a thread does not show: they speak about records, not to people."""

"""What can be drawn anew with a mark on it."""

LATE: Final = 5 * 60_000
"""How long (ms) a file may wait to be looked at before something is wrong."""

BUBBLES: Final = frozenset({Kind.MESSAGE, Kind.TRANSCRIPT_LINE})
_SHAPES: Final[dict[str, str]] = {Kind.NOTE: "note", Kind.CORRECTION: "note", Kind.ATTACHMENT: "file"}
_CLOSING: Final = re.compile(r"[,.;:!?)\]，。；：！？、）】」』”’]+")
_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")
_STARS: Final = re.compile(r"\*{4,}")
# What a mask leaves readable begins at the first word with a digit, a star or an @.
_SHOWN: Final = re.compile(r"\S*[\d*•@].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chip:
    """A mask: what kind of thing it hides, what it leaves readable, whether the original exists at all.

    `field` names the original within its record (`original/0`), `seq` that record, `takes` what it takes to see it.
    """

    type: str
    shown: str
    kept: bool
    field: str = ""
    takes: Takes | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, or a chip; with a chip `text` is the punctuation that must not begin the next line."""

    text: str = ""
    chip: Chip | None = None


@dataclass(frozen=True, slots=True)
class File:
    """How an attachment stands: `held`, or what it was taken for (`type`) and what of it may be shown.

    `shown` is `picture`, `file` (a copy to fetch) or nothing; `covered`: the copy hides what is sensitive. Not `kept`:
    the original was destroyed.
    """

    state: str
    type: str = ""
    shown: str = ""
    covered: bool = False
    kept: bool = True

    @property
    def what(self) -> str:
        """Which card stands in its place."""
        if self.state == "held":
            return "held"
        if self.shown:
            return "copy"
        if not self.kept:
            return "destroyed"
        return {"voice": "voice", "unreadable": "unreadable"}.get(self.type, "sealed")


@dataclass(frozen=True, slots=True)
class Line:
    """One record as the thread draws it; `shape` is bubble, note, file or system, `side` in or out.

    `takes` says what it takes to see the picture of an attachment that is kept, `topics` what the words are about.
    `salvaged`: where it stood in the log that ended, when it is back from a receipt. `of` is the conversation (hex) it
    is from, when that is another than the page's; `other` one that it speaks of.
    """

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
    takes: Takes | None = None
    new_day: bool = True
    changed: Changed | None = None
    topics: tuple[tuple[str, int], ...] = ()
    file: File | None = None
    salvaged: int | None = None
    of: str = ""
    other: str = ""

    @property
    def ident(self) -> str:
        """What names it on the page."""
        return f"{self.of[:8]}-{self.seq}" if self.of else str(self.seq)

    @property
    def handle(self) -> str:
        """How people say the other conversation it is from, or speaks of."""
        return (self.of or self.other)[:4].upper()


def pieces(
    body: str, spans: Sequence[Span], at: int = 0, masks: Masks | None = None, seq: int = 0
) -> tuple[Piece, ...]:
    """Cut a masked body at its spans (code points); spans that overlap or lie outside are left as plain text.

    `at` is when the record `seq` came, `masks` says what its reveals take.
    """
    cut: list[Piece] = []
    done = 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < done or span.end > len(body) or span.end <= span.start:
            continue
        if span.start > done:
            cut.append(Piece(text=body[done : span.start]))
        takes = masks(span.type, at) if masks and span.original is not None else None
        cut.append(Piece(chip=_chip(body[span.start : span.end], span, takes, span.within or seq)))
        done = span.end
    if done < len(body):
        cut.append(Piece(text=body[done:]))
    return tuple(_held_together(cut))


def _held_together(cut: Sequence[Piece]) -> Iterator[Piece]:
    """The same, closing punctuation that follows a chip given to the chip: no line begins with a comma."""
    held: Piece | None = None
    for piece in cut:
        text = piece.text
        if held is not None and piece.chip is None:
            closing = _CLOSING.match(text)
            if closing:
                held, text = replace(held, text=closing.group()), text[closing.end() :]
        if held is not None:
            yield held
        held = piece if piece.chip is not None else None
        if held is None and text:
            yield Piece(text=text)
    if held is not None:
        yield held


def _chip(mask: str, span: Span, takes: Takes | None, seq: int) -> Chip:
    kept = span.original is not None
    shown = _SHOWN.search(mask.strip("【】[]")) if kept else None
    return Chip(
        type=span.type,
        shown=_STARS.sub("····", shown.group()) if shown else "",
        kept=kept,
        field=f"original/{span.original}" if kept else "",
        takes=takes,
        seq=seq,
    )


def lines(
    views: Iterable[View],
    last_day: str = "",
    *,
    names: bool = True,
    masks: Masks | None = None,
    called: Mapping[str, str] | None = None,
) -> Iterator[Line]:
    """The lines to draw, oldest first; `last_day` is the day of the line above the first one.

    Without `names` those who work at the desk are called by what they are; `called` are their names by account.
    `masks` says what reveals take.
    """
    for view in views:
        was = as_it_was(view)
        if was.kind in SILENT:
            continue
        line = _line(was, last_day, names=names, masks=masks, called=called or {})
        if was is not view:
            line = _back(line, cast("int", view.facts["index"]))
        last_day = line.day
        yield line


def _line(view: View, last_day: str, *, names: bool, masks: Masks | None, called: Mapping[str, str]) -> Line:
    at = local(view.received)
    day = at.date().isoformat()
    return Line(
        shape=_shape(view.kind),
        side="in" if view.author.role in {"customer", "merchant"} else "out",
        seq=view.seq,
        index=view.index,
        who=called.get(view.author.id, view.author.id) if names and view.author.role in {"agent", "staff"} else "",
        role=view.author.role,
        at=view.received,
        sent=view.sent,
        day=day,
        day_label=day_label(at),
        pieces=pieces(view.body or "", view.spans, view.received, masks, view.seq),
        label=_label(view, called),
        facts=view.facts,
        takes=masks(file_type(view.facts), view.received) if masks and _opens(view) else None,
        new_day=day != last_day,
        changed=view.changed,
        topics=tuple(topics(view).items()),
        file=_file(view),
        other=other(view),
    )


def _back(line: Line, index: int) -> Line:
    """A salvaged record's line: what it was, without the file that did not come back with it."""
    line = replace(line, salvaged=index, file=None, takes=None)
    if line.shape != "file":
        return line
    return replace(line, shape="system", label=gettext("A file that did not come back"))


def _opens(view: View) -> bool:
    """Whether the record has a picture that could be shown with a mark on it, or a voice; a hidden record has none."""
    if "destroyed" in (verdict_of(view.facts) or {}):
        return False
    heard = file_type(view.facts) == VOICE
    shown = view.facts.get("media_type") in SHOWN
    return view.body is not None and "blob" in view.facts and (heard or shown)


def _file(view: View) -> File | None:
    state, verdict = state_of(view), verdict_of(view.facts)
    if state is None or verdict is None:
        return File(state) if state else None
    copy = str(view.facts.get("copy_type", "")) if "copy" in view.facts else ""
    shown = "picture" if copy.startswith("image/") else "file" if copy else ""
    covered = bool(copy) and verdict["type"] != "none"
    return File(state, str(verdict["type"]), shown, covered=covered, kept="destroyed" not in verdict)


def _shape(kind: str) -> str:
    if kind in BUBBLES:
        return "bubble"
    return _SHAPES.get(kind, "system")


def _label(view: View, called: Mapping[str, str]) -> str:
    """The words of a system line beside its body."""
    facts = view.facts
    if view.kind == Kind.NOTICE:
        told = {"notice": words.name(words.NOTICES, str(facts.get("notice", ""))), "version": facts.get("version", "")}
        return gettext("The customer was shown: %(notice)s (version %(version)s)") % told
    if view.kind == Kind.CONSENT:
        return _consent(facts)
    if view.kind == Kind.ORDER_EVENT:
        return gettext("Order %(order)s · %(event)s") % {
            "order": facts.get("order", ""),
            "event": facts.get("event", ""),
        }
    if view.kind == Kind.AGENT_ACTION and (stands := _stands(view, called)):
        return stands
    if view.kind == Kind.AGENT_ACTION and (acted := _acted(view, called)):
        return acted
    name = state_words.rated(facts) if view.kind == Kind.RATING else words.name(words.KINDS, view.kind)
    told_more = None if view.kind == Kind.RATING else facts.get("action") or facts.get("step") or _outcome(view)
    return _of_case(view) or (f"{name} · {told_more}" if isinstance(told_more, str) else name)


def _consent(facts: Mapping[str, Any]) -> str:
    """What a customer agreed to; of a step of a separate consent also for which purpose, and where it would go."""
    if facts.get("matter") not in words.MATTERS:
        granted = gettext("The customer agreed: %(purpose)s")
        declined = gettext("The customer declined: %(purpose)s")
        purpose = words.name(words.NOTICES, str(facts.get("purpose", "")))
        return (granted if facts.get("granted") else declined) % {"purpose": purpose}
    matter = words.name(words.MATTERS, str(facts["matter"]))
    step = words.CONSENT_STEPS.get(str(facts.get("step", "")), words.CONSENT_STEPS["asked"])
    said = str(step) % {"matter": matter}
    details = facts.get("details")
    told = details if isinstance(details, dict) else {}
    more = (words.name(words.LOOKED_FOR, str(facts.get("purpose", ""))), told.get("to"), told.get("recipient"))
    return " · ".join([said, *(str(one) for one in (*more, told.get("how")) if one)])


def _outcome(view: View) -> Any:
    """How something ended, where that says more than that it did."""
    outcome = view.facts.get("outcome")
    if view.kind == Kind.CLOSE and outcome == merging.REASON:
        return gettext("goes on in another conversation")
    return None if view.kind == Kind.CLOSE and outcome == CLOSED else outcome


def _stands(view: View, called: Mapping[str, str]) -> str:
    """What somebody said of how the conversation stands and what it is about; empty for any other act."""
    who = called.get(view.author.id, view.author.id)
    return state_words.says(view.facts, who) if says_state(view) else state_words.tagged(view.facts, who)


def _acted(view: View, called: Mapping[str, str]) -> str:
    """What was done at the desk, by a person or by the plan; empty for what has no words of its own."""
    facts = view.facts
    if view.author == HOUSE and facts.get("action") in _BY_ITSELF:
        return _BY_ITSELF[str(facts["action"])](facts, called)
    if facts.get("action") in words.TASKS:
        return _task(view, called)
    if facts.get("action") in words.MERGES:
        told = {"who": called.get(view.author.id, view.author.id), "other": other(view)[:4].upper()}
        return str(words.MERGES[str(facts["action"])]) % told
    if facts.get("action") in words.ACTS:
        details = facts.get("details")
        agent = details.get("agent", "") if isinstance(details, dict) else ""
        who = called.get(view.author.id, view.author.id)
        return str(words.ACTS[str(facts["action"])]) % {"who": who, "agent": called.get(agent, agent)}
    return ""


def other(view: View) -> str:
    """The conversation (hex) with which this one is joined, or was, by a record's word; empty for any other record."""
    details = view.facts.get("details")
    if view.kind != Kind.AGENT_ACTION or view.facts.get("action") not in words.MERGES or not isinstance(details, dict):
        return ""
    named = str(details.get("into") or details.get("from") or "")
    return named if _PSEUDONYM.fullmatch(named) else ""


def _of_case(view: View) -> str:
    """A step of a dispute in words; empty for any other record."""
    step = case_told(view)
    told_ = {"number": str(view.facts.get("case", ""))[:8], "step": case_says(step) if step else ""}
    return gettext("Dispute %(number)s · %(step)s") % told_ if step else ""


def _task(view: View, called: Mapping[str, str]) -> str:
    """Who asked whom what for and by when; that it was answered or taken back."""
    details = view.facts.get("details")
    told = details if isinstance(details, dict) else {}
    owner, due = str(told.get("to", "")), told.get("due")
    said = {
        "who": called.get(view.author.id, view.author.id),
        "owner": called.get(owner, owner),
        "area": words.name(words.AREAS, str(told.get("area", ""))),
        "due": moment(due) if isinstance(due, int) else "",
    }
    return str(words.TASKS[str(view.facts["action"])]) % said


def _given(facts: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """Who was given the conversation by the plan, and how they were chosen."""
    details = facts.get("details")
    told = details if isinstance(details, dict) else {}
    agent = str(told.get("agent", ""))
    said = {"agent": called.get(agent, agent), "queue": told.get("queue", "")}
    if told.get("way") == "least-busy":
        return gettext("%(agent)s was given the conversation: has least to do (queue %(queue)s)") % said
    return gettext("%(agent)s was given the conversation: it was their turn (queue %(queue)s)") % said


def _deadline(facts: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """A clock that gets near or ran out, and who was told."""
    details = facts.get("details")
    told = details if isinstance(details, dict) else {}
    due, names = told.get("due"), told.get("to")
    what = words.name(words.DEADLINES[str(facts["action"])], str(told.get("clock", "")))
    line = gettext("%(what)s (%(at)s)") % {"what": what, "at": clock(due)} if isinstance(due, int) else what
    who = [called.get(str(one), str(one)) for one in names] if isinstance(names, list) else []
    return gettext("%(line)s; told: %(who)s") % {"line": line, "who": gettext(", ").join(who)} if who else line


_BY_ITSELF: Final = {NEAR: _deadline, MISSED: _deadline, ASSIGN: _given}
"""What the desk does by the plan, in words."""


def was_told(views: Iterable[View]) -> bool:
    """Whether a notice about recording was shown in these views."""
    return any(view.kind == Kind.NOTICE for view in views)


@dataclass(frozen=True, slots=True)
class Look:
    """One or several acts in a row by one person, the same in words and reason; `at` is the newest.

    `kind` says whether it was read, revealed, taken out of the house, asked for, decided on or refused.
    """

    at: int
    who: str
    role: str
    what: str
    reason: str
    why: str
    times: int
    kind: str = "access"


MOST_LOOKS: Final = 20


def looks(views: Iterable[View]) -> list[Look]:
    """Who looked, newest first, in the journal's words: the same act by the same person in a row is one line.

    Asking who looked is in the journal too, but is no look at the conversation. A page kept open is part of the look
    that opened it.
    """
    found: list[Look] = []
    for view in without_kept_open(views):
        # What left the house is told once: by the record of the pack, not again by that of the file around it.
        if view.facts.get("purpose") == "who looked" or view.facts.get("format") == FILE:
            continue
        # A customer's id is a pseudonym that tells a reader nothing; the role says enough.
        who = "" if view.author.role == "customer" else view.author.id
        line = told(view)
        look = Look(view.received, who, view.author.role, line.what, line.reason, line.why, 1, str(view.kind))
        last = found[-1] if found else None
        if last and replace(last, at=look.at, times=1) == look:
            found[-1] = replace(last, times=last.times + 1)
        elif len(found) == MOST_LOOKS:
            break
        else:
            found.append(look)
    return found
