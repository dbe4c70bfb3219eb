"""What is done to a conversation at the desk, as the record that says so: by somebody, or by the house by itself."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from handclasp.records import Author, Kind, Raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handclasp.desk.models import Conversation
    from handclasp.records import Value

DESK: Final = "agent"
"""The role of whoever acts at the desk, in records."""
HOUSE: Final = Author("system", "desk")
"""Who acts where nobody did: clocks and the plan."""


def act(
    row: Conversation,
    action: str,
    details: Mapping[str, Value],
    now: int,
    *,
    who: Author = HOUSE,
    policy: str = "",
    key: str = "",
) -> Raw:
    """The record of an action on a conversation.

    `policy` is the version of the policies that let it pass, empty where the house acts; `key` says the try, a random
    one unless it is given. `now` is in ms since 1970.
    """
    facts: dict[str, Value] = {"action": action, "details": dict(details)}
    return Raw(
        tenant=row.tenant,
        conversation=row.hex,
        by_pseudonym=True,
        key=key or f"desk/{action}/{secrets.token_hex(16)}",
        kind=Kind.AGENT_ACTION,
        author=who,
        received=now,
        facts=facts | ({"policy": policy} if policy else {}),
    )
