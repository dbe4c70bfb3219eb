"""The lists of conversations: one's own, those to be taken, the team's or all, what is closed.

They show what the person's role and policies let be listed and no more, counts included; never a word that was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from handclasp.desk import arranging
from handclasp.desk.assignment import GROUP
from handclasp.desk.sifting import MOST, Sieve, tagged
from handclasp.desk.tabs import counted, within
from handclasp.desk.visible import Lists
from handclasp.web.console import due, present, requests, risk_names, seeing, state_words
from handclasp.web.console.guard import landing, member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise as Text

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan

PAGE: Final = 60
NAMES: Final[dict[str, Text]] = {
    "mine": _("Mine"),
    "due": _("Due"),
    "unassigned": _("To take"),
    "team": _("Team"),
    "all": _("All"),
    "closed": _("Closed"),
}
_OF_ALL: Final = ("mine", "unassigned", "all", "closed")
_BY_REACH: Final = {
    "own": ("mine", "unassigned", "closed"),
    "team": ("mine", "unassigned", "team", "closed"),
    "all": _OF_ALL,
    "none": _OF_ALL,
    "merchant": ("all", "closed"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the lists; `name` in the reader's words, `count` at most MOST + 1."""

    code: str
    name: str
    count: int

    @property
    def counted(self) -> str:
        """The count as it is shown."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation as a list shows it; `open`: more than that somebody waits may be told."""

    row: Conversation
    open: bool
    whose: str
    topics: tuple[str, ...] = ()
    held: bool = False
    due: due.Due | None = None
    told: bool = False
    unseen: bool = False
    stands: str = ""
    tags: tuple[str, ...] = ()


