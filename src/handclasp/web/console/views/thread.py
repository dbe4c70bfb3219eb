"""One conversation: reading it (an access record is sealed first), answering, writing an internal note.

It opens for whom the policies let read it; others are told why not and what to do. A text is sent under a random key
made with the form, so a double click or a reload never doubles it; the page says "sealed" only after the receipt came.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.policy import Action
from handclasp.desk import merging
from handclasp.desk.leaving import Where
from handclasp.desk.scripts import unfilled
from handclasp.desk.speaking import LONGEST, Words
from handclasp.records import Guarded, HandclaspError
from handclasp.web.beside import DESK, Somebody
from handclasp.web.console import due, entering, guarded, joined, present, reasons, requests, seeing
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.masks import masks
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.views import bins, labels, states, tasks, trouble
from handclasp.web.console.views.cache import keeps
from handclasp.web.console.views.queue import desk, whose
from handclasp.web.console.views.reveal import shows_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation
    from handclasp.disclose import Views
    from handclasp.records import Receipt, View

SHOWN: Final = 200
"""Records that are read when a conversation is opened."""
DRAWN: Final = 30
"""Of these, the newest are drawn at first: two screens full. Drawing all of them takes longer than the rest."""
EARLIER: Final = 50
"""Records that are read, and drawn, when somebody asks for earlier ones."""
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the composer; `key` makes sending it twice the same as once."""

    key: str
    text: str = ""
    mode: str = "reply"
    problem: dict[str, Any] | None = None
    guarded: guarded.Guard | None = None


def new_draft(mode: str = "reply") -> Draft:
    """An empty composer."""
    return Draft(key=secrets.token_urlsafe(16), mode=mode)


