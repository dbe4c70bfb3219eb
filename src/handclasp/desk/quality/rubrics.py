"""The rubric in force: published in numbered versions, each on record before it counts; never written over.

Who may arrange the desk publishes it. It names criteria and topics; nothing that a customer said.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import IntegrityError, transaction

from handclasp.access.policy import Action
from handclasp.desk.models import RubricVersion
from handclasp.desk.quality.rubric import Rubric, read
from handclasp.records import HandclaspError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.access.policy import Passed, Reader
    from handclasp.records import Receipt, Value


class RubricMovedOn(HandclaspError):
    """Somebody published another rubric meanwhile; nothing was changed."""

    code = "rubric-moved-on"


class Standing(NamedTuple):
    """A published rubric: its number (0: none yet), its text, since when (ms) and by whom."""

    number: int = 0
    text: str = ""
    at: int = 0
    by: str = ""

    @property
    def rubric(self) -> Rubric:
        """What it says."""
        return read(self.text) if self.number else Rubric()


class Rubrics:
    """What people do with a tenant's rubric. Thread-safe.

    `passed(who, action)` asks the policies and raises Refused; `seal` writes the journal; `clock` is in ms since 1970.
    """

    def __init__(
        self,
        passed: Callable[[Reader, Action], Passed],
        seal: Callable[[Reader, Kind, dict[str, Value]], Receipt],
        clock: Callable[[], int],
    ) -> None:
        self._passed = passed
        self._seal = seal
        self._clock = clock

    def show(self, who: Reader) -> Standing:
        """The rubric in force, to be changed. Raises Refused (journalled)."""
        self._passed(who, Action.ARRANGE_DESK)
        return newest(who.tenant)

    def publish(self, who: Reader, text: str, seen: int) -> Standing:
        """Put a rubric in force over the one that was `seen` (its number). Raises BadRubric, RubricMovedOn, Refused."""
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        read(text)
        moved = RubricMovedOn("somebody published another rubric meanwhile; look at it, then publish anew")
        try:
            with transaction.atomic():
                if newest(who.tenant).number != seen:
                    raise moved
                row = RubricVersion.objects.create(
                    tenant=who.tenant, number=seen + 1, text=text, by=who.id, at=self._clock()
                )
                details: dict[str, Value] = {"number": row.number, "digest": sha256(text.encode()).hexdigest()}
                self._seal(who, Kind.AGENT_ACTION, {"action": "quality rubric", "details": details, "policy": policy})
        except IntegrityError:
            raise moved from None
        return Standing(row.number, row.text, row.at, row.by)


def newest(tenant: str) -> Standing:
    """The newest rubric of a tenant."""
    rows = RubricVersion.objects.filter(tenant=tenant).order_by("-number")
    row = rows.values_list("number", "text", "at", "by").first()
    return Standing(*row) if row else Standing()


def of_number(tenant: str, number: int) -> Rubric:
    """The rubric of a number; an empty one when there is none."""
    row = RubricVersion.objects.filter(tenant=tenant, number=number).first()
    return read(row.text) if row else Rubric()
