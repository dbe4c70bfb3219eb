"""The list of conversations: who waits, everything, what is closed. It never shows a word that was said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handclasp.access.policy import Action
from handclasp.desk.models import Conversation
from handclasp.web.console.guard import may, member
from handclasp.web.console.services import services
from handclasp.web.console.views.live import list_state

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff

TABS: Final = ("waiting", "all", "closed")
PAGE: Final = 60


@require_safe
@member
def queue(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The desk with no conversation open; for htmx only the list (`tab`, `q`, `open`, `page`)."""
    context = desk(request, staff)
    part = request.headers.get("HX-Request") == "true"
    return render(request, "handclasp/parts/queue.html" if part else "handclasp/desk.html", context)


def desk(request: HttpRequest, staff: Staff, opened: str = "") -> dict[str, Any]:
    """Context of the three panes without a thread."""
    # Taken first: what comes in while the page is drawn is told by the stream.
    state = list_state(staff.tenant)
    everything = Conversation.objects.filter(tenant=staff.tenant)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    wanted = re.sub(r"[^0-9a-f]", "", request.GET.get("q", "").lower())[:32]
    page = min(max(1, _number(request.GET.get("page", "1"))), 1000)
    rows = list(_rows(everything, tab, wanted)[: PAGE * page + 1])
    return {
        "staff": staff,
        "reads": may(staff, Action.READ),
        "sees_looks": may(staff, Action.WHO_LOOKED),
        "tab": tab,
        "q": wanted.upper(),
        "list_state": state,
        "rows": rows[: PAGE * page],
        "page": page,
        "more": page + 1 if len(rows) > PAGE * page else None,
        "counts": _counts(everything),
        "open": opened or request.GET.get("open", ""),
        "now": services().now(),
        "trust": services().trust(),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _rows(everything: QuerySet[Conversation], tab: str, wanted: str) -> QuerySet[Conversation]:
    rows = everything.filter(last_index__gte=0)
    if wanted:
        # A prefix of the pseudonym is a range of it: the unique index (tenant, pseudonym) carries it.
        low, high = bytes.fromhex(wanted.ljust(32, "0")), bytes.fromhex(wanted.ljust(32, "f"))
        return rows.filter(pseudonym__gte=low, pseudonym__lte=high).order_by("-last_at")
    if tab == "waiting":
        return rows.filter(waiting=True).order_by("waiting_since", "id")
    return (rows.filter(closed_at__isnull=False) if tab == "closed" else rows).order_by("-last_at", "-id")


def _counts(everything: QuerySet[Conversation]) -> dict[str, int]:
    return everything.filter(last_index__gte=0).aggregate(
        waiting=Count("id", filter=Q(waiting=True)),
        all=Count("id"),
        closed=Count("id", filter=Q(closed_at__isnull=False)),
    )
