"""Carries short words of the moment between the processes of one house, by NOTIFY; stores nothing.

Heard on the connection that listens for checkpoints anyway (`store.tail`), said by one thread that puts together what
comes within a moment. What cannot be said, because the database does not answer, is dropped: nothing here is evidence,
and whatever matters still is said again.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable

from handclasp.records import HandclaspError
from handclasp.store.database import Database
from handclasp.store.queries import load
from handclasp.store.tail import Tail

CHANNEL = "handclasp_beside"
_MOST = 500
"""Words that wait to be said; more are dropped."""
_LONGEST = 1_000
_GATHER = 0.02
"""Seconds in which one transaction does for all that is said."""


class Signals:
    """Of one process. Thread-safe. `start` it once; `close` ends its threads."""

    def __init__(self, database: Database, log: int, tail: Tail) -> None:
        self._database = database
        self._log = log
        self._tail = tail
        self._waiting: queue.Queue[str] = queue.Queue(_MOST)
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to carry."""
        self._begin("signals", self._run)

    def repeat(self, again: Callable[[], None], every: float) -> None:
        """Call `again` (from a thread) every so many seconds, until `close`."""

        def run() -> None:
            while not self._closing.wait(every):
                again()

        self._begin("signals-again", run)

    def _begin(self, name: str, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def say(self, words: str) -> None:
        """Say something to all processes, this one too."""
        if len(words) <= _LONGEST:
            with contextlib.suppress(queue.Full):
                self._waiting.put_nowait(words)

    def hear(self, take: Callable[[str], None]) -> None:
        """Have everything that is said given to `take`."""
        self._tail.hear(CHANNEL, take)

    def close(self) -> None:
        """Stop."""
        self._closing.set()
        for thread in self._threads:
            thread.join(5)

    def _run(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(queue.Empty):
                words = [self._waiting.get(timeout=0.5)]
                self._closing.wait(_GATHER)
                with contextlib.suppress(queue.Empty):
                    while len(words) < _MOST:
                        words.append(self._waiting.get_nowait())
                self._send(words)

    def _send(self, words: list[str]) -> None:
        with (
            contextlib.suppress(HandclaspError),
            self._database.transaction("reader", self._log, []) as connection,
            connection.pipeline(),
        ):
            for one in dict.fromkeys(words):
                connection.execute(load("signals")["say"], {"words": one})
