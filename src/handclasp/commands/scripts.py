"""`handclasp scripts`: the texts the desk says again and again, listed, written, taken in from a table, retired."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import Acting, As, acting, out, plain

if TYPE_CHECKING:
    from handclasp.desk.scripts import Entry, Scripts

app = typer.Typer(no_args_is_help=True, help="Scripts: the texts the desk says again and again.")

COLUMNS = ("name", "team", "title_zh", "title_en", "text_zh", "text_en")
Team = Annotated[str, typer.Option(help="The team it is for; without, all.")]


def _book(at: Acting) -> Scripts:
    from handclasp.desk.scripts import Scripts
    from handclasp.house.app import now_ms

    house = at.house
    return Scripts(house.gate.passed, house.journal.seal, house.leaving.stop, house.policies.roles, now_ms)


@app.command("list")
def list_(
    account: As,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table that `scripts import` takes.")] = False,
    retired: Annotated[bool, typer.Option("--retired", help="Those out of use.")] = False,
) -> None:
    """List the scripts."""
    with acting(account) as at:
        from handclasp.desk.scripts import wording_of

        rows = [(row, wording_of(row)) for row in _book(at).listed(at.who, retired=retired)]
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(COLUMNS)
        writer.writerows((row.script.name, row.script.team, *said) for row, said in rows)
        return
    table = Table("name", "team", "title", "version")
    for row, said in rows:
        title = " / ".join(filter(None, (said.title_zh, said.title_en)))
        table.add_row(*(plain(text) for text in (row.script.name, row.script.team or "all", title, str(row.number))))
    out.print(table)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What is typed after the slash: small letters, digits, hyphens.")],
    account: As,
    team: Team = "",
    title_zh: Annotated[str, typer.Option(help="Its title in Chinese.")] = "",
    text_zh: Annotated[str, typer.Option(help="Its text in Chinese.")] = "",
    title_en: Annotated[str, typer.Option(help="Its title in English.")] = "",
    text_en: Annotated[str, typer.Option(help="Its text in English.")] = "",
) -> None:
    """Write a script, in one language or both."""
    with acting(account) as at:
        from handclasp.desk.scripts import Entry, tidy

        _book(at).add(at.who, Entry(name, team, tidy((title_zh, title_en, text_zh, text_en))))
    out.print(plain(f"/{name} is there from now on"))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A table (CSV, UTF-8) with a head.")],
    account: As,
) -> None:
    """Take in a table of scripts, all or none: new ones are added, what differs is a next version."""
    with acting(account) as at:
        counts = _book(at).take_in(at.who, _read(file))
    out.print(f"{counts['added']} added, {counts['changed']} changed, {counts['same']} as they were")


@app.command("retire")
def retire(
    name: Annotated[str, typer.Argument(help="The script's name.")],
    account: As,
    team: Team = "",
    *,
    back: Annotated[bool, typer.Option("--back", help="Bring it back into use instead.")] = False,
) -> None:
    """Take a script out of use; its versions stay."""
    from handclasp.records import NotFound

    with acting(account) as at:
        book = _book(at)
        rows = book.listed(at.who, retired=back)
        found = next((row.script for row in rows if (row.script.name, row.script.team) == (name, team)), None)
        if found is None:
            message = f"there is no script {name} {'out of' if back else 'in'} use; `handclasp scripts list` names them"
            raise NotFound(message)
        book.retire(at.who, found.pk, back=back)
    out.print(plain(f"/{name} is {'in use again' if back else 'out of use'}"))


def _read(file: Path) -> list[Entry]:
    from handclasp.desk.scripts import FAULTS, BadScript, Entry, tidy, wrong

    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{file.name} is not text in UTF-8; save it as that (in Excel: CSV UTF-8), then run it again"
        raise BadScript(message) from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if set(rows.fieldnames or ()) - set(COLUMNS) or "name" not in (rows.fieldnames or ()):
        message = f"{file.name}: the first line names the columns, some of {', '.join(COLUMNS)}, name among them"
        raise BadScript(message)
    entries = []
    for row in rows:
        if None in row:
            message = f"{file.name}:{rows.line_num}: there are more cells than columns; put quotes around commas"
            raise BadScript(message)
        cell = {name: row.get(name) or "" for name in COLUMNS}
        entry = Entry(cell["name"].strip(), cell["team"].strip(), tidy(cell[name] for name in COLUMNS[2:]))
        if fault := wrong(entry):
            message = f"{file.name}:{rows.line_num}: {FAULTS[fault]}"
            raise BadScript(message)
        entries.append(entry)
    return entries
