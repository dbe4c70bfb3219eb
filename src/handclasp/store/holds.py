"""Legal holds by customer and order, as rows of keyed tokens; what each hold is on, and what has still to join it.

A conversation is held when a row of `holds` without a release names it. Whoever adds a pair writes it before looking
which holds it belongs to, and whoever places a hold writes it before looking at the pairs: so of two who do both at the
same time one at least sees the other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from handclasp.store.database import Database
from handclasp.store.people import Hold
from handclasp.store.queries import load

AT_ONCE: Final = 500


class Sum(NamedTuple):
    """A hold in a list: its number, on how many conversations it is, its release, and one of the conversations."""

    number: int
    conversations: int
    released: int | None
    one: bytes


class HoldRows:
    """Reads as the machine role, writes pairs as it, and holds as the keeper."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def pair(self, tenant: int, pairs: Sequence[tuple[bytes, bytes]]) -> None:
        """Note which parties conversations are about: (party, conversation); what is known stays."""
        parties, conversations = [one for one, _ in pairs], [one for _, one in pairs]
        self._run("machine", "pair", tenant, parties=parties, conversations=conversations)

    def conversations_of(self, tenant: int, parties: Sequence[bytes], limit: int) -> list[bytes]:
        """The conversations about any of these parties, at most `limit`."""
        rows = self._run("machine", "conversations_of", tenant, parties=list(parties), limit=limit)
        return [row[0] for row in rows]

    def hold_parties(self, tenant: int, number: int, parties: Sequence[bytes]) -> None:
        """Let what comes to these parties join a hold from now on."""
        self._run("keeper", "hold_party", tenant, idx=number, parties=list(parties))

    def to_join(self, tenant: int, conversations: Sequence[bytes] | None = None) -> list[tuple[int, bytes]]:
        """(hold, conversation) that belong together and are not yet, of these or of all; some at a time."""
        if conversations is None:
            rows = self._run("machine", "to_join", tenant, limit=AT_ONCE)
        else:
            rows = self._run("machine", "to_join_of", tenant, conversations=list(conversations), limit=AT_ONCE)
        return [(row[0], row[1]) for row in rows]

    def join(self, tenant: int, number: int, conversations: Sequence[bytes]) -> bool:
        """Put more conversations on a hold; False, and nothing is done, when it was released meanwhile."""
        named = {"log": self._log, "tenant": tenant, "idx": number}
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            if connection.execute(load("holds")["still_held"], named).fetchone() is None:
                return False
            connection.execute(load("people")["place_hold"], named | {"subjects": list(conversations)})
        return True

    def standing_on(self, tenant: int, conversation: bytes) -> list[Hold]:
        """The holds that stand on a conversation, the newest first."""
        return [Hold(*row) for row in self._run("machine", "standing_on", tenant, subject=conversation)]

    def held_among(self, tenant: int, conversations: Sequence[bytes]) -> frozenset[bytes]:
        """Which of these conversations are held."""
        rows = self._run("machine", "held_among", tenant, conversations=list(conversations))
        return frozenset(row[0] for row in rows)

    def of(self, tenant: int, number: int) -> list[Hold]:
        """The rows of one hold: each conversation that it is or was on."""
        return [Hold(*row) for row in self._run("machine", "of_number", tenant, idx=number)]

    def summed(self, tenant: int, limit: int) -> list[Sum]:
        """Each hold once: those that stand first, then the newest, at most `limit`."""
        rows = self._run("machine", "summed", tenant, limit=limit)
        return [Sum(row[0], row[1], row[2], bytes.fromhex(row[3])) for row in rows]

    def _run(self, role: str, query: str, tenant: int, **named: Any) -> list[tuple[Any, ...]]:
        given = {"log": self._log, "tenant": tenant, **named}
        with self._database.transaction(role, self._log, [tenant]) as connection:
            cursor = connection.execute(load("holds")[query], given)
            return cursor.fetchall() if cursor.description else []
