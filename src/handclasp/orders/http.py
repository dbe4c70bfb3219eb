"""A shop that answers signed questions over HTTP (docs/spec/orders.md): one POST a question, strict in what it takes.

Follows no redirect, takes at most 256 KiB and a few seconds whatever the other side does, and understands only the
documented JSON. What a shop answers is never repeated in an error. Cards come as how they end, never as secrets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Meta

from handclasp.orders import signing
from handclasp.orders.model import (
    MOST_CARDS,
    MOST_EARLIER,
    Brief,
    Card,
    Checked,
    Dispute,
    ShopRefused,
    ShopUnavailable,
    State,
    Told,
)
from handclasp.records import Secret

MOST_BYTES: Final = 256 * 1024
CONNECT_SECONDS: Final = 2.0
SECONDS: Final = 3.0
"""For a whole answer, from the first byte sent to the last one read."""

_Word = Annotated[str, Meta(min_length=1, max_length=64)]
_Text = Annotated[str, Meta(min_length=1, max_length=200)]
_Moment = Annotated[datetime, Meta(tz=True)]
_Amount = Annotated[str, Meta(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,8})?$")]
_Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3,5}$")]
_Number = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.:-]{0,126}[A-Za-z0-9])?$")]
_Tail = Annotated[str, Meta(max_length=4)]


class _Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of an answer; what is left out is not recorded."""


