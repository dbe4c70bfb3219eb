"""Group commit: batches of sealed records take their places in a log, under its head's lock, in one transaction.

Order is designed for crashes: look and write under the lock → commit → (outside the lock) sign the newest
acknowledged head → publish the checkpoint → answer. Nothing is answered before its commit was acknowledged *and* a
checkpoint covers it. An error or a warning at commit means the outcome is unknown, and is said so: the same
idempotency key gives the same place later. Nothing here sees plaintext.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from typing import NamedTuple

import psycopg
import structlog

from handclasp.records import HandclaspError, Lane, OutcomeUnknown, Overloaded, Sealed, Stored
from handclasp.seal.entry import entry, leaf_hash
from handclasp.seal.note import Head, read_head
from handclasp.seal.signer import Inconsistent, Signer
from handclasp.seal.tree import Edge, Tile
from handclasp.store.batch import Columns, Log, Placed, place, writes
from handclasp.store.company import Company
from handclasp.store.database import Connection, Database, DatabaseUnavailable
from handclasp.store.edge import RightEdge
from handclasp.store.packing import Bytes, Ints
from handclasp.store.queries import load
from handclasp.store.tiles import Tiles

logger = structlog.get_logger()

Answer = Stored | HandclaspError
_OUT_OF_LANE = "the batch before this one was not stored, and so this one was not either; send both again, in order"


class StorageFull(HandclaspError):
    """The database's disk is full; nothing of this batch was stored."""

    code = "storage-full"


class Limits(NamedTuple):
    """How much may wait: records and bytes in the queue, records in one batch."""

    queue_records: int = 20_000
    queue_bytes: int = 64 * 1024 * 1024
    batch_records: int = 500


class _Item(NamedTuple):
    records: Sequence[Sealed]
    future: Future[list[Answer]]
    size: int
    lane: Lane | None = None


class _Committed(NamedTuple):
    item: _Item
    places: list[Placed | HandclaspError]


