"""Looks for all open pages of the desk at once: is the session alive, did the lists change, may the lines go on.

What is asked of the database is shared by those who ask within a moment of each other; what is decided is decided for
each alone, by the policies of that moment. It opens no record.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.db import DatabaseError, connection
from django.utils import timezone

from handclasp.access.models import StaffSession
from handclasp.desk.models import Conversation
from handclasp.desk.visible import Lists, states
from handclasp.web.console import entering, reasons
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handclasp.access.policy import Reader

    Rows = Mapping[tuple[str, bytes], Conversation]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, in which session, at which conversation (None: at the lists alone) and why."""

    who: Reader
    staff: int
    session: str
    conversation: bytes | None
    why: reasons.Why
    names: bool
    review: bool = False
    called: Mapping[str, str] = field(default_factory=dict)


class Asked(NamedTuple):
    """A viewer, and whether lines are read."""

    viewer: Viewer
    reads: bool


class Look(NamedTuple):
    """The state of the lists, None when the session is over; why no more lines may be read, or nothing."""

    state: str | None
    lost: str


def look(asked: Sequence[Asked]) -> list[Look]:
    """Look at sessions, lists and, where lines are read, at the conversations; in a few queries for all of them."""
    try:
        return _looked(asked)
    except DatabaseError:
        # The server was started anew meanwhile, perhaps: what this thread kept open is dead.
        connection.close()
        return _looked(asked)


def _looked(asked: Sequence[Asked]) -> list[Look]:
    living = StaffSession.objects.filter(
        handle__in={one.viewer.session for one in asked}, staff__is_active=True, expire_date__gt=timezone.now()
    )
    sessions = set(living.values_list("handle", "staff_id"))
    alive = [one for one in asked if (one.viewer.session, one.viewer.staff) in sessions]
    said = iter(states([Lists(one.viewer.who, services().policies) for one in alive]))
    rows = _rows([one.viewer for one in alive if one.reads])
    return [
        Look(next(said), _lost(one.viewer, rows) if one.reads else "")
        if (one.viewer.session, one.viewer.staff) in sessions
        else Look(None, "")
        for one in asked
    ]


def _rows(viewers: Sequence[Viewer]) -> Rows:
    """The conversations that are looked at, by tenant and pseudonym."""
    by_tenant: defaultdict[str, set[bytes]] = defaultdict(set)
    for viewer in viewers:
        if viewer.conversation is not None:
            by_tenant[viewer.who.tenant].add(viewer.conversation)
    return {
        (tenant, bytes(row.pseudonym)): row
        for tenant, names in by_tenant.items()
        for row in Conversation.objects.filter(tenant=tenant, pseudonym__in=names)
    }


def _lost(viewer: Viewer, rows: Rows) -> str:
    """Why the conversation may not be read on, or nothing. The door of disclosure asks again, though less often."""
    if viewer.why.until and entering.now() >= viewer.why.until:
        return "reason"
    row = rows.get((viewer.who.tenant, viewer.conversation or b""))
    offers = row and Offers(viewer.who, services().policies, row, viewer.why)
    return "" if offers and offers.access == "open" else "refused"
