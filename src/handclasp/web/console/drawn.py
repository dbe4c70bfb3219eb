"""Draws what pages show by the dozen: lines of a thread, rows of a list. A template takes ten times as long for each.

Whatever comes from outside goes through `escape`; what does not is our own: texts of the catalogue, numbers, addresses.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from handclasp.web.console.tags import (
    ago,
    channel_name,
    grouped,
    icon,
    iso,
    local,
    moment,
    place,
    role_name,
    topic_name,
    type_name,
    waited,
)

if TYPE_CHECKING:
    from handclasp.web.console.case_page import Entry as Step
    from handclasp.web.console.masks import Takes
    from handclasp.web.console.present import Chip, Line
    from handclasp.web.console.views.queue import Entry

register = template.Library()

_SEQ: Final = "/999999999999999"
"""Stands for a record's seq in an address, which is looked up once for a conversation."""


@register.simple_tag(name="line")
def line_(line: Line, hex_: str, review: object = False, new_from: object = 0, meant: object = False) -> SafeString:  # noqa: FBT002 -- a page says `meant=True`
    """One line of a thread with the dividers above it.

    `review`: parts may be hidden; `new_from`: the seq of the first new line; `meant`: the line that a page is about.
    """
    above, hex_ = "", line.of or hex_
    if new_from and line.seq == new_from and not line.of:
        new = gettext("New since you last looked")
        above = f'<li class="since" id="since"><span>{new}</span></li>'
    if line.new_day:
        above += f'<li class="day" data-day="{line.day}"><span>{escape(line.day_label)}</span></li>'
    inside = _system(line, hex_) if line.shape == "system" else _said(line, hex_, bool(review) and not line.of)
    sort = f"{line.shape} {line.side}{' meant' if meant else ''}{' from-joined' if line.of else ''}"
    seq = "" if line.of else f'data-seq="{line.seq}" '
    return SafeString(f'{above}<li class="line {sort}" id="m-{line.ident}" {seq}data-day="{line.day}">{inside}</li>\n')


def _system(line: Line, hex_: str) -> str:
    said = pgettext("before a text", ": ") + pieces(line, hex_) if line.pieces else ""
    words, sealed = f"{escape(line.label)}{_other(line)}{said}", receipt_link(line, hex_, short=True)
    return f'<p class="told">{_time(line)} {words} {sealed}{_of(line)}{_salvaged(line)}</p>'


def _other(line: Line) -> str:
    """The way to the conversation that a line speaks of."""
    if not line.other or line.of:
        return ""
    words = gettext("Show it")
    return f' <a class="linked" href="{_thread(line.other)}">{words}</a>'


def _of(line: Line) -> str:
    """The way to a line of another conversation, which goes on here."""
    if not line.of:
        return ""
    told = gettext("From conversation %(handle)s, which goes on here") % {"handle": escape(line.handle)}
    way = f'{_thread(line.of)}#m-{line.seq}" title="{told}"'
    return f' <a class="of" href="{way}>{icon("join")}<span class="mono">{escape(line.handle)}</span></a>'


def _said(line: Line, hex_: str, review: bool) -> str:  # noqa: FBT001 -- see `line_`
    what: str = ""
    if line.shape == "file":
        what = render_to_string("handclasp/parts/file.html", {"line": line, "hex": hex_})
    else:
        of_the_desk = gettext("Internal note")
        note = f'<span class="note-mark">{icon("note")}{of_the_desk}</span>' if line.shape == "note" else ""
        what = f'<div class="bubble">{note}<p class="said">{pieces(line, hex_)}</p></div>'
    who = escape(line.who or ("" if line.role == "customer" else role_name(line.role)))
    about = gettext("What it is about")
    topics = "".join(
        f'<span class="topic g{gravity}" title="{about}">{escape(topic_name(topic))}</span>'
        for topic, gravity in line.topics
    )
    meta = [_time(line), f"<span>{who}</span>" if who else "", receipt_link(line, hex_), _of(line), topics]
    if review:
        meta.append(_reviewed(line, hex_))
    if line.salvaged is not None:
        meta.append(_salvaged(line))
    if line.changed and not line.file:
        told = gettext("Masked anew, %(at)s") % {"at": moment(line.changed.received)}
        meta.append(f'<span class="changed" title="{escape(line.changed.reason)}">{icon("sealed")}{told}</span>')
    return f'{what}<p class="meta">{"".join(meta)}</p>'


