"""The order beside the talk: loaded after the thread, looked up by number, its state recorded; each look is an access.

An order's number goes in a form and never in an address. What a shop does not record says so; a shop that does not
answer leaves what the log says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from handclasp.records import HandclaspError, ReasonNeeded, Refused
from handclasp.web.console import order_words, reasons, tags, words
from handclasp.web.console.guard import conversation_of, member, reader
from handclasp.web.console.meaning import language
from handclasp.web.console.offers import Offers
from handclasp.web.console.services import services
from handclasp.web.console.views import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation
    from handclasp.disclose.orders import Event, Look, Order

GROUPS: Final = (
    ("product", "amount", "payment", "method", "created", "paid", "shop"),
    ("card", "delivered_at", "viewed_at", "viewed_from"),
    ("customer", "bought_from", "merchant", "disputes"),
)
"""What is told of an order, in the groups that the pane shows: the purchase, the delivery, the people."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing told: None is not recorded; `record`: the index of the event that told it, where the shop did not."""

    name: str
    value: str | None
    record: int | None = None


@require_http_methods(["GET", "POST"])
@member
def order(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """The order that the conversation is about; POST `number`: another one; POST `contact`: a customer's orders too."""
    conversation = conversation_of(staff, pseudonym)
    told = _of_customer(request, staff, conversation) if "contact" in request.POST else {}
    return _pane(request, staff, conversation, request.POST.get("number", ""), told)


@require_POST
@member
def record(request: HttpRequest, staff: Staff, pseudonym: str) -> HttpResponse:
    """Put the state that the order POST `number` has now into the conversation."""
    conversation = conversation_of(staff, pseudonym)
    number = request.POST.get("number", "")
    why = reasons.why(request, conversation.hex)
    try:
        receipt = services().orders.record(
            reader(request, staff),
            bytes(conversation.pseudonym),
            number=number,
            purpose=why.purpose,
            reason=why.reason or None,
        )
    except HandclaspError as error:
        return _pane(request, staff, conversation, number, {"problem": trouble.in_words(error)})
    return _pane(request, staff, conversation, number, {"recorded": receipt.stored})


def _of_customer(request: HttpRequest, staff: Staff, conversation: Conversation) -> dict[str, Any]:
    why = reasons.why(request, conversation.hex)
    try:
        found = services().orders.customers.look(
            reader(request, staff),
            request.POST.get("contact", ""),
            purpose=why.purpose,
            conversation=bytes(conversation.pseudonym),
            reason=why.reason or None,
        )
    except HandclaspError as error:
        return {"problem": trouble.in_words(error)}
    return {"theirs": [(one, one.problem and trouble.in_words(one.problem)) for one in found]}


def _pane(
    request: HttpRequest, staff: Staff, conversation: Conversation, number: str, told: dict[str, Any] | None = None
) -> HttpResponse:
    why = reasons.why(request, conversation.hex)
    who = reader(request, staff)
    context: dict[str, Any] = {"conversation": conversation, "number": number.strip(), "back": True}
    try:
        look = services().orders.look(
            who,
            bytes(conversation.pseudonym),
            purpose=why.purpose,
            number=number,
            reason=why.reason or None,
            zh=language() == "zh",
        )
    except (ReasonNeeded, Refused) as error:
        context |= {"closed": trouble.in_words(error)}
    except HandclaspError as error:
        context |= {"problem": trouble.in_words(error)}
    else:
        offers = Offers(who, services().policies, conversation, why)
        context |= _told(look) | {
            "may_record": look.order is not None and offers.reply,
            "typed": not who.merchant,
            "may_case": offers.case,
            "by_contact": services().orders.customers.may(who, why.reason or None),
        }
    part = request.headers.get("HX-Request") == "true"
    page = "handclasp/parts/order.html" if part else "handclasp/order.html"
    # A part that htmx puts into the page says why it is closed; asked for by itself, it is refused like any page.
    status = 403 if "closed" in context and not part else 200
    return render(request, page, context | (told or {}), status=status)


def _told(look: Look) -> dict[str, Any]:
    return {
        "look": look,
        "number": look.number or "",
        "groups": [] if look.order is None else [[_row(look.order, name) for name in group] for group in GROUPS],
        "cards": () if look.order is None else look.order.cards,
        "earlier": None if look.order is None else look.order.earlier,
        "events": [(event, _happened(event)) for event in look.events],
        **({} if look.problem is None else {"problem": trouble.in_words(look.problem)}),
    }


def _row(order: Order, name: str) -> Row:
    told = str(order_words.TOLD[name])
    value = _VALUES[name](order) if name in _VALUES else getattr(order, name)
    if isinstance(value, int):
        value = tags.moment(value)
    field = "viewed_at" if name == "viewed_from" else name
    return Row(told, value or None, order.by.get(field))


def _product(order: Order) -> str | None:
    if order.product is None or order.quantity is None:
        return order.product
    return f"{order.product} × {order.quantity}"


def _amount(order: Order) -> str | None:
    if order.amount is None:
        return None
    currency = order.currency or gettext("(currency not recorded)")
    return f"{order.amount} {currency}"


def _payment(order: Order) -> str | None:
    state = words.name(order_words.STATES, order.state) if order.state else ""
    told = dict.fromkeys(word for word in (state, order.shop_state) if word)
    return " · ".join(told)


def _card(order: Order) -> str | None:
    if order.cards:
        return "  ".join(order.cards)
    return None if order.delivered is None else str(order_words.DELIVERED[order.delivered])


def _disputes(order: Order) -> str | None:
    if order.disputes is None:
        return None
    told = [f"{one.id} · {words.name(order_words.EVENTS, one.state)}" for one in order.disputes]
    return "; ".join(told) or gettext("none")


_VALUES: Final = {
    "product": _product,
    "amount": _amount,
    "payment": _payment,
    "card": _card,
    "disputes": _disputes,
}


def _happened(event: Event) -> str:
    return words.name(order_words.EVENTS, event.event)
