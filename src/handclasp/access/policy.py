"""What each role may do, denied unless allowed here. The one place that decides; doors only ask.

A decision names its reason in words for the person who asked. `disclose` asks before it opens anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Reader(NamedTuple):
    """Who reads: the tenant's name, a role, an id within the tenant (username, API key id, visitor id)."""

    tenant: str
    role: str
    id: str


class Action(StrEnum):
    """What can be asked of a conversation."""

    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    EXPORT = "export"
    RECEIPT = "receipt"
    WHO_LOOKED = "who-looked"
    FEED = "feed"


class Decision(NamedTuple):
    """Whether, and why (not)."""

    allowed: bool
    why: str


ALLOWED: Final[dict[str, frozenset[Action]]] = {
    "customer": frozenset({Action.READ, Action.RECEIPT, Action.REPLY}),
    "agent": frozenset({Action.READ, Action.REPLY, Action.NOTE, Action.RECEIPT, Action.EXPORT, Action.WHO_LOOKED}),
    "lead": frozenset({Action.READ, Action.REPLY, Action.NOTE, Action.RECEIPT, Action.EXPORT, Action.WHO_LOOKED}),
    "service": frozenset({Action.READ, Action.REPLY, Action.RECEIPT, Action.EXPORT}),
    "auditor": frozenset({Action.WHO_LOOKED}),
    "administrator": frozenset(),
    "machine": frozenset({Action.FEED}),
    "system": frozenset({Action.READ, Action.EXPORT, Action.RECEIPT, Action.WHO_LOOKED}),
}
"""Actions by role. `customer` is further held to its own conversation by the door that vouches for it; `system` is the
command line on the machine itself."""

CUSTOMER_KINDS: Final = frozenset(
    {"message", "attachment", "order-event", "notice-shown", "consent", "correction", "rescreen", "head", "close"}
)
"""Kinds of records that a customer may be shown; notes and inner workings are not among them."""


def decide(who: Reader, action: Action) -> Decision:
    """Whether a role may do this at all; deny by default."""
    if action in ALLOWED.get(who.role, frozenset()):
        return Decision(allowed=True, why=f"the role {who.role} may {action}")
    if who.role == "administrator":
        return Decision(allowed=False, why="administrators manage people and settings; they see no conversations")
    if who.role == "auditor":
        return Decision(allowed=False, why="auditors see who did what, not what was said")
    return Decision(allowed=False, why=f"the role {who.role} may not {action}; ask a team lead")
