"""Policy sets of tenants: drafts, and what was published. A published set is never changed and never deleted.

The row alone is never believed: `index` names the policy record in the log, and whoever loads a set compares the
record's digest with the files' (access.policy.digest).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from handclasp.records import HandclaspError
from handclasp.store.database import Database
from handclasp.store.queries import load


class PublishedTwice(HandclaspError):
    """Somebody else published at the same moment; look at theirs first."""

    code = "policy-published-twice"


class Version(msgspec.Struct, frozen=True):
    """A published set; `index` is the log index of the record that says so."""

    number: int
    digest: bytes
    files: Mapping[str, str]
    index: int
    published_at: datetime


class Draft(msgspec.Struct, frozen=True):
    """A set that somebody proposed; `files` is empty in listings."""

    digest: bytes
    files: Mapping[str, str]
    drafted_by: str
    drafted_at: datetime


class PolicySets:
    """Reads as the machine role, writes as the console."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def published(self, tenant: int, limit: int = 1) -> list[Version]:
        """Published sets, the newest first; empty: the tenant lives by the built-in one."""
        with self._database.transaction("machine", 0, [tenant]) as connection:
            named = {"tenant": tenant, "limit": limit}
            rows = connection.execute(load("people")["published"], named).fetchall()
        return [Version(*row) for row in rows]

    def publish(self, tenant: int, number: int, digest: bytes, files: Mapping[str, str], index: int) -> None:
        """Keep a set as the tenant's `number`th; raises PublishedTwice when that number is taken."""
        named = {"tenant": tenant, "number": number, "digest": digest, "files": Jsonb(dict(files)), "idx": index}
        try:
            with self._database.transaction("console", 0, [tenant]) as connection:
                connection.execute(load("people")["publish"], named)
        except UniqueViolation:
            message = "another version was published meanwhile; look at what it changed, then draft anew"
            raise PublishedTwice(message) from None

    def draft(self, tenant: int, digest: bytes, files: Mapping[str, str], person: str) -> None:
        """Keep a proposed set; the same one again is the same draft."""
        named = {"tenant": tenant, "digest": digest, "files": Jsonb(dict(files)), "person": person}
        with self._database.transaction("console", 0, [tenant]) as connection:
            connection.execute(load("people")["draft"], named)

    def drafted(self, tenant: int, digest: bytes) -> Draft | None:
        """A draft by its digest."""
        with self._database.transaction("console", 0, [tenant]) as connection:
            named = {"tenant": tenant, "digest": digest}
            row = connection.execute(load("people")["drafted"], named).fetchone()
        return Draft(digest, *row) if row else None

    def drafts(self, tenant: int) -> list[Draft]:
        """All drafts, the newest first, without their files."""
        with self._database.transaction("console", 0, [tenant]) as connection:
            rows = connection.execute(load("people")["drafts"], {"tenant": tenant}).fetchall()
        return [Draft(row[0], {}, row[1], row[2]) for row in rows]
