"""Open streams wait in one place: read for together, each told its own, nothing kept for whoever does not read."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.web.console.memory import journalled

from handclasp.access.policy import Reader
from handclasp.disclose import Asking
from handclasp.records import HandclaspError, Kind, NotFound, View
from handclasp.web.hub import Hub, Message, Stalled, TooMany, patient

pytestmark = pytest.mark.anyio
WHO = Reader("demo", "customer", "7F3A")


@dataclass(eq=False)
class Place:
    """Somebody's place in a conversation."""

    name: bytes
    after: int = 0
    behind: bool = False
    fails: HandclaspError | None = None


@dataclass
class House:
    """A door and a tail at once: `said` counts what was said in each conversation."""

    said: dict[bytes, int] = field(default_factory=dict)
    wakes: dict[bytes | None, list[Callable[[], None]]] = field(default_factory=dict)
    readings: list[int] = field(default_factory=list)
    during: Callable[[], None] = lambda: None
    at_once: int = 1_000

    def subscribe(self, conversation: bytes | None, wake: Callable[[], None]) -> Callable[[], None]:
        self.wakes.setdefault(conversation, []).append(wake)
        return lambda: self.wakes[conversation].remove(wake)

    def say(self, conversation: bytes) -> None:
        self.said[conversation] = self.said.get(conversation, 0) + 1
        wakes = [*self.wakes.get(conversation, ()), *self.wakes.get(None, ())]
        threading.Thread(target=lambda: [wake() for wake in wakes]).start()

    def follow_all(self, asked: Sequence[Asking]) -> list[Place | HandclaspError]:
        self.readings.append(len(asked))
        return [NotFound("there is none") if one.conversation == b"none" else Place(b"a", one.after) for one in asked]

    def more(self, follows: Sequence[Place]) -> list[list[View] | HandclaspError]:
        self.readings.append(len(follows))
        answers = [self._one(follow) for follow in follows]
        self.during()
        return answers

    def _one(self, follow: Place) -> list[View] | HandclaspError:
        if follow.fails is not None:
            return follow.fails
        upto = min(self.said.get(follow.name, 0), follow.after + self.at_once)
        found = [journalled(WHO, Kind.MESSAGE, {}, number) for number in range(follow.after, upto)]
        follow.after, follow.behind = upto, upto < self.said.get(follow.name, 0)
        return found


def seqs(views: list[View]) -> list[int]:
    """What an ear draws here."""
    return [view.seq for view in views]


async def heard(ear: Any, count: int) -> list[int]:
    """The next events of an ear, as they come."""
    found: list[int] = []
    async with asyncio.timeout(10):
        while len(found) < count:
            found += await ear.next(5) or []
    return found


async def test_hundreds_of_listeners_share_a_few_readings_and_each_hears_everything_once() -> None:
    house = House()
    hub = Hub(house, house)
    with ExitStack() as stack:
        ears = [stack.enter_context(hub.ear(b"a", Place(b"a"), seqs)) for _ in range(300)]
        assert not any(await asyncio.gather(*(ear.next(5) for ear in ears)))
        house.readings.clear()
        listening = [asyncio.create_task(heard(ear, 5)) for ear in ears]
        for _ in range(5):
            house.say(b"a")
            await asyncio.sleep(0.01)
        assert await asyncio.gather(*listening) == [[1, 2, 3, 4, 5]] * 300
        assert len(house.readings) < 60, "300 listeners × 5 messages, each read alone, would be 1,500"
    assert all(not wakes for wakes in house.wakes.values())


async def test_what_comes_while_it_is_read_is_heard_too() -> None:
    house = House()
    hub = Hub(house, house)
    with hub.ear(b"a", Place(b"a"), seqs) as ear:
        assert await ear.next(5) == []

        def once() -> None:
            house.during = lambda: None
            house.say(b"a")

        house.during = once
        house.say(b"a")
        assert await heard(ear, 2) == [1, 2]


async def test_ones_trouble_is_not_the_others() -> None:
    house = House(said={b"a": 1})
    hub = Hub(house, house)

    def breaks(_views: list[View]) -> list[int]:
        raise ZeroDivisionError

    refused, broken = Place(b"a", fails=NotFound("not yours")), Place(b"a")
    with (
        hub.ear(b"a", refused, seqs) as one,
        hub.ear(b"a", broken, breaks) as two,
        hub.ear(b"a", Place(b"a"), seqs) as well,
    ):
        answers = await asyncio.gather(one.next(5), two.next(5), well.next(5), return_exceptions=True)
    assert [type(answer) for answer in answers] == [NotFound, ZeroDivisionError, list]
    assert answers[2] == [1]


