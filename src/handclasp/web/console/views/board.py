"""The live board: who waits, who talks with how many, who is away, which deadlines are near or missed.

It shows what the person's lists show. To whoever may not see it the page does not exist; who may no longer is told so
where the board was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from handclasp.access.policy import Action
from handclasp.desk import arranging
from handclasp.desk.board import AWAY, OFF, THERE, Asked
from handclasp.desk.board import board as made
from handclasp.desk.visible import Lists
from handclasp.records import NotFound, Refused
from handclasp.web.console import due, requests
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.models import Staff
    from handclasp.desk.board import Line, Person, Wait
    from handclasp.web.console.due import Due

STATES: Final[dict[str, Text]] = {THERE: _("on duty"), AWAY: _("away"), OFF: _("off duty")}
_LONGEST: Final = 40


class Named(NamedTuple):
    """A queue or team and its counts: what it is called, where the board of it alone is, whether that is looked at."""

    name: str
    href: str
    here: bool
    line: Line


class Who(NamedTuple):
    """Somebody at the desk in the reader's words."""

    called: str
    person: Person
    state: str


class Waiting(NamedTuple):
    """Somebody who waits; more than for how long only where it may be told."""

    wait: Wait
    whose: str
    due: Due | None


@require_safe
@member
def board(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The page; for htmx the board alone (`queue`, `team`)."""
    who, part = reader(request, staff), request.headers.get("HX-Request") == "true"
    try:
        services().gate.passed(who, Action.SEE_BOARD)
    except (Refused, NotFound) as error:
        if part:
            return render(request, "handclasp/parts/board_gone.html", status=403)
        raise Http404 from error
    # Taken first: what comes in while the page is drawn is told by the stream.
    state = Lists(who, services().policies).state()
    plan, now = arranging.plan(who.tenant), services().now()
    asked = Asked(*(request.GET.get(name, "")[:_LONGEST] for name in ("queue", "team")))
    told = made(who, services().policies, plan, now, asked)
    called = requests.names(staff.tenant, {one.name for one in told.people} | {one.row.agent for one in told.waits})
    context = {
        "staff": staff,
        "at": "board",
        "told": told,
        "asked": asked,
        "query": urlencode({name: value for name, value in asked._asdict().items() if value}),
        "queues": [_named(line, asked, "queue") for line in told.queues if line.name or line.open],
        "teams": [_named(line, asked, "team") for line in told.teams],
        "people": [Who(called.get(one.name, one.name), one, str(STATES[one.state])) for one in told.people],
        "waits": [
            Waiting(one, called.get(one.row.agent, one.row.agent), due.due_of(one.clock, now)) for one in told.waits
        ],
        "here": sum(one.state == THERE for one in told.people),
        "more": told.total.waiting - len(told.waits),
        "list_state": state,
        "now": now,
    }
    return render(request, "handclasp/parts/board.html" if part else "handclasp/board.html", context)


def _named(line: Line, asked: Asked, kind: str) -> Named:
    here = bool(line.name) and getattr(asked, kind) == line.name
    rest = asked._replace(**{kind: "" if here else line.name})
    query = urlencode({name: value for name, value in rest._asdict().items() if value})
    return Named(line.name, f"?{query}" if line.name else "", here, line)
