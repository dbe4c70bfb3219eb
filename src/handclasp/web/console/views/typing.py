"""That somebody of the desk is writing: told to who is at the conversation too, for seconds, and kept nowhere."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from handclasp.access.policy import Action
from handclasp.web.beside import DESK, NOTE, REPLY, Somebody
from handclasp.web.console import reasons
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from django.http import HttpRequest

    from handclasp.access.models import Staff

_ACTS: Final = {REPLY: Action.REPLY, NOTE: Action.NOTE}
_RATE: Final = 1.0
_BURST: Final = 8.0


@require_POST
@member
def typing(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """POST `mode`: an answer (`reply`), a `note`, or nothing any more; never a word of it.

    Of who may read but not write here nothing is told, and nothing is refused: what they send will be. Raises Refused,
    written down, where they may not even read.
    """
    wait = services().buckets.take(f"typing/{staff.pk}", _RATE, _BURST, 1, time.monotonic())
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(math.ceil(wait))})
    row, who = conversation_of(staff, pseudonym), reader(request, staff)
    name = bytes(row.pseudonym)
    if Offers(who, services().policies, row, reasons.why(request, row.hex)).access != "open":
        services().gate.passed(who, Action.READ, name)
    mode = request.POST.get("mode", "")
    act = _ACTS.get(mode)
    if not mode or (act and services().gate.decision(who, act, name).allowed):
        services().beside.write(name, Somebody(DESK, who.id), mode)
    return HttpResponse(status=204)
