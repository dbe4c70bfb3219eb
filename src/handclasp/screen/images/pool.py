"""Worker processes that judge files: each on one core, bounded in memory and time, replaced when one breaks.

Promises that one file can neither stop nor leak into another: a file that is too slow or ends its worker fails alone,
the next one gets a fresh worker. Bytes go through pipes only. Starts with the first file, and ends when it is closed.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Self

import msgspec

from handclasp.records import HandclaspError
from handclasp.screen.images.files import refusals
from handclasp.screen.images.judged import Judged
from handclasp.screen.images.wire import Answer, Task, frame, read_frame

_ALONE: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ORT_DISABLE_TELEMETRY", "HANDCLASP_CACHE_READ_ONLY"), "1"
)
"""One thread, no reports to a vendor (ocr.py), no file written (screen/compiled.py)."""


class NotJudged(HandclaspError):
    """The file could not be judged; it stays held, and nothing of it may be shown."""

    code = "picture-not-judged"


class PoolClosed(HandclaspError):
    """The pool was closed; the file stays held."""

    code = "picture-pool-closed"


class Limits(msgspec.Struct, frozen=True):
    """Seconds a file may take; files and MiB after which a worker is replaced; MiB at which it is stopped."""

    seconds: float = 20.0
    files: int = 500
    replace_mb: int = 900
    stop_mb: int = 2400


class Gone(Exception):
    """The worker ended or fell silent; `late` if it was still at work."""

    def __init__(self, *, late: bool) -> None:
        super().__init__()
        self.late = late


class Worker:
    """One process, started at once. Used by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.files = 0
        self.memory = 0
        environment = os.environ | _ALONE | {"HANDCLASP_PICTURE_MEMORY_MB": str(limits.stop_mb)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "handclasp.screen.images.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )

    def ask(self, task: Task) -> Answer:
        """The worker's answer. Raises Gone."""
        deadline = time.monotonic() + self._limits.seconds
        stopper = threading.Timer(self._limits.seconds, self.process.kill)
        stopper.daemon = True
        stopper.start()
        try:
            body = self._talk(frame(task))
        finally:
            stopper.cancel()
        if body is None:
            raise Gone(late=time.monotonic() >= deadline)
        answer = msgspec.msgpack.decode(body, type=Answer)
        self.files, self.memory = self.files + 1, answer.memory
        return answer

    def _talk(self, sent: bytes) -> bytes | None:
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            return None
        try:
            view = memoryview(sent)
            while view:
                view = view[stdin.write(view) :]
        except OSError:
            return None
        with selectors.DefaultSelector() as ready:
            ready.register(stdout, selectors.EVENT_READ)
            ready.select()
        return read_frame(stdout)

    @property
    def worn(self) -> bool:
        """Whether the next file should get another worker."""
        return self.files >= self._limits.files or self.memory >= self._limits.replace_mb

    def end(self) -> None:
        """Stop it now."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.process.wait()


class Pool:
    """Judges files in `workers` processes; safe from any number of threads.

    `judge` waits, `submit` returns a Future. Both raise (the Future holds) a refusal of files/refusals.py, NotJudged
    when the file was too slow or broke its worker, or PoolClosed.
    """

    def __init__(self, workers: int = 1, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pictures")
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    def judge(self, name: str, media_type: str, content: bytes) -> Judged:
        """Judge one file, and wait for it."""
        return self.submit(name, media_type, content).result()

    def submit(self, name: str, media_type: str, content: bytes) -> Future[Judged]:
        """Judge one file when a worker is free."""
        try:
            return self._threads.submit(self._judged, Task(name, media_type, content))
        except RuntimeError:
            raise _closed() from None

    def close(self) -> None:
        """Stop all workers; files that wait are answered with PoolClosed."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
        for worker in workers:
            worker.process.kill()
        self._threads.shutdown(wait=True)
        for worker in workers:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def memory(self) -> int:
        """MiB that the workers held after their last files, together."""
        with self._lock:
            return sum(worker.memory for worker in self._all)

    def _judged(self, task: Task) -> Judged:
        for attempt in (1, 2):
            worker = self._taken()
            used = worker.files > 0
            try:
                answer = worker.ask(task)
            except Gone as gone:
                self._dropped(worker)
                if self._closed:
                    raise _closed() from None
                # Only a worker that had served others may have been at fault itself.
                if gone.late or attempt == 2 or not used:
                    raise _not_judged(late=gone.late) from None
                continue
            self._back(worker)
            return _outcome(answer)
        raise _not_judged(late=False)

    def _taken(self) -> Worker:
        with self._lock:
            if self._closed:
                raise _closed()
            if self._idle:
                return self._idle.pop()
            worker = Worker(self._limits)
            self._all.add(worker)
            return worker

    def _back(self, worker: Worker) -> None:
        if worker.worn:
            self._dropped(worker)
            return
        with self._lock:
            self._idle.append(worker)

    def _dropped(self, worker: Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.end()


_REFUSALS: Final = {
    one.code: one
    for one in (
        refusals.TypeNotTaken,
        refusals.Disguised,
        refusals.FileTooLarge,
        refusals.FileDamaged,
        refusals.FileLocked,
    )
}


def _outcome(answer: Answer) -> Judged:
    if answer.judged is not None:
        return answer.judged
    if refusal := _REFUSALS.get(answer.code):
        raise refusal(answer.message)
    raise _not_judged(late=False)


def _not_judged(*, late: bool) -> NotJudged:
    why = "took too long" if late else "could not be looked through"
    return NotJudged(
        f"this file {why}, so it stays held and is not shown. Ask for a new photograph or screenshot, or have a "
        "reviewer open it under the access rules."
    )


def _closed() -> PoolClosed:
    return PoolClosed("pictures are not being judged at the moment; the file stays held. It is judged after a restart.")
