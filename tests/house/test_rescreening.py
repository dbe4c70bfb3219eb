"""A number in two messages, a code after its label: hidden once the second message is there, and only then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from tests.house_fixture import AGENT, START, House, NewHouse, assigned, hired, house_template, new_house, said
from tests.web.console.conftest import _django

from handclasp.house.rescreening import MESSAGES, WITHIN, Line, Rescreening, together
from handclasp.records import Author, Kind, Raw, View
from handclasp.screen import Screener
from handclasp.store.floors import Floors

BUYER = Author("customer", "7F3A")
__all__ = ["_django", "house_template", "new_house"]

AGENT_AUTHOR = Author("agent", "zhou")
FIRST, SECOND = "甲乙丙", "丁戊己"
"""Halves of something that no detector knows, so that what comes in is not masked at once."""


class Part(NamedTuple):
    start: int
    end: int
    type: str


def find(texts: list[str]) -> list[list[Part]]:
    """A small reader of several texts: two halves across them, and what follows a label."""
    found: list[list[Part]] = [[] for _ in texts]
    whole = " ".join(texts)
    spans = [(m.start(), m.end(), "BANK_CARD") for m in re.finditer(f"{FIRST}[ 、]*{SECOND}", whole)]
    spans += [(m.start(1), m.end(1), "OTP") for m in re.finditer(r"验证码\S{0,3} (\d{6})(?!\d)", whole)]
    at = 0
    for place, text in enumerate(texts):
        for start, end, type_ in spans:
            low, high = max(start, at), min(end, at + len(text))
            if low < high:
                found[place].append(Part(low - at, high - at, type_))
        at += len(text) + 1
    return found


def mask(type_: str, _text: str) -> tuple[str, bool]:
    return (f"【{type_} 已丢弃】", True) if type_ == "OTP" else (f"【{type_} ****】", False)


class Consumer:
    """The consumer of one house, with a cursor of its own; `dies` makes the cursor's saving fail."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cursor: dict[str, int] = {}
        self.appended: list[Raw] = []
        self.looked: list[int] = []
        self.dies = False
        self.new()

    def new(self) -> None:
        """Start again with nothing in mind."""
        d = self.house.disclose
        self.consumer = Rescreening(
            feed=lambda tenant, after, limit: d.feed(tenant, "rescreen", "screening", after, limit),
            lately=self._lately,
            append=self._append,
            tenants=lambda: ["shop"],
            cursor=self,
            find=find,
            mask=mask,
            clock=lambda: START + 1,
        )

    def _lately(self, tenant: str, conversation: bytes, after: int) -> Sequence[View]:
        self.looked.append(after)
        return self.house.disclose.feed_one(tenant, "rescreen", "screening", conversation, after)

    def _append(self, raw: Raw) -> object:
        self.appended.append(raw)
        return self.house.flow.append(raw)

    def load(self, tenant: str) -> int:
        return self.cursor.get(tenant, -1)

    def save(self, tenant: str, position: int) -> None:
        if self.dies:
            message = "killed"
            raise ConnectionError(message)
        self.cursor[tenant] = position

    def run(self) -> None:
        while self.consumer.step():
            pass


@pytest.fixture
def consumer(new_house: NewHouse) -> Consumer:
    house = new_house()
    hired(house, AGENT)
    return Consumer(house)


def lines(house: House) -> list[str | None]:
    talk = house.flow.open("shop", "order 1001")
    assigned(house, talk, AGENT)
    return [v.body for v in house.disclose.read(AGENT, talk, purpose="p") if v.kind == Kind.MESSAGE]


def say(house: House, *words: str, author: Author = BUYER, at: int = START) -> None:
    for number, text in enumerate(words):
        key = f"{len(house.reading.tenant(1, -1, 1000))}-{number}"
        house.flow.append(said(text, key, author=author, received=at))


def test_a_number_finished_in_the_next_message_is_hidden_in_both(consumer: Consumer) -> None:
    house = consumer.house
    say(house, f"前半 {FIRST}")
    consumer.run()
    assert lines(house) == [f"前半 {FIRST}"]
    say(house, f"{SECOND} 谢谢")
    consumer.run()
    assert lines(house) == ["前半 【BANK_CARD ****】", "【BANK_CARD ****】 谢谢"]
    assert [raw.facts["reason"] for raw in consumer.appended] == [
        "sensitive when read together with record 2",
        "sensitive when read together with record 1",
    ]
    assert {str(raw.author) for raw in consumer.appended} == {"machine:rescreen"}


def test_reading_again_after_a_crash_doubles_nothing(consumer: Consumer) -> None:
    house = consumer.house
    say(house, f"前半 {FIRST}", f"{SECOND} 谢谢")
    consumer.dies = True
    with pytest.raises(ConnectionError):
        consumer.run()
    size = house.reading.size()
    for _ in range(2):
        with pytest.raises(ConnectionError):
            consumer.run()
        consumer.new()
    consumer.dies = False
    consumer.run()
    assert len(house.reading.tenant(1, -1, 100)) == 4
    assert house.reading.size() == size
    assert lines(house) == ["前半 【BANK_CARD ****】", "【BANK_CARD ****】 谢谢"]


