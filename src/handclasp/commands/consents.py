"""`handclasp consent`: what customers are asked for separately: asking, what was said on paper, and how it stands."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, Why, acting, out, plain

if TYPE_CHECKING:
    from handclasp.disclose.consent_words import Wanted
    from handclasp.disclose.consents import Consent

app = typer.Typer(no_args_is_help=True, help="Customers' separate consents (PIPL articles 23, 29 and 39).")

Matter = Annotated[str, typer.Option(help="cross-border, provision (given to others) or sensitive (a look at masks).")]
Purpose = Annotated[
    str,
    typer.Option(
        help="The one purpose: dispute, court, regulator, customer-request or internal-review; of sensitive: support, "
        "dispute, risk, customer-request or court."
    ),
]
To = Annotated[str, typer.Option(help="The region it goes to (SG, DE, EU …); of cross-border alone.")]
Recipient = Annotated[str, typer.Option("--for", help="Who receives it, and how they are reached; not of sensitive.")]


@app.command("ask")
def ask(
    conversation: Conversation,
    account: As,
    reason: Why,
    matter: Matter,
    purpose: Purpose,
    to: To = "",
    recipient: Recipient = "",
) -> None:
    """Ask the customer, in the chat, for consent to one disclosure; prints the record that asks."""
    from handclasp.house.running import pseudonym

    wanted = _wanted(matter, purpose, to, recipient)
    with acting(account) as (parts, who):
        found = parts.consents.ask(who, pseudonym(parts, who.tenant, conversation), wanted, reason=reason)
    out.print(f"asked: record {found.seq} of the conversation; the customer answers in the chat")


@app.command("enter")
def enter(
    conversation: Conversation,
    account: As,
    how: Annotated[str, typer.Option(help="On which paper, or in which call, the customer said so.")],
    matter: Matter,
    purpose: Purpose,
    answer: Annotated[str, typer.Option(help="given, declined or withdrawn.")] = "given",
    to: To = "",
    recipient: Recipient = "",
) -> None:
    """Enter what the customer said elsewhere; the chat shows it to them, and they can take it back there."""
    from handclasp.disclose.consent_words import ANSWERS, Step
    from handclasp.house.running import pseudonym

    if answer not in ANSWERS:
        raise typer.BadParameter(f"--answer is one of: {', '.join(ANSWERS)}")
    wanted = _wanted(matter, purpose, to, recipient)
    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        found = parts.consents.enter(who, place, wanted, Step(answer), how=how)
    out.print(f"{found.state}: record {found.seq} of the conversation")


@app.command("list")
def list_(
    conversation: Conversation,
    account: As,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,  # noqa: FBT002 - an option
) -> None:
    """List what a customer was asked for separately, and how each stands."""
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        found = parts.consents.listed(who, pseudonym(parts, who.tenant, conversation))
    if as_json:
        sys.stdout.write(json.dumps([_told(one) for one in found], ensure_ascii=False) + "\n")
        return
    table = Table("record", "matter", "purpose", "to", "recipient", "stands", "since")
    for one in found:
        told = _told(one)
        since = f"{datetime.fromtimestamp(one.steps[-1].at / 1000, UTC):%Y-%m-%d %H:%M}"
        row = (str(one.seq), *(told[name] for name in ("matter", "purpose", "to", "recipient", "state")), since)
        table.add_row(*(plain(str(text)) for text in row))
    out.print(table)


def _told(one: Consent) -> dict[str, object]:
    return {
        "record": one.seq,
        "matter": str(one.wanted.matter),
        "purpose": one.wanted.purpose,
        "to": one.wanted.to,
        "recipient": one.wanted.recipient,
        "state": str(one.state),
        "how": one.how,
        "steps": [{"step": str(step.step), "by": step.by, "at": step.at, "index": step.place} for step in one.steps],
    }


def _wanted(matter: str, purpose: str, to: str, recipient: str) -> Wanted:
    from handclasp.disclose.consent_words import Matter as Known
    from handclasp.disclose.consent_words import Wanted

    if matter not in set(Known):
        raise typer.BadParameter(f"--matter is one of: {', '.join(Known)}")
    return Wanted(Known(matter), purpose, to.strip().upper(), recipient.strip())
