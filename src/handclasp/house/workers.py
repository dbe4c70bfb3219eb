"""The web workers of one port: how many, what they share, and their command lines for a supervisor.

Light on purpose, like places.py: `handclasp up` imports it before it starts anything.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from handclasp import supervise
from handclasp.config import Settings
from handclasp.house.places import Paths
from handclasp.web.board import Board

BUCKETS: Final = "buckets"


def folder(settings: Settings) -> Path:
    """Where the workers of this port keep what they share while they run."""
    return Paths(settings.data_dir).shared / str(settings.web_port)


def board(settings: Settings, place: int = 0) -> Board | None:
    """What the workers of this port tell of themselves; None when there are none, or one that was started alone."""
    try:
        return Board(folder(settings), place)
    except (OSError, ValueError):
        return None


def children(settings: Settings, environment: Mapping[str, str]) -> list[supervise.Child]:
    """The web workers, which share a listening socket that is made here. Raises PortInUse, CannotListen.

    What earlier ones left is taken away: whoever listens on the port is alone there.
    """
    listening = supervise.listen("web", settings.web_host, settings.web_port)
    count = settings.workers
    place = folder(settings)
    shutil.rmtree(place, ignore_errors=True)
    settings.data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    place.mkdir(mode=0o700)
    shared = Board.make(place, count)
    if count > 1:
        metrics = place / "metrics"
        metrics.mkdir(mode=0o700)
        environment = {**environment, "PROMETHEUS_MULTIPROC_DIR": str(metrics)}

    return [
        supervise.Child(
            name="web" if count == 1 else f"web {number}",
            command=supervise.own("web", "--listening", str(listening.fileno()), "--place", str(number)),
            listening=listening,
            ready=functools.partial(shared.serves, number),
            environment=environment,
        )
        for number in range(1, count + 1)
    ]
