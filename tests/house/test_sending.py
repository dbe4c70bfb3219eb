"""`handclasp send`: a file or a pipe goes over the stream, in order, whole and once, whatever breaks on the way."""

from __future__ import annotations

import io
import json
import os
import queue
import random
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tests.web.api.conftest import READER, WRITER, House, message
from tests.web.api.streaming import Patient, serving, until
from typer.testing import CliRunner, Result

from handclasp.cli import cli
from handclasp.house.sending import Counts, GaveUp, How, NotAHouse, NotTaken, send, stream_url
from handclasp.intake.importing import Rejected
from handclasp.records import HandclaspError, Invalid, Lane, OutcomeUnknown, Overloaded, Raw, Receipt
from handclasp.web.api import ApiSettings
from handclasp.web.api.sockets import Sockets


def lines(count: int, start: int = 0) -> bytes:
    return b"".join(json.dumps(message(id=f"m-{n}")).encode() + b"\n" for n in range(start, start + count))


def ids(count: int) -> list[str]:
    return [f"m-{n}" for n in range(count)]


def sent(port: int, data: bytes, key: str = WRITER, **how: Any) -> tuple[Counts, list[Rejected], list[str]]:
    """Send bytes; the counts, what was refused, and why it tried again."""
    refused: list[Rejected] = []
    trouble: list[str] = []
    counts = send(
        io.BytesIO(data).read1,
        stream_url(f"http://127.0.0.1:{port}"),
        key,
        refused=refused.append,
        trouble=trouble.append,
        how=How(**({"patience": 20, "pause": 0.01} | how)),
    )
    return counts, refused, trouble


