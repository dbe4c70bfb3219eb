"""What a page tells of a text that the outbound guard stopped: why, what to do instead, and whether to ask somebody.

It decides nothing; whether anybody may be asked is asked of the policies as the page is drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext

from handclasp.access.policy import Need
from handclasp.records import Kind, NotFound, Refused
from handclasp.web.console import requests, risk_names
from handclasp.web.console.services import services
from handclasp.web.console.tags import gap

if TYPE_CHECKING:
    from handclasp.access.approvals import Request
    from handclasp.access.policy import Reader
    from handclasp.desk.leaving import Standing
    from handclasp.desk.models import Conversation
    from handclasp.records import Guarded, View
    from handclasp.web.console.requests import Deciders

_REQUEST: Final = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True, slots=True)
class Guard:
    """The line over the composer; `asks`: a second person may be asked, `standing`: one was."""

    title: str
    advice: str
    asks: bool
    ever: bool
    standing: Standing | None = None
    deciders: Deciders | None = None
    problem: str = ""
    reason: str = ""


def heading() -> str:
    """The first line of the note that holds a text to be decided on."""
    return gettext("To be allowed by a second person, word for word:")


def guard(
    who: Reader, conversation: Conversation, text: str, stop: Guarded, problem: str = "", reason: str = ""
) -> Guard:
    """What to tell whoever wrote it."""
    name = bytes(conversation.pseudonym)
    titles = [risk_names.GUARDED[one] for one in stop.categories if one in risk_names.GUARDED]
    decision = services().leaving.may_ask(who, name, stop)
    standing = services().leaving.standing(who, name, text)
    return Guard(
        title=str(titles[0][0]) if titles else str(stop),
        advice=gap().join(str(advice) for _, advice in dict.fromkeys(titles)),
        asks=stop.ever and (decision.allowed or Need.APPROVAL in decision.needs),
        ever=stop.ever,
        standing=standing,
        deciders=requests.deciders(standing.request) if standing and not standing.approved else None,
        problem=problem,
        reason=reason,
    )


def approved(who: Reader, conversation: Conversation, request: str) -> str:
    """The text of one's own approved request about this conversation; empty unless it can be told whole."""
    if not _REQUEST.match(request):
        return ""
    for asked, whole in services().governance.asked(who, "guard"):
        if asked.request == request and asked.subject == conversation.hex and requests.is_live(asked):
            view = _note(who, whole)
            # What was masked on its way in cannot be given back: it is typed again, exactly as it was.
            return "" if view is None or view.spans else (view.body or "").partition("\n")[2]
    return ""


def proposed(who: Reader, whole: Request) -> dict[str, Any]:
    """The text that is to be decided on, as it was written and masked where it masks; the look is sealed first."""
    view = _note(who, whole)
    categories = [str(one) for one in whole.evidence.get("categories", ())]
    told = {"stopped": [risk_names.GUARDED[one][0] for one in categories if one in risk_names.GUARDED]}
    if view is None or view.body is None:
        return told
    return told | {"text": view.body.partition("\n")[2], "masked": bool(view.spans)}


def _note(who: Reader, whole: Request) -> View | None:
    """The note that holds the text; None where it may not be read."""
    seq = whole.evidence.get("note")
    if not isinstance(seq, int):
        return None
    try:
        views = services().disclose.read(
            who, bytes.fromhex(whole.subject), purpose="approval", reason=whole.reason, after=seq - 1, limit=1
        )
    except (Refused, NotFound):
        return None
    return next((view for view in views if view.seq == seq and view.kind == Kind.NOTE), None)
