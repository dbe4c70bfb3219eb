"""People, roles and legal holds as the database's own wall knows them.

Accounts are kept in step by the console, inside the transaction that changes one; here they are only read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handclasp.store.database import Database
from handclasp.store.queries import load


class Hold(NamedTuple):
    """A legal hold on one conversation: the log index of the record that placed it, and of the one that released it."""

    subject: bytes
    at: int
    released: int | None


class Account(NamedTuple):
    """An account that may act: its present role, team and, for a merchant, the seller it stands for."""

    role: str
    team: str
    merchant: str


class People:
    """Looks people up as the machine role, sets roles as the console and holds as the keeper."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def account(self, tenant: int, person: str) -> Account | None:
        """An account as it is now; None when there is none of that name, or it is suspended."""
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            row = connection.execute(load("people")["account"], {"tenant": tenant, "person": person}).fetchone()
        return Account(*row) if row else None

    def once_more(self, tenant: int, what: str, person: str, *, most: int, within: int, now: int) -> bool:
        """Whether somebody did this fewer than `most` times `within` so many ms, anywhere; then it is counted."""
        named = {"log": self._log, "tenant": tenant, "what": what, "who": person, "now": now}
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            counted = connection.execute(
                load("people")["count_one_more"], named | {"since": now - within, "most": most}
            )
            return counted.fetchone() is not None

    def set_roles(self, tenant: int, roles: Mapping[str, tuple[str, bool]]) -> None:
        """Take over a tenant's own roles: name to (reach, reads the journal). Those not named are gone."""
        queries = load("people")
        with self._database.transaction("console", self._log, [tenant]) as connection:
            connection.execute(queries["drop_roles"], {"tenant": tenant, "roles": list(roles)})
            for role, (reach, journal) in roles.items():
                named = {"tenant": tenant, "role": role, "reach": reach, "journal": journal}
                connection.execute(queries["set_role"], named)

    def hold(self, tenant: int, subjects: Sequence[bytes], index: int) -> None:
        """Put conversations on hold, by the index of the record that says so."""
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            named = {"log": self._log, "tenant": tenant, "subjects": list(subjects), "idx": index}
            connection.execute(load("people")["place_hold"], named)

    def release(self, tenant: int, index: int, released: int) -> bool:
        """End the hold that the record at `index` placed; False when there is none that stands."""
        with self._database.transaction("keeper", self._log, [tenant]) as connection:
            named = {"log": self._log, "tenant": tenant, "idx": index, "released": released}
            # First what lets others join it: whoever joins one just now is waited for, and released with the rest.
            connection.execute(load("holds")["release_parties"], named)
            return connection.execute(load("people")["release_hold"], named).rowcount > 0

    def holds(self, tenant: int) -> list[Hold]:
        """All holds of a tenant, the newest first."""
        with self._database.transaction("machine", self._log, [tenant]) as connection:
            rows = connection.execute(load("people")["holds"], {"log": self._log, "tenant": tenant}).fetchall()
        return [Hold(*row) for row in rows]
