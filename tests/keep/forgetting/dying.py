"""A process that is killed (`kill -9`) at one exact step of an erasure. Its clock stands behind the 72 hours.

Run as `python -m tests.keep.forgetting.dying STEP WHEN`; WHEN is `within` the step (what it does is done, and not yet
marked) or `after` it.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from handclasp.config import load
from handclasp.house.app import House
from handclasp.house.copies import InCopies
from handclasp.keep.epochs import turn
from handclasp.keep.erasing import Erasing
from handclasp.store.keeping_erase import Erasures

STATES = {"rows_gone": 1, "files_gone": 2, "index_clean": 3, "listed": 4, "turned": 5}


def die(*_: Any) -> None:
    """Be killed: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(step: str, when: str) -> None:
    """Be killed at that step."""
    if when == "within":
        name = {"drop": "drop_keys", "certified": "certify"}.get(step, "advance")
        real = getattr(Erasures, name)

        def marked(rows: Any, tenant: int, second: Any, *more: Any) -> Any:
            if STATES.get(step, second) == second:
                die()
            return real(rows, tenant, second, *more)

        setattr(Erasures, name, marked)
        return
    taken = getattr(Erasing, step)

    def stepped(erasing: Any, *about: Any) -> Any:
        if count := taken(erasing, *about):
            die()
        return count

    setattr(Erasing, step, stepped)


def main() -> None:
    """Erase, turn the epoch, certify; killed where told."""
    arm(*sys.argv[1:3])
    house = House(load())
    house.start()
    house.erasing.run("shop", 1)
    turn(house.keys, house.database, 1, 1, InCopies(house))
    house.erasing.run("shop", 1)
    house.close()


if __name__ == "__main__":
    main()
