"""Keeps the list of dispute cases: from each step as it is sealed, and from the log, which can rebuild it whole.

A row is a summary (`words.Summary`) under another name; whichever of the two comes first is right, the other changes
nothing.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from handclasp.desk.cases.words import Claim, Refund, State, Summary, after, told
from handclasp.desk.models import Dispute
from handclasp.records import View


def note(tenant: str, conversation: bytes, summary: Summary) -> None:
    """Put where a case stands into its row, unless the row is further on."""
    with transaction.atomic():
        row = _locked(tenant, summary.number)
        if row is None:
            made = Dispute(tenant=tenant, pseudonym=conversation, number=summary.number, **_fields(summary))
            Dispute.objects.bulk_create([made], ignore_conflicts=True)
            row = _locked(tenant, summary.number)
        if row is not None and row.last_index < summary.last_index:
            for name, value in _fields(summary).items():
                setattr(row, name, value)
            row.save()


def take(tenant: str, view: View) -> None:
    """Take one record of the log in, in its order; whatever is no step of a case, or was taken in, changes nothing."""
    one, number = told(view), str(view.facts.get("case", ""))
    if one is None:
        return
    row = Dispute.objects.filter(tenant=tenant, number=number).first()
    if row is not None and row.last_index >= one.place:
        return
    now = after(None if row is None else summary_of(row), number, one)
    if now is not None:
        note(tenant, view.conversation, now)


def summary_of(row: Dispute) -> Summary:
    """What a row says."""
    refund = Refund(row.amount, row.currency, row.refund) if row.refund else None
    return Summary(
        row.number,
        Claim(row.claim),
        State(row.state),
        row.opened,
        row.due,
        row.steps,
        row.last_index,
        row.product,
        row.decided,
        row.decider,
        row.outcome,
        row.ground,
        row.appealed,
        refund,
        frozenset(row.wants),
    )


def _fields(summary: Summary) -> dict[str, Any]:
    refund = summary.refund or Refund("", "", "")
    return {
        "claim": str(summary.claim),
        "state": str(summary.state),
        "opened": summary.opened,
        "due": summary.due,
        "steps": summary.steps,
        "last_index": summary.last_index,
        "product": summary.product[:200],
        "decided": summary.decided,
        "decider": summary.decider[:40],
        "outcome": summary.outcome,
        "ground": summary.ground,
        "appealed": summary.appealed,
        "refund": refund.state,
        "amount": refund.amount,
        "currency": refund.currency,
        "wants": sorted(summary.wants),
    }


def _locked(tenant: str, number: str) -> Dispute | None:
    return Dispute.objects.select_for_update().filter(tenant=tenant, number=number).first()
