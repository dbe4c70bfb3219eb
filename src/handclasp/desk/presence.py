"""Whether somebody at the desk is there: said by themselves, on record in the journal before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from handclasp.desk.models import AgentState
from handclasp.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.access.policy import Reader
    from handclasp.records import Receipt, Value


def say(seal: Callable[[Reader, Kind, dict[str, Value]], Receipt], who: Reader, now: int, *, away: bool) -> None:
    """Say that one is away, or back; saying it again changes nothing. `now` is in ms since 1970."""
    with transaction.atomic():
        AgentState.objects.get_or_create(tenant=who.tenant, username=who.id)
        state = AgentState.objects.select_for_update().get(tenant=who.tenant, username=who.id)
        if state.away == away:
            return
        seal(who, Kind.AGENT_ACTION, {"action": "desk away" if away else "desk back"})
        state.away, state.since = away, now
        state.save(update_fields=["away", "since"])