@shows_pictures
@require_safe
@member
def thread(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """The desk with this conversation open (`before`: show what stands before this seq; for htmx only that)."""
    conversation = conversation_of(staff, pseudonym)
    if bins.lies_there(reader(request, staff), conversation):
        return redirect(f"{resolve_url('bin')}?c={conversation.hex}")
    if request.headers.get("HX-Request") == "true" and request.GET.get("before"):
        return _earlier(request, staff, conversation)
    return page(request, staff, conversation)


def _earlier(request: HttpRequest, staff: Staff, conversation: Conversation) -> HttpResponse:
    """Earlier lines alone, to be put before those that are there; without the right to them, the page says why."""
    why = reasons.why(request, conversation.hex)
    offers = Offers(reader(request, staff), services().policies, conversation, why)
    called = requests.everybody(staff.tenant) if offers.names else {}
    read = _read(request, offers, why, called) if offers.access == "open" else None
    if read is None or read["held_back"]:
        return HttpResponse(status=204, headers={"HX-Redirect": request.get_full_path()})
    context = {"conversation": conversation, "offers": offers, "tab": request.GET.get("tab", "")}
    return render(request, "handclasp/parts/lines.html", context | read)


def page(
    request: HttpRequest,
    staff: Staff,
    conversation: Conversation,
    draft: Draft | None = None,
    asked: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page: with the words, or with what is lacking; `asked` is what was said why and is not enough."""
    why = reasons.why(request, conversation.hex)
    offers = Offers(reader(request, staff), services().policies, conversation, why)
    if offers.access == "closed" and not offers.listed:
        # Refused here and written down, as at every other door.
        services().gate.passed(offers.who, Action.READ, bytes(conversation.pseudonym))
    name, called = bytes(conversation.pseudonym), requests.everybody(staff.tenant) if offers.names else {}
    context = desk(request, staff, conversation, called)
    context |= {
        "conversation": conversation,
        "offers": offers,
        "whose": whose(offers.lists, conversation, offers.who, context["called"]),
        "draft": draft or _begun(request, offers) or new_draft("reply" if offers.reply else "note"),
        "asked": asked,
        "purposes": reasons.READ_FOR.items(),
        "keeps": keeps(staff),
        "shops": services().orders.connected(staff.tenant),
        "on_hold": services().holds.on(staff.tenant, name) if name in context["held_ones"] else [],
    }
    if offers.names and offers.access == "open":
        context["beside_tasks"] = tasks.beside(request, staff, conversation, context["called"], asks=offers.note)
    if offers.names and offers.access == "open" and offers.triage:
        context["beside_states"] = states.beside(context["plan"])
        context["beside_tags"] = labels.beside(context["plan"], conversation)
    on = merging.goes_on(staff.tenant, bytes(conversation.pseudonym)) if conversation.joined else None
    context["goes_on"] = on.hex() if on else ""
    context["clocks"] = due.all_of(context["plan"], conversation, context["now"])
    if offers.kept:
        context["kept"] = services().keeping.why(offers.who, name, brief=True)
    if offers.access == "open":
        context |= _read(request, offers, why, called)
    return render(request, "handclasp/desk.html", context, status=status)


def _begun(request: HttpRequest, offers: Offers) -> Draft | None:
    """A text that a second person let leave, ready to be sent (`send`: the request)."""
    text = guarded.approved(offers.who, offers.conversation, request.GET.get("send", "")) if offers.reply else ""
    name = bytes(offers.conversation.pseudonym)
    stop = services().leaving.stop(offers.who, name, text) if text else None
    shown = guarded.guard(offers.who, offers.conversation, text, stop) if stop else None
    return replace(new_draft(), text=text, guarded=shown) if text else None


def _read(request: HttpRequest, offers: Offers, why: reasons.Why, called: Mapping[str, str]) -> dict[str, Any]:
    conversation = offers.conversation
    before = request.GET.get("before", "")
    asked = before.isascii() and before.isdigit() and len(before) < 16
    end = int(before) if asked else conversation.last_seq + 1
    after = max(0, end - 1 - (EARLIER if asked else SHOWN))
    views = _all_after(offers, why, after, end - 1 if asked else None)
    shown = views if asked else views[-DRAWN:]
    first = shown[0].seq if shown and len(shown) < len(views) else after + 1
    latest = not asked or end > conversation.last_seq
    name = bytes(conversation.pseudonym)
    lines = list(present.lines(shown, names=offers.names, masks=masks(offers.who, name), called=called))
    since = shown[0].received if shown and first > 1 else None
    joined_, others = joined.read(request, offers, joined.Stretch(since, _until(request) if asked else None), called)
    return {
        "lines": list(joined.together(lines, others)) if others else lines,
        "joined": joined_,
        "parallel": joined.parallel(offers, views) if latest else [],
        "told": present.was_told(views),
        "earlier": first if first > 1 else None,
        "since": since,
        "latest": latest,
        **(_new(offers, shown) if latest and shown else {}),
        "last_seq": shown[-1].seq if shown else after,
        "order": next((view.facts["order"] for view in reversed(views) if view.facts.get("order")), ""),
        "held_back": views.held_back,
        "older": entering.step_up_to("old-records", request.get_full_path()),
    }


def _until(request: HttpRequest) -> int | None:
    """The time (ms) at which the lines begin that stand below those asked for."""
    until = request.GET.get("until", "")
    return int(until) if until.isascii() and until.isdigit() and len(until) < 16 else None


def _new(offers: Offers, shown: Sequence[View]) -> dict[str, Any]:
    """Where the new lines begin, and where the newest one is left unread again; from here on all are seen."""
    who = offers.who
    before = seeing.looked(who, bytes(offers.conversation.pseudonym), shown[-1].seq)
    return {"new_from": seeing.begins(shown, before, who.id), "unread_after": seeing.before_the_last(shown, who.id)}


def _all_after(offers: Offers, why: reasons.Why, after: int, until: int | None) -> Views:
    name = bytes(offers.conversation.pseudonym)
    return services().disclose.read(
        offers.who, name, purpose=why.purpose, reason=why.reason or None, after=after, limit=SHOWN + 300, until=until
    )


@shows_pictures
@require_POST
@member
def say(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Send what stands in the composer: POST `text`, `mode` (reply, note), `key`."""
    conversation = conversation_of(staff, pseudonym)
    draft = draft_of(request.POST)
    action = Action.NOTE if draft.mode == "note" else Action.REPLY
    passed = services().gate.passed(reader(request, staff), action, bytes(conversation.pseudonym))
    if wrong := _unsendable(draft, conversation):
        return again(request, staff, conversation, _with(draft, *wrong), 422)
    try:
        where = Where(bytes(conversation.pseudonym), conversation.channel, passed.decision.version)
        receipt = services().leaving.send(reader(request, staff), where, _words(draft))
        services().beside.write(where.conversation, Somebody(DESK, staff.username), "")
    except Guarded as error:
        stopped = replace(draft, guarded=guarded.guard(reader(request, staff), conversation, draft.text, error))
        return again(request, staff, conversation, stopped, 422)
    except HandclaspError as error:
        key = secrets.token_urlsafe(16) if error.code == "idempotency-key-reused" else draft.key
        kept = Draft(key=key, text=draft.text, mode=draft.mode, problem=trouble.in_words(error))
        return again(request, staff, conversation, kept, STATUS.get(error.code, 503))
    return _sealed(request, staff, conversation, draft, receipt)


def _unsendable(draft: Draft, conversation: Conversation) -> tuple[str, str] | None:
    """What is wrong with a text, and what to do about it; None when it may be sent."""
    if not draft.text.strip():
        return gettext("Write something first."), ""
    if len(draft.text) > LONGEST:
        too_long = gettext("This is too long: %(n)s characters, at most %(most)s.")
        return too_long % {"n": len(draft.text), "most": LONGEST}, gettext("Send it in parts.")
    if draft.mode == "note":
        return None
    if conversation.joined is not None:
        return gettext("Not sent: this conversation goes on in another one."), gettext("Answer there.")
    if open_ := unfilled(conversation.tenant, draft.text):
        told = gettext("Not sent: fill in %(places)s first.") % {"places": gettext(", ").join(open_)}
        return told, gettext("Tab goes to the next place.")
    return None


def draft_of(form: QueryDict) -> Draft:
    """What stood in a composer."""
    key = form.get("key", "")
    return Draft(
        key=key if _KEY.match(key) else secrets.token_urlsafe(16),
        text=form.get("text", "").replace("\r\n", "\n"),
        mode="note" if form.get("mode") == "note" else "reply",
    )


def _with(draft: Draft, title: str, advice: str) -> Draft:
    return Draft(key=draft.key, text=draft.text, mode=draft.mode, problem={"title": title, "advice": advice})


def _words(draft: Draft) -> Words:
    return Words(draft.key, draft.text, draft.mode == "note")


def again(request: HttpRequest, staff: Staff, conversation: Conversation, draft: Draft, status: int) -> HttpResponse:
    """The composer with the text kept and what is wrong with it."""
    if request.headers.get("HX-Request") != "true":
        return page(request, staff, conversation, draft, status=status)
    return _composer(request, staff, conversation, {"draft": draft}, status)


def _sealed(
    request: HttpRequest, staff: Staff, conversation: Conversation, draft: Draft, receipt: Receipt
) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect(f"/desk/c/{conversation.hex}#end")
    told = {"draft": new_draft(draft.mode), "sealed": receipt.stored, "key": draft.key}
    return _composer(request, staff, conversation, told, 200)


def _composer(
    request: HttpRequest, staff: Staff, conversation: Conversation, told: dict[str, Any], status: int
) -> HttpResponse:
    why = reasons.why(request, conversation.hex)
    offers = Offers(reader(request, staff), services().policies, conversation, why)
    context = {"conversation": conversation, "offers": offers, **told}
    return render(request, "handclasp/parts/composer.html", context, status=status)


@require_safe
@member
def looks(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Who looked at this conversation; asking is itself recorded."""
    conversation = conversation_of(staff, pseudonym)
    why = reasons.why(request, conversation.hex)
    name = bytes(conversation.pseudonym)
    found = services().disclose.who_looked(reader(request, staff), name, reason=why.reason or None)
    lines = present.looks(found)
    context = {
        "looks": lines,
        "names": requests.names(staff.tenant, {look.who for look in lines}),
        "roles": requests.roles(staff.tenant),
        "conversation": conversation,
        "now": services().now(),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "handclasp/parts/looks.html" if part else "handclasp/looks.html", context)
