"""The embedded PostgreSQL: one server for one data directory, started, found again and stopped by us.

It promises a durable server (fsync, synchronous commits) that only this data directory's owner can reach: a private
socket, passwords by SCRAM, no TCP unless asked. It survives a killed launcher (the next one ends the server left behind
and starts it anew) and has no time limit for recovery. It never signals a process that it cannot prove to be its own
postmaster, never touches `postmaster.pid` without holding its own lock, and never runs the server as root.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

import psutil

from handclasp.store import embedded_files
from handclasp.store.embedded_host import (
    Owner,
    PostgresError,
    dying_with_us,
    home_for,
    not_yours,
    owner_of,
    programs,
    socket_dir,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

SUPERUSER: Final = "postgres"
POLL: Final = 0.02
WORD_EVERY: Final = 10.0
log = logging.getLogger(__name__)


class Busy(PostgresError):
    """Another process looks after this data directory's server."""

    code = "postgres-data-dir-in-use"


class StartFailed(PostgresError):
    """The server ended before it was ready; the message quotes its log."""

    code = "postgres-start-failed"


class NotRunning(PostgresError):
    """There is no running server to connect to."""

    code = "postgres-not-running"


class Embedded:
    """The PostgreSQL server of one data directory; call `start` from the main thread so that it ends with its launcher.

    `settings` are PostgreSQL's own (postgresql.conf), on top of ours; `tcp_port` also listens on 127.0.0.1 there.
    """

    def __init__(
        self, data_dir: Path, *, tcp_port: int | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self._data_dir = data_dir.absolute()
        self._tcp_port = tcp_port
        self._settings = dict(settings or {})
        self._lock: int | None = None
        self._log_start = 0
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """The directory with the server's files: data, socket, log."""
        return (self._data_dir / "postgres").resolve()

    @property
    def log_file(self) -> Path:
        """Where the server writes its log (no statements, no values)."""
        return self.home / "server.log"

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, if it runs."""
        found = self._find()
        return found.pid if found else None

    def running(self) -> bool:
        """Whether this data directory's own server runs and takes connections, whoever started it."""
        return self._find() is not None and embedded_files.read_pid_file(self._pg_data).ready

    @property
    def alive(self) -> bool:
        """Whether the server that `start` started has not ended."""
        return self._child is not None and self._child.poll() is None

    def url(self, user: str, password: str, dbname: str) -> str:
        """A libpq URL over the server's socket. Raises NotRunning when there is no server."""
        owner_of(self._data_dir / "postgres")
        state = embedded_files.read_pid_file(self._pg_data) if self._find() else embedded_files.PidFile()
        if state.socket_dir is None:
            message = f"PostgreSQL does not run in {self._data_dir}. Start it with 'handclasp up'."
            raise NotRunning(message)
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
        where = f"host={quote(state.socket_dir, safe='')}&port={state.port}"
        return f"postgresql://{who}@/{quote(dbname, safe='')}?{where}"

    def superuser_url(self, dbname: str = "postgres") -> str:
        """A URL for migrations and repairs; the password is kept in a 0600 file of the data directory."""
        return self.url(SUPERUSER, self._password(), dbname)

    def start(self) -> None:
        """Start the server and return when it takes connections; one that a killed launcher left is ended first.

        Raises a PostgresError with a code of its own for each thing that can be wrong.
        """
        if self.alive:
            return
        if self._lock is None:
            self._take_lock()
        try:
            self._start()
        except BaseException:
            self._end(patience=30)
            raise

    def stop(self, patience: float = 300) -> None:
        """End the server that `start` started: running statements are cancelled, everything is flushed.

        After `patience` seconds it is ended at once, which the next start repairs. Does nothing for somebody else's.
        """
        if self._lock is not None:
            self._end(patience)

    def __enter__(self) -> Self:
        """Run a server for the time of the block, or use the one that another launcher runs."""
        try:
            self.start()
        except Busy:
            if not self.running():
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- starting ------------------------------------------------------------------------------------------------------

    @property
    def _pg_data(self) -> Path:
        return self.home / "data"

    def _take_lock(self) -> None:
        self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._data_dir / "postgres.lock"
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError:
            raise not_yours(path) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(lock)
            message = (
                f"Another Handclasp (process {holder}) already runs PostgreSQL in {self._data_dir}. Stop it first, or "
                "choose another data_dir."
            )
            raise Busy(message) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self._lock = lock

    def _start(self) -> None:
        owner = owner_of(self._data_dir / "postgres")
        home = home_for(self._data_dir, owner)
        sockets = socket_dir(home, owner)
        binaries = programs(home, owner)
        embedded_files.check(self._pg_data, binaries, owner)
        left = self._find(owner)
        if left is not None:
            log.info("ending the PostgreSQL (process %d) that an earlier, killed Handclasp left running", left.pid)
            _signal_and_wait(left, left.wait, patience=300)
        if not embedded_files.made(self._pg_data):
            embedded_files.initialise(home, binaries, owner, self._password(new=True))
        embedded_files.write_settings(self._pg_data, sockets, owner, self._settings, self._tcp_port)
        self._clear_stale(owner, sockets)
        self._launch(binaries, owner)
        self._wait_until_ready()

    def _password(self, *, new: bool = False) -> str:
        path = self._data_dir / "postgres.password"
        if new and not path.exists():
            embedded_files.write_private(path, secrets.token_urlsafe(32))
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            message = (
                f"{path}, the password of the database's superuser, is missing. Restore it from a backup of the data "
                "directory."
            )
            raise PostgresError(message) from None
        except PermissionError:
            raise not_yours(path) from None

    def _find(self, owner: Owner | None = None) -> psutil.Process | None:
        """Our own postmaster: the process that postmaster.pid names, if executable, directory and user prove it."""
        if self._child is not None and self._child.poll() is not None:
            return None
        pid = embedded_files.read_pid_file(self._pg_data).pid
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            ours = embedded_files.is_ours(process, self._pg_data, owner or owner_of(self._data_dir / "postgres"))
        except (psutil.Error, PostgresError):
            return None
        return process if ours else None

    def _clear_stale(self, owner: Owner, sockets: Path) -> None:
        """Wait for backends of a killed postmaster to end, then remove what it left that could stop a start.

        A postmaster.pid whose process is gone is left to PostgreSQL, which also checks the shared memory it names.
        """
        said = time.monotonic()
        while survivors := embedded_files.processes_in(self._pg_data, owner):
            if time.monotonic() - said > WORD_EVERY:
                said = time.monotonic()
                log.warning("waiting for %d processes of a killed PostgreSQL to end", len(survivors))
            time.sleep(POLL)
        pid = embedded_files.read_pid_file(self._pg_data).pid
        if pid is not None and psutil.pid_exists(pid):
            log.warning("postmaster.pid names process %d, which is not PostgreSQL's: removing the stale file", pid)
            (self._pg_data / "postmaster.pid").unlink()
        for left in sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def _launch(self, binaries: Path, owner: Owner) -> None:
        command = [str(binaries / "postgres"), "-D", str(self._pg_data)]
        with embedded_files.open_log(self.log_file) as output:
            self._log_start = os.fstat(output.fileno()).st_size
            self._child = subprocess.Popen(
                dying_with_us(command, "INT"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.home,
                env=embedded_files.ENVIRONMENT,
                start_new_session=True,
                **owner.as_(),
            )

    def _wait_until_ready(self) -> None:
        child = self._child
        since = said = time.monotonic()
        while child is not None:
            state = embedded_files.read_pid_file(self._pg_data)
            if child.poll() is not None:
                raise self._failed()
            if state.pid == child.pid and state.ready:
                break
            if time.monotonic() - said > WORD_EVERY:
                said = time.monotonic()
                log.warning("PostgreSQL is still recovering after %d s; see %s", said - since, self.log_file)
            time.sleep(POLL)

    def _failed(self) -> PostgresError:
        words = embedded_files.tail(self.log_file, self._log_start)
        known = embedded_files.explain(words, self._data_dir, self._tcp_port)
        if known is not None:
            return known
        message = f"PostgreSQL ended before it was ready. The end of its log, {self.log_file}:\n{words}"
        return StartFailed(message)

    # -- stopping ------------------------------------------------------------------------------------------------------

    def _end(self, patience: float) -> None:
        try:
            if self._child is not None and self.alive:
                _signal_and_wait(psutil.Process(self._child.pid), self._child.wait, patience)
        finally:
            self._child = None
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None


def _signal_and_wait(process: psutil.Process, wait: Callable[[float | None], object], patience: float) -> None:
    """Ask for a fast shutdown, and after `patience` seconds for an immediate one.

    psutil compares the start time before it signals, so a process id that was used again is never hit.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGINT)
        try:
            wait(patience)
        except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
            log.warning("PostgreSQL did not stop in %d s: ending it at once, the next start repairs", patience)
            process.send_signal(signal.SIGQUIT)
            wait(None)
