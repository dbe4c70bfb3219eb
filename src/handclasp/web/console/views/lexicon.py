"""The tenant's risk words as text: a draft with its faults by line, what is in force, publishing.

To whoever may not edit them the page does not exist; that they tried is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from handclasp.records import HandclaspError, Refused
from handclasp.screen.risk_words import CATEGORIES, HOUSE, house_text
from handclasp.web.console import risk_names, words
from handclasp.web.console.guard import member, reader
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader


@require_http_methods(["GET", "HEAD", "POST"])
@member
def page(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The list; POST `text` and `do` (`check` keeps it as a draft, `publish` puts it in force)."""
    who = reader(request, staff)
    try:
        standing, draft = services().risk_words.show(who)
    except Refused as error:
        raise Http404 from error
    if request.method != "POST":
        return _page(request, staff, standing, draft)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    faults = services().risk_words.check(text)
    if request.POST.get("do") == "publish" and not faults:
        return _published(request, staff, who, standing, text)
    problem = ""
    try:
        services().risk_words.draft(who, text)
    except HandclaspError as error:
        problem = str(trouble.in_words(error)["title"])
    return _page(request, staff, standing, text, faults=faults, problem=problem, checked=True)


def _published(request: HttpRequest, staff: Staff, who: Reader, standing: Any, text: str) -> HttpResponse:
    try:
        services().risk_words.publish(who, text)
    except HandclaspError as error:
        told = trouble.in_words(error)
        problem = f"{told['title']}. {told['advice']}"
        return _page(request, staff, standing, text, problem=problem, status=STATUS.get(error.code, 503))
    return redirect("lexicon")


def _page(request: HttpRequest, staff: Staff, standing: Any, text: str, status: int = 200, **more: Any) -> HttpResponse:
    faults = [(fault.line, _said(fault)) for fault in more.pop("faults", ())]
    told = {
        "staff": staff,
        "at": "lexicon",
        "standing": standing,
        "house": HOUSE,
        "text": text,
        "changed": text != standing.text,
        "faults": faults,
        "house_words": house_text(),
        "categories": [(name, words.name(risk_names.CATEGORIES, name)) for name in CATEGORIES],
    }
    return render(request, "handclasp/lexicon.html", told | more, status=422 if faults else status)


def _said(fault: Any) -> str:
    known = {
        "heading": gettext("Write a heading like this: == refund | 1 | in"),
        "no-heading": gettext("This word stands under no heading: begin with one like == refund | 1 | in"),
        "pattern": gettext("This is no pattern: (one|another), (…)? and … are all there is, none within another."),
        "too-long": gettext("The list is too long."),
    }
    return str(known.get(fault.code, fault.words))