def _time(line: Line) -> str:
    at = local(line.at)
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{at:%H:%M}</time>'


def _reviewed(line: Line, hex_: str) -> str:
    """What somebody who reviews may do with a line."""
    ways = ""
    if line.pieces and line.shape != "file":
        way = _way("hide", hex_, line.seq)
        words = gettext("Hide a part …")
        ways = f'<a class="hide-part" href="{way}" hx-get="{way}" hx-target="#sheet-body">{words}</a>'
    if line.file and line.file.type and line.file.type != "voice":
        words = gettext("What is it? …")
        ways += f'<a class="hide-part" href="{_way("review-file", hex_, line.seq)}">{words}</a>'
    return ways


def _salvaged(line: Line) -> str:
    if line.salvaged is None:
        return ""
    told = gettext("Salvaged: record %(index)s of the log that was lost") % {"index": line.salvaged}
    return f' <span class="changed">{icon("sealed")}{told}</span>'


@register.simple_tag
def receipt_link(line: Line | Step, hex_: str, *, short: object = False) -> SafeString:
    """The mark that opens a record's proof; `short`: with its number alone."""
    way, words, proves = _way("receipt", hex_, line.seq), gettext("Sealed"), gettext("What this proves")
    sealed = "" if short else f"<span>{words}</span> "
    return SafeString(
        f'<a class="receipt" href="{way}" hx-get="{way}" hx-target="#sheet-body" title="{proves}">'
        f'{icon("check")}{sealed}<span class="number">#{grouped(line.index)}</span></a>'
    )


@register.simple_tag
def pieces(line: Line | Step, hex_: str) -> SafeString:
    """A text with its masks as chips; each tells in a tip what it hides and what it takes to see it."""
    drawn = ""
    for number, piece in enumerate(line.pieces, 1):
        if piece.chip is None:
            drawn += escape(piece.text)
        elif piece.text:
            drawn += f'<span class="keep">{_chip(line, piece.chip, hex_, number)}{escape(piece.text)}</span>'
        else:
            drawn += _chip(line, piece.chip, hex_, number)
    return SafeString(drawn)


def _chip(line: Line | Step, chip: Chip, hex_: str, number: int) -> str:
    takes, tip = chip.takes, f"mask-{getattr(line, 'ident', line.seq)}-{number}"
    name = escape(type_name(chip.type))
    title = f' title="{escape(takes.words)}"' if takes else ""
    left = f" {escape(chip.shown)}" if chip.shown else ""
    left = left if chip.kept else " · " + gettext("not stored")
    shown = f'<span class="shown" id="{place(chip.seq, chip.field)}"></span>' if takes and takes.ever else ""
    return (
        '<span class="item"><button type="button" class="mask" popovertargetaction="show" '
        f'popovertarget="{tip}"{title}>'
        f"{icon('dot' if chip.kept else 'dropped')}<span>{name}{left}</span></button>{shown}</span>"
        f'<span popover class="tip" id="{tip}"><b>{name}</b>{_tip(line, chip, takes, hex_)}</span>'
    )


def _tip(line: Line | Step, chip: Chip, takes: Takes | None, hex_: str) -> str:
    if not chip.kept:
        return (
            gettext(
                "Nobody can show it. What is dropped before a message is sealed is never stored; what is found only "
                "later stays in the sealed words, encrypted, and no door opens it until it is erased."
            )
            if line.changed
            else gettext("This was never stored. It was dropped before the message was sealed, so nobody can show it.")
        )
    words = gettext("The original is kept encrypted, apart from this text.") + " "
    if takes is None:
        return words
    words += escape(takes.words)
    if not takes.ever:
        return words
    way = _way("reveal", hex_, chip.seq, chip.field)
    recorded, see = gettext("Every look is recorded."), gettext("See it …")
    return f'{words} {recorded}<a class="button" href="{way}" hx-get="{way}" hx-target="#sheet-body">{see}</a>'