@require_safe
@member
def queue(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The desk with no conversation open; for htmx only the list (`tab`, `q`, `open`, `page`)."""
    part = request.headers.get("HX-Request") == "true"
    elsewhere = "" if part or request.GET else landing(staff)
    if elsewhere:
        return redirect(elsewhere)
    context = desk(request, staff)
    if part:
        context |= _opened(request, staff, context)
    return render(request, "handclasp/parts/queue_part.html" if part else "handclasp/desk.html", context)


def _opened(request: HttpRequest, staff: Staff, context: dict[str, Any]) -> dict[str, Any]:
    """What the list tells of the conversation that is open beside it: its deadlines and counts stand there too."""
    name = request.GET.get("open", "")
    if not re.fullmatch(r"[0-9a-f]{32}", name):
        return {}
    lists = Lists(reader(request, staff), services().policies)
    row = lists.all().filter(pseudonym=bytes.fromhex(name)).first()
    if row is None:
        return {}
    clocks = due.all_of(context["plan"], row, context["now"])
    return {"clocks": clocks, "beside": True, "opened_row": row, "opened_known": lists.readable(row)}


def desk(
    request: HttpRequest, staff: Staff, opened: Conversation | None = None, known: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Context of the three panes without a thread; `opened` stands beside, `known` are names of accounts."""
    who = reader(request, staff)
    lists = Lists(who, services().policies)
    plan, now = arranging.plan(who.tenant), services().now()
    codes = _codes(lists, promised=any(queue.promises for queue in plan.queues))
    # Taken first: what comes in while the page is drawn is told by the stream.
    state, counts = counted(lists, who, codes, now, MOST + 1)
    tabs = [Tab(code, _name(lists, code), counts[code]) for code in codes]
    tab = _tab(request.GET.get("tab", ""), tabs)
    wanted = re.sub(r"[^0-9a-f]", "", request.GET.get("q", "").lower())[:32]
    page = min(max(1, _number(request.GET.get("page", "1"))), 1000)
    topic = request.GET.get("topic", "")
    topic = topic if topic in risk_names.CATEGORIES and _sorts(lists) else ""
    state_ = request.GET.get("state", "")
    state_ = state_ if state_ in state_words.NAMES and _sorts(lists) else ""
    tag = request.GET.get("tag", "")
    tag = tag if tag in {one.name for one in plan.tags} and _sorts(lists) else ""
    rows = list(Sieve(topic, state_, tag).sift(_rows(lists.all(), tab, wanted, who), lists)[: PAGE * page + 1])
    shown = [*rows, opened] if opened else rows
    on_hold = services().holds.held(who.tenant, [bytes(row.pseudonym) for row in shown] if _sorts(lists) else [])
    called = _called(staff, {row.agent for row in shown}, known or {})
    unseen = seeing.unseen(who, rows)
    if wanted:
        services().gate.journal.search(who, [wanted], "queue", len(rows), services().policies.version(who.tenant))
    return {
        "staff": staff,
        "tabs": tabs,
        "tab": tab,
        "q": wanted.upper(),
        "topic": topic,
        "topics": risk_names.CATEGORIES.items() if _sorts(lists) else (),
        "state": state_,
        "states": state_words.NAMES.items(),
        "tag": tag,
        "tags": _tags(plan, tagged(lists.all().filter(within(tab, who, now)), lists, [one.name for one in plan.tags]))
        if plan.tags and tab and _sorts(lists)
        else [],
        "list_state": state,
        "rows": [
            replace(
                _entry(lists, row, who, called, plan),
                held=bytes(row.pseudonym) in on_hold,
                due=due.nearest(plan, row, now),
                told=who.id in row.told,
                unseen=row.pk in unseen,
            )
            for row in rows[: PAGE * page]
        ],
        "page": page,
        "more": page + 1 if len(rows) > PAGE * page else None,
        "open": opened.hex if opened else request.GET.get("open", ""),
        "held_ones": on_hold,
        "called": called,
        "now": now,
        "plan": plan,
        "trust": services().trust(),
        "held": _held(who.tenant),
        "drafts": services().caches is not None,
    }


def _called(staff: Staff, accounts: set[str], known: Mapping[str, str]) -> Mapping[str, str]:
    """What the owners of these accounts are called, looked up where it is not known."""
    more = accounts - known.keys() - {""}
    return {**known, **requests.names(staff.tenant, more)} if more else known


def _tags(plan: Plan, counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The tags of the plan: name, what it is called, how many conversations of the list have it."""
    names = [one.name for one in plan.tags]
    return list(zip(names, state_words.tag_names(plan, names), (counts[name] for name in names), strict=True))


def _held(tenant: str) -> dict[str, Any]:
    """How many files wait to be looked at; `late` when one does for longer than it should."""
    count, since = services().held(tenant)
    late = since is not None and services().now() - since > present.LATE
    return {"count": count, "since": since, "late": late}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _codes(lists: Lists, *, promised: bool) -> list[str]:
    """The person's tabs; none for whoever may list nothing."""
    if lists.role is None or not lists.sorts:
        return []
    codes = [code for code in _BY_REACH[lists.role.reach] if code != "mine" or lists.role.group == GROUP]
    if promised and lists.role.reach != "merchant":
        codes.insert(-1, "due")
    return codes


def _name(lists: Lists, code: str) -> str:
    answers = lists.role is not None and lists.role.group == GROUP
    return str(NAMES[code] if answers or code != "unassigned" else _("Unassigned"))


def _tab(wanted: str, tabs: list[Tab]) -> str:
    """The list to show: the one asked for, else the first that has anything, for that is where the work is."""
    known = {tab.code: tab for tab in tabs}
    if wanted in known:
        return wanted
    return next((tab.code for tab in tabs if tab.count), tabs[0].code if tabs else "")


def _rows(listed: QuerySet[Conversation], tab: str, wanted: str, who: Reader) -> QuerySet[Conversation]:
    if wanted:
        # A prefix of the pseudonym is a range of it: the unique index (tenant, pseudonym) carries it.
        low, high = bytes.fromhex(wanted.ljust(32, "0")), bytes.fromhex(wanted.ljust(32, "f"))
        return listed.filter(pseudonym__gte=low, pseudonym__lte=high).order_by("-last_at")
    if not tab:
        return listed.none()
    shown = listed.filter(within(tab, who, services().now()))
    if tab == "closed":
        return shown.order_by("-last_at", "-id")
    if tab == "due":
        return shown.order_by("due_at", "waiting_since", "-id")
    # Who waits comes first, the longest wait before all.
    return shown.order_by("waiting_since", "-last_at", "-id")


def _entry(lists: Lists, row: Conversation, who: Reader, called: Mapping[str, str], plan: Plan) -> Entry:
    readable = lists.readable(row)
    told = readable and _sorts(lists)
    entry = Entry(row, readable, whose(lists, row, who, called))
    if not told:
        return entry
    tags = tuple(state_words.tag_names(plan, row.tags))
    return replace(entry, topics=tuple(row.topics), stands=state_words.stands(row, plan), tags=tags)


def _sorts(lists: Lists) -> bool:
    """Whether this person is told what conversations are about: the house's own staff, and no seller."""
    return lists.role is not None and lists.role.reach != "merchant"


def whose(lists: Lists, row: Conversation, who: Reader, called: Mapping[str, str]) -> str:
    """Who has a conversation, as far as it concerns this person: `me`, `nobody`, a name; empty for sellers."""
    if lists.role is None or lists.role.reach == "merchant":
        return ""
    return "me" if row.agent == who.id else called.get(row.agent, row.agent) or "nobody"
