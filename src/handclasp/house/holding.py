"""Puts legal holds together: the service, what reads the log on for it, and the search by which one may be placed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from handclasp.access.policy import Reader, StepUp
from handclasp.disclose.search import MOST as PAGE
from handclasp.disclose.search import Asked, Found
from handclasp.keep.hold_words import Around
from handclasp.keep.hold_words import Found as Held
from handclasp.keep.holds import Holds
from handclasp.keep.parties import CUSTOMER, Following, Joins, named, token
from handclasp.store.holds import HoldRows

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.house.app import House

CONSUMER: Final = "holds"
_STEPS: Final = 40
"""So many batches are read on at most while somebody waits for a hold."""
_PARALLEL: Final = 100
"""So many conversations of one customer are told of at most."""
_PAGES: Final = 40
"""So many pages of hits are looked at for a hold by search."""


def holds(house: House, clock: Callable[[], int]) -> Holds:
    """The legal holds of a house."""
    rows = HoldRows(house.database, house.log.log_id)
    return Holds(
        gate=house.gate,
        seal=house.journal.seal,
        people=house.people,
        rows=rows,
        approvals=house.approvals,
        around=Around(
            sealed=house.records.journalled,
            asked=house.governance.asked,
            present=house.present,
            erased=partial(_erased, house),
            key=house.keys.index_key,
            caught_up=partial(_caught_up, house),
            join=_joins(house, rows).join,
            customers=partial(_customers, house),
            find=partial(_find, house),
            marked=partial(house.anchoring.ask, "evidence"),
            lifted=house.anew.lifted,
            clock=clock,
        ),
    )


def following(house: House) -> Following:
    """The consumer that keeps whom conversations are with, and lets what comes join the holds it belongs to."""
    rows = HoldRows(house.database, house.log.log_id)
    return Following(
        feed=lambda tenant, after, limit: house.disclose.feed(tenant, CONSUMER, "hold", after, limit),
        tenants=lambda: [(name, number) for name, (number, _) in house.directory.tenants().items()],
        cursor=_Cursor(house),
        rows=rows,
        key=house.keys.index_key,
        joins=_joins(house, rows),
    )


def _joins(house: House, rows: HoldRows) -> Joins:
    return Joins(rows, house.journal.seal, house.records.journalled)


class _Cursor:
    """How far the consumer has read each tenant's records."""

    def __init__(self, house: House) -> None:
        self._house = house

    def load(self, tenant: str, /) -> int:
        """The last index that is done with."""
        return self._house.reading.cursor(self._house.gate.number(tenant), CONSUMER)

    def save(self, tenant: str, position: int, /) -> None:
        """Remember it."""
        self._house.reading.move_cursor(self._house.gate.number(tenant), CONSUMER, position)


def _caught_up(house: House, tenant: str, number: int) -> bool:
    consumer = following(house)
    return any(not consumer.step_of(tenant, number) for _ in range(_STEPS))


def _erased(house: House, number: int, conversation: bytes) -> bool:
    """Whether a conversation's keys are dropped: whatever of it still stands, nobody can open it any more."""
    row = house.bin_rows.find(number, conversation)
    return row is not None and row.state > 0


def parallel(house: House, tenant: str, customers: Sequence[str]) -> Sequence[bytes]:
    """The conversations in which customers wrote under one of these ids, as far as the house has read its log."""
    number = house.gate.number(tenant)
    key = house.keys.index_key(number)
    rows = HoldRows(house.database, house.log.log_id)
    return rows.conversations_of(number, [token(key, CUSTOMER, one) for one in customers], _PARALLEL)


def _customers(house: House, tenant: str, conversation: bytes) -> Sequence[str]:
    views = house.disclose.feed_one(tenant, CONSUMER, "hold", conversation, 0)
    return list(dict.fromkeys(name for view in views for sort, name in named(view) if sort == CUSTOMER))


def _find(house: House, who: Reader, words: str, reason: str, most: int) -> Held:
    """The conversations that a search shows this person; each page of it stands in the journal as a search does.

    Nothing is shown of them, and the second factor is fresh for the hold: so old records are found too.
    """
    if StepUp.APPROVE.value in who.stepped:
        who = who._replace(stepped=who.stepped | {StepUp.OLD_RECORDS.value})
    conversations: dict[bytes, None] = {}
    before: int | None = None
    page = Found()
    for _ in range(_PAGES):
        asked = Asked(text=words, limit=PAGE, before=before)
        page = house.searches.search(who, asked, purpose="hold", reason=reason)
        conversations |= dict.fromkeys(hit.view.conversation for hit in page)
        before = page.next
        if before is None or page.behind or len(conversations) > most:
            break
    return Held(list(conversations), before is not None or len(conversations) > most, page.behind)
