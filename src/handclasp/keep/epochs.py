"""Turning a tenant's key epoch: wrap live keys anew, verify the whole new set, then destroy the old key.

After that, no old backup, replica or write-ahead log can open a conversation whose keys were dropped before the turn,
nor a part of the search index that was replaced before it.
Order: new key → every row rewrapped → every row opened under the new key → the whole set in every copy → old key
destroyed, here and in the copies. A crash anywhere is
cured by turning again.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from handclasp.keep.resting import Between, at_once
from handclasp.records import Compartment, HandclaspError
from handclasp.seal.keys import WrappedKeys, context
from handclasp.seal.provider import FileKeys
from handclasp.seal.search_keys import SearchKeys, Wrapped
from handclasp.store.database import Database
from handclasp.store.queries import load

_CHUNK = 100


class NotVerified(HandclaspError):
    """After rewrapping, not every key opens in the new epoch; nothing was destroyed."""

    code = "epoch-not-verified"


class Turned(NamedTuple):
    """What a turn did: the new epoch, how many conversations live in it, which epochs were destroyed."""

    epoch: int
    conversations: int
    destroyed: tuple[int, ...]


class Copies(Protocol):
    """The copies in other places: they must hold the whole new set before an old key dies."""

    def newest(self, tenant: int) -> int:
        """The newest epoch that a log before this one left in a copy; 0 for none."""

    def turned(self, tenant: int, epoch: int) -> None:
        """Put every wrapped key of the new epoch into every copy, verified; raises HandclaspError."""

    def forget(self, tenant: int, epoch: int) -> None:
        """Take what belongs to earlier epochs out of every copy."""


def turn(
    keys: FileKeys,
    database: Database,
    log: int,
    tenant: int,
    copies: Copies | None = None,
    between: Between = at_once,
) -> Turned:
    """Turn the epoch of one tenant. Safe while records are written; raises NotVerified, KeyMissing.

    `between` is called behind each chunk that is wrapped anew or looked at.

    A copy that cannot be reached keeps the old key alive: nothing is destroyed before every copy has the new set.
    """
    old = keys.epochs(tenant)
    # An interrupted turn left a newer key than the database knows, or older ones alive: that one is ended first.
    unfinished = _current(database, log, tenant) < old[-1] or len(old) > 1
    # Past whatever an earlier log of this house may have turned to: so its keys are over too, and go from the copies.
    epoch = old[-1] if unfinished else keys.new_epoch(tenant, copies.newest(tenant) if copies is not None else 0)
    with database.transaction("keeper", log, [tenant]) as connection:
        # Waits for whoever is just creating a conversation under the old epoch (it shares this row).
        connection.execute(load("keep")["turn_epoch"], {"log": log, "tenant": tenant, "epoch": epoch})
    with database.kept("keeper"):
        while _rewrap_all(keys, database, log, tenant, epoch, between) or _rewrap_index(
            keys, database, log, tenant, epoch
        ):
            between()
        count = _verify(keys, database, log, tenant, epoch, between)
        _verify_index(keys, database, log, tenant, epoch)
    if copies is not None:
        copies.turned(tenant, epoch)
    gone = tuple(number for number in keys.epochs(tenant) if number < epoch)
    for number in gone:
        keys.destroy_epoch(tenant, number)
    if copies is not None:
        copies.forget(tenant, epoch)
    return Turned(epoch, count, gone)


def _current(database: Database, log: int, tenant: int) -> int:
    with database.transaction("keeper", log, [tenant]) as connection:
        row = connection.execute(load("read")["epoch"], {"log": log, "tenant": tenant}).fetchone()
    return int(row[0]) if row else 0


def _rewrap_all(keys: FileKeys, database: Database, log: int, tenant: int, epoch: int, between: Between) -> bool:
    """One pass over all of a tenant's keys, chunk by chunk; whether there were any of an old epoch."""
    after = b""
    while last := _rewrap(keys, database, log, tenant, epoch, after):
        after = last
        between()
    return bool(after)


