"""Which cases somebody's lists show, and where the case of a number is: the rows, each asked of the policies.

Without words: a row says where a case stands. Whoever may not follow a case is not told that there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from handclasp.access.policy import Action
from handclasp.desk.cases.words import Summary
from handclasp.records import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Final

    from handclasp.access.policy import Policies, Reader
    from handclasp.desk.models import Dispute

T = TypeVar("T")
_AT_ONCE: Final = 200
_SHORTEST: Final = 4


def let_go(work: Callable[[], T]) -> T:
    """Do something with the rows in a thread that is no page's, and give its connection back."""
    from django.apps import apps  # noqa: PLC0415 - where there is no console there is no Django
    from django.db import connection  # noqa: PLC0415

    try:
        return work()
    finally:
        if apps.ready:
            connection.close()


class CaseLists:
    """The cases of all tenants by their rows; `action` is what a person must be allowed in a case's conversation."""

    def __init__(self, policies: Policies, action: Action = Action.CASE) -> None:
        self._policies = policies
        self._action = action

    def page(
        self, who: Reader, *, state: str = "", after: int = 0, most: int = 100
    ) -> list[tuple[int, bytes, Summary]]:
        """Cases in the order in which they were opened, as (mark, conversation, summary), from behind a mark."""
        from handclasp.desk.models import Conversation, Dispute  # noqa: PLC0415 - needs Django set up

        rows = Dispute.objects.filter(tenant=who.tenant, pk__gt=after).order_by("pk")
        if who.merchant:
            theirs = Conversation.objects.filter(tenant=who.tenant, merchants__contains=[who.merchant])
            rows = rows.filter(pseudonym__in=theirs.values("pseudonym"))
        rows = rows.filter(state=state) if state else rows
        found = []
        for row in self._allowed(who, rows.iterator(_AT_ONCE)):
            found.append((row.pk, bytes(row.pseudonym), _summary(row)))
            if len(found) == most:
                break
        return found

    def of(self, who: Reader, conversation: bytes) -> list[Summary]:
        """The cases of one conversation, the oldest first."""
        from handclasp.desk.models import Dispute  # noqa: PLC0415

        rows = Dispute.objects.filter(tenant=who.tenant, pseudonym=conversation).order_by("pk")
        return [_summary(row) for row in self._allowed(who, iter(rows))]

    def place(self, who: Reader, number: str) -> tuple[bytes, Summary]:
        """Where the case of a number, or of its beginning, is, and how it stands; raises NotFound."""
        from handclasp.desk.models import Dispute  # noqa: PLC0415

        wanted = number.strip().lower()
        if len(wanted) >= _SHORTEST:
            rows = Dispute.objects.filter(tenant=who.tenant, number__startswith=wanted)
            found = list(self._allowed(who, iter(rows[:_AT_ONCE])))
            if len(found) == 1:
                return bytes(found[0].pseudonym), _summary(found[0])
        message = "there is no such case, or several begin like that"
        raise NotFound(message)

    def _allowed(self, who: Reader, rows: Iterator[Dispute]) -> Iterator[Dispute]:
        from handclasp.desk.models import Conversation  # noqa: PLC0415
        from handclasp.desk.visible import about  # noqa: PLC0415

        for row in rows:
            place = Conversation.objects.filter(tenant=row.tenant, pseudonym=row.pseudonym).first()
            # What is missing (a reason) is asked for when the case is opened.
            if place is not None:
                decision = self._policies.decide(who, self._action, about(place))
                if decision.allowed or decision.needs:
                    yield row


def _summary(row: Dispute) -> Summary:
    from handclasp.desk.cases.rows import summary_of  # noqa: PLC0415

    return summary_of(row)
