"""Why somebody opens a conversation, where the policies ask for a reason: said once, it holds for half an hour.

It holds for one conversation in one session, and stands in every access record made meanwhile. Kept encrypted: what
people write of a conversation may say more of a customer than they meant. It permits nothing; the policies do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext

from handclasp.access import at_rest
from handclasp.records import HandclaspError, is_reason
from handclasp.web.console import entering, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise as Text

KEPT: Final = "reasons"
"""In the session: {conversation: {"purpose", "reason" (encrypted), "until" (POSIX seconds)}}."""
SECONDS: Final = 1800
MOST = 500
_MOST_KEPT: Final = 20

READ_FOR: Final[dict[str, Text]] = {
    name: words.LOOKED_FOR[name] for name in ("dispute", "risk", "customer-request", "court", "audit")
}
"""What somebody may say they open a conversation for."""

REVEAL_FOR: Final[dict[str, Text]] = {
    name: words.LOOKED_FOR[name] for name in ("support", "dispute", "risk", "customer-request", "court")
}
"""What somebody may say they need to see behind a mask for."""

SUPPORT: Final = "support"
"""What those open a conversation for who need not say why."""


def problem(reason: str) -> str:
    """What is wrong with a reason, in words; empty when it will do. The rule itself is the same at every door."""
    if not is_reason(reason):
        return gettext("Say why, in at least 2 characters that are not spaces. It is sealed with what you do.")
    return gettext("The reason is too long; 500 characters are enough.") if len(reason) > MOST else ""


class Why(NamedTuple):
    """A purpose and, where one was asked for, the reason written; `until` in POSIX seconds, 0 without end."""

    purpose: str = SUPPORT
    reason: str = ""
    until: float = 0


def keep(request: HttpRequest, conversation: str, purpose: str, reason: str) -> None:
    """Let this reason hold for this conversation (hex) from now on."""
    held = dict(_holding(request))
    held[conversation] = {
        "purpose": purpose,
        "reason": at_rest.encrypt(reason),
        "until": entering.now() + SECONDS,
    }
    newest = sorted(held.items(), key=lambda item: item[1]["until"])[-_MOST_KEPT:]
    request.session[KEPT] = dict(newest)


def why(request: HttpRequest, conversation: str) -> Why:
    """Why this person has this conversation (hex) open; support, without a reason, unless they said so lately."""
    kept = dict(_holding(request)).get(conversation)
    if kept is None:
        return Why()
    try:
        return Why(kept["purpose"], at_rest.decrypt(kept["reason"]), kept["until"])
    except HandclaspError:  # kept under another key: as good as not said
        return Why()


def _holding(request: HttpRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    kept = request.session.get(KEPT)
    for conversation, one in kept.items() if isinstance(kept, dict) else ():
        if 0 < one["until"] - entering.now() <= SECONDS:
            yield conversation, one
