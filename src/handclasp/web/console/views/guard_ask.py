"""Asking a second person to let a text leave that the outbound guard stopped.

The text stays in the composer; it is sent by whoever wrote it, once somebody else allowed exactly this.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.views.decorators.http import require_POST

from handclasp.access.policy import Action
from handclasp.desk.leaving import Where
from handclasp.desk.speaking import LONGEST, Words
from handclasp.records import HandclaspError
from handclasp.web.console import guarded, reasons
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble
from handclasp.web.console.views.thread import again, draft_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff


@require_POST
@member
def ask(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Ask: POST `text`, `key`, `reason` from the composer."""
    conversation = conversation_of(staff, pseudonym)
    who, draft = reader(request, staff), replace(draft_of(request.POST), mode="reply")
    reason = request.POST.get("reason", "").strip()
    passed = services().gate.passed(who, Action.REPLY, bytes(conversation.pseudonym))
    stop = services().leaving.stop(who, bytes(conversation.pseudonym), draft.text[:LONGEST])
    if stop is None:
        # It was changed since: nothing holds it back any more.
        return again(request, staff, conversation, draft, 200)
    problem = reasons.problem(reason)
    if not problem:
        where = Where(bytes(conversation.pseudonym), conversation.channel, passed.decision.version)
        said = Words(draft.key, draft.text, note=False)
        try:
            services().leaving.ask(who, where, said, reason, guarded.heading())
        except HandclaspError as error:
            told = trouble.in_words(error)
            problem = f"{told['title']} {told['advice']}"
    shown = guarded.guard(who, conversation, draft.text, stop, problem, reason)
    return again(request, staff, conversation, replace(draft, guarded=shown), 422 if problem else 200)
