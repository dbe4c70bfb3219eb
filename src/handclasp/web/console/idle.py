"""Ends a session that nobody uses any more, and any session after its time, however much it is used.

Use is what a person does: pages, answers, clicks. What a page fetches by itself (news of the lists, live lines) is not.
The rows of sessions carry their end, so that a page left open learns of it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import logout

from handclasp.access.sessions import ABOUT
from handclasp.web.console import entering

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

USED: Final = "used"
"""In the session: when it was last used, in POSIX seconds, to the minute."""
_NOTED_EVERY: Final = 60
_BY_ITSELF: Final = frozenset({"queue", "board", "import-state"})
"""The parts of pages that ask for themselves when the lists have changed."""


def watch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware; needs sessions before it."""

    def watched(request: HttpRequest) -> HttpResponse:
        if entering.SECOND_FACTOR in request.session:
            _watch(request, entering.now())
        return get_response(request)

    return watched


def _watch(request: HttpRequest, now: float) -> None:
    session = request.session
    began = session.get(ABOUT, {}).get("began", now)
    used = session.get(USED, session[entering.SECOND_FACTOR]["at"])
    left = began + settings.SESSION_COOKIE_AGE - now
    if left <= 0 or now - used > settings.HANDCLASP_IDLE_SECONDS:
        logout(request)
    elif now - used >= _NOTED_EVERY and not _by_itself(request):
        session[USED] = now
        session.set_expiry(max(1, int(min(left, settings.HANDCLASP_IDLE_SECONDS))))


def _by_itself(request: HttpRequest) -> bool:
    return request.path.endswith(("/events", "/notices/now")) or request.headers.get("HX-Trigger") in _BY_ITSELF
