"""An order as a shop tells it, and what every connector to a shop can be asked.

None always means that the shop does not record it: nothing here is worked out from something else. Times are
milliseconds since 1970 (UTC), amounts are decimal numbers as text, in the shop's own precision.
"""

from __future__ import annotations

import re
from typing import Final, Literal, Protocol

import msgspec

from handclasp.records import HandclaspError, Invalid, Secret

State = Literal["unpaid", "paid", "processing", "completed", "failed", "expired", "refunded", "disputed"]
"""How far an order is, in the house's words; the shop's own word stands beside it."""

NUMBER: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.:-]{0,126}[A-Za-z0-9])?")
"""What an order's number may look like."""
MOST_EARLIER: Final = 20
"""Earlier orders that are told of, the newest first."""
MOST_CARDS: Final = 100
"""Card secrets of one order that are told of."""


class ShopUnavailable(HandclaspError):
    """The shop cannot be asked right now, or what it answers cannot be used; nothing was shown."""

    code = "shop-unavailable"


class ShopRefused(HandclaspError):
    """The shop's side is set up so that it may not be asked; an administrator has to change that."""

    code = "shop-refused"


class BadOrder(Invalid):
    """What was given is no order's number."""

    code = "bad-order"


class Card(msgspec.Struct, frozen=True):
    """One card secret that was delivered: the secret where the shop's database holds it, or how it ends (≤ 4)."""

    secret: Secret[str] | None = None
    tail: str = ""


class Dispute(msgspec.Struct, frozen=True):
    """A dispute as the shop or a payment network knows it; `state` in the shop's words."""

    id: str
    state: str
    opened: int | None = None
    reason: str | None = None


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list."""

    number: str
    product: str | None = None
    amount: str | None = None
    currency: str | None = None
    state: State | None = None
    created: int | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """All that a shop tells of one order. `earlier` and `disputes` are of this customer."""

    number: str
    product: str | None = None
    quantity: int | None = None
    amount: str | None = None
    currency: str | None = None
    state: State | None = None
    shop_state: str | None = None
    method: str | None = None
    created: int | None = None
    paid: int | None = None
    customer: Secret[str] | None = None
    bought_from: Secret[str] | None = None
    merchant: str | None = None
    delivered: bool | None = None
    delivered_at: int | None = None
    cards: tuple[Card, ...] = ()
    viewed_at: int | None = None
    viewed_from: Secret[str] | None = None
    earlier: tuple[Brief, ...] | None = None
    disputes: tuple[Dispute, ...] | None = None


class Checked(msgspec.Struct, frozen=True):
    """That a shop can be asked: who it is (a server's version), what may be read, and what it does not record."""

    server: str
    reads: tuple[str, ...]
    not_recorded: tuple[str, ...]


class Shop(Protocol):
    """A connector. Every call may raise ShopUnavailable or ShopRefused, and takes a few seconds at most."""

    kind: str

    def order(self, number: str) -> Told | None:
        """An order by the number its customer knows; None when the shop has none."""

    def customer(self, contact: str) -> tuple[Brief, ...] | None:
        """A customer's orders, the newest first, by what they gave at the till; None: not recorded."""

    def check(self) -> Checked:
        """Ask the shop whether it can be asked."""

    def close(self) -> None:
        """Let go of connections."""


def order_number(text: str) -> str:
    """The number as it is; raises BadOrder, which does not repeat it."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        message = "an order's number has 1 to 128 letters, digits and . _ : -; copy it from the shop or the customer"
        raise BadOrder(message)
    return text
