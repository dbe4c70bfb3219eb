"""A stream's bad company: half messages, endless ones, clients that do not read or are gone, a process that stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from tests.web.api.conftest import WRITER, message
from tests.web.api.streaming import Patient, Served, batch, frame, serving, until
from websockets.exceptions import ConnectionClosed

from handclasp.web.api import ApiSettings, Caller

SETTINGS = ApiSettings(
    max_batch_bytes=2_000_000,
    max_bytes_in_flight=4_000_000,
    body_seconds=0.4,
    stream_stalled_seconds=0.3,
    stream_bytes=2_000_000,
)


@pytest.fixture
def house() -> Patient:
    return Patient()


@pytest.fixture
def served(house: Patient) -> Iterator[Served]:
    with serving(house, SETTINGS) as made:
        yield made
        made.settled()


@pytest.fixture
def wire(served: Served) -> Iterator[socket.socket]:
    """A bare socket with an open stream, its hello read."""
    with served.bare() as made:
        data = b""
        while not (data.startswith(b"HTTP/1.1 101") and b'"hello"' in data):
            data += made.recv(4_096)
        yield made


def closing(wire: socket.socket) -> int:
    """The code of the close frame that ends a connection, whatever came before it."""
    data = b""
    with suppress(ConnectionError):
        while chunk := wire.recv(65_536):
            data += chunk
    start = data.rfind(b"\x88")
    assert start >= 0, data[-100:]
    return int.from_bytes(data[start + 2 : start + 4], "big")


def still_takes(served: Served, house: Patient) -> None:
    with served.stream() as stream:
        stream.send(1, message(id="another"))
        assert stream.heads(1) == [(1, 200)]
    assert "another" in house.taken


def test_a_message_that_is_never_whole_is_not_waited_for(served: Served, house: Patient, wire: socket.socket) -> None:
    wire.sendall(frame(b"{", announce=1_000_000))
    assert closing(wire) == 1008
    assert house.taken == {}
    still_takes(served, house)


def test_fragments_that_drip_are_not_waited_for(served: Served, house: Patient, wire: socket.socket) -> None:
    wire.sendall(frame(batch(1, message()), first=0x02))
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            try:
                wire.sendall(frame(b" ", first=0x00))
            except OSError:
                return

    dripping = threading.Thread(target=drip)
    dripping.start()
    assert closing(wire) == 1008
    stop.set()
    dripping.join()
    assert house.taken == {}


def test_a_message_in_endless_pieces_is_cut_off(house: Patient) -> None:
    with serving(house, ApiSettings()) as served, served.bare() as wire:
        until(lambda: served.open() == 1)
        with suppress(OSError):
            wire.sendall(frame(b"{", first=0x02) + frame(b"", first=0x00) * 5_000)
        assert closing(wire) == 1008
        served.settled()


def test_a_message_larger_than_a_batch_closes_the_stream_unread(
    served: Served, house: Patient, wire: socket.socket
) -> None:
    wire.sendall(frame(b"{", announce=SETTINGS.max_batch_bytes * 2))
    assert closing(wire) == 1009
    still_takes(served, house)


def test_bytes_of_half_messages_count_among_those_in_flight(served: Served, house: Patient) -> None:
    half = frame(b" " * 1_800_000, announce=1_900_000)
    with served.bare() as one, served.bare() as two, served.bare() as three:
        until(lambda: served.open() == 3)
        for wire in (one, two, three):
            with suppress(OSError):
                wire.sendall(half)
        assert {closing(wire) for wire in (one, two, three)} >= {1013}
    served.settled()
    still_takes(served, house)


def test_nothing_is_read_before_it_is_known_who_calls(house: Patient) -> None:
    asked, known = threading.Event(), threading.Event()

    class Keys:
        def check(self, presented: str, /) -> Caller | None:
            asked.set()
            assert known.wait(30)
            return house.check(presented)

        def at_hand(self, _presented: str, /) -> Caller | None:
            return None

    with serving(house, api_keys=Keys()) as served, served.bare() as wire:
        assert asked.wait(30)
        wire.sendall(frame(batch(1, message(text="specimen " * 5_000))))
        assert httpx.get(f"http://127.0.0.1:{served.port}/healthz").status_code == 200
        assert served.api.bytes_in_flight == 0
        known.set()
        until(lambda: house.taken)
        wire.close()
        served.settled()


def test_no_websocket_at_all_is_answered_as_such(served: Served, house: Patient, wire: socket.socket) -> None:
    wire.sendall(b"POST /v1/messages HTTP/1.1\r\nHost: x\r\n\r\n")
    assert closing(wire) == 1002
    still_takes(served, house)


def test_who_reads_no_answers_is_cut_off_and_hurts_nobody(served: Served, house: Patient, wire: socket.socket) -> None:
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    wire.settimeout(0.5)
    number = 0
    with suppress(OSError):  # it is not read on, or cut off
        while number < 5_000:
            number += 1
            wire.sendall(frame(batch(number, b"{\n" * 4_000)))
    assert served.api.bytes_in_flight <= SETTINGS.max_bytes_in_flight
    still_takes(served, house)
    until(lambda: served.open() == 0)
    assert number < 5_000


def test_who_is_gone_in_the_middle_leaves_records_and_no_trace(served: Served, house: Patient) -> None:
    house.holding = True
    with served.bare() as wire:
        until(lambda: served.open() == 1)
        wire.sendall(b"".join(frame(batch(n, message(id=f"m-{n}"))) for n in (1, 2)) + frame(b"{", announce=99_999))
        until(lambda: len(house.given) == 2)
    while house.given:
        house.answer()
    served.settled()
    assert list(house.taken) == ["m-1", "m-2"]
    assert served.api.metrics.sealed._value.get() == 2
    house.holding = False
    with served.stream() as stream:
        stream.send(1, message(id="m-1"), message(id="m-2"), message(id="m-3"))
        rows = stream.answer()
    assert [row["doubled"] for row in rows[1:-1]] == [True, True, False]
    assert [row["index"] for row in rows[1:-1]] == [0, 1, 2]


def test_a_process_that_stops_answers_what_it_took_and_says_come_back(house: Patient) -> None:
    house.holding = True
    with serving(house) as served, served.stream() as stream:
        for number in (1, 2):
            stream.send(number, message(id=f"m-{number}"))
        until(lambda: len(house.given) == 2)
        served.stop()
        until(lambda: not accepts(served.port))
        house.answer()
        house.answer()
        assert stream.heads(2) == [(1, 200), (2, 200)]
        with pytest.raises(ConnectionClosed) as ended:
            stream.socket.recv(10)
    assert ended.value.rcvd is not None
    assert ended.value.rcvd.code == 1012


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_stream_that_nobody_uses_is_no_bar_to_stopping(house: Patient) -> None:
    with serving(house) as served, served.stream() as stream:
        served.stop()
        with pytest.raises(ConnectionClosed):
            stream.socket.recv(10)
        served.thread.join(1.9)  # well before what is left open would be cancelled
        assert not served.thread.is_alive()


def test_a_stream_waits_out_a_pause_that_is_not_the_clients(house: Patient) -> None:
    """While we do not read, neither a late pong nor half a message is the client's fault."""
    house.holding = True
    settings = ApiSettings(stream_batches=1, body_seconds=0.2)
    with serving(house, settings, pings=0.2) as served, served.stream() as stream:
        data = batch(2, message(id="m-2", text="specimen " * 5_000))
        stream.send(1, message())
        until(lambda: len(house.given) == 1)
        stream.socket.send([data[: len(data) // 2], data[len(data) // 2 :]])
        stream.send(3, message(id="m-3"))
        assert not threading.Event().wait(1)  # five times what either may take
        house.holding = False
        house.answer()
        assert stream.heads(3) == [(1, 200), (2, 200), (3, 200)]


def test_who_gives_no_sign_of_life_is_let_go(house: Patient) -> None:
    with serving(house, pings=0.1) as served, served.bare(WRITER) as wire:
        assert closing(wire) == 1011
        served.settled()
