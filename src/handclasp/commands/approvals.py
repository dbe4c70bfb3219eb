"""`handclasp approval`: what waits for a second person, shown whole, approved or rejected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Table

from handclasp.commands.shared import As, acting, digest_of, out, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handclasp.access.approvals import Asked

app = typer.Typer(no_args_is_help=True, help="Requests that wait for a second person.")

Number = Annotated[str, typer.Argument(help="The request's number.")]


@app.command("list")
def list_(
    account: As,
    mine: Annotated[bool, typer.Option(help="What this account asked for, instead of what it decides on.")] = False,  # noqa: FBT002
) -> None:
    """List requests that the account could decide on, or made."""
    with acting(account) as (parts, who):
        rows = parts.approvals.mine(who) if mine else parts.approvals.waiting(who)
    out.print(_table(rows))


def _table(rows: Iterable[Asked]) -> Table:
    table = Table("request", "kind", "by", "conversation", "state", "until")
    for asked in rows:
        by = plain(f"{asked.requester_role}:{asked.requester}")
        table.add_row(asked.request, asked.kind, by, asked.subject[:8], asked.state, _when(asked.expires))
    return table


@app.command("show")
def show(request: Number, account: As) -> None:
    """Show all of a request: what exactly, why, and who said what so far."""
    with acting(account) as (parts, who):
        found = parts.approvals.show(who, request)
    table = Table(show_header=False)
    for name, value in found.request.document().items():
        table.add_row(name, plain(str(value)))
    if reset := found.request.evidence.get("password_reset"):
        by = found.request.evidence.get("password_reset_by", "")
        words = f"reset at {_when(reset)} by {by}: whoever holds it could sign in as this person"
        table.add_row("password", plain(words))
    table.add_row("state", found.asked.state)
    table.add_row("until", _when(found.asked.expires))
    table.add_row("digest", found.asked.digest.hex())
    for vote in found.votes:
        table.add_row(vote.decision, plain(f"{vote.role}:{vote.person}, {_when(vote.at)}"))
    out.print(table)


@app.command("approve")
def approve(
    request: Number,
    account: As,
    digest: Annotated[str, typer.Option(help="The digest that `approval show` printed: you approve what you saw.")],
    reason: Annotated[str, typer.Option(help="In words; it stands in the journal.")] = "",
) -> None:
    """Approve a request, after having seen it."""
    _vote(request, account, "approve", reason, digest)


@app.command("reject")
def reject(
    request: Number,
    account: As,
    reason: Annotated[str, typer.Option(help="Why; it stands in the journal.")],
    digest: Annotated[str, typer.Option(help="The digest that `approval show` printed.")],
) -> None:
    """Reject a request; it is closed."""
    _vote(request, account, "reject", reason, digest)


def _vote(request: str, account: str, decision: Literal["approve", "reject"], reason: str, digest: str) -> None:
    from handclasp.access.policy import StepUp

    seen = digest_of(digest, "handclasp approval show")
    with acting(account, StepUp.APPROVE) as (parts, who):
        state = parts.approvals.vote(who, request, decision, reason, seen)
    out.print(f"the request is {state}")


@app.command("withdraw")
def withdraw(request: Number, account: As) -> None:
    """Take back what the account itself asked for."""
    with acting(account) as (parts, who):
        out.print(f"the request is {parts.approvals.withdraw(who, request)}")


def _when(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M}"
