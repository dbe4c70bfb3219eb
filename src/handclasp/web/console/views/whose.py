"""Taking a conversation, handing it over, letting it go, and saying why one opens it where a reason is needed.

Who may is asked of the policies by `desk.assignment`; each act is a record in the conversation before it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from handclasp.access.policy import Action, Circumstances
from handclasp.desk import presence
from handclasp.desk.assignment import GROUP, Assignments
from handclasp.desk.leaving import Where
from handclasp.desk.speaking import LONGEST, Words
from handclasp.desk.visible import Lists
from handclasp.web.console import entering, reasons
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import thread

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation

_REASON: Final = Circumstances(reason=True)


def assignments() -> Assignments:
    """The desk's assignments over this process's services."""
    known = services()
    return Assignments(known.flow.append, known.gate.passed, known.policies.roles, known.now)


@require_POST
@member
def take(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Make an unassigned conversation one's own."""
    conversation = conversation_of(staff, pseudonym)
    assignments().take(reader(request, staff), bytes(conversation.pseudonym))
    return redirect("thread", conversation.hex)


@require_POST
@member
def assign(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Hand a conversation over: POST `agent`, and for them a `note` under a `key`, sealed first."""
    conversation = conversation_of(staff, pseudonym)
    note = request.POST.get("note", "").replace("\r\n", "\n").strip()
    if note:
        _noted(request, staff, conversation, note)
    assignments().assign(reader(request, staff), bytes(conversation.pseudonym), request.POST.get("agent", ""))
    return _on(request, staff, conversation)


def _noted(request: HttpRequest, staff: Staff, conversation: Conversation, text: str) -> None:
    """Whoever may not hand it over is refused before a note is left."""
    who, name = reader(request, staff), bytes(conversation.pseudonym)
    services().gate.passed(who, Action.ASSIGN, name)
    assignments().known(who.tenant, request.POST.get("agent", ""))
    passed = services().gate.passed(who, Action.NOTE, name)
    key = thread.draft_of(request.POST).key
    where = Where(name, conversation.channel, passed.decision.version)
    services().leaving.send(who, where, Words(key, text[:LONGEST], note=True))


@require_POST
@member
def away(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Say that one is away (POST `away`), or back: nobody is given conversations while they are away."""
    if not at_desk(staff):
        raise Http404
    presence.say(services().gate.journal.seal, reader(request, staff), services().now(), away="away" in request.POST)
    return redirect(entering.safe(request.POST.get("next", "")))


def at_desk(staff: Staff) -> bool:
    """Whether somebody answers customers."""
    role = services().policies.roles(staff.tenant).get(staff.role)
    return role is not None and role.group == GROUP


@require_POST
@member
def release(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Let a conversation go."""
    conversation = conversation_of(staff, pseudonym)
    assignments().release(reader(request, staff), bytes(conversation.pseudonym))
    return _on(request, staff, conversation)


def _on(request: HttpRequest, staff: Staff, conversation: Conversation) -> HttpResponse:
    """To the thread where it is still theirs to read, else to the list."""
    conversation.refresh_from_db()
    readable = Lists(reader(request, staff), services().policies).readable(conversation)
    return redirect("thread", conversation.hex) if readable else redirect("queue")


@require_POST
@member
def why(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Say why one opens this conversation: POST `purpose`, `reason`; then it opens."""
    conversation = conversation_of(staff, pseudonym)
    services().gate.passed(reader(request, staff), Action.READ, bytes(conversation.pseudonym), _REASON)
    purpose, reason = request.POST.get("purpose", ""), request.POST.get("reason", "").strip()
    problem = _problem(purpose, reason)
    if problem:
        said = {"purpose": purpose, "reason": reason, "problem": problem}
        return thread.page(request, staff, conversation, asked=said, status=422)
    reasons.keep(request, conversation.hex, purpose, reason)
    return redirect("thread", conversation.hex)


def _problem(purpose: str, reason: str) -> str:
    if purpose not in reasons.READ_FOR:
        return gettext("Choose what you open it for.")
    return reasons.problem(reason)
