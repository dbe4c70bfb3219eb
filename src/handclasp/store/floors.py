"""How sure each detector has to be, tenant by tenant, for whoever screens: looked up now and then, not at each message.

What reviewers' verdicts make of it is written by the worker (`Reading.set_floors`). A tenant whose floors cannot be
looked up keeps the ones known before; one that was never looked up has none, so everything found is masked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import psycopg

from handclasp.records import HandclaspError

SECONDS: Final = 10.0
_NONE: Final[Mapping[str, int]] = MappingProxyType({})


class Floors:
    """A tenant's floors by its name. Thread-safe; `look` asks the database, `tenants` gives a tenant's number."""

    def __init__(
        self,
        look: Callable[[int], Mapping[str, int]],
        tenants: Callable[[str], int | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look = look
        self._tenants = tenants
        self._clock = clock
        self._known: dict[str, tuple[float, Mapping[str, int]]] = {}
        self._lock = threading.Lock()

    def __call__(self, tenant: str) -> Mapping[str, int]:
        """Detectors that have to be surer than they are, and how sure (0-100); at most SECONDS old."""
        now = self._clock()
        at, floors = self._known.get(tenant, (-SECONDS, _NONE))
        if now - at < SECONDS or not self._lock.acquire(blocking=False):
            return floors  # another thread is looking already: nobody waits for it
        try:
            number = self._tenants(tenant)
            floors = _NONE if number is None else self._look(number)
        except (HandclaspError, psycopg.Error):
            pass  # screening goes on with what was known
        finally:
            self._known[tenant] = (now, floors)
            self._lock.release()
        return floors
