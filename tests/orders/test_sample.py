"""The sample shop: its orders have the facts that its pages tell, and stand in for a shop that is not connected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files

import pytest

from handclasp.config_connectors import Connector
from handclasp.house.ordering import Shops
from handclasp.orders.sample import MAIL, ORDERS, SampleShop

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sample_order_tells_what_the_shops_page_tells(language: str) -> None:
    page = (files("handclasp.web.shop") / "pages" / f"order.{language}.html").read_text("utf-8")
    told = ORDERS["A1001"]
    assert told.delivered_at
    assert f"{datetime.fromtimestamp(told.delivered_at / 1000, UTC).astimezone(BEIJING):%Y-%m-%d %H:%M:%S}" in page
    for at in (told.created, told.paid, told.delivered_at, told.viewed_at):
        assert at
        assert f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(BEIJING):%H:%M:%S}" in page
    assert told.amount
    assert told.amount in page
    assert told.cards[0].tail in page


def test_the_sample_shop_is_a_tenants_only_shop_and_no_other_tenants() -> None:
    assert list(Shops({}, sample="demo")("demo")) == ["sample"]
    assert Shops({}, sample="demo")("shop") == {}
    assert Shops({}, sample="demo").everyone() == {}
    assert Shops({})("demo") == {}


def test_a_shop_that_is_connected_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECIMEN_SECRET", "specimen secret of the shop, 40 chars...")
    given = {"tenant": "demo", "kind": "http", "endpoint": "https://shop.example/x", "secret_env": "SPECIMEN_SECRET"}
    shops = Shops({"own": Connector.model_validate(given)}, sample="demo")
    assert list(shops("demo")) == ["own"]
    shops.close()


def test_its_customer_is_known_by_mail_alone() -> None:
    assert [one.number for one in SampleShop().customer(MAIL) or ()] == ["A1001", "A0987"]
    assert SampleShop().customer("somebody@example.com") == ()
    assert SampleShop().order("A9999") is None
