"""Leaves nodes that lead no more: a connection to one of them would wait for an answer that may never come.

A process that is stopped, or cut off, closes nothing: whoever asked it waits for ever, and a new leader goes unnoticed.
So each of our processes looks at the cluster every two seconds and cuts its own connections to nodes that are not the
leader; whoever used them gets an error, and connects anew, to the leader. Nothing that was acknowledged is touched.
"""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Final

import psutil
import structlog

from handclasp.store.cluster.view import ClusterView, look

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_EVERY: Final = 2.0
_SEEN_BEFORE_CUT: Final = 2
"""Looks in a row that must name the same leader: a word said in the midst of an election is not acted on."""

logger = structlog.get_logger()


class Follower:
    """Watches for one process. `pages` are Patroni's addresses, `authority` the CA that signed their certificates."""

    def __init__(self, pages: Sequence[str], authority: Path | None) -> None:
        self._pages = tuple(pages)
        self._authority = authority
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follow the leader", daemon=True)
        self._seen: list[str] = []
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
        """Act on one look; returns how many connections were cut."""
        self.view = view
        if view.leader is None:
            self._seen.clear()
            return 0
        self._seen = [*self._seen, view.leader.name][-_SEEN_BEFORE_CUT:]
        if len(self._seen) < _SEEN_BEFORE_CUT or len(set(self._seen)) > 1:
            return 0
        others = {(one.host, one.port) for one in view.members if one is not view.leader}
        count = _cut(others - {(view.leader.host, view.leader.port)})
        if count:
            logger.warning("left nodes that lead no more", leader=view.leader.name, connections=count)
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
