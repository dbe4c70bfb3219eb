"""The console's names for what orders are told in: states, events, what is told of one. A code nobody named stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

STATES: Final[dict[str, Text]] = {
    "unpaid": pgettext_lazy("order", "not paid"),
    "paid": pgettext_lazy("order", "paid"),
    "processing": pgettext_lazy("order", "being worked on"),
    "completed": pgettext_lazy("order", "completed"),
    "failed": pgettext_lazy("order", "failed"),
    "expired": pgettext_lazy("order", "expired"),
    "refunded": pgettext_lazy("order", "refunded"),
    "disputed": pgettext_lazy("order", "in dispute"),
}

EVENTS: Final[dict[str, Text]] = {
    "paid": _("Paid"),
    "delivered": _("Delivered"),
    "card-delivered": _("Card delivered"),
    "card-viewed": _("Card viewed"),
    "refunded": _("Refunded"),
    "dispute-opened": _("Dispute opened"),
    "dispute-closed": _("Dispute closed"),
    "state-recorded": _("State recorded"),
}

DELIVERED: Final[dict[bool, Text]] = {
    True: pgettext_lazy("order", "delivered"),
    False: pgettext_lazy("order", "not delivered"),
}

TOLD: Final[dict[str, Text]] = {
    "shop": _("Shop"),
    "product": _("Product"),
    "amount": _("Amount"),
    "payment": _("Payment"),
    "method": _("Paid by"),
    "created": _("Ordered"),
    "paid": _("Paid"),
    "customer": _("Customer"),
    "bought_from": _("Ordered from"),
    "merchant": _("Seller"),
    "card": _("Card code"),
    "delivered_at": _("Delivered"),
    "viewed_at": _("First viewed"),
    "viewed_from": _("Viewed from"),
    "disputes": _("Disputes"),
}
