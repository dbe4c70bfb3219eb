"""A shop over HTTP, as a real server on loopback: what is asked and signed, and that nothing odd gets through."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from handclasp.orders import signing
from handclasp.orders.http import MOST_BYTES, HttpShop
from handclasp.orders.model import ShopRefused, ShopUnavailable
from handclasp.records import Secret

SECRET = Secret("specimen-secret-of-32-characters-or-more")
NOW = 1_772_000_000
ORDER: dict[str, Any] = {
    "number": "A1001",
    "product": "样品点卡",
    "quantity": 1,
    "amount": "99.50",
    "currency": "CNY",
    "state": "completed",
    "shop_state": "done",
    "method": "WeChat Pay",
    "created": "2026-03-01T12:00:00+08:00",
    "customer": "li.specimen@example.com",
    "delivery": {
        "delivered": True,
        "at": "2026-03-01T12:01:00+08:00",
        "cards": ["KD04"],
        "first_viewed": {"at": "2026-03-01T12:02:00+08:00", "ip": "203.0.113.77"},
    },
    "earlier": [{"number": "A0999", "state": "refunded"}],
    "disputes": [],
}


class Stand:
    """A shop's endpoint: checks signatures as the specification says, answers what the test sets."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: reply(handler, {"order": ORDER})
        stand = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                request = signing.Request("POST", self.path, body)
                signed = signing.read({name.lower(): value for name, value in self.headers.items()})
                signing.check(SECRET, request, signed, NOW)
                stand.asked.append(json.loads(body))
                stand.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/handclasp?shop=1"


def reply(handler: BaseHTTPRequestHandler, answer: Any, status: int = 200, kind: str = "application/json") -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.server.shutdown()
    made.server.server_close()


def shop(stand: Stand, clock: Callable[[], float] = lambda: 0.0) -> HttpShop:
    return HttpShop("shop", stand.endpoint, SECRET, wall=lambda: NOW, clock=clock)


def test_an_order_is_asked_for_signed_and_told_as_the_shop_tells_it(stand: Stand) -> None:
    told = shop(stand).order("A1001")
    assert stand.asked == [{"version": 1, "ask": "order", "order": "A1001"}]
    assert told is not None
    assert (told.amount, told.currency, told.state, told.shop_state) == ("99.50", "CNY", "completed", "done")
    assert told.created == 1_772_337_600_000
    assert told.paid is None
    assert told.bought_from is None
    assert told.delivered_at == 1_772_337_660_000
    assert told.viewed_at == 1_772_337_720_000
    assert told.viewed_from is not None
    assert told.viewed_from.reveal() == "203.0.113.77"
    assert [card.tail for card in told.cards] == ["KD04"]
    assert told.disputes == ()
    assert told.earlier is not None
    assert told.earlier[0].state == "refunded"


def test_an_order_that_is_not_there_is_none(stand: Stand) -> None:
    stand.answer = lambda handler: reply(handler, {"order": None})
    assert shop(stand).order("A1001") is None
    stand.answer = lambda handler: reply(handler, b"", 404)
    assert shop(stand).order("A1001") is None
    assert shop(stand).customer("u-1") == ()


def test_a_customers_orders_and_a_hello(stand: Stand) -> None:
    stand.answer = lambda handler: reply(handler, {"orders": [{"number": "A1"}]})
    found = shop(stand).customer("u-17")
    assert found is not None
    assert [one.number for one in found] == ["A1"]
    stand.answer = lambda handler: reply(handler, {"orders": None})
    assert shop(stand).customer("u-17") is None
    stand.answer = lambda handler: reply(handler, {"shop": "Specimen 1.0", "version": 1})
    assert shop(stand).check().server == "Specimen 1.0, version 1"
    assert [one["ask"] for one in stand.asked] == ["customer", "customer", "hello"]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "A1002"},
        {"amount": "99,50"},
        {"amount": "1e9999"},
        {"created": "2026-03-01T12:00:00"},
        {"state": "shipped"},
        {"card": "SPEC-7QX2-91LM-KD04"},
        {"delivery": {"cards": ["SPEC-7QX2-91LM-KD04"]}},
        {"earlier": [{"number": "A1"}] * 21},
        {"currency": "yuan"},
    ],
)
def test_what_the_interface_does_not_say_is_not_shown_nor_repeated(stand: Stand, change: dict[str, Any]) -> None:
    stand.answer = lambda handler: reply(handler, {"order": ORDER | change})
    with pytest.raises(ShopUnavailable) as error:
        shop(stand).order("A1001")
    assert "SPEC-7QX2" not in str(error.value)
    assert "A1002" not in str(error.value)


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"order":', b"\xff", b"[" * 5000])
def test_what_is_no_such_json_is_told_politely(stand: Stand, body: bytes) -> None:
    stand.answer = lambda handler: reply(handler, body)
    with pytest.raises(ShopUnavailable, match="otherwise than the interface says"):
        shop(stand).order("A1001")


def test_a_shop_that_refuses_fails_or_redirects_is_told_apart(stand: Stand) -> None:
    stand.answer = lambda handler: reply(handler, b"", 401)
    with pytest.raises(ShopRefused, match="signature"):
        shop(stand).order("A1001")
    for status in (302, 500):
        stand.answer = lambda handler, status=status: reply(handler, b"", status)  # type: ignore[misc]
        with pytest.raises(ShopUnavailable, match=str(status)):
            shop(stand).order("A1001")
    stand.answer = lambda handler: reply(handler, {"order": ORDER}, kind="text/html")
    with pytest.raises(ShopUnavailable, match="application/json"):
        shop(stand).order("A1001")


def test_an_answer_that_is_too_large_or_takes_too_long_is_cut_off(stand: Stand) -> None:
    stand.answer = lambda handler: reply(handler, b'{"order":"' + b"a" * MOST_BYTES + b'"}')
    with pytest.raises(ShopUnavailable, match="too long"):
        shop(stand).order("A1001")
    stand.answer = lambda handler: reply(handler, {"order": ORDER})
    ticks = iter([0.0, 99.0, 99.0, 99.0])
    with pytest.raises(ShopUnavailable, match="too long"):
        shop(stand, lambda: next(ticks)).order("A1001")


def test_a_shop_that_is_not_there_is_told_politely(stand: Stand) -> None:
    stand.server.shutdown()
    stand.server.server_close()
    with pytest.raises(ShopUnavailable, match="cannot be reached"):
        shop(stand).order("A1001")
