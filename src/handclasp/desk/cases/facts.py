"""The facts of a dispute, gathered from what the shop tells and what the log holds; what neither has is named as such.

Nothing is worked out: a fact has its moment from the shop or from a record, or it is not recorded. Everything here is
masked already, and goes as it is into a sealed step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from handclasp.desk.cases.words import WANTS, Case, Claim, Want
from handclasp.disclose.orders import Look, Order
from handclasp.records import Kind, View

SHOP: Final = ("ordered", "paid", "delivered", "viewed")
"""What a shop is asked for, in the order in which it happens."""

MOST_CARDS: Final = 3
"""Cards that a fact names by how they end; of more their number is told."""

SPOKEN: Final = frozenset({Kind.MESSAGE, Kind.ATTACHMENT, Kind.TRANSCRIPT_LINE})
PAID: Final = frozenset({"paid", "processing", "completed", "refunded", "disputed"})
"""States of an order that say that it was paid."""


class Fact(NamedTuple):
    """One fact: when (ms; None: not recorded), what is told of it, and the log's record it stands in (-1: the shop's).

    `state` is a word of the house for how it stands, such as `completed` or `delivered`.
    """

    fact: str
    at: int | None = None
    told: str = ""
    state: str = ""
    record: int = -1

    def sealed(self) -> dict[str, Any]:
        """As it stands in a step: what is not recorded is left out."""
        return {name: value for name, value in self._asdict().items() if value not in (None, "", -1)}


def unsealed(sealed: dict[str, Any]) -> Fact:
    """A fact as a step holds it."""
    known = {name: sealed[name] for name in Fact._fields if name in sealed}
    return Fact(**known)


def of_shop(order: Order | None) -> list[Fact]:
    """What the shop tells of the order: four facts, recorded or not."""
    if order is None:
        return [Fact(name) for name in SHOP]
    by = order.by
    delivered = {True: "delivered", False: "not-delivered", None: ""}[order.delivered]
    return [
        Fact("ordered", order.created, _joined(order.product, order.quantity and f"× {order.quantity}")),
        Fact("paid", order.paid, _joined(_amount(order), order.method), order.state or ""),
        Fact("delivered", order.delivered_at, _cards(order.cards), delivered, by.get("delivered_at", -1)),
        Fact("viewed", order.viewed_at, order.viewed_from or "", record=by.get("viewed_at", -1)),
    ]


def of_talk(views: Sequence[View], said: int) -> list[Fact]:
    """What the conversation itself tells: when it began, what was shown, where it is claimed, the first answer."""
    spoken = [view for view in views if view.kind in SPOKEN]
    theirs = [view for view in spoken if view.author.role == "customer"]
    ours = [view for view in spoken if view.author.role != "customer"]
    found = [Fact("notice", one.received, _notice(one), record=one.index) for one in views if one.kind == Kind.NOTICE]
    found += [Fact("first-word", one.received, record=one.index) for one in theirs[:1]]
    found += [Fact("claimed", one.received, record=one.index) for one in theirs if one.seq == said]
    found += [Fact("first-answer", one.received, record=one.index) for one in ours[:1]]
    found += [Fact("file", one.received, record=one.index) for one in theirs if one.kind == Kind.ATTACHMENT]
    return found


def of_log(look: Look) -> list[Fact]:
    """What the shop sent by itself of this order."""
    return [Fact("event", one.at, one.ip or "", one.event, one.index) for one in look.events]


def of_history(order: Order | None) -> list[Fact]:
    """How often this customer bought and disputed before, where the shop knows."""
    if order is None:
        return [Fact("earlier"), Fact("disputes")]
    known = {"earlier": order.earlier, "disputes": order.disputes}
    return [Fact(name, None, "" if found is None else str(len(found))) for name, found in known.items()]


def missing(claim: Claim, order: Order | None, arrived: Iterable[str]) -> list[Want]:
    """What only the customer can tell and has not told yet, in the order in which one asks."""
    there = set(arrived)
    if order is not None:
        there.add(Want.ORDER)
        there |= {Want.PAYMENT} if order.paid is not None or order.state in PAID else set()
    return [want for want in WANTS[claim] if want not in there]


def arrived(case: Case) -> set[str]:
    """What has come already, by what was marked as such."""
    return {str(want) for one in case.steps if one.step == "arrived" for want in one.details.get("wants", [])}


def unrecorded(facts: Iterable[Fact]) -> list[str]:
    """Facts whose moment neither shop nor log has; of the customer's history, those that are not known at all."""
    return [one.fact for one in facts if one.at is None and (one.fact in SHOP or not one.told)]


def _cards(cards: Sequence[str]) -> str:
    more = len(cards) - MOST_CARDS
    return _joined(*cards[:MOST_CARDS], f"+{more}" if more > 0 else "")


def _amount(order: Order) -> str | None:
    return None if order.amount is None else f"{order.amount} {order.currency or ''}".strip()


def _notice(view: View) -> str:
    return _joined(_text(view, "notice"), _text(view, "version"), _text(view, "language"))


def _text(view: View, name: str) -> str:
    value = view.facts.get(name, "")
    return value if isinstance(value, str) else ""


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
