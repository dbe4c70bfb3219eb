"""What one web process holds for the machine doors: the house's services, its counters, and the bounds of its work.

Nothing here waits without a bound: threads, requests waiting for a thread, bytes held in memory and seconds until an
answer all have one, and beyond it the caller is told to come back later.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from handclasp.records import OutcomeUnknown, Overloaded
from handclasp.web.api.line import Line
from handclasp.web.api.metrics import Metrics
from handclasp.web.api.rate import Buckets
from handclasp.web.api.services import Services

P = ParamSpec("P")
T = TypeVar("T")


def now_ms() -> int:
    """Our clock: milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


class Api:
    """One process's machine doors; `clock` gives ms (UTC), `monotonic` seconds."""

    def __init__(
        self,
        services: Services,
        clock: Callable[[], int] = now_ms,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        settings = services.settings
        self.services = services
        self.settings = settings
        self.clock = clock
        self.metrics = Metrics(services.queue_depth, services.workers)
        self.buckets = Buckets(settings.rate_per_second, settings.rate_burst, monotonic, services.buckets)
        self.line = Line(settings.patience_seconds, settings.short_line_bytes, monotonic)
        self.bytes_in_flight = 0
        self._waiting = 0
        self._pool = ThreadPoolExecutor(settings.append_threads, thread_name_prefix="handclasp-append")
        self._readers = anyio.CapacityLimiter(settings.read_threads)

    async def append(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work of the write path in its own threads; raises Overloaded when too much waits for one."""
        if self._waiting >= self.settings.max_waiting:
            raise Overloaded("Too many requests are waiting. Nothing was stored: try again in a moment.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))
        finally:
            self._waiting -= 1

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work that only looks, in a bounded number of threads."""
        return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self._readers)

    async def acknowledged(self, future: Future[T]) -> T:
        """Wait for the log's answer; what is not answered in time has an unknown outcome, not a bad one."""
        try:
            async with asyncio.timeout(self.settings.answer_seconds):
                return await asyncio.shield(asyncio.wrap_future(future))
        except TimeoutError:
            raise OutcomeUnknown("The log did not answer in time") from None

    def close(self) -> None:
        """Let the threads finish what they began."""
        self._pool.shutdown()
