"""`handclasp request`: what customers ask for about their own data, from asking to the answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from handclasp.commands.shared import As, Why, acting, out, plain

if TYPE_CHECKING:
    from handclasp.keep.rights import Case, Ground

T = TypeVar("T", bound=StrEnum)

app = typer.Typer(no_args_is_help=True, help="Customers' requests about their own data (GDPR, PIPL).")

Number = Annotated[str, typer.Argument(help="The request's number (32 hex digits), as `request list` shows it.")]


@app.command("add")
def add(
    conversations: Annotated[list[str], typer.Argument(help="The customer's conversations: names or pseudonyms.")],
    account: As,
    right: Annotated[str, typer.Option(help="access, copy, correction, restriction, erasure or objection.")],
    law: Annotated[str, typer.Option(help="gdpr or pipl; without, what `rights_law` says.")] = "",
    words: Annotated[str, typer.Option(help="What the customer said; it goes masked into the conversation.")] = "",
    record: Annotated[int, typer.Option(help="The record to be corrected, by its number in the conversation.")] = 0,
) -> None:
    """Enter a request on a customer's behalf; prints its number and by when it must be answered."""
    from handclasp.house.running import pseudonym
    from handclasp.keep.rights import Law, Right

    asked, under = _one_of(Right, right, "right"), _one_of(Law, law, "law") if law else None
    with acting(account) as (parts, who):
        places = [pseudonym(parts, who.tenant, name) for name in conversations]
        found = parts.requests.ask(who, places, asked, law=under, words=words, seq=record)
    out.print(f"request {found.number}, to be answered by {_day(found.due)}")


@app.command("list")
def list_(account: As) -> None:
    """List requests, the most urgent first."""
    table = Table("number", "right", "law", "state", "asked", "answer by", "conversations")
    with acting(account) as (parts, who):
        for one in parts.requests.listed(who):
            table.add_row(
                one.request.hex(),
                one.right,
                one.law,
                one.state,
                _day(one.opened),
                _day(one.due),
                str(len(one.subjects)),
            )
    out.print(table)


@app.command("show")
def show(number: Number, account: As) -> None:
    """Show a request: what is asked for, by when, and every step with its number in the log."""
    with acting(account) as (parts, who):
        found = parts.requests.show(who, _request(number))
    _told(found)


@app.command("verify")
def verify(
    number: Number,
    account: As,
    reason: Why,
    identity: Annotated[
        str, typer.Option("--by", help="order (an order number and something known), document, call-back.")
    ],
) -> None:
    """Say how it was checked who asks; nothing is answered before."""
    from handclasp.access.policy import StepUp
    from handclasp.keep.rights import Identity

    method = _one_of(Identity, identity, "by")
    with acting(account, StepUp.APPROVE) as (parts, who):
        _told(parts.requests.verify(who, _request(number), method, reason=reason))


@app.command("extend")
def extend(number: Number, account: As, reason: Why) -> None:
    """Give the clock more time, once."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.APPROVE) as (parts, who):
        _told(parts.requests.extend(who, _request(number), reason=reason))


@app.command("answer")
def answer(
    number: Number,
    account: As,
    reason: Why,
    refuse: Annotated[
        list[str] | None,
        typer.Option(
            help="CONVERSATION=GROUND: what is refused of it (legal-hold, claim, law, identity, unfounded, others)."
        ),
    ] = None,
    text: Annotated[str, typer.Option(help="What a corrected record should say.")] = "",
) -> None:
    """Do what was asked for. An erasure waits in the bin and is answered once its certificates stand."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import pseudonym

    with acting(account, StepUp.APPROVE) as (parts, who):
        parted = [one.rpartition("=") for one in refuse or []]
        refused = {pseudonym(parts, who.tenant, name): _ground(ground) for name, _, ground in parted}
        _told(parts.requests.answer(who, _request(number), reason=reason, refuse=refused, correction=text))


@app.command("refuse")
def refuse_(
    number: Number,
    account: As,
    reason: Why,
    ground: Annotated[str, typer.Option(help="legal-hold, claim, law, identity, unfounded or others.")],
) -> None:
    """Refuse a request as a whole, with its ground."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.APPROVE) as (parts, who):
        _told(parts.requests.refuse(who, _request(number), _ground(ground), reason=reason))


@app.command("lift")
def lift(number: Number, account: As, reason: Why) -> None:
    """End what a restriction or an objection restricts."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.APPROVE) as (parts, who):
        _told(parts.requests.lift(who, _request(number), reason=reason))


@app.command("withdraw")
def withdraw(number: Number, account: As) -> None:
    """Take a request back on the customer's behalf, before it is answered."""
    with acting(account) as (parts, who):
        _told(parts.requests.withdraw(who, _request(number)))


def _told(found: Case) -> None:
    state = f"{found.state}, to be answered by {_day(found.due)}"
    if found.waits_until:
        state = (
            f"waiting for the bin until {datetime.fromtimestamp(found.waits_until / 1000).astimezone():%Y-%m-%d %H:%M}"
        )
    out.print(f"request {found.number}: {found.right} ({found.law}), {state}")
    for name in found.subjects:
        ground = found.refused.get(name)
        out.print(f"  conversation {name.hex()}" + (f", refused: {ground}" if ground else ""))
    for one in found.steps:
        why = f": {one.reason}" if one.reason else ""
        out.print(plain(f"  #{one.place} {_moment(one.at)} {one.step} by {one.author}{why}"))


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1000).astimezone():%Y-%m-%d}"


def _moment(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1000).astimezone():%Y-%m-%d %H:%M}"


def _request(number: str) -> bytes:
    from handclasp.records import NotFound

    if len(number) == 32:
        try:
            return bytes.fromhex(number)
        except ValueError:
            pass
    message = "a request's number is 32 hex digits; `handclasp request list` shows them"
    raise NotFound(message)


def _ground(text: str) -> Ground:
    from handclasp.keep.rights import Ground

    return _one_of(Ground, text, "ground")


def _one_of(kinds: type[T], text: str, name: str) -> T:
    try:
        return kinds(text)
    except ValueError:
        raise typer.BadParameter(f"{name} is one of {', '.join(str(one) for one in kinds)}") from None
