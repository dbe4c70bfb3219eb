"""A customer's orders by what they gave at the till, for whoever may look at orders without a conversation.

The access record stands before anything is shown, and names the contact only by a keyed token. What comes back names
nobody: numbers, products, amounts, states. Nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.gate import Gate
from handclasp.disclose.hints import sells
from handclasp.orders.model import Brief, Shop
from handclasp.records import HandclaspError, Invalid, Kind, Refused, Value, is_reason
from handclasp.seal.keys import Keyring

SCOPE: Final = "a customer's orders"
LONGEST: Final = 200


class Masks(Protocol):
    """How the screener masks words (disclose.orders.Masks)."""

    def text(self, tenant: str, text: str, /) -> str:
        """Words, such as a product's name."""


class Found(msgspec.Struct, frozen=True):
    """A customer's orders at one shop, the newest first; None: not recorded. `problem`: why it could not be asked."""

    shop: str
    orders: tuple[Brief, ...] | None
    problem: HandclaspError | None = None


class CustomerOrders:
    """Looks for people. Thread-safe; `shops` gives a tenant's connectors by name."""

    def __init__(self, gate: Gate, keyring: Keyring, shops: Callable[[str], Mapping[str, Shop]], masks: Masks) -> None:
        self._gate = gate
        self._keyring = keyring
        self._shops = shops
        self._masks = masks

    def may(self, who: Reader, reason: str | None = None) -> bool:
        """Whether a page offers it: not to sellers, customers, or who reads their own conversations alone."""
        if sells(who) or who.role == "customer" or not self._shops(who.tenant):
            return False
        return self._gate.anywhere(who, Action.READ, Circumstances(reason=is_reason(reason))).allowed

    def look(
        self, who: Reader, contact: str, *, purpose: str, conversation: bytes | None = None, reason: str | None = None
    ) -> list[Found]:
        """The orders of whoever gave this contact, by shop; raises Refused, Invalid."""
        wanted = contact.strip()
        if not 0 < len(wanted) <= LONGEST:
            message = f"write what the customer gave at the till, in at most {LONGEST} characters"
            raise Invalid(message)
        if sells(who) or who.role == "customer":
            raise Refused("orders are looked for by the house's own staff", zh="订单只由内部人员查找")
        passed = self._gate.passed_anywhere(who, Action.READ, Circumstances(reason=is_reason(reason)))
        token = self._keyring.token(passed.tenant, wanted).hex()
        subjects: list[str] = [conversation.hex()] if conversation else []
        facts: dict[str, Value] = {"purpose": purpose, "subjects": subjects, "scope": f"{SCOPE}, contact {token}"}
        facts |= {"policy": passed.decision.version} | ({"reason": reason} if reason else {})
        standing = self._gate.journal.begin(who, Kind.ACCESS, facts)
        found = [self._asked(who, name, shop, wanted) for name, shop in self._shops(who.tenant).items()]
        standing.stands()
        return found

    def _asked(self, who: Reader, name: str, shop: Shop, contact: str) -> Found:
        try:
            told = shop.customer(contact)
        except HandclaspError as error:
            return Found(name, None, error)
        masked = told and tuple(
            msgspec.structs.replace(one, product=one.product and self._masks.text(who.tenant, one.product))
            for one in told
        )
        return Found(name, masked)