def _rewrap(keys: FileKeys, database: Database, log: int, tenant: int, epoch: int, after: bytes) -> bytes:
    """The next chunk; returns its last conversation, nothing when there was none."""
    queries = load("keep")
    with database.transaction("keeper", log, [tenant]) as connection:
        given = {"log": log, "tenant": tenant, "epoch": epoch, "after": after, "limit": _CHUNK}
        rows = connection.execute(queries["keys_of_old_epochs"], given).fetchall()
        fresh = [_wrapped_anew(keys, log, tenant, WrappedKeys(*row[1:]), epoch) for row in rows]
        if fresh:
            connection.execute(
                queries["rewrap"],
                {
                    "log": log,
                    "tenant": tenant,
                    "epoch": epoch,
                    "conversations": [row.conversation for row in fresh],
                    "bodies": [row.body for row in fresh],
                    "originals": [row.originals for row in fresh],
                },
            )
    return bytes(rows[-1][1]) if rows else b""


def _wrapped_anew(keys: FileKeys, log: int, tenant: int, row: WrappedKeys, epoch: int) -> WrappedKeys:
    fresh: list[bytes] = []
    for compartment, wrapped in ((Compartment.BODY, row.body), (Compartment.ORIGINALS, row.originals)):
        before = context(log, tenant, row.conversation, compartment, row.epoch)
        after = context(log, tenant, row.conversation, compartment, epoch)
        key = keys.unwrap(tenant, row.epoch, compartment, wrapped, before)
        fresh.append(keys.wrap(tenant, epoch, compartment, key, after))
    return WrappedKeys(row.conversation, epoch, fresh[0], fresh[1])


def _verify(keys: FileKeys, database: Database, log: int, tenant: int, epoch: int, between: Between) -> int:
    """Open every key under the new epoch, chunk by chunk: none of an older one comes into being any more."""
    count, after = 0, b""
    while rows := _after(database, log, tenant, after):
        for row in rows:
            if row.epoch != epoch:
                message = (
                    f"conversation {row.conversation.hex()} is still wrapped under epoch {row.epoch}; "
                    "nothing was destroyed, turn again"
                )
                raise NotVerified(message)
            for compartment, wrapped in ((Compartment.BODY, row.body), (Compartment.ORIGINALS, row.originals)):
                keys.unwrap(
                    tenant, epoch, compartment, wrapped, context(log, tenant, row.conversation, compartment, epoch)
                )
        count, after = count + len(rows), rows[-1].conversation
        between()
    return count


def _rewrap_index(keys: FileKeys, database: Database, log: int, tenant: int, epoch: int) -> bool:
    queries, index = load("keep"), SearchKeys(log, keys)
    with database.transaction("keeper", log, [tenant]) as connection:
        given = {"log": log, "tenant": tenant, "epoch": epoch, "limit": _CHUNK}
        rows = connection.execute(queries["index_keys_of_old_epochs"], given).fetchall()
        for segment, old, wrapped in rows:
            fresh = index.rewrap(tenant, segment, Wrapped(old, wrapped), epoch)
            connection.execute(queries["rewrap_index"], given | {"segment": segment, "wrapped": fresh.wrapped})
    return bool(rows)


def _verify_index(keys: FileKeys, database: Database, log: int, tenant: int, epoch: int) -> None:
    index = SearchKeys(log, keys)
    with database.transaction("keeper", log, [tenant]) as connection:
        for segment, at, wrapped in connection.execute(load("keep")["index_keys"], {"log": log, "tenant": tenant}):
            if at != epoch:
                message = "a key of the search index is still of an old epoch; nothing was destroyed, turn again"
                raise NotVerified(message)
            index.check(tenant, segment, Wrapped(at, wrapped))


def _after(database: Database, log: int, tenant: int, after: bytes) -> list[WrappedKeys]:
    given = {"log": log, "tenant": tenant, "after": after, "limit": _CHUNK}
    with database.transaction("keeper", log, [tenant]) as connection:
        return [WrappedKeys(*row[1:]) for row in connection.execute(load("keep")["all_keys_after"], given)]