def test_the_same_finding_twice_is_one_record_even_when_it_is_not_yet_seen(consumer: Consumer) -> None:
    house = consumer.house
    say(house, f"前半 {FIRST}", f"{SECOND} 谢谢")
    consumer.run()
    for raw in consumer.appended:
        assert house.flow.append(raw).stored.doubled


def test_after_a_restart_earlier_messages_are_read_from_the_log(consumer: Consumer) -> None:
    house = consumer.house
    say(house, f"前半 {FIRST}")
    consumer.run()
    consumer.new()
    say(house, f"{SECOND} 谢谢")
    consumer.run()
    assert lines(house) == ["前半 【BANK_CARD ****】", "【BANK_CARD ****】 谢谢"]


def test_a_code_after_a_label_by_somebody_else_is_dropped(consumer: Consumer) -> None:
    house = consumer.house
    say(house, "验证码", author=AGENT_AUTHOR)
    say(house, "482913")
    consumer.run()
    assert lines(house) == ["验证码", "【OTP 已丢弃】"]
    (raw,) = consumer.appended
    assert raw.originals == ()


@pytest.mark.parametrize(
    ("author", "at"),
    [(AGENT_AUTHOR, START), (BUYER, START + WITHIN + 1)],
    ids=["of another's", "much later"],
)
def test_numbers_of_others_and_of_later_are_not_joined(consumer: Consumer, author: Author, at: int) -> None:
    house = consumer.house
    say(house, f"前半 {FIRST}")
    say(house, f"{SECOND} 谢谢", author=author, at=at)
    consumer.run()
    assert lines(house) == [f"前半 {FIRST}", f"{SECOND} 谢谢"]
    assert consumer.appended == []


def test_what_a_reviewer_called_harmless_is_not_hidden_again(consumer: Consumer) -> None:
    """Nor what a tenant's thresholds leave open: the messages beside it make it no more sensitive than it was alone."""
    house = consumer.house
    say(house, f"前半 {FIRST}、{SECOND} 是店名", "再说 1 次")
    consumer.run()
    assert lines(house) == [f"前半 {FIRST}、{SECOND} 是店名", "再说 1 次"]
    assert consumer.appended == []


def test_what_is_masked_already_is_left_alone_and_joins_nothing(consumer: Consumer) -> None:
    house = consumer.house
    say(house, "电话 13812345678", "13812345678 01", f"前半 {FIRST}", f"{SECOND} 谢谢")
    before = lines(house)[:2]
    consumer.run()
    assert lines(house)[:2] == before
    assert len(consumer.appended) == 2


def test_ordinary_talk_costs_no_look_at_the_log(consumer: Consumer) -> None:
    say(consumer.house, *(f"good morning to you all, this is line number {n} of an ordinary talk" for n in range(5)))
    consumer.run()
    assert consumer.looked == []


def test_only_so_many_messages_are_read_together() -> None:
    seen: list[int] = []

    def count(texts: list[str]) -> list[list[Part]]:
        seen.append(len(texts))
        return [[] for _ in texts]

    together([Line(n, "customer", START, "1") for n in range(100)], count)
    assert max(seen) == MESSAGES


@pytest.mark.usefixtures("_django")
def test_the_worker_runs_it(new_house: NewHouse) -> None:
    from handclasp.house import consumers  # noqa: PLC0415 - needs Django set up

    house = new_house()
    hired(house, AGENT)
    step = consumers.rescreen(house)
    say(house, "我的手机号 1381234", "5678")
    while step():
        pass
    assert all("1381234" not in str(line) for line in lines(house))
    assert house.reading.cursor(1, "rescreen") > 0


def test_what_reviewers_said_decides_what_is_masked_from_now_on(new_house: NewHouse) -> None:
    house = new_house()
    before = house.screener.screen(said("call me 5551234", "1"))
    assert [span.type for span in before.spans] == ["PHONE"]
    sure = before.spans[0].sure
    house.reading.set_floors(1, {before.spans[0].detector: sure + 1})
    house.screener = Screener(tuning=House._tuning(Floors(house.reading.floors, house.directory.tenant)))
    assert house.screener.screen(said("call me 5551234", "1")).spans == ()
    assert house.screener.screen(said("call me 5551234", "1", tenant="wallet")).spans != ()


def test_what_was_erased_is_out_of_mind(consumer: Consumer) -> None:
    house = consumer.house
    for n, name in enumerate(("order 1001", "order 2002")):
        house.flow.append(said(FIRST, f"half {n}", conversation=name))
    consumer.consumer.step()
    gone, kept = (house.flow.open("shop", name) for name in ("order 1001", "order 2002"))
    assert set(consumer.consumer._minds) == {("shop", gone), ("shop", kept)}
    consumer.consumer.forget([gone])
    consumer.consumer.step()
    assert set(consumer.consumer._minds) == {("shop", kept)}
