"""What commands share: the terminal, settings, and signing in as an account for one command.

Whoever wants to see or take out what was said acts under an account's name (`--as`), with its password and second
factor; without, a command acts as the operator of this machine, who sets a house up and reads nothing.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NamedTuple, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from handclasp.config import Settings, load

if TYPE_CHECKING:
    from handclasp.access.policy import Reader, StepUp
    from handclasp.house.app import House

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Tenant = Annotated[str, typer.Option(help="The tenant's name.")]
Conversation = Annotated[str, typer.Argument(help="The conversation's own name, or its pseudonym (32 hex digits).")]
Why = Annotated[str, typer.Option("--reason", help="Why, in words; it stands in the journal.")]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="ACCOUNT",
        help="The account to act as. Its password and a code of its second factor are asked for, or read as two lines "
        "from standard input.",
    ),
]


Actor = Annotated[
    str,
    typer.Option("--as", metavar="ACCOUNT", help="The administrator to act as; without, the operator of this machine."),
]
OfTenant = Annotated[str, typer.Option("--tenant", help="The tenant's name; needed without --as.")]


class Acting(NamedTuple):
    """A house opened for one command, and who acts in it."""

    house: House
    who: Reader


def settings(public_url: str | None = None) -> Settings:
    """The settings, with logging set up by them."""
    found = load() if public_url is None else load(public_url=public_url)
    from handclasp.logs import configure

    configure(found.log_level)
    return found


@contextlib.contextmanager
def acting(account: str, *purposes: StepUp) -> Iterator[Acting]:
    """A house, and an account signed in for one command, its second factor given for these purposes.

    Raises NotSignedIn, Locked.
    """
    from handclasp.access.policy import Reader
    from handclasp.house.processes import sign_in_record
    from handclasp.house.running import django

    password, code = _credentials(account)
    with django(settings(), None) as parts:
        from handclasp.access.sign_in import signed_in

        record = functools.partial(sign_in_record, parts)
        staff = signed_in(account, password, code, [one.value for one in purposes], journal=record)
        stepped = frozenset(one.value for one in purposes)
        who = Reader(staff.tenant, staff.role, staff.username, staff.team, staff.merchant, stepped=stepped)
        yield Acting(parts, who)


@contextlib.contextmanager
def acting_here(account: str, tenant: str, *purposes: StepUp, accounts: bool = False) -> Iterator[Acting]:
    """A house, and who sets it up: an account signed in for one command, or the operator of this machine in a tenant.

    `accounts` makes Django's models usable for the operator too. Raises NotSignedIn, Locked, UnknownTenant.
    """
    from handclasp.house.running import django, house, operator, tenant_number

    with contextlib.ExitStack() as stack:
        if account:
            found = stack.enter_context(acting(account, *purposes))
            if tenant not in {"", found.who.tenant}:
                raise typer.BadParameter(f"{account} works for {found.who.tenant}; leave out --tenant")
            yield found
        elif tenant:
            parts = stack.enter_context(django(settings(), tenant) if accounts else house(settings()))
            tenant_number(parts, tenant)
            yield Acting(parts, operator(tenant))
        else:
            raise typer.BadParameter("name the tenant (--tenant), or the account you act as (--as)")


def _credentials(account: str) -> tuple[str, str]:
    if sys.stdin.isatty():
        return (
            typer.prompt(f"Password of {account}", hide_input=True),
            typer.prompt("Code of the second factor", hide_input=True),
        )
    lines = sys.stdin.read(4_096).splitlines()
    if len(lines) < 2:
        fail(
            f"to act as {account}, its password and a code of its second factor are needed: run this in a terminal, "
            "which asks for them, or give both as two lines on standard input",
            "credentials-missing",
        )
    return lines[0], lines[1].strip()


@contextlib.contextmanager
def reserved(path: Path) -> Iterator[BinaryIO]:
    """A new file that nobody else on this machine can read, gone again when what it is for fails.

    Never one that is there already; where it cannot be made is found out before anything is done.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - mode 0600 from the first byte
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def digest_of(text: str, where: str) -> bytes:
    """A digest as people copy it; raises Invalid, with where to copy it from."""
    from handclasp.records import Invalid

    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        message = f"a digest is 64 hex digits; copy it from `{where}`"
        raise Invalid(message)
    return bytes.fromhex(text)


def fail(words: str, code: str) -> NoReturn:
    """One readable message and exit status 1."""
    err.print(f"[bold red]handclasp:[/] {plain(words)}\n[dim]{code}[/]")
    sys.exit(1)


def plain(text: str) -> str:
    """Text that is no markup of the terminal's."""
    return text.replace("[", r"\[")


def progress(verb: str) -> Progress:
    """A bar on standard error."""
    return Progress(
        TextColumn(f"{verb} {{task.description}}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=err,
    )
