"""`handclasp lexicon`: the risk words of a tenant as text: checked, shown, published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from handclasp.commands.shared import As, acting, err, out, plain

app = typer.Typer(no_args_is_help=True, help="Risk words as text: check, show, publish.")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A list of risk words, UTF-8.")]


@app.command("check")
def check(file: File) -> None:
    """Look for faults in a list; exit status 1 when there is one. Needs no house."""
    from handclasp.screen.risk_words import parse

    read = parse(_text(file))
    for fault in read.faults:
        err.print(f"{plain(str(file))}:{fault.line}: {plain(fault.words)} [dim]{fault.code}[/]")
    if read.faults:
        raise typer.Exit(1)
    out.print(f"{file}: {len(read.entries)} added, {len(read.removed)} taken out, no fault")


@app.command("show")
def show(
    account: As,
    *,
    house: Annotated[bool, typer.Option("--house", help="The house's own lists instead of the tenant's.")] = False,
) -> None:
    """Write the tenant's list in force, or the house's, to standard output."""
    from handclasp.screen.risk_words import HOUSE, house_text

    with acting(account) as (parts, who):
        standing, _ = parts.risk_words.show(who)
    text = house_text() if house else standing.text
    err.print(f"{HOUSE}" if house or not standing.number else f"list {standing.number} over {HOUSE}")
    sys.stdout.write(text)


@app.command("publish")
def publish(file: File, account: As) -> None:
    """Put a list in force over the house's; prints its version, which each flag names."""
    with acting(account) as (parts, who):
        version = parts.risk_words.publish(who, _text(file))
    sys.stdout.write(version + "\n")


def _text(file: Path) -> str:
    from handclasp.records import Invalid

    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        message = f"{file.name} is not text in UTF-8; save it as that, then run it again"
        raise Invalid(message) from None
