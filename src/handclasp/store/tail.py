"""Waking those who wait for new records: one LISTEN connection a process, fed by each published checkpoint.

A wake-up says only "look again"; whoever is woken reads through `disclose` like anybody else. After a lost connection
everybody is woken once, so nothing is missed.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable

import psycopg
import structlog
from psycopg import sql

from handclasp.store.database import Connection, Database, DatabaseUnavailable
from handclasp.store.queries import load

_CHECKPOINTS = "handclasp_log"
_GATHER = 0.005
"""Seconds in which one look does for all that is announced."""

logger = structlog.get_logger()
Wake = Callable[[], None]


class Tail:
    """Subscriptions by conversation (None: any). `start` it once a process; `close` ends its thread."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log
        self._wakes: defaultdict[bytes | None, set[Wake]] = defaultdict(set)
        self._hears: dict[str, Callable[[str], None]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._seen = 0
        self._thread = threading.Thread(target=self._run, name="tail", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def subscribe(self, conversation: bytes | None, wake: Wake) -> Callable[[], None]:
        """Call `wake` (from a thread, quickly, without raising) at new records; returns how to stop it."""
        with self._lock:
            self._wakes[conversation].add(wake)

        def stop() -> None:
            with self._lock:
                self._wakes[conversation].discard(wake)
                if not self._wakes[conversation]:
                    del self._wakes[conversation]

        return stop

    def hear(self, channel: str, take: Callable[[str], None]) -> None:
        """Have what is said on another channel given to `take` (from a thread, quickly), within a second or so."""
        self._hears[channel] = take

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        if self._thread.ident:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(psycopg.Error, DatabaseUnavailable):
                self._listen()
            self._closing.wait(0.5)

    def _listen(self) -> None:
        with self._database.connect("auditor", autocommit=True) as connection:
            connection.execute("listen handclasp_log")
            others: set[str] = set()
            self._seen = self._size(connection)
            self._wake_all()
            while not self._closing.is_set():
                for channel in self._hears.keys() - others:
                    connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                    others.add(channel)
                heard = list(connection.notifies(timeout=1, stop_after=1))
                if heard:  # what is announced one close behind the other is looked up once
                    self._closing.wait(_GATHER)
                    heard += connection.notifies(timeout=0)
                told = [n.payload.split() for n in heard if n.channel == _CHECKPOINTS]
                sizes = [int(size) for log, size in told if log == str(self._log)]
                if sizes and max(sizes) > self._seen:
                    self._wake_between(connection, self._seen, max(sizes))
                    self._seen = max(sizes)
                for one in heard:
                    self._say(one.channel, one.payload)

    def _say(self, channel: str, words: str) -> None:
        take = self._hears.get(channel)
        if take is not None:
            try:
                take(words)
            except Exception as error:  # noqa: BLE001 - one that cannot take it must not silence the log
                logger.warning("what was heard could not be taken", error=type(error).__name__)

    def _size(self, connection: Connection) -> int:
        row = connection.execute(load("read")["newest_checkpoint"], {"log": self._log}).fetchone()
        return int(row[0]) if row else 0

    def _wake_between(self, connection: Connection, start: int, end: int) -> None:
        with self._lock:
            waited_for = set(self._wakes)
        if not waited_for:
            return
        touched: set[bytes | None] = {None}
        if waited_for != {None}:
            rows = connection.execute(load("read")["entries_between"], {"log": self._log, "start": start, "end": end})
            touched |= {row[2] for row in rows}
        self._wake(touched & waited_for)

    def _wake_all(self) -> None:
        with self._lock:
            waited_for = set(self._wakes)
        self._wake(waited_for)

    def _wake(self, conversations: set[bytes | None]) -> None:
        with self._lock:
            wakes = [wake for conversation in conversations for wake in self._wakes.get(conversation, ())]
        for wake in wakes:
            try:
                wake()
            except Exception as error:  # noqa: BLE001 - one subscriber that has gone must not silence the others
                logger.warning("a subscriber could not be woken", error=type(error).__name__)
