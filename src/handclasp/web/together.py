"""Questions that many ask at much the same time, answered by a thread in one go.

Nobody who has gone meanwhile is answered, and what fails for one batch is told to each of those who asked.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Final, Generic, TypeVar

_GATHER: Final = 0.04
"""Seconds from one answering to the next where much is asked: those who ask meanwhile share it."""
_AT_ONCE: Final = 64
THREADS: Final = 2
"""Of so many threads each makes use."""

A = TypeVar("A")
B = TypeVar("B")


class Together(Generic[A, B]):
    """Of one event loop. `work` answers some questions, in order, each with an answer or with an error, in a thread."""

    def __init__(self, threads: Executor, work: Callable[[list[A]], Sequence[B | Exception]]) -> None:
        self._work = work
        self._asked: deque[tuple[A, asyncio.Future[B]]] = deque()
        self._serving: set[asyncio.Task[None]] = set()
        self._threads = threads
        self._next = 0.0

    async def answer(self, question: A) -> B:
        """The answer; raises it where it is an error."""
        answer: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self._asked.append((question, answer))
        if len(self._serving) < THREADS:
            task = asyncio.create_task(self._serve())
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        return await answer

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while self._asked:
            if (rest := self._next - loop.time()) > 0 and len(self._asked) < _AT_ONCE:
                await asyncio.sleep(rest)
            self._next = loop.time() + _GATHER
            # Whoever has gone meanwhile is not answered: nothing leaves for nobody.
            some = [pair for pair in self._taken() if not pair[1].done()]
            if not some:
                continue
            try:
                answers = await loop.run_in_executor(self._threads, self._work, [question for question, _ in some])
            except Exception as error:  # noqa: BLE001 - told to each of those who ask
                answers = [error] * len(some)
            for (_, answer), given in zip(some, answers, strict=True):
                _settle(answer, given)

    def _taken(self) -> list[tuple[A, asyncio.Future[B]]]:
        return [self._asked.popleft() for _ in range(min(_AT_ONCE, len(self._asked)))]


def _settle(answer: asyncio.Future[B], given: B | Exception) -> None:
    if answer.done():
        return
    if isinstance(given, Exception):
        answer.set_exception(given)
    else:
        answer.set_result(given)
