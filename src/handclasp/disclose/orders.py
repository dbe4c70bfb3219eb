"""The order beside the talk: what a shop knows of an order, masked, and what the log says of it; looking is recorded.

The access record stands before anything is shown, and names the order only by a keyed token. Contacts and addresses are
masked as in a talk, cards are shown by how they end at most. What a shop does not record is None and stays so, unless
an order event in the log says it: then `by` names that event. Nothing is written to a shop, nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Protocol

import msgspec

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.disclose.customer_orders import CustomerOrders
from handclasp.disclose.gate import Gate, Passed
from handclasp.disclose.hints import sells
from handclasp.disclose.journal import Pending
from handclasp.disclose.opening import Records
from handclasp.orders.model import Brief, Dispute, Shop, Told, order_number
from handclasp.records import (
    SAID,
    Author,
    HandclaspError,
    Kind,
    NotFound,
    Raw,
    Receipt,
    Refused,
    Secret,
    Value,
    View,
    is_reason,
)
from handclasp.seal.keys import Keyring

OF_AN_ORDER: Final = "order/"
"""How the conversations are named that hold what a shop sends of an order by itself (intake.order_event)."""
DELIVERED, VIEWED, DISPUTED, RECORDED = "card-delivered", "card-viewed", "dispute-opened", "state-recorded"
"""Events that the page of an order knows: the first three come from shops, the last is written here."""
MOST_NUMBERS: Final = 20
SCOPE: Final = "the order beside the talk"


class Masks(Protocol):
    """How the screener masks what a shop tells; `zh` for masks in Chinese."""

    def text(self, tenant: str, text: str, /) -> str:
        """Words, such as a product's name."""

    def contact(self, tenant: str, text: str, /, *, zh: bool) -> str:
        """What somebody gave to be reached by, masked whatever it is."""

    def address(self, text: str, /, *, zh: bool) -> str:
        """An internet address."""

    def card(self, secret: str, tail: str, /, *, zh: bool) -> str:
        """A card, by its secret or by how it ends."""

    def bare(self, text: str, /) -> str:
        """A mask that tells its type alone."""


