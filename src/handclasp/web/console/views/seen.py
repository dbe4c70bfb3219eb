"""What somebody has seen of a conversation: said by the open page as lines come, or taken back on purpose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from handclasp.access.policy import Action
from handclasp.web.console import reasons, seeing
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff
    from handclasp.access.policy import Reader

_SEQ: Final = re.compile(r"[0-9]{1,15}")


@require_POST
@member
def seen(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """POST `seq`: everything up to it was shown to this person's eyes."""
    who, name, seq = _asked(request, staff, pseudonym)
    seeing.looked(who, name, seq)
    return HttpResponse(status=204)


@require_POST
@member
def unread(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """POST `seq`: what comes after it is new again; back to the list."""
    who, name, seq = _asked(request, staff, pseudonym)
    marks = services().seen
    if marks is not None:
        marks.leave_unread(services().gate.number(who.tenant), who.id, name, seq)
    return redirect("queue")


def _asked(request: HttpRequest, staff: Staff, pseudonym: str) -> tuple[Reader, bytes, int]:
    """Of a conversation that they may read as things are; raises Refused, written down, or Http404."""
    row, seq = conversation_of(staff, pseudonym), request.POST.get("seq", "")
    who, name = reader(request, staff), bytes(row.pseudonym)
    offers = Offers(who, services().policies, row, reasons.why(request, row.hex))
    if offers.access != "open":
        services().gate.passed(who, Action.READ, name)
    if not _SEQ.fullmatch(seq):
        raise Http404
    return who, name, int(seq)
