"""The files of the embedded PostgreSQL: making a cluster, its settings, its pid file, and words for what goes wrong.

A cluster is made beside its final place and renamed when complete, so an interrupted start leaves nothing half made.
The settings keep statements, parameters and row values out of the server's log. Nothing here signals a process.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from shutil import disk_usage, rmtree
from typing import IO, TYPE_CHECKING, Final

import psutil

from handclasp.store.embedded_host import Owner, PostgresError, WrongOwner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""Nothing of the caller's environment reaches the server: PG… variables would change what it does."""

ROOM_NEEDED: Final = 256 * 1024 * 1024
LOG_TURN: Final = 10 * 1024 * 1024
MIB: Final = 1024 * 1024

DURABLE: Final = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "max_wal_size": "2GB",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
SILENT: Final = {
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}


class DiskFull(PostgresError):
    """There is no room for the database's files."""

    code = "disk-full"


class OtherVersion(PostgresError):
    """The data directory was made by another major version of PostgreSQL."""

    code = "postgres-other-version"


class PortInUse(PostgresError):
    """Something else listens on the port that was asked for."""

    code = "postgres-port-in-use"


@dataclass(frozen=True)
class PidFile:
    """What `postmaster.pid` says; all empty when there is none."""

    pid: int | None = None
    port: int = 5432
    socket_dir: str | None = None
    ready: bool = False


def read_pid_file(pg_data: Path) -> PidFile:
    """Read `postmaster.pid` (PostgreSQL's miscadmin.h says which line is what)."""
    try:
        lines = (pg_data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return PidFile()
    lines = [line.strip() for line in lines] + [""] * (8 - len(lines))
    port = int(lines[3]) if lines[3].isdecimal() else 5432
    return PidFile(pid=abs(pid), port=port, socket_dir=lines[4] or None, ready=lines[7] == "ready")


def is_ours(process: psutil.Process, pg_data: Path, owner: Owner) -> bool:
    """Whether the process is a PostgreSQL of this data directory, by its user, executable and working directory."""
    if process.status() == psutil.STATUS_ZOMBIE or process.uids().real != owner.uid:
        return False
    executable, directory = owner.links(process.pid)
    name = executable.removesuffix(" (deleted)").rpartition("/")[2]
    return name == "postgres" and directory == str(pg_data.resolve())


def processes_in(pg_data: Path, owner: Owner) -> list[psutil.Process]:
    """All PostgreSQL processes, backends included, that still work in this data directory."""
    found = []
    for process in psutil.process_iter():
        try:
            if is_ours(process, pg_data, owner):
                found.append(process)
        except psutil.Error:
            continue
    return found


def made(pg_data: Path) -> bool:
    """Whether a complete cluster is there."""
    return (pg_data / "PG_VERSION").is_file()


def check(pg_data: Path, binaries: Path, owner: Owner) -> None:
    """Refuse, with a named error, a data directory that these programs cannot serve."""
    if not made(pg_data):
        if pg_data.exists() and any(pg_data.iterdir()):
            message = (
                f"{pg_data} holds files but no PostgreSQL cluster. It was not touched. Move it away, or choose another "
                "data_dir."
            )
            raise PostgresError(message)
        return
    theirs = (pg_data / "PG_VERSION").read_text().strip()
    command = [str(binaries / "postgres"), "--version"]
    words = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", **owner.as_()).stdout.split()
    ours = words[2].partition(".")[0]
    if theirs != ours:
        message = (
            f"{pg_data} was made by PostgreSQL {theirs}, and this Handclasp brings PostgreSQL {ours}. Nothing was "
            f"changed. Start it with the Handclasp that made it and dump it (pg_dumpall), or run pg_upgrade."
        )
        raise OtherVersion(message)


def initialise(home: Path, binaries: Path, owner: Owner, password: str) -> None:
    """Make an empty cluster in `home/data`: UTF-8, code-point order, SCRAM for everybody.

    Raises DiskFull when there is no room; leaves nothing behind then.
    """
    if disk_usage(home).free < ROOM_NEEDED:
        raise _full(home)
    partial, secret = home / "data.partial", home / "password.partial"
    rmtree(partial, ignore_errors=True)
    secret.unlink(missing_ok=True)
    write_private(secret, password)
    owner.give(secret)
    command = [
        *(str(binaries / "initdb"), f"--pgdata={partial}", "--username=postgres", f"--pwfile={secret}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=home, env=ENVIRONMENT, **owner.as_()
        )
        if done.returncode:
            rmtree(partial, ignore_errors=True)
            words = done.stderr.strip()
            message = f"PostgreSQL could not make its data directory in {home}:\n{words}"
            raise explain(words, home, None) or PostgresError(message)
    finally:
        secret.unlink()
    partial.rename(home / "data")


def write_settings(pg_data: Path, sockets: Path, owner: Owner, extra: Mapping[str, str], tcp_port: int | None) -> None:
    """Write our settings and who may connect, anew at each start; `local.conf` beside them is the operator's."""
    memory = psutil.virtual_memory().total // MIB
    settings = {
        **DURABLE,
        **SILENT,
        "shared_buffers": f"{max(32, min(256, memory // 8))}MB",
        "unix_socket_directories": str(sockets),
        "listen_addresses": "127.0.0.1" if tcp_port else "",
        "port": str(tcp_port or 5432),
        **extra,
    }
    quoted = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items())
    lines = ["# Written by Handclasp at each start. Your own settings go into local.conf.", *quoted]
    _write(pg_data / "handclasp.conf", [*lines, "include_if_exists 'local.conf'"], owner)
    _write(pg_data / "postgresql.conf", ["include 'handclasp.conf'"], owner)
    access = ["local all all scram-sha-256", "local replication all scram-sha-256"]
    if tcp_port:
        access.append("host all all 127.0.0.1/32 scram-sha-256")
    _write(pg_data / "pg_hba.conf", access, owner)


def _write(path: Path, lines: list[str], owner: Owner) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    write_private(partial, "\n".join(lines))
    owner.give(partial)
    partial.rename(path)


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def open_log(path: Path) -> IO[bytes]:
    """Open the server's log for appending, keeping it and one older one, each of some 10 MB."""
    if path.exists() and path.stat().st_size > LOG_TURN:
        path.replace(path.with_suffix(".log.1"))
    # The directory belongs to the server's user: a link placed there must not lead a launcher that is root elsewhere.
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), "ab")


def tail(path: Path, since: int = 0, lines: int = 12) -> str:
    """The last lines of the server's log, of what was written after the offset `since`."""
    try:
        with path.open("rb") as file:
            file.seek(max(since, path.stat().st_size - 8192))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""


def explain(words: str, place: Path, tcp_port: int | None) -> PostgresError | None:
    """The named error for what PostgreSQL said, when it is one we know a way out of."""
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return _full(place)
    if "Address already in use" in words and tcp_port:
        return PortInUse(f"Port {tcp_port} on 127.0.0.1 is taken. Stop what listens there, or ask for another port.")
    if "has wrong ownership" in words:
        return WrongOwner(f"The database in {place} does not belong to the user that the server runs as:\n{words}")
    return None


def _full(place: Path) -> DiskFull:
    free = disk_usage(place).free // MIB
    return DiskFull(
        f"There is no room for the database in {place}: {free} MB are free, {ROOM_NEEDED // MIB} MB are needed to "
        "start. Free some space, or choose a data_dir on another disk. What was stored before is safe."
    )
