"""The sample shop's two orders, as its pages tell of them: all of it invented, for the demo tenant alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from handclasp.orders.model import Brief, Card, Checked, Told
from handclasp.records import Secret

SELLER: Final = "seller-42"
MAIL: Final = "specimen@example.com"


def _at(second: int) -> int:
    """A moment of the morning on which both were bought: 2026-11-22, so many seconds after 10:00 in Beijing."""
    return int(datetime(2026, 11, 22, 2, 0, tzinfo=UTC).timestamp() + second) * 1000


_NOT_SEEN: Final = Told(
    number="A0987",
    product="Steam ¥100",
    quantity=1,
    amount="98.00",
    currency="CNY",
    state="completed",
    method="WeChat Pay",
    created=_at(9),
    paid=_at(36),
    customer=Secret(MAIL),
    merchant=SELLER,
    delivered=True,
    delivered_at=_at(41),
    cards=(Card(tail="K2P7"),),
    earlier=(),
    disputes=(),
)
_SEEN: Final = replace(
    _NOT_SEEN,
    number="A1001",
    method="Alipay",
    created=_at(12),
    paid=_at(38),
    bought_from=Secret("203.0.113.77"),
    cards=(Card(tail="9K2F"),),
    viewed_at=_at(55),
    viewed_from=Secret("203.0.113.77"),
)
ORDERS: Final = {one.number: one for one in (_NOT_SEEN, _SEEN)}


class SampleShop:
    """A connector that knows these orders and asks nobody."""

    kind = "sample"

    def order(self, number: str) -> Told | None:
        """One of the two."""
        return ORDERS.get(number)

    def customer(self, contact: str) -> tuple[Brief, ...] | None:
        """Both, to whoever names the mail address of their customer."""
        if contact != MAIL:
            return ()
        return tuple(
            Brief(number=one.number, product=one.product, amount=one.amount, currency=one.currency, state=one.state)
            for one in reversed(ORDERS.values())
        )

    def check(self) -> Checked:
        """There is nothing to ask."""
        return Checked("sample shop", ("orders",), ())

    def close(self) -> None:
        """Nothing is open."""
