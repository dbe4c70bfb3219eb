"""Short forms of a dispute for payment networks: drafted, counted, edited and sealed here, then taken so.

What is taken is the sealed text: whatever the screener masks in it stays masked, also in what leaves.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handclasp.desk.cases import Step
from handclasp.desk.cases.forms import NETWORKS, drafted, joined, parted, too_long
from handclasp.records import Kind, NotFound, ReasonNeeded
from handclasp.web.console import case_words, reasons, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.desk.cases import Case, Seen, Told
    from handclasp.desk.cases.forms import Network
    from handclasp.desk.models import Conversation

_TYPES = {"txt": "text/plain; charset=utf-8", "json": "application/json"}


class Field(NamedTuple):
    """A field as the page shows it; `most` 0: it has no limit of its own."""

    code: str
    name: str
    text: str
    most: int
    rows: int


@require_http_methods(["GET", "HEAD", "POST"])
@member
def form(request: HttpRequest, staff: Staff, pseudonym: str, number: str, network: str) -> HttpResponse:
    """A network's form; POST its fields: they are sealed, and can be taken then."""
    conversation = conversation_of(staff, pseudonym)
    try:
        seen = _seen(request, staff, conversation, number)
    except ReasonNeeded:
        return redirect("thread", conversation.hex)
    to = _network(network)
    if request.method != "POST":
        return _page(request, staff, conversation, seen, to, drafted(to, seen.case, _why(seen.case), _zone()))
    fields = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in to.fields}
    if over := too_long(to, fields):
        return _page(request, staff, conversation, seen, to, fields, _too_long(over))
    if not any(fields.values()):
        return _page(request, staff, conversation, seen, to, fields, gettext("There is nothing in the form."))
    why = reasons.why(request, conversation.hex)
    services().cases.take_form(
        reader(request, staff),
        bytes(conversation.pseudonym),
        number,
        to.name,
        joined(fields),
        reason=why.reason or None,
    )
    return redirect("case-form", conversation.hex, number, to.name)


@require_safe
@member
def file(
    request: HttpRequest, staff: Staff, pseudonym: str, number: str, network: str, seq: int, suffix: str
) -> HttpResponse:
    """A form as it was sealed, as a file: text for WeChat Pay, JSON for Stripe's `evidence`."""
    conversation = conversation_of(staff, pseudonym)
    seen, to = _seen(request, staff, conversation, number), _network(network)
    sealed = [one for one in _sealed(seen.case, to) if one.seq == seq]
    if not sealed or suffix != to.suffix:
        raise Http404
    fields = parted(to, sealed[0].body)
    whole = {"evidence": fields}
    text = json.dumps(whole, ensure_ascii=False, indent=2) if to.suffix == "json" else joined(fields)
    name = f"{to.name}-{number[:8]}.{to.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type=_TYPES[to.suffix], headers=headers)


def _network(name: str) -> Network:
    if name not in NETWORKS:
        raise Http404
    return NETWORKS[name]


def _seen(request: HttpRequest, staff: Staff, conversation: Conversation, number: str) -> Seen:
    why = reasons.why(request, conversation.hex)
    try:
        return services().cases.show(
            reader(request, staff), bytes(conversation.pseudonym), number, reason=why.reason or None
        )
    except NotFound as error:
        raise Http404 from error


def _zone() -> Any:
    return timezone.get_current_timezone()


def _why(case: Case) -> str:
    return case.decisions[-1].body if case.decisions else ""


def _sealed(case: Case, network: Network) -> list[Told]:
    return [one for one in case.steps if one.step is Step.FORM and one.details.get("network") == network.name]


def _too_long(over: Mapping[str, int]) -> str:
    code, count = max(over.items(), key=lambda item: item[1])
    name = words.name(case_words.FIELDS, code) if code else gettext("All fields together")
    told = ngettext(
        "%(name)s: %(n)s character too many.", "%(name)s: %(n)s characters too many.", count
    )  # fmt: skip
    return told % {"name": name, "n": count}


def _page(
    request: HttpRequest,
    staff: Staff,
    conversation: Conversation,
    seen: Seen,
    network: Network,
    texts: Mapping[str, str],
    problem: str = "",
) -> HttpResponse:
    sealed = _sealed(seen.case, network)
    last = sealed[-1] if sealed and request.method != "POST" else None
    pictures = [view for view in seen.views if view.kind == Kind.ATTACHMENT and view.author.role == "customer"]
    context = {
        "staff": staff,
        "at": "cases",
        "conversation": conversation,
        "case": seen.case,
        "network": network,
        "title": words.name(case_words.NETWORKS, network.name),
        "fields": _fields(network, texts),
        "taken": None if last is None else (last, _fields(network, parted(network, last.body))),
        "pictures": pictures if network.pictures else [],
        "problem": problem,
    }
    return render(request, "handclasp/case_form.html", context, status=422 if problem else 200)


def _fields(network: Network, texts: Mapping[str, str]) -> list[Field]:
    return [
        Field(code, words.name(case_words.FIELDS, code), texts.get(code, ""), most, _rows(texts.get(code, "")))
        for code, most in network.fields.items()
    ]


def _rows(text: str) -> int:
    return min(14, max(2, sum(1 + len(line) // 70 for line in text.splitlines()) + 1))
