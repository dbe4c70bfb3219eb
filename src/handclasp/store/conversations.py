"""Conversations and their wrapped keys in PostgreSQL: the seal's Directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handclasp.seal.keys import EpochTurned, KeyMissing, WrappedKeys
from handclasp.store.database import Database
from handclasp.store.queries import load


class Conversations:
    """Implements seal.keys.Directory for one log. Creation commits on its own: without records it is harmless."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    def find(self, tenant: int, names: Sequence[bytes]) -> Mapping[bytes, WrappedKeys]:
        """Rows by the keyed hash of the name."""
        with self._database.transaction("ingest", self._log, [tenant]) as connection:
            rows = connection.execute(
                load("read")["conversation_by_names"], {"log": self._log, "tenant": tenant, "names": list(names)}
            ).fetchall()
        return {row[0]: WrappedKeys(*row[1:]) for row in rows}

    def epoch(self, tenant: int) -> int:
        """The epoch that new conversations belong to; raises KeyMissing for a tenant without keys."""
        with self._database.transaction("ingest", self._log, [tenant]) as connection:
            row = connection.execute(load("read")["epoch"], {"log": self._log, "tenant": tenant}).fetchone()
        if row is None:
            message = f"tenant {tenant} has no key epoch; run `handclasp doctor`"
            raise KeyMissing(message)
        return int(row[0])

    def create(
        self, tenant: int, epoch: int, rows: Mapping[bytes, WrappedKeys], *, journal: bool
    ) -> Mapping[bytes, WrappedKeys]:
        """Insert those that are not there; the first one wins. Raises EpochTurned."""
        queries = load("read")
        with self._database.transaction("ingest", self._log, [tenant]) as connection:
            current = connection.execute(queries["share_epoch"], {"log": self._log, "tenant": tenant}).fetchone()
            if current is None or current[0] != epoch:
                message = "the key epoch turned while a conversation was opened; try again"
                raise EpochTurned(message)
            connection.execute(
                queries["create_conversations"],
                {
                    "log": self._log,
                    "tenant": tenant,
                    "journal": journal,
                    "epoch": epoch,
                    "names": list(rows),
                    "conversations": [row.conversation for row in rows.values()],
                    "bodies": [row.body for row in rows.values()],
                    "originals": [row.originals for row in rows.values()],
                },
            )
        return self.find(tenant, list(rows))

    def by_pseudonyms(self, tenant: int, conversations: Sequence[bytes]) -> Sequence[WrappedKeys]:
        """The rows of these pseudonyms."""
        with self._database.transaction("ingest", self._log, [tenant]) as connection:
            rows = connection.execute(
                load("read")["conversation_by_pseudonyms"],
                {"log": self._log, "tenant": tenant, "conversations": list(conversations)},
            ).fetchall()
        return [WrappedKeys(*row[1:]) for row in rows]
