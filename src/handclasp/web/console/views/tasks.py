"""Asking colleagues: the tasks one has and gave, one of them with its words, asking, answering, taking back.

The list holds no words. Opening a task reads the question, an act of disclosure like any, with the task as its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.desk import tasks as asked
from handclasp.records import HandclaspError, NotFound
from handclasp.web.console import present, requests, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.masks import masks
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.models import Task

HOUR: Final = 3_600_000
WITHIN: Final = {"1": HOUR, "4": 4 * HOUR, "24": 24 * HOUR, "72": 72 * HOUR, "168": 168 * HOUR}
PURPOSE: Final = "task"


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the list shows it: who is at the other end, and whether it is overdue."""

    task: Task
    other: str
    area: str
    late: bool


def book() -> asked.Tasks:
    """The tasks over this process's services."""
    known = services()
    return asked.Tasks(known.flow.append, known.gate.passed, known.policies, known.now)


@require_safe
@member
def tasks(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What one is asked, the most pressing first; and what one asked."""
    rows = asked.mine(reader(request, staff))
    called = requests.names(staff.tenant, {name for row in rows for name in (row.owner, row.asker)})
    now = services().now()

    def told(row: Task, other: str) -> Row:
        late = not row.done and row.due <= now
        return Row(row, called.get(other, other), words.name(words.AREAS, row.area), late)

    context = {
        "staff": staff,
        "at": "tasks",
        "now": now,
        "mine": [told(row, row.asker) for row in rows if row.owner == staff.username and not row.done],
        "given": [told(row, row.owner) for row in rows if row.asker == staff.username],
    }
    return render(request, "handclasp/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
def task(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One with its words; POST `text`, `key`: the answer, or `withdraw`: take it back."""
    who = reader(request, staff)
    try:
        row = book().one(who, number)
    except NotFound as error:
        raise Http404 from error
    if request.method != "POST":
        return _page(request, staff, row)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if "withdraw" in request.POST:
            book().withdraw(who, number)
        else:
            book().answer(who, number, text, request.POST.get("key", "")[:32])
    except NotFound as error:
        raise Http404 from error
    except HandclaspError as error:
        return _page(request, staff, row, text, _words(error), STATUS.get(error.code, 503))
    return redirect("tasks")


@require_POST
@member
def ask(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Ask a colleague about a conversation: POST `owner`, `area`, `within` (hours), `text`, `key`."""
    conversation, form = conversation_of(staff, pseudonym), request.POST
    due = services().now() + WITHIN.get(form.get("within", ""), 0)
    text = form.get("text", "").replace("\r\n", "\n")
    asking = asked.Asking(form.get("owner", ""), form.get("area", ""), due, text, form.get("key", "")[:32])
    try:
        book().ask(reader(request, staff), bytes(conversation.pseudonym), asking)
    except asked.BadTask as error:
        way = {"way": resolve_url("thread", conversation.hex), "way_name": gettext("To the conversation")}
        told = {"title": gettext("Nobody was asked"), "advice": _words(error), "detail": "", **way}
        return render(request, "handclasp/trouble.html", {"told": told}, status=422)
    return redirect("thread", conversation.hex)


def beside(
    request: HttpRequest, staff: Staff, conversation: Any, called: Mapping[str, str], *, asks: bool
) -> dict[str, Any]:
    """What stands of tasks beside a conversation: those that were given, and whom one may ask.

    `called` are the names of accounts.
    """
    rows = list(conversation.tasks.order_by("-asked", "-pk")[:20])
    now = services().now()

    def told(row: Task) -> Row:
        late = not row.done and row.due <= now
        return Row(row, called.get(row.owner, row.owner), words.name(words.AREAS, row.area), late)

    return {
        "tasks": [told(row) for row in rows],
        "whom": book().whom(reader(request, staff), conversation) if asks else [],
        "areas": words.AREAS.items(),
        "task_key": asked.new_key(),
    }


def _page(
    request: HttpRequest, staff: Staff, row: Task, text: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    called = requests.names(staff.tenant, {row.owner, row.asker})
    context = {
        "staff": staff,
        "at": "tasks",
        "now": services().now(),
        "task": row,
        "area": words.name(words.AREAS, row.area),
        "owner": called.get(row.owner, row.owner),
        "asker": called.get(row.asker, row.asker),
        "late": not row.done and row.due <= services().now(),
        "text": text,
        "problem": problem,
        "task_key": asked.new_key(),
        **_said(request, staff, row, called),
    }
    return render(request, "handclasp/task.html", context, status=status)


def _said(request: HttpRequest, staff: Staff, row: Task, called: dict[str, str]) -> dict[str, Any]:
    """The notes that hold question and answer; where they may not be read, why."""
    who, name = reader(request, staff), bytes(row.conversation.pseudonym)
    reason = gettext("a colleague's question (%(area)s)") % {"area": words.name(words.AREAS, row.area)}
    found = []
    try:
        for seq in filter(None, (row.note, row.answer)):
            views = services().disclose.read(who, name, purpose=PURPOSE, reason=reason, after=seq - 1, limit=1)
            found += [view for view in views if view.seq == seq]
    except HandclaspError as error:
        return {"closed": trouble.in_words(error), "lines": []}
    return {"lines": list(present.lines(found, masks=masks(who, name), called=called))}


def _words(error: HandclaspError) -> str:
    if isinstance(error, asked.BadTask):
        return words.name(words.TASK_FAULTS, error.fault)
    told = trouble.in_words(error)
    return gettext("%(title)s. %(advice)s") % {"title": told["title"], "advice": told["advice"]}
