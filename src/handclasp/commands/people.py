"""`handclasp staff`: accounts, made and mended by the operator of the machine, or by an administrator (`--as`)."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import Acting, Actor, As, OfTenant, Tenant, Why, acting_here, out, plain

if TYPE_CHECKING:
    from handclasp.access.people import People

app = typer.Typer(no_args_is_help=True, help="Staff accounts.")


@contextlib.contextmanager
def _people(account: str, tenant: str) -> Iterator[tuple[Acting, People]]:
    from handclasp.access.policy import StepUp

    with acting_here(account, tenant, StepUp.PEOPLE, accounts=True) as who:
        from handclasp.access.people import People

        parts = who.house
        people = People(gate=parts.gate, journal=parts.journal, approvals=parts.approvals, policies=parts.policies)
        yield who, people


@app.command("add")
def add(
    username: str,
    role: Annotated[str, typer.Option(help="A built-in role (see the guide) or a copy of one.")],
    name: Annotated[str, typer.Option(help="The name that customers see.")],
    tenant: Tenant,
    team: Annotated[str, typer.Option(help="The team they work in.")] = "desk",
    merchant: Annotated[str, typer.Option(help="For the role merchant: the seller's id at the shop.")] = "",
) -> None:
    """Make a staff account; prints its one-time password. Acts as the operator of this machine."""
    with _people("", tenant) as ((_, who), people):
        from handclasp.access.people import ADD, Wanted

        done = people.grant(who, ADD, Wanted(username, name, role, team, merchant))
    sys.stdout.write(done.password + "\n")


@app.command("role")
def role(
    username: str,
    role: Annotated[str, typer.Argument(help="The new role.")],
    tenant: Tenant,
    team: Annotated[str, typer.Option(help="The team they work in.")] = "desk",
    merchant: Annotated[str, typer.Option(help="For the role merchant: the seller's id at the shop.")] = "",
) -> None:
    """Give an account another role or team, and end its sessions. Acts as the operator of this machine."""
    with _people("", tenant) as ((_, who), people):
        from handclasp.access.people import CHANGE, Wanted

        people.grant(who, CHANGE, Wanted(username, "", role, team, merchant))
    out.print(plain(f"{username} is {role} now"))


@app.command("ask")
def ask(
    act: Annotated[str, typer.Argument(help="add, change, reset-password or reset-second-factors.")],
    username: str,
    account: As,
    reason: Why,
    role: Annotated[str, typer.Option(help="The role they shall have, to add or change.")] = "",
    name: Annotated[str, typer.Option(help="To add: the name that customers see.")] = "",
    team: Annotated[str, typer.Option(help="The team they shall work in; to change: as it is, unless named.")] = "",
    merchant: Annotated[str, typer.Option(help="For the role merchant: the seller's id at the shop.")] = "",
) -> None:
    """Ask a second person for a new account, another role, or a reset; prints the request's number."""
    with _people(account, "") as ((parts, who), people):
        from handclasp.access.people import CHANGE, Wanted

        wanted = Wanted(username, name, role, team or "desk", merchant)
        if act == CHANGE:
            now = people.one(who, username)
            same = role in {"", now.role}
            seller = merchant or (now.merchant if same else "")
            wanted = Wanted(username, name, role or now.role, team or now.team, seller)
        asked = parts.approvals.request(who, people.ask(who, act, wanted, reason))
    sys.stdout.write(asked.request + "\n")


@app.command("apply")
def apply(
    request: Annotated[str, typer.Argument(help="The approved request's number.")],
    account: As,
) -> None:
    """Do what was approved, once and exactly as asked; prints a new account's or a reset's one-time password."""
    with _people(account, "") as ((parts, who), people):
        done = people.apply(who, parts.approvals.show(who, request).request)
    if done.password:
        sys.stdout.write(done.password + "\n")
    else:
        out.print(f"{done.account}: {done.act} is done")


@app.command("list")
def list_(tenant: OfTenant = "", account: Actor = "") -> None:
    """List accounts: role, team, whether a second factor is set up, whether suspended."""
    table = Table("account", "name", "role", "team", "second factor", "state")
    with _people(account, tenant) as ((_, who), people):
        for one in people.found(who):
            factor = "yes" if one.second_factor else "not yet"
            state = "active" if one.active else "suspended"
            table.add_row(one.username, plain(one.display_name), one.role, one.team, factor, state)
    out.print(table)


@app.command("reset")
def reset(username: str, tenant: OfTenant = "", account: Actor = "") -> None:
    """Give an account a new one-time password and end its sessions."""
    with _people(account, tenant) as ((_, who), people):
        sys.stdout.write(people.reset_password(who, username) + "\n")


@app.command("reset-factors")
def reset_factors(username: str, tenant: Tenant) -> None:
    """Remove an account's second factors: it sets up new ones at the next sign-in. Acts as the operator."""
    with _people("", tenant) as ((_, who), people):
        from handclasp.access.people import RESET_FACTORS, Wanted

        people.grant(who, RESET_FACTORS, Wanted(username, "", "", "", ""))
    out.print(plain(f"{username} sets up a second factor at the next sign-in"))


@app.command("notices")
def notices(
    username: str,
    tenant: OfTenant = "",
    account: Actor = "",
    clear: Annotated[bool, typer.Option("--clear", help="Switch them all off.")] = False,  # noqa: FBT002
) -> None:
    """Say which notices an account has switched on, by which way; or switch them all off."""
    with _people(account, tenant) as ((parts, who), _):
        from handclasp.house import noticing
        from handclasp.house.app import now_ms

        desk = noticing.desk(parts, now_ms)
        if clear:
            desk.clear(who, username)
        choices = desk.of(who, username)
    on = sorted(f"{kind} by {way}" for kind, way in choices.wanted)
    out.print(plain(f"{username}: {', '.join(on) or 'no notices'}"))
    if choices.quiet:
        from handclasp.desk.notices.choices import written

        start, end = map(written, choices.quiet)
        out.print(plain(f"quiet from {start} to {end}, {choices.zone}"))


@app.command("suspend")
def suspend(username: str, tenant: OfTenant = "", account: Actor = "") -> None:
    """Take an account out of service and end its sessions."""
    with _people(account, tenant) as ((_, who), people):
        people.suspend(who, username)
    out.print(plain(f"{username} is suspended"))


@app.command("resume")
def resume(username: str, tenant: OfTenant = "", account: Actor = "") -> None:
    """Let a suspended account sign in again."""
    with _people(account, tenant) as ((_, who), people):
        people.resume(who, username)
    out.print(plain(f"{username} may sign in again"))
