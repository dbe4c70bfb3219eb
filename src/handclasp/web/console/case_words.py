"""The console's names for what disputes are told in: claims, states, steps, facts. A code nobody named stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handclasp.web.console.words import name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise as Text

    from handclasp.desk.cases import Told

CLAIMS: Final[dict[str, Text]] = {
    "not-received": _("Code not received"),
    "invalid": _("Code does not work"),
}

STATES: Final[dict[str, Text]] = {
    "open": pgettext_lazy("dispute", "to be decided"),
    "waiting": pgettext_lazy("dispute", "customer was asked"),
    "decided": pgettext_lazy("dispute", "decided"),
    "appealed": pgettext_lazy("dispute", "appealed"),
    "withdrawn": pgettext_lazy("dispute", "taken back"),
}

OUTCOMES: Final[dict[str, Text]] = {
    "customer": _("For the customer"),
    "partly": _("In part for the customer"),
    "merchant": _("For the merchant"),
}

GROUNDS: Final[dict[str, Text]] = {
    "not-delivered": _("it was not delivered"),
    "delivered-not-seen": _("it was delivered and not looked at"),
    "delivered-and-seen": _("it was delivered and looked at"),
    "used-before": _("the code was used before it was delivered"),
    "used-after-viewing": _("the code was used after it was looked at"),
    "not-accepted": _("the code is not accepted"),
    "expired": _("the code has expired"),
    "other-region": _("the account is of another region than the code"),
    "not-paid": _("it was not paid"),
    "not-shown": _("what was claimed was not shown"),
    "goodwill": _("goodwill"),
}

WANTS: Final[dict[str, Text]] = {
    "order-number": _("the order's number"),
    "payment-proof": _("when and how it was paid"),
    "where-looked": _("where the customer looked for it"),
    "error-shown": _("what it says when it is redeemed"),
    "where-redeemed": _("where it is redeemed"),
    "when-tried": _("when it was first tried"),
}

SIDES: Final[dict[str, Text]] = {"customer": _("Customer"), "merchant": _("Merchant")}

STEPS: Final[dict[str, Text]] = {
    "opened": _("Dispute opened: %(claim)s"),
    "gathered": _("Facts gathered"),
    "asked-for": _("Customer asked for: %(wants)s"),
    "arrived": _("Came from the customer: %(wants)s"),
    "side": _("%(side)s says"),
    "extended": _("Clock extended by %(hours)s h"),
    "decided": _("Decided: %(outcome)s, %(ground)s"),
    "refund-proposed": _("Refund proposed: %(amount)s %(currency)s"),
    "refund-accepted": _("Refund accepted by the %(by)s"),
    "refund-declined": _("Refund declined by the %(by)s"),
    "appealed": _("Appeal by the %(by)s"),
    "form-taken": _("Form sealed and taken: %(network)s"),
    "withdrawn": _("Taken back by the customer"),
}

BY: Final[dict[str, Text]] = {"customer": _("customer"), "merchant": _("merchant")}

REFUNDS: Final[dict[str, Text]] = {
    "proposed": pgettext_lazy("refund", "proposed"),
    "accepted": pgettext_lazy("refund", "accepted"),
    "declined": pgettext_lazy("refund", "declined"),
}

FACTS: Final[dict[str, Text]] = {
    "ordered": _("Ordered"),
    "paid": _("Paid"),
    "delivered": _("Code delivered"),
    "viewed": _("Code first viewed"),
    "notice": _("Customer was told what is recorded"),
    "first-word": _("Customer's first words"),
    "claimed": _("Claimed here"),
    "first-answer": _("First answer"),
    "file": _("File from the customer"),
    "event": _("Shop: %(event)s"),
    "earlier": _("Earlier orders"),
    "disputes": _("Disputes known to the shop"),
}

FACT_STATES: Final[dict[str, Text]] = {
    "delivered": pgettext_lazy("order", "delivered"),
    "not-delivered": pgettext_lazy("order", "not delivered"),
}

NETWORKS: Final[dict[str, Text]] = {
    "wechat-pay": _("WeChat Pay: answer to a complaint"),
    "stripe": _("Stripe: dispute evidence"),
}

FIELDS: Final[dict[str, Text]] = {
    "response_content": _("Answer"),
    "product_description": _("What was sold"),
    "service_date": _("When it was delivered"),
    "access_activity_log": _("What happened, by time"),
    "refund_refusal_explanation": _("Why there is no refund"),
    "refund_policy_disclosure": _("How the refund policy was shown"),
    "uncategorized_text": _("Anything else"),
}


def says(one: Told) -> str:
    """A step in words."""
    details: dict[str, Any] = dict(one.details)
    told = {
        "claim": name(CLAIMS, str(details.get("claim", ""))),
        "wants": listed(name(WANTS, str(want)) for want in details.get("wants", [])),
        "side": name(SIDES, str(details.get("side", ""))),
        "hours": details.get("hours", ""),
        "outcome": name(OUTCOMES, str(details.get("outcome", ""))).lower(),
        "ground": name(GROUNDS, str(details.get("ground", ""))),
        "amount": details.get("amount", ""),
        "currency": details.get("currency", ""),
        "by": name(BY, str(details.get("by", ""))),
        "network": name(NETWORKS, str(details.get("network", ""))),
    }
    said = str(STEPS[one.step]) % told
    unchecked = gettext("not checked against an order")
    return f"{said} · {unchecked}" if details.get("unchecked") else said


def listed(names: Iterable[str]) -> str:
    """Several things in a row."""
    return pgettext("between things", ", ").join(names)
