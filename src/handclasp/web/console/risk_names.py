"""The console's names for what the guard stops and for what conversations are about.

A code nobody has named yet is shown as it is; nothing here decides anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

CATEGORIES: Final[dict[str, Text]] = {
    "refund": _("Refund"),
    "not-received": _("Not received"),
    "invalid": _("Code does not work"),
    "complaint": _("Complaint"),
    "chargeback": _("Payment disputed"),
    "regulator": _("Authority or media"),
    "legal": _("Legal steps"),
    "harassment": _("Abuse"),
    "fraud": _("Fraud"),
    "off-platform": _("Off the platform"),
    "account-takeover": _("Account taken over"),
    "threat": _("Threat"),
    "illegal-goods": _("Illegal goods"),
    "self-harm": _("Danger to oneself"),
}
"""What a conversation is about, by the house's lists of risk words."""

GUARDED: Final[dict[str, tuple[Text, Text]]] = {
    "one-time-code": (
        _("This may not leave: it asks for a one-time code"),
        _("Customers type codes on the official page or in the app themselves. Say what to do there instead."),
    ),
    "password": (
        _("This may not leave: it asks for a password"),
        _("Nobody here ever asks for one. Point to the page where the customer can reset it."),
    ),
    "seed-phrase": (
        _("This may not leave: it asks for a seed phrase"),
        _("Whoever has it has the wallet. Ask for the address or the transaction instead."),
    ),
    "private-key": (
        _("This may not leave: it asks for a private key"),
        _("Whoever has it has the wallet. Ask for the address or the transaction instead."),
    ),
    "secret-out": (
        _("This may not leave: it holds a seed phrase or a private key"),
        _("Take it out. If it is a customer's, tell them to move what it protects to a new wallet."),
    ),
    "card-check": (
        _("This may not leave: it asks for a card's check number"),
        _("Only the payment page asks for it. Send the customer there."),
    ),
    "card-number": (
        _("This may not leave: it asks for a whole card number"),
        _("The last four digits are enough to find a payment. Refunds go back by themselves."),
    ),
    "off-platform": (
        _("This may not leave: it leads to a payment or a talk outside the platform"),
        _("Payments go through the order page, talks stay here, customers work their own devices: so both are safe."),
    ),
    "personal-data": (
        _("This may not leave: it holds a whole card or identity number"),
        _("Name the last four digits, or the order, instead."),
    ),
}
"""What the outbound guard stopped: what may not leave, and what to do instead."""