@register.simple_tag
def row(entry: Entry, tab: str, now: int, opened: str = "", sought: str = "") -> SafeString:
    """One conversation in the list `tab` (or found by `sought`); `opened` is the one that stands beside."""
    one = entry.row
    name = one.hex
    here = ' aria-current="true"' if name == opened else ""
    new = pgettext("lines not seen", "New") if entry.unseen and entry.open and not here else ""
    mark = f' <span class="new-mark">{new}</span>' if new else ""
    who = gettext("Buyer %(handle)s") % {"handle": escape(one.handle)}
    return SafeString(
        f'<li><a class="row{" waiting" if one.waiting else ""}" id="row-{name}" '
        f'href="{_thread(name)}?tab={escape(tab)}"{here}>'
        f'<strong class="who">{who}{mark}</strong>{_when(entry, now)}<span class="about">{_about(entry)}</span>'
        f'<span class="channel">{_whose(entry, tab, sought)}</span>{_flags(entry)}</a></li>\n'
    )


def _when(entry: Entry, now: int) -> str:
    one, due = entry.row, entry.due
    if due:
        times = f'data-due="{due.at}" data-near="{due.near}" title="{escape(due.says)}"'
        return f'<time class="due {due.state}" {times}><span>{escape(due.name)}</span> <b>{escape(due.left)}</b></time>'
    if one.waiting:
        since = one.waiting_since or now
        told = gettext("waits since")
        return f'<time class="wait" data-since="{since}" title="{told} {moment(since)}">{waited(since, now)}</time>'
    when = f'<time class="when" title="{iso(one.last_at)}">{ago(one.last_at, now)}</time>'
    return when if entry.open else "<span></span>"


def _about(entry: Entry) -> str:
    one = entry.row
    if entry.open:
        said = ngettext("%(total)s message", "%(total)s messages", one.said) % {"total": grouped(one.said)}
        return said + " · " + gettext("closed") if one.closed_at and not entry.stands else said
    if entry.whose == "nobody":
        return gettext("Nobody has it yet")
    return gettext("closed") if one.closed_at else ""


def _whose(entry: Entry, tab: str, sought: str) -> str:
    if tab in {"team", "all", "closed"} or sought:
        if entry.whose == "me":
            return gettext("yours")
        if entry.whose == "nobody":
            return gettext("unassigned") if entry.open else ""
        return escape(entry.whose)
    return escape(channel_name(entry.row.channel)) if entry.open and entry.row.channel else ""


def _flags(entry: Entry) -> str:
    one = entry.row
    drawn = ""
    if entry.told:
        told = gettext("You were told: the deadline")
        drawn += _flag(f'<span class="tag care">{icon("clock")}<span>{told}</span></span>')
    if entry.stands:
        drawn += _flag(f'<span class="tag stands">{escape(entry.stands)}</span>')
    if entry.tags:
        drawn += _flag("".join(f'<span class="tag label">{escape(words)}</span>' for words in entry.tags))
    if entry.held:
        held = gettext("On legal hold")
        drawn += _flag(f'<span class="tag held">{icon("hold")}<span>{held}</span></span>')
    if entry.topics:
        grave = " g3" if one.gravity == 3 else ""
        topics = (f'<span class="topic{grave}">{escape(topic_name(topic))}</span>' for topic in entry.topics)
        drawn += _flag("".join(topics))
    if entry.open and one.flags:
        drawn += _flag("".join(f'<span class="flag">{escape(type_name(flag))}</span>' for flag in one.flags))
    return drawn


def _flag(inside: str) -> str:
    return f'<span class="flags">{inside}</span>'


def _way(name: str, hex_: str, seq: int, *more: Any) -> str:
    """An address about one record of a conversation."""
    head, _, tail = _looked_up(name, hex_, *more).rpartition(_SEQ)
    return f"{head}/{seq}{tail}"


@lru_cache(maxsize=2_000)
def _looked_up(name: str, hex_: str, *more: Any) -> str:
    return reverse(name, args=[hex_, int(_SEQ[1:]), *more])


def _thread(name: str) -> str:
    return _any_thread().replace("f" * 32, name)


@cache
def _any_thread() -> str:
    return reverse("thread", args=["f" * 32])