class Troubled(House):
    """A house in which every few batches one goes wrong, at once or later, sometimes after it was stored.

    As the real one, it commits nothing of a lane behind a batch that went wrong (tests/store/test_commit.py).
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = random.Random(seed)
        self.wrong = 0

    def append_all(
        self, raws: Sequence[Raw], /, *, receipts: bool = True, lane: Lane | None = None
    ) -> Future[list[Receipt | HandclaspError]]:
        if lane is not None and lane.broken:
            raise Overloaded("The one before was not stored.")
        dice = self._random.random()
        if dice > 0.3:
            return super().append_all(raws, receipts=receipts, lane=lane)
        self.wrong += 1
        if dice < 0.1:
            raise Overloaded("Full.", retry_after=1)
        if dice < 0.2:
            super().append_all(raws, receipts=receipts, lane=lane)
        if lane is not None:
            lane.broken = True
        later: Future[list[Receipt | HandclaspError]] = Future()
        later.set_result([OutcomeUnknown("Lost.")] * len(raws))
        return later


@contextmanager
def cutting(port: int, seed: int, cuts: int) -> Iterator[int]:
    """A wire to a port that breaks so many times, anywhere."""
    chosen = random.Random(seed)
    left = cuts
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket, most: int) -> None:
        with suppress(OSError):
            while most > 0 and (data := source.recv(min(most, 4_096))):
                target.sendall(data)
                most -= len(data)
        for wire in (source, target):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        nonlocal left
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", port))
                there, back = (chosen.randrange(2_000, 60_000) if left else 1 << 40 for _ in range(2))
                left = max(0, left - 1)
                for one, other, most in ((near, far, there), (far, near, back)):
                    threading.Thread(target=carry, args=(one, other, most), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def test_every_line_stands_once_and_in_order() -> None:
    house = House()
    with serving(house) as served:
        counts, refused, _ = sent(served.port, lines(2_345), lines=100, window=8)
        again, _, _ = sent(served.port, lines(2_345))
    assert list(house.taken) == ids(2_345)
    assert (counts.new, counts.doubled, counts.rejected, counts.connections) == (2_345, 0, 0, 1)
    assert (again.new, again.doubled) == (0, 2_345)
    assert refused == []


@pytest.mark.parametrize("seed", range(3))
def test_a_wire_that_breaks_anywhere_loses_and_doubles_nothing(seed: int) -> None:
    house = House()
    with serving(house) as served, cutting(served.port, seed, cuts=6) as port:
        counts, _, trouble = sent(port, lines(1_500), lines=50)
    assert list(house.taken) == ids(1_500)
    assert counts.new + counts.doubled == 1_500
    assert counts.connections > 1
    assert trouble


@pytest.mark.parametrize("seed", range(3))
def test_a_house_in_trouble_is_asked_again_and_the_order_stays(seed: int) -> None:
    house = Troubled(seed)
    with serving(house) as served:
        counts, refused, _ = sent(served.port, lines(300), lines=25)
    assert house.wrong
    assert list(house.taken) == ids(300)
    assert (counts.new + counts.doubled, refused) == (300, [])


def test_a_line_that_could_not_be_stored_alone_is_sent_again() -> None:
    class Once(House):
        def _one(self, raw: Raw, *, receipts: bool) -> Receipt | HandclaspError:
            found = super()._one(raw, receipts=receipts) if raw.key not in self.single else self.single.pop(raw.key)
            assert isinstance(found, Receipt | HandclaspError)
            return found

    house = Once(single={"m-1": Overloaded("Full.")})
    with serving(house) as served:
        counts, refused, _ = sent(served.port, lines(4))
    assert (counts.new, refused, set(house.taken)) == (4, [], set(ids(4)))


def test_refused_lines_are_told_by_number_and_stop_no_other() -> None:
    house = House()
    data = b"\xef\xbb\xbf" + lines(1) + b"\n{\n" + b" " * 9_000_000 + b"x\n" + lines(1, 1) + b'{"id": 5}'
    with serving(house, ApiSettings(max_batch_bytes=2_000_000)) as served:
        counts, refused, _ = sent(served.port, data)
    assert list(house.taken) == ids(2)
    assert (counts.new, counts.rejected) == (2, 3)
    found = {line.line: line.code for line in refused}
    assert found.keys() == {3, 4, 6}
    assert (found[3], found[4]) == ("invalid-json", "line-too-long")


def test_batches_obey_what_the_house_takes() -> None:
    house = House()
    with serving(house, ApiSettings(max_batch_lines=7, stream_lines=10, stream_batches=2)) as served:
        counts, _, _ = sent(served.port, lines(100), lines=500)
    assert (counts.new, list(house.taken)) == (100, ids(100))


def test_what_stood_without_its_answer_is_counted_as_there_before() -> None:
    house = Patient(holding=True)
    with serving(house) as served:
        done: Future[Counts] = Future()
        threading.Thread(target=lambda: done.set_result(sent(served.port, lines(20), lines=5)[0]), daemon=True).start()
        until(lambda: len(house.given) == 4)
        for stream in list(served.server.server_state.connections):
            assert isinstance(stream, Sockets)
            stream.loop.call_soon_threadsafe(stream.transport.abort)
        until(lambda: not served.server.server_state.connections)
        house.holding = False
        while house.given:
            house.answer()
        counts = done.result(20)
    assert list(house.taken) == ids(20)
    assert (counts.new + counts.doubled, counts.connections) == (20, 2)
    assert counts.doubled >= 5  # what the second connection finds depends on who is first


def test_a_long_silence_before_a_break_is_no_reason_to_give_up() -> None:
    house = House()
    pipe: queue.Queue[bytes] = queue.Queue()
    trouble: list[str] = []
    done: Future[Counts] = Future()
    with serving(house) as served:
        address = stream_url(f"http://127.0.0.1:{served.port}")

        def run_it() -> None:
            how = How(patience=0.5, pause=0.01)
            read = lambda _most: pipe.get()  # noqa: E731
            done.set_result(send(read, address, WRITER, refused=print, trouble=trouble.append, how=how))

        threading.Thread(target=run_it, daemon=True).start()
        for number in range(2):
            pipe.put(lines(1, number))
            until(lambda: list(house.taken) == ids(number + 1))  # noqa: B023 - called at once
            began = time.monotonic()
            until(lambda: time.monotonic() - began > 0.7)  # noqa: B023 - called at once
            for stream in list(served.server.server_state.connections):
                assert isinstance(stream, Sockets)
                stream.loop.call_soon_threadsafe(stream.transport.abort)
            until(lambda: len(trouble) == number + 1)  # noqa: B023 - called at once
        pipe.put(b"")
        assert done.result(20).new == 2


def test_who_is_not_let_in_is_told_why_at_once() -> None:
    with serving(House()) as served:
        with pytest.raises(NotTaken, match="scope") as raised:
            sent(served.port, lines(1), READER)
        assert raised.value.code == "scope-missing"
        with pytest.raises(NotTaken) as raised:
            sent(served.port, lines(1), "hc_nobody")
        assert raised.value.code == "unauthorized"
        with pytest.raises(NotAHouse):
            send(io.BytesIO().read1, f"ws://127.0.0.1:{served.port}/elsewhere", WRITER, refused=print)


def test_a_house_that_is_not_there_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(GaveUp):
        sent(port, lines(1), patience=0.3)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://a.example", "wss://a.example/v1/stream"),
        ("https://a.example:8443/", "wss://a.example:8443/v1/stream"),
        ("wss://a.example/v1/stream", "wss://a.example/v1/stream"),
        ("http://127.0.0.1:8600", "ws://127.0.0.1:8600/v1/stream"),
        ("http://a.example", None),
        ("ftp://a.example", None),
        ("a.example", None),
        ("https://a.example:99999", None),
        ("http://[", None),
        ("https://例子.example", None),
        ("https://a.example/\n", None),
        ("https://hc_1_2@a.example", None),
        ("https://a.example/?key=1", None),
    ],
)
def test_an_address_never_sends_the_key_in_the_open(url: str, found: str | None) -> None:
    if found:
        assert stream_url(url) == found
        return
    with pytest.raises(Invalid):
        stream_url(url)
    assert stream_url("http://a.example", plain=True) == "ws://a.example/v1/stream"


# --- the command


def run(port: int, *more: str, key: str | None = WRITER, data: bytes | None = None) -> Result:
    environment = {"HC_KEY": key or ""}
    return CliRunner().invoke(
        cli, ["send", *more, "--url", f"http://127.0.0.1:{port}", "--patience", "5"], env=environment, input=data
    )


def told(done: Result) -> list[str]:
    """What the command printed, without the log of the door in the same process."""
    return [line for line in done.stdout.splitlines() if "[info" not in line]


def test_the_command_counts_and_says_by_its_status_what_became_of_it(tmp_path: Path) -> None:
    file = tmp_path / "old.ndjson"
    report = tmp_path / "old.ndjson.rejected.ndjson"
    house = House()
    with serving(house) as served:
        file.write_bytes(lines(3))
        done = run(served.port, str(file))
        assert (done.exit_code, told(done)) == (0, ["3 new, 0 already there, 0 refused"])
        assert not report.exists()
        file.write_bytes(lines(4) + b"{specimen words\n")
        done = run(served.port, str(file))
        assert (done.exit_code, told(done)[0]) == (3, "1 new, 3 already there, 1 refused")
        (found,) = [json.loads(line) for line in report.read_text().splitlines()]
        assert (found["line"], found["code"]) == (5, "invalid-json")
        assert "specimen words" not in report.read_text() + done.output
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        done = run(served.port, "-", data=lines(1, 7) + b"{\n")
        assert (done.exit_code, told(done)) == (3, ["1 new, 0 already there, 1 refused"])
        assert "line 2: " in done.stderr
        assert run(served.port, str(file), key="").exit_code == 1
        key_file = tmp_path / "key"
        key_file.write_text(WRITER + "\n")
        assert run(served.port, str(file), "--key-file", str(key_file), key=None).exit_code == 3


def test_the_command_fails_with_the_houses_reason(tmp_path: Path) -> None:
    file = tmp_path / "lines.ndjson"
    file.write_bytes(lines(1))
    environment = {**os.environ, "HC_KEY": READER, "COLUMNS": "200"}
    with serving(House()) as served:
        command = [sys.executable, "-m", "handclasp", "send", str(file), "--url", f"http://127.0.0.1:{served.port}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "lacks the scope" in done.stderr
    assert "scope-missing" in done.stderr
    assert READER not in done.stdout + done.stderr
    assert done.stdout == "0 new, 0 already there, 0 refused\n"


def test_a_pipe_is_sent_as_it_comes() -> None:
    house = House()
    with serving(house) as served:
        command = [sys.executable, "-m", "handclasp", "send", "-", "--url", f"http://127.0.0.1:{served.port}"]
        environment = {**os.environ, "HC_KEY": WRITER}
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sending:
            assert sending.stdin is not None
            for number in range(3):
                sending.stdin.write(lines(1, number))
                sending.stdin.flush()
                until(lambda: list(house.taken) == ids(number + 1), 30)  # noqa: B023 - called at once
            printed, _ = sending.communicate()
    assert printed == b"3 new, 0 already there, 0 refused\n"
