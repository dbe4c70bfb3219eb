"""The order beside the talk at the desk: loaded after the thread, masked, recorded; gaps and errors in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.house_fixture import assigned, house_template, said
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.orders.model import Brief, Card, Checked, ShopUnavailable, Told
from handclasp.records import Author, Kind, Secret

__all__ = ["house_template", "rooms", "whole_house"]
CARD, MAIL, IP = "SPEC-7QX2-91LM-KD04", "li.specimen@example.com", "203.0.113.77"
PART: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


class Shelf:
    """A shop that knows what a test puts on it (the connectors have tests of their own, with real databases)."""

    kind = "http"

    def __init__(self) -> None:
        self.orders: dict[str, Told] = {}
        self.fault: Exception | None = None

    def order(self, number: str) -> Told | None:
        if self.fault is not None:
            raise self.fault
        return self.orders.get(number)

    def customer(self, _contact: str) -> tuple[Brief, ...] | None:
        return None

    def check(self) -> Checked:
        return Checked("specimen", (), ())

    def close(self) -> None:
        pass


@pytest.fixture
def shelf(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    made.orders["A1001"] = Told(
        number="A1001",
        product="样品点卡 <100元>",
        quantity=2,
        amount="199.00",
        currency="CNY",
        state="completed",
        shop_state="已完成",
        created=1_772_337_600_000,
        customer=Secret(MAIL),
        bought_from=Secret(IP),
        delivered=True,
        cards=(Card(Secret(CARD)),),
        earlier=(Brief(number="A0999", state="refunded", amount="9.90"),),
    )
    monkeypatch.setattr(rooms.house.orders, "_shops", lambda _tenant: {"shelf": made})
    return made


@pytest.fixture
def talk(rooms: Rooms, shelf: Shelf) -> Case:
    made = case(rooms)
    assigned(rooms.house, made.name, made.reader("zhou"))
    return made


def event(talk: Case, key: str, name: str, **more: Any) -> None:
    raw = said(
        "",
        f"{talk.name.hex()}/{key}",
        conversation=talk.name.hex(),
        by_pseudonym=True,
        kind=Kind.ORDER_EVENT,
        author=Author("system", "shop"),
        facts={"order": "A1001", "event": name, **more},
    )
    talk.rooms.house.flow.append(raw)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_thread_does_not_wait_for_the_shop(talk: Case, shelf: Shelf) -> None:
    shelf.fault = AssertionError("asked while the thread was drawn")
    page = text(talk.rooms.browser("zhou").get(talk.path()))
    assert f'hx-get="{talk.path("/order")}" hx-trigger="load"' in page
    assert "Asking the shop …" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("not recorded", "completed", "Record this state", "1 earlier order")),
        ("zh-hans", ("未记录", "已完成", "存证这个状态")),
    ],
)
def test_an_order_is_shown_masked_with_what_is_not_recorded(talk: Case, language: str, words: tuple[str, ...]) -> None:
    event(talk, f"o/{language}", "paid")
    shown = text(talk.rooms.browser("zhou", language=language).get(talk.path("/order"), **PART))
    for word in (*words, "A1001", "199.00 CNY", "****-KD04", "样品点卡 &lt;100元&gt; × 2"):
        assert word in shown
    for secret in (CARD, MAIL, IP):
        assert secret not in shown
    assert "<html" not in shown


def test_it_is_a_page_of_its_own_without_scripts(talk: Case) -> None:
    event(talk, "o/1", "paid")
    page = text(talk.rooms.browser("zhou").get(talk.path("/order")))
    assert "<html" in page
    assert "****-KD04" in page
    assert talk.path() in page


def test_another_order_is_looked_up_by_a_form_and_not_by_an_address(talk: Case, shelf: Shelf) -> None:
    shelf.orders["B2"] = Told(number="B2", product="another")
    browser = talk.rooms.browser("zhou")
    assert "No order event names an order" in text(browser.get(talk.path("/order"), **PART))
    assert "another" not in text(browser.get(talk.path("/order") + "?number=B2", **PART))
    assert "another" in text(browser.post(talk.path("/order"), {"number": " B2 "}, **PART))
    assert "No shop knows the order C3" in text(browser.post(talk.path("/order"), {"number": "C3"}, **PART))
    odd = text(browser.post(talk.path("/order"), {"number": "<b>'1"}, **PART))
    assert "letters, digits" in odd
    assert "<b>'1" not in odd


def test_a_state_is_recorded_once_and_the_pane_says_where(talk: Case) -> None:
    browser = talk.rooms.browser("zhou")
    first = text(browser.post(talk.path("/order/record"), {"number": "A1001"}, **PART))
    found = re.search(r"Recorded as #([\d ,\u202f\u00a0]+)\.", first)
    assert found, first
    assert "State recorded" in first
    again = text(browser.post(talk.path("/order/record"), {"number": "A1001"}, **PART))
    assert f"This state stands already as #{found[1]}." in again
    assert browser.get(talk.path("/order/record")).status_code == 405


def test_a_time_that_the_shop_sent_by_itself_names_its_record(talk: Case) -> None:
    event(talk, "o/1", "card-viewed", details={"ip": IP})
    shown = text(talk.rooms.browser("zhou").get(talk.path("/order"), **PART))
    assert "it stands in the log" in shown
    assert "Card viewed" in shown
    assert "203.0." in shown
    assert IP not in shown


def test_a_shop_that_does_not_answer_says_so_and_the_events_stay(talk: Case, shelf: Shelf) -> None:
    event(talk, "o/1", "paid")
    shelf.fault = ShopUnavailable("the shop shelf cannot be reached; try again in a moment")
    answer = talk.rooms.browser("zhou").get(talk.path("/order"), **PART)
    assert answer.status_code == 200
    assert "cannot be reached" in text(answer)
    assert "Paid" in text(answer)
    assert "Record this state" not in text(answer)


def test_a_house_without_shops_says_what_to_do(talk: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk.rooms.house.orders, "_shops", lambda _tenant: {})
    browser = talk.rooms.browser("zhou")
    assert "No shop is connected" in text(browser.get(talk.path("/order"), **PART))
    assert talk.path("/order") not in text(browser.get(talk.path())), "nothing is asked for, and no look recorded"


def test_whom_the_talk_is_closed_to_sees_no_order_and_the_try_is_sealed(talk: Case) -> None:
    answer = talk.rooms.browser("lena").get(talk.path("/order"), **PART)
    assert "This is not open to you" in text(answer)
    assert "KD04" not in text(answer)
    record = talk.rooms.browser("lena").post(talk.path("/order/record"), {"number": "A1001"}, **PART)
    assert "Recorded as" not in text(record)


def test_a_customers_orders_are_found_by_whoever_may_browse(talk: Case, shelf: Shelf, monkeypatch: Any) -> None:
    lead, agent = talk.rooms.browser("bai"), talk.rooms.browser("zhou")
    assert 'name="contact"' in text(lead.get(talk.path("/order"), **PART))
    assert 'name="contact"' not in text(agent.get(talk.path("/order"), **PART))
    assert "does not record whose orders" in text(lead.post(talk.path("/order"), {"contact": MAIL}, **PART))
    monkeypatch.setattr(shelf, "customer", lambda contact: (Brief(number="A0999"),) if contact == MAIL else ())
    found = text(lead.post(talk.path("/order"), {"contact": MAIL}, **PART))
    assert 'name="number" value="A0999"' in found
    assert MAIL not in found
    refused = text(agent.post(talk.path("/order"), {"contact": MAIL}, **PART))
    assert "A0999</button>" not in refused
    assert "not open to you" in refused
