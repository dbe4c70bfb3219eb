"""One conversation: reading it (an access record is sealed first), answering, writing an internal note.

A text is sent under a random key made with the form, so a double click or a reload never doubles it; the page says
"sealed" only after the receipt came.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.policy import Action
from handclasp.records import Author, HandclaspError, Kind, Raw, Secret
from handclasp.web.console import present, words
from handclasp.web.console.guard import conversation_of, may, member, reader, require
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble
from handclasp.web.console.views.queue import desk

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation
    from handclasp.records import Receipt, View

SHOWN: Final = 200
LONGEST: Final = 20_000
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the composer; `key` makes sending it twice the same as once."""

    key: str
    text: str = ""
    mode: str = "reply"
    problem: dict[str, Any] | None = None


def new_draft(mode: str = "reply") -> Draft:
    """An empty composer."""
    return Draft(key=secrets.token_urlsafe(16), mode=mode)


@require_safe
@member
def thread(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """The desk with this conversation open (`before`: show what stands before this seq)."""
    return thread_page(request, staff, conversation_of(staff, pseudonym), new_draft())


def thread_page(
    request: HttpRequest, staff: Staff, conversation: Conversation, draft: Draft, status: int = 200
) -> HttpResponse:
    """The whole page; for roles that do not read, without the words."""
    context = desk(request, staff, conversation.hex) | {"conversation": conversation, "draft": draft}
    if may(staff, Action.READ):
        context |= _read(request, staff, conversation)
    return render(request, "handclasp/desk.html", context, status=status)


def _read(request: HttpRequest, staff: Staff, conversation: Conversation) -> dict[str, Any]:
    before = request.GET.get("before", "")
    end = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else conversation.last_seq + 1
    after = max(0, end - 1 - SHOWN)
    views = _all_after(request, staff, conversation, after)
    shown = [view for view in views if view.seq < end] if before else views
    return {
        "lines": list(present.lines(shown)),
        "told": present.was_told(views),
        "earlier": after + 1 if after else None,
        "latest": not before or not views or views[-1].seq < end,
        "last_seq": shown[-1].seq if shown else after,
    }


def _all_after(request: HttpRequest, staff: Staff, conversation: Conversation, after: int) -> list[View]:
    return services().disclose.read(
        reader(request, staff), bytes(conversation.pseudonym), purpose="support", after=after, limit=SHOWN + 300
    )


@require_POST
@member
def say(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Send what stands in the composer: POST `text`, `mode` (reply, note), `key`."""
    conversation = conversation_of(staff, pseudonym)
    draft = _draft(request.POST)
    require(staff, Action.NOTE if draft.mode == "note" else Action.REPLY)
    if not draft.text.strip():
        return _again(request, staff, conversation, _with(draft, gettext("Write something first."), ""), 422)
    if len(draft.text) > LONGEST:
        too_long = gettext("This is too long: %(n)s characters, at most %(most)s.")
        told = too_long % {"n": len(draft.text), "most": LONGEST}
        return _again(request, staff, conversation, _with(draft, told, gettext("Send it in parts.")), 422)
    try:
        receipt = services().flow.append(_raw(staff, conversation, draft))
    except HandclaspError as error:
        key = secrets.token_urlsafe(16) if error.code == "idempotency-key-reused" else draft.key
        kept = Draft(key=key, text=draft.text, mode=draft.mode, problem=trouble.in_words(error))
        return _again(request, staff, conversation, kept, words.STATUS.get(error.code, 503))
    return _sealed(request, conversation, draft, receipt)


def _draft(form: QueryDict) -> Draft:
    key = form.get("key", "")
    return Draft(
        key=key if _KEY.match(key) else secrets.token_urlsafe(16),
        text=form.get("text", "").replace("\r\n", "\n"),
        mode="note" if form.get("mode") == "note" else "reply",
    )


def _with(draft: Draft, title: str, advice: str) -> Draft:
    return Draft(key=draft.key, text=draft.text, mode=draft.mode, problem={"title": title, "advice": advice})


def _raw(staff: Staff, conversation: Conversation, draft: Draft) -> Raw:
    note = draft.mode == "note"
    return Raw(
        tenant=staff.tenant,
        conversation=conversation.hex,
        by_pseudonym=True,
        key=f"desk:{staff.username}:{draft.key}",
        kind=Kind.NOTE if note else Kind.MESSAGE,
        author=Author("agent", staff.username),
        received=services().now(),
        text=Secret(draft.text),
        facts={} if note or not conversation.channel else {"channel": conversation.channel},
    )


def _again(request: HttpRequest, staff: Staff, conversation: Conversation, draft: Draft, status: int) -> HttpResponse:
    """The composer with the text kept and what is wrong with it."""
    if request.headers.get("HX-Request") != "true":
        return thread_page(request, staff, conversation, draft, status)
    context = {"conversation": conversation, "draft": draft}
    return render(request, "handclasp/parts/composer.html", context, status=status)


def _sealed(request: HttpRequest, conversation: Conversation, draft: Draft, receipt: Receipt) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect(f"/desk/c/{conversation.hex}#end")
    context = {"conversation": conversation, "draft": new_draft(draft.mode), "sealed": receipt.stored, "key": draft.key}
    return render(request, "handclasp/parts/composer.html", context)


@require_safe
@member
def looks(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Who looked at this conversation; asking is itself recorded."""
    conversation = conversation_of(staff, pseudonym)
    require(staff, Action.WHO_LOOKED)
    found = services().disclose.who_looked(reader(request, staff), bytes(conversation.pseudonym))
    context = {"looks": present.looks(found), "conversation": conversation, "now": services().now()}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "handclasp/parts/looks.html" if part else "handclasp/looks.html", context)
