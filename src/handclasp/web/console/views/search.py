"""The page of search: what is looked for goes in a form and never in an address; what is found comes masked.

Whose conversations are found is decided in `disclose`, which writes each search down before this page shows anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from handclasp.access.policy import About, Action, Need, StepUp
from handclasp.desk.arranging import plan
from handclasp.disclose.search import NEWEST, RELEVANCE, Asked
from handclasp.records import Refused
from handclasp.search import BadSearch
from handclasp.search.matching import snippet
from handclasp.web.console import entering, reasons, requests, risk_names, state_words, words
from handclasp.web.console.guard import member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.present import pieces
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.disclose.candidates import Hit
    from handclasp.disclose.search import Found
    from handclasp.records import View
    from handclasp.web.console.present import Piece

ORDERS: Final[dict[str, Text]] = {NEWEST: _("Newest first"), RELEVANCE: _("Most relevant first")}
STATES: Final[dict[str, Text]] = {"": _("Any"), "open": _("Open"), "closed": _("Closed")}
AUTHORS: Final = ("customer", "agent", "merchant", "system")
TYPES: Final = ("PHONE", "EMAIL", "BANK_CARD", "CN_ID", "CARD_SECRET", "PERSON", "ADDRESS", "PASSWORD", "OTP")
MOST: Final = 500


class Part(NamedTuple):
    """A stretch of a hit: plain, `marked`, or a mask (`piece`)."""

    text: str
    marked: bool = False
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A hit as the page draws it; `before` and `after` say that there is more on that side."""

    view: View
    who: str
    parts: tuple[Part, ...]
    before: bool
    after: bool

    @property
    def hex(self) -> str:
        """The conversation."""
        return self.view.conversation.hex()

    @property
    def handle(self) -> str:
        """The conversation, in short."""
        return self.hex[:4].upper()


@require_http_methods(["GET", "HEAD", "POST"])
@member
def search(request: HttpRequest, staff: Staff) -> HttpResponse:
    """GET: the form. POST: the same with what was found; for htmx only the latter."""
    who = reader(request, staff)
    try:
        services().searches.enter(who)
    except Refused as error:
        raise Http404 from error
    given = request.POST if request.method == "POST" else {}
    context = _form(who, given) | {"staff": staff, "at": "search"}
    problem = ""
    if request.method == "POST":
        problem = reasons.problem(context["reason"]) if context["asks_why"] else ""
        if not problem:
            try:
                context |= _found(who, _asked(request.POST), context["reason"])
            except BadSearch as error:
                problem = error.zh if language() == "zh" else str(error)
    context["problem"] = problem
    part = request.headers.get("HX-Request") == "true"
    name = "handclasp/parts/found.html" if part else "handclasp/search.html"
    return render(request, name, context, status=422 if problem else 200)


def _form(who: Reader, given: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form."""
    decision = services().policies.decide(who, Action.READ, About(who.tenant, "00" * 16))
    role, desk = services().policies.roles(who.tenant).get(who.role), plan(who.tenant)
    kept = {
        name: str(given.get(name, ""))[:MOST] for name in ("q", "from", "to", "role", "whose", "order", "state", "tag")
    }
    return {
        "kept": kept,
        "flag": str(given.get("flag", "")),
        "type": str(given.get("type", "")),
        "by": given.get("by") if given.get("by") in ORDERS else NEWEST,
        "reason": str(given.get("reason", "")).strip(),
        "asks_why": Need.REASON in decision.needs,
        "orders": ORDERS.items(),
        "states": STATES.items(),
        "authors": [(code, words.ROLES[code]) for code in AUTHORS],
        "types": [(code, words.TYPES[code]) for code in TYPES],
        "topics": risk_names.CATEGORIES.items(),
        "tags": [(one.name, state_words.tag_names(desk, [one.name])[0]) for one in desk.tags],
        "sorts": role is not None and role.reach != "merchant",
        "filtered": any(kept[name] for name in kept if name != "q") or bool(given.get("flag") or given.get("type")),
    }


def _asked(given: Any) -> Asked:
    """What is asked for; raises BadSearch for a day that is none."""
    since, until = _day(given.get("from", "")), _day(given.get("to", ""), days=1)
    by = RELEVANCE if given.get("by") == RELEVANCE else NEWEST
    going_on = given.get("next", "")
    at = int(going_on) if going_on.isascii() and going_on.isdigit() and len(going_on) < 16 else None
    whose = given.get("whose", "").strip()
    return Asked(
        text=given.get("q", "").strip(),
        since=since,
        until=None if until is None else until - 1,
        agent=None if not whose else "" if whose == "-" else whose.lower(),
        role=given.get("role", ""),
        order=given.get("order", "").strip(),
        state=given.get("state", ""),
        flags=(given["flag"],) if given.get("flag") else (),
        types=(given["type"],) if given.get("type") else (),
        tags=(given["tag"],) if given.get("tag") else (),
        by=by,
        before=at if by == NEWEST else None,
        skip=(at or 0) if by == RELEVANCE else 0,
    )


def _day(text: str, days: int = 0) -> int | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip()) + timedelta(days=days)
        if 1970 < day.year < 9999:
            return int(timezone.make_aware(datetime.combine(day, time())).timestamp() * 1000)
    except (ValueError, OverflowError):
        pass
    raise BadSearch("write dates as 2026-11-22", "日期请写成 2026-11-22")


def _found(who: Reader, asked: Asked, reason: str) -> dict[str, Any]:
    found = services().searches.search(who, asked, reason=reason)
    called = requests.names(who.tenant, {hit.view.author.id for hit in found})
    return {
        "found": found,
        "counted": _counted(found),
        "lines": [_line(hit, called) for hit in found],
        "on_hold": {one.hex() for one in services().holds.held(who.tenant, [hit.view.conversation for hit in found])},
        "next": found.next,
        "going_on": bool(asked.before or asked.skip),
        "step_up": entering.step_up_to(StepUp.OLD_RECORDS.value, "/desk/search") if found.held_back else "",
    }


def _counted(found: Found) -> str:
    if found.more:
        return gettext("More than %(n)s found") % {"n": f"{found.total:,}"}
    return gettext("%(n)s found") % {"n": f"{found.total:,}"}


def _line(hit: Hit, called: Mapping[str, str]) -> Line:
    view = hit.view
    body = view.body or ""
    start, end = snippet(body, hit.marks)
    name = called.get(view.author.id, view.author.id) if view.author.role in {"agent", "staff"} else ""
    return Line(view, name, tuple(_parts(view, hit, start, end)), before=start > 0, after=end < len(body))


def _parts(view: View, hit: Hit, start: int, end: int) -> Iterator[Part]:
    """The stretch of a body, cut at its marks and masks, none of which lies in another."""
    body, done = view.body or "", start
    masks = [(span.start, span.end, span) for span in view.spans if span.end > start and span.start < end]
    cuts = sorted([*masks, *((low, high, None) for low, high in hit.marks)], key=lambda cut: cut[0])
    for low, high, span in cuts:
        if low < done or low >= end:
            continue
        if low > done:
            yield Part(body[done:low])
        if span is None:
            yield Part(body[low : min(high, end)], marked=True)
        else:
            own = type(span)(span.type, 0, high - low, span.detector, span.sure, span.original, span.within)
            yield from (Part("", piece=piece) for piece in pieces(body[low:high], [own]) if piece.chip)
        done = high
    if done < end:
        yield Part(body[done:end])
