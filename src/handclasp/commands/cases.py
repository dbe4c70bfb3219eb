"""`handclasp cases`: disputes (没收到卡密, 卡密无效) from opening to the decision, and what they come to."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, Why, acting, out, plain, reserved

if TYPE_CHECKING:
    from handclasp.access.policy import Policies, Reader
    from handclasp.desk.cases import Case
    from handclasp.desk.models import Dispute

T = TypeVar("T", bound=StrEnum)

app = typer.Typer(no_args_is_help=True, help="Disputes about codes: opened, followed, decided, counted.")

Number = Annotated[str, typer.Argument(metavar="CASE", help="The case's number, or how it begins, as `list` shows it.")]
Words = Annotated[str, typer.Option("--why", help="Why, in words; sealed in the conversation, masked.")]
OfSide = Annotated[str, typer.Option("--by", help="customer or merchant.")]
NOT_RECORDED = "not recorded"


class Place(NamedTuple):
    """Where a case is: its conversation and its whole number."""

    conversation: bytes
    number: str


@app.command("open")
def open_(
    conversation: Conversation,
    account: As,
    claim: Annotated[str, typer.Option(help="not-received or invalid.")],
    order: Annotated[str, typer.Option(help="The order's number; unset: the one the conversation names.")] = "",
    record: Annotated[int, typer.Option(help="The customer's record that says it; unset: their last.")] = 0,
    reason: Why = "",
) -> None:
    """Open a case and gather its facts; prints its number and by when it is decided."""
    from handclasp.desk.cases import Claim
    from handclasp.house.running import pseudonym

    said = _one_of(Claim, claim, "claim")
    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        made = parts.cases.open(who, place, said, order=order, said=record, reason=reason)
    out.print(f"case {made.number}, to be decided by {_when(made.summary.due)}")


@app.command("list")
def list_(
    account: As,
    everything: Annotated[bool, typer.Option("--all", help="Also what was decided or taken back.")] = False,  # noqa: FBT002
) -> None:
    """List the cases of the conversations you may see listed, the most urgent first."""
    table = Table("number", "claim", "state", "opened", "decide by", "product", "outcome", "refund")
    with acting(account) as (parts, who):
        for row in _rows(parts.policies, who):
            if everything or not row.outcome or row.state == "appealed":
                refund = f"{row.amount} {row.currency} {row.refund}" if row.refund else ""
                told = (row.number[:8], row.claim, row.state, _when(row.opened), _when(row.due), row.product)
                table.add_row(*map(plain, (*told, row.outcome, refund)))
    out.print(table)


@app.command()
def show(number: Number, account: As, reason: Why = "") -> None:
    """Show a case: where it stands, what is recorded and what is not, and every step with its number in the log."""
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        _tell(parts.cases.show(who, *place, reason=reason).case)


@app.command()
def gather(
    number: Number,
    account: As,
    order: Annotated[str, typer.Option(help="Another order's number.")] = "",
    reason: Why = "",
) -> None:
    """Gather the facts again."""
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        _tell(parts.cases.gather(who, *place, order=order, reason=reason))


@app.command()
def decide(
    number: Number,
    account: As,
    outcome: Annotated[str, typer.Option("--for", help="customer, partly or merchant.")],
    ground: Annotated[str, typer.Option(help="not-delivered, delivered-not-seen, used-before …; a wrong one is told.")],
    why: Words,
    refund: Annotated[str, typer.Option(help="A refund to propose: AMOUNT CURRENCY, e.g. '98.00 CNY'.")] = "",
    reason: Why = "",
) -> None:
    """Decide a case with its reasons; an appeal is decided by somebody else. No money is moved."""
    from handclasp.desk.cases import Ground, Outcome

    whom, what = _one_of(Outcome, outcome, "for"), _one_of(Ground, ground, "ground")
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        proposed = _money(refund) if refund else None
        _tell(parts.cases.decide(who, *place, whom, what, why=why, refund=proposed, reason=reason))


@app.command()
def answer(
    number: Number,
    account: As,
    by: OfSide,
    accepted: Annotated[bool, typer.Option("--accepted/--declined", help="What was said to the proposed refund.")],
    reason: Why = "",
) -> None:
    """Put down what a side says to the refund that was proposed."""
    from handclasp.desk.cases import Side

    side = _one_of(Side, by, "by")
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        _tell(parts.cases.answer_refund(who, *place, accepted=accepted, by=side, reason=reason))


@app.command()
def appeal(number: Number, account: As, by: OfSide, why: Words, reason: Why = "") -> None:
    """Enter that a side does not accept the decision; once a case."""
    from handclasp.desk.cases import Side

    side = _one_of(Side, by, "by")
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        _tell(parts.cases.appeal(who, *place, side, why=why, reason=reason))


@app.command()
def extend(
    number: Number,
    account: As,
    hours: Annotated[int, typer.Option(min=1, max=720, help="Hours more.")],
    why: Words,
    reason: Why = "",
) -> None:
    """Give a case more time."""
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        _tell(parts.cases.extend(who, *place, hours, why=why, reason=reason))


@app.command()
def withdraw(number: Number, account: As, why: Words, reason: Why = "") -> None:
    """Put down that the customer takes it back."""
    with acting(account) as (parts, who):
        place = _place(parts.policies, who, number)
        _tell(parts.cases.withdraw(who, *place, why=why, reason=reason))


@app.command()
def numbers(
    account: As,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of cases opened within so many days.")] = 30,
    csv: Annotated[Path | None, typer.Option("--csv", dir_okay=False, help="Write them as CSV; - for here.")] = None,
) -> None:
    """Time to resolve and refund rate, by claim, ground and product."""
    with acting(account) as (parts, who):
        from handclasp.desk.cases.numbers import BY, as_csv, count, parted
        from handclasp.house.app import now_ms

        now = now_ms()
        rows = [row for row in _rows(parts.policies, who) if row.opened >= now - days * 86_400_000]
        if csv is not None:
            text = as_csv(rows, now)
            if str(csv) == "-":
                sys.stdout.write(text)
                return
            with reserved(csv) as file:
                file.write(text.encode())
            out.print(plain(f"{csv} written"))
            return
        table = Table("", "opened", "decided", "median", "slowest", "for customer", "refund rate", "refunded", "late")
        for by, found in [("all", [count("", rows, now)]), *((by, parted(rows, by, now)) for by in BY)]:
            for one in found:
                rate = "–" if one.refund_rate is None else f"{one.refund_rate:.0%}"
                money = ", ".join(f"{total} {currency}" for currency, total in one.amounts) or "–"
                name = by if by == "all" else f"{by}: {one.group or NOT_RECORDED}"
                told = (one.opened, one.decided, _hours(one.median_hours), _hours(one.slowest_hours), one.for_customer)
                table.add_row(plain(name), *map(str, told), rate, plain(money), str(one.late))
        out.print(table)


def _rows(policies: Policies, who: Reader) -> list[Dispute]:
    """The cases that somebody's lists show, the most urgent first; raises Refused where disputes are not theirs."""
    from handclasp.access.policy import Action
    from handclasp.desk.models import Dispute
    from handclasp.desk.visible import Lists
    from handclasp.records import Refused

    if not policies.could(who, Action.CASE):
        message = "disputes are not open to your role"
        raise Refused(message, zh="您的角色不处理争议")
    lists = Lists(who, policies)
    rows = Dispute.objects.filter(tenant=who.tenant)
    seen = rows if lists.whole else rows.filter(pseudonym__in=lists.all().values("pseudonym"))
    return list(seen.order_by("due", "id"))


