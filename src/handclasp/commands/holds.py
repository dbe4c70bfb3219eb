"""`handclasp hold`: legal holds; what is on one is kept, nothing in it is revealed by one person, two people end it."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Why, acting, out, plain

if TYPE_CHECKING:
    from handclasp.keep.hold_words import Standing

app = typer.Typer(no_args_is_help=True, help="Legal holds: on a conversation, a customer, an order or a search.")

Number = Annotated[int, typer.Argument(help="The hold's number.")]


@app.command("place")
def place(  # noqa: PLR0917 - each is an option
    account: As,
    reason: Why,
    conversation: Annotated[
        str, typer.Argument(help="The conversation's own name, or its pseudonym (32 hex digits).", show_default=False)
    ] = "",
    of: Annotated[str, typer.Option("--conversation", help="The same, as an option.", show_default=False)] = "",
    customer: Annotated[
        str, typer.Option(help="All conversations of this customer, by your own id; those to come too.")
    ] = "",
    order: Annotated[str, typer.Option(help="All conversations about this order; those to come too.")] = "",
    search: Annotated[str, typer.Option(help="What a search for these words finds now, and nothing later.")] = "",
    ground: Annotated[str, typer.Option(help="On what ground: court, regulator, dispute …")] = "dispute",
    owner: Annotated[str, typer.Option(help="The account that answers for it; without, the one that places it.")] = "",
    review: Annotated[str, typer.Option(help="The day (YYYY-MM-DD) to look at it again; else in 180 days.")] = "",
) -> None:
    """Place a hold; prints its number and on how many conversations it is."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import pseudonym
    from handclasp.keep.hold_words import Scope, Terms

    if sum(map(bool, (conversation, of, customer, order, search))) != 1:
        raise typer.BadParameter("name one: a conversation, --customer, --order or --search")
    terms = Terms(ground, reason, owner, _day(review) if review else None)
    with acting(account, StepUp.APPROVE) as (parts, who):
        if customer or order:
            scope = Scope.CUSTOMER if customer else Scope.ORDER
            placed = parts.holds.place_by(who, scope, customer or order, terms)
            number, count = placed.number, placed.conversations
        elif search:
            number, count = parts.holds.place_found(who, search, terms)
        else:
            name = pseudonym(parts, who.tenant, conversation or of)
            number, count = parts.holds.place(who, name, **terms._asdict()), 1
    out.print(f"on hold: {number}")
    out.print(f"{count} conversation{'' if count == 1 else 's'}{', and those to come' if customer or order else ''}")


@app.command("release")
def release(
    number: Number,
    account: As,
    reason: Annotated[
        str, typer.Option(help="Why it may end; stands in the journal, and the second person reads it.")
    ] = "",
) -> None:
    """Ask for a hold to end; once a second person has approved, end it by the same command."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.APPROVE) as (parts, who):
        if _approved(parts.holds.show(who, number)[0]):
            count = parts.holds.release(who, number)
            out.print(f"hold {number} is released, {count} conversation{'' if count == 1 else 's'}")
            return
        asked = parts.holds.ask(who, number, reason=reason)
    out.print(
        f"asked for the end of hold {number}; somebody else approves: handclasp approval approve. Then run this again"
    )
    sys.stdout.write(asked.request + "\n")


def _approved(hold: Standing) -> bool:
    return hold.asked is not None and hold.asked.state == "approved"


@app.command("list")
def list_(account: As) -> None:
    """List holds that stand and that stood."""
    table = Table("number", "on", "conversation", "conversations", "ground", "owner", "review", "state")
    with acting(account) as (parts, who):
        for hold in parts.holds.listed(who):
            table.add_row(
                str(hold.number),
                hold.scope if hold.whole else "",
                hold.one.hex(),
                str(hold.conversations),
                plain(hold.ground),
                plain(hold.owner),
                _when(hold.review) + (" (due)" if hold.overdue else ""),
                _state(hold),
            )
    out.print(table)


@app.command("show")
def show(number: Number, account: As) -> None:
    """Show one hold whole: on what, on which ground, why, who answers for it, and the conversations; it is recorded."""
    with acting(account) as (parts, who):
        hold, conversations = parts.holds.show(who, number)
    table = Table(show_header=False)
    for name, value in {
        "number": str(hold.number),
        "state": _state(hold),
        "on": f"{hold.scope}{f': {hold.criterion}' if hold.criterion else ''}",
        "ground": hold.ground,
        "reason": hold.reason,
        "owner": hold.owner,
        "placed": f"{_when(hold.placed)} by {hold.by}",
        "review": _when(hold.review) + (" (due: it stands, and wants to be looked at)" if hold.overdue else ""),
        "asked to end": hold.asked.request if hold.asked else "",
    }.items():
        table.add_row(name, plain(value))
    out.print(table)
    for one in conversations:
        sys.stdout.write(one.hex() + "\n")


def _state(hold: Standing) -> str:
    return "stands" if hold.released is None else "released"


def _day(text: str) -> int:
    """The end of a day of this machine's calendar, in milliseconds since 1970."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write the day of the review as YYYY-MM-DD") from None
    return int(datetime.combine(day, time(23, 59, 59)).astimezone().timestamp() * 1000)


def _when(at: int | None) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone():%Y-%m-%d}" if at else ""
