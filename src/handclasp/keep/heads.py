"""Head records by the clock: conversations that changed are counted daily, and those idle for 14 days are closed.

A head says how many records a conversation has, so that a verifier can say "complete up to head N". Both jobs find
their work in the log and may be run at any time, any number of times.
"""

from __future__ import annotations

from collections.abc import Callable

from handclasp.records import Author, Kind, Moved, Raw, Receipt
from handclasp.store.read import Reading

IDLE_DAYS = 14
_DAY = 86_400_000
_CONSUMER = "heads"

SealHead = Callable[[str, bytes, str], Receipt | None]
Tenants = Callable[[], dict[str, tuple[int, int]]]


def seal_heads(seal_head: SealHead, reading: Reading, tenants: Tenants) -> int:
    """Seal a head in every conversation that changed since the last time; returns how many."""
    sealed = 0
    for tenant, (number, _) in tenants().items():
        position = reading.cursor(number, _CONSUMER)
        while rows := reading.tenant(number, position, 1000):
            for conversation in dict.fromkeys(row.conversation for row in rows):
                try:
                    sealed += seal_head(tenant, conversation, "daily") is not None
                except Moved:
                    continue  # busy: it changes again, so the next run counts it
            position = rows[-1].index
            reading.move_cursor(number, _CONSUMER, position)
    return sealed


def close_idle(
    append: Callable[[Raw], Receipt], seal_head: SealHead, reading: Reading, tenants: Tenants, now: int
) -> int:
    """Close conversations whose last record is more than 14 days old (`now` in ms); returns how many."""
    closed = 0
    until = now - IDLE_DAYS * _DAY
    for tenant, (number, _) in tenants().items():
        since = max(reading.cursor(number, "idle"), 0)
        for conversation, record in reading.last_spoken_between(number, since, until):
            try:
                append(_close(tenant, conversation, record, now))
            except Moved:
                continue  # somebody spoke just now: not idle after all
            seal_head(tenant, conversation, "closed")
            closed += 1
        reading.move_cursor(number, "idle", until)
    return closed


def _close(tenant: str, conversation: bytes, last: bytes, now: int) -> Raw:
    return Raw(
        tenant=tenant,
        conversation=conversation.hex(),
        by_pseudonym=True,
        key=f"idle/{conversation.hex()}/{last.hex()}",
        kind=Kind.CLOSE,
        author=Author("system", "handclasp"),
        received=now,
        facts={"outcome": "idle", "reason": f"nothing was said for {IDLE_DAYS} days"},
        follows=last,
    )
