"""The supervisor of `handclasp up`: starts PostgreSQL and our own processes, keeps them running, ends them in order.

A crashed child is started again, later and later while it keeps crashing; one that fails before it was ever ready ends
everything, because its error is the user's to see. Ctrl-C ends the children in their order, then PostgreSQL. When the
supervisor itself is killed, the kernel ends its children with it. It reads no settings and knows nothing of what the
children do.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

import psutil

from handclasp.records import HandclaspError
from handclasp.store.embedded_host import PostgresError, dying_with_us

if TYPE_CHECKING:
    from types import FrameType


STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_NAP: Final = 0.5
BACKLOG: Final = 2048

Say = Callable[[str], None]


class PortInUse(HandclaspError):
    """Something else listens where a child wants to."""

    code = "port-in-use"


class CannotListen(HandclaspError):
    """The address or port cannot be listened on by this user on this machine."""

    code = "cannot-listen"


class Server(Protocol):
    """PostgreSQL, however it is had here: the embedded one, or a cluster."""

    @property
    def alive(self) -> bool:
        """Whether it runs, wholly."""

    def start(self) -> None:
        """Start what does not run, and return when it can be used; raises PostgresError."""

    def stop(self) -> None:
        """End it."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """One process: `command` is its whole command line; `own` makes one of handclasp's own commands.

    It inherits `listening`, under the same number; the supervisor's own is closed when the end begins. `ready` is asked
    until it says yes; a child without it is ready at once. `patience` is how many seconds it has between SIGTERM and
    SIGKILL; those of one `rank` are asked together, the lowest first.
    """

    name: str
    command: tuple[str, ...]
    listening: socket.socket | None = None
    ready: Callable[[], bool] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = 15
    rank: int = 0


def own(*arguments: str) -> tuple[str, ...]:
    """The command line of `handclasp ARGUMENTS…`, run by the same Python as this process."""
    return (sys.executable, "-m", "handclasp", *arguments)


@dataclass(frozen=True)
class Pace:
    """How long to wait before starting a crashed child again: `first` seconds, doubling up to `most`.

    A child that ran for `steady` seconds begins at `first` again.
    """

    first: float = 0.2
    most: float = 30.0
    steady: float = 30.0

    def delay(self, crashes: int) -> float:
        """Seconds to wait after that many crashes in a row (1, 2 …)."""
        return float(min(self.most, self.first * 2 ** min(crashes - 1, 30)))


@dataclass
class _Kept:
    """A child and what became of it so far. `again` is when to start it (monotonic), None while it runs."""

    child: Child
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0
    again: float | None = 0.0
    ready: bool = False
    ever_ready: bool = False


def listen(name: str, host: str, port: int) -> socket.socket:
    """A socket that listens for `name` and its likes; raises PortInUse or CannotListen.

    What connects waits in it from now on, whether or not anybody is there yet to take it.
    """
    made: socket.socket | None = None
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        if made is not None:
            made.close()
        if error.errno == errno.EADDRINUSE:
            message = (
                f"Port {port} on {host}, where {name} should listen, is taken{_by_whom(port)}. Stop that, or choose "
                "another port (web_port in handclasp.toml, or HANDCLASP_WEB_PORT)."
            )
            raise PortInUse(message) from None
        hint = " Ports below 1024 need root; choose a higher one." if error.errno == errno.EACCES else ""
        message = f"{name} cannot listen on {host}, port {port}: {error.strerror or error}.{hint}"
        raise CannotListen(message) from None
    return made


def _by_whom(port: int) -> str:
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            listening = connection.status == psutil.CONN_LISTEN and connection.pid
            if listening and connection.laddr and connection.laddr[1] == port:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""


def run(
    children: Sequence[Child],
    embedded: Server | None,
    *,
    on_ready: Callable[[], None] | None = None,
    say: Say = print,
    pace: Pace | None = None,
) -> int:
    """Start everything, keep it running until SIGINT, SIGTERM or SIGHUP, end it; return the exit status.

    Call it from the main thread. `embedded` may have been started before; it is stopped in any case. `on_ready` is
    called once, when every child is ready for the first time. Raises a PostgresError when it cannot start.
    """
    return _Supervisor(children, embedded, on_ready, say, pace or Pace()).run()


class _Stop(BaseException):
    """A stop signal came while something slow was being waited for."""


class _Supervisor:
    def __init__(
        self,
        children: Sequence[Child],
        embedded: Server | None,
        on_ready: Callable[[], None] | None,
        say: Say,
        pace: Pace,
    ) -> None:
        self._kept = [_Kept(child) for child in children]
        self._embedded = embedded
        self._on_ready = on_ready
        self._say = say
        self._pace = pace
        self._stops = 0
        self._raising = False
        self._status = 0
        self._postgres_crashes = 0
        self._postgres_again = 0.0

    def run(self) -> int:
        with self._signals() as woken:
            try:
                if self._embedded is not None:
                    with self._stoppable():
                        self._embedded.start()
                while not self._stops:
                    self._turn()
                    self._nap(woken)
            except _Stop:
                pass
            finally:
                self._stop_all()
        return self._status

    @contextlib.contextmanager
    def _signals(self) -> Iterator[int]:
        """Turn signals into bytes of a pipe that `_nap` waits on, and give the old handlers back at the end."""
        woken, waking = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(waking, False)
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        old_fd = signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        try:
            yield woken
        finally:
            signal.set_wakeup_fd(old_fd)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(woken)
            os.close(waking)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stops += 1
        if self._raising:
            raise _Stop

    @contextlib.contextmanager
    def _stoppable(self) -> Iterator[None]:
        """Let a stop signal break off what runs inside, such as a long crash recovery."""
        self._raising = True
        try:
            if self._stops:
                raise _Stop
            yield
        finally:
            self._raising = False

    def _nap(self, woken: int) -> None:
        """Sleep until a signal comes, a crashed child is due, or something may have become ready."""
        now = time.monotonic()
        due = [kept.again - now for kept in self._kept if kept.again is not None]
        waiting = [0.05] if any(kept.process and not kept.ready for kept in self._kept) else []
        if self._stops:
            return
        select.select([woken], [], [], max(0.0, min([LONGEST_NAP, *due, *waiting])))
        with contextlib.suppress(BlockingIOError):
            os.read(woken, 4096)

    def _turn(self) -> None:
        """Look at everything once: what ended, what is due to start again, what became ready."""
        self._mind_postgres()
        for kept in self._kept:
            if kept.process is not None and _is_over(kept.process):
                self._ended(kept, _reap(kept.process))
            if kept.again is not None and kept.again <= time.monotonic() and not self._stops:
                self._start(kept)
            if kept.process is not None and not kept.ready and (kept.child.ready is None or kept.child.ready()):
                kept.ready = kept.ever_ready = True
                if kept.crashes:
                    self._say(f"{kept.child.name} is back")
        if self._on_ready is not None and all(kept.ever_ready for kept in self._kept):
            announce, self._on_ready = self._on_ready, None
            announce()

    def _mind_postgres(self) -> None:
        if self._embedded is None or self._embedded.alive or time.monotonic() < self._postgres_again:
            return
        self._postgres_crashes += 1
        self._say("PostgreSQL ended unexpectedly: starting it again")
        try:
            with self._stoppable():
                self._embedded.start()
        except PostgresError as error:
            delay = self._pace.delay(self._postgres_crashes)
            self._postgres_again = time.monotonic() + delay
            self._say(f"PostgreSQL could not be started, next try in {delay:g} s. {error}")
        else:
            self._postgres_crashes = 0
            self._say("PostgreSQL is back")

    def _start(self, kept: _Kept) -> None:
        kept.again = None
        kept.ready = False
        kept.started = time.monotonic()
        listening = kept.child.listening
        kept.process = subprocess.Popen(
            dying_with_us(list(kept.child.command), "KILL"),
            pass_fds=() if listening is None else (listening.fileno(),),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **kept.child.environment},
            # A session of its own, so that Ctrl-C reaches the supervisor alone and the order of ending is ours.
            start_new_session=True,
        )

    def _ended(self, kept: _Kept, status: int) -> None:
        name = kept.child.name
        how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        kept.process = None
        if not kept.ever_ready and status >= 0:
            self._say(f"{name} {how} before it was ready: stopping")
            self._status, self._stops = status or 1, self._stops + 1
            return
        lived = time.monotonic() - kept.started
        kept.crashes = 1 if lived >= self._pace.steady else kept.crashes + 1
        delay = self._pace.delay(kept.crashes)
        kept.again = time.monotonic() + delay
        self._say(f"{name} {how}: starting it again in {delay:g} s")

    def _stop_all(self) -> None:
        self._raising = False
        asked = self._stops
        for kept in self._kept:
            if kept.child.listening is not None:
                kept.child.listening.close()
        for rank in sorted({kept.child.rank for kept in self._kept}):
            ending = [(k, k.process) for k in self._kept if k.child.rank == rank and k.process is not None]
            for _, process in ending:
                if not _is_over(process):
                    process.terminate()
            began = time.monotonic()
            for kept, process in ending:
                self._await(kept, process, began + kept.child.patience, asked)
        if self._embedded is not None:
            self._embedded.stop()

    def _await(self, kept: _Kept, process: subprocess.Popen[bytes], until: float, asked: int) -> None:
        """SIGKILL when patience ends or a second stop signal comes."""
        while not _is_over(process) and time.monotonic() < until and self._stops <= asked:
            time.sleep(0.01)
        if not _is_over(process):
            self._say(f"{kept.child.name} did not end when asked: killing it")
        _reap(process)


def _is_over(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; it stays a zombie, so that its process group cannot become somebody else's."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _reap(process: subprocess.Popen[bytes]) -> int:
    """Kill what is left in the child's session, itself included, and return its status."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def http_ready(host: str, port: int, path: str = "/readyz") -> Callable[[], bool]:
    """A `ready` for a web child: whether the page answers 200 within a second."""

    def ask() -> bool:
        connection = http.client.HTTPConnection(host, port, timeout=1)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return ask
