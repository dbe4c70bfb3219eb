"""`handclasp orders`: what the shops know of an order, beside the talk it belongs to; looking at one is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from handclasp.commands.shared import Actor, As, OfTenant, Why, acting, acting_here, err, out, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handclasp.disclose.orders import Look, Order

app = typer.Typer(help="What the shops know of an order, beside the talk.")

Number = Annotated[str, typer.Argument(metavar="ORDER", help="The order's number, as the customer knows it.")]
In = Annotated[
    str,
    typer.Option(
        "--in", metavar="CONVERSATION", help="The conversation it is looked at for: its name or pseudonym. Unset: the "
        "order's own."
    ),
]  # fmt: skip
Purpose = Annotated[str, typer.Option(help="What it is looked at for.")]
NOT_RECORDED = "not recorded"


@app.command()
def show(number: Number, account: As, conversation: In = "", reason: Why = "", purpose: Purpose = "support") -> None:
    """Show an order, masked, with what the log says of it; the access is recorded."""
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation) if conversation else None
        look = parts.orders.look(who, place, number=number, purpose=purpose, reason=reason)
    if look.problem is not None:
        raise look.problem
    if not look.connected:
        err.print("no shop is connected for this tenant: see docs/guide/en/orders.md")
    if look.order is None:
        err.print("no shop of this tenant knows this order")
    else:
        out.print(_table(look.order))
    _events(look)
    raise typer.Exit(0 if look.order is not None or look.events else 1)


@app.command()
def record(number: Number, account: As, conversation: In = "", reason: Why = "", purpose: Purpose = "support") -> None:
    """Put what the shop tells of an order now into the conversation; the same state again is the same record."""
    from handclasp.disclose.orders import OF_AN_ORDER
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation or OF_AN_ORDER + number)
        receipt = parts.orders.record(who, place, number=number, purpose=purpose, reason=reason)
    words = "was there already" if receipt.stored.doubled else "recorded"
    out.print(f"{words}: #{receipt.stored.index}, record {receipt.stored.seq} of the conversation")


@app.command()
def check(
    tenant: OfTenant = "",
    account: Actor = "",
) -> None:
    """Ask every shop of a tenant whether it can be asked, and say what is read and what it does not record."""
    from handclasp.access.policy import Action
    from handclasp.records import HandclaspError

    wrong = False
    with acting_here(account, tenant) as (parts, who):
        if account:
            parts.gate.passed(who, Action.MANAGE_SITES)
        shops = parts.shops(who.tenant)
        for name, shop in shops.items():
            try:
                checked = shop.check()
            except HandclaspError as error:
                wrong = True
                err.print(plain(f"{name} ({shop.kind}): {error}"))
                continue
            out.print(plain(f"{name} ({shop.kind}): {checked.server}; reads {', '.join(checked.reads)}"))
            if checked.not_recorded:
                out.print(plain(f"  {NOT_RECORDED} by this shop: {', '.join(checked.not_recorded)}"))
    if not shops:
        err.print("no shop is connected for this tenant: see docs/guide/en/orders.md")
    raise typer.Exit(1 if wrong or not shops else 0)


def _table(order: Order) -> Table:
    table = Table("", plain(order.number), show_lines=False)
    amount = None if order.amount is None else f"{order.amount} {order.currency or f'(currency {NOT_RECORDED})'}"
    state = " · ".join(word for word in (order.state, order.shop_state) if word) or None
    delivered = {True: "delivered", False: "not delivered", None: None}[order.delivered]
    rows: dict[str, str | None] = {
        "shop": f"{order.shop} ({order.kind})",
        "product": order.product if order.quantity is None else f"{order.product or NOT_RECORDED} × {order.quantity}",
        "amount": amount,
        "payment": state,
        "paid by": order.method,
        "ordered": _when(order.created),
        "paid": _when(order.paid),
        "customer": order.customer,
        "ordered from": order.bought_from,
        "seller": order.merchant,
        "card": ", ".join(order.cards) or delivered,
        "delivered": _told(order, "delivered_at", _when(order.delivered_at)),
        "first viewed": _told(order, "viewed_at", _when(order.viewed_at)),
        "viewed from": order.viewed_from,
        "disputes": None
        if order.disputes is None
        else ", ".join(f"{d.id} {d.state}" for d in order.disputes) or "none",
        "earlier orders": None
        if order.earlier is None
        else ", ".join(f"{one.number} {one.state or ''}".strip() for one in order.earlier) or "none",
    }
    for name, value in rows.items():
        table.add_row(name, plain(value) if value else f"[dim]{NOT_RECORDED}[/]")
    return table


def _list(found: Sequence[Any] | None, say: Callable[[Any], str]) -> str | None:
    """Each in a few words; None stays what it is: not recorded."""
    return None if found is None else ", ".join(map(say, found)) or "none"


def _told(order: Order, field: str, value: str | None) -> str | None:
    return f"{value} (record #{order.by[field]})" if value and field in order.by else value


def _events(look: Look) -> None:
    for event in look.events:
        whence = f" from {event.ip}" if event.ip else ""
        out.print(plain(f"#{event.index}  {_when(event.at)}  {event.event}{whence}  by {event.source}"))


def _when(at: int | None) -> str | None:
    return None if at is None else f"{datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M:%S %z}"
