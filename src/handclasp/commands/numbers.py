"""`handclasp numbers`: volume, answer times, topics, masks and exports of the desk, as the page shows them."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, acting, out, plain


def numbers(
    account: As,
    days: Annotated[int, typer.Option(help="7, 30 or 90 days up to today.")] = 30,
    as_csv: Annotated[bool, typer.Option("--csv", help="Every figure, one a line, as CSV.")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,  # noqa: FBT002
) -> None:
    """Show the numbers of the conversations that an account may list; days are those of the desk's plan, else UTC."""
    with acting(account) as (parts, who):
        from handclasp.access.policy import Action
        from handclasp.desk.numbers import SPANS
        from handclasp.desk.numbers import numbers as made
        from handclasp.desk.numbers_csv import rows, spreadsheet
        from handclasp.house.app import now_ms

        if days not in SPANS:
            raise typer.BadParameter(f"numbers are made of {', '.join(map(str, SPANS))} days")
        parts.gate.passed(who, Action.SEE_NUMBERS)
        told = made(who, parts.policies, days, now_ms())
    if as_csv:
        sys.stdout.buffer.write(spreadsheet(told))
        return
    figures = [dict(zip(("measure", "day", "item", "value", "unit"), row, strict=True)) for row in rows(told)]
    if as_json:
        of = "every conversation" if told.whole else "the conversations of this account's lists"
        document = {"zone": told.zone, "of": of, "days": days, "figures": figures}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        return
    table = Table("measure", "item", "value", title=plain(f"{days} days, {told.zone}"))
    for one in figures:
        if not one["day"]:
            table.add_row(str(one["measure"]), plain(str(one["item"])), f"{one['value']} {one['unit']}")
    out.print(table)
