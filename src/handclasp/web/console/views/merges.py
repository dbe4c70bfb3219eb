"""Letting a customer's other conversation go on in the one that is open, and parting them. `desk.merging` seals it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from handclasp.access.policy import Action
from handclasp.desk.merging import BadMerge, Merges
from handclasp.web.console import words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation

_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")


def merges() -> Merges:
    """The desk's joining over this process's services."""
    known = services()
    return Merges(known.flow.append, known.gate.passed, known.customers, known.holds.on, known.now)


@require_POST
@member
def join(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Let another conversation go on in this one: POST `with`."""
    conversation, other = conversation_of(staff, pseudonym), request.POST.get("with", "")
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    services().gate.passed(who, Action.TRIAGE, name)
    if not _PSEUDONYM.fullmatch(other):
        return _unchanged(request, conversation, gettext("Choose a conversation from the list."))
    try:
        merges().merge(who, bytes.fromhex(other), name)
    except BadMerge as error:
        return _unchanged(request, conversation, words.name(words.NOT_JOINED, error.fault))
    return redirect("thread", conversation.hex)


@require_POST
@member
def part(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Let a conversation that goes on in another one go on by itself again; back to the page it was asked on."""
    conversation = conversation_of(staff, pseudonym)
    try:
        into = merges().unmerge(reader(request, staff), bytes(conversation.pseudonym))
    except BadMerge as error:
        return _unchanged(request, conversation, words.name(words.NOT_JOINED, error.fault))
    return redirect("thread", into.hex() if "back" in request.POST else conversation.hex)


def _unchanged(request: HttpRequest, conversation: Conversation, advice: str) -> HttpResponse:
    way = {"way": resolve_url("thread", conversation.hex), "way_name": gettext("To the conversation")}
    told = {"title": gettext("Nothing was changed"), "advice": advice, "detail": "", **way}
    return render(request, "handclasp/trouble.html", {"told": told}, status=422)