async def test_a_door_that_fails_tells_everybody_and_works_again() -> None:
    house = House(said={b"a": 1})
    hub = Hub(house, house)

    def fails() -> None:
        house.during = lambda: None
        raise OSError

    house.during = fails
    with hub.ear(b"a", Place(b"a"), seqs) as one, hub.ear(b"a", Place(b"a"), seqs) as two:
        answers = await asyncio.gather(one.next(5), two.next(5), return_exceptions=True)
        assert [type(answer) for answer in answers] == [OSError, OSError]
        house.say(b"a")
        assert await heard(one, 1) == [2]


async def test_whoever_does_not_read_is_not_read_for_and_holds_nobody_up() -> None:
    house = House()
    hub = Hub(house, house)
    slow_place = Place(b"a")
    others = _views()
    with hub.ear(b"a", slow_place, seqs) as slow, hub.ear(b"a", Place(b"a"), seqs) as quick:
        assert not any(await asyncio.gather(slow.next(5), quick.next(5)))
        for number in range(1, 201):
            house.say(b"a")
            if number % 20 == 0:
                assert (await heard(quick, 20))[-1] == number
        assert slow_place.after == 0
        assert _views() == others, "nothing lies about for the slow one"
        assert await heard(slow, 200) == list(range(1, 201))


def _views() -> int:
    gc.collect()
    return sum(type(one) is View for one in gc.get_objects())


async def test_what_is_too_much_at_once_comes_in_pieces() -> None:
    house = House(said={b"a": 10}, at_once=3)
    hub = Hub(house, house)
    with hub.ear(b"a", Place(b"a"), seqs) as ear:
        assert [await ear.next(5) for _ in range(4)] == [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]]
        assert await ear.next(0.01) is None


async def test_a_listener_that_leaves_while_it_waits_is_forgotten() -> None:
    house = House()
    hub = Hub(house, house)
    with hub.ear(b"a", Place(b"a"), seqs) as ear:
        waiting = asyncio.create_task(ear.next(5))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        house.say(b"a")
        assert await heard(ear, 1) == [1]


async def test_those_who_come_back_at_once_begin_together_and_each_is_answered() -> None:
    house = House()
    hub = Hub(house, house)
    asked = [Asking(WHO, b"a", "specimen", None, number) for number in range(500)]
    places = await asyncio.gather(*(hub.follow(one) for one in asked))
    assert [place.after for place in places] == list(range(500))
    assert len(house.readings) < 20
    refused = [hub.follow(Asking(WHO, name, "specimen")) for name in (b"none", b"a")]
    answers = await asyncio.gather(*refused, return_exceptions=True)
    assert [type(answer) for answer in answers] == [NotFound, Place]


async def test_one_person_and_all_together_have_so_many_places() -> None:
    hub = Hub(House(), House(), most=3)
    with hub.place("a", 2), hub.place("a", 2):
        with pytest.raises(TooMany, match="2 windows") as refused, hub.place("a", 2):
            pass
        assert refused.value.retry_after == 5
        with hub.place("b", 2), pytest.raises(TooMany, match="room"), hub.place("c", 2):
            pass
    with hub.place("a", 1):
        pass
    assert not hub._open


async def test_many_stirs_are_few_signs() -> None:
    house = House()
    hub = Hub(house, house)
    signs: list[float] = []
    with hub.stirs(lambda: signs.append(0)):
        for _ in range(50):
            house.say(b"a")
        await asyncio.sleep(0.3)
        assert 1 <= len(signs) <= 3
    assert house.wakes[None] == []


@pytest.mark.parametrize(("kind", "cut"), [(b"text/event-stream; charset=utf-8", True), (b"text/html", False)])
async def test_a_stream_whose_client_takes_nothing_is_cut_off(kind: bytes, cut: bool) -> None:  # noqa: FBT001
    sent: list[str] = []

    async def send(message: Message) -> None:
        sent.append(message["type"])
        if message["type"] == "http.response.body":
            await asyncio.sleep(0.2)

    impatient = patient(send, stalled=0.02)
    await impatient({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", kind)]})
    if cut:
        with pytest.raises(Stalled):
            await impatient({"type": "http.response.body", "body": b"x"})
    else:
        await impatient({"type": "http.response.body", "body": b"x"})
    assert sent == ["http.response.start", "http.response.body"]
