"""A real MariaDB for the connectors: started in a temporary directory, reachable by a socket and on loopback."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest
from tests.house_fixture import house, house_template, module_house, new_house
from tests.orders.shops import ACG_FAKA, DUJIAOKA, READER, Server

__all__ = ["house", "house_template", "module_house", "new_house"]


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """The server, with both shops' schemas and specimen rows, and a user who may read them and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="handclasp-mariadb-"))
    data, sock, port, user = folder / "data", folder / "s.sock", _free_port(), getpass.getuser()
    own = ["--no-defaults", f"--datadir={data}", f"--user={user}"]
    auth = "--auth-root-authentication-method=normal"
    subprocess.run(["mariadb-install-db", *own, auth, "--skip-test-db"], check=True, capture_output=True)
    more = [
        f"--socket={sock}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        "--skip-log-bin",
        f"--pid-file={folder}/p",
    ]
    small = ["--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["/usr/sbin/mariadbd", *own, *more, *small], stdout=log, stderr=log)
    try:
        server = Server(sock, port)
        _until_it_answers(server, process, folder / "log")
        for name, script in (("dujiaoka", DUJIAOKA), ("acg", ACG_FAKA)):
            server.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
            server.run(script, name)
            server.user(READER, f"GRANT SELECT ON `{name}`.* TO")
        yield server
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _until_it_answers(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait on the log, which says when the server is ready: no page of it is asked for more than it has written."""
    while process.poll() is None:
        try:
            server.run("SELECT 1")
        except pymysql.MySQLError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    raise RuntimeError(log.read_text(errors="replace")[-2000:])
