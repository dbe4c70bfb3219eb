"""Saying how a conversation stands, with a reason of the plan and words if any. `desk.states` seals it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from handclasp.desk.states import BadState, Saying, States
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.state_words import choices
from handclasp.web.console.views import thread

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.desk.plan import Plan


def states() -> States:
    """The desk's states over this process's services."""
    known = services()
    return States(known.flow.append, known.gate.passed, known.now)


@require_POST
@member
def say(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Say how a conversation stands: POST `stands` (`state/reason`), `text`, `key`."""
    conversation = conversation_of(staff, pseudonym)
    state, _, reason = request.POST.get("stands", "").partition("/")
    draft = thread.draft_of(request.POST)
    try:
        saying = Saying(state, reason, draft.text, draft.key)
        states().say(reader(request, staff), bytes(conversation.pseudonym), saying)
    except BadState as error:
        way = {"way": resolve_url("thread", conversation.hex), "way_name": gettext("To the conversation")}
        told = {"title": gettext("Nothing was changed"), "advice": _advice(error), "detail": "", **way}
        return render(request, "handclasp/trouble.html", {"told": told}, status=422)
    return redirect("thread", conversation.hex)


def _advice(error: BadState) -> str:
    if error.fault == "text":
        return gettext("This is too long.")
    return gettext("Choose how it stands from the list: the plan of the desk may have changed meanwhile.")


def beside(plan: Plan) -> dict[str, Any]:
    """What somebody beside a conversation can say of it."""
    return {"choices": choices(plan), "key": thread.new_draft().key}
