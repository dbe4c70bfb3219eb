"""The registers for an authority: what is processed and why, where, for how long; what left, and across which border.

Of the configuration in force and the journal, in the reader's language, to be printed or taken along as a file. Each
look is recorded. To whoever may not see what is kept these pages do not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handclasp.access.policy import Action
from handclasp.web.console import requests, words
from handclasp.web.console.guard import may, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.web.console.services import Registers

SHOWN: Final = 200
"""So many disclosures are on the page; the file has all."""

FILES: Final = {
    "record.md": "text/markdown; charset=utf-8",
    "record.json": "application/json",
    "disclosures.csv": "text/csv; charset=utf-8",
}
"""What can be taken along, and its media type."""


def _registers(staff: Staff) -> Registers:
    found = services().registers
    if found is None or not may(staff, Action.SEE_KEEPING):
        raise Http404
    return found


@require_safe
@member
def register(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Both registers on one page."""
    found, who = _registers(staff), reader(request, staff)
    record, left = found.record(who), found.left(who)
    told = {
        "staff": staff,
        "at": "register",
        "record": record,
        "consents": [_consent(one) for one in record["consents"].values()],
        "feeds": _purposes(record, "feeds"),
        "exports": _purposes(record, "exports"),
        "rules": list(record["retention"]["rules_days"].items()),
        "roles": [(one[language()], one) for one in record["roles"].values()],
        "left": [_disclosure(one) for one in left[:SHOWN]],
        "more": max(0, len(left) - SHOWN),
        "crossed": sum(bool(one["border"]) for one in left),
        "names": requests.names(staff.tenant, {str(one["by"]).partition(":")[2] for one in left[:SHOWN]}),
    }
    return render(request, "handclasp/register.html", told)


def _listed(names: Iterable[str]) -> str:
    """Names one after another, as the reader's language lists them."""
    return ("、" if language() == "zh" else ", ").join(names)


def _purposes(record: Mapping[str, Any], section: str) -> list[tuple[str, str]]:
    """Each purpose with the classes that it carries, in the reader's language."""
    known = {**record["classes"]["records"], **record["classes"]["fields"]}
    inner = {"later", "ends"}
    return [
        (one[language()], _listed(known[name][language()] for name in named if name not in inner))
        for one in record["purposes"][section].values()
        for named in [(*one["records"], *one["fields"])]
    ]


def _consent(one: Mapping[str, Any]) -> dict[str, Any]:
    """How often a separate consent was asked for and answered, and what it is needed for, in the reader's language."""
    needed = (words.name(words.PURPOSES, name) if name in words.PURPOSES else name for name in one["needed_for"])
    classes = (words.name(words.ITEM_CLASSES, name) if name in words.ITEM_CLASSES else name for name in needed)
    return {"name": one[language()], "stands": one["stands"], "needed": _listed(classes)}


def _disclosure(one: Mapping[str, Any]) -> dict[str, Any]:
    role, _, account = str(one["by"]).partition(":")
    withheld = _listed(words.name(words.RECORDS, name) for name in one["withheld"] if name in words.RECORDS)
    return {**one, "role": role, "account": account, "left_out": withheld, "count": len(one["subjects"])}


@require_safe
@member
def file(request: HttpRequest, staff: Staff, name: str) -> HttpResponse:
    """One of FILES, as the command line writes it."""
    found = _registers(staff)
    content = found.file(reader(request, staff), name, language()) if name in FILES else None
    if content is None:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="handclasp-{staff.tenant}-{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=FILES[name], headers=headers)
