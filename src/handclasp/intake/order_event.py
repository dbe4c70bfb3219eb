"""One order event that a shop sent by itself, signed (docs/spec/orders.md), becomes a Raw record, or a named refusal.

It is taken by the rules of every message (`message.decode`), spoken by the connector; one that names no conversation
stands in the order's own.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handclasp.intake.explain import explain
from handclasp.intake.message import LIVE, Limits, decode, unique
from handclasp.records import MAX_SAFE_INT, Raw

OF_AN_ORDER: Final = "order/"
"""How the conversations are named that hold what a shop sends of an order without saying in which talk."""


class OrderEventIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What happened to an order. Leave a field out rather than writing null."""

    id: Annotated[str, Meta(min_length=1, max_length=80, description="Your own id of this event; makes retries safe.")]
    order: Annotated[str, Meta(min_length=1, max_length=128, description="The order's number.")]
    event: Annotated[
        str, Meta(min_length=1, max_length=64, description="Such as `card-delivered`, `card-viewed`, `dispute-opened`.")
    ]
    conversation: (
        Annotated[str, Meta(min_length=1, max_length=200, description="The talk it belongs to, by your own name.")]
        | UnsetType
    ) = UNSET
    sent: Annotated[int, Meta(ge=-MAX_SAFE_INT, le=MAX_SAFE_INT)] | Annotated[str, Meta(max_length=40)] | UnsetType = (
        UNSET
    )
    text: str | UnsetType = UNSET
    details: dict[str, Any] | UnsetType = UNSET


_decoder = msgspec.json.Decoder(OrderEventIn)


def decode_event(data: bytes, tenant: str, connector: str, now: int, limits: Limits = LIVE) -> Raw:
    """Decode one event that a connector's shop sent at `now` (ms). Raises InputError, Malformed, TooLarge."""
    try:
        event = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise explain(data, error) from None
    json.loads(data, object_pairs_hook=unique)
    told: dict[str, Any] = msgspec.to_builtins(event)
    message = {"conversation": OF_AN_ORDER + event.order, **told, "kind": "order-event"}
    message |= {"id": f"{connector}:{event.id}", "author": {"role": "system", "id": f"connector/{connector}"}}
    return decode(msgspec.json.encode(message), tenant, now, limits)