def _place(policies: Policies, who: Reader, number: str) -> Place:
    """Where the case of a number, or of its beginning, is; raises NotFound."""
    from handclasp.records import NotFound

    wanted = number.strip().lower()
    found = [row for row in _rows(policies, who) if row.number.startswith(wanted)] if len(wanted) >= 4 else []
    if len(found) != 1:
        message = "there is no such case, or several begin like that; `handclasp cases list --all` names them"
        raise NotFound(message)
    return Place(bytes(found[0].pseudonym), found[0].number)


def _tell(case: Case) -> None:
    from handclasp.desk.cases import DONE
    from handclasp.desk.cases.forms import facts_of

    summary = case.summary
    state = str(case.state) if case.state in DONE else f"{case.state}, to be decided by {_when(summary.due)}"
    out.print(plain(f"case {case.number}: {case.claim}, {state}; order {case.order or NOT_RECORDED}"))
    if summary.outcome:
        out.print(f"  decided for: {summary.outcome}, ground {summary.ground}")
    if summary.refund is not None:
        unchecked = ", not checked against an order" if case.unchecked else ""
        out.print(
            plain(f"  refund {summary.refund.amount} {summary.refund.currency}: {summary.refund.state}{unchecked}")
        )
    for fact in facts_of(case):
        at = NOT_RECORDED if fact.at is None and not fact.told and not fact.state else _when(fact.at)
        place = f"  #{fact.record}" if fact.record >= 0 else ""
        told = " ".join(part for part in (fact.state, fact.told) if part)
        out.print(plain(f"  {fact.fact}: {at} {told}".rstrip() + place))
    for one in case.steps:
        words = f": {one.body}" if one.body else ""
        out.print(plain(f"  #{one.place} {_when(one.at)} {one.step} by {one.author}{words}"))


def _money(text: str) -> tuple[str, str]:
    amount, _, currency = text.strip().partition(" ")
    return amount, currency.strip().upper()


def _when(moment: int | None) -> str:
    return "" if not moment else f"{datetime.fromtimestamp(moment / 1000).astimezone():%Y-%m-%d %H:%M}"


def _hours(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} h"


def _one_of(kinds: type[T], text: str, name: str) -> T:
    try:
        return kinds(text)
    except ValueError:
        raise typer.BadParameter(f"{name} is one of {', '.join(str(one) for one in kinds)}") from None
