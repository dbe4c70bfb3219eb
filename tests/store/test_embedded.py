"""The embedded PostgreSQL's launcher, with real servers: who may come in, what survives, what is never touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import psycopg
import pytest

from handclasp.store import embedded_files, embedded_host
from handclasp.store.embedded import Busy, Embedded, NotRunning, StartFailed
from handclasp.store.embedded_files import DiskFull, OtherVersion, PortInUse
from handclasp.store.embedded_host import Owner, PostgresError, WrongOwner, owner_of

IS_ROOT = os.geteuid() == 0
FAST = {"fsync": "off"}

LAUNCHER = """
import sys, threading
from pathlib import Path
from handclasp.store.embedded import Embedded
server = Embedded(Path(sys.argv[1]), settings={"fsync": "off"})
if sys.argv[2] == "bound":
    server.start()
else:
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
print(server.pid, flush=True)
threading.Event().wait()
"""


@pytest.fixture
def data_dir(server_dir: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    path = server_dir / f"own-{abs(hash(request.node.name)) % 10**8}"
    yield path
    shutil.rmtree((path / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def used(server_dir: Path) -> Path:
    """A data directory in which a server ran before and a table `kept` with the row 1 stands; stopped."""
    path = server_dir / "used"
    with Embedded(path, settings=FAST) as server, psycopg.connect(server.superuser_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    return path


def ask(server: Embedded, query: str) -> Any:
    with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def kill(server: Embedded) -> None:
    """End the postmaster in the hard way and wait until it is gone."""
    assert server._child is not None
    server._child.kill()
    server._child.wait()


class Launcher(NamedTuple):
    process: subprocess.Popen[str]
    postmaster: int

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def gone(pid: int) -> None:
    """Wait until no process has this id."""
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(60)


@pytest.fixture
def launch() -> Iterator[Callable[[Path, str], Launcher]]:
    """Start a server from another process: `bound` to its life, or `unbound` (started from a thread)."""
    started: list[Launcher] = []

    def start(path: Path, how: str) -> Launcher:
        command = [sys.executable, "-c", LAUNCHER, str(path), how]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process.stdout as said:
            started.append(Launcher(process, int(said.readline())))
        return started[-1]

    yield start
    for launcher in started:
        launcher.kill()
        gone(launcher.postmaster)


# -- a new server ------------------------------------------------------------------------------------------------------


def test_a_new_server_is_durable_and_orders_text_by_code_point(data_dir: Path) -> None:
    with Embedded(data_dir) as server:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert ask(server, f"SHOW {name}") == "on"
        assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'postgres'") == "C.UTF-8"
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert server.running()
    assert not server.running()


def test_nobody_gets_in_without_the_password(used: Path) -> None:
    with Embedded(used, settings=FAST) as server:
        right = server.superuser_url()
        for url in (
            server.url("postgres", "guessed", "postgres"),
            right.replace(right.split(":")[2].split("@")[0], ""),
        ):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(url)


def test_the_server_is_never_root_and_listens_on_no_network(used: Path) -> None:
    with Embedded(used, settings=FAST) as server:
        process = psutil.Process(server.pid)
        assert process.uids().real != 0
        assert ask(server, "SHOW listen_addresses") == ""
        assert not [each for each in psutil.net_connections("inet") if each.pid == server.pid]


def test_socket_and_password_are_closed_to_others(used: Path) -> None:
    with Embedded(used, settings=FAST) as server:
        sockets = Path(ask(server, "SHOW unix_socket_directories"))
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
        assert stat.S_IMODE((used / "postgres.password").stat().st_mode) == 0o600
        assert stat.S_IMODE(used.stat().st_mode) & 0o007 == 0


def test_a_restart_keeps_everything_and_takes_new_settings(used: Path) -> None:
    with Embedded(used, settings={**FAST, "work_mem": "7MB"}) as server:
        assert ask(server, "SELECT one FROM kept") == 1
        assert ask(server, "SHOW work_mem") == "7MB"


def test_a_long_path_gets_a_short_socket_directory(data_dir: Path) -> None:
    deep = data_dir / ("d" * 60) / ("e" * 60)
    try:
        with Embedded(deep, settings=FAST) as server:
            sockets = Path(ask(server, "SHOW unix_socket_directories"))
            assert sockets.parent == Path("/tmp")  # noqa: S108
            assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    finally:
        shutil.rmtree((deep / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(sockets)


def test_a_socket_directory_that_somebody_else_laid_out_is_refused(tmp_path: Path) -> None:
    owner = Owner(os.geteuid(), os.getegid(), "me", steps_down=False)
    (tmp_path / "socket").mkdir()
    (tmp_path / "socket").chmod(0o777)
    with pytest.raises(WrongOwner, match="nobody else can enter"):
        embedded_host.socket_dir(tmp_path, owner)


def test_data_below_a_closed_directory_works_all_the_same(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o711)
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    server = Embedded(closed / "var", settings=FAST)
    try:
        for _ in range(2):
            with server:
                assert ask(server, "SELECT 1") == 1
        assert (closed / "var/postgres").is_symlink() == IS_ROOT
    finally:
        shutil.rmtree(server.home)


def test_programs_that_the_servers_user_cannot_run_are_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Owner, "can_run", lambda _owner, _program: False)
    with Embedded(data_dir, settings=FAST) as server:
        executable, _ = owner_of(server.home).links(server.pid or 0)
        assert Path(executable).is_relative_to(server.home / "programs")


def test_tcp_only_when_asked_and_only_on_loopback(used: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Embedded(used, settings=FAST, tcp_port=port) as server:
        assert ask(server, "SHOW listen_addresses") == "127.0.0.1"
        password = (used / "postgres.password").read_text().strip()
        with psycopg.connect(
            host="127.0.0.1", port=port, user="postgres", password=password, dbname="postgres"
        ) as there:
            assert there.execute("SELECT one FROM kept").fetchone() == (1,)


def test_no_text_of_a_failed_statement_reaches_the_log(used: Path) -> None:
    with Embedded(used, settings=FAST) as server:
        with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS once (word text PRIMARY KEY)")
            for _ in range(2):
                try:
                    connection.execute("INSERT INTO once VALUES (%s || '-as-parameter')", ["specimen-secret"])
                    connection.execute("INSERT INTO once VALUES ('specimen-secret-as-literal')")
                except psycopg.errors.UniqueViolation:
                    pass
        log = server.log_file.read_text()
    assert "duplicate key" in log
    assert "specimen-secret" not in log


# -- killed ones -------------------------------------------------------------------------------------------------------


def test_a_killed_launcher_takes_its_server_along_and_the_next_start_has_lost_nothing(
    used: Path, launch: Callable[[Path, str], Launcher]
) -> None:
    launcher = launch(used, "bound")
    launcher.kill()
    gone(launcher.postmaster)
    with Embedded(used, settings=FAST) as server:
        assert ask(server, "SELECT one FROM kept") == 1


def test_a_start_right_after_the_launchers_death_waits_for_the_old_server(
    used: Path, launch: Callable[[Path, str], Launcher]
) -> None:
    launcher = launch(used, "bound")
    launcher.kill()
    with Embedded(used, settings=FAST) as server:
        assert server.pid != launcher.postmaster
        assert ask(server, "SELECT one FROM kept") == 1


def test_a_server_that_outlived_its_launcher_is_ended_and_started_anew(
    used: Path, launch: Callable[[Path, str], Launcher]
) -> None:
    launcher = launch(used, "unbound")
    launcher.kill()
    assert psutil.pid_exists(launcher.postmaster)
    server = Embedded(used, settings=FAST)
    assert server.running()
    server.start()
    try:
        assert server.pid != launcher.postmaster
        assert ask(server, "SELECT one FROM kept") == 1
    finally:
        server.stop()


def test_a_killed_postmaster_with_busy_backends_is_recovered_from(used: Path) -> None:
    server = Embedded(used, settings=FAST)
    server.start()
    try:
        with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS crashed (n int)")
            connection.execute("INSERT INTO crashed SELECT generate_series(1, 1000)")
            kill(server)
        assert not server.running()
        server.start()
        assert ask(server, "SELECT count(*) % 1000 FROM crashed") == 0
    finally:
        server.stop()


@pytest.mark.parametrize("name", ["sleep", "postgres"])
def test_a_stale_pid_file_never_ends_an_innocent_process(used: Path, name: str, server_dir: Path) -> None:
    program = server_dir / f"innocent-{name}" / name
    program.parent.mkdir(exist_ok=True)
    shutil.copy("/bin/sleep", program)
    owner = owner_of(used / "postgres")
    innocent = subprocess.Popen([str(program), "600"], cwd="/", **owner.as_())
    try:
        left = used / "postgres/data/postmaster.pid"
        left.write_text(f"{innocent.pid}\n{used / 'postgres/data'}\n1\n5432\n\n\n\nready\n")
        owner.give(left)
        server = Embedded(used, settings=FAST)
        assert not server.running()
        with server:
            assert ask(server, "SELECT one FROM kept") == 1
            assert server.pid != innocent.pid
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()
        shutil.rmtree(program.parent)


def test_an_interrupted_first_start_is_begun_again(data_dir: Path) -> None:
    owner = owner_of(data_dir / "postgres")
    data_dir.mkdir(mode=0o700)
    half = embedded_host.home_for(data_dir, owner) / "data.partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with Embedded(data_dir, settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1
    assert not half.exists()


def test_a_server_that_ignores_a_fast_shutdown_is_ended_at_once_and_repaired(used: Path) -> None:
    server = Embedded(used, settings=FAST)
    server.start()
    process = psutil.Process(server.pid)
    checkpointer = next(each for each in process.children() if "checkpointer" in " ".join(each.cmdline()))
    checkpointer.suspend()
    server.stop(patience=0.1)
    assert not process.is_running()
    assert not checkpointer.is_running()
    with server:
        assert ask(server, "SELECT one FROM kept") == 1


# -- what is refused, and how ------------------------------------------------------------------------------------------


def test_one_data_directory_has_one_launcher(used: Path, launch: Callable[[Path, str], Launcher]) -> None:
    launcher = launch(used, "bound")
    second = Embedded(used, settings=FAST)
    with pytest.raises(Busy, match=rf"process {launcher.process.pid}\) already runs PostgreSQL"):
        second.start()
    with second:
        assert ask(second, "SELECT one FROM kept") == 1
    assert second.running(), "what a second one only used, it does not end"


def test_without_a_server_there_is_no_url(used: Path) -> None:
    server = Embedded(used)
    with pytest.raises(NotRunning, match="handclasp up"):
        server.superuser_url()
    server.stop()
    assert server.pid is None


def test_files_of_others_are_left_alone(data_dir: Path) -> None:
    owner = owner_of(data_dir / "postgres")
    data_dir.mkdir(mode=0o700)
    strange = embedded_host.home_for(data_dir, owner) / "data"
    strange.mkdir()
    (strange / "holiday.jpg").write_bytes(b"specimen")
    with pytest.raises(PostgresError, match="not touched"):
        Embedded(data_dir).start()
    assert [each.name for each in strange.iterdir()] == ["holiday.jpg"]


def test_a_directory_of_another_major_version_is_refused_unchanged(used: Path) -> None:
    version = used / "postgres/data/PG_VERSION"
    ours = version.read_text()
    version.write_text("15\n")
    try:
        with pytest.raises(OtherVersion, match="made by PostgreSQL 15, and this Handclasp brings PostgreSQL 18"):
            Embedded(used).start()
    finally:
        version.write_text(ours)
    with Embedded(used, settings=FAST) as server:
        assert ask(server, "SELECT one FROM kept") == 1


def test_a_full_disk_is_named_before_anything_is_made(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=5 * 1024 * 1024)
    monkeypatch.setattr(embedded_files, "disk_usage", lambda _path: usage)
    with pytest.raises(DiskFull, match="5 MB are free"):
        Embedded(data_dir).start()
    assert list((data_dir / "postgres").iterdir()) == [data_dir / "postgres/socket"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("FATAL:  could not write to file: No space left on device", DiskFull),
        ('FATAL:  data directory "/x" has wrong ownership', WrongOwner),
        ('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', PortInUse),
    ],
)
def test_what_postgresql_says_becomes_a_named_error(words: str, error: type[PostgresError], tmp_path: Path) -> None:
    assert isinstance(embedded_files.explain(words, tmp_path, 5432), error)


def test_a_taken_tcp_port_is_named(used: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        port = listener.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} on 127.0.0.1 is taken"):
            Embedded(used, settings=FAST, tcp_port=port).start()


def test_a_setting_that_postgresql_refuses_shows_the_end_of_its_log(used: Path) -> None:
    with pytest.raises(PostgresError, match=r"(?s)ended before it was ready.*work_mem"):
        Embedded(used, settings={"work_mem": "a lot"}).start()
    with Embedded(used, settings=FAST) as server:
        assert server.running()


def test_only_this_starts_own_words_explain_a_failure(used: Path) -> None:
    log = used / "postgres/server.log"
    log.write_text("FATAL:  could not write to file: No space left on device\n")
    with pytest.raises(StartFailed, match="work_mem") as caught:
        Embedded(used, settings={"work_mem": "a lot"}).start()
    assert "No space left" not in str(caught.value)


def test_files_of_another_user_are_refused_by_name() -> None:
    with pytest.raises(WrongOwner, match=r"belongs to (user )?root"):
        owner_of(Path("/usr"))


def test_an_unmounted_disk_is_no_reason_to_begin_anew(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    (data_dir / "postgres").symlink_to("/nonexistent/handclasp")
    with pytest.raises(PostgresError, match="not there"):
        Embedded(data_dir).start()


def test_stopping_a_server_that_ended_by_itself_signals_nobody(used: Path) -> None:
    server = Embedded(used, settings=FAST)
    server.start()
    kill(server)
    assert not server.alive
    server.stop()
    assert not server.running()
    with server:
        assert ask(server, "SELECT one FROM kept") == 1
