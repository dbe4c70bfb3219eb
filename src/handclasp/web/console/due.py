"""How a promise to a customer is shown: which clock, until when, how much is left; the page counts on from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handclasp.desk.deadlines import of
from handclasp.web.console import words
from handclasp.web.console.tags import moment, waited

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

    from handclasp.desk.deadlines import Clock
    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan

SHORT: Final[dict[str, Text]] = {"first": _("first"), "next": _("next"), "resolution": _("resolve")}
LONG: Final[dict[str, Text]] = {
    "first": _("First answer"),
    "next": _("Next answer"),
    "resolution": _("Resolution"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A clock in the reader's words: `left` counts down to `at` and on beyond it, `says` tells the same whole."""

    kind: str
    name: str
    state: str
    at: int | None
    near: int | None
    left: str
    says: str


def nearest(plan: Plan, row: Conversation, now: int) -> Due | None:
    """The clock of a waiting conversation that runs out first."""
    found = of(plan, row, now) if row.waiting and plan.queues else None
    return due_of(found.next if found else None, now)


def due_of(clock: Clock | None, now: int) -> Due | None:
    """One clock, shortly."""
    return _due(clock, str(SHORT[clock.kind]), now) if clock else None


@dataclass(frozen=True, slots=True)
class Clocks:
    """All that is promised in a conversation: its queue, each clock, and the one that runs out first."""

    queue: str = ""
    all: tuple[Due, ...] = ()
    nearest: Due | None = None


def all_of(plan: Plan, row: Conversation, now: int) -> Clocks:
    """The queue and all clocks of a conversation."""
    found = of(plan, row, now) if plan.queues else None
    if found is None:
        return Clocks()
    every = tuple(_due(clock, words.name(LONG, clock.kind), now) for clock in found.clocks)
    return Clocks(found.queue, every, nearest(plan, row, now))


def _due(clock: Clock, name: str, now: int) -> Due:
    if clock.due is None:
        return Due(clock.kind, name, clock.state, None, None, "", _over(clock))
    late = clock.state == "late"
    left = waited(clock.due, now) if late else waited(now, clock.due)
    told = {"at": moment(clock.due)}
    says = gettext("should have been by %(at)s") % told if late else gettext("by %(at)s") % told
    return Due(clock.kind, name, clock.state, clock.due, clock.near, f"+{left}" if late else left, says)


def _over(clock: Clock) -> str:
    if clock.state == "paused":
        return gettext("stands still: it is the customer's turn")
    took = {"time": spelled(clock.took or 0)}
    return gettext("kept, in %(time)s") % took if clock.state == "kept" else gettext("missed, took %(time)s") % took


def spelled(milliseconds: int) -> str:
    """A length of open time: `42 s`, `5 min`, `8 h`, `2 h 05 min`; a day of it would be no day."""
    seconds = milliseconds // 1000
    if seconds < 60:
        return gettext("%(n)s s") % {"n": seconds}
    if seconds < 3_600:
        return gettext("%(n)s min") % {"n": seconds // 60}
    hours, minutes = seconds // 3_600, seconds % 3_600 // 60
    if not minutes:
        return gettext("%(n)s h") % {"n": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02}"}
