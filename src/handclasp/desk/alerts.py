"""Tells the people a plan names when a customer's deadline gets near or is missed: once each, as a record.

The record is sealed first; its idempotency key names the clock, so that a run that was cut off, or two at once, tell
nobody twice. It looks at the list, never at words.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from django.db import transaction

from handclasp.desk.acts import act
from handclasp.desk.deadlines import of
from handclasp.desk.models import Conversation
from handclasp.desk.queue import MISSED, NEAR, alert, alerted
from handclasp.records import KeyReused, Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.desk.deadlines import Clock, Deadlines
    from handclasp.desk.plan import Plan
    from handclasp.records import Receipt, Value

_SAYS: Final = {"near": NEAR, "late": MISSED}


def look(append: Callable[[Raw], Receipt], plan: Plan, tenant: str, now: int) -> int:
    """Bring a tenant's deadlines up to date and tell who is to be told; returns how many records were sealed."""
    told = 0
    rows = Conversation.objects.filter(tenant=tenant, waiting=True, closed_at__isnull=True, last_index__gte=0)
    for row in rows.order_by("pk").iterator(500):
        found = of(plan, row, now)
        if _changed(row, found) or _news(row, plan, found):
            told += _settled(append, plan, row.pk, now)
    return told


def _settled(append: Callable[[Raw], Receipt], plan: Plan, key: int, now: int) -> int:
    """The same for one conversation, under the lock of its row: by now it may have been answered."""
    with transaction.atomic():
        row = Conversation.objects.select_for_update().get(pk=key)
        found = of(plan, row, now) if row.waiting else None
        clock = found.next if found else None
        row.due_at, row.near_at = (clock.due, clock.near) if clock else (None, None)
        news = _news(row, plan, found)
        for one, names in news:
            details: dict[str, Value] = {
                "clock": one.kind,
                "queue": found.queue if found else "",
                "since": one.since,
                "due": one.due or 0,
                "to": list(names),
            }
            # A run that died in between sealed it already, perhaps with other names.
            with contextlib.suppress(KeyReused):
                append(_record(row, one, details, now))
            alerted(row, _SAYS[one.state], details)
        row.save(update_fields=["due_at", "near_at", "alerts", "told"])
    return len(news)


def _changed(row: Conversation, found: Deadlines | None) -> bool:
    clock = found.next if found else None
    return (row.due_at, row.near_at) != ((clock.due, clock.near) if clock else (None, None))


def _news(row: Conversation, plan: Plan, found: Deadlines | None) -> list[tuple[Clock, tuple[str, ...]]]:
    """The clocks of which somebody is still to be told, and whom: those the queue names, and whose it is."""
    if found is None:
        return []
    queue = next(one for one in plan.queues if one.name == found.queue)
    names = tuple(sorted({*queue.escalate, row.agent} - {""}))
    return [
        (clock, names)
        for clock in found.clocks
        if clock.state in _SAYS
        and (names or clock.state == "late")
        and alert(clock.kind, clock.since, _SAYS[clock.state]) not in row.alerts
    ]


def _record(row: Conversation, clock: Clock, details: dict[str, Value], now: int) -> Raw:
    action = _SAYS[clock.state]
    return act(row, action, details, now, key=f"desk/{row.hex}/{alert(clock.kind, clock.since, action)}")
