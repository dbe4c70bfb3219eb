"""Whom a conversation is with and which orders it is about, kept as keyed tokens: so holds by these find what comes.

It reads masked views, one batch at a time, and keeps no name: a token says nothing to whoever lacks the tenant's key.
Reading a stretch twice changes nothing. What belongs to a hold that stands joins it, with a record that says so first.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final, Protocol

from handclasp.access.policy import Reader
from handclasp.records import KeyReused, Kind, Receipt, Value, View
from handclasp.seal.keys import derive
from handclasp.seal.quick import mac

CUSTOMER: Final = "customer"
ORDER: Final = "order"
BATCH: Final = 500
_HOUSE: Final = ("system", "handclasp")


def token(key: bytes, sort: str, name: str) -> bytes:
    """What stands for a customer or an order (16 bytes); `key` is the tenant's index key.

    A customer's id is taken as it is, an order's number however it is spaced outside or cased.
    """
    name = unicodedata.normalize("NFKC", name).casefold().strip() if sort == ORDER else name.strip()
    return mac(derive(key, b"party"), f"{sort}\0{name}".encode())[:16]


def named(view: View) -> Iterator[tuple[str, str]]:
    """Whom or what a record says its conversation is about: (CUSTOMER or ORDER, name)."""
    if view.author.role == "customer":
        yield CUSTOMER, view.author.id
    order = view.facts.get("order")
    if view.kind == Kind.ORDER_EVENT and isinstance(order, str):
        yield ORDER, order


class Rows(Protocol):
    """Where pairs and holds stand (store.holds.HoldRows)."""

    def pair(self, tenant: int, pairs: Sequence[tuple[bytes, bytes]], /) -> None:
        """Note (party, conversation)."""

    def to_join(self, tenant: int, conversations: Sequence[bytes] | None = None, /) -> list[tuple[int, bytes]]:
        """(hold, conversation) that belong together and are not yet, some at a time."""

    def join(self, tenant: int, number: int, conversations: Sequence[bytes], /) -> bool:
        """Put more conversations on a hold that stands."""


class Seal(Protocol):
    """Seals a record in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], /, *, key: str | None = None) -> Receipt:
        """The record's receipt; raises KeyReused."""


class Feed(Protocol):
    """Masked views of a tenant after a log index."""

    def __call__(self, tenant: str, after: int, limit: int, /) -> list[View]:
        """Ascending, at most `limit`; empty when nothing more stands in the log."""


class Cursor(Protocol):
    """How far each tenant's records have been read."""

    def load(self, tenant: str, /) -> int:
        """The last index that is done with."""

    def save(self, tenant: str, position: int, /) -> None:
        """Remember it; it never goes back."""


class Joins:
    """Lets conversations join the holds they belong to. Thread-safe."""

    def __init__(self, rows: Rows, seal: Seal, sealed: Callable[[int, int], Mapping[str, Value] | None]) -> None:
        self._rows = rows
        self._seal = seal
        self._sealed = sealed

    def join(self, tenant: str, number: int, conversations: Sequence[bytes] | None = None) -> int:
        """Of these conversations of a tenant (its name and number), or of all; returns how many joined a hold."""
        count = 0
        while found := self._rows.to_join(number, conversations):
            by_hold: dict[int, list[bytes]] = defaultdict(list)
            for hold, conversation in found:
                by_hold[hold].append(conversation)
            # A hold that was released meanwhile takes nothing in, and is not found again.
            count += sum(self._one(tenant, number, hold, some) for hold, some in by_hold.items())
        return count

    def _one(self, tenant: str, number: int, hold: int, conversations: list[bytes]) -> int:
        placed = self._sealed(number, hold) or {}
        names = [one.hex() for one in conversations]
        facts: dict[str, Value] = {
            "subjects": list(names),
            "ground": str(placed.get("ground", "")),
            "reason": str(placed.get("reason", "")),
            "joins": hold.to_bytes(8, "big"),
        }
        key = f"hold/{hold}/{sha256(''.join(names).encode()).hexdigest()}"
        # Sealed before, in another month's journal, by a process that ended before it put it into a row: it stands.
        with contextlib.suppress(KeyReused):
            self._seal(Reader(tenant, *_HOUSE), Kind.HOLD, facts, key=key)
        return len(conversations) if self._rows.join(number, hold, conversations) else 0


class Following:
    """Reads each tenant's log forward; `tenants` gives name and number, `key` a tenant's index key."""

    def __init__(
        self,
        *,
        feed: Feed,
        tenants: Callable[[], Iterable[tuple[str, int]]],
        cursor: Cursor,
        rows: Rows,
        key: Callable[[int], bytes],
        joins: Joins,
    ) -> None:
        self._feed = feed
        self._tenants = tenants
        self._cursor = cursor
        self._rows = rows
        self._key = key
        self._joins = joins
        self._begun: set[int] = set()

    def step(self) -> int:
        """Take one batch of each tenant; how many records were taken (0: all caught up)."""
        return sum(self.step_of(tenant, number) for tenant, number in self._tenants())

    def step_of(self, tenant: str, number: int) -> int:
        """The same of one tenant."""
        if number not in self._begun:
            # What a process that died left between a hold and its conversations.
            self._joins.join(tenant, number)
            self._begun.add(number)
        views = self._feed(tenant, self._cursor.load(tenant), BATCH)
        if not views:
            return 0
        key = self._key(number)
        pairs = {(token(key, *one), view.conversation) for view in views for one in named(view)}
        if pairs:
            self._rows.pair(number, sorted(pairs))
            self._joins.join(tenant, number, sorted({conversation for _, conversation in pairs}))
        self._cursor.save(tenant, views[-1].index)
        return len(views)