class Event(msgspec.Struct, frozen=True):
    """An order event of the log: when (the sender's clock where it says so), from where (masked), and its place."""

    event: str
    at: int
    index: int
    source: str
    ip: str | None = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as somebody may see it: masked; None: the shop does not record it."""

    number: str
    shop: str
    kind: str
    product: str | None
    quantity: int | None
    amount: str | None
    currency: str | None
    state: str | None
    shop_state: str | None
    method: str | None
    created: int | None
    paid: int | None
    customer: str | None
    bought_from: str | None
    merchant: str | None
    delivered: bool | None
    delivered_at: int | None
    cards: tuple[str, ...]
    viewed_at: int | None
    viewed_from: str | None
    disputes: tuple[Dispute, ...] | None
    earlier: tuple[Brief, ...] | None
    by: dict[str, int] = {}
    """Which fields an event of the log told, by its index."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: the numbers the conversation names, the one looked for, the order, what the log says of it.

    `connected`: the tenant has a shop to ask; `problem`: why it could not be asked.
    """

    numbers: tuple[str, ...]
    number: str | None
    order: Order | None
    events: tuple[Event, ...]
    connected: bool
    problem: HandclaspError | None = None


class OrderLooks:
    """Looks at orders for people. Thread-safe; `shops` gives a tenant's connectors by name."""

    def __init__(
        self,
        *,
        gate: Gate,
        records: Records,
        keyring: Keyring,
        shops: Callable[[str], Mapping[str, Shop]],
        masks: Masks,
        append: Callable[[Raw], Receipt],
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._records = records
        self._keyring = keyring
        self._shops = shops
        self._masks = masks
        self._append = append
        self._clock = clock
        self.customers = CustomerOrders(gate, keyring, self._of, masks)

    def _of(self, tenant: str) -> Mapping[str, Shop]:
        return self._shops(tenant)

    def connected(self, tenant: str) -> bool:
        """Whether a tenant has a shop to ask; where it has none, nothing is looked at and nothing recorded for it."""
        return bool(self._shops(tenant))

    def look(
        self,
        who: Reader,
        conversation: bytes | None,
        *,
        purpose: str,
        number: str = "",
        reason: str | None = None,
        zh: bool = False,
    ) -> Look:
        """The order that a conversation is about, or the one named; raises Refused, NotFound, BadOrder.

        Without a conversation, whoever may read what is nobody's may look at the order that is named.
        """
        wanted = order_number(number) if number else ""
        if who.role == "customer":
            raise Refused(
                "orders are shown to staff; a customer asks the shop", zh="订单只给客服查看；顾客请向店铺查询"
            )
        given = Circumstances(reason=is_reason(reason))
        if conversation is None:
            passed = self._gate.passed_anywhere(who, Action.READ, given)
        else:
            passed = self._gate.passed(who, Action.READ, conversation, given)
        views = [] if conversation is None else self._events_of(who, passed, conversation, given)
        numbers = _numbers(views)
        if wanted and sells(who) and wanted not in numbers:
            message = "this conversation is not about that order"
            raise NotFound(message)
        wanted = wanted or (numbers[0] if numbers else "")
        apart = self._keyring.find(passed.tenant, OF_AN_ORDER + wanted) if wanted else None
        standing = self._begin(who, passed, [conversation, apart], purpose, reason, wanted)
        if wanted:
            views = [*views, *self._sent_by_itself(who, passed, wanted, apart)]
            found = self._asked(who, wanted, zh=zh)
        else:
            connected = self.connected(who.tenant)
            found = Look(numbers=numbers, number=None, order=None, events=(), connected=connected)
        events = _about(views, wanted)
        order = found.order and _with(found.order, events)
        standing.stands()
        return msgspec.structs.replace(found, numbers=numbers, events=events, order=order)

    def record(
        self,
        who: Reader,
        conversation: bytes,
        *,
        number: str,
        purpose: str,
        reason: str | None = None,
        action: Action = Action.REPLY,
        look: Look | None = None,
    ) -> Receipt:
        """Put what the shop tells of an order now into the conversation, masked; the same again is the same record.

        `action` is what it is part of; `look`, with masks in Chinese, what was looked at for it just before. Raises
        Refused, NotFound, or why the shop could not be asked.
        """
        given = Circumstances(reason=is_reason(reason))
        passed = self._gate.passed(who, action, conversation, given)
        look = look or self.look(who, conversation, purpose=purpose, number=number, reason=reason, zh=True)
        if look.problem is not None:
            raise look.problem
        if look.order is None:
            message = "no shop of this tenant knows this order; there is nothing to record"
            raise NotFound(message)
        raw = self._recorded(who, conversation, look.order)
        details: dict[str, Value] = {"connector": look.order.shop, "record": raw.key.rpartition("/")[2]}
        facts: dict[str, Value] = {"action": "order record", "subjects": [conversation.hex()], "details": details}
        facts |= {"policy": passed.decision.version} | ({"reason": reason} if reason else {})
        self._gate.journal.seal(who, Kind.AGENT_ACTION, facts)
        return self._append(raw)

    def _recorded(self, who: Reader, conversation: bytes, order: Order) -> Raw:
        # Other orders of this customer are no part of this one's state, nor is what the log says already. A seller is
        # named, not let in: only what the shop itself sends does that.
        left_out = {"number", "earlier", "by", "merchant", *order.by}
        left_out |= {"viewed_from"} if "viewed_at" in order.by else set()
        told = {
            name: value
            for name, value in msgspec.json.decode(msgspec.json.encode(order)).items()
            if name not in left_out
        }
        details: dict[str, Any] = {name: value for name, value in told.items() if value not in (None, [])}
        details |= {"seller": order.merchant} if order.merchant else {}
        stated = [conversation.hex(), order.shop, order.number, details]
        digest = sha256(msgspec.json.encode(stated, order="deterministic")).hexdigest()
        return Raw(
            tenant=who.tenant,
            conversation=conversation.hex(),
            by_pseudonym=True,
            key=f"orders/{digest}",
            kind=Kind.ORDER_EVENT,
            author=Author("system", f"orders/{order.shop}"),
            received=self._clock(),
            text=Secret(""),
            facts={"order": order.number, "event": RECORDED, "details": details},
            cleared=SAID,
        )

    # --- steps

    def _begin(
        self,
        who: Reader,
        passed: Passed,
        about: Sequence[bytes | None],
        purpose: str,
        reason: str | None,
        number: str,
    ) -> Pending:
        """Start sealing the access record; raises Refused for a purpose that nothing here is for."""
        self._gate.is_for(who, Action.READ, purpose)
        token = f", order {self._keyring.token(passed.tenant, number).hex()}" if number else ""
        subjects = list(dict.fromkeys(one.hex() for one in about if one is not None))
        facts: dict[str, Value] = {"purpose": purpose, "subjects": subjects, "scope": f"{SCOPE}{token}"}
        facts |= {"policy": passed.decision.version} | ({"reason": reason} if reason else {})
        return self._gate.journal.begin(who, Kind.ACCESS, facts)

    def _asked(self, who: Reader, number: str, *, zh: bool) -> Look:
        """The first of the tenant's shops that knows the order; a shop that cannot be asked hides no other."""
        shops = self._shops(who.tenant)
        problem: HandclaspError | None = None
        order = None
        for name, shop in shops.items():
            try:
                told = shop.order(number)
            except HandclaspError as error:
                problem = error
                continue
            if told is not None and not (who.merchant and told.merchant not in {None, who.merchant}):
                order, problem = self._masked(who, name, shop.kind, told, zh=zh), None
                break
        return Look(numbers=(), number=number, order=order, events=(), connected=bool(shops), problem=problem)

    def _masked(self, who: Reader, name: str, kind: str, told: Told, *, zh: bool) -> Order:
        masks, tenant = self._masks, who.tenant

        def hint(mask: str) -> str:
            return masks.bare(mask) if sells(who) else mask

        def address(secret: Secret[str] | None) -> str | None:
            return None if secret is None else hint(masks.address(secret.reveal(), zh=zh))

        earlier = None if told.earlier is None or sells(who) else told.earlier
        return Order(
            number=told.number,
            shop=name,
            kind=kind,
            product=told.product and masks.text(tenant, told.product),
            quantity=told.quantity,
            amount=told.amount,
            currency=told.currency,
            state=told.state,
            shop_state=told.shop_state and masks.text(tenant, told.shop_state),
            method=told.method and masks.text(tenant, told.method),
            created=told.created,
            paid=told.paid,
            customer=None if told.customer is None else hint(masks.contact(tenant, told.customer.reveal(), zh=zh)),
            bought_from=address(told.bought_from),
            merchant=told.merchant,
            delivered=told.delivered,
            delivered_at=told.delivered_at,
            cards=tuple(
                masks.card(card.secret.reveal() if card.secret else "", card.tail, zh=zh) for card in told.cards
            ),
            viewed_at=told.viewed_at,
            viewed_from=address(told.viewed_from),
            disputes=None
            if told.disputes is None
            else tuple(
                msgspec.structs.replace(one, reason=one.reason and masks.text(tenant, one.reason))
                for one in told.disputes
            ),
            earlier=earlier
            and tuple(
                msgspec.structs.replace(one, product=one.product and masks.text(tenant, one.product)) for one in earlier
            ),
        )

    def _events_of(self, who: Reader, passed: Passed, conversation: bytes, given: Circumstances) -> list[View]:
        """The order events of a conversation that this person may see now, in order; a customer's words are none."""
        rows = self._records.rows(who, passed.tenant, conversation, 0)
        pairs = self._records.openings(who, passed.tenant, conversation, rows, rows)
        old = not given.old and any(self._gate.old(pair.said) for pair in pairs)
        if old and not self._gate.decision(who, Action.READ, conversation, given._replace(old=True)).allowed:
            pairs = [pair for pair in pairs if not self._gate.old(pair.said)]
        views = [pair.view() for pair in pairs if pair.openings["kind"].value == Kind.ORDER_EVENT]
        return [view for view in views if view.author.role != "customer"]

    def _sent_by_itself(self, who: Reader, passed: Passed, number: str, place: bytes | None) -> list[View]:
        """What the shop sent of this order without saying in which talk: part of the order, and shown with it.

        It stands in a conversation that is nobody's, so no person's wall lets it through; the order's door does.
        """
        if place is None or self._records.reading.assigned(passed.tenant, place).binned:
            return []
        machine = Reader(who.tenant, "machine", "orders")
        views = self._events_of(machine, passed, place, Circumstances(old=True))
        return [view for view in views if view.facts.get("order") == number]


def _numbers(views: Sequence[View]) -> tuple[str, ...]:
    """The orders that a conversation's events name, the newest first."""
    found = [view.facts.get("order") for view in reversed(views)]
    return tuple(dict.fromkeys(number for number in found if isinstance(number, str)))[:MOST_NUMBERS]


def _about(views: Sequence[View], number: str) -> tuple[Event, ...]:
    """The events of one order, the oldest first."""
    found = []
    for view in views:
        if number and view.facts.get("order") == number:
            details = view.facts.get("details")
            ip = details.get("ip") if isinstance(details, dict) else None
            at = view.received if view.sent is None else view.sent
            event = str(view.facts.get("event", ""))
            found.append(Event(event, at, view.index, view.author.id, ip if isinstance(ip, str) else None))
    return tuple(sorted({one.index: one for one in found}.values(), key=lambda one: (one.at, one.index)))


def _with(order: Order, events: Sequence[Event]) -> Order:
    """The order, with what the shop does not record filled in from the first event that tells it."""
    told: dict[str, Any] = {}
    by: dict[str, int] = {}
    first = {one.event: one for one in reversed(events)}
    if order.delivered_at is None and (event := first.get(DELIVERED)):
        told |= {"delivered_at": event.at, "delivered": True}
        by["delivered_at"] = event.index
    if order.viewed_at is None and (event := first.get(VIEWED)):
        told |= {"viewed_at": event.at, "viewed_from": event.ip}
        by["viewed_at"] = event.index
    if order.disputes is None and (opened := [one for one in events if one.event == DISPUTED]):
        told["disputes"] = tuple(Dispute(order.number, DISPUTED, one.at) for one in opened)
        by["disputes"] = opened[0].index
    return msgspec.structs.replace(order, **told, by=by) if told else order
