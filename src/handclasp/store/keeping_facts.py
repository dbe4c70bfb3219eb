"""What retention rules look at, read page by page as the machine role: times, marks and holds, never a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from handclasp.store.database import Database
from handclasp.store.keeping import InBin
from handclasp.store.queries import load

PAGE: Final = 250
_NAMES: Final = {name: bytes([len(name)]) + name.encode() for name in ("case", "step", "format")}
"""Fields that only a dispute's step, and only an export, has: their names as a record's commitments hold them."""
_LAST: Final = b"\xff" * 16


class FactRow(NamedTuple):
    """A conversation: is it a journal, closed, when its last record came (ms), held, extended until, in the bin."""

    conversation: bytes
    journal: bool
    closed: bool
    last: int
    held: bool
    review: int
    binned: bool


class Of(NamedTuple):
    """One conversation: its place in the bin; what rules look at (None: it has no keys); what is special in it.

    That is whether there is a dispute's step in it, and whether it was taken out as evidence.
    """

    bin: InBin | None
    facts: FactRow | None
    special: tuple[bool, bool] = (False, False)


class KeepingFacts:
    """Facts of the conversations of one log."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def all(self, tenant: int) -> Iterator[list[FactRow]]:
        """All conversations that have keys, page by page in the order of their pseudonyms."""
        after = b""
        while rows := self._page(tenant, after, _LAST):
            yield rows
            after = rows[-1].conversation

    def of(self, tenant: int, conversation: bytes, *, brief: bool = False) -> Of:
        """One conversation, in one transaction; `brief`: of one that goes on without what is special in it."""
        before = (int.from_bytes(conversation, "big") - 1).to_bytes(16, "big") if any(conversation) else b""
        named = {"log": self._log, "tenant": tenant, "conversation": conversation, "conversations": [conversation]}
        page = {"after": before, "last": conversation, "limit": 1}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            row = connection.execute(load("keep")["binned"], named).fetchone()
            binned = InBin(*row) if row else None
            row = connection.execute(load("keep")["facts_after"], named | page).fetchone()
            facts = FactRow(*row) if row else None
            if binned or facts is None or (brief and not facts.closed and not facts.review):
                return Of(binned, facts)
            found = {taken_out for _, taken_out in connection.execute(load("keep")["special"], named | _NAMES)}
        return Of(binned, facts, (False in found, True in found))

    def special(self, tenant: int, conversations: Sequence[bytes]) -> dict[bytes, tuple[bool, bool]]:
        """Of each of these: whether there is a dispute's step in it, and whether it was taken out as evidence."""
        given = {"log": self._log, "tenant": tenant, "conversations": list(conversations)}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            rows = connection.execute(load("keep")["special"], given | _NAMES).fetchall()
        disputed, evidence = ({one for one, taken_out in rows if taken_out is which} for which in (False, True))
        return {one: (one in disputed, one in evidence) for one in conversations}

    def span(self, tenant: int, journal: bytes) -> tuple[int, int]:
        """The index of the first and of the last record of a journal."""
        given = {"log": self._log, "tenant": tenant, "journal": journal}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            row = connection.execute(load("keep")["span"], given).fetchone()
        return (row[0], row[1]) if row and row[0] is not None else (0, -1)

    def spoken_of(self, tenant: int, span: tuple[int, int]) -> bool:
        """Whether something of which records of a span of the journals speak is still here, or not ended.

        A conversation that has keys; a deletion that is not certified yet; a hold that stands; a request that waits.
        """
        given = {"log": self._log, "tenant": tenant, "first": span[0], "last": span[1]}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return connection.execute(load("keep")["spoken_of"], given).fetchone() is not None

    def extend(self, tenant: int, conversation: bytes, idx: int, review: int) -> None:
        """Keep a conversation to a date (ms), by the record at `idx`; earlier extensions end by it."""
        given = {"log": self._log, "tenant": tenant, "conversation": conversation, "idx": idx, "review": review}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            connection.execute(load("keep")["extend"], given)
            connection.execute(load("keep")["end_extensions"], given)

    def extension(self, tenant: int, conversation: bytes) -> tuple[int, int] | None:
        """The record that extends a conversation, and until when (ms)."""
        given = {"log": self._log, "tenant": tenant, "conversation": conversation}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            row = connection.execute(load("keep")["extension"], given).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def extensions(self, tenant: int, limit: int) -> list[tuple[bytes, int, int]]:
        """Extensions that were not replaced: (conversation, the record, until when in ms), the soonest first."""
        given = {"log": self._log, "tenant": tenant, "limit": limit}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [(row[0], int(row[1]), int(row[2])) for row in connection.execute(load("keep")["extensions"], given)]

    def _page(self, tenant: int, after: bytes, last: bytes) -> list[FactRow]:
        given = {"log": self._log, "tenant": tenant, "after": after, "last": last, "limit": PAGE}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            return [FactRow(*row) for row in connection.execute(load("keep")["facts_after"], given)]
