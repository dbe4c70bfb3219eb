"""How many conversations one person may open in a while: as many as work takes, not as many as a script could.

Counted for all web workers together, like the other limits; what was opened stands in the journal in any case.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

from handclasp.access.models import Staff
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble
from handclasp.web.hub import TooMany
from handclasp.web.widget.limits import Buckets
from handclasp.web.widget.services import Bucket

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

OPENINGS: Final = Bucket(burst=90, per_minute=30)
"""Conversations opened at the desk."""
_CONVERSATION: Final = re.compile(r"/desk/c/[0-9a-f]{32}")


def keep(
    get_response: Callable[[HttpRequest], HttpResponse], monotonic: Callable[[], float] = time.monotonic
) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware; needs to know who is signed in."""

    def kept(request: HttpRequest) -> HttpResponse:
        if _CONVERSATION.fullmatch(request.path) and isinstance(request.user, Staff):
            try:
                Buckets(monotonic, services().buckets).take("openings", str(request.user.pk), OPENINGS)
            except TooMany as error:
                answer = trouble.answer(request, error)
                answer["Retry-After"] = str(error.retry_after)
                return answer
        return get_response(request)

    return kept
