"""Leaves nodes that lead no more: a connection to one of them would wait for an answer that may never come.

A process that is stopped, or cut off, closes nothing: whoever asked it waits for ever, and a new leader goes unnoticed.
So each of our processes looks at the cluster every two seconds and, when somebody new leads, cuts its own connections
to the others; whoever used them gets an error, and connects anew, to the leader. What was acknowledged stands.
"""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Final

import psutil
import structlog

from handclasp.store.cluster.view import ClusterView, look

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_EVERY: Final = 2.0
_AFTER_A_CHANGE: Final = 60.0
"""Seconds for which connections to others are cut once somebody new leads: as long as one might still be made."""

logger = structlog.get_logger()


class Follower:
    """Watches for one process. `pages` are Patroni's addresses, `authority` the CA that signed their certificates."""

    def __init__(
        self, pages: Sequence[str], authority: Path | None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._pages = tuple(pages)
        self._authority = authority
        self._monotonic = monotonic
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follow the leader", daemon=True)
        self._timeline = 0
        self._places: set[tuple[str, int]] = set()
        self._until = -math.inf
        self.view = ClusterView(())

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._closing.set()
        if self._thread.ident:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._closing.wait(_EVERY):
            self.step(look(self._pages, self._authority))

    def step(self, view: ClusterView) -> int:
        """Act on one look; returns how many connections were cut.

        Only when somebody new leads, which a newer timeline proves: what is told in the midst of an election, or by a
        node that was cut off, is not acted on.
        """
        self.view = view
        self._places |= {(one.host, one.port) for one in view.members}
        leader = view.leader
        if leader is None or leader.timeline < self._timeline:
            return 0
        now = self._monotonic()
        if leader.timeline > self._timeline:
            self._until = now + _AFTER_A_CHANGE if self._timeline else -math.inf
            self._timeline = leader.timeline
        if now > self._until:
            return 0
        count = _cut(self._places - {(leader.host, leader.port)})
        if count:
            logger.warning("left nodes that lead no more", leader=leader.name, connections=count)
        return count


def _cut(places: set[tuple[str, int]]) -> int:
    """Shut down our own established connections to these places; who waits on one gets an error at once."""
    count = 0
    for connection in psutil.Process().net_connections("tcp"):
        if connection.status != psutil.CONN_ESTABLISHED or connection.fd < 0:
            continue
        if (connection.raddr[0], connection.raddr[1]) not in places:
            continue
        try:
            with socket.socket(fileno=os.dup(connection.fd)) as ours:
                if ours.getpeername()[:2] in places:  # the number may be another's by now
                    ours.shutdown(socket.SHUT_RDWR)
                    count += 1
        except OSError:
            continue  # it is gone already
    return count
