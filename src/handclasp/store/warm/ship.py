"""Ships a log to one copy: reads on from where the copy ends, packs a range, puts it there, reads it back.

The order is designed for crashes. For each range: files that were there before → wrapped keys of the conversations that
begin in it → the segment, under a name that only one can take → the position, for show. A crash anywhere is cured by
going on: where a copy ends is asked of the copy itself. Each copy has a shipper of its own, so that none waits for
another's vendor; what one missed while its store was away it ships when the store is back.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from handclasp.records import HandclaspError
from handclasp.seal.note import read_head
from handclasp.store.batch import Log
from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.warm.before import Before
from handclasp.store.warm.control import Control
from handclasp.store.warm.erased import ErasedRow, erased
from handclasp.store.warm.escrow import Escrow
from handclasp.store.warm.files import Files
from handclasp.store.warm.keyset import KeyRow, grouped, keyset, over, place
from handclasp.store.warm.objects import MOST_HEADER, Damaged, begun, packed, placed
from handclasp.store.warm.place import Copy, log_folder, segment_name, start_of
from handclasp.store.warm.segment import KIND, Range, segment
from handclasp.store.warm.source import End, Source
from handclasp.store.warm.vault import StoreLies, Taken

KEYS_IN_ONE: Final = 20_000


class VersionsKept(HandclaspError):
    """The store keeps old versions, so that what is erased there would stay."""

    code = "copy-keeps-versions"


class Ahead(HandclaspError):
    """A copy holds more of this log than the database does: the database was rolled back."""

    code = "copy-ahead"


class Shipped(NamedTuple):
    """What a step did: how many records, and where the copy ends now."""

    records: int
    position: int


class Tools(NamedTuple):
    """What a shipper works with; `key` (32 bytes) says in each object that this house wrote it."""

    database: Database
    source: Source
    files: Files
    escrow: Escrow
    control: Control
    key: bytes
    recipient: str


class Shipper:
    """Ships one log to one copy. One thread at a time; two processes may do it at once, and one of them wins."""

    def __init__(self, log: Log, copy: Copy, tools: Tools, most: int = 10_000) -> None:
        self.log = log
        self.copy = copy
        self._tools = tools
        self._most = most
        self._folder = log_folder(log.origin)
        self._before = Before(tools.source, tools.escrow, tools.key)
        self._position: int | None = None

    def prepare(self) -> None:
        """Find out whether the stores keep what they confirm, and where the copy ends.

        Raises StoreLies, VersionsKept, StoreUnreachable, Damaged.
        """
        self.copy.check()
        versions = self.copy.lasting.probe()
        if self.copy.erasable.url != self.copy.lasting.url:
            versions = self.copy.erasable.probe()
        if versions:
            message = (
                f"copy {self.copy.name}: the store keeps old versions of what is deleted, so erased keys would stay in "
                "it. Give keys a second place without versions or locks: `handclasp ship to URL --erasable URL2`"
            )
            raise VersionsKept(message)
        if self._about() != self._known_about():
            self.copy.erasable.replace(f"{self._folder}/about", self._about())
        self._position = self._find_end()

    def position(self) -> int:
        """Where the copy ends (records); asks the copy when it is not known yet."""
        if self._position is None:
            self.prepare()
        return self._position or 0

    def waiting(self) -> int:
        """How many records the copy lacks."""
        newest = self._tools.source.newest()
        return max(0, newest.size - self.position()) if newest else 0

    def step(self) -> Shipped:
        """Ship one range, or what else has changed; raises HandclaspError and leaves a mark of it."""
        try:
            start = self.position()
            self._refuse_ahead(start)
            # First where it ends, then the files: those of its records were there before.
            end = self._tools.source.end(start, self._most)
            self._tools.files.ship(self.copy)
            self._tools.escrow.ship(self.copy, self._folder)
            self._tools.control.ship(self.copy)
            if end is not None:
                self._range(start, end)
                self._position = end.size if self._position == start else self._position
        except HandclaspError as error:
            self._position = None
            self._note("failed", error=error.code)
            raise
        self._note("shipped", position=self._position)
        return Shipped((self._position or start) - start, self._position or start)

    def all(self, progress: Callable[[Shipped], None] = lambda _: None) -> Shipped:
        """Ship until the copy lacks nothing that was published when this began."""
        newest = self._tools.source.newest()
        done = self.step()
        while newest is not None and done.position < newest.size:
            progress(done)
            done = Shipped(done.records + (step := self.step()).records, step.position)
        return done

    def turned(self, tenant: int, epoch: int) -> int:
        """Put all of a tenant's wrapped keys, of the new epoch, into the copy; returns how many. Before the old die."""
        self.copy.check()
        self._tools.escrow.ship(self.copy, self._folder)
        count = 0
        for number, rows in enumerate(self._tools.source.all_keys(tenant, KEYS_IN_ONE)):
            self._put_keys([row for row in rows if row.epoch == epoch], f"all-{number:08}")
            count += len(rows)
        return count

    def forget(self, tenant: int, epoch: int) -> None:
        """Take what belongs to a tenant's epochs before `epoch` out of the copy: their keys are destroyed.

        Out of the folders of the logs before this one too.
        """
        self._tools.escrow.sweep(self.copy, self._folder, {tenant: epoch})
        for name in over(self.copy.erasable, self._folder, tenant, epoch):
            self.copy.erasable.remove(name)
        self._before.forget(self.copy, tenant, epoch, self._find_end)

    def erased(self, tenant: int, rows: Sequence[ErasedRow]) -> None:
        """Put a list of erased conversations into the copy; the same again changes nothing."""
        self.copy.check()
        place, data = erased(rows, self.log.origin, tenant, self._tools.key)
        with contextlib.suppress(Taken):
            self.copy.lasting.create(f"{self._folder}/{place}", data)
        self._before.erased(self.copy, tenant, rows)

    def swept(self, tenant: int, epoch: int) -> bool:
        """Take what belongs to earlier epochs, and files that are gone here, out of the copy.

        False while a log before this one still has a key there that is over or not this house's: the log's own folder
        does not hold all of that one yet, or that one had turned further than what was restored of it.
        """
        self.copy.check()
        self.forget(tenant, epoch)
        self._tools.files.ship(self.copy)
        return self._before.clean(self.copy, tenant, epoch)

    def newest_epoch(self, tenant: int) -> int:
        """The newest of a tenant's epochs that a log before this one left in the copy; raises StoreUnreachable."""
        return self._before.newest_epoch(self.copy, tenant)

    # --- one range

    def _range(self, start: int, end: End) -> None:
        tools = self._tools
        tenants = tools.source.tenants(start, end.size)
        for rows in grouped(tools.source.first_keys(start, end.size)).values():
            for at in range(0, len(rows), KEYS_IN_ONE):
                self._put_keys(rows[at : at + KEYS_IN_ONE], f"{start:016}-{at:06}")
        about = Range(
            log=self.log.log_id,
            name=self.log.name,
            origin=self.log.origin,
            start=start,
            end=end.size,
            checkpoint=end.note,
            tenants={str(number): name for number, name in tenants.items()},
        )
        data = segment(about, tools.source.records(start, end.size, sorted(tenants)), tools.key)
        try:
            self.copy.lasting.create(f"{self._folder}/{segment_name(start)}", data)
        except Taken:
            # Another process, or this one before it crashed, was first: what stands there is looked at, and counts.
            self._position = self._end_of(start)

    def _put_keys(self, rows: Sequence[KeyRow], part: str) -> None:
        if rows:
            name = f"{self._folder}/{place(rows[0].tenant, rows[0].epoch, part)}"
            self.copy.erasable.replace(name, keyset(rows, self.log.origin, part, self._tools.key))

    # --- where the copy ends

    def _find_end(self) -> int:
        """Ask the copy: its last segment says where it ends."""
        last = None
        for found in self.copy.lasting.names(f"{self._folder}/segments", self._after()):
            last = start_of(found.name) if start_of(found.name) is not None else last
        return self._end_of(last) if last is not None else 0

    def _after(self) -> str:
        """The name after which looking begins: what the database remembers, if the copy has it: listings stay short."""
        with self._tools.database.transaction("shipper", self.log.log_id, []) as connection:
            rows = connection.execute(load("ship")["standing"], {"log": self.log.log_id}).fetchall()
        known = next((row[1] for row in rows if row[0] == self.copy.name), 0)
        whole = f"{self._folder}/{segment_name(max(0, known - 20 * self._most))}"
        return whole if known and self.copy.lasting.names(f"{self._folder}/segments", whole) else ""

    def _end_of(self, start: int) -> int:
        name = f"{self._folder}/{segment_name(start)}"
        head, _ = begun(self.copy.lasting.beginning(name, MOST_HEADER), name)
        placed(head, name, KIND, origin=self.log.origin, start=start)
        end = head.get("end")
        if not isinstance(end, int) or end <= start or read_head(str(head.get("checkpoint"))).size != end:
            raise Damaged("copy-malformed", name, "it does not say where it ends")
        return end

    def locked_until(self) -> str:
        """Until when the newest segment is locked, as its store says; empty when it is not. Raises StoreUnreachable."""
        found = self.copy.lasting.names(f"{self._folder}/segments", self._after())
        return self.copy.lasting.locked_until(found[-1].name) if found else ""

    def newest(self) -> str | None:
        """The newest checkpoint in the copy, unverified; raises StoreUnreachable, Damaged."""
        starts = [start_of(one.name) for one in self.copy.lasting.names(f"{self._folder}/segments", self._after())]
        known = [start for start in starts if start is not None]
        if not known:
            return None
        name = f"{self._folder}/{segment_name(known[-1])}"
        head, _ = begun(self.copy.lasting.beginning(name, MOST_HEADER), name)
        return str(head.get("checkpoint"))

    def _refuse_ahead(self, start: int) -> None:
        newest = self._tools.source.newest()
        if newest is not None and start > newest.size:
            message = (
                f"copy {self.copy.name} holds {start} records of this log, the database {newest.size}: it was "
                "rolled back. Nothing is shipped. See the guide, 'After the fire'"
            )
            raise Ahead(message)

    # --- saying what it is

    def _about(self) -> bytes:
        head = {
            "kind": "about",
            "log": self.log.log_id,
            "name": self.log.name,
            "origin": self.log.origin,
            "recipient": self._tools.recipient,
        }
        return packed(head, (), self._tools.key)

    def _known_about(self) -> bytes | None:
        try:
            return self.copy.erasable.read(f"{self._folder}/about", MOST_HEADER)
        except HandclaspError as error:
            if error.code == "copy-object-missing":
                return None
            raise

    def _note(self, statement: str, **values: object) -> None:
        with self._tools.database.transaction("shipper", self.log.log_id, []) as connection:
            given = {"log": self.log.log_id, "copy": self.copy.name, **values}
            connection.execute(load("ship")[statement], given)


__all__ = ["Ahead", "Shipped", "Shipper", "StoreLies", "Tools", "VersionsKept"]
