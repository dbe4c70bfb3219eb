"""Giving a conversation a tag of the plan, and taking one away. `desk.labels` seals it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from handclasp.desk.labels import BadTag, Tags
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.state_words import tag_names

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan


@require_POST
@member
def label(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Give a tag: POST `tag`; with `take` as its name instead, take it away."""
    conversation, form = conversation_of(staff, pseudonym), request.POST
    known = services()
    tags = Tags(known.flow.append, known.gate.passed, known.now)
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    try:
        if "take" in form:
            tags.take(who, name, form["take"])
        else:
            tags.give(who, name, form.get("tag", ""))
    except BadTag:
        way = {"way": resolve_url("thread", conversation.hex), "way_name": gettext("To the conversation")}
        advice = gettext("Choose a tag from the list: the plan of the desk may have changed meanwhile.")
        told = {"title": gettext("Nothing was changed"), "advice": advice, "detail": "", **way}
        return render(request, "handclasp/trouble.html", {"told": told}, status=422)
    return redirect("thread", conversation.hex)


def beside(plan: Plan, row: Conversation) -> dict[str, Any]:
    """The tags a conversation has, with their names, and those it could be given."""
    return {
        "has": list(zip(row.tags, tag_names(plan, row.tags), strict=True)),
        "more": [(one.name, tag_names(plan, [one.name])[0]) for one in plan.tags if one.name not in row.tags],
    }
