"""A merchant's side of disputes: those about their own products, how they stand, what they have to say, an appeal.

To whoever is no party these pages do not exist. They show no step and no word of the desk; what was said between the
parties stands in the conversation, which a merchant reads as it may be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from handclasp.access.policy import Action
from handclasp.desk.cases import DONE, BadCase, CaseMoved
from handclasp.desk.cases.parties import LONGEST, may_appeal
from handclasp.records import Attached, HandclaspError, Secret
from handclasp.web.console.guard import may, member, reader
from handclasp.web.console.services import services
from handclasp.web.console.statuses import STATUS
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff

_NAME = 120


def _party(staff: Staff) -> None:
    if not may(staff, Action.OWN_CASE):
        raise Http404


@require_safe
@member
def listed(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The merchant's disputes: what waits by its deadline, and what was decided."""
    _party(staff)
    found = services().parties.mine(reader(request, staff))
    context = {
        "staff": staff,
        "at": "my-cases",
        "waiting": [one for _, one in found if one.state not in DONE],
        "ended": [one for _, one in found if one.state in DONE],
        "now": services().now(),
    }
    return render(request, "handclasp/my_cases.html", context)


@require_safe
@member
def one(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """One of them."""
    return _page(request, staff, number)


@require_POST
@member
def act(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """POST `act`: say (`why`), attach (`file`), appeal (`why`)."""
    _party(staff)
    who, parties = reader(request, staff), services().parties
    why = request.POST.get("why", "").strip()
    try:
        match request.POST.get("act"):
            case "say":
                parties.say(who, number, why)
            case "attach":
                parties.attach(who, number, _attached(request.FILES.get("file")))
            case "appeal":
                parties.appeal(who, number, why)
            case _:
                raise Http404
    except (BadCase, CaseMoved) as error:
        return _page(request, staff, number, error, 409 if isinstance(error, CaseMoved) else 422)
    except HandclaspError as error:
        # A file that is not taken says why; everything else is answered as anywhere.
        if not error.code.startswith("file-") and error.code != "invalid":
            raise
        return _page(request, staff, number, error, STATUS.get(error.code, 422))
    return redirect("my-case", number)


def _attached(file: UploadedFile[Any] | None) -> Attached:
    if file is None or not file.size:
        return Attached("", "application/octet-stream", Secret(b""))
    name = (file.name or "file")[-_NAME:]
    return Attached(name, file.content_type or "application/octet-stream", Secret(file.read()))


def _page(
    request: HttpRequest, staff: Staff, number: str, error: HandclaspError | None = None, status: int = 200
) -> HttpResponse:
    _party(staff)
    place, found = services().parties.show(reader(request, staff), number)
    now = services().now()
    standing = found.state not in DONE
    context = {
        "staff": staff,
        "at": "my-cases",
        "hex": place.hex(),
        "case": found,
        "standing": standing,
        "late": standing and found.due < now,
        "appealable": may_appeal(found),
        "wants": sorted(found.wants) if standing else [],
        "longest": LONGEST,
        "given": request.POST.get("why", "") if error else "",
        "problem": trouble.in_words(error) if error else None,
        "now": now,
    }
    return render(request, "handclasp/my_case.html", context, status=status)