class Committer:
    """The one writer of a log in this process: a thread that commits and a thread that signs."""

    def __init__(
        self,
        log: Log,
        database: Database,
        signer: Signer,
        limits: Limits = Limits(),  # noqa: B008 - immutable
        *,
        quorum: bool = False,
    ) -> None:
        self.log = log
        self.limits = limits
        self.tiles = Tiles(database, "ingest", log.log_id)
        self._database = database
        self._signer = signer
        self._quorum = quorum
        self._edge = RightEdge(self.tiles)
        self._waiting: deque[_Item] = deque()
        self._waiting_records = self._waiting_bytes = 0
        self._company = Company()
        self._last: Future[list[Answer]] | None = None
        self._acknowledged: deque[_Committed] = deque()
        self._head: Head | None = None
        self._closing = False
        self._work = threading.Condition()
        self._sign = threading.Condition()
        self._connection: Connection | None = None
        self._publisher: Connection | None = None
        self._threads = [
            threading.Thread(target=self._commit_forever, name=f"commit {log.name}", daemon=True),
            threading.Thread(target=self._sign_forever, name=f"sign {log.name}", daemon=True),
        ]

    # --- for callers

    def start(self) -> None:
        """Prove that the database continues what was signed, then begin to work; raises Inconsistent."""
        self.prove()
        for thread in self._threads:
            thread.start()

    def stands(self, tenant: int, idempotency: bytes) -> bool:
        """Whether a record with this key stands in the log already. Raises DatabaseUnavailable."""
        log = self.log.log_id
        with self._database.transaction("ingest", log, [tenant]) as connection:
            asked = {"log": log, "tenants": [tenant], "keys": [idempotency]}
            return connection.execute(load("commit")["find_doubles"], asked).fetchone() is not None

    def submit(self, records: Sequence[Sealed], lane: Lane | None = None) -> Future[list[Answer]]:
        """Queue records of this log; the Future gives one answer a record, in order. Raises Overloaded at once.

        When a batch of a lane is not committed, those of it that wait behind are not either.
        """
        size = sum(len(r.body) + sum(len(box.ciphertext) for box in r.originals) + 400 for r in records)
        future: Future[list[Answer]] = Future()
        if not records:
            future.set_result([])
            return future
        if lane is not None and lane.broken:
            raise Overloaded(_OUT_OF_LANE)
        with self._work:
            if self._closing:
                message = "this process is stopping; send again, another one will take it"
                raise Overloaded(message)
            full = self._waiting_records + len(records) > self.limits.queue_records
            if self._waiting and (full or self._waiting_bytes + size > self.limits.queue_bytes):
                message = f"{self._waiting_records} records are waiting to be sealed; send again in a moment"
                raise Overloaded(message)
            if self._last is not None and not self._last.done():
                self._company.meets()
            self._last = future
            self._waiting.append(_Item(records, future, size, lane))
            self._waiting_records += len(records)
            self._waiting_bytes += size
            self._work.notify()
        return future

    def depth(self) -> int:
        """How many records wait."""
        return self._waiting_records

    def checkpoint(self) -> str | None:
        """The newest checkpoint this process may show: what was published."""
        with self._database.transaction("ingest", self.log.log_id, []) as connection:
            row = connection.execute(load("read")["newest_checkpoint"], {"log": self.log.log_id}).fetchone()
        return row[1] if row else None

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._work:
            self._closing = True
            self._work.notify()
        for thread in self._threads:
            if thread.ident:
                thread.join(30)
        for connection in (self._connection, self._publisher):
            if connection is not None:
                connection.close()

    # --- committing

    def prove(self) -> None:
        """Prove that the database continues what was signed; publishes a missing checkpoint. Raises Inconsistent."""
        with self._signer.turn():
            with self._database.transaction("ingest", self.log.log_id, []) as connection:
                row = connection.execute(load("read")["head"], {"log": self.log.log_id}).fetchone()
                published = connection.execute(load("read")["newest_checkpoint"], {"log": self.log.log_id}).fetchone()
            if row is None:
                message = f"log {self.log.name} has no head; run `handclasp setup`"
                raise Inconsistent(message)
            head = Head(*row)
            self._signer.check(head, published[1] if published else None, self.tiles)
        newest = self._signer.newest()
        if head.size and (newest is None or read_head(newest).size <= head.size):
            self._publish(self._signer.sign(head, self.tiles))

    def adopt(self) -> int:
        """Take the newest published checkpoint as the signer's floor, once it is proved; returns its size."""
        with self._database.transaction("ingest", self.log.log_id, []) as connection:
            row = connection.execute(load("read")["head"], {"log": self.log.log_id}).fetchone()
            published = connection.execute(load("read")["newest_checkpoint"], {"log": self.log.log_id}).fetchone()
        if row is None or published is None:
            message = "there is no published checkpoint to adopt"
            raise Inconsistent(message)
        self._signer.adopt(published[1], Head(*row), self.tiles)
        return int(published[0])

    def _commit_forever(self) -> None:
        while True:
            items = self._take()
            if not items:
                break
            self._commit_items(items)
        with self._sign:
            self._acknowledged.append(_Committed(_Item([], Future(), 0), []))
            self._sign.notify()

    def _take(self) -> list[_Item]:
        with self._work:
            while not self._waiting and not self._closing:
                self._work.wait()
            while not self._closing and (rest := self._company.rest(self._waiting_records)) > 0:
                self._work.wait(rest)
            self._company.goes()
            items: list[_Item] = []
            count = 0
            while self._waiting and (not items or count + len(self._waiting[0].records) <= self.limits.batch_records):
                item = self._waiting.popleft()
                self._waiting_records -= len(item.records)
                self._waiting_bytes -= item.size
                count += len(item.records)
                items.append(item)
            return items

    def _commit_items(self, items: list[_Item]) -> None:
        # Only this thread commits, so whether the batch before came through is known by now.
        going: list[_Item] = []
        for item in items:
            if item.lane is not None and item.lane.broken:
                self._fail([item], Overloaded(_OUT_OF_LANE))
            else:
                going.append(item)
        if not going:
            return
        records = [record for item in going for record in item.records]
        try:
            places, head = self._commit(Columns(records))
        except HandclaspError as error:
            self._break(going, error)
            return
        except Exception as error:  # noqa: BLE001 - a batch must always be answered
            logger.error("commit failed", error=type(error).__name__)  # noqa: TRY400 - a traceback could hold values
            message = "the batch could not be stored because of an internal error; nothing was acknowledged, send again"
            self._break(going, OutcomeUnknown(message))
            return
        with self._sign:
            at = 0
            for item in going:
                self._acknowledged.append(_Committed(item, places[at : at + len(item.records)]))
                at += len(item.records)
            self._head = head
            self._sign.notify()

    def _break(self, items: Sequence[_Item], error: HandclaspError) -> None:
        for item in items:
            if item.lane is not None:
                item.lane.broken = True
        self._fail(items, error)

    @staticmethod
    def _fail(items: Sequence[_Item], error: HandclaspError) -> None:
        for item in items:
            item.future.set_result([error] * len(item.records))

    def _commit(self, columns: Columns) -> tuple[list[Placed | HandclaspError], Head]:
        """One transaction; raises DatabaseUnavailable, StorageFull (nothing stored) or OutcomeUnknown."""
        fresh = self._connection is None
        connection = self._connected()
        try:
            places, edge, root, tiles = self._write(connection, columns)
        except psycopg.errors.DiskFull:
            self._disconnect()
            message = "the database's disk is full; nothing of this batch was stored. Make room, then send again"
            raise StorageFull(message) from None
        except psycopg.errors.LockNotAvailable:
            self._disconnect()
            message = (
                "an earlier commit still waits for a second node of the cluster to confirm it; nothing of this batch "
                "was stored, send again in a moment"
            )
            raise DatabaseUnavailable(message) from None
        except psycopg.OperationalError as error:
            self._disconnect()
            if not fresh:
                return self._commit(columns)  # the connection died while nobody used it: nothing was sent for good
            message = (
                f"PostgreSQL went away before the batch was committed ({type(error).__name__}); "
                "nothing was stored, send again"
            )
            raise DatabaseUnavailable(message) from None
        except BaseException:
            self._disconnect()
            raise
        self._finish(connection)
        self._edge.keep(edge, root, tiles)
        return places, Head(edge.size, root)

    def _finish(self, connection: Connection) -> None:
        """COMMIT, where an error or a warning means that the outcome is unknown."""
        warnings: list[str] = []

        def notice(diagnostic: psycopg.errors.Diagnostic) -> None:
            warnings.append(diagnostic.severity_nonlocalized or "")

        connection.add_notice_handler(notice)
        try:
            connection.commit()
        except psycopg.Error as error:
            self._disconnect()
            message = (
                f"the commit was not acknowledged ({type(error).__name__}); "
                "send again with the same id to learn its outcome"
            )
            raise OutcomeUnknown(message) from None
        finally:
            connection.remove_notice_handler(notice)
        if "WARNING" in warnings:
            # A cancelled wait for the quorum answers success with a warning only: that is no acknowledgement.
            self._disconnect()
            message = "the commit was not confirmed by the quorum; send again with the same id to learn its outcome"
            raise OutcomeUnknown(message)

    def _write(
        self, connection: Connection, columns: Columns
    ) -> tuple[list[Placed | HandclaspError], Edge, bytes, list[Tile]]:
        queries = load("commit")
        log = self.log.log_id
        records = columns.records
        places = sorted({(record.tenant, record.conversation) for record in records})
        chained = {"tenants": Ints([t for t, _ in places]), "conversations": Bytes([c for _, c in places])}
        tenants = sorted({tenant for tenant, _ in places})
        with connection.pipeline():
            connection.execute(queries["set_context"], {"log": log, "tenants": tenants})
            demanded = connection.execute(queries["quorum"]) if self._quorum else None
            connection.execute(queries["share_turn"], {"log": log})
            locked = connection.execute(queries["lock_head"], {"log": log})
            asked = {"log": log, "tenants": columns.tenants, "keys": columns.keys}
            doubles = connection.execute(queries["find_doubles"], asked)
            tails = connection.execute(queries["find_tails"], {"log": log} | chained)
            gone = connection.execute(queries["find_erased"], {"log": log} | chained)
            grown = connection.execute(queries["find_edge"], {"log": log, "known": self._edge.size})
            if demanded is not None and demanded.fetchone() != (True,):
                message = (
                    "the database does not ask a second node to confirm commits (synchronous_commit, "
                    "synchronous_standby_names): nothing of this batch was stored. Mend the cluster, or set "
                    "database_quorum = false"
                )
                raise DatabaseUnavailable(message)
            row = locked.fetchone()
            if row is None:
                message = f"log {self.log.name} has no head; run `handclasp setup`"
                raise Inconsistent(message)
            head = Head(*row)
            known = {
                records[n - 1].idempotency: (digest, Placed(index, conversation, seq, record, previous, doubled=True))
                for n, digest, index, conversation, seq, record, previous in doubles
            }
            chains = {conversation: (seq, record) for conversation, seq, record in tails}
            erased = {row[0] for row in gone}
            partial: dict[int, bytes] = dict(grown.fetchall())
        edge = self._edge.at(head, partial)
        answers, fresh = place(self.log.origin, records, head.size, known, chains, erased)
        tiles = edge.append([leaf_hash(entry(p.conversation, p.seq, p.record, p.previous)) for _, p in fresh])
        root = edge.root() if fresh else head.root
        with connection.pipeline():
            for name, parameters in writes(log, columns, fresh, tiles):
                connection.execute(queries[name], parameters)
            connection.execute(queries["move_head"], {"log": log, "size": edge.size, "root": root})
        return answers, edge, root, tiles

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = self._database.connect("ingest")
        return self._connection

    def _disconnect(self) -> None:
        self._edge.forget()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --- signing

    def _sign_forever(self) -> None:
        while True:
            with self._sign:
                while not self._acknowledged:
                    self._sign.wait()
                done = list(self._acknowledged)
                self._acknowledged.clear()
                head = self._head
            last = not done[-1].item.records
            try:
                note = self._signed(head) if head is not None else ""
            except HandclaspError as error:
                self._fail([committed.item for committed in done], error)
            except Exception as error:  # noqa: BLE001 - whoever waits must be answered
                logger.error("signing failed", error=type(error).__name__)  # noqa: TRY400 - as above
                full = isinstance(error, OSError) and error.errno == errno.ENOSPC
                why = ", because the disk is full: make room" if full else ""
                message = (
                    f"the records are committed, but no checkpoint could be signed{why}; send again with the same id"
                )
                self._fail([committed.item for committed in done], OutcomeUnknown(message))
            else:
                self._answer(done, note)
            if last:
                return

    def _signed(self, head: Head) -> str:
        note = self._signer.sign(head, self.tiles)
        for attempt in range(20):
            try:
                self._publish(note)
            except (psycopg.Error, DatabaseUnavailable):
                if self._publisher is not None:
                    self._publisher.close()
                    self._publisher = None
                time.sleep(0.05 * (attempt + 1))
            else:
                return note
        message = "the records are committed, but their checkpoint could not be published; send again with the same id"
        raise OutcomeUnknown(message)

    def _publish(self, note: str) -> None:
        """Make the checkpoint visible and wake the readers. Asynchronous: the signer's floor already remembers it."""
        queries = load("commit")
        if self._publisher is None or self._publisher.closed:
            self._publisher = self._database.connect("ingest")
            self._publisher.execute("set synchronous_commit = off")
            self._publisher.commit()
        size = read_head(note).size
        with self._publisher.transaction(), self._publisher.pipeline():
            self._publisher.execute(queries["set_context"], {"log": self.log.log_id, "tenants": []})
            self._publisher.execute(queries["publish"], {"log": self.log.log_id, "size": size, "note": note})
            self._publisher.execute(queries["announce"], {"log": self.log.log_id, "size": size})

    def _answer(self, done: Sequence[_Committed], note: str) -> None:
        size = read_head(note).size if note else 0
        for committed in done:
            committed.item.future.set_result(
                [
                    place
                    if isinstance(place, HandclaspError)
                    else Stored(
                        log=self.log.log_id,
                        tenant=record.tenant,
                        index=place.index,
                        conversation=place.conversation,
                        seq=place.seq,
                        record=place.record,
                        previous=place.previous,
                        checkpoint=note,
                        size=size,
                        doubled=place.doubled,
                    )
                    for record, place in zip(committed.item.records, committed.places, strict=True)
                ]
            )
