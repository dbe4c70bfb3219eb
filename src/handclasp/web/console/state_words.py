"""How conversations stand, in the reader's words: states, reasons of the plan, what a record says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from handclasp.desk.labels import GIVE, TAKE
from handclasp.desk.merging import REASON as MERGED
from handclasp.desk.plan import CLOSED, OPEN, REOPENED, RESOLVED, STATES, WAITS_CUSTOMER, WAITS_OTHER
from handclasp.desk.ratings import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise as Text

    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan

NAMES: Final[dict[str, Text]] = {
    OPEN: _("Open"),
    WAITS_CUSTOMER: _("Waits for the customer"),
    WAITS_OTHER: _("Waits for others"),
    RESOLVED: _("Resolved"),
    CLOSED: _("Closed"),
    REOPENED: _("Open again"),
}
_IDLE: Final = "idle"


def called(words: Mapping[str, Any]) -> str:
    """What something of the plan is called in the reader's language."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return str(words.get(language, ""))


def reason_name(plan: Plan, name: str) -> str:
    """A reason in words; of one that the plan has no more, its name."""
    if name == _IDLE:
        return gettext("nothing was said for long")
    if name == MERGED:
        return gettext("goes on in another conversation")
    words = next((dict(one.words) for one in plan.reasons if one.name == name), {})
    return called(words) or name


def tag_names(plan: Plan, names: Sequence[str]) -> list[str]:
    """Tags in words; of those that the plan has no more, their names."""
    known = {one.name: called(dict(one.words)) for one in plan.tags}
    return [known.get(name) or name for name in names]


def stands(row: Conversation, plan: Plan) -> str:
    """How a conversation stands and why, where somebody said so or the customer came back."""
    if row.state == OPEN and not row.reason:
        return ""
    name = str(NAMES.get(row.state, row.state))
    return f"{name} · {reason_name(plan, row.reason)}" if row.reason else name


def choices(plan: Plan) -> list[tuple[Text, list[tuple[str, str]]]]:
    """What somebody can say: by state, its reasons, each as `state/reason` and in words."""
    found = []
    for state in STATES:
        reasons = [(f"{state}/{one.name}", called(dict(one.words))) for one in plan.reasons if state in one.states]
        if reasons:
            found.append((NAMES[state], reasons))
    return found


def tagged(facts: Mapping[str, Any], who: str) -> str:
    """What a record says of a tag; empty for one that says nothing of one."""
    details = facts.get("details")
    told: Mapping[str, Any] = details if isinstance(details, dict) else {}
    said = {"who": who, "tag": called(told) or str(told.get("tag", ""))}
    if facts.get("action") == GIVE:
        return gettext("%(who)s gave the tag “%(tag)s”") % said
    return gettext("%(who)s took the tag “%(tag)s” away") % said if facts.get("action") == TAKE else ""


def rated(facts: Mapping[str, Any]) -> str:
    """That the customer was asked how it went, or what they answered."""
    if facts.get("step") == ANSWERED:
        return gettext("The customer found: %(n)s of 5") % {"n": facts.get("score", "")}
    return gettext("The customer was asked how it went")


def says(facts: Mapping[str, Any], who: str) -> str:
    """What a record says of how its conversation stands; empty for one that says nothing of it."""
    details = facts.get("details")
    told: Mapping[str, Any] = details if isinstance(details, dict) else {}
    state = str(told.get("state", ""))
    if state not in NAMES:
        return ""
    reason = called(told) or str(told.get("reason", ""))
    return gettext("%(who)s says: %(state)s · %(reason)s") % {"who": who, "state": NAMES[state], "reason": reason}