class ViewIn(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the card was first viewed, and from where."""

    at: _Moment
    ip: _Text | None = None


class DeliveryIn(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the card was delivered; `cards` are the last four characters of each at most."""

    delivered: bool | None = None
    at: _Moment | None = None
    cards: Annotated[list[_Tail], Meta(max_length=MOST_CARDS)] = []
    first_viewed: ViewIn | None = None


class BriefIn(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An order in a list."""

    number: _Number
    product: _Text | None = None
    amount: _Amount | None = None
    currency: _Currency | None = None
    state: State | None = None
    created: _Moment | None = None


class DisputeIn(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A dispute that the shop knows of."""

    id: _Text
    state: _Word
    opened: _Moment | None = None
    reason: _Text | None = None


class OrderIn(BriefIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One order."""

    quantity: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    shop_state: _Word | None = None
    method: _Word | None = None
    paid: _Moment | None = None
    customer: _Text | None = None
    bought_from: _Text | None = None
    merchant: _Word | None = None
    delivery: DeliveryIn | None = None
    earlier: Annotated[list[BriefIn], Meta(max_length=MOST_EARLIER)] | None = None
    disputes: Annotated[list[DisputeIn], Meta(max_length=MOST_EARLIER)] | None = None


class OrderAnswer(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers `order`."""

    order: OrderIn | None


class CustomerAnswer(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers `customer`; null: the shop does not record whose orders are whose."""

    orders: Annotated[list[BriefIn], Meta(max_length=MOST_EARLIER)] | None


class HelloAnswer(_Shape, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers `hello`."""

    shop: _Text
    version: Literal[1]


class HttpShop:
    """One shop's endpoint. Thread-safe; `transport` is the network, `wall` and `clock` give seconds."""

    kind = "http"

    def __init__(
        self,
        name: str,
        endpoint: str,
        secret: Secret[str],
        *,
        transport: httpx.BaseTransport | None = None,
        wall: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._endpoint = endpoint
        self._secret = secret
        self._wall = wall
        self._clock = clock
        timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
        limits = httpx.Limits(max_connections=2, max_keepalive_connections=1)
        # Neither proxies nor certificates from the environment: where it goes stands in the settings alone.
        self._client = httpx.Client(
            timeout=timeout, limits=limits, follow_redirects=False, trust_env=False, transport=transport
        )

    def order(self, number: str) -> Told | None:
        """See model.Shop."""
        found = self._asked({"ask": "order", "order": number}, OrderAnswer).order
        if found is not None and found.number != number:
            message = f"the shop {self._name} answered with another order than was asked for; nothing is shown"
            raise ShopUnavailable(message)
        return None if found is None else _told(found)

    def customer(self, contact: str) -> tuple[Brief, ...] | None:
        """See model.Shop."""
        orders = self._asked({"ask": "customer", "customer": contact}, CustomerAnswer).orders
        return None if orders is None else tuple(map(_brief, orders))

    def check(self) -> Checked:
        """See model.Shop."""
        hello = self._asked({"ask": "hello"}, HelloAnswer)
        return Checked(f"{hello.shop}, version {hello.version}", ("order", "customer"), ())

    def close(self) -> None:
        """See model.Shop."""
        self._client.close()

    def _asked(self, question: dict[str, Any], answer: type[Any]) -> Any:
        body = msgspec.json.encode({"version": 1, **question})
        parts = urlsplit(self._endpoint)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        signed = signing.headers(self._secret, signing.Request("POST", path, body), self._name, int(self._wall()))
        try:
            content = self._sent(body, {"content-type": "application/json", "accept": "application/json", **signed})
        except httpx.HTTPError as error:
            message = f"the shop {self._name} cannot be reached ({type(error).__name__}); try again in a moment"
            raise ShopUnavailable(message) from None
        if content is None:
            content = b'{"order":null}' if answer is OrderAnswer else b'{"orders":[]}'
        try:
            return msgspec.json.decode(content, type=answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            message = f"the shop {self._name} answers otherwise than the interface says: {_where(error)}"
            raise ShopUnavailable(message) from None

    def _sent(self, body: bytes, headers: dict[str, str]) -> bytes | None:
        """The answer's bytes; None when the shop has no such thing."""
        ends = self._clock() + SECONDS
        with self._client.stream("POST", self._endpoint, content=body, headers=headers) as response:
            if response.status_code == 404:
                return None
            if response.status_code in {401, 403}:
                message = (
                    f"the shop {self._name} does not accept our signature: the secret or a clock differs on its side"
                )
                raise ShopRefused(message)
            if response.status_code != 200:
                message = f"the shop {self._name} answers with status {response.status_code}; try again in a moment"
                raise ShopUnavailable(message)
            if response.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                message = f"the shop {self._name} answers something else than application/json"
                raise ShopUnavailable(message)
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MOST_BYTES or self._clock() > ends:
                    message = f"the shop {self._name} answers more than {MOST_BYTES} bytes, or for too long"
                    raise ShopUnavailable(message)
            return bytes(data)


def _where(error: Exception) -> str:
    """The place of what is wrong, without what stands there."""
    told = str(error)
    return f"at {told.rpartition(' - at `')[2].rstrip('`')}" if " - at `" in told else "it is no such JSON"


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _brief(one: BriefIn) -> Brief:
    return Brief(
        number=one.number,
        product=one.product,
        amount=amount(one.amount),
        currency=one.currency,
        state=one.state,
        created=_ms(one.created),
    )


def amount(value: object) -> str | None:
    """A decimal number as text, without an exponent; None for what is none."""
    try:
        return None if value is None else f"{Decimal(str(value)):f}"
    except InvalidOperation:
        return None


def _told(one: OrderIn) -> Told:
    delivery = one.delivery or DeliveryIn()
    viewed = delivery.first_viewed
    brief = _brief(one)
    return Told(
        number=brief.number,
        product=brief.product,
        quantity=one.quantity,
        amount=brief.amount,
        currency=brief.currency,
        state=one.state,
        shop_state=one.shop_state,
        method=one.method,
        created=brief.created,
        paid=_ms(one.paid),
        customer=_secret(one.customer),
        bought_from=_secret(one.bought_from),
        merchant=one.merchant,
        delivered=delivery.delivered,
        delivered_at=_ms(delivery.at),
        cards=tuple(Card(tail=tail) for tail in delivery.cards),
        viewed_at=None if viewed is None else _ms(viewed.at),
        viewed_from=None if viewed is None else _secret(viewed.ip),
        earlier=None if one.earlier is None else tuple(map(_brief, one.earlier)),
        disputes=None if one.disputes is None else tuple(map(_dispute, one.disputes)),
    )


def _dispute(one: DisputeIn) -> Dispute:
    return Dispute(one.id, one.state, _ms(one.opened), one.reason)


def _secret(text: str | None) -> Secret[str] | None:
    return None if text is None else Secret(text)
