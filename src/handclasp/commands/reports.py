"""`handclasp report`: what an authority may ask for: the record of processing, and the register of disclosures."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, acting, out, plain, reserved

app = typer.Typer(no_args_is_help=True, help="Reports for an authority.")


@app.command("privacy")
def privacy(
    account: As,
    to: Annotated[Path | None, typer.Option("--out", help="The file to write; .json for JSON, else Markdown.")] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "en",
) -> None:
    """Make the record of processing from the configuration in force: what, why, how long, where, who."""
    from handclasp.house.app import now_ms
    from handclasp.house.register_pages import markdown
    from handclasp.house.registering import privacy as made

    if language not in {"zh", "en"}:
        raise typer.BadParameter("the language is zh or en")
    with acting(account) as (parts, who):
        register = made(parts, who, now_ms)
    whole = to is not None and to.suffix == ".json"
    text = json.dumps(register, ensure_ascii=False, indent=1) + "\n" if whole else markdown(register, language)
    if to is None:
        sys.stdout.write(text)
        return
    with reserved(to) as file:
        file.write(text.encode())
    out.print(f"{to} written")


@app.command("disclosures")
def disclosures(
    account: As,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,  # noqa: FBT002
    to: Annotated[Path | None, typer.Option("--out", help="The CSV file to write.")] = None,
) -> None:
    """List everything that left the house: when, by whom, what for, in which form, where to, on what basis."""
    from handclasp.house.register_pages import table
    from handclasp.house.registering import disclosures as made

    with acting(account) as (parts, who):
        found = made(parts, who)
    if to is not None:
        with reserved(to) as file:
            file.write(table(found))
        out.print(f"{to} written")
        return
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    shown = Table("record", "when", "by", "purpose", "form", "conversations", "to", "basis")
    for one in found:
        when = f"{datetime.fromtimestamp(one['at'] / 1000).astimezone():%Y-%m-%d %H:%M}"
        basis = "; ".join(f"{way['law']}: {way['basis']}" for way in one["border"])
        row = (f"#{one['index']}", when, one["by"], one["purpose"], one["format"], str(len(one["subjects"])))
        shown.add_row(*(plain(text) for text in (*row, one["to"], basis)))
    out.print(shown)
