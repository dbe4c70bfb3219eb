"""The ways that lead out of the house: what each is handed, and how it says that it could not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotSent(HandclaspError):
    """A notice could not be sent. `why` is a short code of ours; `for_good`: trying again would change nothing."""

    code = "notice-not-sent"

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(f"the notice was not sent: {why}")
        self.why = why
        self.for_good = for_good


class Notice(NamedTuple):
    """What is told: how many of each kind wait, to whom, and in which language; with `code`, a code instead."""

    tenant: str
    number: int
    person: str
    language: str
    counts: Mapping[str, int]
    code: str = ""


class Way(Protocol):
    """One way out."""

    def devices(self, number: int, person: str, /) -> list[str]:
        """Where somebody is reached by it, by names; empty: nowhere (any more)."""

    def send(self, device: str, notice: Notice, /) -> None:
        """Send one notice; raises NotSent."""
