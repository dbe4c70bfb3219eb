"""The desk's scripts: a list, a page for each with its versions, and what the composer offers to insert.

To whoever may not arrange the desk the pages do not exist; that they tried is recorded. Nothing here is a customer's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handclasp.access.policy import Action
from handclasp.desk import scripts as kept
from handclasp.records import Guarded, HandclaspError, Refused
from handclasp.web.console import reasons, requests, risk_names, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from handclasp.access.models import Staff
    from handclasp.desk.models import Script, ScriptVersion

FIELDS = kept.Wording._fields


def _book() -> kept.Scripts:
    known = services()
    return kept.Scripts(known.gate.passed, known.gate.journal.seal, known.leaving.stop, known.policies.roles, known.now)


@require_safe
@member
def scripts(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All that this person keeps (`q`: some of it, `retired`: those out of use)."""
    wanted, retired = request.GET.get("q", "").strip()[:60], "retired" in request.GET
    try:
        found = _book().listed(reader(request, staff), retired=retired)
    except Refused as error:
        raise Http404 from error
    rows = [(row, *said(row)) for row in found if _has(row, wanted.lower())]
    told = {"staff": staff, "at": "scripts", "rows": rows, "q": wanted, "retired": retired, "now": services().now()}
    return render(request, "handclasp/scripts.html", told)


def said(row: ScriptVersion) -> tuple[str, str]:
    """Title and text in the reader's language, or in the one there is."""
    zh, en = (row.title_zh, row.text_zh), (row.title_en, row.text_en)
    first, second = (zh, en) if language() == "zh" else (en, zh)
    return first if first[0] else second


def _has(row: ScriptVersion, wanted: str) -> bool:
    everything = "\n".join((row.script.name, row.script.team, *kept.wording_of(row))).lower()
    return all(word in everything for word in wanted.split())


@require_http_methods(["GET", "HEAD", "POST"])
@member
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Write a new one: POST `name`, `team`, and title and text in Chinese and English."""
    who = reader(request, staff)
    if request.method != "POST":
        _may(request, staff)
        return _form(request, staff, {"team": staff.team})
    form = request.POST
    try:
        _book().add(who, kept.Entry(form.get("name", "").strip().lower(), form.get("team", "").strip(), _typed(form)))
    except Guarded as error:
        return _form(request, staff, form.dict(), problem=_stopped(error), status=422)
    except Refused as error:
        raise Http404 from error
    except HandclaspError as error:
        return _form(request, staff, form.dict(), problem=_words(error), status=STATUS.get(error.code, 503))
    return redirect("scripts")


@require_http_methods(["GET", "HEAD", "POST"])
@member
def script(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One, with its versions; POST the form: the next version, over the one that was `seen`."""
    row = _one(request, staff, number)
    if request.method != "POST":
        return _form(request, staff, _as_form(row), row)
    seen = request.POST.get("seen", "")
    try:
        known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
        _book().change(reader(request, staff), number, known, _typed(request.POST))
    except Guarded as error:
        return _form(request, staff, request.POST.dict(), row, problem=_stopped(error), status=422)
    except HandclaspError as error:
        status = STATUS.get(error.code, 503)
        return _form(request, staff, request.POST.dict(), row, problem=_words(error), status=status)
    return redirect("scripts")


@require_POST
@member
def retire(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Take one out of use, or back into it (`back`)."""
    _one(request, staff, number)
    _book().retire(reader(request, staff), number, back="back" in request.POST)
    return redirect("scripts")


@require_safe
@member
def offered(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """What the composer of a conversation inserts, as JSON: texts by language, and the values of known places."""
    conversation, who = conversation_of(staff, pseudonym), reader(request, staff)
    offers = Offers(who, services().policies, conversation, reasons.why(request, conversation.hex))
    if not (offers.reply or offers.note):
        services().gate.passed(who, Action.REPLY, bytes(conversation.pseudonym))  # refused and written down
        raise Http404
    values = {"agent": staff.display_name, "number": conversation.handle}
    return JsonResponse({"scripts": [_told(row) for row in kept.offered(who)], "values": values})


def _told(row: ScriptVersion) -> dict[str, Any]:
    both = {"zh": (row.title_zh, row.text_zh), "en": (row.title_en, row.text_en)}
    told = {code: {"title": title, "text": text} for code, (title, text) in both.items() if text}
    return {"name": row.script.name, **told}


def _may(request: HttpRequest, staff: Staff) -> None:
    try:
        _book().listed(reader(request, staff))
    except Refused as error:
        raise Http404 from error


def _one(request: HttpRequest, staff: Staff, number: int) -> Script:
    try:
        return _book().one(reader(request, staff), number)
    except HandclaspError as error:
        raise Http404 from error


def _typed(form: QueryDict) -> kept.Wording:
    return kept.tidy(form.get(name, "") for name in FIELDS)


def _as_form(row: Script) -> dict[str, Any]:
    return {**kept.wording_of(row.versions.get(number=row.number))._asdict(), "seen": row.number}


def _words(error: HandclaspError) -> str:
    if isinstance(error, kept.BadScript):
        return words.name(words.SCRIPT_FAULTS, error.fault)
    told = trouble.in_words(error)
    return gettext("%(title)s. %(advice)s") % {"title": told["title"], "advice": told["advice"]}


def _stopped(error: Guarded) -> str:
    titles = [str(risk_names.GUARDED[one][0]) for one in error.categories if one in risk_names.GUARDED]
    why = titles[0] if titles else str(error)
    return gettext("Nobody could send this: %(why)s. Write it so that it asks for nothing that may not be asked.") % {
        "why": why
    }


def _form(
    request: HttpRequest,
    staff: Staff,
    form: dict[str, Any],
    row: Script | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    versions = list(row.versions.order_by("-number")[:20]) if row else []
    told = {
        "staff": staff,
        "at": "scripts",
        "form": form,
        "script": row,
        "versions": [(version, *said(version)) for version in versions],
        "names": requests.names(staff.tenant, {version.by for version in versions}),
        "problem": problem,
    }
    return render(request, "handclasp/script.html", told, status=status)
