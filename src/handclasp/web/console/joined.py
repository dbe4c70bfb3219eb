"""A customer's joined conversations as one timeline: what went on elsewhere before stands among the lines of the page.

Each is read through its own walls and recorded as a look of its own; of one that may not be read only that it is there
is told. Nothing is changed by drawing them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.desk import merging
from handclasp.desk.models import Conversation
from handclasp.records import HandclaspError
from handclasp.web.console import present, reasons, seeing
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from handclasp.records import View
    from handclasp.web.console.present import Line

SHOWN: Final = 200
"""Of each, so many of the newest records stand among the lines; the others on its own page."""


class Stretch(NamedTuple):
    """From when (ms, included) to when (not included) lines are drawn; None: from the first, to the last."""

    since: int | None
    until: int | None

    def holds(self, at: int) -> bool:
        """Whether a line of that time is drawn."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Joined:
    """A conversation that goes on in the one of the page; not `open`: it is told of, and may not be read so.

    `more`: older lines of it stand on its own page alone.
    """

    row: Conversation
    open: bool
    more: bool = False
    may_part: bool = False


def read(
    request: HttpRequest, offers: Offers, stretch: Stretch, called: Mapping[str, str]
) -> tuple[list[Joined], list[Line]]:
    """The conversations that go on in this one, and their lines within a stretch of time, oldest first."""
    rows = merging.going_on_in(offers.who.tenant, [bytes(offers.conversation.pseudonym)])
    found = [_one(request, offers, row, stretch, called) for row in rows]
    lines = sorted((line for _, some in found for line in some), key=lambda line: line.at)
    return [joined for joined, _ in found], lines


def _one(
    request: HttpRequest, page: Offers, row: Conversation, stretch: Stretch, called: Mapping[str, str]
) -> tuple[Joined, list[Line]]:
    said = reasons.why(request, row.hex)
    why = said if said.reason else page.why  # whoever said why they read the one means what went on before, too
    offers = Offers(page.who, services().policies, row, why)
    views = _views(offers, why) if offers.access == "open" else None
    if views is None:
        return Joined(row, open=False, may_part=offers.triage), []
    name = row.hex
    if views:
        seeing.looked(page.who, bytes(row.pseudonym), views[-1].seq)
    lines = present.lines(views, names=offers.names, called=called)
    here = page.conversation.hex
    drawn = [replace(line, of=name) for line in lines if stretch.holds(line.at) and not _only_of_joining(line, here)]
    return Joined(row, open=True, more=row.last_seq > SHOWN, may_part=offers.triage), drawn


def _only_of_joining(line: Line, here: str) -> bool:
    """Whether a line only says that its conversation goes on here, which the page's own line says too."""
    return line.other == here or line.facts.get("outcome") == merging.REASON


def _views(offers: Offers, why: reasons.Why) -> Sequence[View] | None:
    name, after = bytes(offers.conversation.pseudonym), max(0, offers.conversation.last_seq - SHOWN)
    try:
        return services().disclose.read(
            offers.who, name, purpose=why.purpose, reason=why.reason or None, after=after, limit=SHOWN + 300
        )
    except HandclaspError:  # refused, and written down, or too old without a second factor
        return None


def together(lines: Iterable[Line], joined: Sequence[Line]) -> Iterator[Line]:
    """The page's lines, in their own order, with those of the joined conversations where they belong by time."""
    waiting, day = list(reversed(joined)), ""
    for line in _merged(lines, waiting):
        yield replace(line, new_day=line.day != day)
        day = line.day


def _merged(lines: Iterable[Line], waiting: list[Line]) -> Iterator[Line]:
    for line in lines:
        while waiting and waiting[-1].at < line.at:
            yield waiting.pop()
        yield line
    while waiting:
        yield waiting.pop()


def parallel(offers: Offers, views: Iterable[View]) -> list[Conversation]:
    """The customer's other conversations that could go on in this one, the newest first: of those one may read."""
    if not offers.triage or not offers.names or offers.conversation.joined is not None:
        return []
    customers = list(dict.fromkeys(view.author.id for view in views if view.author.role == "customer"))
    names = services().parallel(offers.who.tenant, customers) if customers else ()
    known = offers.lists.all().filter(pseudonym__in=list(names), joined__isnull=True).exclude(pk=offers.conversation.pk)
    return [row for row in known.order_by("-last_at")[: merging.MOST] if offers.lists.readable(row)]
