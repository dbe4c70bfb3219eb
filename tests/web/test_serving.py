"""Workers on one listening socket: evenly used, and whoever dies takes along only what it had accepted."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from handclasp.supervise import listen
from handclasp.web.board import Board

WORKER = """
import os, socket, sys
from pathlib import Path
import uvicorn
from handclasp.web.board import Board
from handclasp.web.serving import Server, impatient

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})

config = uvicorn.Config(app, loop="uvloop", http="httptools", lifespan="off", log_config=None, timeout_keep_alive=60)
door = impatient(socket.socket(fileno=int(sys.argv[1])))
Server(config, door, Board(Path(sys.argv[2]), int(sys.argv[3])), lambda: 7).run()
"""


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.02)


def worker(door: socket.socket, folder: Path, place: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WORKER, str(door.fileno()), str(folder), str(place)]
    return subprocess.Popen(command, pass_fds=(door.fileno(),))


@contextmanager
def two(folder: Path) -> Iterator[tuple[int, Board, list[subprocess.Popen[bytes]]]]:
    """The port, the board and two workers that serve."""
    door = listen("web", "127.0.0.1", 0)
    board = Board.make(folder, 2)
    running = [worker(door, folder, place) for place in (1, 2)]
    try:
        until(lambda: board.serves(1) and board.serves(2))
        yield door.getsockname()[1], board, running
    finally:
        for process in running:
            process.kill()
            process.wait()
        door.close()


def answered_by(port: int) -> tuple[http.client.HTTPConnection, int]:
    """A connection that stays open, and the process that answers on it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    return connection, int(connection.getresponse().read())


def test_connections_that_stay_are_spread_evenly(tmp_path: Path) -> None:
    with two(tmp_path) as (port, board, running):
        opened = [answered_by(port) for _ in range(20)]
        by = [pid for _, pid in opened]
        until(lambda: sum(one.connections for one in board.living()) == 20)
        assert {one.pid for one in board.living()} == {process.pid for process in running}
        assert all(one.waiting == 7 and one.memory > 0 for one in board.living())
        # Told ten times a second at least, looked at before each: neither gets more than a little over its half.
        assert 7 <= by.count(running[0].pid) <= 13
        for connection, _ in opened:
            connection.close()


def test_what_a_dead_worker_had_not_accepted_is_answered_by_another(tmp_path: Path) -> None:
    with two(tmp_path) as (port, board, running):
        for process in running:
            process.send_signal(signal.SIGSTOP)
        waiting = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
        for one in waiting:
            one.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        running[0].kill()
        running[0].wait()
        assert not board.serves(1)
        running[1].send_signal(signal.SIGCONT)
        for one in waiting:
            one.settimeout(60)
            with one, one.makefile("rb") as answer:
                assert b"\r\n%d\r\n" % running[1].pid in answer.read()


def test_one_that_is_asked_to_end_leaves_new_connections_to_the_other(tmp_path: Path) -> None:
    with two(tmp_path) as (port, _board, running):
        running[0].terminate()
        running[0].wait(60)
        for _ in range(5):
            connection, pid = answered_by(port)
            assert pid == running[1].pid
            connection.close()


def test_a_board_tells_only_of_those_who_live(tmp_path: Path) -> None:
    board = Board.make(tmp_path, 2)
    Board(tmp_path, 2).tell(3, 5)
    assert [(one.place, one.pid, one.connections, one.waiting) for one in board.living()] == [(2, os.getpid(), 3, 5)]
    assert board.busier(4)
    assert not board.busier(3)
