"""`handclasp hold`: legal holds; on a conversation under one, nothing is revealed without a second person."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, Why, acting, out

app = typer.Typer(no_args_is_help=True, help="Legal holds on conversations.")


@app.command("place")
def place(
    conversation: Conversation,
    account: As,
    reason: Why,
    ground: Annotated[str, typer.Option(help="On what ground: court, regulator, dispute …")] = "dispute",
) -> None:
    """Put a conversation on hold; prints the hold's number."""
    from handclasp.access.policy import StepUp
    from handclasp.running import pseudonym

    with acting(account, StepUp.APPROVE) as (parts, who):
        number = parts.holds.place(who, pseudonym(parts, who.tenant, conversation), ground=ground, reason=reason)
    out.print(f"on hold: {number}")


@app.command("release")
def release(
    number: Annotated[int, typer.Argument(help="The hold's number.")],
    account: As,
    reason: Why,
) -> None:
    """Release a hold."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.APPROVE) as (parts, who):
        parts.holds.release(who, number, reason=reason)
    out.print(f"hold {number} is released")


@app.command("list")
def list_(account: As) -> None:
    """List holds that stand and that stood."""
    table = Table("number", "conversation", "state")
    with acting(account) as (parts, who):
        for hold in parts.holds.listed(who):
            state = "stands" if hold.released is None else "released"
            table.add_row(str(hold.at), hold.subject.hex(), state)
    out.print(table)
