"""Texts that are in force in numbered versions: each on record before it counts, none ever written over.

Who may arrange the desk publishes them; which text cannot be published is said by what it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from django.db import IntegrityError, transaction

from handclasp.access.policy import Action
from handclasp.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.access.policy import Passed, Reader
    from handclasp.desk.models import PlanVersion, RubricVersion
    from handclasp.records import HandclaspError, Receipt, Value


class Standing(NamedTuple):
    """A published text: its number (0: none yet), the text, since when (ms) and by whom."""

    number: int = 0
    text: str = ""
    at: int = 0
    by: str = ""


T = TypeVar("T")


class Versions(ABC, Generic[T]):
    """What people do with such a text of a tenant's. Thread-safe; `kind` is where versions are kept, `called` its name.

    `passed(who, action)` asks the policies and raises Refused; `seal` writes the journal; `clock` is in ms since 1970.
    """

    kind: ClassVar[type[PlanVersion | RubricVersion]]
    called: ClassVar[str]
    action: ClassVar[str]
    moved: ClassVar[type[HandclaspError]]

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
        """The version in force, to be changed. Raises Refused (journalled)."""
        self._passed(who, Action.ARRANGE_DESK)
        return newest(self.kind, who.tenant)

    def publish(self, who: Reader, text: str, seen: int) -> Standing:
        """Put a text in force over the one that was `seen` (its number). Raises what `sound` does, `moved`, Refused."""
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        self.sound(who, text)
        moved = self.moved(f"somebody published another {self.called} meanwhile; look at it, then publish anew")
        try:
            with transaction.atomic():
                if newest(self.kind, who.tenant).number != seen:
                    raise moved
                row = self.kind.objects.create(
                    tenant=who.tenant, number=seen + 1, text=text, by=who.id, at=self._clock()
                )
                details: dict[str, Value] = {"number": row.number, "digest": sha256(text.encode()).hexdigest()}
                self._seal(who, Kind.AGENT_ACTION, {"action": self.action, "details": details, "policy": policy})
        except IntegrityError:
            raise moved from None
        return Standing(row.number, row.text, row.at, row.by)

    def check(self, who: Reader, text: str) -> T:
        """What could be published. Raises what `sound` does, Refused."""
        self._passed(who, Action.ARRANGE_DESK)
        return self.sound(who, text)

    @abstractmethod
    def sound(self, who: Reader, text: str) -> T:
        """What a text says; raises why it cannot be published."""


def newest(kind: type[PlanVersion | RubricVersion], tenant: str) -> Standing:
    """The newest version of a tenant's."""
    rows = kind.objects.filter(tenant=tenant).order_by("-number")
    row = rows.values_list("number", "text", "at", "by").first()
    return Standing(*row) if row else Standing()
