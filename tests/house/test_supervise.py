"""`handclasp up`'s supervisor, with small real processes and a real PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from handclasp import supervise
from handclasp.store.embedded import Embedded
from handclasp.supervise import CannotListen, Child, Pace, PortInUse

PATIENT = 30.0
QUICK = Pace(first=0.01, most=0.05, steady=60)

SLEEPER = "import signal, time; signal.signal(15, lambda *_: exit(0)); {before}; time.sleep(600)"
NOTE = "open({path!r}, 'a').write({word!r})"


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENT
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        threading.Event().wait(0.01)


def python(name: str, code: str, **more: object) -> Child:
    return Child(name=name, command=(sys.executable, "-c", code), **more)  # type: ignore[arg-type]


def sleeper(name: str, path: Path, **more: object) -> Child:
    """Writes its name into the file when it starts and `-name` when it is asked to end."""
    bye = f"exit({NOTE.format(path=str(path), word=f'-{name} ')} and 0)"
    code = f"import signal, time; signal.signal(15, lambda *_: {bye}); {NOTE.format(path=str(path), word=f'{name} ')}"
    return python(name, f"{code}; time.sleep(600)", **more)


class Up:
    """A supervisor that a thread of the test presses Ctrl-C on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []

    def words(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []

    def run(self, children: list[Child], play: Callable[[], None], embedded: Embedded | None = None) -> int:
        failed: list[BaseException] = []

        def player() -> None:
            try:
                play()
            except BaseException as error:  # noqa: BLE001
                failed.append(error)
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=player)
        try:
            return supervise.run(children, embedded, on_ready=thread.start, say=self.said.append, pace=QUICK)
        finally:
            if thread.ident:
                thread.join()
            if failed:
                raise failed[0]


@pytest.fixture
def up(tmp_path: Path) -> Up:
    return Up(tmp_path / "words")


def ours(up: Up) -> list[psutil.Process]:
    """The children of this test alone: the shared PostgreSQL's come and go as they like."""
    found = []
    for each in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if each.status() != psutil.STATUS_ZOMBIE and str(up.path) in " ".join(each.cmdline()):
                found.append(each)
    return found


def test_ctrl_c_ends_the_children_in_their_order(up: Up) -> None:
    children = [sleeper("web", up.path), sleeper("worker", up.path, rank=1)]
    running: list[int] = []

    def play() -> None:
        until(lambda: len(up.words()) == 2)
        running.append(len(ours(up)))

    assert up.run(children, play) == 0
    assert up.words()[2:] == ["-web", "-worker"]
    assert running == [2]
    assert ours(up) == []


def test_a_killed_child_is_started_again(up: Up) -> None:
    def play() -> None:
        until(lambda: up.words() == ["web"])
        (only,) = ours(up)
        only.kill()
        until(lambda: up.words() == ["web", "web"])

    assert up.run([sleeper("web", up.path)], play) == 0
    assert up.said[0] == "web was killed by SIGKILL: starting it again in 0.01 s"


def test_a_child_that_keeps_crashing_is_started_later_and_later() -> None:
    pace = Pace(first=0.2, most=30)
    assert [pace.delay(crashes) for crashes in (1, 2, 3, 4, 100)] == [0.2, 0.4, 0.8, 1.6, 30]


def test_a_child_that_fails_before_it_was_ready_ends_everything(up: Up) -> None:
    # It fails only once the other one listens to signals, so that what is asked of that one is certain.
    waiting = f"import os, time\nwhile not os.path.exists({str(up.path)!r}): time.sleep(0.01)\nraise SystemExit(3)"
    never = python("web", waiting, ready=lambda: False)
    assert supervise.run([never, sleeper("worker", up.path)], None, say=up.said.append, pace=QUICK) == 3
    assert up.said == ["web ended with status 3 before it was ready: stopping"]


def test_a_child_that_does_not_end_when_asked_is_killed_with_all_it_started(up: Up) -> None:
    grandchild = f"subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(600)  # {up.path}'])"
    code = "import signal, subprocess, time; signal.signal(15, signal.SIG_IGN); "
    stubborn = f"{code}{grandchild}; {NOTE.format(path=str(up.path), word='web')}; time.sleep(600)"
    assert up.run([python("web", stubborn, patience=0.1)], lambda: until(up.words)) == 0
    assert up.said == ["web did not end when asked: killing it"]
    until(lambda: not ours(up))


def test_everything_is_announced_once_all_are_ready(up: Up) -> None:
    children = [
        sleeper("web", up.path, ready=lambda: "web" in up.words()),
        sleeper("worker", up.path, ready=lambda: "worker" in up.words()),
    ]
    seen: list[set[str]] = []
    up.run(children, lambda: seen.append(set(up.words())))
    assert seen == [{"web", "worker"}]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_a_port_in_use_is_named_before_anything_starts(taken: int) -> None:
    with pytest.raises(
        PortInUse, match=rf"Port {taken} on 127\.0\.0\.1, where web should listen, is taken by .*web_port"
    ):
        supervise.listen("web", "127.0.0.1", taken)


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(CannotListen, match=r"web cannot listen on 192\.0\.2\.1, port 8600"):
        supervise.listen("web", "192.0.2.1", 8600)


def test_http_ready_says_no_as_long_as_nothing_answers(taken: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not supervise.http_ready("127.0.0.1", free.getsockname()[1])()


def test_no_child_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    path = tmp_path / "pids"
    note = f"import os, time; open({str(path)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(600)"
    code = (
        "import sys; from handclasp import supervise as s\n"
        f"child = lambda name: s.Child(name=name, command=(sys.executable, '-c', {note!r}))\n"
        "s.run([child('web'), child('worker')], None)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    until(lambda: path.exists() and len(path.read_text().split()) == 2)
    supervisor.kill()
    supervisor.wait()
    until(lambda: not any(psutil.pid_exists(int(pid)) for pid in path.read_text().split()))


def test_a_killed_postgresql_is_started_again_and_ended_last(up: Up, server_dir: Path) -> None:
    server = Embedded(server_dir / "supervised", settings={"fsync": "off"})

    def play() -> None:
        with psycopg.connect(server.superuser_url()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        psutil.Process(server.pid).kill()
        until(lambda: "PostgreSQL is back" in up.said)
        with psycopg.connect(server.superuser_url()) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)

    assert up.run([sleeper("web", up.path)], play, server) == 0
    assert up.said == ["PostgreSQL ended unexpectedly: starting it again", "PostgreSQL is back"]
    assert not server.running()
    assert up.words() == ["web", "-web"]
