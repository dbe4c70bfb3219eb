"""Puts erasure together: what it asks of log, index, files and copies; and who forgets keys with it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Final

from handclasp.house import searching
from handclasp.house.copies import InCopies
from handclasp.keep.anew import Anew
from handclasp.keep.carrying import Carrying
from handclasp.keep.erasing import Around, Erasing
from handclasp.records import HandclaspError, Value, View
from handclasp.search import Upkeep
from handclasp.store.keeping_erase import Erasures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from handclasp.house.app import House

_LOOK_EVERY: Final = 5.0
_AT_ONCE: Final = 1_000
"""More than lose their keys within one millisecond."""


def anew(house: House, clock: Callable[[], int]) -> Anew:
    """Lets the wait in the bin begin anew of what a hold was lifted from."""
    return Anew(
        seal=house.journal.seal,
        sealed=house.records.journalled,
        rows=house.bin_rows,
        said=partial(_said, house),
        came_back=house.bin.came_back,
        clock=clock,
    )


def _said(house: House, tenant: str, conversation: bytes, after: int) -> list[View]:
    return house.disclose.feed_one(tenant, "bin", "keeping", conversation, after)


def carrying(house: House) -> Carrying:
    """Carries certificates on before their journal goes."""

    def certificates(tenant: int, journal: bytes) -> Iterator[tuple[int, Mapping[str, Value]]]:
        before: int | None = None
        while rows := house.reading.journal_with(tenant, "copies", _AT_ONCE, before):
            for row in rows:
                if row.conversation == journal:
                    yield row.index, house.records.journalled(tenant, row.index) or {}
            before = rows[-1].index

    return Carrying(seal=house.journal.seal, certificates=certificates)


def erasing(house: House, clock: Callable[[], int]) -> Erasing:
    """The erasures of a house."""

    def drop(tenant: int, conversations: Collection[bytes]) -> None:
        house.keyring.forget(tenant, *conversations)

    around = Around(
        sealed=house.records.journalled,
        seal_all=house.journal.seal_all,
        said=partial(_said, house),
        about=house.records.journalled_about,
        came_back=house.bin.came_back,
        forget=Upkeep(searching.index(house), clock).forget,
        destroy=house.blobs.destroy,
        drop=drop,
        alive=house.keys.epochs,
        anew=house.anew.due,
        copies=lambda: InCopies(house),
        within=lambda tenant, index: row.conversation if (row := house.reading.one(tenant, index)) else None,
    )
    return Erasing(house.bin_rows, Erasures(house.database, house.log.log_id), around)


class Forgetting:
    """Drops from this process's memory what it has of the erased, whichever process erased it: keys, and words."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._rows = Erasures(house.database, house.log.log_id)
        self._since = house.bin_rows.now()
        self._told: list[Callable[[Collection[bytes]], object]] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="forget keys", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._ending.set()

    def tell(self, whoever: Callable[[Collection[bytes]], object]) -> None:
        """Have somebody told of conversations that were erased, by their pseudonyms, as soon as it is seen."""
        self._told.append(whoever)

    def step(self) -> int:
        """Forget what was erased since the last time; returns how many conversations."""
        tenants = [number for number, _ in self._house.directory.tenants().values()]
        found = self._rows.dropped_since(tenants, self._since, _AT_ONCE)
        for tenant in {tenant for tenant, _, _ in found}:
            self._house.keyring.forget(tenant, *(one for whose, one, _ in found if whose == tenant))
        if found:
            for whoever in self._told:
                whoever([conversation for _, conversation, _ in found])
            # More of the same millisecond may come: looked at again, which forgets nothing twice.
            self._since = max(self._since, found[-1][2] - 1)
        return len(found)

    def _go_on(self) -> None:
        while not self._ending.wait(_LOOK_EVERY):
            with contextlib.suppress(HandclaspError):
                while self.step() == _AT_ONCE:
                    pass
